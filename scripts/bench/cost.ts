import type { Input } from '../../src/api/request.ts'
import { createApp } from '../../src/app.ts'
import type { Env } from '../../src/env.ts'
import { operationByID, operations } from '../../src/operations.ts'
import { outcomeOf } from '../../src/outcome.ts'
import { observe, type Sent } from '../../src/store/session.ts'
import type { Request as Call } from './load.ts'

/** What requests cost the database. */
export interface Cost {
  roundTrips: number
  /** Of each round trip. */
  statements: number[]
  rowsRead: number
  rowsWritten: number
}

/**
 * Wharf in this process with a database elsewhere: the statements are those the Worker sends, and every row they cost
 * can be counted, whoever asks. (`Server-Timing` tells rows to sellers only.)
 */
export function counting(database: D1Database, origin: string) {
  const app = createApp(operations)
  const background: Promise<unknown>[] = []
  const context = { waitUntil: (task: Promise<unknown>) => void background.push(task) }
  const env = {
    DB: database,
    ORDERS: {
      getByName: () => ({
        run: (_: string, input: Input) =>
          outcomeOf(operationByID(input.operation), input, env, (task) => void background.push(task)),
      }),
    },
  } as unknown as Env

  /** Sends requests one after another; returns what each answered, and what they cost together. */
  return async (calls: Call[], token: string): Promise<Cost> => {
    const batches: Sent[][] = []
    const stop = observe((_, batch) => void batches.push(batch))
    try {
      for (const { method, path, body } of calls) {
        const response = await app.fetch(
          new Request(origin + path, {
            method,
            headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
            body: body === undefined ? null : JSON.stringify(body),
          }),
          env,
          context as unknown as ExecutionContext,
        )
        if (!response.ok)
          throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
      }
    } finally {
      stop()
    }
    await Promise.all(background.splice(0))
    const sum = (count: (sent: Sent) => number) => batches.flat().reduce((n, sent) => n + count(sent), 0)
    return {
      roundTrips: batches.length,
      statements: batches.map((batch) => batch.length),
      rowsRead: sum((sent) => sent.rowsRead),
      rowsWritten: sum((sent) => sent.rowsWritten),
    }
  }
}
