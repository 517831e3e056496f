import { type SQL, sql } from 'drizzle-orm'
import { fail, insufficientRoles, notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/field.ts'
import type { Call } from '../../store/call.ts'
import { columns, existing } from '../../store/rows.ts'
import type { Query } from '../../store/sql/sql.ts'
import { recordReaches } from '../../tables/catalog/recorded-stock.ts'
import { addresses } from '../../tables/organizations/addresses.ts'
import type { Guard } from '../../tables/statements.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import type { LineRow, OrderRow } from '../order/load.ts'
import {
  addressesRemain,
  addressSnapshot,
  ownerAddresses,
  requireAddress,
  userOfOrder,
} from '../order/owner-addresses.ts'
import { isLive } from '../order/states.ts'
import { partyOfOrder, type RecordRow } from '../stock/stock-rows.ts'

type Values = Record<string, unknown>

/** What was read of what lines name beside their product. */
export interface LinkReads {
  addresses: Parameters<typeof requireAddress>[0]
  shipFrom: Row<typeof addresses>[]
  records: RecordRow[]
}

/**
 * The addresses that lines and their order name: where they are to go, and where they are to come from, by themselves or
 * by their products.
 * @param products more of these, as a select
 */
export const addressReads = (m: string, key: SQL, lines: Values[], products?: SQL) => {
  const values = (name: string) =>
    sql`select value from json_each(${JSON.stringify(lines.map((l) => l[name]).filter(Boolean))})`
  const ofProducts = sql`select coalesce(p.ShipFromAddressID, pp.ShipFromAddressID) from products p
    left join products pp on pp.Marketplace = ${m} and pp.ID = p.ParentID
    where p.Marketplace = ${m} and p.ID in (${values('ProductID')}${products ? sql` union all ${products}` : sql``})`
  return {
    addresses: ownerAddresses(
      userOfOrder(m, key),
      lines.map((l) => l.ShippingAddressID as string),
      false,
      sql`select ShippingAddressID from orders where Marketplace = ${m} and Key = ${key}`,
    ),
    shipFrom: {
      sql: sql`select ${columns(addresses, 'a')} from addresses a where a.Marketplace = ${m}
        and a.ID in (${values('ShipFromAddressID')} union all ${ofProducts}) and +a.Kind <> 'Buyer'`,
      decode: (row) => decodeRow(addresses, row),
    } satisfies Query<Row<typeof addresses>>,
  }
}

/** An address to come from, by its ID: of the first of these companies that has one of it, or of any. */
const shipFromOf = (read: LinkReads, id: unknown, companies: unknown[]) => {
  const found = read.shipFrom.filter((a) => sameIgnoringCase(a.ID, id))
  return (
    companies.map((c) => found.find((a) => sameIgnoringCase(a.Company, c))).find((a) => a !== undefined) ??
    found[0]
  )
}

/** The address that a line comes from, as it was read; undefined for one of before. */
export const shipFromRow = (read: LinkReads, line: Values) =>
  read.shipFrom.find(
    (a) =>
      sameIgnoringCase(a.ID, line.ShipFromAddressID) && sameIgnoringCase(a.Company, line.ShipFromCompany),
  )

/** A line as it will be, from what was sent; addresses and dates checked. */
export function detailsOf(
  call: Call<unknown>,
  order: OrderRow,
  read: LinkReads,
  body: Values,
  before: LineRow | null,
  added: string,
  { ProductID, SupplierID }: Pick<LineRow, 'ProductID' | 'SupplierID'> = before!,
): Values {
  const { caller } = call
  const out: Values = {}
  if (body.DateNeeded && (body.DateNeeded as string) < added)
    throw fail('LineItem.DateNeededMustBeGreaterThanDateAdded', 'DateNeeded must not be before DateAdded.')
  if (body.ShippingAddressID && body.ShippingAddressID !== before?.ShippingAddressID) {
    const address = requireAddress(
      read.addresses,
      body.ShippingAddressID as string,
      'Shipping',
      caller,
      order.FromUserKey,
    )
    Object.assign(out, {
      ShippingAddressID: address.ID,
      ShippingAddress: isLive(order.Status) ? null : addressSnapshot(address),
    })
  }
  if (body.ShipFromAddressID && body.ShipFromAddressID !== before?.ShipFromAddressID) {
    if (caller.kind === 'Buyer') throw insufficientRoles(['FullAccess', 'OrderAdmin'], caller.roles)
    const from = shipFromOf(read, body.ShipFromAddressID, [SupplierID, caller.company, call.marketplace])
    if (!from) throw notFound('Address', body.ShipFromAddressID as string)
    Object.assign(out, {
      ShipFromAddressID: from.ID,
      ShipFromCompany: from.Company,
      ShipFromAddress: isLive(order.Status) ? null : addressSnapshot(from),
    })
  }
  if (body.InventoryRecordID && body.InventoryRecordID !== before?.InventoryRecordID)
    out.InventoryRecordID = requireRecord(read, ProductID, body.InventoryRecordID as string).ID
  return out
}

/** A record of the line's product that the order's user sees. */
function requireRecord(read: LinkReads, productID: string, id: string): RecordRow {
  const found = read.records.find(
    (r) => sameIgnoringCase(r.ProductID, productID) && sameIgnoringCase(r.ID, id) && r.Reached,
  )
  if (!found) throw notFound('InventoryRecord', id)
  return found
}

/** Records of a variant are for lines of that variant, and those of the product for lines of none that is tracked. */
export function requireVariantsRecord(read: LinkReads, line: LineRow): void {
  if (!line.InventoryRecordID) return
  const record = read.records.find(
    (r) => sameIgnoringCase(r.ProductID, line.ProductID) && sameIgnoringCase(r.ID, line.InventoryRecordID),
  )
  if (record?.VariantID && !sameIgnoringCase(record.VariantID, line.VariantID))
    throw notFound('InventoryRecord', line.InventoryRecordID)
}

/** The record a line newly names is still there and seen when it is written. */
const recordRemains = (m: string, order: OrderRow, line: Values, before: LineRow | null): Guard[] =>
  !line.InventoryRecordID || sameIgnoringCase(line.InventoryRecordID, before?.InventoryRecordID)
    ? []
    : [
        {
          guard: sql`exists (select 1 from inventory_records r where r.Marketplace = ${m} and r.ProductID = ${line.ProductID as string}
            and r.ID = ${line.InventoryRecordID as string}
            and ${recordReaches('r', partyOfOrder(m, sql`${order.Key}`))})`,
        },
      ]

/** What a line newly names is still there when it is written: addresses, and the inventory record. */
export const linksRemain = (
  m: string,
  order: OrderRow,
  read: LinkReads,
  line: Values,
  before: LineRow | null,
): Guard[] => {
  const from = shipFromRow(read, line)
  return [
    ...(line.ShippingAddressID === before?.ShippingAddressID
      ? []
      : addressesRemain(m, order.FromCompanyID, read.addresses, [line.ShippingAddressID])),
    ...(from && before?.ShipFromAddressID !== from.ID
      ? [{ guard: existing(addresses, m, { Kind: from.Kind, Company: from.Company, ID: from.ID }) }]
      : []),
    ...recordRemains(m, order, line, before),
  ]
}
