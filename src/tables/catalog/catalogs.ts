import { sql } from 'drizzle-orm'
import {
  assignedBuyer,
  computed,
  count,
  createOnly,
  flag,
  hidden,
  ref,
  required,
  text,
  xp,
} from '../../api/field.ts'
import { at } from '../columns.ts'
import { table } from '../table.ts'

/** Catalogues: what a buyer is given to shop from. */
export const catalogs = table('catalogs', {
  keys: ['ID'],
  fields: {
    OwnerID: createOnly(ref('Supplier')),
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
  references: [{ columns: ["'Supplier'", 'OwnerID'], to: 'companies', onDelete: 'remove', kept: true }],
})

/** Which buyers have a catalogue, and what of it they see without further assignment. */
export const catalogAssignments = table('catalog_assignments', {
  keys: ['CatalogID', 'BuyerID'],
  fields: {
    CatalogID: required(ref('Catalog')),
    BuyerID: assignedBuyer(),
    ViewAllCategories: flag(),
    ViewAllProducts: flag(),
  },
  references: [
    { columns: ['CatalogID'], to: 'catalogs', onDelete: 'remove' },
    { columns: ["'Buyer'", 'BuyerID'], to: 'companies', onDelete: 'remove', kept: true },
  ],
})

/** Which products are in a catalogue. */
export const productCatalogs = table('product_catalogs', {
  keys: ['ProductID', 'CatalogID'],
  fields: { CatalogID: required(ref('Catalog')), ProductID: required(ref('Product')) },
  references: [
    { columns: ['CatalogID'], to: 'catalogs', onDelete: 'remove' },
    { columns: ['ProductID'], to: 'products', onDelete: 'remove' },
  ],
})
