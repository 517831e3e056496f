import { type SQL, sql } from 'drizzle-orm'
import { fail, notFound } from '../api/errors.ts'
import { oneOf, required } from '../api/field.ts'
import { present } from '../api/model.ts'
import { operation } from '../api/operation.ts'
import type { Query } from '../api/sql.ts'
import { decodeRow, idExists } from '../api/table.ts'
import { holdsAll } from '../auth/privilege.ts'
import { columns, type Guard, update, type Write } from '../store/rows.ts'
import { takeBack } from './given.ts'
import { endSignIns, rolesOf, rulesOf } from './user-rules.ts'
import { userModel, users } from './users.ts'

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

/**
 * Orders that go with their user. What is not submitted yet must name no addresses of the former buyer; what is keeps
 * what was agreed. (The plus signs: a user has fewer orders than a buyer.)
 */
function moveOrders({ marketplace: m, from, to, user, orders }: Move): Write[] {
  if (orders === 'None') return []
  const key = user.Key as string
  const draft = sql`Status in ${NOT_SUBMITTED}`
  const which = sql`Marketplace = ${m} and FromUserKey = ${key} and +FromCompanyID = ${from}${orders === 'All' ? sql`` : sql` and ${draft}`}`
  const own = (column: string): SQL => {
    const id = sql.identifier(column)
    return sql`iif(${draft} and not exists (select 1 from addresses a where a.Marketplace = ${m} and a.Kind = 'Buyer'
      and a.Company = ${to} and a.ID = ${id} and a.PrivateUserID = ${user.ID as string}), null, ${id})`
  }
  return [
    {
      sql: sql`update line_items set ShippingAddressID = null where Marketplace = ${m} and OrderKey in
          (select o.Key from orders o where o.Marketplace = ${m} and o.FromUserKey = ${key} and +o.FromCompanyID = ${from} and o.Status in ${NOT_SUBMITTED})
        and not exists (select 1 from addresses a where a.Marketplace = ${m} and a.Kind = 'Buyer' and a.Company = ${to}
          and a.ID = line_items.ShippingAddressID and a.PrivateUserID = ${user.ID as string})`,
    },
    {
      sql: sql`update shipments set BuyerID = ${to}, Version = Version + 1 where Marketplace = ${m} and BuyerID = ${from}
        and ID in (select i.ShipmentID from orders o cross join shipment_items i on i.Marketplace = ${m} and i.OrderKey = o.Key
          where o.Marketplace = ${m} and o.FromUserKey = ${key} and +o.FromCompanyID = ${from})
        and not exists (select 1 from shipment_items i join orders o on o.Marketplace = ${m} and o.Key = i.OrderKey
          where i.Marketplace = ${m} and i.ShipmentID = shipments.ID and o.FromUserKey <> ${key})`,
    },
    {
      sql: sql`update orders set BillingAddressID = ${own('BillingAddressID')}, ShippingAddressID = ${own('ShippingAddressID')},
        FromCompanyID = ${to}, Version = Version + 1 where ${which}`,
    },
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
    'Moves a user to another buyer, with private addresses and cards and the orders asked for; what the former buyer gave them stays there, and they sign in anew.',
  run: async (call) => {
    const { marketplace: m } = call
    const { buyerID, userID, newBuyerID } = call.params as Record<string, string>
    const rules = rulesOf('Buyer', () => newBuyerID!)
    const given = rules.read!(call as never, null) as Record<'roles' | 'locale', Query<Values>>
    const read = await call.read({
      ...given,
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
    await call.commit({
      statements: [
        ...guards(moved),
        ...takeBack(m, { Company: user.Company as string, ID: user.ID }),
        {
          sql: sql`delete from message_cc_listeners where Marketplace = ${m} and Kind = 'Buyer' and Company = ${user.Company} and UserID = ${user.ID}`,
        },
        // Private addresses and cards follow by their keys.
        update(users, m, { Kind: 'Buyer', Company: user.Company, ID: user.ID }, user.Version, {
          Company: target.ID,
          TokenGeneration: sql`TokenGeneration + 1`,
          AudienceVersion: null,
        }),
        ...moveOrders(moved),
        ...endSignIns(m, user.Key),
        // The new buyer's profiles reach them.
        ...holdsAll(call, rolesOf(call, user.Key)),
      ],
      answer,
      conflict: { table: users.name, error: idExists('User', user.ID) },
    })
    return answer
  },
})

export const operations = [move]
