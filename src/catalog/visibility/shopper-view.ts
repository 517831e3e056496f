import { type Alias, as } from '../../tables/alias.ts'
import type { productAssignments } from '../../tables/catalog/prices.ts'
import type { products } from '../../tables/catalog/products.ts'
import { reaches } from '../../tables/catalog/recorded-stock.ts'
import { companies } from '../../tables/organizations/companies.ts'
import { supplierBuyers } from '../../tables/organizations/supplier-relations.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { soldBy } from '../products/shown-columns.ts'
import type { Shopper } from './audiences.ts'

/** The catalogue as a shopper sees it: what is visible to whom, and at whose prices. */
export interface ShopperView {
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

/** An assignment is to the shopper: to the whole of the buyer, or to a group the shopper is in. */
export const isAssigned = (
  pa: Alias<typeof productAssignments>,
  marketplace: string,
  shopper: Shopper,
): SQL =>
  sql`${pa.here(marketplace)} and ${pa.BuyerID} = ${shopper.buyer} and ${reaches(pa.alias, sql`${marketplace}`, shopper)}`

const sc = as(companies, 'sc')
const sb = as(supplierBuyers, 'sb')

/**
 * Whether the seller of a view sells a product to the shopper's buyer: the marketplace owner sells all; a supplier that
 * the buyer may order from, what it owns or is related to.
 */
export const sold = (
  { marketplace, seller }: ShopperView,
  p: Alias<typeof products>,
  shopper: Shopper,
): SQL => {
  if (!seller) return sql`1`
  return sql`(${seller} = ${marketplace} or exists (select 1 from ${sc.from} where ${sc.here(marketplace)} and ${sc.Kind} = 'Supplier'
    and ${sc.ID} = ${seller} and (${sc.AllBuyersCanOrder} = 1 or exists (select 1 from ${sb.from}
      where ${sb.here(marketplace)} and ${sb.SupplierID} = ${sc.ID} and ${sb.BuyerID} = ${shopper.buyer}))
    and (${sc.ID} in (${p.OwnerID}, ${p.DefaultSupplierID}) or ${soldBy(p.alias, sc.ID)})))`
}
