import { fail, idExists, notFound } from '../../api/errors.ts'
import { oneOf, required } from '../../api/field.ts'
import { present } from '../../api/model.ts'
import { endSignIns } from '../../auth/ended-sign-ins.ts'
import { holdsAll, rolesOfUser } from '../../auth/privilege.ts'
import { operation } from '../../resource/operation.ts'
import { commit } from '../../store/commit.ts'
import { needed, rely, rowFact } from '../../store/fact.ts'
import { released } from '../../store/references.ts'
import { alter, rowsFrom, update } from '../../store/rows.ts'
import { at } from '../../tables/columns.ts'
import { leavePayments } from '../../tables/orders/left-payments.ts'
import { isNoTemplate } from '../../tables/orders/orders.ts'
import { subscriptions } from '../../tables/orders/subscriptions.ts'
import { addresses } from '../../tables/organizations/addresses.ts'
import { companies } from '../../tables/organizations/companies.ts'
import { users } from '../../tables/organizations/users.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Guard, Written } from '../../tables/statements.ts'
import type { Row } from '../../tables/table.ts'
import { collidingIDs, renameColliding } from './colliding-ids.ts'
import { endAssignments } from './user-assignments.ts'
import { userModel } from './user-model.ts'
import { newUserReads, noDefaultUser } from './user-rules.ts'

const options = ['None', 'Unsubmitted', 'All'] as const

const NOT_SUBMITTED = sql`('Unsubmitted', 'Declined')`

/** A user with what the move looks at and changes. */
interface Move {
  marketplace: string
  from: string
  to: string
  user: Row<typeof users>
  now: string
  orders: (typeof options)[number]
}

