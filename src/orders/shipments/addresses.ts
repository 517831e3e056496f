import { type SQL, sql } from 'drizzle-orm'
import { notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/field.ts'
import type { Call } from '../../store/call.ts'
import { columns } from '../../store/rows.ts'
import { and, type Query } from '../../store/sql/sql.ts'
import { addresses, addressFields } from '../../tables/organizations/addresses.ts'
import { decodeRow, type Row } from '../../tables/table.ts'

type Values = Record<string, unknown>

export interface AddressReads {
  fromAddress: Row<typeof addresses>[]
  toAddress: Row<typeof addresses>[]
}

/** The shipment's own organisations, where it exists already. */
const stored = (m: string, shipmentID: string | null, what: string): SQL =>
  sql`select ${sql.raw(what)} from shipments where Marketplace = ${m} and ID = ${shipmentID}`

/**
 * Reads the addresses a shipment's body names: of its owner to ship from, of its buyer to ship to. A private address
 * counts for its user, and for others once an order was sent there.
 * @param buyer the buyer where only the store knows it, as a sub-select
 */
export function addressReads(
  call: Call<unknown>,
  shipmentID: string | null,
  buyer: SQL = stored(call.marketplace, shipmentID, 'BuyerID'),
): Record<keyof AddressReads, Query<Row<typeof addresses>>> {
  const { caller, marketplace: m } = call
  const body = (call.body ?? {}) as Values
  const named = (id: unknown, companies: SQL, more?: SQL): Query<Row<typeof addresses>> => ({
    sql: sql`select ${columns(addresses, 'a')} from (${companies}) w cross join addresses a on ${and(
      sql`a.Marketplace = ${m}`,
      sql`a.Kind = w.Kind`,
      sql`a.Company = w.Company`,
      sql`a.ID = ${(id as string | null | undefined) ?? null}`,
      more,
    )}`,
    decode: (row) => decodeRow(addresses, row),
  })
  const owners = sql`select ${caller.kind} Kind, ${caller.company} Company
    union all select 'Supplier', ${(body.OwnerID as string | null | undefined) ?? null}
    union all ${stored(m, shipmentID, 'OwnerKind, OwnerID')}`
  const buyers = sql`select 'Buyer' Kind, ${(body.BuyerID as string | null | undefined) ?? (caller.kind === 'Buyer' ? caller.company : null)} Company
    union all select 'Buyer', (${buyer})`
  const usable = sql`(a.PrivateUserID is null or (${caller.kind} = 'Buyer' and a.PrivateUserID = ${caller.user})
    or exists (select 1 from orders o where o.Marketplace = ${m} and o.FromCompanyID = a.Company and o.ShippingAddressID = a.ID
      and o.FromUserID = a.PrivateUserID and o.IsSubmitted = 1))`
  return {
    fromAddress: named(body.FromAddressID, owners, sql`a.PrivateUserID is null`),
    toAddress: named(body.ToAddressID, buyers, usable),
  }
}

/** What a shipment keeps of an address. */
export const copyOf = (address: Values): Values =>
  Object.fromEntries(Object.keys(addressFields).map((n) => [n, n === 'ID' ? null : (address[n] ?? null)]))

/**
 * The addresses of a shipment as it is to be. An ID that stays keeps the copy made when it was set; another is copied
 * anew; none clears, unless a one-time address stood there, which null repeats.
 * @throws ApiError 404 for an address the shipment cannot have
 */
export function addressesOf(after: Values, before: Values | null, read: AddressReads): Values {
  const side = (name: 'From' | 'To', rows: Row<typeof addresses>[], company: unknown) => {
    const id = `${name}AddressID`
    const companyStays = name === 'From' || sameIgnoringCase(before?.BuyerID, after.BuyerID)
    if (before && sameIgnoringCase(before[id], after[id]) && (companyStays || !after[id]))
      return { [id]: before[id], [`${name}Address`]: before[`${name}Address`] }
    if (!after[id]) return { [id]: null, [`${name}Address`]: null }
    const kind = name === 'From' ? after.OwnerKind : 'Buyer'
    const found = rows.find(
      (a) => a.Kind === kind && sameIgnoringCase(a.Company, company) && sameIgnoringCase(a.ID, after[id]),
    )
    if (!found) throw notFound('Address', after[id] as string)
    return { [id]: found.ID, [`${name}Address`]: copyOf(found) }
  }
  return {
    ...side('From', read.fromAddress, after.OwnerID),
    ...side('To', read.toAddress, after.BuyerID),
  }
}
