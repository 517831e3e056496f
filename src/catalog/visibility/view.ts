import { type SQL, sql } from 'drizzle-orm'
import { reaches } from '../../tables/catalog/recorded-stock.ts'
import { soldBy } from '../products/shown-columns.ts'

/** Whose eyes, and whose prices. Statements know the shopper as the row `x` of `shopper()`. */
export interface View {
  marketplace: string
  /** Key of the shopper: a parameter, or a sub-select from an order. */
  shopper: SQL
  /** Whose prices are asked for: a supplier's, or the marketplace owner's; none for certainly the owner's. */
  seller?: SQL
  /** Products that the seller does not sell to the shopper show no price. */
  onlySold?: boolean
  /** What inventory records hold is not looked at. */
  withoutStock?: boolean
}

/** The shopper `x` as a buyer's user. */
export const SHOPPER = { buyer: sql`x.Buyer`, user: sql`x.UserID` }

/** Whether an assignment `pa` is to the shopper's whole buyer, or to a group of the shopper. */
export const reachesShopper = (m: string): SQL => reaches('pa', sql`${m}`, SHOPPER)

/**
 * Whether the seller sells the product `p` to the shopper's buyer: the marketplace owner sells all; a supplier that the
 * buyer may order from, what it owns or is related to.
 */
export const sold = (v: View): SQL => {
  const m = v.marketplace
  if (!v.seller) return sql`1`
  return sql`(${v.seller} = ${m} or exists (select 1 from companies sc where sc.Marketplace = ${m} and sc.Kind = 'Supplier'
    and sc.ID = ${v.seller} and (sc.AllBuyersCanOrder = 1 or exists (select 1 from supplier_buyers sb
      where sb.Marketplace = ${m} and sb.SupplierID = sc.ID and sb.BuyerID = x.Buyer))
    and (sc.ID in (p.OwnerID, p.DefaultSupplierID) or ${soldBy('p', sql`sc.ID`)})))`
}
