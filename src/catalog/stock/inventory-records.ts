import { type SQL, sql } from 'drizzle-orm'
import { fail, idExists, notFound } from '../../api/errors.ts'
import { flag, id, sameIgnoringCase } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { crud } from '../../resource/crud.ts'
import { parents } from '../../resource/links.ts'
import type { Rules, Writing } from '../../resource/loose.ts'
import { operation } from '../../resource/operation.ts'
import { resourceList, show } from '../../resource/reading.ts'
import { param, type Resource, resource } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { listPage } from '../../store/list.ts'
import { columns, existing, lateColumns } from '../../store/rows.ts'
import { and, plain, type Query } from '../../store/sql/sql.ts'
import { inventoryRecords } from '../../tables/catalog/inventory-records.ts'
import { at } from '../../tables/columns.ts'
import { addresses } from '../../tables/organizations/addresses.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import { decodeRow } from '../../tables/table.ts'
import { soldBy } from '../products/shown-columns.ts'
import { releaseRecords } from './record-removal.ts'

type Values = Record<string, unknown>

const { ProductID: _p, VariantID: _v, StockKey: _k, ...shown } = inventoryRecords.fields
export const inventoryRecordModel = model('InventoryRecord', { ID: id(), ...shown })

export const inventoryRecordList = {
  search: ['ID', 'AddressID'],
  sort: ['ID', 'AddressID'],
  order: ['ID'],
}

/** Whose records: those of a product itself, or of one of its variants. */
export type Level = 'Product' | 'Variant'
export const levels: Record<Level, { path: string; scope: Resource['scope']; suffix: string }> = {
  Product: {
    path: '/products/{productID}/inventoryrecords',
    scope: { ProductID: param('productID') },
    suffix: '',
  },
  Variant: {
    path: '/products/{productID}/variants/{variantID}/inventoryrecords',
    scope: { ProductID: param('productID'), VariantID: param('variantID') },
    suffix: 'Variant',
  },
}

/** Records of the level: the scope says which variant, and that there is none must be said. */
export const ofLevel = (level: Level, alias: string): SQL | undefined =>
  level === 'Product' ? sql`${at(alias, 'VariantID')} is null` : undefined

/** Suppliers see the records of products they own, and their own of any. */
const toSupplier = (company: string, alias: string) =>
  sql`(${at(alias, 'OwnerID')} = ${company} or exists (select 1 from products rp where rp.Marketplace = ${at(alias, 'Marketplace')}
    and rp.ID = ${at(alias, 'ProductID')} and rp.OwnerID = ${company}))`

const declaredAt = (level: Level) =>
  resource({
    id: 'InventoryRecords',
    table: inventoryRecords,
    model: inventoryRecordModel,
    path: `${levels[level].path}/{inventoryRecordID}`,
    scope: levels[level].scope,
    roles: { read: ['ProductReader'], write: ['ProductAdmin'] },
    users: { read: ['Seller', 'Supplier'], write: ['Seller', 'Supplier'] },
    list: inventoryRecordList,
    verbs: ['Create', 'Get', 'Save', 'Patch', 'Delete'],
    visible: ({ kind, company }, alias) =>
      and(ofLevel(level, alias), kind === 'Supplier' ? toSupplier(company, alias) : undefined),
    owned: 'Product.CannotModify',
  })

interface Stocked {
  OwnerID: string
  InventoryEnabled: number | null
  VariantLevelTracking: number
  Sold: number
}

const recordRules = (level: Level): Rules => ({
  read: (call, recordID) => {
    const m = call.marketplace
    const { caller, body, params } = call
    const sent = body as { AddressID?: string; OwnerID?: string }
    const owner = caller.kind === 'Seller' && sent.OwnerID ? sent.OwnerID : caller.company
    // A record that exists keeps its owner.
    const own = sql`coalesce((select OwnerID from inventory_records where Marketplace = ${m}
      and ProductID = ${params.productID} and ID = ${recordID}), ${owner})`
    const reads: Record<string, Query<unknown>> = {
      product:
        plain<Stocked>(sql`select p.OwnerID, p.InventoryEnabled, p.VariantLevelTracking, ${soldBy('p', sql`${caller.company}`)} Sold
        from products p where p.Marketplace = ${m} and p.ID = ${params.productID}`),
    }
    if (sent.AddressID)
      reads.address = {
        sql: sql`select ${columns(addresses, 'a')} from addresses a where a.Marketplace = ${m} and a.Company = ${own}
          and a.Kind = iif(${own} = ${m} collate nocase, 'Seller', 'Supplier') and a.ID = ${sent.AddressID}`,
        decode: (row) => decodeRow(addresses, row),
      }
    return reads
  },
  first: (w) => (w.before ? [] : [idIsFree(w)]),
  decide: (w) => [...(w.before ? [] : begin(w, level)), ...placed(w)],
  remove: (call, row) => {
    const which = sql`ProductID = ${row.ProductID as string} and InventoryRecordID = ${row.ID as string}`
    return [...releaseRecords(call.marketplace, which, true), ...recount(call, -1)]
  },
})

