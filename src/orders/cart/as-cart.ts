import { type Caller, CONTRIBUTOR } from '../../api/caller.ts'
import { notFound } from '../../api/errors.ts'
import type { Named } from '../../api/operation.ts'
import type { BuyerUser } from '../../organizations/me/assigned.ts'
import { sellsTo } from '../../organizations/supplier-relations.ts'
import type { Fact } from '../../store/fact.ts'
import { alter } from '../../store/rows.ts'
import { and } from '../../store/sql/sql.ts'
import { orders } from '../../tables/orders/orders.ts'
import { currencyOf, userParty } from '../../tables/organizations/party-locale.ts'
import { users } from '../../tables/organizations/users.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Write } from '../../tables/statements.ts'
import { type NamedOrder, orderOfKey } from '../operation/named-order.ts'
import { attachedColumns, decodeAttached, orderColumns } from '../operation/order-rows.ts'
import { inDirection, visibleOrders } from '../operation/order-visibility.ts'
import { byID, type FoundOrder, type Place, type Placed } from '../operation/places.ts'
import { newHeader, oneOrderOnly } from '../order/create-order.ts'
import { onlyAddressID, remain, type Use } from '../order/usable-by-owner.ts'
import type { OrderRow } from '../state/order-state.ts'

type Calling = Pick<Placed, 'caller' | 'marketplace'>

/** Orders that can be somebody's cart, as a condition over `o`: a guest's is the one of their token. */
export const cartable = (caller: Caller): SQL =>
  and(
    sql`o.FromUserKey = ${caller.key} and o.FromCompanyID = ${caller.company} and o.Leg = 'Buyer'`,
    sql`o.Status = 'Unsubmitted' and o.SubscriptionID is null`,
    caller.order === null ? sql`o.IsGuests = 0` : sql`o.IsGuests = 1`,
  )

/** Past any number of orders that were canceled, or that guests have begun with the same user. */
const newestFirst = sql`indexed by ${sql.identifier(orders.index(['FromUserKey', 'IsGuests', 'Status', 'DateCreated', 'ID']))}`

/** The key of the caller's cart, as a sub-select: the order that was made active, else the one created last. */
function cartKey({ caller, marketplace }: Calling): SQL {
  const own = cartable(caller)
  if (caller.order !== null)
    return sql`(select o.Key from orders o where o.Marketplace = ${marketplace} and o.Leg = 'Buyer' and o.ID = ${caller.order} and ${own})`
  return sql`coalesce((select o.Key from users u cross join orders o on o.Marketplace = ${marketplace} and o.Key = u.ActiveOrderKey
      where u.Marketplace = ${marketplace} and u.Key = ${caller.key} and ${own}),
    (select o.Key from orders o ${newestFirst} where o.Marketplace = ${marketplace} and ${own} order by o.DateCreated desc, o.ID desc limit 1))`
}

/** Makes an order the cart of a user, whatever is created later. */
export const activation = (marketplace: string, userKey: string, orderKey: string): Write =>
  alter(users, marketplace, { Key: userKey }, { ActiveOrderKey: orderKey })

/** The name under which writes to a cart run one by one; a guest's is that of their order by its ID. */
const cartLock = ({ caller }: Named): string =>
  caller.order === null ? `cart/${caller.company}/${caller.user}` : `order/buyer/${caller.order}`

const me = ({ caller, marketplace }: Calling): BuyerUser => ({
  marketplace,
  company: sql`${caller.company}`,
  user: sql`${caller.user}`,
  order: sql`${caller.order}`,
})

/** The caller's cart for other statements: where there is none, they read as for the one that would be begun. */
function cartOf(call: Calling): NamedOrder {
  const { caller, marketplace } = call
  const key = cartKey(call)
  const stored = orderOfKey(marketplace, key).header
  return {
    marketplace,
    key,
    // Nothing that a buyer may change was split off.
    lines: key,
    header: (column) => {
      switch (column) {
        case 'FromUserKey':
          return sql`${caller.key}`
        case 'FromCompanyID':
          return sql`${caller.company}`
        case 'FromUserID':
          return sql`${caller.user}`
        case 'GuestsOrder':
          return sql`${caller.order}`
        case 'ToCompanyID':
          return sql`coalesce(${stored(column)}, ${marketplace})`
        case 'ShippingAddressID':
          return sql`iif(${key} is null, ${onlyAddressID(me(call), 'Shipping')}, ${stored(column)})`
      }
    },
  }
}

/** The order that a contributor was invited to. */
const invitedOrder = ({ caller, marketplace }: Calling): NamedOrder =>
  orderOfKey(
    marketplace,
    sql`(select o.Key from orders o where ${and(
      sql`o.Marketplace = ${marketplace}`,
      inDirection(caller, 'Outgoing'),
      visibleOrders(caller),
    )})`,
  )

/** Who is to sell what a cart is begun with: only its header says, and only where it is sent. */
const sellerAsked = ({ body, marketplace }: Placed): string =>
  // Bodies are as their operations declare them: this asks for a property that just one of them has.
  (body as { ToCompanyID?: string | null } | undefined)?.ToCompanyID ?? marketplace

/** Who is asked to sell to the caller's buyer, and does, as what stands behind a FROM. */
const sellerFor = (call: Placed, company: string | null): SQL =>
  sql`companies c where c.Marketplace = ${call.marketplace} and c.Kind in ('Seller', 'Supplier')
    and c.ID = ${company} and ${sellsTo('c', call.marketplace, sql`${call.caller.company}`)}`

