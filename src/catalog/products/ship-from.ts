import { type SQL, sql } from 'drizzle-orm'
import { notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/field.ts'
import type { Writing } from '../../resource/loose.ts'
import type { Call } from '../../store/call.ts'
import { existing } from '../../store/rows.ts'
import { plain, type Query } from '../../store/sql/sql.ts'
import { clearShipFrom } from '../../tables/catalog/products.ts'
import { at } from '../../tables/columns.ts'
import { addresses } from '../../tables/organizations/addresses.ts'
import type { Guard, Write } from '../../tables/statements.ts'

/**
 * The address a product's body names: of its supplier, or of the marketplace owner where it has none; suppliers may name
 * one of their own.
 * @param seller the supplier the product is to have
 */
export const shipFromRead = (call: Call<unknown>, addressID: string, seller: SQL): Query<unknown> =>
  plain(sql`select a.ID, a.Kind, a.Company from addresses a where a.Marketplace = ${call.marketplace} and a.ID = ${addressID}
    and ((${seller} is null and a.Kind = 'Seller') or (a.Kind = 'Supplier' and a.Company in (${seller}, ${call.caller.company})))
    order by a.Company = ${seller} desc limit 1`)

/**
 * Where a product comes from: the address that is newly named, or the one it had. Of a former supplier it comes no
 * longer, nor do its child products that have their supplier of it; and without a supplier orders go to nobody.
 * @throws ApiError 404 for an address the product cannot have
 */
export function settleShipFrom({ call, before, after, read }: Writing): (Write | Guard)[] {
  const m = call.marketplace
  const moved = before && !sameIgnoringCase(before.DefaultSupplierID, after.DefaultSupplierID)
  if (moved && !after.DefaultSupplierID && !('AutoForward' in call.body)) after.AutoForward = false
  const children: Write[] =
    moved && before.IsParent ? [{ sql: clearShipFrom(ofFormerSupplier(m, after)) }] : []
  const addressID = after.ShipFromAddressID as string | null
  if (!addressID) {
    after.ShipFromCompany = null
    return children
  }
  const parent = read.parent?.[0]
  const seller = after.DefaultSupplierID ?? parent?.DefaultSupplierID ?? m
  const owner = sameIgnoringCase(after.OwnerID, m) ? seller : after.OwnerID
  const stays = [seller, owner].some((company) => sameIgnoringCase(company, before?.ShipFromCompany))
  const joined = before && !sameIgnoringCase(before.ParentID, after.ParentID)
  if (sameIgnoringCase(addressID, before?.ShipFromAddressID) && (stays || !(moved || joined))) {
    after.ShipFromAddressID = before!.ShipFromAddressID
    return children
  }
  if (!('ShipFromAddressID' in call.body)) {
    Object.assign(after, { ShipFromAddressID: null, ShipFromCompany: null })
    return children
  }
  const address = ofParent(m, parent, addressID) ?? read.shipFrom?.[0]
  if (!address) throw notFound('Address', addressID)
  Object.assign(after, { ShipFromAddressID: address.ID, ShipFromCompany: address.Company })
  return [
    ...children,
    { guard: existing(addresses, m, { ...address }), else: notFound('Address', addressID) },
  ]
}

/** What a child product shows of its parent may be put back. */
const ofParent = (m: string, parent: Record<string, unknown> | undefined, addressID: string) =>
  parent && sameIgnoringCase(addressID, parent.ShipFromAddressID)
    ? {
        Kind: sameIgnoringCase(parent.ShipFromCompany, m) ? 'Seller' : 'Supplier',
        Company: parent.ShipFromCompany,
        ID: parent.ShipFromAddressID,
      }
    : undefined

/** Child products that have no supplier of their own, and come from an address that is not the one's their parent has. */
const ofFormerSupplier = (m: string, parent: Record<string, unknown>) => (product: string) => {
  const of = (column: string) => at(product, column)
  return sql`${of('Marketplace')} = ${m} and ${of('ParentID')} = ${parent.ID} and ${of('DefaultSupplierID')} is null
    and ${of('ShipFromCompany')} is not null and ${of('ShipFromCompany')} <> ${parent.DefaultSupplierID ?? m}
    and (${of('OwnerID')} = ${of('Marketplace')} or ${of('ShipFromCompany')} <> ${of('OwnerID')})`
}

/** What a supplier's end as the one of a product's family also ends: it comes from no address of that supplier's. */
export const supplierLeaves = (m: string, productID: string, supplierID: string): Write => ({
  sql: clearShipFrom((product) => {
    const of = (column: string) => at(product, column)
    return sql`${of('Marketplace')} = ${m} and ${of('ShipFromCompany')} = ${supplierID} and ${of('OwnerID')} <> ${supplierID}
      and (${of('ID')} = ${productID} and ${of('DefaultSupplierID')} = ${supplierID}
        or ${of('ParentID')} = ${productID} and ${of('DefaultSupplierID')} is null
          and exists (select 1 from products pp where pp.Marketplace = ${m} and pp.ID = ${productID} and pp.DefaultSupplierID = ${supplierID}))`
  }),
})
