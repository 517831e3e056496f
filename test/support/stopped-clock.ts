import { afterEach, beforeEach, vi } from 'vitest'

/** Holds the clock of each test of a file where it is when the test begins, until `now` is moved. */
export function stoppedClock(): { now: number } {
  const clock = { now: 0 }
  beforeEach(() => {
    clock.now = Date.now()
    vi.spyOn(Date, 'now').mockImplementation(() => clock.now)
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })
  return clock
}
