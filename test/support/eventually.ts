import { vi } from 'vitest'

/** Milliseconds: less than a test has, so that what is missing is named. */
const PATIENCE = 50_000

/**
 * Asks again until a check does not throw, and returns what it returns.
 * @throws what the check threw last, when nearly a minute has passed
 */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: PATIENCE, interval: 50 })
