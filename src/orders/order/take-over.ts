import { type SQL, sql } from 'drizzle-orm'
import { sameIgnoringCase } from '../../api/field.ts'
import { priceLine } from '../../catalog/prices/line-price.ts'
import type { Call } from '../../store/call.ts'
import { columns } from '../../store/rows.ts'
import { plain, type Query } from '../../store/sql/sql.ts'
import { recordReaches } from '../../tables/catalog/recorded-stock.ts'
import { addresses } from '../../tables/organizations/addresses.ts'
import { currencyOf, userParty } from '../../tables/organizations/party-locale.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import { decodeRow } from '../../tables/table.ts'
import { bundlesOn, type Content, contentsHold, contentsOf, linesLeft } from '../lines/bundle-needs.ts'
import { addressesDiffer, removeLines, scheduleOf } from '../lines/line-writes.ts'
import { type RecordRow, recordRows } from '../stock/stock-rows.ts'
import { type CatalogueRead, catalogueReads, sameCatalogue } from '../submit/same-catalogue.ts'
import { priceStatements } from '../submit/submit.ts'
import { type LineRow, linesQuery, type OrderRow, orderQuery, writeOrder } from './load.ts'
import { addressesRemain, oneTime, ownerAddresses } from './owner-addresses.ts'
import { totals } from './totals.ts'

type AddressCopy = OrderRow['ShippingAddress']
type Addresses = Parameters<typeof addressesRemain>[2]

/** Who takes an order over, as those who see inventory records. */
const party = ({ caller }: Call<unknown>) => ({ buyer: sql`${caller.company}`, user: sql`${caller.user}` })

const currency = (call: Call<unknown>): SQL =>
  sql`(select ${currencyOf(userParty('u'))} from users u where u.Marketplace = ${call.marketplace} and u.Key = ${call.caller.key})`

/** Everything that taking over an order looks at, through the eyes of the caller. */
export const takeOverReads = (call: Call<unknown>, key: SQL) => {
  const { marketplace: m, caller } = call
  const inOrder = (column: string) =>
    sql`select ${sql.identifier(column)} from orders where Marketplace = ${m} and Key = ${key}`
  return {
    order: orderQuery(m, key),
    lines: linesQuery(m, key),
    ...catalogueReads(m, key, {
      marketplace: m,
      shopper: sql`${caller.key}`,
      seller: sql`(${inOrder('ToCompanyID')})`,
      withoutStock: true,
    }),
    contents: contentsOf(m, bundlesOn(m, key)),
    records: recordRows(m, key, undefined, party(call)),
    addresses: ownerAddresses(
      { marketplace: m, company: sql`${caller.company}`, user: sql`${caller.user}`, order: sql`null` },
      [],
      false,
      sql`${inOrder('BillingAddressID')} union ${inOrder('ShippingAddressID')}
        union select ShippingAddressID from line_items where Marketplace = ${m} and OrderKey = ${key}`,
    ),
    shipping: {
      sql: sql`select ${columns(addresses, 'a')} from orders o join addresses a on a.Marketplace = ${m} and a.Kind = 'Buyer'
        and a.Company = o.FromCompanyID and a.ID = o.ShippingAddressID where o.Marketplace = ${m} and o.Key = ${key}`,
      decode: (row) => decodeRow(addresses, row),
    } satisfies Query<Record<string, unknown>>,
    me: plain<{ Currency: string | null }>(sql`select ${currency(call)} Currency`),
  }
}

interface TakeOverRead extends CatalogueRead {
  lines: LineRow[]
  contents: Content[]
  records: RecordRow[]
  addresses: Addresses
  /** The saved address that the order goes to. */
  shipping: Record<string, unknown>[]
  me: { Currency: string | null }[]
  /** Addresses that come along with the order. */
  given: { ID: string }[]
}

/**
 * The order as the caller's own: what is not submitted yet in their currency, at their prices, from their own profile,
 * without what they may not see or use, so that it can be submitted.
 */
