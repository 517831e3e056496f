import { flag, int, ref, required } from '../../api/field.ts'
import { table } from '../table.ts'

/** What a bundle is made of. Bundles are products themselves, so both columns name products. */
export const bundleProducts = table('bundle_products', {
  keys: ['BundleID', 'ProductID'],
  movesCatalog: { except: [] },
  fields: {
    BundleID: required(ref('Bundle')),
    ProductID: required(ref('Product')),
    Required: required(flag()),
    DefaultQuantity: int({ min: 1 }),
  },
  references: [
    { columns: ['BundleID'], to: 'products', onDelete: 'remove' },
    // The deletion of a product by itself is refused; an owner's all go together.
    { columns: ['ProductID'], to: 'products', onDelete: 'remove' },
  ],
})
