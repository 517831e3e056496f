import { DAY, toWire } from '../../api/time.ts'
import type { Env } from '../../env.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { Session } from '../session.ts'
import { databases } from '../shard.ts'
import { apart } from './apart.ts'
import { deleteDue, rowsOf } from './delete-due.ts'

const MINUTE = 60_000
/** Minute of the (UTC) day at which the run of the night is. */
const MINUTE_OF_DAY = 3 * 60 + 17

/** Whether a run of the cron, every minute, is the one of the night. */
export const isNight = (now: number) => Math.floor((now % DAY) / MINUTE) === MINUTE_OF_DAY

/** Rows that have expired, wherever they are: each table with the condition over its alias `t`. */
const expired = (now: number): SQL[] => {
  const isOver = (moment: number) => sql`t.Expires < ${toWire(moment)}`
  const ofMarketplaces = (name: string, condition: SQL) =>
    rowsOf(
      name,
      sql`marketplaces m cross join ${sql.identifier(name)} t where t.Marketplace = m.ID and m.Place is null and ${condition}`,
    )
  const ofAll = (name: string, condition: SQL) =>
    rowsOf(name, sql`${sql.identifier(name)} t where ${condition}`)
  return [
    ofMarketplaces('refresh_tokens', isOver(now)),
    ofMarketplaces('facet_counts', isOver(now)),
    ofMarketplaces('list_totals', sql`t.DateCreated < ${toWire(now - DAY)}`),
    ofMarketplaces('one_time_codes', isOver(now)),
    ofMarketplaces('used_login_states', isOver(now - DAY)),
    ofMarketplaces('login_failures', isOver(now)),
    ofMarketplaces('audit', sql`t.DateCreated < ${toWire(now - 90 * DAY)}`),
    ofAll('portal_refresh_tokens', isOver(now)),
    ofAll('portal_codes', isOver(now)),
    ofAll('portal_login_failures', isOver(now)),
    // Another isolate's clock may be a little behind.
    ofAll('attempts', sql`t.Minute < ${Math.floor(now / MINUTE) - 1}`),
  ]
}

/**
 * What nothing refers to any more, which takes a look at everything: links of identities to users who are gone, lockouts
 * that only an administrator would end of names that nobody has any more, …
 */
const orphaned = (): SQL[] => {
  const unused = sql`select a.Marketplace, a.ID from audiences a where not exists
    (select 1 from users u where u.Marketplace = a.Marketplace and u.Audience = a.ID)`
  const of = (name: string, condition: SQL) =>
    rowsOf(
      name,
      sql`${sql.identifier(name)} t where ${condition}
      and not exists (select 1 from marketplaces m where m.ID = t.Marketplace and m.Place is not null)`,
    )
  return [
    of(
      'openid_links',
      sql`not exists (select 1 from users u where u.Marketplace = t.Marketplace and u.Key = t.UserKey)`,
    ),
    of(
      'login_failures',
      sql`t.Expires >= '9999' and not exists
        (select 1 from users u where u.Marketplace = t.Marketplace and u.Username = t.Username)`,
    ),
    // … and what was resolved for audiences that no user belongs to.
    of('audience_shelves', sql`(t.Marketplace, t.Audience) in (${unused})`),
    of('audience_categories', sql`(t.Marketplace, t.Audience) in (${unused})`),
    of('audience_branches', sql`(t.Marketplace, t.Audience) in (${unused})`),
    of('audiences', sql`(t.Marketplace, t.ID) in (${unused})`),
  ]
}

/** Deletes what has expired; every minute. */
export async function deleteExpired(env: Env, now: number): Promise<void> {
  await apart('deleteExpired', databases(env), (database) =>
    deleteDue(new Session(database, 'deleteExpired'), expired(now)),
  )
}

/** Deletes what has expired, and what nothing can refer to any more; at night. */
export async function deleteOrphans(env: Env, now: number): Promise<void> {
  await apart('deleteOrphans', databases(env), async (database) => {
    const session = new Session(database, 'deleteOrphans')
    await deleteDue(session, expired(now))
    // An audience goes after what hangs on it.
    for (const statement of orphaned()) await deleteDue(session, [statement])
  })
}