/** IDs are unique in the whole product: one of another variant is in the way, and not the object that is replaced. */
const idIsFree = ({ call, after }: Writing): Guard => ({
  guard: sql`not exists (select 1 from inventory_records where Marketplace = ${call.marketplace}
    and ProductID = ${call.params.productID} and ID = ${after.ID as string} and VariantID is not ${call.params.variantID ?? null} collate nocase)`,
  else: idExists('InventoryRecord', after.ID as string),
})

/** A first record makes the product's own quantity void, and the last one gives it back: orders being submitted notice. */
const recount = (call: Call<unknown>, by: 1 | -1): Write[] => {
  const { productID, variantID } = call.params
  const m = call.marketplace
  return [
    {
      sql: sql`update products set RecordCount = RecordCount + ${by}, Version = Version + 1 where Marketplace = ${m} and ID = ${productID}`,
    },
    ...(variantID
      ? [
          {
            sql: sql`update variants set RecordCount = RecordCount + ${by} where Marketplace = ${m} and ProductID = ${productID} and ID = ${variantID}`,
          },
        ]
      : []),
  ]
}

/** Who may keep stock of a product, and of which products. */
function begin({ call, after, read }: Writing, level: Level): (Write | Guard)[] {
  const byVariant = level === 'Variant'
  const product = read.product![0] as unknown as Stocked
  const { kind, company } = call.caller
  if (kind === 'Supplier' && !sameIgnoringCase(product.OwnerID, company) && !product.Sold)
    throw fail(
      'Product.CannotModify',
      'This product belongs to another organization, and you do not sell it.',
    )
  if (product.InventoryEnabled === null)
    throw fail(
      'InventoryConfiguration.ProductInventoryMustExist',
      'The product has no inventory to keep records of.',
    )
  if (Boolean(product.VariantLevelTracking) !== byVariant)
    throw fail(
      'InventoryConfiguration.InvalidVariantLevelTracking',
      `The stock of this product is ${byVariant ? 'not ' : ''}kept for each of its variants.`,
    )
  after.LastUpdated = call.now
  after.StockKey = call.newID()
  const productID = call.params.productID!
  return [
    {
      guard: sql`exists (select 1 from products where Marketplace = ${call.marketplace} and ID = ${productID}
        and InventoryEnabled is not null and VariantLevelTracking = ${byVariant ? 1 : 0})`,
    },
    {
      guard: sql`not exists (select 1 from inventory_records where Marketplace = ${call.marketplace} and ProductID = ${productID}
        and (VariantID is null) = ${byVariant ? 1 : 0})`,
      else: fail(
        'InventoryConfiguration.CannotCreateInventoryRecord',
        'A product has records of its own or of its variants, not both.',
      ),
    },
    ...recount(call, 1),
  ]
}

/** A record stands at an address of its owner. */
function placed({ call, before, after, read }: Writing): Guard[] {
  const moved = 'AddressID' in call.body
  const address = read.address?.[0]
  if (moved && !address) throw notFound('Address', after.AddressID as string)
  if (before && before.QuantityAvailable !== after.QuantityAvailable) after.LastUpdated = call.now
  if (!address) return []
  after.AddressID = address.ID
  after.Address = address
  const { Kind, Company, ID } = address
  return [{ guard: existing(addresses, call.marketplace, { Kind, Company, ID }) }]
}

const listAt = (level: Level, declared: ReturnType<typeof declaredAt>) =>
  operation({
    id: 'InventoryRecords.List',
    method: 'GET',
    path: levels[level].path,
    roles: ['ProductReader', 'ProductAdmin'],
    users: ['Seller', 'Supplier'],
    query: { includeAddress: flag() },
    list: inventoryRecordList,
    response: inventoryRecordModel,
    page: 'plain',
    status: 200,
    summary: `Lists the inventory records of a ${level.toLowerCase()}.`,
    run: (call) => {
      const above = parents(declared, call)
      return listPage(
        call,
        { ...resourceList(declared, call), ...recordColumns(call, 't') },
        (row) => show(declared, row as Values, call.now),
        above,
      )
    },
  })

/** Columns of records in a list, with their addresses where these are asked for. */
export const recordColumns = (call: Call<unknown>, alias: string) => ({
  columns: columns(inventoryRecords, alias, true),
  late: call.query.includeAddress === true ? lateColumns(inventoryRecords) : undefined,
})

export const operations = (['Product', 'Variant'] as const).flatMap((level) => {
  const declared = declaredAt(level)
  return [...crud(declared, recordRules(level)), listAt(level, declared)].map((o) => ({
    ...o,
    id: o.id + levels[level].suffix,
    // One sentence would stand for two.
    summary: level === 'Variant' ? o.summary.replace(/(?<!a variant)\.$/, ' of a variant.') : o.summary,
  }))
})
