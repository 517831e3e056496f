/** Seconds between the attempts of a delivery; the last one goes on until the time is up. */
const PAUSES = [1, 5, 25, 120, 600, 1800, 3600, 7200, 14_400]

/** Hours after which a delivery that was never accepted counts as failed. */
const HOURS_TRIED = 24

/** Until when a delivery is tried, in milliseconds since 1970. */
export const lastAttempt = (now: number) => now + HOURS_TRIED * 3_600_000

/**
 * When to try again after a failure: soon at first, for a receiver that is being restarted, then ever less often.
 * @param attempts how many there were
 * @param until when the delivery is given up
 * @returns milliseconds since 1970, or null when there is no time left
 */
export function nextAttempt(attempts: number, now: number, until: number): number | null {
  const pause = PAUSES[Math.min(Math.max(attempts, 1), PAUSES.length) - 1]!
  const next = now + pause * 1000
  return next <= until ? next : null
}
