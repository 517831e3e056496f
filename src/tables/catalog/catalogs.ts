import { computed, count, flag, hidden, ref, required, text, xp } from '../../api/field.ts'
import { at } from '../columns.ts'
import { buyersAssigned, isForBuyer, ownerID } from '../organizations/parties.ts'
import { owned } from '../reference.ts'
import { type SQL, sql } from '../sql.ts'
import { table } from '../table.ts'

/** Catalogues: what a buyer is given to shop from. */
export const catalogs = table('catalogs', {
  keys: ['ID'],
  moves: [{ version: 'ShopVersion' }],
  fields: {
    OwnerID: ownerID(),
    Name: required(text(100)),
    Description: text(2000),
    Active: flag(),
    CategoryCount: computed(
      count(),
      (alias) =>
        sql`(select count(*) from categories k where k.Marketplace = ${at(alias, 'Marketplace')} and k.CatalogID = ${at(alias, 'ID')})`,
    ),
    xp: xp(),
    /** Immutable identity: shelves are named after it. */
    Key: hidden(required(text())),
  },
})

/** Which buyers, and groups of buyers, have a catalogue, and what of it they see without further assignment. */
export const catalogAssignments = table('catalog_assignments', {
  keys: ['CatalogID', 'BuyerID', 'BuyerGroupID'],
  fields: {
    CatalogID: owned(required(ref('Catalog')), 'catalogs'),
    ...buyersAssigned(),
    ViewAllCategories: flag(),
    ViewAllProducts: flag(),
  },
})

/** Which products are in a catalogue. */
export const productCatalogs = table('product_catalogs', {
  keys: ['ProductID', 'CatalogID'],
  fields: {
    CatalogID: owned(required(ref('Catalog')), 'catalogs'),
    ProductID: owned(required(ref('Product')), 'products'),
  },
})

/**
 * Whether the product of an alias stands in a catalogue that a buyer has; a child product is in its parent's. The product's
 * catalogues are gone through, not the buyer's.
 * @param which of the assignments of catalogues, over `ca`
 */
export const carriedBy = (
  alias: string,
  marketplace: string,
  buyer?: string | SQL | null,
  which: SQL = sql`1`,
): SQL =>
  sql`exists (select 1 from product_catalogs pc cross join catalog_assignments ca on ca.Marketplace = ${marketplace} and ca.CatalogID = pc.CatalogID
    where pc.Marketplace = ${marketplace} and pc.ProductID = coalesce(${at(alias, 'ParentID')}, ${at(alias, 'ID')})
      and ${isForBuyer('ca', marketplace, buyer)} and ${which})`
