import { DurableObject } from 'cloudflare:workers'
import type { Seen } from './api/request.ts'
import type { Env } from './env.ts'

/**
 * What one reader has seen of the database, near where they are. In memory alone: who has been forgotten reads from the
 * primary, and is known again.
 */
export class Reader extends DurableObject<Env> {
  #seen: Seen | null = null

  seen(): Seen | null {
    return this.#seen
  }

  /** Remembers the later of what was seen before and now; bookmarks sort as they were given. */
  saw(now: Seen): void {
    const before = this.#seen
    if (!before || before.place !== now.place) this.#seen = now
    else
      this.#seen = {
        place: now.place,
        bookmark: now.bookmark > before.bookmark ? now.bookmark : before.bookmark,
        asked: Math.max(now.asked, before.asked),
      }
  }
}
