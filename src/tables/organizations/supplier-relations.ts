import { kept, keyColumn } from '../reference.ts'
import { table } from '../table.ts'

/** Suppliers related to buyers, beside those that sell to all. */
export const supplierBuyers = table('supplier_buyers', {
  keys: ['SupplierID', 'BuyerID'],
  moves: [{ version: 'ShopVersion' }],
  fields: {
    SupplierID: kept(keyColumn(), 'companies', { with: ["'Supplier'"], onDelete: 'remove' }),
    BuyerID: kept(keyColumn(), 'companies', { with: ["'Buyer'"], onDelete: 'remove' }),
  },
})
