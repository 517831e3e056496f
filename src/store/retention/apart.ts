/** Says that work without a request has failed. */
export function logFailure(what: string, error: unknown, more: object = {}): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  console.error(JSON.stringify({ failed: what, ...more, error: text }))
}

/**
 * Work that no request waits for, on several things, one after another. What becomes of one of them is nothing to the
 * others: a failure is logged, and the next run tries again.
 * @param what it is, for the log
 * @returns what came of those that did not fail
 */
export async function apart<T, R>(
  what: string,
  all: Iterable<T>,
  work: (one: T) => Promise<R>,
): Promise<R[]> {
  const done: R[] = []
  for (const one of all)
    try {
      done.push(await work(one))
    } catch (error) {
      logFailure(what, error, typeof one === 'string' ? { of: one } : {})
    }
  return done
}
