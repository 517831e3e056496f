import { toWire } from '../../api/time.ts'
import type { Call } from '../../store/call.ts'
import { plain, type Query } from '../../store/sql/sql.ts'
import { assignee, reaching, signsIn } from '../../tables/organizations/available-roles.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Guard } from '../../tables/statements.ts'
import { decodeConfig, FLOOR, type PasswordConfig } from './password-policy.ts'

/** Far enough in the future for a lockout that only an administrator ends. */
const FOREVER = '9999-12-31T00:00:00.000+00:00'

/** Where failures are counted: by marketplace and name, or (the portal's) by name alone. */
type FailureTable = 'login_failures' | 'portal_login_failures'

/** A lockout, or failures on the way to one. */
export interface Failure {
  LockedUntil: string | null
}

/** The failures of a name are over with its lockout, or with the time that one would have taken. */
const isOver = (call: Call<unknown>): SQL => sql`coalesce(coalesce(LockedUntil, Expires) <= ${call.now}, 0)`

/**
 * Counts a failure of a name before the password is looked at; a success forgets it. The failure that comes to the
 * limit begins the lockout, and while one runs none is counted: of many sent at once no more are looked at than the
 * limit allows. Answers the row where it was counted.
 * @param rows one row of the columns before `Attempts`, then `Most` (failures that begin a lockout) and `Ends` (when
 * it would end), or none
 */
const countIn = (call: Call<unknown>, table: FailureTable, columns: string, rows: SQL): Query<Failure> =>
  plain(sql`insert into ${sql.identifier(table)} (${sql.raw(columns)}, Attempts, Most, LockedUntil, Expires, Version)
    select ${sql.raw(columns)}, 1, Most, iif(Most <= 1, Ends, null), Ends, 1 from (${rows}) where true
    on conflict (${sql.raw(columns)}) do update set Most = excluded.Most, Expires = excluded.Expires,
      Attempts = iif(${isOver(call)}, 1, Attempts + 1),
      LockedUntil = iif(iif(${isOver(call)}, 1, Attempts + 1) >= excluded.Most, excluded.Expires, null)
    where LockedUntil is null or LockedUntil <= ${call.now} returning LockedUntil`)

/** The configurations of a name's user. Profiles that say anything of passwords lead: they are few, and an index has them. */
const policiesOf = (
  clientID: string,
  username: string,
): SQL => sql`select p.PasswordConfig as config from api_clients c
  cross join users u on u.Marketplace = c.Marketplace and u.Username = ${username}
  cross join security_profiles p on p.Marketplace = c.Marketplace and p.PasswordConfig > ''
  where c.ID = ${clientID}
    and exists (select 1 from security_profile_assignments a where a.SecurityProfileID = p.ID and ${reaching('a', assignee('u'))})`

/** The configurations for passwords that reach the user of a name. */
export const policiesQuery = (clientID: string, username: string): Query<{ config: PasswordConfig }> => ({
  sql: policiesOf(clientID, username),
  decode: decodeConfig,
})

/** The configurations of all whom the client signs in, for a name that nobody has: it is locked out as the strictest of them. */
const policiesOfStrangers = (
  clientID: string,
  username: string,
): SQL => sql`select p.PasswordConfig as config from api_clients c
  join security_profiles p on p.Marketplace = c.Marketplace and p.PasswordConfig > ''
    and exists (select 1 from security_profile_assignments u
      where u.Marketplace = p.Marketplace and u.SecurityProfileID = p.ID and ${signsIn('c', 'u')})
  where c.ID = ${clientID}
    and not exists (select 1 from users k where k.Marketplace = c.Marketplace and k.Username = ${username})`

/** Whether a user has the name; strangers' lockouts end by themselves. */
const isKnown = (clientID: string, username: string): SQL => sql`exists (select 1 from api_clients c
  join users k on k.Marketplace = c.Marketplace and k.Username = ${username} where c.ID = ${clientID})`

/**
 * Counts a failure of a user name, known or not.
 * @param when a condition over the client `c`: what is asked with it is right
 */
export function countFailure(
  call: Call<unknown>,
  clientID: string,
  username: string,
  when: SQL,
): Query<Failure> {
  const { AllowedFailedAttempts: most, LockoutDuration: minutes } = FLOOR
  const ends = sql`iif(min(config ->> 'LockoutDuration') = 0 and ${isKnown(clientID, username)}, ${FOREVER},
    strftime('%Y-%m-%dT%H:%M:%f', ${call.now}, max(${sql.raw(String(minutes))}, coalesce(max(config ->> 'LockoutDuration'), 0)) || ' minutes') || '+00:00')`
  const limits = sql`select min(${sql.raw(String(most))}, coalesce(min(config ->> 'AllowedFailedAttempts'), ${sql.raw(String(most))})) Most, ${ends} Ends
    from (${policiesOf(clientID, username)} union all ${policiesOfStrangers(clientID, username)})`
  return countIn(
    call,
    'login_failures',
    'Marketplace, Username',
    sql`select c.Marketplace, ${username} Username, l.Most, l.Ends from api_clients c cross join (${limits}) l
      where c.ID = ${clientID} and ${when}`,
  )
}

/** The same for the portal's accounts, who all have the same rules. */
export const countPortalFailure = (call: Call<unknown>, username: SQL, when: SQL): Query<Failure> =>
  countIn(
    call,
    'portal_login_failures',
    'Username',
    sql`select ${username} Username, ${sql.raw(String(FLOOR.AllowedFailedAttempts))} Most,
      ${toWire(call.input.now + FLOOR.LockoutDuration! * 60_000)} Ends where ${when}`,
  )

/**
 * No lockout began since the attempt was counted, but the one that it would have begun itself.
 * @param own what counting it answered
 */
export const notLockedSince = (
  call: Call<unknown>,
  table: FailureTable,
  which: SQL,
  own: Failure | undefined,
): Guard => ({
  guard: sql`not exists (select 1 from ${sql.identifier(table)} where ${which} and LockedUntil > ${call.now}
    and LockedUntil is not ${own?.LockedUntil ?? null})`,
})

/** What every change of a username or password also writes: counted failures belong to the name as it was. */
export const forgetFailures = (marketplace: string, username: string): SQL =>
  sql`delete from login_failures where Marketplace = ${marketplace} and Username = ${username}`
