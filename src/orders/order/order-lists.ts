import type { Caller } from '../../api/caller.ts'
import { fail } from '../../api/errors.ts'
import { list, object, ref, text } from '../../api/field.ts'
import type { Property } from '../../api/lists/filter.ts'
import type { ListSpec } from '../../api/lists/list.ts'
import { parseMoment } from '../../api/time.ts'
import { operation } from '../../resource/operation.ts'
import type { Call } from '../../store/call.ts'
import { listPage } from '../../store/list.ts'
import { byIndex, bySearch } from '../../store/lists/finders.ts'
import { jsonPath } from '../../store/sql/json-path.ts'
import { and } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { at } from '../../tables/columns.ts'
import { isNoTemplate, orders } from '../../tables/orders/orders.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { linesWith } from '../lines/shown-lines.ts'
import { decodeOrder, orderColumns, orderFrom } from '../operation/order-rows.ts'
import { directionOf, inDirection, ordersToApprove, visibleOrders } from '../operation/order-visibility.ts'
import { lineItemModel, orderModel, showOrder } from '../state/shown-order.ts'
import { sideOf } from './submitted-or-not.ts'

/** How every list of orders is searched and sorted. */
export const orderList: ListSpec = {
  search: ['ID', 'FromCompanyID', 'ToCompanyID', 'Comments'],
  sort: [
    'DateSubmitted',
    'DateCreated',
    'ID',
    'FromCompanyID',
    'ToCompanyID',
    'FromUserID',
    'Status',
    'DateApproved',
    'DateDeclined',
    'DateCanceled',
    'DateCompleted',
    'LastUpdated',
    'Subtotal',
    'ShippingCost',
    'TaxCost',
    'Gratuity',
    'Fees',
    'PromotionDiscount',
    'Total',
    'IsSubmitted',
  ],
  order: ['DateSubmitted', 'DateCreated'],
  indexed: [],
  searchType: true,
}

/** Filters also reach into the lines. */
const orderListFields = {
  ...orderModel.fields,
  LineItems: list(object('LineItem', lineItemModel.fields)),
}

const DEFAULT_ORDER = 'DateSubmitted,DateCreated,ID'

/** Where the properties of an order stand that are not columns of their own name, as the order shows them. */
export function locateInOrder(p: Property, caller: Caller): SQL | undefined {
  const [head, name] = p.name.split('.') as [string, string?]
  if (head === 'ShippingAddressID') return sql`iif(o.ShippingDiffers, null, o.ShippingAddressID)`
  if (head === 'LineItems') return linesWith(p.path[0] ?? 'ID', caller)
  if (head === 'FromUser') return name ? ofUser(p, name) : sql`coalesce(o.FromUserCopy, u.ID)`
  if (head !== 'BillingAddress') return undefined
  if (!name) return sql`coalesce(o.BillingAddress, ba.ID)`
  const copied = sql`json_extract(o.BillingAddress, ${jsonPath([name])})`
  // Copies are shown under the names that those they are of have now; a one-time address has none.
  const told = name === 'ID' ? sql`iif(${copied} is null, null, o.BillingAddressID)` : copied
  const shown = sql`iif(o.BillingAddress is null, ${at('ba', name)}, ${told})`
  return shownBelow(p, shown)
}

/** A property of the user an order is from: what the order has copied or was told stands over what is live. */
function ofUser(p: Property, name: string): SQL {
  // Roles are not looked up for it.
  if (p.free && name !== 'xp') return sql`o.FromUserCopy`
  const live = name === 'CompanyID' ? sql`coalesce(u.Company, o.FromCompanyID)` : at('u', name)
  const path = jsonPath([name])
  const known = sql`(u.ID is not null or o.FromUserCopy is not null)`
  const named = { ID: 'FromUserID', CompanyID: 'FromCompanyID' }[name]
  const copied = named ? at('o', named) : sql`json_extract(o.FromUserCopy, ${path})`
  const shown = sql`case when json_type(o.FromUserCopy, ${path}) is not null then ${copied} when ${known} then ${live} end`
  return shownBelow(p, shown)
}

/** The path of a free property begins with its xp. */
const shownBelow = (p: Property, shown: SQL): SQL =>
  p.free ? sql`json_object('xp', json(${shown}))` : sql`(${shown} collate nocase)`

