import { sql } from 'drizzle-orm'
import { toWire } from '../api/time.ts'
import type { Env } from '../env.ts'
import { compile } from './compile.ts'
import { Session } from './session.ts'
import { databases } from './shard.ts'

const DAY = 86_400_000
/** Minute of the (UTC) day at which the tidying runs. */
const MINUTE_OF_DAY = 3 * 60 + 17

/** Whether a run of the cron, every minute, is the one of the night. */
export const isNight = (now: number) => Math.floor((now % DAY) / 60_000) === MINUTE_OF_DAY

/**
 * Deletes what nothing can refer to any more: refresh tokens, codes and used states of logins that have expired, links
 * of identities to users who are gone, counted failures of sign-in that are over, counts that are not kept any longer,
 * and what was resolved for audiences that no user belongs to.
 */
export async function tidy(env: Env, now: number): Promise<void> {
  const unused = sql`select a.Marketplace, a.ID from audiences a where not exists
    (select 1 from users u where u.Marketplace = a.Marketplace and u.Audience = a.ID)`
  for (const database of databases(env))
    await new Session(database, 'tidy').batch(
      [
        sql`delete from refresh_tokens where (Marketplace, Hash) in (select r.Marketplace, r.Hash from marketplaces m
          cross join refresh_tokens r where r.Marketplace = m.ID and r.Expires < ${toWire(now)})`,
        sql`delete from facet_counts where (Marketplace, Audience, Question) in (select k.Marketplace, k.Audience, k.Question from marketplaces m
          cross join facet_counts k where k.Marketplace = m.ID and k.Expires < ${toWire(now)})`,
        sql`delete from list_totals where (Marketplace, Audience, Question) in (select k.Marketplace, k.Audience, k.Question from marketplaces m
          cross join list_totals k where k.Marketplace = m.ID and k.DateCreated < ${toWire(now - DAY)})`,
        sql`delete from one_time_codes where (Marketplace, Hash) in (select k.Marketplace, k.Hash from marketplaces m
          cross join one_time_codes k where k.Marketplace = m.ID and k.Expires < ${toWire(now)})`,
        sql`delete from attempts where Minute < ${Math.floor((now - DAY) / 60_000)}`,
        sql`delete from used_login_states where (Marketplace, State) in (select s.Marketplace, s.State from marketplaces m
          cross join used_login_states s where s.Marketplace = m.ID and s.Expires < ${toWire(now - DAY)})`,
        sql`delete from openid_links where not exists
          (select 1 from users u where u.Marketplace = openid_links.Marketplace and u.Key = openid_links.UserKey)`,
        sql`delete from login_failures where LockedUntil < ${toWire(now - DAY)}`,
        sql`delete from portal_refresh_tokens where Expires < ${toWire(now)}`,
        sql`delete from portal_codes where Expires < ${toWire(now)}`,
        sql`delete from portal_login_failures where LockedUntil < ${toWire(now - DAY)}`,
        sql`delete from audience_shelves where (Marketplace, Audience) in (${unused})`,
        sql`delete from audience_categories where (Marketplace, Audience) in (${unused})`,
        sql`delete from audiences where (Marketplace, ID) in (${unused})`,
      ].map(compile),
    )
}
