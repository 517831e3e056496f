import { sql } from 'drizzle-orm'
import { notFound } from '../api/errors.ts'
import { flag } from '../api/field.ts'
import { envelope } from '../api/list.ts'
import { present } from '../api/model.ts'
import { operation } from '../api/operation.ts'
import { and } from '../api/sql.ts'
import { decodeRow } from '../api/table.ts'
import { listQueries } from '../store/list.ts'
import { readAsShopper } from './audiences.ts'
import { me, shopperRole } from './browsing.ts'
import {
  inventoryRecordList,
  inventoryRecordModel,
  inventoryRecords,
  recordColumns,
} from './inventory-records.ts'
import { recordReaches } from './shown-columns.ts'
import { visibleOne } from './visible-products.ts'

const list = operation({
  id: 'Me.ListProductInventoryRecords',
  method: 'GET',
  path: '/me/products/{productID}/inventoryrecords',
  ...shopperRole,
  query: { includeAddress: flag() },
  list: inventoryRecordList,
  response: inventoryRecordModel,
  page: 'plain',
  status: 200,
  summary: 'Lists the inventory records of a product that the caller can see.',
  run: async (call) => {
    const { caller, marketplace: m } = call
    const productID = call.params.productID!
    const party = { buyer: sql`${caller.company}`, user: sql`${caller.user}` }
    const read = await readAsShopper(call, me(call), {
      product: visibleOne(m, me(call), productID),
      ...listQueries(
        {
          spec: inventoryRecordList,
          columns: recordColumns(call, 't'),
          decode: (row) => decodeRow(inventoryRecords, row) as Record<string, unknown>,
          from: () => sql`inventory_records t`,
          where: and(
            sql`t.Marketplace = ${m} and t.ProductID = ${productID} and t.VariantID is null`,
            recordReaches('t', party),
          ),
          alias: 't',
          key: 'ID',
        },
        call.list,
      ),
    })
    if (!read.product[0]) throw notFound('Product', productID)
    return envelope(
      call.list,
      read.total[0]!.total,
      read.items.map((row) => present(inventoryRecordModel, row)),
    )
  },
})

export const operations = [list]
