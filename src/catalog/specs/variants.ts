import { type SQL, sql } from 'drizzle-orm'
import { fail, notFound } from '../../api/errors.ts'
import { id } from '../../api/field.ts'
import type { Property } from '../../api/lists/filter.ts'
import { envelope } from '../../api/lists/list.ts'
import { model } from '../../api/model.ts'
import { parents } from '../../resource/links.ts'
import { type Rules, rowQuery, type Writing } from '../../resource/loose.ts'
import { operation } from '../../resource/operation.ts'
import { refuseForeign } from '../../resource/owners.ts'
import { getOne, resourceList, show } from '../../resource/reading.ts'
import { param, resource } from '../../resource/resource.ts'
import { patchOne, saveOne } from '../../resource/writing.ts'
import type { Call } from '../../store/call.ts'
import { listPage, listQueries } from '../../store/list.ts'
import { columnsOf } from '../../store/rows.ts'
import { and } from '../../store/sql/sql.ts'
import type { products } from '../../tables/catalog/products.ts'
import { type RecordParty, recordedOfVariant } from '../../tables/catalog/recorded-stock.ts'
import { inventory, variants } from '../../tables/catalog/variants.ts'
import { at } from '../../tables/columns.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import { declared as declaredProducts } from '../products/products.ts'
import { me, shopperRole } from '../shop/as-shopper.ts'
import { readOfVisible } from '../shop/visible-products.ts'

type Values = Record<string, unknown>

const {
  Combination: _c,
  QuantityAvailable: _q,
  NotificationPoint: _n,
  InventoryUpdated: _u,
  StockKey: _k,
  RecordCount: _r,
  Recorded: _s,
  ...shown
} = variants.fields
export const variantModel = model('Variant', { ID: id(), ...shown })

const inventoryOf = (row: Values) => {
  const quantity = row.Recorded ?? row.QuantityAvailable ?? null
  return (quantity ?? row.NotificationPoint ?? null) === null
    ? null
    : {
        QuantityAvailable: quantity,
        NotificationPoint: row.NotificationPoint,
        LastUpdated: row.InventoryUpdated,
      }
}

export const declared = resource({
  id: 'Products',
  table: variants,
  model: variantModel,
  path: '/products/{productID}/variants/{variantID}',
  scope: { ProductID: param('productID') },
  roles: { read: ['ProductReader'], write: ['ProductAdmin'] },
  list: { search: ['ID', 'Name', 'Description'], sort: ['ID', 'Name'], order: ['ID'] },
  above: declaredProducts,
  noCreate: true,
  calculate: (row) => ({ Inventory: inventoryOf({ ...row, Recorded: null }) }),
  shows: (row) => ({ ...row, Inventory: inventoryOf(row) }),
})

const listFields = { ...variantModel.fields, Inventory: inventory }

const inventoryColumns: Record<string, string> = { LastUpdated: 'InventoryUpdated' }

/** `Inventory` stands in columns of its own. */
const locateFor =
  (party?: RecordParty) =>
  ({ name }: Property): SQL | undefined => {
    const [head, below = 'QuantityAvailable'] = name.split('.')
    if (head === 'Inventory' && below === 'QuantityAvailable')
      return sql`coalesce(${recordedOfVariant('t', party)}, ${at('t', below)})`
    return head === 'Inventory' ? at('t', inventoryColumns[below] ?? below) : undefined
  }

/** What all variants of a product have in stock, counted anew. */
export const recountStock = (m: string, productID: string, now: string): Write => ({
  sql: sql`update products set InventoryUpdated = ${now}, VariantQuantity =
      (select sum(v.QuantityAvailable) from variants v where v.Marketplace = ${m} and v.ProductID = products.ID)
    where Marketplace = ${m} and ID = ${productID}`,
})

/** Takes the inventory object apart into its columns; stock is counted only where the product tracks it by variant. */
function applyInventory({ call, before, after }: Writing, product: Row<typeof products>): (Write | Guard)[] {
  if (call.body.Inventory === undefined) return []
  const wanted = (after.Inventory ?? {}) as Values
  const quantity = (wanted.QuantityAvailable as number | null | undefined) ?? null
  const point = (wanted.NotificationPoint as number | null | undefined) ?? null
  if (point !== before!.NotificationPoint) after.InventoryUpdated ??= call.now
  after.NotificationPoint = point
  // What is shown may be the sum of its records: to repeat it is no change of its own.
  if (quantity === before!.QuantityAvailable || (quantity !== null && quantity === before!.Recorded))
    return []
  if (quantity !== null && !(product.InventoryEnabled && product.VariantLevelTracking))
    throw fail(
      'Variant.MustEnableInventory',
      'Inventory must be enabled for the product, and tracked by variant, to set a quantity.',
    )
  after.QuantityAvailable = quantity
  after.InventoryUpdated = call.now
  const m = call.marketplace
  return [
    recountStock(m, product.ID, call.now),
    ...(quantity === null
      ? []
      : [
          {
            guard: sql`exists (select 1 from products where Marketplace = ${m} and ID = ${product.ID} and InventoryEnabled = 1 and VariantLevelTracking = 1)`,
          },
        ]),
  ]
}