export function takeOver(call: Call<unknown>, order: OrderRow, read: TakeOverRead): (Write | Guard)[] {
  const { caller, marketplace: m } = call
  const owner = {
    FromUserKey: caller.key,
    FromUserID: caller.user,
    FromCompanyID: caller.company,
    IsGuests: false,
  }
  const shipments = shipmentsFollow(m, order, caller.company)
  if (order.Status !== 'Unsubmitted') return [writeOrder(call, order, owner), ...shipments]
  const left = linesLeft(read.lines, read.contents, (line) => !buyable(call, line, read))
  const ownRecord = (line: LineRow) => (reached(line, read.records) ? line.InventoryRecordID : null)
  const shipTo = (id: string | null) => (usable(id, 'Shipping', read) ? id : null)
  // An address that is not theirs to use stays as a one-time address, whose missing ID the type of a row does not know.
  const copy = (
    stays: unknown,
    now: unknown,
    own: AddressCopy,
    saved: Record<string, unknown> | null | undefined,
  ) => (stays === now ? own : (own ?? (oneTime(saved) as AddressCopy)))
  const lines = left.map((line) => ({
    ...line,
    ...priceLine(line as never, left as never, scheduleOf(line, read.products), false, call.now),
    InventoryRecordID: ownRecord(line),
    ShippingAddressID: shipTo(line.ShippingAddressID),
    ShippingAddress: copy(
      shipTo(line.ShippingAddressID),
      line.ShippingAddressID,
      line.ShippingAddress,
      line.LiveShipping,
    ),
  }))
  const billTo = usable(order.BillingAddressID, 'Billing', read) ? order.BillingAddressID : null
  const goesTo = shipTo(order.ShippingAddressID)
  const addresses = {
    BillingAddressID: billTo,
    BillingAddress: copy(billTo, order.BillingAddressID, order.BillingAddress, order.LiveBilling),
    ShippingAddressID: goesTo,
    ShippingAddress: copy(goesTo, order.ShippingAddressID, order.ShippingAddress, read.shipping[0]),
  }
  return [
    // First: they ask about all lines, those too that go.
    ...stillSo(call, order, read, lines),
    writeOrder(call, order, {
      ...owner,
      ...totals(lines, order),
      ...changed(order, addresses),
      ShippingDiffers: addressesDiffer({ ...order, ...addresses }, lines),
      Currency: read.me[0]!.Currency,
      FromUserCopy: null,
      PricingVersion: order.PricingVersion + 1,
    }),
    ...priceStatements(call, order, left, lines, (line) => {
      const before = left.find((l) => l.ID === line.ID)!
      const { InventoryRecordID, ShippingAddressID, ShippingAddress } = line
      return changed(before, { InventoryRecordID, ShippingAddressID, ShippingAddress })
    }),
    ...shipments,
    ...removeLines(
      m,
      order.Key,
      read.lines.filter((l) => !left.includes(l)),
    ),
  ]
}

/** A shipment goes to one buyer: with nothing else on it than the order's, it is to the new one. */
function shipmentsFollow(m: string, order: OrderRow, company: string): Write[] {
  if (sameIgnoringCase(company, order.FromCompanyID)) return []
  const items = sql`shipment_items i where i.Marketplace = ${m}`
  return [
    {
      sql: sql`update shipments set BuyerID = ${company}, Version = Version + 1 where Marketplace = ${m} and BuyerID = ${order.FromCompanyID}
        and ID in (select i.ShipmentID from ${items} and i.OrderKey = ${order.Key})
        and not exists (select 1 from ${items} and i.ShipmentID = shipments.ID and i.OrderKey <> ${order.Key})`,
    },
  ]
}

/** What the caller sees, and can be told a price of. */
function buyable(call: Call<unknown>, line: LineRow, { lines, products }: TakeOverRead): boolean {
  const seen = products.some((p) => sameIgnoringCase(p.ID, line.ProductID))
  const schedule = scheduleOf(line, products)
  return seen && priceLine(line as never, lines as never, schedule, false, call.now) !== undefined
}

const reached = (line: LineRow, records: RecordRow[]) =>
  records.some(
    (r) =>
      r.Reached &&
      sameIgnoringCase(r.ProductID, line.ProductID) &&
      sameIgnoringCase(r.ID, line.InventoryRecordID),
  )

/** An address that comes along, or that the caller has anyway. */
const usable = (id: string | null, use: 'Shipping' | 'Billing', { addresses, given }: TakeOverRead) =>
  given.some((a) => sameIgnoringCase(a.ID, id)) || addresses.some((a) => a[use] && sameIgnoringCase(a.ID, id))

/** Columns that come to have another value: what stays is left to whoever renames it meanwhile. */
const changed = <T extends Record<string, unknown>>(before: { [K in keyof T]: unknown }, after: T) =>
  Object.fromEntries(Object.entries(after).filter(([name, value]) => value !== before[name as keyof T]))

/** What was looked at is still so when the order changes hands. */
function stillSo(call: Call<unknown>, order: OrderRow, read: TakeOverRead, lines: LineRow[]): Guard[] {
  const { caller, marketplace: m } = call
  const records = lines.flatMap((l) => (l.InventoryRecordID ? [[l.ProductID, l.InventoryRecordID]] : []))
  return [
    ...sameCatalogue(m, read),
    { guard: sql`${currency(call)} is ${read.me[0]!.Currency}` },
    ...(read.lines.some((l) => l.IsBundle)
      ? [contentsHold(m, bundlesOn(m, sql`${order.Key}`), read.contents)]
      : []),
    ...addressesRemain(
      m,
      caller.company,
      read.addresses,
      [order.BillingAddressID, order.ShippingAddressID, ...lines.map((l) => l.ShippingAddressID)].filter(
        (id) => !read.given.some((a) => sameIgnoringCase(a.ID, id)),
      ),
    ),
    ...(records.length === 0
      ? []
      : [
          {
            guard: sql`not exists (select 1 from json_each(${JSON.stringify(records)}) j where not exists (select 1 from inventory_records r
              where r.Marketplace = ${m} and r.ProductID = j.value ->> 0 and r.ID = j.value ->> 1 and ${recordReaches('r', party(call))}))`,
          },
        ]),
  ]
}
