import { sameIgnoringCase } from '../../api/names.ts'
import { priceLine } from '../../catalog/prices/line-price.ts'
import type { Call } from '../../store/call.ts'
import { type Fact, type Results, relyOnAll, the } from '../../store/fact.ts'
import { rowsFrom } from '../../store/rows.ts'
import { plain } from '../../store/sql/sql.ts'
import { leavePayments } from '../../tables/orders/left-payments.ts'
import { addresses } from '../../tables/organizations/addresses.ts'
import { currencyOf, userParty } from '../../tables/organizations/party-locale.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'
import { bundlesOn, contentsOf, linesLeft } from '../lines/bundle-needs.ts'
import { difference } from '../operation/difference.ts'
import { orderOfKey } from '../operation/named-order.ts'
import { linesQuery, orderQuery, paymentsQuery } from '../operation/order-rows.ts'
import { ownerAddresses, type Use } from '../order/usable-by-owner.ts'
import { scheduleOf } from '../state/line-prices.ts'
import type { LineRow, OrderRow, OrderState, OrderWith, ShownAddress } from '../state/order-state.ts'
import { ofProductWithID, withID } from '../state/rows-by.ts'
import { settle } from '../state/settle.ts'
import { oneTime } from '../state/shown-parts.ts'
import { recordRows } from '../stock/stock-rows.ts'
import { catalogueReads, relyOnCatalogue } from '../submit/same-catalogue.ts'

/** The currency of who takes an order over; it must be theirs still. */
const ownCurrency = ({ marketplace, caller }: Call): Fact<{ Currency: string | null }> => {
  const currency = sql`(select ${currencyOf(userParty('u'))} from users u where u.Marketplace = ${marketplace} and u.Key = ${caller.key})`
  return {
    ...plain<{ Currency: string | null }>(sql`select ${currency} Currency`),
    holds: ([me]) => sql`${currency} is ${me!.Currency}`,
  }
}

/**
 * Everything that taking over an order looks at, as the caller sees it.
 * @param key the order's
 * @param comesAlong addresses that come along with the order, as a condition over `addresses`
 */
export const takeOverReads = (call: Call, key: SQL, comesAlong: SQL) => {
  const { marketplace, caller } = call
  const order = orderOfKey(marketplace, key)
  const inOrder = (column: string) =>
    sql`select ${sql.identifier(column)} from orders where Marketplace = ${marketplace} and Key = ${key}`
  return {
    order: orderQuery(marketplace, key),
    lines: linesQuery(marketplace, key),
    payments: paymentsQuery(marketplace, key),
    ...catalogueReads(order, {
      marketplace,
      shopper: sql`${caller.key}`,
      seller: sql`(${inOrder('ToCompanyID')})`,
      withoutStock: true,
    }),
    contents: contentsOf(marketplace, bundlesOn(marketplace, key)),
    records: recordRows(order, undefined, {
      buyer: sql`${caller.company}`,
      user: sql`${caller.user}`,
    }),
    addresses: ownerAddresses(
      { marketplace, company: sql`${caller.company}`, user: sql`${caller.user}`, order: sql`null` },
      [],
      false,
      sql`${inOrder('BillingAddressID')} union ${inOrder('ShippingAddressID')}
        union select ShippingAddressID from line_items where Marketplace = ${marketplace} and OrderKey = ${key}`,
    ),
    /** The saved address that the order goes to. */
    shipping: rowsFrom(
      addresses,
      'a',
      sql`orders o join addresses a on a.Marketplace = ${marketplace} and a.Kind = 'Buyer'
        and a.Company = o.FromCompanyID and a.ID = o.ShippingAddressID where o.Marketplace = ${marketplace} and o.Key = ${key}`,
    ),
    given: plain<{ ID: string }>(sql`select ID from addresses where ${comesAlong}`),
    me: ownCurrency(call),
  }
}

type TakeOverRead = Results<ReturnType<typeof takeOverReads>>

/**
 * Cards and accounts are those of who has the order; one that is submitted is paid by them, unless it goes to another
 * buyer.
 * @param comesAlong cards that come along, as a condition over `credit_cards`
 */
export const paymentsLeft = (
  { marketplace, caller }: Call,
  { Key, Status, FromCompanyID }: OrderRow,
  comesAlong: SQL,
): Written[] =>
  Status !== 'Unsubmitted' && sameIgnoringCase(caller.company, FromCompanyID)
    ? []
    : leavePayments(marketplace, sql`select ${Key}`, comesAlong)

/** Statements by which the order becomes the caller's own, and shipments of nothing else follow it. */
export function takeOver(
  call: Call,
  order: OrderWith<'promotions' | 'worksheet'>,
  read: TakeOverRead,
): Written[] {
  const { header } = order
  const become = (before: OrderState, after: OrderState) => [
    ...shipmentsFollow(call.marketplace, header, call.caller.company),
    ...difference(call, before, settle(before, after, { now: call.now, priced: true })),
  ]
  if (header.Status !== 'Unsubmitted') return become(order, ownedBy(call, order))
  const whole = { ...order, lines: read.lines, payments: read.payments }
  return become(whole, asOwn(call, whole, read))
}

