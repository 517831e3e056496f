import { DurableObject } from 'cloudflare:workers'
import { busy } from './api/errors.ts'
import type { Input, Outcome } from './api/request.ts'
import type { Env } from './env.ts'
import { operationByID } from './operations.ts'
import { outcomeOf, refusal } from './outcome.ts'

/** Milliseconds a request waits for its turn. */
const LONGEST_WAIT = 10_000

/**
 * Runs the writes to each of many orders one at a time. Input gates do not cover D1, so the object keeps a queue for each
 * lock; correctness does not rest on it (every commit carries the order's version), quiet does.
 */
export class OrderActor extends DurableObject<Env> {
  /** What each lock is waited for; none where nobody waits. */
  readonly #last = new Map<string, Promise<unknown>>()

  /** Runs an operation when all that came before it for the same lock are done. Plain data in, plain data out. */
  async run(lock: string, input: Input): Promise<Outcome> {
    const arrived = Date.now()
    const turn = (this.#last.get(lock) ?? Promise.resolve()).then(() => this.#run(input, arrived))
    const done = turn
      .catch(() => undefined)
      .then(() => {
        if (this.#last.get(lock) === done) this.#last.delete(lock)
      })
    this.#last.set(lock, done)
    return turn
  }

  async #run(input: Input, arrived: number): Promise<Outcome> {
    const usage = { roundTrips: 0, rowsRead: 0, rowsWritten: 0, milliseconds: 0 }
    if (Date.now() - arrived > LONGEST_WAIT) return { ...refusal(busy(), input.requestID), usage }
    const outcome = await outcomeOf(operationByID(input.operation), input, this.env, (task) =>
      this.ctx.waitUntil(task),
    )
    if (outcome instanceof Response) throw new TypeError(`${input.operation} answers a Response under a lock`)
    return outcome
  }
}
