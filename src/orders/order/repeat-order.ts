import { ApiError, fail, notFound } from '../../api/errors.ts'
import { json, list, object, text } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { readAsShopper } from '../../catalog/visibility/audiences.ts'
import { operation } from '../../resource/operation.ts'
import type { Call } from '../../store/call.ts'
import { needed, the } from '../../store/fact.ts'
import { sql } from '../../tables/sql.ts'
import { catalogueOf, lineReads } from '../lines/line-reads.ts'
import { answeredByLines, type Choice, relyOnChoices } from '../lines/line-specs.ts'
import { newLine } from '../lines/new-line.ts'
import { type NamedOrder, orderOfKey } from '../operation/named-order.ts'
import { linesQuery, ordersQuery } from '../operation/order-rows.ts'
import { directionOf, orderKey } from '../operation/order-visibility.ts'
import { asking } from '../state/line-prices.ts'
import type { LineRow, OrderRow } from '../state/order-state.ts'
import { withID } from '../state/rows-by.ts'
import { orderModel, showOrder } from '../state/shown-order.ts'
import { oneTime } from '../state/shown-parts.ts'
import { createOrder, type OrderBody, ownerWhere, sellerOf } from './create-order.ts'
import { isFor, type Use } from './usable-by-owner.ts'

const error = object('ApiError', { ErrorCode: text(), Message: text(), Data: json() })
const repeatModel = model('OrderRepeatResponse', {
  Order: object('Order', orderModel.fields),
  UnavailableItems: list(object('UnavailableLineItem', { ProductID: text(), Error: error })),
})

/** What is read for an order to be made again, as its user sees it now. */
function repeatReads(call: Call<OrderBody>, { marketplace, key, lines: source, header }: NamedOrder) {
  const order = { marketplace, key: sql`null`, lines: sql`null`, header }
  const lines = sql`from line_items l where l.Marketplace = ${marketplace} and l.OrderKey = ${source}`
  const row = sql`from orders o where o.Marketplace = ${marketplace} and o.Key = ${key}`
  const addresses = sql`select * from (select o.BillingAddressID ${row} union select o.ShippingAddressID ${row} union select l.ShippingAddressID ${lines})`
  return {
    ...lineReads(order, {
      ...answeredByLines(marketplace, source),
      records: sql`select l.ProductID, l.InventoryRecordID ${lines}`,
      bodies: [call.body, { ShippingAddressID: call.body.BillingAddressID }],
      begunWith: addresses,
    }),
    repeated: needed(ordersQuery(marketplace, sql`= ${key}`), notFound('Order', call.params.orderID)),
    lines: linesQuery(marketplace, key),
    owner: ownerWhere(marketplace, sql`u.Key = ${header('FromUserKey')}`, notFound('User', null)),
    seller: sellerOf(marketplace, {
      Leg: sql`(select o.Leg ${row})`,
      FromCompanyID: header('FromCompanyID'),
      ToCompanyID: header('ToCompanyID'),
    }),
  }
}

/** An address that is nobody's but the order's, or its line's, comes along. */
const oneTimeOf = ({ ShippingAddressID: id, ShippingAddress: to }: OrderRow | LineRow) =>
  id === null && to ? { ShippingAddressID: id, ShippingAddress: oneTime(to) } : {}

/** What is as it is by now, or as nobody has asked for it yet. */
const ANEW = { UnitPrice: null, DateNeeded: null, ShipFromAddressID: null }

/**
 * Makes an order again: each of its lines is added as if it were asked for now, and refused as that would be. A bundle, which
 * is none to be added as a line, is refused so too, and its items go with it. Lines go where they went, unless it is said
 * where the order is to go.
 */
async function repeatOrder(call: Call<OrderBody>) {
  const { caller, body, params, marketplace } = call
  const stored = orderOfKey(marketplace, orderKey(caller, directionOf(params.direction), params.orderID!))
  const read = await readAsShopper(call, stored.header('FromUserKey'), repeatReads(call, stored))
  const repeated = the(read.repeated)
  if (repeated.FromUserKey !== caller.key && !(caller.kind === 'Seller' && repeated.Leg === 'Buyer'))
    throw fail('Auth.UserNotAuthorizedToAdmin', 'Only sellers create orders for users of buyers.')
  const usable = (use: Use, id: string | null) =>
    withID(read.addresses.rows, id).find((a) => a[use] && isFor(a, use, caller, repeated.FromUserKey))?.ID ??
    null
  const isApart = body.ShippingAddressID === null
  const wish = {
    ...body,
    BillingAddressID: body.BillingAddressID ?? usable('Billing', repeated.BillingAddressID),
    ShippingAddressID: body.ShippingAddressID ?? usable('Shipping', repeated.ShippingAddressID),
  }
  const creation = { ...read, creating: read.addresses, taken: [] }
  return createOrder(call, repeated, body.ID, creation, wish, async (begun) => {
    const header = { ...begun, ...(isApart ? oneTimeOf(repeated) : {}) }
    const catalogue = catalogueOf(read)
    const requireBeside = asking(header, catalogue, call.now)
    // Each has another ID than those beside it, as it had.
    const empty = { header, lines: [] }
    const lines: LineRow[] = []
    const choices: Choice[] = []
    const UnavailableItems: unknown[] = []
    for (const line of read.lines.filter((l) => l.BundleItemID === null))
      try {
        const ShippingAddressID = isApart ? usable('Shipping', line.ShippingAddressID) : null
        const added = await newLine(call, empty, read, { ...line, ...ANEW, ShippingAddressID })
        const again = { ...added.line, ...(isApart ? oneTimeOf(line) : {}) }
        requireBeside(again)
        lines.push(again)
        choices.push(added.choice)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        UnavailableItems.push({ ProductID: line.ProductID, Error: error.errors[0] })
      }
    relyOnChoices(call, read, choices)
    return {
      order: { header, lines },
      catalogue,
      answer: (order) => ({ Order: showOrder(order.header), UnavailableItems }),
    }
  })
}

export const operations = [
  operation({
    id: 'Orders.Repeat',
    method: 'POST',
    path: '/orders/{direction}/{orderID}/repeat',
    roles: ['OrderAdmin', 'Shopper'],
    noGuests: true,
    body: { model: orderModel },
    response: repeatModel,
    status: 201,
    summary: 'Creates an order of what can be bought now of the lines of another, at the prices of now.',
    run: repeatOrder,
  }),
]