const ownedBy = <O extends OrderState>({ caller }: Call, order: O): O => ({
  ...order,
  header: {
    ...order.header,
    FromUserKey: caller.key,
    FromUserID: caller.user,
    FromCompanyID: caller.company,
    IsGuests: false,
  },
})

/**
 * What is not submitted yet, as if the caller had begun it: in their currency, at their prices, from their own profile,
 * without what they may not see or use, so that it can be submitted.
 */
function asOwn(
  call: Call,
  order: OrderWith<'lines' | 'payments'>,
  read: TakeOverRead,
): OrderWith<'lines' | 'payments'> {
  const { header } = order
  const left = linesLeft(order.lines, read.contents.rows, (line) => !priceFor(call, line, order.lines, read))
  const lines = left.map((line) => ({
    ...line,
    ...priceFor(call, line, left, read),
    InventoryRecordID: isReached(line, read) ? line.InventoryRecordID : null,
    ...shippingOf(line, line.LiveShipping, read),
  }))
  const billTo = isUsable(header.BillingAddressID, 'Billing', read)
  const own = ownedBy(call, {
    ...order,
    lines,
    header: {
      ...header,
      ...shippingOf(header, read.shipping[0] ?? null, read),
      BillingAddressID: billTo ? header.BillingAddressID : null,
      BillingAddress: billTo ? header.BillingAddress : copyOf(header.BillingAddress, header.LiveBilling),
      Currency: the(read.me).Currency,
      FromUserCopy: null,
    },
  })
  relyOnWhatIsLeft(call, order, lines, read)
  return own
}

/** Where something goes: an address that is not the caller's to use stays as a one-time address. */
function shippingOf(
  of: Pick<LineRow, 'ShippingAddressID' | 'ShippingAddress'>,
  saved: ShownAddress | null,
  read: TakeOverRead,
) {
  const { ShippingAddressID, ShippingAddress } = of
  return ShippingAddressID === null || isUsable(ShippingAddressID, 'Shipping', read)
    ? { ShippingAddressID, ShippingAddress }
    : { ShippingAddressID: null, ShippingAddress: copyOf(ShippingAddress, saved) }
}

const copyOf = (own: ShownAddress | null, saved: ShownAddress | null): ShownAddress | null =>
  own ?? (saved && oneTime(saved))

/** A shipment goes to one buyer: with nothing else on it than the order's, it is to the new one. */
function shipmentsFollow(marketplace: string, header: OrderRow, company: string): Written[] {
  if (sameIgnoringCase(company, header.FromCompanyID)) return []
  const items = sql`shipment_items i where i.Marketplace = ${marketplace}`
  return [
    sql`update shipments set BuyerID = ${company}, Version = Version + 1 where Marketplace = ${marketplace} and BuyerID = ${header.FromCompanyID}
      and ID in (select i.ShipmentID from ${items} and i.OrderKey = ${header.Key})
      and not exists (select 1 from ${items} and i.ShipmentID = shipments.ID and i.OrderKey <> ${header.Key})`,
  ]
}

/** The price of what the caller sees, and can be told a price of. */
function priceFor(call: Call, line: LineRow, lines: LineRow[], { products }: TakeOverRead) {
  const isSeen = withID(products.rows, line.ProductID).length > 0
  return isSeen ? priceLine(line, lines, scheduleOf(line, products.rows), false, call.now) : undefined
}

const recordOf = (line: LineRow, { records }: TakeOverRead) =>
  ofProductWithID(records.rows, line.ProductID, line.InventoryRecordID)[0]
const isReached = (line: LineRow, read: TakeOverRead) => recordOf(line, read)?.Reached === true

/** Whether an address comes along, or is one that the caller has anyway. */
const isUsable = (id: string | null, use: Use, { addresses, given }: TakeOverRead) =>
  withID(given, id).length > 0 || withID(addresses.rows, id).some((a) => a[use])

/** What was looked at is relied on; what comes along need not be there yet. */
function relyOnWhatIsLeft(call: Call, order: OrderWith<'lines'>, lines: LineRow[], read: TakeOverRead): void {
  relyOnCatalogue(call, read)
  relyOnAll(call, read.me)
  if (order.lines.some((l) => l.IsBundle)) relyOnAll(call, read.contents)
  const { BillingAddressID, ShippingAddressID } = order.header
  const named = new Set([BillingAddressID, ShippingAddressID, ...lines.map((l) => l.ShippingAddressID)])
  relyOnAll(
    call,
    read.addresses,
    read.addresses.rows.filter((a) => named.has(a.ID) && withID(read.given, a.ID).length === 0),
  )
  const records = lines.flatMap((l) => (l.InventoryRecordID ? (recordOf(l, read) ?? []) : []))
  if (records.length > 0) relyOnAll(call, read.records, records)
}
