import { observe, type Sent } from '../../src/store/session.ts'

/** What one operation sent to the database, batch by batch: each is one round trip. */
export interface Sending {
  operation: string
  batches: Sent[][]
}

/** Runs something and tells what was sent meanwhile by each operation, in order. */
export async function sentDuring(run: () => Promise<unknown>): Promise<Sending[]> {
  const seen = new Map<string, Sent[][]>()
  const stop = observe((operation, batch) => {
    const batches = seen.get(operation)
    if (batches) batches.push(batch)
    else seen.set(operation, [batch])
  })
  try {
    await run()
  } finally {
    stop()
  }
  return [...seen].map(([operation, batches]) => ({ operation, batches }))
}
