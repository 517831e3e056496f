import { sql } from 'drizzle-orm'
import { flag } from '../../api/field.ts'
import { envelope } from '../../api/lists/list.ts'
import { present } from '../../api/model.ts'
import { operation } from '../../resource/operation.ts'
import { existence, the } from '../../store/fact.ts'
import { listQueries } from '../../store/list.ts'
import { and } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { inventoryRecords } from '../../tables/catalog/inventory-records.ts'
import { recordReaches } from '../../tables/catalog/recorded-stock.ts'
import { variants } from '../../tables/catalog/variants.ts'
import { decodeRow } from '../../tables/table.ts'
import { me, shopperRole } from '../shop/as-shopper.ts'
import { readOfVisible } from '../shop/visible-products.ts'
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
    page: 'plain',
    status: 200,
    summary: `Lists the inventory records of a ${whose.toLowerCase()} that the caller can see.`,
    run: async (call) => {
      const { caller, marketplace, params } = call
      const { variantID } = params
      const ProductID = params.productID!
      const party = { buyer: sql`${caller.company}`, user: sql`${caller.user}` }
      const records = {
        spec: inventoryRecordList,
        ...recordColumns(call),
        decode: (row: Record<string, unknown>) => decodeRow(inventoryRecords, row),
        where: and(
          sql`t.Marketplace = ${marketplace} and t.ProductID = ${ProductID}
            and t.VariantID ${variantID ? sql`= ${variantID}` : sql`is null`}`,
          recordReaches('t', party),
        ),
        row: as(inventoryRecords, 't'),
      }
      const active = { ProductID, ID: variantID, Active: true }
      const read = await readOfVisible(call, me(call), ProductID, {
        variant: variantID
          ? existence(variants, marketplace, active, { type: 'Variant', id: variantID })
          : undefined,
        ...listQueries(records, call.list),
      })
      if (read.variant) the(read.variant)
      return envelope(
        call.list,
        read.total[0]!.total,
        read.items.map((row) => present(inventoryRecordModel, row)),
      )
    },
  }),
)
