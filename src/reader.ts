import { DurableObject } from 'cloudflare:workers'
import type { Seen } from './api/request.ts'
import type { Env } from './env.ts'
import { Sight } from './near.ts'

/**
 * What one reader has seen of the database, near where they are. In memory alone: who has been forgotten reads from the
 * primary, and is known again.
 */
export class Reader extends DurableObject<Env> {
  readonly #sight = new Sight()

  seen(): Seen | null {
    return this.#sight.seen
  }

  saw(now: Seen | null): void {
    this.#sight.saw(now)
  }
}