const rules: Rules = {
  read: (call) => ({ product: rowQuery(declaredProducts, call as never, call.params.productID!) }),
  decide: (w) => {
    const product = w.read.product![0] as Row<typeof products> | undefined
    if (!product) throw notFound('Product', w.call.params.productID)
    refuseForeign(declaredProducts, w.call, product)
    // Files of variants mostly do not say whether they are active: that is no reason to switch them off.
    if (w.call.operation.method === 'PUT' && !w.call.sent('Active')) w.after.Active = w.before!.Active
    return applyInventory(w, product)
  },
}

const listVariants = operation({
  id: 'Products.ListVariants',
  method: 'GET',
  path: '/products/{productID}/variants',
  roles: ['ProductReader', 'ProductAdmin'],
  list: declared.list,
  listFields,
  response: variantModel,
  page: 'plain',
  status: 200,
  summary: 'Lists the variants of a product.',
  run: (call) => {
    const above = parents(declared, call)
    return listPage(
      call,
      { ...resourceList(declared, call), locate: locateFor() },
      (row) => show(declared, row, call.now),
      above,
    )
  },
})

const getVariant = operation({
  id: 'Products.GetVariant',
  method: 'GET',
  path: declared.path,
  roles: ['ProductReader', 'ProductAdmin'],
  response: variantModel,
  status: 200,
  summary: 'Gets a variant of a product.',
  run: (call) => getOne(declared, call),
})

const saveVariant = operation({
  id: 'Products.SaveVariant',
  method: 'PUT',
  path: declared.path,
  roles: declared.roles.write,
  users: ['Seller', 'Supplier'],
  body: { model: variantModel },
  response: variantModel,
  status: 200,
  summary: 'Replaces a variant of a product.',
  run: (call) => saveOne(declared, call as never, rules),
})

const patchVariant = operation({
  id: 'Products.PatchVariant',
  method: 'PATCH',
  path: declared.path,
  roles: declared.roles.write,
  users: ['Seller', 'Supplier'],
  body: { model: variantModel, partial: true },
  response: variantModel,
  status: 200,
  summary: 'Changes the properties sent of a variant.',
  run: (call) => patchOne(declared, call as never, rules),
})

const partyOf = ({ caller }: Call<unknown>): RecordParty => ({
  buyer: sql`${caller.company}`,
  user: sql`${caller.user}`,
})

/** Columns of variants with the stock a shopper sees of them. */
const seenColumns = (call: Call<unknown>): SQL =>
  columnsOf(variants, 't', true, { Recorded: (alias) => recordedOfVariant(alias, partyOf(call)) })

const listMine = operation({
  id: 'Me.ListVariants',
  method: 'GET',
  path: '/me/products/{productID}/variants',
  ...shopperRole,
  list: declared.list,
  listFields,
  response: variantModel,
  page: 'plain',
  status: 200,
  summary: 'Lists the active variants of a product the caller can see.',
  run: async (call) => {
    const productID = call.params.productID!
    const list = resourceList(declared, call)
    const read = await readOfVisible(call, me(call), productID, {
      ...listQueries(
        {
          ...list,
          columns: seenColumns(call),
          where: and(list.where, sql`t.Active = 1`),
          locate: locateFor(partyOf(call)),
        },
        call.list,
      ),
    })
    const items = read.items.map((row) => show(declared, row as Values, call.now))
    return envelope(call.list, read.total[0]!.total, items)
  },
})

const getMine = operation({
  id: 'Me.GetVariant',
  method: 'GET',
  path: '/me/products/{productID}/variants/{variantID}',
  ...shopperRole,
  response: variantModel,
  status: 200,
  summary: 'Gets an active variant of a product the caller can see.',
  run: async (call) => {
    const { productID, variantID } = call.params as { productID: string; variantID: string }
    const read = await readOfVisible(call, me(call), productID, {
      variant: {
        sql: sql`select ${seenColumns(call)} from variants t where t.Marketplace = ${call.marketplace}
          and t.ProductID = ${productID} and t.ID = ${variantID} and t.Active = 1`,
        decode: (row) => decodeRow(variants, row) as Values,
      },
    })
    if (!read.variant[0]) throw notFound('Variant', variantID)
    return show(declared, read.variant[0], call.now)
  },
})

export const operations = [listVariants, getVariant, saveVariant, patchVariant, listMine, getMine]
