import { count, flag, hidden, json, ref, required, text } from '../../api/field.ts'
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

/**
 * An audience is what a shopper's rights come to: a buyer and those of the shopper's groups that appear in any
 * assignment. Its shelves and categories are resolved when first needed after `AccessVersion` has moved.
 */
export const audiences = table('audiences', {
  carried: 'never',
  keys: ['ID'],
  fields: { BuyerID: text(), Groups: json<string[]>(), BuiltFor: count() },
})

/**
 * Shelves an audience reaches, per catalogue; not `Everything` means: only products assigned directly. That leads the key,
 * so that a product on a shelf not all of which is seen is passed over without a row being read.
 */
export const audienceShelves = table('audience_shelves', {
  carried: 'never',
  keys: ['Audience', 'Everything', 'Shelf', 'CatalogID'],
  fields: { CatalogID: owned(required(ref('Catalog')), 'catalogs'), Everything: flag() },
})

/** Categories an audience sees. */
export const audienceCategories = table('audience_categories', {
  carried: 'never',
  keys: ['Audience', 'CatalogID', 'CategoryID'],
  fields: {
    CatalogID: required(ref('Catalog')),
    CategoryID: owned(hidden(required(ref('Category'))), 'categories', { with: ['CatalogID'] }),
  },
})

/**
 * What an audience sees of the categories below one: `Most`, so that a list reads the branch and passes over the rest, or
 * else nothing. Of a category that has none of these rows, those below are looked at one by one.
 */
export const audienceBranches = table('audience_branches', {
  carried: 'never',
  keys: ['Audience', 'CatalogID', 'CategoryID'],
  fields: {
    CatalogID: required(ref('Catalog')),
    CategoryID: owned(hidden(required(ref('Category'))), 'categories', { with: ['CatalogID'] }),
    Most: flag(),
  },
})

/** What discounts of an audience are on: everything (an empty `Target`), a shelf, or a product by its row's key. */
export const audienceDiscounts = table('audience_discounts', {
  carried: 'never',
  keys: ['Audience', 'Target', 'DiscountID'],
  fields: { DiscountID: owned(hidden(required(ref('Discount'))), 'discounts') },
})
