import type { Caller } from './api/caller.ts'
import type { Outcome, Seen } from './api/request.ts'
import type { Env } from './env.ts'
import type { Operation } from './resource/operation.ts'

/**
 * Milliseconds for which a reader is served by replicas that have what the primary had at the beginning. Whatever was
 * taken away from them, by whomever, they have lost after that.
 */
const FRESH = 60_000

/** The object of a reader: of a shopper, or of each guest and contributor that shares a user with others. */
function readerOf(env: Env, caller: Caller | null) {
  if (env.READS !== 'nearest' || !env.READERS || caller?.kind !== 'Buyer') return undefined
  return env.READERS.getByName(
    [caller.marketplace, caller.key, caller.order ?? caller.invitation ?? ''].join('/'),
  )
}

/**
 * What the database must have for this reader, so that a replica near by may answer: all that the reader has written or
 * seen. Nothing where the primary has to be asked: for what writes, and once in a while.
 */
export async function seenBy(env: Env, operation: Operation, caller: Caller | null, now: number) {
  if (operation.method !== 'GET' || operation.lock) return undefined
  const seen = await readerOf(env, caller)
    ?.seen()
    // Who is not known reads from the primary.
    .catch(() => null)
  return seen && now - seen.asked < FRESH ? seen : undefined
}

/**
 * Remembers what a request has seen of the database. What it wrote, before it is answered: the next request of the same
 * reader sees it, wherever it is served.
 * @param before what it asked for
 * @param began in milliseconds since 1970
 */
export async function keepSeen(
  env: Env,
  operation: Operation,
  caller: Caller | null,
  before: Seen | undefined,
  { began, seen, due }: Pick<Outcome, 'seen' | 'due'> & { began: number },
  background: (task: Promise<unknown>) => void,
): Promise<void> {
  const reader = seen && readerOf(env, caller)
  if (!reader || (before && before.bookmark === seen.bookmark)) return
  // What customers' servers have answered meanwhile was written behind it: the primary is asked next.
  const now = due ? null : { ...seen, asked: before ? before.asked : began }
  const saved = reader.saw(now).catch(() => undefined)
  if (operation.method === 'GET') background(saved)
  else await saved
}

/** The most of a database that one reader has seen. */
export class Sight {
  seen: Seen | null = null

  /**
   * Requests end in any order: the later of what was seen counts. Bookmarks sort as they were given.
   * @param now null where it is not known
   */
  saw(now: Seen | null): void {
    const { seen } = this
    this.seen =
      now && seen?.place === now.place
        ? {
            place: now.place,
            bookmark: now.bookmark > seen.bookmark ? now.bookmark : seen.bookmark,
            asked: Math.max(now.asked, seen.asked),
          }
        : now
  }
}
