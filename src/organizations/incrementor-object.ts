import { DurableObject } from 'cloudflare:workers'
import type { Env } from '../env.ts'

interface Counter {
  /** Raised whenever somebody sets the number. */
  epoch: number
  last: number
}

/** One incrementor: hands out numbers one by one, none twice. */
export class Incrementor extends DurableObject<Env> {
  #counter: Counter | undefined

  /**
   * The next number.
   * @param epoch of the incrementor's row as the caller read it; a later one than is known here resets the count
   * @param last the row's number, from which to count in that case
   */
  async next(epoch: number, last: number): Promise<number> {
    // Input gates hold other calls back while storage is awaited, so this is one step.
    const known = this.#counter ?? (await this.ctx.storage.get<Counter>('counter'))
    const counter = !known || known.epoch < epoch ? { epoch, last } : known
    this.#counter = { epoch: counter.epoch, last: counter.last + 1 }
    await this.ctx.storage.put('counter', this.#counter)
    return this.#counter.last
  }
}
