import { vi } from 'vitest'

/** Milliseconds: less than a test has, so that what is missing is named. */
const PATIENCE = 50_000

/**
 * Asks again until a check does not throw, and returns what it returns.
 * @throws what the check threw last, when nearly a minute has passed
 */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: PATIENCE, interval: 50 })

/**
 * Makes waits of one length pass at once, until mocks are undone.
 * @returns the lengths of all waits that were begun since
 */
export function hurryWaits(milliseconds: number): unknown[] {
  const wait = globalThis.setTimeout
  const begun: unknown[] = []
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void, length?: number) => {
    begun.push(length)
    return wait(run, length === milliseconds ? 1 : length)
    // What else callers may pass, nobody does.
  }) as typeof setTimeout)
  return begun
}