/** The query parameters `from` and `to` of a list, by when orders were created … */
export const dateParams = { from: text(50), to: text(50) }

/** … as conditions over `o`. */
export const createdWithin = (call: Call): (SQL | undefined)[] =>
  (['from', 'to'] as const).map((name) => {
    const sent: string | null = call.query[name]
    if (!sent) return undefined
    const moment = parseMoment(sent, true)
    if (!moment) throw fail('List.InvalidType', `${name} is no date.`, { Property: name, Value: sent })
    return name === 'from' ? sql`o.DateCreated >= ${moment}` : sql`o.DateCreated <= ${moment}`
  })

/**
 * A page of orders: whose, and which index serves them.
 * @param prefix what the index begins with; none: what is to be listed is found by other means
 * @param side those that are submitted, or not; what the filters ask for, unless it is said
 */
export async function listOrders(
  call: Call<unknown>,
  whose: SQL,
  prefix: string[] | undefined,
  side = sideOf(call.list.filters),
) {
  return listPage(call, {
    spec: orderList,
    columns: orderColumns(),
    decode: decodeOrder,
    from: ({ hint, first }) => orderFrom(call.marketplace, hint, first),
    where: and(
      sql`o.Marketplace = ${call.marketplace}`,
      whose,
      sql`o.IsSubmitted = ${side === 'Submitted' ? 1 : 0}`,
      ...createdWithin(call),
    ),
    row: as(orders, 'o'),
    key: 'ID',
    locate: (p) => locateInOrder(p, call.caller),
    finders: [
      bySearch(call.marketplace),
      byIndex((order) =>
        prefix && order.join() === DEFAULT_ORDER
          ? orders.index([...prefix, 'IsSubmitted', ...order])
          : undefined,
      ),
    ],
    show: showOrder,
  })
}

const listAll = operation({
  id: 'Orders.List',
  method: 'GET',
  path: '/orders/{direction}',
  roles: ['OrderAdmin', 'OrderReader'],
  query: { buyerID: ref('Buyer'), supplierID: ref('Supplier'), ...dateParams },
  list: orderList,
  listFields: orderListFields,
  response: orderModel,
  summary: 'Lists orders from the caller’s side: submitted ones unless a filter asks for others.',
  run: (call) => {
    const direction = directionOf(call.params.direction)
    const { caller } = call
    const { buyerID, supplierID }: Record<string, string | null> = call.query
    const prefix =
      caller.kind === 'Buyer'
        ? ['FromCompanyID']
        : caller.kind === 'Supplier' || direction === 'Incoming'
          ? ['ToCompanyID']
          : []
    return listOrders(
      call,
      and(
        inDirection(caller, direction),
        visibleOrders(caller),
        buyerID ? sql`o.FromCompanyID = ${buyerID}` : undefined,
        supplierID ? sql`o.ToCompanyID = ${supplierID}` : undefined,
      ),
      prefix,
    )
  },
})

const listMine = operation({
  id: 'Me.ListOrders',
  method: 'GET',
  path: '/me/orders',
  roles: ['Shopper'],
  users: ['Buyer'],
  query: dateParams,
  list: orderList,
  listFields: orderListFields,
  response: orderModel,
  summary: 'Lists the caller’s own orders: submitted ones unless a filter asks for others.',
  run: (call) =>
    listOrders(
      call,
      and(
        sql`o.FromUserKey = ${call.caller.key}`,
        isNoTemplate('o'),
        call.caller.order === null ? undefined : sql`o.ID = ${call.caller.order}`,
      ),
      ['FromUserKey'],
    ),
})

const listApprovable = operation({
  id: 'Me.ListApprovableOrders',
  method: 'GET',
  path: '/me/orders/approvable',
  roles: ['Shopper'],
  users: ['Buyer'],
  noGuests: true,
  query: dateParams,
  list: { ...orderList, searchType: undefined },
  listFields: orderListFields,
  response: orderModel,
  summary: 'Lists the orders that the caller could approve now.',
  run: (call) =>
    listOrders(
      call,
      sql`o.Key in (${ordersToApprove(call.caller)}) and o.FromUserKey <> ${call.caller.key} and o.Status = 'AwaitingApproval'`,
      undefined,
      'Unsubmitted',
    ),
})

export const operations = [listAll, listMine, listApprovable]
