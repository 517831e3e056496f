import { checkCompany, suppliers } from '../organizations/companies.ts'
import { crud } from '../resource/crud.ts'
import { rulesFor } from '../resource/rules.ts'
import { bumpAccess } from '../store/versions.ts'
import { sql } from '../tables/sql.ts'
import { leftToAll } from './categories/uncarried.ts'
import { removal, removalReads } from './products/product-removal.ts'
import { supplierStockRemoval } from './stock/record-removal.ts'
import { refreshLive } from './visibility/shelves.ts'

/** Products of a supplier are seen while it is active, and go with it. */
const rules = rulesFor(suppliers, {
  decide: (writing) => {
    const { call, before, after } = writing
    checkCompany(writing)
    // Who may order from a supplier is the marketplace owner's decision.
    if (call.caller.kind !== 'Seller') after.AllBuyersCanOrder = before?.AllBuyersCanOrder ?? false
    return before && before.Active !== after.Active
      ? [bumpAccess(call), ...refreshLive(call.marketplace, sql`OwnerID = ${after.ID}`)]
      : []
  },
  readForRemoval: (call, supplierID) => removalReads(call, sql`OwnerID = ${supplierID}`),
  remove: (call, { ID }, read) => [
    ...removal(call, sql`OwnerID = ${ID}`, read),
    ...supplierStockRemoval(call, ID),
    leftToAll(
      call.marketplace,
      sql`select ID from catalogs where Marketplace = ${call.marketplace} and OwnerID = ${ID}`,
    ),
    // No key says that this column's supplier is gone.
    sql`update products set DefaultSupplierID = null, AutoForward = 0, Version = Version + 1
      where Marketplace = ${call.marketplace} and DefaultSupplierID = ${ID}`,
    bumpAccess(call),
  ],
})

export const operations = crud(suppliers, rules)
