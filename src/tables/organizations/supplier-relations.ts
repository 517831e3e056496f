import { table } from '../table.ts'

/** Suppliers related to buyers, beside those that sell to all. */
export const supplierBuyers = table('supplier_buyers', {
  keys: ['SupplierID', 'BuyerID'],
  fields: {},
  references: [
    { columns: ["'Supplier'", 'SupplierID'], to: 'companies', onDelete: 'remove', kept: true },
    { columns: ["'Buyer'", 'BuyerID'], to: 'companies', onDelete: 'remove', kept: true },
  ],
})
