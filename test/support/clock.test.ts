import { expect, it } from 'vitest'
import { clock } from './clock.ts'

it('the clock of a test stays in its minute however long the test takes, and never goes back', () => {
  for (let second = 0; second < 60; second++) {
    let time = 1_790_000_040_000 + second * 1000
    const { now, begin } = clock(() => time)
    for (const taken of [10, 4_000, 600_000, 59_000, 0, 6_000]) {
      const before = now()
      begin()
      const began = now()
      expect(began).toBeGreaterThanOrEqual(before)
      time += taken
      expect(now() - began).toBe(Math.min(taken, 5_000))
      expect(Math.floor(now() / 60_000)).toBe(Math.floor(began / 60_000))
    }
  }
})

it('is what every test here reads', () => {
  expect(Date.now.toString()).not.toContain('native code')
})
