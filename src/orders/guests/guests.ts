import type { Caller } from '../../api/caller.ts'
import { fail, idExists, insufficientRoles } from '../../api/errors.ts'
import { secret, text } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { attempt, refuseFlood, refuseKnownFlood, sourceOf, subject } from '../../auth/attempts.ts'
import { grantRoles } from '../../auth/granted-roles.ts'
import { renewalMessage } from '../../auth/one-time-codes.ts'
import { passwordChange, policyQuery } from '../../auth/passwords/new-password.ts'
import { combine } from '../../auth/passwords/password-policy.ts'
import { identityOf } from '../../auth/sign-in.ts'
import { signToken, verifyToken } from '../../auth/tokens/token.ts'
import { readAsShopper } from '../../catalog/visibility/audiences.ts'
import { meModel } from '../../organizations/me/me.ts'
import { collidingIDs, type PrivateOwner, renameColliding } from '../../organizations/users/colliding-ids.ts'
import { copyAssignments } from '../../organizations/users/user-assignments.ts'
import { inviting } from '../../organizations/users/user-rules.ts'
import { operation } from '../../resource/operation.ts'
import { refuseLiteralID } from '../../resource/reserved-ids.ts'
import type { Call } from '../../store/call.ts'
import { stateFrom } from '../../store/caller/caller-state.ts'
import { isIssuedSince } from '../../store/caller/ended-tokens.ts'
import { commit } from '../../store/commit.ts'
import { tracked } from '../../store/outbox/told.ts'
import { insert, select } from '../../store/rows.ts'
import { plain } from '../../store/sql/sql.ts'
import { apiClients } from '../../tables/organizations/api-clients.ts'
import { users } from '../../tables/organizations/users.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'
import { activation } from '../cart/as-cart.ts'
import { blankRow } from '../state/new-rows.ts'
import { paymentsLeft, takeOver, takeOverReads } from './take-over.ts'

const anonUserToken = secret()

const mustPassToken = () =>
  fail('Auth.MustPassAnonUserToken', 'anonUserToken must be the valid token of an anonymous shopper.')

/** An anonymous shopper, and the one order of theirs. */
type Guest = Caller & { order: string }

/** The anonymous shopper behind a token, in the caller's marketplace. */
async function guestBehind(call: Call<unknown>): Promise<Guest> {
  const token: string | null = call.query.anonUserToken
  const guest = token && (await verifyToken(call.env, token, call.input.now).catch(() => null))
  if (!guest || guest.order === null || guest.marketplace !== call.marketplace) throw mustPassToken()
  return { ...guest, order: guest.order }
}

/** The order of an anonymous shopper, as long as it is theirs. */
const guestsOrder = (marketplace: string, guest: Caller): SQL =>
  sql`(select o.Key from orders o where o.Marketplace = ${marketplace} and o.Leg = 'Buyer' and o.ID = ${guest.order}
    and o.FromUserKey = ${guest.key} and o.IsGuests = 1)`

/** Whose a guest's addresses and cards are. The user it borrows may be called otherwise than the token says. */
const lenderOf = (marketplace: string, guest: { key: string; order: string }): PrivateOwner => {
  const lent = (column: 'Company' | 'ID') =>
    sql`(select u.${sql.identifier(column)} from users u where u.Marketplace = ${marketplace} and u.Key = ${guest.key})`
  return { company: lent('Company'), user: lent('ID'), order: guest.order }
}

/** What a guest saved for the order. */
const privateOf = (marketplace: string, { company, user, order }: PrivateOwner): SQL =>
  sql`Marketplace = ${marketplace} and Kind = 'Buyer' and Company = ${company} and PrivateUserID = ${user} and PrivateOrderID = ${order}`

/** Gives what a guest saved for the order to a user. */
const givePrivate = (marketplace: string, lender: PrivateOwner, company: string, user: string): SQL[] =>
  ['addresses', 'credit_cards'].map(
    (
      name,
    ) => sql`update ${sql.identifier(name)} set Company = ${company}, PrivateUserID = ${user}, PrivateOrderID = null
    where ${privateOf(marketplace, lender)}`,
  )

/** The guest's own token would still be taken: it was not revoked, nor what it comes from shut. */
const guestHolds = (guest: Caller): SQL => sql`exists (select 1 from ${stateFrom(guest)} and m.Active = 1
  and c.Active = 1 and u.Active = 1 and o.Active = 1 and u.TokenGeneration <= ${guest.generation} and ${isIssuedSince(guest)})`

/** Registrations of a minute from one address with one client; anybody can have the token that it takes. */
const registrationsOf = (call: Call<unknown>) => [
  subject(`registrations ${sourceOf(call)} ${call.caller.client}`),
]

/** The guest's order goes to who they have become; one that was begun since it was looked for would stay behind. */
const orderGoesTo = (
  { caller, marketplace, now }: Call<unknown>,
  found: { Key: string; Version: number }[],
  userKey: string,
  userID: string,
): Written[] =>
  found.length === 0
    ? [{ guard: sql`${guestsOrder(marketplace, caller)} is null` }]
    : found.flatMap((order) => [
        {
          sql: sql`update orders set FromUserKey = ${userKey}, FromUserID = ${userID}, IsGuests = 0,
          FromUserCopy = iif(Status = 'Unsubmitted', null, FromUserCopy), LastUpdated = ${now}, Version = Version + 1
          where Marketplace = ${marketplace} and Key = ${order.Key} and Version = ${order.Version}`,
          expect: 1,
        },
        sql`update order_promotions set RedeemedBy = ${userKey}
          where Marketplace = ${marketplace} and OrderKey = ${order.Key} and RedeemedBy is not null`,
      ])

