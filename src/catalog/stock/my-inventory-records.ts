import { flag } from '../../api/field.ts'
import { present } from '../../api/model.ts'
import { operation } from '../../resource/operation.ts'
import { existence } from '../../store/fact.ts'
import { and } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { inventoryRecords } from '../../tables/catalog/inventory-records.ts'
import { recordReaches } from '../../tables/catalog/recorded-stock.ts'
import { variants } from '../../tables/catalog/variants.ts'
import { sql } from '../../tables/sql.ts'
import type { ColumnValues } from '../../tables/statements.ts'
import { decodeRow } from '../../tables/table.ts'
import { shopperRole } from '../shop/as-shopper.ts'
import { listOfVisible } from '../shop/visible-products.ts'
import { inventoryRecordList, inventoryRecordModel, levels, recordColumns } from './inventory-records.ts'

export const operations = levels.map(({ whose, path }) =>
  operation({
    id: `Me.List${whose}InventoryRecords`,
    method: 'GET',
    path: `/me${path}`,
    ...shopperRole,
    query: { includeAddress: flag() },
    list: inventoryRecordList,
    response: inventoryRecordModel,
    summary: `Lists the inventory records of a ${whose.toLowerCase()} that the caller can see.`,
    run: (call) => {
      const { caller, marketplace, params } = call
      const ProductID = params.productID!
      const ID = params.variantID
      const ofLevel = ID ? sql`t.VariantID = ${ID}` : sql`t.VariantID is null`
      const records = {
        spec: inventoryRecordList,
        ...recordColumns(call),
        decode: (row: ColumnValues) => decodeRow(inventoryRecords, row),
        where: and(
          sql`t.Marketplace = ${marketplace} and t.ProductID = ${ProductID} and ${ofLevel}`,
          recordReaches('t', { buyer: sql`${caller.company}`, user: sql`${caller.user}` }),
        ),
        row: as(inventoryRecords, 't'),
      }
      const active = { ProductID, ID, Active: true }
      const variant = existence(variants, marketplace, active, { type: 'Variant', id: ID })
      return listOfVisible(call, records, (row) => present(inventoryRecordModel, row), ID ? [variant] : [])
    },
  }),
)
