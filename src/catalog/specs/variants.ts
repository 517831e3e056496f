import { fail, notFound } from '../../api/errors.ts'
import { id } from '../../api/field.ts'
import type { Property } from '../../api/lists/filter.ts'
import { model } from '../../api/model.ts'
import { crud } from '../../resource/crud.ts'
import { refuseForeign } from '../../resource/object-owner.ts'
import { operation } from '../../resource/operation.ts'
import { objectOf, resourceList, show } from '../../resource/reading.ts'
import { param, resource } from '../../resource/resource.ts'
import { rulesFor, type Writing } from '../../resource/rules.ts'
import type { Call } from '../../store/call.ts'
import { the } from '../../store/fact.ts'
import { columnsOf } from '../../store/rows.ts'
import { and } from '../../store/sql/sql.ts'
import type { products } from '../../tables/catalog/products.ts'
import { type RecordParty, recordedOfVariant } from '../../tables/catalog/recorded-stock.ts'
import { inventory, variants } from '../../tables/catalog/variants.ts'
import { at } from '../../tables/columns.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import { declared as declaredProducts } from '../products/products.ts'
import { shopperRole } from '../shop/as-shopper.ts'
import { listOfVisible, readOfVisible } from '../shop/visible-products.ts'

export const variantModel = model('Variant', { ID: id(), ...variants.fields })

type Variant = Row<typeof variants>

/** @param quantity what its records hold together, or what it has itself */
const inventoryOf = ({ NotificationPoint, InventoryUpdated }: Variant, quantity: number | null) =>
  (quantity ?? NotificationPoint ?? null) === null
    ? null
    : { QuantityAvailable: quantity, NotificationPoint, LastUpdated: InventoryUpdated }

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

export const declared = resource({
  id: 'Products',
  table: variants,
  model: variantModel,
  path: '/products/{productID}/variants/{variantID}',
  scope: { ProductID: param('productID') },
  roles: { read: ['ProductReader'], write: ['ProductAdmin'] },
  users: { write: ['Seller', 'Supplier'] },
  list: { search: ['ID', 'Name', 'Description'], sort: ['ID', 'Name'], order: ['ID'] },
  listFields: { ...variantModel.fields, Inventory: inventory },
  lists: (_call, list) => ({ list: { ...list, locate: locateFor() } }),
  // They are generated, and deleted with their products.
  verbs: ['List', 'Get', 'Save', 'Patch'],
  noCreate: true,
  names: (verb) => `Products.${verb}Variant${verb === 'List' ? 's' : ''}`,
  nouns: ['a variant of a product', 'the variants of a product'],
  summaries: {
    Save: 'Replaces a variant of a product.',
    Patch: 'Changes the properties sent of a variant.',
  },
  above: declaredProducts,
  calculate: (row) => ({ Inventory: inventoryOf(row, row.QuantityAvailable) }),
  shows: (row) => ({ ...row, Inventory: inventoryOf(row, row.Recorded ?? row.QuantityAvailable) }),
})

/** What all variants of a product have in stock, counted anew. */
function recountStock(marketplace: string, productID: string, now: string): SQL {
  return sql`update products set InventoryUpdated = ${now}, VariantQuantity =
      (select sum(v.QuantityAvailable) from variants v where v.Marketplace = ${marketplace} and v.ProductID = products.ID)
    where Marketplace = ${marketplace} and ID = ${productID}`
}

type VariantWriting = Writing<typeof variants, typeof variantModel>

/** Takes the inventory object apart into its columns; stock is counted only where the product tracks it by variant. */
function applyInventory({ call, before, after }: VariantWriting, product: Row<typeof products>): Written[] {
  if (call.body.Inventory === undefined) return []
  const quantity = after.Inventory?.QuantityAvailable ?? null
  const point = after.Inventory?.NotificationPoint ?? null
  if (point !== before?.NotificationPoint) after.InventoryUpdated ??= call.now
  after.NotificationPoint = point
  // What is shown may be the sum of its records: to repeat it is no change of its own.
  if (quantity === before?.QuantityAvailable || (quantity !== null && quantity === before?.Recorded))
    return []
  if (quantity !== null && !(product.InventoryEnabled && product.VariantLevelTracking))
    throw fail(
      'Variant.MustEnableInventory',
      'Inventory must be enabled for the product, and tracked by variant, to set a quantity.',
    )
  after.QuantityAvailable = quantity
  after.InventoryUpdated = call.now
  const { marketplace } = call
  return [
    recountStock(marketplace, product.ID, call.now),
    ...(quantity === null
      ? []
      : [
          {
            guard: sql`exists (select 1 from products where Marketplace = ${marketplace} and ID = ${product.ID} and InventoryEnabled = 1 and VariantLevelTracking = 1)`,
          },
        ]),
  ]
}

const rules = rulesFor(declared, {
  read: (call) => ({ product: objectOf(declaredProducts, call) }),
  decide: (writing) => {
    const { call, before, after, read } = writing
    const product = the(read.product)
    refuseForeign(declaredProducts, call, product)
    // Files of variants mostly do not say whether they are active: that is no reason to switch them off.
    if (before && call.operation.method === 'PUT' && !call.sent('Active')) after.Active = before.Active
    return applyInventory(writing, product)
  },
})

const partyOf = ({ caller }: Call): RecordParty => ({
  buyer: sql`${caller.company}`,
  user: sql`${caller.user}`,
})

/** Columns of variants with the stock a shopper sees of them. */
const seenColumns = (call: Call): SQL =>
  columnsOf(variants, 't', true, { Recorded: (alias) => recordedOfVariant(alias, partyOf(call)) })

const listMyVariants = operation({
  id: 'Me.ListVariants',
  method: 'GET',
  path: '/me/products/{productID}/variants',
  ...shopperRole,
  list: declared.list,
  listFields: declared.listFields,
  response: variantModel,
  summary: 'Lists the active variants of a product the caller can see.',
  run: (call) => {
    const list = resourceList(declared, call)
    const active = {
      ...list,
      columns: seenColumns(call),
      where: and(list.where, sql`t.Active = 1`),
      locate: locateFor(partyOf(call)),
    }
    return listOfVisible(call, active, (row) => show(declared, row, call.now))
  },
})

const getMyVariant = operation({
  id: 'Me.GetVariant',
  method: 'GET',
  path: '/me/products/{productID}/variants/{variantID}',
  ...shopperRole,
  response: variantModel,
  summary: 'Gets an active variant of a product the caller can see.',
  run: async (call) => {
    const productID = call.params.productID!
    const variantID = call.params.variantID!
    const { variant } = await readOfVisible(call, productID, {
      variant: {
        sql: sql`select ${seenColumns(call)} from variants t where t.Marketplace = ${call.marketplace}
          and t.ProductID = ${productID} and t.ID = ${variantID} and t.Active = 1`,
        decode: (row) => decodeRow(variants, row),
        missing: notFound('Variant', variantID),
        holds: null,
      },
    })
    return show(declared, the(variant), call.now)
  },
})

export const operations = [...crud(declared, rules), listMyVariants, getMyVariant]