const register = operation({
  id: 'Me.Register',
  method: 'PUT',
  path: '/me/register',
  roles: ['Shopper'],
  users: ['Buyer'],
  query: { anonUserToken },
  lock: ({ caller }) => `order/buyer/${caller.order ?? caller.user}`,
  body: { model: meModel },
  response: model('AccessTokenBasic', { access_token: text() }),
  toldOnce: true,
  summary: 'Makes a user of an anonymous shopper, who keeps the order.',
  run: async (call) => {
    const { caller, marketplace } = call
    if (caller.order === null) throw fail('User.IsNotTemp', 'Only anonymous shoppers can register.')
    if (call.query.anonUserToken) {
      const named = await guestBehind(call)
      if (named.order !== caller.order || named.key !== caller.key) throw mustPassToken()
    }
    const { body } = call
    const subjects = registrationsOf(call)
    refuseKnownFlood(call, subjects)
    const read = await call.read({
      ...attempt(call, subjects),
      client: select(apiClients, marketplace, { ID: caller.client ?? '' }),
      template: select(users, marketplace, { Key: caller.key }),
      policy: policyQuery(marketplace, caller.kind, caller.company, caller.user),
      order: plain<{ Key: string; Version: number }>(
        sql`select Key, Version from orders where Marketplace = ${marketplace} and Key = ${guestsOrder(marketplace, caller)}`,
      ),
    })
    refuseFlood(call, read)
    const template = read.template[0]!
    const client = read.client[0]!
    const available = template.AvailableRoles ?? []
    const roles = grantRoles(available, '', client)
    if (!roles) throw insufficientRoles(client.MinimumRequiredRoles, available)
    const ID = await call.id(body.ID)
    refuseLiteralID({ path: '/buyers/{buyerID}/users/{userID}' }, ID)
    const password = body.Password
    const own = {
      Kind: template.Kind,
      Company: template.Company,
      ID,
      Key: call.newID(),
      Username: body.Username,
      DateCreated: call.now,
    }
    const secrets = password
      ? await passwordChange(password, combine(read.policy.map((p) => p.config)), null, call.now)
      : {}
    const user = { ...body, ...own, ...secrets }
    const registered = { ...blankRow(users), ...own }
    const identity = { ...identityOf(client, registered, roles), depth: caller.depth }
    await commit(call, {
      statements: [
        insert(users, marketplace, user),
        ...inviting(call, body.Email),
        ...copyAssignments(marketplace, { Company: user.Company, ID: template.ID }, ID),
        ...givePrivate(
          marketplace,
          lenderOf(marketplace, { key: caller.key, order: caller.order }),
          user.Company,
          ID,
        ),
        ...orderGoesTo(call, read.order, user.Key, ID),
      ],
      // Tokens are never stored.
      answer: { access_token: null },
      conflict: { table: users.name, error: idExists('User', ID) },
      messages: [
        renewalMessage(call, 'NewUserInvitation', {
          marketplace,
          key: user.Key,
          username: body.Username,
          client: caller.client,
        }),
      ],
    })
    const seconds = client.AccessTokenDuration * 60
    return { access_token: await signToken(call.env, identity, seconds, call.input.baseUrl, call.input.now) }
  },
})

const transfer = operation({
  id: 'Me.TransferAnonUserOrder',
  method: 'PUT',
  path: '/me/orders',
  roles: ['Shopper'],
  users: ['Buyer'],
  noGuests: true,
  query: { anonUserToken },
  summary: 'Takes over the order of an anonymous shopper, at the caller’s own prices.',
  run: async (call) => {
    const { caller, marketplace } = call
    const guest = await guestBehind(call)
    const key = guestsOrder(marketplace, guest)
    const lender = lenderOf(marketplace, guest)
    const own = privateOf(marketplace, lender)
    const read = await readAsShopper(call, sql`${caller.key}`, {
      ...takeOverReads(call, key, own),
      colliding: collidingIDs(marketplace, lender, caller.company),
      guest: plain<{ found: number }>(sql`select ${guestHolds(guest)} found`),
    })
    if (!read.guest[0]!.found) throw mustPassToken()
    const order = read.order[0]
    await commit(call, {
      statements: [
        { guard: guestHolds(guest), else: mustPassToken() },
        ...(order ? paymentsLeft(call, order.header, own) : []),
        ...renameColliding(call, lender, read.colliding),
        ...givePrivate(marketplace, lender, caller.company, caller.user),
        // An order begun since it was looked for would stay behind.
        ...(order ? takeOver(call, order, read) : [{ guard: sql`${key} is null` }]),
        ...(order?.header.Status === 'Unsubmitted'
          ? [activation(marketplace, caller.key, order.header.Key)]
          : []),
      ],
      // The anonymous shopper is known from here on.
      told: tracked(call, 'UserLoggedIn', 'Updated', {
        UserContext: { ID: caller.user, AnonymousId: guest.order },
      }),
      answer: null,
    })
  },
})

export const operations = [register, transfer]
