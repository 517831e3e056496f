import { computed, count, flag, hidden, ref, required, text, xp } from '../../api/field.ts'
import { at } from '../columns.ts'
import { buyersAssigned, ownerID } from '../organizations/parties.ts'
import { owned } from '../reference.ts'
import { sql } from '../sql.ts'
import { table } from '../table.ts'

/** Catalogues: what a buyer is given to shop from. */
export const catalogs = table('catalogs', {
  keys: ['ID'],
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
