import { expect, test } from 'vitest'
import { lastAttempt, nextAttempt } from './retries.ts'

/** Seconds from the first attempt to each later one, when all fail at once. */
function attemptsOf(start: number) {
  const until = lastAttempt(start)
  const out: number[] = []
  for (let now = start, attempts = 1; ; attempts++) {
    const next = nextAttempt(attempts, now, until)
    if (next === null) return out
    out.push((next - start) / 1000)
    now = next
  }
}

test('comes back after 1, 5, 25, 120 and 600 seconds, then at growing intervals', () => {
  const pauses = attemptsOf(0).map((at, i, all) => at - (all[i - 1] ?? 0))
  expect(pauses.slice(0, 5)).toEqual([1, 5, 25, 120, 600])
  for (let i = 1; i < pauses.length; i++) expect(pauses[i]).toBeGreaterThanOrEqual(pauses[i - 1]!)
})

test('goes on for nearly a day, and no longer', () => {
  const last = attemptsOf(1_700_000_000_000).at(-1)!
  expect(last).toBeGreaterThan(18 * 3600)
  expect(last).toBeLessThanOrEqual(24 * 3600)
})

test('gives up when the next attempt would be too late', () => {
  expect(nextAttempt(1, 10_000, 10_999)).toBeNull()
  expect(nextAttempt(1, 10_000, 11_000)).toBe(11_000)
})
