import type { Input } from '../../src/api/request.ts'
import type { Env } from '../../src/env.ts'
import { operationByID } from '../../src/operations.ts'
import { outcomeOf } from '../../src/outcome.ts'
import { observe, type Sent } from '../../src/store/session.ts'
import { type Background, inProcess } from './in-process.ts'
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
  const background: Background = []
  const env = {
    DB: database,
    ORDERS: {
      getByName: () => ({
        run: (_: string, input: Input) =>
          outcomeOf(operationByID(input.operation), input, env, (task) => void background.push(task)),
      }),
    },
  } as unknown as Env
  const ask = inProcess(env, background, origin)

  /** Sends requests one after another; returns what each answered, and what they cost together. */
  return async (calls: Call[], token: string): Promise<Cost> => {
    const batches: Sent[][] = []
    const stop = observe((_, batch) => void batches.push(batch))
    try {
      for (const call of calls) await ask(call, token)
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
