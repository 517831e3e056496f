import { flag, int, ref, required } from '../../api/field.ts'
import { owned } from '../reference.ts'
import { table } from '../table.ts'

/** What a bundle is made of. Bundles are products themselves, so both columns name products. */
export const bundleProducts = table('bundle_products', {
  keys: ['BundleID', 'ProductID'],
  moves: [{ version: 'CatalogVersion' }],
  fields: {
    BundleID: owned(required(ref('Bundle')), 'products'),
    /** The deletion of a product by itself is refused; an owner's all go together. */
    ProductID: owned(required(ref('Product')), 'products'),
    Required: required(flag()),
    DefaultQuantity: int({ min: 1 }),
  },
})
