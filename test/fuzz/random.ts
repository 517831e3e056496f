/** A source of choices that are the same for the same seed. */
export interface Random {
  /** A number from 0 to below 1. */
  next(): number
  /** A whole number from 0 to below `n`. */
  below(n: number): number
  /** Whether something of this probability happens. */
  chance(probability: number): boolean
  /** One of these. */
  pick<T>(of: readonly T[]): T
}

/**
 * The choices of one request of a run: by number, so that it can be made again without those before it.
 * @param seed of the run
 */
export function randomOf(seed: number, number: number): Random {
  // Mulberry32, begun at a state that neighbours do not share.
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(number + 1, 0xc2b2ae35)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (n: number) => Math.floor(next() * n)
  return { next, below, chance: (p) => next() < p, pick: (of) => of[below(of.length)]! }
}
