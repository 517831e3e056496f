import { type SQL, sql } from 'drizzle-orm'
import { fail, notFound } from '../api/errors.ts'
import {
  computedOnce,
  count,
  createOnly,
  flag,
  hidden,
  id,
  initially,
  int,
  object,
  readOnly,
  ref,
  required,
  sameIgnoringCase,
  text,
  timestamp,
  xp,
} from '../api/field.ts'
import { model } from '../api/model.ts'
import { operation } from '../api/operation.ts'
import { param, type Resource, resource } from '../api/resource.ts'
import { and, plain, type Query } from '../api/sql.ts'
import { decodeRow, idExists, type Table, table } from '../api/table.ts'
import { releaseRecords } from '../orders/record-removal.ts'
import { addresses, addressFields } from '../organizations/addresses.ts'
import { companies } from '../organizations/companies.ts'
import type { Call } from '../store/call.ts'
import { crud } from '../store/crud.ts'
import { listPage } from '../store/list.ts'
import { parents } from '../store/needs.ts'
import { resourceSource, show } from '../store/reading.ts'
import { at, columns, existing, type Guard, jsonObject, type Write } from '../store/rows.ts'
import type { Rules, Writing } from '../store/writing.ts'
import { products } from './products.ts'
import { soldBy } from './shown-columns.ts'
import { variants } from './variants.ts'

type Values = Record<string, unknown>

/** Whose address a record stands at: the owner's, who is the marketplace owner or a supplier. */
const kindOf = (alias: string) =>
  sql`iif(${at(alias, 'OwnerID')} = ${at(alias, 'Marketplace')}, 'Seller', 'Supplier')`

const addressJson = (alias: string): SQL => {
  const values = Object.keys(addressFields).map((n): [string, SQL] => [
    n,
    n === 'xp' ? sql`json(ia.xp)` : at('ia', n),
  ])
  return sql`(select ${jsonObject(values)} from addresses ia where ia.Marketplace = ${at(alias, 'Marketplace')}
    and ia.Kind = ${kindOf(alias)} and ia.Company = ${at(alias, 'OwnerID')} and ia.ID = ${at(alias, 'AddressID')})`
}

const heldBy = (kind: 'Seller' | 'Supplier') => ({
  columns: [`'${kind}'`, 'OwnerID', 'AddressID'],
  to: (): Table => addresses,
  onDelete: {
    refuse: (id: string) =>
      fail('Address.CannotDeleteInventoryRecordAddress', `Inventory is recorded at address "${id}".`),
  },
  kept: true,
  when: kind === 'Seller' ? sql`OwnerID = Marketplace` : sql`OwnerID <> Marketplace`,
})

/** Stock of a product (or of a variant of it) at an address; IDs are unique in the product. */
export const inventoryRecords = table('inventory_records', {
  keys: ['ProductID', 'ID'],
  fields: {
    ProductID: hidden(required(ref('Product'))),
    VariantID: hidden(ref('Variant')),
    OwnerID: createOnly(ref('Supplier')),
    AllowAllBuyers: initially(flag(), true),
    Address: computedOnce(object('Address', addressFields), addressJson),
    AddressID: required(ref('Address')),
    OrderCanExceed: flag(),
    QuantityAvailable: count(),
    NotificationPoint: int(),
    LastUpdated: readOnly(timestamp()),
    xp: xp(),
    StockKey: hidden(required(text())),
  },
  indexes: [['StockKey']],
  references: [
    { columns: ['ProductID'], to: (): Table => products, onDelete: 'remove' },
    { columns: ['ProductID', 'VariantID'], to: (): Table => variants, onDelete: 'remove' },
    { columns: ["'Supplier'", 'OwnerID'], to: (): Table => companies, onDelete: 'remove', kept: true },
    heldBy('Seller'),
    heldBy('Supplier'),
  ],
})

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
        { ...resourceSource(declared, call), columns: recordColumns(call, 't') },
        (row) => show(declared, row as Values, call.now),
        above.queries,
        above.refuse,
      )
    },
  })

/** Columns of records in a list, with their addresses where these are asked for. */
export const recordColumns = (call: Call<unknown>, alias: string): SQL =>
  columns(inventoryRecords, alias, call.query.includeAddress !== true)

export const operations = (['Product', 'Variant'] as const).flatMap((level) => {
  const declared = declaredAt(level)
  return [...crud(declared, recordRules(level), ['List']), listAt(level, declared)].map((o) => ({
    ...o,
    id: o.id + levels[level].suffix,
    // One sentence would stand for two.
    summary: level === 'Variant' ? o.summary.replace(/(?<!a variant)\.$/, ' of a variant.') : o.summary,
  }))
})
