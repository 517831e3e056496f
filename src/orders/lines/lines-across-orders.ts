import type { Caller } from '../../api/caller.ts'
import { fail } from '../../api/errors.ts'
import { type Fields, object, readOnly, ref, text } from '../../api/field.ts'
import { type Filter, findProperty, type Property } from '../../api/lists/filter.ts'
import { envelope, type ListRequest, type ListSpec } from '../../api/lists/list.ts'
import { model, present } from '../../api/model.ts'
import { operation } from '../../resource/operation.ts'
import type { Call } from '../../store/call.ts'
import { listQueries } from '../../store/list.ts'
import { columnOf, type List } from '../../store/lists/declaration.ts'
import { byIndex } from '../../store/lists/finders.ts'
import { by } from '../../store/lists/order.ts'
import { and, type Query } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { carries, lineItems } from '../../tables/orders/line-items.ts'
import { orders } from '../../tables/orders/orders.ts'
import type { OrderStatus } from '../../tables/orders/statuses.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import {
  decodeLine,
  decodeOrder,
  lineColumns,
  lineJoins,
  orderColumns,
  orderFrom,
} from '../operation/order-rows.ts'
import { directionOf, inDirection } from '../operation/order-visibility.ts'
import { createdWithin, dateParams, locateInOrder, orderList } from '../order/order-lists.ts'
import { sideOf } from '../order/submitted-or-not.ts'
import type { LineRow, OrderRow } from '../state/order-state.ts'
import { lineItemModel, lineValues, orderModel, showOrder } from '../state/shown-order.ts'
import { locateInLine } from './shown-lines.ts'

const ORDER = 'Order.'
const ofOrder = (names: readonly string[]) => names.map((n) => ORDER + n)

const extendedLineItemModel = model('ExtendedLineItem', {
  OrderID: readOnly(text()),
  Order: readOnly(object('Order', orderModel.fields as Fields)),
  ...lineItemModel.fields,
})

const lineSearch = ['ID', 'ProductID']
const orderSearch = ofOrder(orderList.search as string[])
const searched = [...lineSearch, ...orderSearch]

const list: ListSpec = {
  search: searched,
  sort: 'any',
  order: [...ofOrder(orderList.order), 'Order.ID'],
  indexed: [],
  searchType: true,
  pageKeys: true,
}

/** Order and line in the order in which they came; the row numbers let one index serve both tables. */
const DEFAULT_ORDER = by(
  sql`o.DateSubmitted`,
  sql`o.DateCreated`,
  sql`o.ID`,
  sql`o.rowid`,
  sql`l.DateAdded`,
  sql`l.ID`,
)

const isOfOrder = (p: Property) => p.name === 'OrderID' || p.name === 'Order' || p.name.startsWith(ORDER)

/** A property of the order as the order itself has it, under its name in the line. */
function inOrder(p: Property): Property {
  if (!p.name.startsWith(ORDER)) return p
  return { ...findProperty(orderModel.fields, p.name.slice(ORDER.length))!, name: p.name }
}

function locate(p: Property, caller: Caller): SQL {
  if (p.name === 'OrderID') return sql`o.ID`
  if (p.name === 'Order') return sql`o.Key`
  if (!p.name.startsWith(ORDER)) return locateInLine(p, caller)
  const own = { ...p, name: p.name.slice(ORDER.length) }
  return locateInOrder(own, caller) ?? columnOf('o', own)
}

/**
 * The request with each property on its level.
 * @throws ApiError 400 for a filter or search over both levels, a line's sort first, or orders that are not submitted
 */
function leveled(request: ListRequest): ListRequest {
  const filters = request.filters.map((f) => ({ ...f, properties: f.properties.map(inOrder) }))
  const mixed = (properties: Property[]) => properties.some(isOfOrder) && !properties.every(isOfOrder)
  if (filters.some((f) => mixed(f.properties)))
    throw fail(
      'LineItem.CannotFilterByOrderOrLineItem',
      'One filter cannot name properties of the order and of the line.',
    )
  requireSubmitted(filters)
  const first = request.sortBy[0]
  if (first && !isOfOrder(first.property))
    throw fail('LineItem.MustSortByOrderFirst', 'The first property to sort by must be one of the order.')
  const sortBy = request.sortBy.map((s) => ({ ...s, property: inOrder(s.property) }))
  return { ...request, filters, sortBy, search: searchOf(request.search) }
}

/** A search looks at lines unless `searchOn` names properties of the order, and then at those alone. */
function searchOf(search: ListRequest['search']): ListRequest['search'] {
  if (!search) return null
  const unnamed = search.on.map((p) => p.name).join() === searched.join()
  const on = (unnamed ? search.on.filter((p) => !isOfOrder(p)) : search.on).map(inOrder)
  if (on.some(isOfOrder) && !on.every(isOfOrder))
    throw fail(
      'LineItem.CannotSearchByOrderOrLineItem',
      'One search cannot look at properties of the order and of the line.',
    )
  return { ...search, on }
}

