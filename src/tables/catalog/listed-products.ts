import { count, hidden, ref, required, text } from '../../api/field.ts'
import { owned } from '../reference.ts'
import { table } from '../table.ts'
import { listedTriggers } from './listing-triggers.ts'

/**
 * The products of each category in the order lists of it show them: those assigned to it, and their child products at
 * the same place. It follows from `category_products` and `products` by their triggers, so that a page of a large
 * category is found from an index.
 */
export const listedProducts = table('listed_products', {
  carried: 'never',
  keys: ['ProductID', 'CatalogID', 'CategoryID'],
  follows: ['category_products'],
  fields: {
    CategoryID: owned(required(ref('Category')), 'categories', { with: ['CatalogID'] }),
    ProductID: owned(required(ref('Product')), 'products'),
    Place: hidden(count()),
    OwnerID: required(ref('Supplier')),
    Name: required(text(100)),
  },
  indexes: [['CatalogID', 'CategoryID', 'Place', 'OwnerID', 'Name', 'ProductID']],
  triggers: listedTriggers,
})

/**
 * The products that stand somewhere below a category, in the order lists of it show them: one row for each of their
 * places and each category above it. It follows `listed_products` and the tree of categories by triggers, so that a page of
 * a branch is found from an index, however many categories it has.
 */
export const branchProducts = table('branch_products', {
  carried: 'never',
  keys: ['ProductID', 'CatalogID', 'CategoryID', 'AncestorID'],
  follows: ['category_products'],
  fields: {
    /** Where the product stands. By the place's own key: an index of categories would cost each row an entry more. */
    CategoryID: owned(required(ref('Category')), 'listed_products', { with: ['ProductID', 'CatalogID'] }),
    /** A category above that one. */
    AncestorID: owned(required(ref('Category')), 'categories', { with: ['CatalogID'] }),
    Place: hidden(count()),
    OwnerID: required(ref('Supplier')),
    Name: required(text(100)),
  },
  indexes: [['CatalogID', 'AncestorID', 'Place', 'OwnerID', 'Name', 'ProductID', 'CategoryID']],
})
