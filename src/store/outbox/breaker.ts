/** What a breaker holds of one endpoint that failed lately. */
interface Trouble {
  failures: number
  openUntil: number
  reason: string
}

export interface Breaker {
  /** Until when an endpoint is left alone, and why; null when it may be called. */
  open(endpoint: string, now: number): { until: number; reason: string } | null
  succeeded(endpoint: string): void
  failed(endpoint: string, now: number, reason: string): void
}

/** Endpoints an isolate remembers. */
const MOST_REMEMBERED = 1000

/**
 * Leaves endpoints alone that keep failing. After a cool-down one is called again; the first failure then leaves it
 * alone for twice as long.
 * @param limits consecutive failures that open it; milliseconds of the first and of the longest cool-down
 */
export function createBreaker(limits: { failures: number; coolDown: number; longest: number }): Breaker {
  const troubles = new Map<string, Trouble>()
  return {
    open(endpoint, now) {
      const trouble = troubles.get(endpoint)
      return trouble && trouble.openUntil > now ? { until: trouble.openUntil, reason: trouble.reason } : null
    },
    succeeded(endpoint) {
      troubles.delete(endpoint)
    },
    failed(endpoint, now, reason) {
      const trouble = troubles.get(endpoint) ?? { failures: 0, openUntil: 0, reason }
      // Calls that were on their way when it opened tell nothing new.
      if (trouble.openUntil > now) return
      trouble.failures++
      trouble.reason = reason
      const beyond = trouble.failures - limits.failures
      if (beyond >= 0) trouble.openUntil = now + Math.min(limits.coolDown * 2 ** beyond, limits.longest)
      if (!troubles.has(endpoint) && troubles.size >= MOST_REMEMBERED)
        troubles.delete(troubles.keys().next().value!)
      troubles.set(endpoint, trouble)
    },
  }
}
