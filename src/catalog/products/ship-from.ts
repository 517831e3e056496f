import { notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import type { Call } from '../../store/call.ts'
import { type Fact, type Found, rely } from '../../store/fact.ts'
import { existing } from '../../store/rows.ts'
import { plain } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { clearShipFrom, products } from '../../tables/catalog/products.ts'
import { addresses } from '../../tables/organizations/addresses.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { ProductWriting } from './products.ts'

interface Origin {
  ID: string
  Kind: string
  Company: string
}

/**
 * The address a product's body names: what a child product shows of its parent may be put back; else it is of its
 * supplier, or of the marketplace owner where it has none; suppliers may name one of their own.
 * @param supplier the one it is to have; a child product without one has its parent's
 */
export function shipFromAddress(
  { marketplace, caller }: Call,
  addressID: string,
  parentID: SQL,
  supplier: SQL,
): Fact<Origin> {
  const ofParent = (column: SQL) =>
    sql`(select ${column} from products pp where pp.Marketplace = ${marketplace} and pp.ID = ${parentID})`
  const seller = sql`coalesce(${supplier}, ${ofParent(sql`pp.DefaultSupplierID`)})`
  const shownOfParent = ofParent(sql`iif(pp.ShipFromAddressID = ${addressID}, pp.ShipFromCompany, null)`)
  return {
    ...plain<Origin>(sql`select a.ID, a.Kind, a.Company from addresses a where a.Marketplace = ${marketplace} and a.ID = ${addressID}
      and (a.Kind = 'Seller' and (${seller} is null or a.Company = ${shownOfParent})
        or a.Kind = 'Supplier' and a.Company in (${seller}, ${caller.company}, ${shownOfParent}))
      order by a.Company is ${shownOfParent} desc, a.Company is ${seller} desc limit 1`),
    missing: notFound('Address', addressID),
    holds: ([address]) => existing(addresses, marketplace, { ...address }),
  }
}

/**
 * Where a product comes from: the address that is newly named, or the one it had. Of a former supplier it comes no
 * longer, nor do its child products that have their supplier of it; and without a supplier orders go to nobody.
 * @param wanted the address that the body names
 * @throws ApiError 404 for an address the product cannot have
 */
export function settleShipFrom(
  { call, before, after }: ProductWriting,
  parent: { DefaultSupplierID: string | null } | undefined,
  wanted: Found<Origin> | undefined,
): SQL[] {
  const { marketplace } = call
  const moved = before !== null && !sameIgnoringCase(before.DefaultSupplierID, after.DefaultSupplierID)
  const joined = before !== null && !sameIgnoringCase(before.ParentID, after.ParentID)
  if (moved && !after.DefaultSupplierID && !call.sent('AutoForward')) after.AutoForward = false
  const children: SQL[] =
    moved && before.IsParent ? [clearShipFrom(ofFormerSupplier(marketplace, after))] : []
  const seller = after.DefaultSupplierID ?? parent?.DefaultSupplierID ?? marketplace
  const owner = sameIgnoringCase(after.OwnerID, marketplace) ? seller : after.OwnerID
  const stays = [seller, owner].some((company) => sameIgnoringCase(company, before?.ShipFromCompany))
  const named = after.ShipFromAddressID
  if (named && before && sameIgnoringCase(named, before.ShipFromAddressID) && (stays || !(moved || joined)))
    after.ShipFromAddressID = before.ShipFromAddressID
  else {
    const address = named && wanted ? rely(call, wanted) : null
    after.ShipFromAddressID = address?.ID ?? null
    after.ShipFromCompany = address?.Company ?? null
  }
  return children
}

/** Child products that have no supplier of their own, and come from an address that is not the one's their parent has. */
const ofFormerSupplier =
  (marketplace: string, parent: { ID: string; DefaultSupplierID: string | null }) =>
  (product: string): SQL => {
    const p = as(products, product)
    return sql`${p.Marketplace} = ${marketplace} and ${p.ParentID} = ${parent.ID} and ${p.DefaultSupplierID} is null
      and ${p.ShipFromCompany} is not null and ${p.ShipFromCompany} <> ${parent.DefaultSupplierID ?? marketplace}
      and (${p.OwnerID} = ${p.Marketplace} or ${p.ShipFromCompany} <> ${p.OwnerID})`
  }

/** What a supplier's end as the one of a product's family also ends: it comes from no address of that supplier's. */
export const supplierLeaves = (marketplace: string, productID: string, supplierID: string): SQL =>
  clearShipFrom((product) => {
    const p = as(products, product)
    return sql`${p.Marketplace} = ${marketplace} and ${p.ShipFromCompany} = ${supplierID} and ${p.OwnerID} <> ${supplierID}
    and (${p.ID} = ${productID} and ${p.DefaultSupplierID} = ${supplierID}
      or ${p.ParentID} = ${productID} and ${p.DefaultSupplierID} is null
        and exists (select 1 from products pp where pp.Marketplace = ${marketplace} and pp.ID = ${productID} and pp.DefaultSupplierID = ${supplierID}))`
  })