/** What must be so when a user is moved. */
function guards({ marketplace, from, user, orders }: Move): Guard[] {
  const key = user.Key
  return [
    noDefaultUser(marketplace, user.Username, 'User.CannotMoveDefaultContextUser'),
    {
      guard: sql`not exists (select 1 from impersonation_configs c where c.Marketplace = ${marketplace}
        and (c.BuyerID = ${from} and c.UserID = ${user.ID} or c.ImpersonationBuyerID = ${from} and c.ImpersonationUserID = ${user.ID}))`,
      else: fail(
        'Impersonation.CannotDeleteImpersonateeParty',
        'This user is named by an impersonation configuration.',
      ),
    },
    ...(orders === 'All'
      ? []
      : [
          {
            guard: sql`not exists (select 1 from orders o where o.Marketplace = ${marketplace} and o.FromUserKey = ${key}
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
const ownOrders = ({ marketplace, from, user }: Move, what: string) =>
  sql`select ${sql.raw(what)} from orders o where o.Marketplace = ${marketplace} and o.FromUserKey = ${user.Key} and +o.FromCompanyID = ${from} and ${isNoTemplate('o')}`

/**
 * What is not open yet must name no address that the user does not have there: it keeps it as a one-time address. Orders
 * that go with their user leave those of the former buyer, orders that stay the user's own.
 */
function releaseAddresses(moved: Move): Written[] {
  const { marketplace, from, user, orders } = moved
  const owner = { Kind: 'Buyer', Company: from }
  const own = (a: string) => sql`${at(a, 'PrivateUserID')} is ${user.ID}`
  if (orders === 'None') return released(addresses, marketplace, owner, own)
  const named = sql`(${ownOrders(moved, 'o.BillingAddressID')} union all ${ownOrders(moved, 'o.ShippingAddressID')}
    union all select l.ShippingAddressID from line_items l where l.Marketplace = ${marketplace} and l.OrderKey in (${ownOrders(moved, 'o.Key')}))`
  return released(addresses, marketplace, owner, (a) => sql`${at(a, 'ID')} in ${named} and not ${own(a)}`, {
    orders: (alias) => sql`${at(alias, 'Key')} in (${ownOrders(moved, 'o.Key')})`,
    line_items: (alias) => sql`${at(alias, 'OrderKey')} in (${ownOrders(moved, 'o.Key')})`,
  })
}

/** Which of them go with the user, where any do. */
const goingWith = ({ orders }: Move) => (orders === 'All' ? sql`` : sql` and Status in ${NOT_SUBMITTED}`)

/** Payments of what goes along leave cards and accounts of the former buyer. */
function releasePayments(moved: Move): Written[] {
  const { marketplace, from, user, orders } = moved
  if (orders === 'None') return []
  const own = sql`Marketplace = ${marketplace} and Kind = 'Buyer' and Company = ${from} and PrivateUserID = ${user.ID}`
  return leavePayments(marketplace, sql`${ownOrders(moved, 'o.Key')}${goingWith(moved)}`, own)
}

/**
 * Orders that go with their user, and shipments of nobody else's. What awaits approval of the former buyer's groups, who
 * do not see it any more, goes back to its user.
 */
function moveOrders(moved: Move): Written[] {
  const { marketplace, from, to, user, orders } = moved
  if (orders === 'None') return []
  const key = user.Key
  return [
    sql`delete from order_approvals where Marketplace = ${marketplace} and Status = 'Pending' and OrderKey in (${ownOrders(moved, 'o.Key')})`,
    sql`update shipments set BuyerID = ${to}, Version = Version + 1 where Marketplace = ${marketplace} and BuyerID = ${from}
      and ID in (select i.ShipmentID from orders o cross join shipment_items i on i.Marketplace = ${marketplace} and i.OrderKey = o.Key
        where o.Marketplace = ${marketplace} and o.FromUserKey = ${key} and +o.FromCompanyID = ${from})
      and not exists (select 1 from shipment_items i join orders o on o.Marketplace = ${marketplace} and o.Key = i.OrderKey
        where i.Marketplace = ${marketplace} and i.ShipmentID = shipments.ID and o.FromUserKey <> ${key})`,
    sql`update orders set FromCompanyID = ${to}, Status = iif(Status = 'AwaitingApproval', 'Unsubmitted', Status), LastUpdated = ${moved.now}, Version = Version + 1 where Marketplace = ${marketplace} and FromUserKey = ${key}
      and +FromCompanyID = ${from} and ${isNoTemplate('orders')}${goingWith(moved)}`,
  ]
}

/**
 * What ends with the move: what the buyer assigned, copies of its messages, what is shared with users who stay, and
 * subscriptions, which stay with the buyer and are nobody's own any more.
 */
function endings({ marketplace, from, user }: Move): Written[] {
  const ID = user.ID
  const ended = (name: string, more: SQL): SQL =>
    sql`delete from ${sql.identifier(name)} where Marketplace = ${marketplace} and Kind = 'Buyer' and Company = ${from} and ${more}`
  return [
    ...endAssignments(marketplace, { Company: from, ID }),
    ended('message_cc_listeners', sql`UserID = ${ID}`),
    alter(
      subscriptions,
      marketplace,
      { FromUserKey: user.Key },
      { Active: false, FromUserKey: '', Version: sql`Version + 1` },
    ),
    ended('product_collection_invitations', sql`UserID = ${ID}`),
    ended(
      'product_collection_invitations',
      sql`+UserID is not null and CollectionID in (select c.ID from product_collections c
        where c.Marketplace = ${marketplace} and c.Kind = 'Buyer' and c.Company = ${from} and c.UserID = ${ID})`,
    ),
  ]
}

/** The user as they are before the move, which their version guards. */
function userToMove(marketplace: string, buyerID: string, userID: string) {
  const itself = sql`users u where u.Marketplace = ${marketplace} and u.Kind = 'Buyer' and u.Company = ${buyerID} and u.ID = ${userID}`
  return needed(rowsFrom(users, 'u', itself, true), notFound('User', userID))
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
    const { marketplace } = call
    const { buyerID, userID, newBuyerID } = call.params
    const owner = { company: sql`${buyerID}`, user: sql`${userID}` }
    const read = await call.read({
      ...newUserReads(marketplace, 'Buyer', newBuyerID!),
      colliding: collidingIDs(marketplace, owner, newBuyerID!),
      user: userToMove(marketplace, buyerID!, userID!),
      target: rowFact(
        companies,
        marketplace,
        { Kind: 'Buyer', ID: newBuyerID },
        { type: 'Buyer', id: newBuyerID, keyed: true },
      ),
    })
    const target = rely(call, read.target)
    const user = rely(call, read.user)
    const moved: Move = {
      marketplace,
      from: user.Company,
      to: target.ID,
      user,
      now: call.now,
      orders: call.query.orders,
    }
    const answer = present(userModel, {
      ...user,
      CompanyID: target.ID,
      AvailableRoles: read.roles.map((r) => r.role),
      Locale: read.locale[0],
    })
    await commit(call, {
      statements: [
        ...guards(moved),
        ...endings(moved),
        ...releaseAddresses(moved),
        ...releasePayments(moved),
        ...renameColliding(call, owner, read.colliding),
        // What is private follows by its keys.
        update(users, marketplace, { Kind: 'Buyer', Company: user.Company, ID: user.ID }, user.Version, {
          Company: target.ID,
          TokenGeneration: sql`TokenGeneration + 1`,
          AudienceVersion: null,
        }),
        ...moveOrders(moved),
        ...endSignIns(marketplace, user.Key),
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
