import { env } from 'cloudflare:workers'
import { expect, vi } from 'vitest'
import { observe, type Sent, Session } from '../../src/store/session.ts'

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

/**
 * Runs something, and between the reading and the writing of an operation these statements of somebody else.
 * @param statements each is bound to the marketplace's ID
 */
export async function betweenReadAndWrite<T>(
  marketplace: string,
  operation: string,
  statements: string[],
  run: () => Promise<T>,
): Promise<T> {
  let others: Promise<unknown> | undefined
  const stop = observe((name) => {
    if (name !== operation || others) return
    others = env.DB.batch(statements.map((s) => env.DB.prepare(s).bind(marketplace)))
  })
  const result = await run().finally(stop)
  await others
  expect(others).toBeDefined()
  return result
}

/** Does something once, after the next operation has read and before it writes. */
export function beforeItWrites(act: () => Promise<unknown>): void {
  const batch = Session.prototype.batch
  let sent = 0
  const spy = vi.spyOn(Session.prototype, 'batch').mockImplementation(async function (
    this: Session,
    statements,
  ) {
    if (++sent === 2) {
      spy.mockRestore()
      await act()
    }
    return batch.call(this, statements)
  })
}

/** Runs something and tells all rows that the database answered meanwhile. */
export async function rowsDuring(run: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const batch = Session.prototype.batch
  const answered: Record<string, unknown>[] = []
  const spy = vi.spyOn(Session.prototype, 'batch').mockImplementation(async function (
    this: Session,
    statements,
  ) {
    const rows = await batch.call(this, statements)
    answered.push(...rows.flat())
    return rows
  })
  await run().finally(() => spy.mockRestore())
  return answered
}