/** What beginning a cart reads beside the order that is there or not, in the same row. */
type Beginning = {
  Begun: 0 | 1
  NewBilling: string | null
  NewShipping: string | null
  NewCurrency: string | null
  NewSeller: string | null
  Taken: 0 | 1
}

/** The cart's header, or that of the one that would be begun. It is one row always, since it starts from the user. */
function cartHeader(call: Placed, { marketplace, key }: NamedOrder): Fact<FoundOrder> {
  const { caller } = call
  const only = (use: Use) => sql`iif(o.Key is null, ${onlyAddressID(me(call), use)}, null)`
  return {
    sql: sql`select ${orderColumns()}, ${attachedColumns(marketplace)}, o.Key is not null Begun, ${only('Billing')} NewBilling, ${only('Shipping')} NewShipping,
        iif(o.Key is null, ${currencyOf(userParty('u'))}, null) NewCurrency,
        iif(o.Key is null, (select c.ID from ${sellerFor(call, sellerAsked(call))}), null) NewSeller,
        exists (select 1 from orders t where t.Marketplace = ${marketplace} and t.Leg = 'Buyer' and t.ID = ${caller.order}
          and t.FromUserKey = ${caller.key}) Taken
      from users u left join orders o on o.Marketplace = ${marketplace} and o.Key = ${key}
      left join addresses ba on ba.Marketplace = ${marketplace} and ba.Kind = 'Buyer' and ba.Company = u.Company
        and ba.ID = iif(o.Key is null, ${onlyAddressID(me(call), 'Billing')}, o.BillingAddressID)
      where u.Marketplace = ${marketplace} and u.Key = ${caller.key}`,
    decode: (row) => {
      const order = decodeAttached(row)
      // The statement's own columns beside the order's.
      const beginning = row as Beginning
      return beginning.Begun ? { order } : begun(call, order.header, beginning)
    },
    refusal: ({ refusal }) => refusal,
    holds: ([found]) => isStill(call, key, found!),
  }
}

function begun(
  call: Placed,
  { Owner, LiveBilling }: OrderRow,
  { NewBilling, NewShipping, NewCurrency, NewSeller, Taken }: Beginning,
): FoundOrder {
  const { caller } = call
  const header = newHeader(call, {
    ID: caller.order ?? call.newID(),
    Leg: 'Buyer',
    FromUserKey: caller.key,
    FromCompanyID: caller.company,
    FromUserID: caller.user,
    ToCompanyID: NewSeller,
    Currency: NewCurrency,
    BillingAddressID: NewBilling,
    ShippingAddressID: NewShipping,
    Owner,
    LiveBilling,
  })
  const refusal = Taken ? oneOrderOnly() : NewSeller ? undefined : notFound('Supplier', sellerAsked(call))
  return {
    order: { header, promotions: [], approvals: [], returns: [], worksheet: null },
    isNew: true,
    refusal,
  }
}

/** The cart is still the order that was read, or there is still none, and what one is begun with is there. */
function isStill(call: Placed, key: SQL, { order: { header }, isNew }: FoundOrder): SQL {
  const { caller, marketplace } = call
  if (!isNew) return sql`${key} is ${header.Key}`
  const { BillingAddressID, ShippingAddressID, ToCompanyID } = header
  const chosen = [BillingAddressID, ShippingAddressID].flatMap((ID) =>
    ID === null ? [] : [{ Kind: 'Buyer', Company: caller.company, ID }],
  )
  return and(
    sql`${key} is null`,
    sql`exists (select 1 from users where Marketplace = ${marketplace} and Key = ${caller.key}
      and Company = ${caller.company} and ID = ${caller.user})`,
    remain(marketplace, chosen),
    sql`exists (select 1 from ${sellerFor(call, ToCompanyID)})`,
  )
}

/** Parts of an order whose operations are called by them: a cart's by both. */
const partNames: Record<string, string> = {
  LineItems: 'LineItem',
  BundleLineItems: 'BundleItem',
  Payments: 'Payment',
}

/** What is called otherwise in a cart, by no rule. */
const called: Record<string, string> = {
  'Orders.RemovePromotion': 'Cart.DeletePromotion',
  'IntegrationEvents.SelectShipmethods': 'Cart.SelectShipMethods',
  'IntegrationEvents.GetWorksheet': 'Cart.GetOrderWorksheet',
}

/** `Cart.CreateLineItem` is `LineItems.Create`, `Cart.Submit` is `Orders.Submit`. */
function namedInCart(id: string): string {
  if (called[id]) return called[id]
  const [resource, method] = id.split('.') as [string, string]
  const part = partNames[resource]
  if (method.endsWith('Transaction')) return `Cart.${method.replace('Transaction', `${part}Transaction`)}`
  return `Cart.${method}${part ? (method === 'List' ? `${part}s` : part) : ''}`
}

/**
 * As the caller's cart: one of their own orders that are not submitted yet. Buyers' users alone have one; a guest's is
 * the one order of their token.
 */
export const asCart: Place = {
  contributors: [CONTRIBUTOR],
  path: '/cart',
  named: namedInCart,
  says: (summary) => summary.replace(/\b(an|the) order\b/, 'the cart'),
  only: { roles: ['Shopper'], users: ['Buyer'] },
  lock: cartLock,
  // A contributor's is what they were invited to, whatever has become of it: they never begin one.
  order: (call) => (call.caller.invitation ? invitedOrder(call) : cartOf(call)),
  header: (call, order) => (call.caller.invitation ? byID.header(call, order) : cartHeader(call, order)),
  begins: true,
  missing: ({ params }) =>
    params.lineItemID ? notFound('LineItem', params.lineItemID) : notFound('Order', null),
}
