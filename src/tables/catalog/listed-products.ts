import { count, hidden, ref, required, text } from '../../api/field.ts'
import { owned } from '../reference.ts'
import { table } from '../table.ts'

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
})
