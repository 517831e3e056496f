import type { ErrorCode } from '../../api/error-codes/error-codes.ts'
import { fail } from '../../api/errors.ts'
import { spend, subject } from '../../auth/attempts.ts'
import { endAccess, endSignIns } from '../../auth/ended-sign-ins.ts'
import { renewalMessage } from '../../auth/one-time-codes.ts'
import { forgetFailures } from '../../auth/passwords/lockout.ts'
import { newUserOf, passwordChange, policyQuery } from '../../auth/passwords/new-password.ts'
import { combine } from '../../auth/passwords/password-policy.ts'
import { differs, holdsAll, rolesOfNamedUser, rolesOfUser } from '../../auth/privilege.ts'
import type { Resource } from '../../resource/resource.ts'
import { rulesFor, type Writing } from '../../resource/rules.ts'
import type { Call } from '../../store/call.ts'
import { remove } from '../../store/rows.ts'
import { plain, type Query } from '../../store/sql/sql.ts'
import { openIdLinks } from '../../tables/auth/openid.ts'
import { reaching } from '../../tables/organizations/available-roles.ts'
import { localeOf } from '../../tables/organizations/party-locale.ts'
import type { users } from '../../tables/organizations/users.ts'
import { sql } from '../../tables/sql.ts'
import type { Guard, Written } from '../../tables/statements.ts'
import type { Row } from '../../tables/table.ts'
import type { userModel } from './user-model.ts'

/** What knows a user by name follows it: failures (nobody leaves a lockout behind by another name), and default users. */
export const followName = (marketplace: string, from: string, to: string): Written[] => [
  sql`update or replace login_failures set Username = ${to} where Marketplace = ${marketplace} and Username = ${from}`,
  sql`update api_clients set DefaultContextUserName = ${to}
    where Marketplace = ${marketplace} and DefaultContextUserName = ${from}`,
]

/** Invitations of a minute that one caller sends, and that one address is sent by whomever. */
const MOST_INVITATIONS = { from: 60, to: 20 }

/** Counts the invitation of a new user. Where no message sender sends any, as many are made as one likes. */
export function inviting(call: Call<unknown>, email: string): Written[] {
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

/** What a new user has of their organisation: its roles, and its locale. (They are in no group yet.) */
export const newUserReads = (
  marketplace: string,
  kind: string,
  company: string,
): { roles: Query<{ role: string }>; locale: Query<Row<typeof users>['Locale']> } => ({
  roles: plain(sql`select distinct r.value as role from security_profile_assignments a
    join security_profiles p on p.Marketplace = a.Marketplace and p.ID = a.SecurityProfileID, json_each(p.AllRoles) r
    where ${reaching('a', newUserOf(marketplace, kind, company))}`),
  locale: {
    sql: sql`select ${localeOf({ marketplace: sql`${marketplace}`, buyer: sql`${kind === 'Buyer' ? company : null}`, groups: sql`(null)` })} Locale`,
    // None is null, in JSON too.
    decode: ({ Locale }) => JSON.parse(String(Locale)),
  },
})

/**
 * Whether a write lets somebody sign in as a user who could not before: it sets a password or the address that codes
 * for a new one are sent to, or lets in who was shut out. Users of buyers and suppliers may be made without a password
 * by whoever administers them: applications do, for those who sign in elsewhere.
 */
function opensUser(kind: string, { call, before, after }: UserWriting): boolean {
  if (call.body.Password) return true
  return before ? differs(['Email'], before, after) || (!before.Active && after.Active) : kind === 'Seller'
}

type UserReads = { policy: ReturnType<typeof policyQuery> | undefined } & ReturnType<typeof newUserReads>
type UserWriting = Writing<typeof users, typeof userModel, UserReads>

async function decide(kind: string, writing: UserWriting): Promise<Written[]> {
  const { call, before, after, read } = writing
  const { marketplace } = call
  const statements: Written[] = []
  const password = call.body.Password
  if (!before) {
    after.Key = call.newID()
    after.AvailableRoles = read.roles.map((r) => r.role)
    after.Locale = read.locale[0]!
    if (kind === 'Buyer') statements.push(...inviting(call, after.Email))
  } else if (before.Username !== after.Username)
    statements.push(
      ...holdsAll(call, rolesOfNamedUser(call, after.Key)),
      ...followName(marketplace, before.Username, after.Username),
    )
  if (password) {
    const policy = combine((read.policy ?? []).map((p) => p.config))
    Object.assign(after, await passwordChange(password, policy, before, call.now))
    statements.push(forgetFailures(marketplace, after.Username))
  }
  // Who has another password, or is shut out, starts anew with it: what was given before is not revived.
  if (before && (password || (before.Active && !after.Active)))
    statements.push(...endSignIns(marketplace, before.Key), endAccess(marketplace, before.Key))
  after.Password = null
  if (opensUser(kind, writing)) statements.push(...holdsAll(call, rolesOfUser(call, after.Key)))
  return statements
}

/** That no API client signs users in as this one by default. */
export const noDefaultUser = (marketplace: string, username: string, refusal: ErrorCode): Guard => ({
  guard: sql`not exists (select 1 from api_clients c where c.Marketplace = ${marketplace} and c.DefaultContextUserName = ${username})`,
  else: fail(refusal, 'This user is the default context user of an API client.'),
})

/** What users of a kind of organisation are written by. */
export const userRules = (
  declared: Resource<typeof users, typeof userModel>,
  kind: string,
  companyOf: (call: Call) => string,
) =>
  rulesFor(declared, {
    read: (call, userID): UserReads => ({
      policy: call.body.Password ? policyQuery(call.marketplace, kind, companyOf(call), userID) : undefined,
      ...newUserReads(call.marketplace, kind, companyOf(call)),
    }),
    decide: (writing) => decide(kind, writing),
    messages: ({ call, before, after }) =>
      before || kind !== 'Buyer'
        ? []
        : [
            renewalMessage(call, 'NewUserInvitation', {
              marketplace: call.marketplace,
              key: after.Key,
              username: after.Username,
              client: call.caller.client,
            }),
          ],
    remove: ({ marketplace }, user) => [
      noDefaultUser(marketplace, user.Username, 'User.CannotDeleteDefaultContextUser'),
      {
        guard: sql`not exists (select 1 from orders o where o.Marketplace = ${marketplace} and o.FromUserKey = ${user.Key}
          and o.Status in ('Open', 'AwaitingApproval'))`,
        else: fail(
          'User.CannotDeleteWithOpenOrder',
          'This user has an open order, or one awaiting approval.',
        ),
      },
      ...endSignIns(marketplace, user.Key),
      forgetFailures(marketplace, user.Username),
      remove(openIdLinks, marketplace, { UserKey: user.Key }),
    ],
  })
