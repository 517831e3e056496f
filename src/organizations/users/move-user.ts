import { type SQL, sql } from 'drizzle-orm'
import { fail, idExists, notFound } from '../../api/errors.ts'
import { oneOf, required } from '../../api/field.ts'
import { present } from '../../api/model.ts'
import { endSignIns } from '../../auth/ended-sign-ins.ts'
import { holdsAll, rolesOfUser } from '../../auth/privilege.ts'
import { operation } from '../../resource/operation.ts'
import { commit } from '../../store/commit.ts'
import { released } from '../../store/references.ts'
import { columns, update } from '../../store/rows.ts'
import type { Query } from '../../store/sql/sql.ts'
import { at } from '../../tables/columns.ts'
import { addresses } from '../../tables/organizations/addresses.ts'
import { users } from '../../tables/organizations/users.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import { decodeRow } from '../../tables/table.ts'
import { colliding, renameColliding } from './belongings.ts'
import { takeBack } from './given.ts'
import { rulesOf } from './user-rules.ts'
import { userModel } from './users.ts'

type Values = Record<string, unknown>

const options = ['None', 'Unsubmitted', 'All'] as const

const NOT_SUBMITTED = sql`('Unsubmitted', 'Declined')`

/** A user with what the move looks at and changes. */
interface Move {
  marketplace: string
  from: string
  to: string
  user: Values
  orders: (typeof options)[number]
}

/** What must be so when a user is moved. */
function guards({ marketplace: m, from, user, orders }: Move): Guard[] {
  const key = user.Key as string
  return [
    {
      guard: sql`not exists (select 1 from api_clients c where c.Marketplace = ${m} and c.DefaultContextUserName = ${user.Username as string})`,
      else: fail(
        'User.CannotMoveDefaultContextUser',
        'This user is the default context user of an API client.',
      ),
    },
    {
      guard: sql`not exists (select 1 from impersonation_configs c where c.Marketplace = ${m}
        and (c.BuyerID = ${from} and c.UserID = ${user.ID as string} or c.ImpersonationBuyerID = ${from} and c.ImpersonationUserID = ${user.ID as string}))`,
      else: fail(
        'Impersonation.CannotDeleteImpersonateeParty',
        'This user is named by an impersonation configuration.',
      ),
    },
    ...(orders === 'All'
      ? []
      : [
          {
            guard: sql`not exists (select 1 from orders o where o.Marketplace = ${m} and o.FromUserKey = ${key}
              and +o.FromCompanyID = ${from} and o.Status in ('Open', 'AwaitingApproval'))`,
            else: fail(
              'User.CannotMoveeWithOpenOrder',
              'This user has an open order, or one awaiting approval: it can be moved with all orders only.',
            ),
          },
        ]),
  ]
}

/** The orders of the user, as they are called before the move. (The plus sign: a user has fewer orders than a buyer.) */
const ownOrders = ({ marketplace: m, from, user }: Move, what: string) =>
  sql`select ${sql.raw(what)} from orders o where o.Marketplace = ${m} and o.FromUserKey = ${user.Key as string} and +o.FromCompanyID = ${from}`

/**
 * What is not open yet must name no address that the user does not have there: it keeps it as a one-time address. Orders
 * that go with their user leave those of the former buyer, orders that stay the user's own.
 */
function releaseAddresses(moved: Move): Write[] {
  const { marketplace: m, from, user, orders } = moved
  const owner = { Kind: 'Buyer', Company: from }
  const own = (a: string) => sql`${at(a, 'PrivateUserID')} is ${user.ID as string}`
  if (orders === 'None') return released(addresses, m, owner, own)
  const named = sql`(${ownOrders(moved, 'o.BillingAddressID')} union all ${ownOrders(moved, 'o.ShippingAddressID')}
    union all select l.ShippingAddressID from line_items l where l.Marketplace = ${m} and l.OrderKey in (${ownOrders(moved, 'o.Key')}))`
  return released(addresses, m, owner, (a) => sql`${at(a, 'ID')} in ${named} and not ${own(a)}`, {
    orders: (alias) => sql`${at(alias, 'Key')} in (${ownOrders(moved, 'o.Key')})`,
    line_items: (alias) => sql`${at(alias, 'OrderKey')} in (${ownOrders(moved, 'o.Key')})`,
  })
}

