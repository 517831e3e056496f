import { sql } from 'drizzle-orm'
import { notFound } from '../../api/errors.ts'
import { flag } from '../../api/field.ts'
import { envelope } from '../../api/lists/list.ts'
import { present } from '../../api/model.ts'
import { operation } from '../../resource/operation.ts'
import { listQueries } from '../../store/list.ts'
import { exists } from '../../store/rows.ts'
import { and } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { inventoryRecords } from '../../tables/catalog/inventory-records.ts'
import { recordReaches } from '../../tables/catalog/recorded-stock.ts'
import { variants } from '../../tables/catalog/variants.ts'
import { decodeRow } from '../../tables/table.ts'
import { me, shopperRole } from '../shop/as-shopper.ts'
import { readOfVisible } from '../shop/visible-products.ts'
import {
  inventoryRecordList,
  inventoryRecordModel,
  type Level,
  levels,
  recordColumns,
} from './inventory-records.ts'

const listAt = (level: Level) =>
  operation({
    id: `Me.List${level}InventoryRecords`,
    method: 'GET',
    path: `/me${levels[level].path}`,
    ...shopperRole,
    query: { includeAddress: flag() },
    list: inventoryRecordList,
    response: inventoryRecordModel,
    page: 'plain',
    status: 200,
    summary: `Lists the inventory records of a ${level.toLowerCase()} that the caller can see.`,
    run: async (call) => {
      const { caller, marketplace: m } = call
      const { productID, variantID } = call.params as { productID: string; variantID?: string }
      const party = { buyer: sql`${caller.company}`, user: sql`${caller.user}` }
      const read = await readOfVisible(call, me(call), productID, {
        ...(variantID
          ? { variant: exists(variants, m, { ProductID: productID, ID: variantID, Active: true }) }
          : {}),
        ...listQueries(
          {
            spec: inventoryRecordList,
            ...recordColumns(call, 't'),
            decode: (row) => decodeRow(inventoryRecords, row) as Record<string, unknown>,
            where: and(
              sql`t.Marketplace = ${m} and t.ProductID = ${productID}
              and t.VariantID ${variantID ? sql`= ${variantID}` : sql`is null`}`,
              recordReaches('t', party),
            ),
            row: as(inventoryRecords, 't'),
          },
          call.list,
        ),
      })
      if (variantID && !(read as { variant?: { found: number }[] }).variant?.[0]?.found)
        throw notFound('Variant', variantID)
      return envelope(
        call.list,
        read.total[0]!.total,
        read.items.map((row) => present(inventoryRecordModel, row)),
      )
    },
  })

export const operations = [listAt('Product'), listAt('Variant')]
