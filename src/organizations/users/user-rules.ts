import { sql } from 'drizzle-orm'
import { fail } from '../../api/errors.ts'
import { spend, subject } from '../../auth/attempts.ts'
import { endAccess, endSignIns } from '../../auth/ended-sign-ins.ts'
import { renewalMessage } from '../../auth/one-time-codes.ts'
import { forgetFailures } from '../../auth/passwords/lockout.ts'
import { newUserOf, passwordChange, policyQuery } from '../../auth/passwords/new-password.ts'
import { combine, type PasswordConfig } from '../../auth/passwords/password-policy.ts'
import { differs, holdsAll, rolesOfNamedUser, rolesOfUser } from '../../auth/privilege.ts'
import type { Rules, Writing } from '../../resource/writing.ts'
import type { Call } from '../../store/call.ts'
import { plain } from '../../store/sql/sql.ts'
import { reaching } from '../../tables/organizations/available-roles.ts'
import { localeOf } from '../../tables/organizations/party-locale.ts'
import type { users } from '../../tables/organizations/users.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import type { Row } from '../../tables/table.ts'

/** What knows a user by name follows it: failures (nobody leaves a lockout behind by another name), and default users. */
export const followName = (marketplace: string, from: string, to: string): Write[] => [
  {
    sql: sql`update or replace login_failures set Username = ${to} where Marketplace = ${marketplace} and Username = ${from}`,
  },
  {
    sql: sql`update api_clients set DefaultContextUserName = ${to}
      where Marketplace = ${marketplace} and DefaultContextUserName = ${from}`,
  },
]

/** Invitations of a minute that one caller sends, and that one address is sent by whomever. */
const MOST_INVITATIONS = { from: 60, to: 20 }

/** Counts the invitation of a new user. Where no message sender sends any, as many are made as one likes. */
export function inviting(call: Call<unknown>, email: string): (Write | Guard)[] {
  const unless = sql`not exists (select 1 from message_sender_types y
    where y.Marketplace = ${call.marketplace} and y.MessageType = 'NewUserInvitation')`
  return spend(call, [
    // Guests are all the same user.
    ...(call.caller.order === null
      ? [subject(`invitations of ${call.caller.key}`, { most: MOST_INVITATIONS.from, unless })]
      : []),
    subject(`invitations to ${call.marketplace} ${email}`, { most: MOST_INVITATIONS.to, unless }),
  ])
}

/**
 * Whether a write lets somebody sign in as a user who could not before: it sets a password or the address that codes
 * for a new one are sent to, or lets in who was shut out. Users of buyers and suppliers may be made without a password
 * by whoever administers them: applications do, for those who sign in elsewhere.
 */
function opensUser(kind: string, { call, before, after }: Writing): boolean {
  if (call.body.Password) return true
  return before ? differs(['Email'], before, after) || (!before.Active && !!after.Active) : kind === 'Seller'
}

async function decide(kind: string, writing: Writing): Promise<(Write | Guard)[]> {
  const { call, before, after, read } = writing
  const { marketplace } = call
  const statements: (Write | Guard)[] = []
  const password = call.body.Password as string | null | undefined
  if (!before) {
    after.Key = call.newID()
    after.AvailableRoles = read.roles!.map((r) => r.role)
    // A new user is in no group yet.
    after.Locale = JSON.parse((read.locale![0]!.Locale as string | null) ?? 'null')
    if (kind === 'Buyer') statements.push(...inviting(call, after.Email as string))
  } else if (before.Username !== after.Username)
    statements.push(
      ...holdsAll(call, rolesOfNamedUser(call, after.Key as string)),
      ...followName(marketplace, before.Username as string, after.Username as string),
    )
  if (password) {
    const policy = combine(read.policy!.map((p) => p.config as PasswordConfig))
    Object.assign(after, await passwordChange(password, policy, before as Row<typeof users> | null, call.now))
    statements.push(forgetFailures(marketplace, after.Username as string))
  }
  // Who has another password, or is shut out, starts anew with it: what was given before is not revived.
  if (before && (password || (before.Active && !after.Active)))
    statements.push(
      ...endSignIns(marketplace, before.Key as string),
      endAccess(marketplace, before.Key as string),
    )
  after.Password = null
  if (opensUser(kind, writing)) statements.push(...holdsAll(call, rolesOfUser(call, after.Key as string)))
  return statements
}

/** What users of a kind of organisation are written by. */
export function rulesOf(kind: string, companyOf: (call: Call<unknown>) => string): Rules {
  return {
    read: (call, userID) => ({
      policy: policyQuery(call.marketplace, kind, companyOf(call), userID),
      roles: plain(sql`select distinct r.value as role from security_profile_assignments a
        join security_profiles p on p.Marketplace = a.Marketplace and p.ID = a.SecurityProfileID, json_each(p.AllRoles) r
        where ${reaching(newUserOf(call.marketplace, kind, companyOf(call)))}`),
      locale: plain(
        sql`select ${localeOf({ marketplace: sql`${call.marketplace}`, buyer: sql`${kind === 'Buyer' ? companyOf(call) : null}`, groups: sql`(null)` })} Locale`,
      ),
    }),
    decide: (writing) => decide(kind, writing),
    messages: ({ call, before, after }) =>
      before || kind !== 'Buyer'
        ? []
        : [
            renewalMessage(call, 'NewUserInvitation', {
              marketplace: call.marketplace,
              key: after.Key as string,
              username: after.Username as string,
              client: call.caller.client,
            }),
          ],
    remove: (call, row) => [
      {
        guard: sql`not exists (select 1 from api_clients c where c.Marketplace = ${call.marketplace} and c.DefaultContextUserName = ${row.Username as string})`,
        else: fail(
          'User.CannotDeleteDefaultContextUser',
          'This user is the default context user of an API client.',
        ),
      },
      {
        guard: sql`not exists (select 1 from orders o where o.Marketplace = ${call.marketplace} and o.FromUserKey = ${row.Key as string}
          and o.Status in ('Open', 'AwaitingApproval'))`,
        else: fail(
          'User.CannotDeleteWithOpenOrder',
          'This user has an open order, or one awaiting approval.',
        ),
      },
      ...endSignIns(call.marketplace, row.Key as string),
      forgetFailures(call.marketplace, row.Username as string),
      {
        sql: sql`delete from openid_links where Marketplace = ${call.marketplace} and UserKey = ${row.Key as string}`,
      },
    ],
  }
}
