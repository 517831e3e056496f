import { toWire } from '../../api/time.ts'
import type { Env } from '../../env.ts'
import { sql } from '../../tables/sql.ts'
import { Session } from '../session.ts'
import { databases } from '../shard.ts'
import { apart } from './apart.ts'
import { deleteDue, rowsOf } from './delete-due.ts'

/** Days the delivery log is kept, and with it what can be sent once more. */
const DAYS_LOGGED = 30
/** Hours an answer is kept for a repeated request. */
const HOURS_ANSWERED = 24
const HOUR = 3_600_000

/**
 * Deletes what is too old: events whose deliveries are over, with those, and answers to repeated requests. The events go
 * last: they say which deliveries go with them.
 */
export async function deleteOldEvents(env: Env, now: number): Promise<void> {
  const old = toWire(now - DAYS_LOGGED * 24 * HOUR)
  const oldAnswer = toWire(now - HOURS_ANSWERED * HOUR)
  // Those under way keep their event.
  const done = sql`marketplaces m cross join events e on e.Marketplace = m.ID and m.Place is null and e.DateCreated < ${old}
    and not exists (select 1 from deliveries p
      where p.Marketplace = e.Marketplace and p.EventID = e.ID and p.Status = 'Pending')`
  const alone = sql`marketplaces m cross join events t where t.Marketplace = m.ID and m.Place is null and t.DateCreated < ${old}
    and not exists (select 1 from deliveries p where p.Marketplace = t.Marketplace and p.EventID = t.ID)`
  await apart('deleteOldEvents', databases(env), async (database) => {
    const session = new Session(database, 'deleteOldEvents')
    await deleteDue(session, [
      rowsOf(
        'deliveries',
        sql`${done} cross join deliveries t where t.Marketplace = e.Marketplace and t.EventID = e.ID`,
      ),
      rowsOf(
        'idempotency_keys',
        sql`marketplaces m cross join idempotency_keys t where t.Marketplace = m.ID and m.Place is null and t.DateCreated < ${oldAnswer}`,
      ),
      // With them, so that those that are done with are not looked at again.
      rowsOf('events', alone),
    ])
  })
}
