import { count, hidden, ref, required, text } from '../../api/field.ts'
import { owned } from '../reference.ts'
import { table } from '../table.ts'

/**
 * A shelf is one distinct combination of catalogues and categories that products stand in. What a shopper may see is
 * resolved per shelf, of which there are few, and not per product. `Live` counts its products that can be seen at all.
 */
export const shelves = table('shelves', {
  keys: ['ID'],
  fields: { Live: count() },
})

/** Where the products of a shelf stand; `CategoryID` is null for the catalogue itself. */
export const shelfMembers = table('shelf_members', {
  keys: ['Shelf', 'CatalogID', 'CategoryID'],
  fields: {
    CatalogID: owned(required(ref('Catalog')), 'catalogs'),
    CategoryID: owned(hidden(text()), 'categories', { with: ['CatalogID'] }),
  },
})