/** Lines of orders that are not submitted yet are nobody's but their buyer's. */
function requireSubmitted(filters: Filter[]): void {
  const ofOrders = filters.map((f) => ({
    ...f,
    properties: f.properties.map((p) => ({ ...p, name: p.name.replace(ORDER, '') })),
  }))
  if (sideOf(ofOrders) === 'Unsubmitted')
    throw fail('Order.AllowedOnSubmittedOnly', 'Only lines of submitted orders are listed.')
}

/** Whether a filter names the orders: then they are found by their IDs, and no order is walked. */
const namesOrders = (filters: Filter[]) =>
  filters.some(
    (f) =>
      f.properties.every((p) => p.name === 'OrderID' || p.name === 'Order.ID') &&
      f.terms.every((t) => t.op === 'eq' && !t.negate),
  )

interface ExtendedRow {
  line: LineRow
  OrderKey: string
  OrderID: string
  Status: OrderStatus
}

function linesOf(call: Call<unknown>, request: ListRequest): List<ExtendedRow> {
  const { caller, marketplace } = call
  const direction = directionOf(call.params.direction)
  const { buyerID, supplierID }: Record<string, string | null> = call.query
  const prefix = caller.kind === 'Supplier' || direction === 'Incoming' ? ['ToCompanyID'] : []
  const walk = orders.index([...prefix, 'IsSubmitted', 'DateSubmitted', 'DateCreated', 'ID'])
  return {
    spec: list,
    columns: sql`${lineColumns()}, o.Key as ofOrderKey, o.ID as ofOrder, o.Status as ofStatus`,
    decode: (row) => ({
      line: decodeLine(row),
      OrderKey: row.ofOrderKey as string,
      OrderID: row.ofOrder as string,
      Status: row.ofStatus as OrderStatus,
    }),
    // Orders come first: they decide what is seen, and in which order.
    from: ({ hint }) =>
      sql`${orderFrom(marketplace, hint)} cross join line_items l on ${carries('o', 'l')} ${lineJoins(marketplace)}`,
    where: and(
      sql`o.Marketplace = ${marketplace}`,
      inDirection(caller, direction),
      sql`o.IsSubmitted = 1`,
      buyerID ? sql`o.FromCompanyID = ${buyerID}` : undefined,
      supplierID ? sql`l.SupplierID = ${supplierID}` : undefined,
      ...createdWithin(call),
    ),
    row: as(lineItems, 'l'),
    // Line IDs repeat from order to order.
    key: 'rowid',
    locate: (p) => locate(p, caller),
    order: DEFAULT_ORDER,
    finders: [
      byIndex(([first]) =>
        first === 'Order.DateSubmitted' && !namesOrders(request.filters) ? walk : undefined,
      ),
    ],
  }
}

const listAcross = operation({
  id: 'LineItems.ListAcrossOrders',
  method: 'GET',
  path: '/lineitems/{direction}',
  roles: ['OrderAdmin', 'OrderReader'],
  users: ['Seller', 'Supplier'],
  query: {
    buyerID: ref('Buyer'),
    supplierID: ref('Supplier'),
    ...dateParams,
    include: text(100),
  },
  list,
  listFields: extendedLineItemModel.fields,
  response: extendedLineItemModel,
  summary: 'Lists lines over all submitted orders of the caller’s side, by properties of the order first.',
  run: async (call) => {
    const { caller, marketplace } = call
    const request = leveled(call.list)
    const { items, total } = listQueries(linesOf(call, request), request)
    const withOrders = ((call.query.include as string | null) ?? '')
      .split(',')
      .some((name) => name.trim().toLowerCase() === 'order')
    const headers: Query<OrderRow> = {
      sql: sql`select ${orderColumns()} from ${orderFrom(marketplace)} where o.Marketplace = ${marketplace} and o.Key in (select ofOrderKey from (${items.sql}))`,
      decode: decodeOrder,
    }
    const read = await call.read({ items, total, headers: withOrders ? headers : undefined })
    const shown = new Map(read.headers?.map((o) => [o.Key, showOrder(o)]))
    return envelope(
      request,
      read.total[0]!.total,
      read.items.map(({ line, Status, OrderID, OrderKey }) =>
        present(extendedLineItemModel, {
          ...lineValues(line, Status, caller),
          OrderID,
          Order: shown.get(OrderKey) ?? null,
        }),
      ),
      list.pageKeys,
    )
  },
})

export const operations = [listAcross]
