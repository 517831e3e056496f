import { sql } from 'drizzle-orm'
import type { ErrorCode } from '../../api/error-codes.ts'
import { fail } from '../../api/errors.ts'
import type { Rules, Writing } from '../../resource/loose.ts'
import type { Call } from '../../store/call.ts'
import { plain, type Query } from '../../store/sql/sql.ts'
import { reaching, rolesOfUsers } from '../../tables/organizations/available-roles.ts'
import { localeOf } from '../../tables/organizations/party-locale.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import { spend, subject } from '../attempts.ts'
import { forgetCodes, renewalMessage } from '../one-time-codes.ts'
import { differs, holdsAll } from '../privilege.ts'
import {
  combine,
  MOST_REMEMBERED_PASSWORDS,
  meets,
  type PasswordConfig,
  requirements,
} from './password-policy.ts'
import { hashPassword, verifyPassword } from './passwords.ts'

/** The password rules that reach a user; as rows of JSON. A new user has only those of the organisation. */
export const policyQuery = (
  marketplace: string,
  kind: string,
  company: string,
  user: string | null,
): Query<{ config: PasswordConfig }> => ({
  sql: sql`select p.PasswordConfig as config from security_profile_assignments a
    join security_profiles p on p.Marketplace = a.Marketplace and p.ID = a.SecurityProfileID
    where p.PasswordConfig is not null
      and ${reaching({ ...newUserOf(marketplace, kind, company), ID: sql`${user}` })}`,
  decode: (row) => ({ config: JSON.parse(row.config as string) as PasswordConfig }),
})

/**
 * What setting a password writes into the user's row.
 * @param insecure code of the refusal of a password that does not meet the policy; its `Data` is the whole policy
 * @throws ApiError that, or `PasswordReset.CannotReusePassword`
 */
export async function passwordChange(
  password: string,
  policy: PasswordConfig,
  before: Record<string, unknown> | null,
  now: string,
  insecure: ErrorCode = 'Auth.InsecurePassword',
) {
  if (!meets(password, policy))
    throw fail(insecure, 'The password does not meet the requirements.', requirements(policy))
  const history = [before?.PasswordHash, ...((before?.PasswordHistory as string[] | null) ?? [])].filter(
    (h): h is string => typeof h === 'string',
  )
  for (const hash of history.slice(0, policy.LimitPasswordReuse ?? 0))
    if (await verifyPassword(password, hash))
      throw fail('PasswordReset.CannotReusePassword', 'This password was used before.')
  return {
    PasswordHash: await hashPassword(password),
    PasswordHistory: history.slice(0, MOST_REMEMBERED_PASSWORDS),
    PasswordLastSetDate: now,
  }
}

/**
 * What a user writes who sets a new password by a message: by the code it told, or by the token it held.
 * @param row the user's
 * @throws ApiError of `PasswordReset`
 */
export async function newPassword(
  call: Call<unknown>,
  row: Record<string, unknown>,
  password: string,
  policy: PasswordConfig,
): Promise<Write[]> {
  refuseTooSoon(call, row, policy)
  const changes = await passwordChange(password, policy, row, call.now, 'PasswordReset.InsecurePassword')
  const m = row.Marketplace as string
  return [
    {
      sql: sql`update users set PasswordHash = ${changes.PasswordHash}, PasswordHistory = ${JSON.stringify(changes.PasswordHistory)},
        PasswordLastSetDate = ${call.now}, Version = Version + 1
        where Marketplace = ${m} and Key = ${row.Key as string} and Version = ${row.Version as number}`,
      expect: 1,
    },
    ...endSignIns(m, row.Key as string),
    endAccess(m, row.Key as string),
  ]
}

/**
 * A policy may say how soon users may change their password again; administrators may at any time.
 * @throws ApiError `PasswordReset.TooSoonToChange`
 */
export function refuseTooSoon(
  call: Call<unknown>,
  row: Record<string, unknown>,
  policy: PasswordConfig,
): void {
  const { MinimumPasswordAge } = policy
  const last = row.PasswordLastSetDate as string | null
  if (MinimumPasswordAge !== null && last && call.input.now - Date.parse(last) < MinimumPasswordAge * 60_000)
    throw fail('PasswordReset.TooSoonToChange', 'The password was changed too recently.')
}

/**
 * A lockout that only an administrator ends is not ended by mail.
 * @param until when the lockout ends; null where there is none
 * @throws ApiError `PasswordReset.LockedOut`
 */
export function refuseLocked(call: Call<unknown>, policy: PasswordConfig, until: string | null): void {
  if (policy.LockoutDuration === 0 && until && until > call.now)
    throw fail('PasswordReset.LockedOut', 'This account is locked; an administrator can unlock it.')
}

/** What every change of a username or password also writes: counted failures belong to the name as it was. */
export const forgetFailures = (marketplace: string, username: string): Write => ({
  sql: sql`delete from login_failures where Marketplace = ${marketplace} and Username = ${username}`,
})

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

/** Somebody who has nothing of their own yet, and is in no group. */
const newUserOf = (marketplace: string, kind: string, company: string) => ({
  Marketplace: sql`${marketplace}`,
  Kind: sql`${kind}`,
  Company: sql`${company}`,
  ID: sql`null`,
})

/** The roles of one user, by their key. */
export const rolesOf = (call: Call<unknown>, key: string) =>
  rolesOfUsers(call.marketplace, sql`u.Key = ${key}`)

/**
 * The roles of a user, where services of identity providers name users by username: who gives a user another may give
 * them the one that such a service knows somebody else by.
 */
export const rolesOfNamed = (call: Call<unknown>, key: string) =>
  rolesOfUsers(
    call.marketplace,
    sql`u.Key = ${key} and exists (select 1 from openid_connects o
      where o.Marketplace = ${call.marketplace} and o.IntegrationEventID is not null)`,
  )

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
  const m = call.marketplace
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
      ...holdsAll(call, rolesOfNamed(call, after.Key as string)),
      ...followName(m, before.Username as string, after.Username as string),
    )
  if (password) {
    const policy = combine(read.policy!.map((p) => p.config as PasswordConfig))
    Object.assign(after, await passwordChange(password, policy, before, call.now))
    statements.push(forgetFailures(m, after.Username as string))
  }
  // Who has another password, or is shut out, starts anew with it: what was given before is not revived.
  if (before && (password || (before.Active && !after.Active)))
    statements.push(...endSignIns(m, before.Key as string), endAccess(m, before.Key as string))
  after.Password = null
  if (opensUser(kind, writing)) statements.push(...holdsAll(call, rolesOf(call, after.Key as string)))
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

/** Refresh tokens of a user die with a password change or a revocation. */
export const forgetRefreshTokens = (marketplace: string, key: string): Write => ({
  sql: sql`delete from refresh_tokens where Marketplace = ${marketplace} and UserKey = ${key}`,
})

/** What signs a user in beside the password ends with a new one, and with the user: refresh tokens and codes. */
export const endSignIns = (marketplace: string, key: string): Write[] => [
  forgetRefreshTokens(marketplace, key),
  forgetCodes(marketplace, key),
]

/** Access tokens of a user end, wherever they are. */
export const endAccess = (marketplace: string, key: string): Write => ({
  sql: sql`update users set TokenGeneration = TokenGeneration + 1 where Marketplace = ${marketplace} and Key = ${key}`,
})
