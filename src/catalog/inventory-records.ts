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
  timestamp,
  xp,
} from '../api/field.ts'
import { model } from '../api/model.ts'
import { operation } from '../api/operation.ts'
import { param, resource } from '../api/resource.ts'
import { and, plain, type Query } from '../api/sql.ts'
import { decodeRow, type Table, table } from '../api/table.ts'
import { releaseRecords } from '../orders/record-removal.ts'
import { addresses, addressFields } from '../organizations/addresses.ts'
import { companies } from '../organizations/companies.ts'
import type { Call } from '../store/call.ts'
import { crud } from '../store/crud.ts'
import { listPage } from '../store/list.ts'
import { parents } from '../store/needs.ts'
import { resourceSource, show } from '../store/reading.ts'
import { at, columns, existing, type Guard, type Write } from '../store/rows.ts'
import type { Rules, Writing } from '../store/writing.ts'
import { products } from './products.ts'
import { soldBy } from './shown-columns.ts'

type Values = Record<string, unknown>

/** Whose address a record stands at: the owner's, who is the marketplace owner or a supplier. */
const kindOf = (alias: string) =>
  sql`iif(${at(alias, 'OwnerID')} = ${at(alias, 'Marketplace')}, 'Seller', 'Supplier')`

const addressJson = (alias: string): SQL => {
  const parts = Object.keys(addressFields).map((n) =>
    n === 'xp' ? sql`'xp', json(ia.xp)` : sql`${sql.raw(`'${n}'`)}, ${at('ia', n)}`,
  )
  return sql`(select json_object(${sql.join(parts, sql`, `)}) from addresses ia where ia.Marketplace = ${at(alias, 'Marketplace')}
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
  },
  references: [
    { columns: ['ProductID'], to: (): Table => products, onDelete: 'remove' },
    { columns: ["'Supplier'", 'OwnerID'], to: (): Table => companies, onDelete: 'remove', kept: true },
    heldBy('Seller'),
    heldBy('Supplier'),
  ],
})

const { ProductID: _p, VariantID: _v, ...shown } = inventoryRecords.fields
export const inventoryRecordModel = model('InventoryRecord', { ID: id(), ...shown })

export const inventoryRecordList = {
  search: ['ID', 'AddressID'],
  sort: ['ID', 'AddressID'],
  order: ['ID'],
}

/** Records of the product itself. */
const ofProduct = (alias: string) => sql`${at(alias, 'VariantID')} is null`

/** Suppliers see the records of products they own, and their own of any. */
const toSupplier = (company: string, alias: string) =>
  sql`(${at(alias, 'OwnerID')} = ${company} or exists (select 1 from products rp where rp.Marketplace = ${at(alias, 'Marketplace')}
    and rp.ID = ${at(alias, 'ProductID')} and rp.OwnerID = ${company}))`

const declared = resource({
  id: 'InventoryRecords',
  table: inventoryRecords,
  model: inventoryRecordModel,
  path: '/products/{productID}/inventoryrecords/{inventoryRecordID}',
  scope: { ProductID: param('productID') },
  roles: { read: ['ProductReader'], write: ['ProductAdmin'] },
  users: { read: ['Seller', 'Supplier'], write: ['Seller', 'Supplier'] },
  list: inventoryRecordList,
  visible: ({ kind, company }, alias) =>
    kind === 'Supplier' ? and(ofProduct(alias), toSupplier(company, alias)) : ofProduct(alias),
  owned: 'Product.CannotModify',
})

interface Stocked {
  OwnerID: string
  InventoryEnabled: number | null
  VariantLevelTracking: number
  Sold: number
}

const recordRules: Rules = {
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
  decide: (w) => [...(w.before ? [] : begin(w)), ...placed(w)],
  remove: (call, row) => {
    const which = sql`ProductID = ${row.ProductID as string} and InventoryRecordID = ${row.ID as string}`
    return [...releaseRecords(call.marketplace, which, true), recount(call, row.ProductID as string, -1)]
  },
}

/** A first record makes the product's own quantity void, and the last one gives it back: orders being submitted notice. */
const recount = (call: Call<unknown>, productID: string, by: 1 | -1): Write => ({
  sql: sql`update products set RecordCount = RecordCount + ${by}, Version = Version + 1
    where Marketplace = ${call.marketplace} and ID = ${productID}`,
})

/** Who may keep stock of a product, and of which products. */
function begin({ call, after, read }: Writing): (Write | Guard)[] {
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
  if (product.VariantLevelTracking)
    throw fail(
      'InventoryConfiguration.InvalidVariantLevelTracking',
      'The stock of this product is kept for each of its variants.',
    )
  after.LastUpdated = call.now
  const productID = call.params.productID!
  return [
    {
      guard: sql`exists (select 1 from products where Marketplace = ${call.marketplace} and ID = ${productID}
        and InventoryEnabled is not null and VariantLevelTracking = 0)`,
    },
    {
      guard: sql`not exists (select 1 from inventory_records where Marketplace = ${call.marketplace} and ProductID = ${productID} and VariantID is not null)`,
      else: fail(
        'InventoryConfiguration.CannotCreateInventoryRecord',
        'A product has records of its own or of its variants, not both.',
      ),
    },
    recount(call, productID, 1),
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

const list = operation({
  id: 'InventoryRecords.List',
  method: 'GET',
  path: '/products/{productID}/inventoryrecords',
  roles: ['ProductReader', 'ProductAdmin'],
  users: ['Seller', 'Supplier'],
  query: { includeAddress: flag() },
  list: inventoryRecordList,
  response: inventoryRecordModel,
  page: 'plain',
  status: 200,
  summary: 'Lists the inventory records of a product.',
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

export const operations = [...crud(declared, recordRules, ['List']), list]
