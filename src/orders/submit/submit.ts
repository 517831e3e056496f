import { insufficientRoles } from '../../api/errors.ts'
import { present } from '../../api/model.ts'
import { priceColumns } from '../../catalog/prices/line-price.ts'
import { operation } from '../../resource/operation.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { alter } from '../../store/rows.ts'
import { lineItems, lineVariantFields } from '../../tables/orders/line-items.ts'
import type { Write } from '../../tables/statements.ts'
import { actorsOf, orderLock } from '../order/access.ts'
import { type LineRow, loadOrder, type OrderRow, writeOrder } from '../order/load.ts'
import { orderMessage } from '../order/messages.ts'
import { orderModel, showOrder } from '../order/present.ts'
import { dates, next } from '../order/states.ts'
import { completionOf } from '../shipments/completion.ts'
import { takeStock } from '../stock/stock.ts'
import { type Checked, check, checksHold, refuseSoft, type SubmitRead, submitReads } from './submit-checks.ts'

type Values = Record<string, unknown>

/** The prices of an order as they were calculated anew. */
export const priceStatements = (
  call: Call<unknown>,
  order: OrderRow,
  before: LineRow[],
  after: LineRow[],
  more: (line: LineRow) => Values = () => ({}),
): Write[] =>
  after.flatMap((line, i) => {
    const changes: Values = more(line)
    for (const name of [...priceColumns, 'Specs', 'VariantID'] as const)
      if (JSON.stringify(line[name]) !== JSON.stringify(before[i]![name])) changes[name] = line[name]
    return Object.keys(changes).length === 0
      ? []
      : [alter(lineItems, call.marketplace, { OrderKey: order.Key, ID: line.ID }, changes)]
  })

const validate = operation({
  id: 'Orders.Validate',
  method: 'POST',
  path: '/orders/{direction}/{orderID}/validate',
  roles: ['OrderAdmin', 'Shopper', 'OrderReader'],
  lock: orderLock,
  status: 204,
  summary: 'Checks whether an order could be submitted, and prices it anew.',
  run: async (call) => {
    const { order, lines, read } = await loadOrder(call, submitReads(call))
    const checked = check(call, order, lines, read)
    const prices = priceStatements(call, order, lines, checked.lines)
    if (prices.length > 0)
      await commit(call, {
        statements: [
          writeOrder(call, order, { ...checked.header, PricingVersion: order.PricingVersion + 1 }),
          ...prices,
        ],
        answer: null,
      })
    refuseSoft(checked.errors)
  },
})

const submit = operation({
  id: 'Orders.Submit',
  method: 'POST',
  path: '/orders/{direction}/{orderID}/submit',
  roles: ['OrderAdmin', 'Shopper'],
  lock: orderLock,
  response: orderModel,
  status: 201,
  summary: 'Submits an order: from then on it is the seller’s to fulfil.',
  run: async (call) => {
    const { order, lines, read } = await loadOrder(call, submitReads(call))
    if (actorsOf(call.caller, order).length === 0)
      throw insufficientRoles(['FullAccess', 'OrderAdmin'], call.caller.roles)
    const checked = check(call, order, lines, read)
    refuseSoft(checked.errors)
    return open(call, order, lines, checked, read)
  },
})

/**
 * Opens an order: from here on it shows what it was agreed on, so everything live is copied, and stock is taken under a
 * guard that reports every line it cannot serve.
 */
async function open(
  call: Call<unknown>,
  order: OrderRow,
  before: LineRow[],
  checked: Checked,
  read: SubmitRead,
) {
  const m = call.marketplace
  const { Company, ...owner } = (order.Owner ?? {}) as Values
  const Status = next(order.Status, 'submit', ['Owner', 'Admin'])!
  const changes: Values = {
    ...checked.header,
    ...dates('submit', call.now),
    Status,
    // All of it may have gone out before.
    ...completionOf({ Status, CompletedByHand: false }, before, call.now),
    FromUserCopy: { ...owner, CompanyID: Company, ...order.FromUserCopy },
    BillingAddress: order.BillingAddress ?? order.LiveBilling,
    ShippingAddress: order.ShippingAddress ?? shippingOf(order, before),
  }
  const stock = takeStock(m, checked.lines, read, call.now)
  const copies = priceStatements(call, order, before, checked.lines, (line) => ({
    Product: line.LiveProduct ?? line.Product,
    Variant: line.LiveVariant && present({ fields: lineVariantFields }, line.LiveVariant),
    ShippingAddress: line.ShippingAddress ?? line.LiveShipping,
    ShipFromAddress: line.ShipFromAddress ?? line.LiveShipFrom,
    ...stock.from.get(line.ID),
  }))
  const opened = { ...order, ...changes, LastUpdated: call.now } as OrderRow
  const answer = showOrder(opened)
  await commit(call, {
    statements: [
      writeOrder(call, order, changes),
      ...copies,
      ...checksHold(call, order, checked, read),
      ...stock.statements,
    ],
    answer,
    messages: [
      orderMessage(call, 'OrderSubmitted', { order: opened, lines: checked.lines, products: read.stock }),
    ],
  })
  return answer
}

/** The order's saved shipping address, as read with the lines that go there. */
const shippingOf = (order: OrderRow, lines: LineRow[]) =>
  order.ShippingAddressID === null
    ? null
    : (lines.find((l) => l.ShippingAddressID === order.ShippingAddressID)?.LiveShipping ?? null)

export const operations = [validate, submit]