/** Orders that go with their user, and shipments of nobody else's. */
function moveOrders(moved: Move): Write[] {
  const { marketplace: m, from, to, user, orders } = moved
  if (orders === 'None') return []
  const key = user.Key as string
  return [
    {
      sql: sql`update shipments set BuyerID = ${to}, Version = Version + 1 where Marketplace = ${m} and BuyerID = ${from}
        and ID in (select i.ShipmentID from orders o cross join shipment_items i on i.Marketplace = ${m} and i.OrderKey = o.Key
          where o.Marketplace = ${m} and o.FromUserKey = ${key} and +o.FromCompanyID = ${from})
        and not exists (select 1 from shipment_items i join orders o on o.Marketplace = ${m} and o.Key = i.OrderKey
          where i.Marketplace = ${m} and i.ShipmentID = shipments.ID and o.FromUserKey <> ${key})`,
    },
    {
      sql: sql`update orders set FromCompanyID = ${to}, Version = Version + 1 where Marketplace = ${m} and FromUserKey = ${key}
        and +FromCompanyID = ${from}${orders === 'All' ? sql`` : sql` and Status in ${NOT_SUBMITTED}`}`,
    },
  ]
}

/** What ends with the move: what the buyer gave, copies of its messages, and what is shared with users it leaves behind. */
function partings({ marketplace: m, from, user }: Move): Write[] {
  const ID = user.ID as string
  const away = (name: string, more: SQL): Write => ({
    sql: sql`delete from ${sql.identifier(name)} where Marketplace = ${m} and Kind = 'Buyer' and Company = ${from} and ${more}`,
  })
  return [
    ...takeBack(m, { Company: from, ID }),
    away('message_cc_listeners', sql`UserID = ${ID}`),
    away('product_collection_invitations', sql`UserID = ${ID}`),
    away(
      'product_collection_invitations',
      sql`+UserID is not null and CollectionID in (select c.ID from product_collections c
        where c.Marketplace = ${m} and c.Kind = 'Buyer' and c.Company = ${from} and c.UserID = ${ID})`,
    ),
  ]
}

const move = operation({
  id: 'Users.Move',
  method: 'POST',
  path: '/buyers/{buyerID}/users/{userID}/moveto/{newBuyerID}',
  roles: ['BuyerUserAdmin'],
  users: ['Seller'],
  query: { orders: required(oneOf(options)) },
  response: userModel,
  status: 201,
  summary:
    'Moves a user to another buyer, with private addresses, cards and collections and the orders asked for; what of these has an ID that is taken there gets a new one, what the former buyer gave them stays there, and they sign in anew.',
  run: async (call) => {
    const { marketplace: m } = call
    const { buyerID, userID, newBuyerID } = call.params as Record<string, string>
    const rules = rulesOf('Buyer', () => newBuyerID!)
    const given = rules.read!(call as never, null) as Record<'roles' | 'locale', Query<Values>>
    const owner = { company: sql`${buyerID}`, user: sql`${userID}` }
    const read = await call.read({
      ...given,
      colliding: colliding(m, owner, newBuyerID!),
      user: {
        sql: sql`select ${columns(users, 'u', true)} from users u where u.Marketplace = ${m} and u.Kind = 'Buyer' and u.Company = ${buyerID} and u.ID = ${userID}`,
        decode: (row: Values) => decodeRow(users, row),
      },
      target: {
        sql: sql`select c.ID from companies c where c.Marketplace = ${m} and c.Kind = 'Buyer' and c.ID = ${newBuyerID}`,
        decode: (row: Values) => row as { ID: string },
      },
    })
    const target = read.target[0]
    if (!target) throw notFound('Buyer', newBuyerID)
    const user = read.user[0]
    if (!user) throw notFound('User', userID)
    const moved: Move = {
      marketplace: m,
      from: user.Company as string,
      to: target.ID,
      user,
      orders: call.query.orders as Move['orders'],
    }
    const answer = present(userModel, {
      ...user,
      CompanyID: target.ID,
      AvailableRoles: read.roles.map((r) => r.role),
      Locale: JSON.parse((read.locale[0]!.Locale as string | null) ?? 'null'),
    })
    await commit(call, {
      statements: [
        ...guards(moved),
        ...partings(moved),
        ...releaseAddresses(moved),
        ...renameColliding(call, owner, read.colliding),
        // What is private follows by its keys.
        update(users, m, { Kind: 'Buyer', Company: user.Company, ID: user.ID }, user.Version, {
          Company: target.ID,
          TokenGeneration: sql`TokenGeneration + 1`,
          AudienceVersion: null,
        }),
        ...moveOrders(moved),
        ...endSignIns(m, user.Key),
        // The new buyer's profiles reach them.
        ...holdsAll(call, rolesOfUser(call, user.Key)),
      ],
      answer,
      conflict: { table: users.name, error: idExists('User', user.ID) },
    })
    return answer
  },
})

export const operations = [move]
