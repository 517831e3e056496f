import { fail, idExists, notFound } from '../../api/errors.ts'
import { flag, id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import { crud } from '../../resource/crud.ts'
import { param, resource } from '../../resource/resource.ts'
import { rulesFor } from '../../resource/rules.ts'
import type { Call } from '../../store/call.ts'
import { type Fact, rely } from '../../store/fact.ts'
import { columns, existing, lateColumns, rowsFrom } from '../../store/rows.ts'
import { and, plain } from '../../store/sql/sql.ts'
import { inventoryRecords } from '../../tables/catalog/inventory-records.ts'
import { at } from '../../tables/columns.ts'
import { addresses } from '../../tables/organizations/addresses.ts'
import { sql } from '../../tables/sql.ts'
import type { Guard, Written } from '../../tables/statements.ts'
import type { Row } from '../../tables/table.ts'
import { soldBy } from '../products/shown-columns.ts'
import { releaseRecords } from './record-removal.ts'

export const inventoryRecordModel = model('InventoryRecord', { ID: id(), ...inventoryRecords.fields })

export const inventoryRecordList = {
  search: ['ID', 'AddressID'],
  sort: ['ID', 'AddressID'],
  order: ['ID'],
}

/** Whose records there are: those of a product itself, and those of one of its variants. */
export const levels = [
  {
    whose: 'Product',
    suffix: '',
    path: '/products/{productID}/inventoryrecords',
    scope: { ProductID: param('productID') },
  },
  {
    whose: 'Variant',
    suffix: 'Variant',
    path: '/products/{productID}/variants/{variantID}/inventoryrecords',
    scope: { ProductID: param('productID'), VariantID: param('variantID') },
  },
] as const

/** Columns of records `t` in a list, with their addresses where these are asked for. */
export const recordColumns = (call: Call) => ({
  columns: columns(inventoryRecords, 't', true),
  late: call.query.includeAddress === true ? lateColumns(inventoryRecords) : undefined,
})

/** Suppliers see the records of products they own, and their own of any. */
const toSupplier = (company: string, alias: string) =>
  sql`(${at(alias, 'OwnerID')} = ${company} or exists (select 1 from products rp where rp.Marketplace = ${at(alias, 'Marketplace')}
    and rp.ID = ${at(alias, 'ProductID')} and rp.OwnerID = ${company}))`

const [ofProducts, ofVariants] = levels.map(({ whose, suffix, path, scope }) =>
  resource({
    id: 'InventoryRecords',
    names: (verb) => `InventoryRecords.${verb}${suffix}`,
    // One sentence would stand for two.
    nouns: [
      whose === 'Variant' ? 'an inventory record of a variant' : 'an inventory record',
      `the inventory records of a ${whose.toLowerCase()}`,
    ],
    table: inventoryRecords,
    model: inventoryRecordModel,
    path: `${path}/{inventoryRecordID}`,
    scope,
    roles: { read: ['ProductReader'], write: ['ProductAdmin'] },
    users: { read: ['Seller', 'Supplier'], write: ['Seller', 'Supplier'] },
    list: inventoryRecordList,
    listQuery: { includeAddress: flag() },
    lists: (call, list) => ({ list: { ...list, ...recordColumns(call) } }),
    // The scope says which variant; that there is none must be said.
    visible: ({ kind, company }, alias) =>
      and(
        whose === 'Product' ? sql`${at(alias, 'VariantID')} is null` : undefined,
        kind === 'Supplier' ? toSupplier(company, alias) : undefined,
      ),
    owned: 'Product.CannotModify',
  }),
)

interface Stocked {
  OwnerID: string
  InventoryEnabled: 0 | 1 | null
  VariantLevelTracking: 0 | 1
  Sold: 0 | 1
}

/** The product (there is one: it is above), of which the caller may keep stock, and at this level. */
function stockedProduct({ caller, marketplace, params }: Call): Fact<Stocked> {
  const byVariant = params.variantID ? 1 : 0
  const itself = sql`products p where p.Marketplace = ${marketplace} and p.ID = ${params.productID}`
  return {
    ...plain<Stocked>(
      sql`select p.OwnerID, p.InventoryEnabled, p.VariantLevelTracking, ${soldBy('p', sql`${caller.company}`)} Sold from ${itself}`,
    ),
    refusal: ({ OwnerID, InventoryEnabled, VariantLevelTracking, Sold }) => {
      if (caller.kind === 'Supplier' && !sameIgnoringCase(OwnerID, caller.company) && !Sold)
        return fail(
          'Product.CannotModify',
          'This product belongs to another organization, and you do not sell it.',
        )
      if (InventoryEnabled === null)
        return fail(
          'InventoryConfiguration.ProductInventoryMustExist',
          'The product has no inventory to keep records of.',
        )
      return VariantLevelTracking === byVariant
        ? undefined
        : fail(
            'InventoryConfiguration.InvalidVariantLevelTracking',
            `The stock of this product is ${byVariant ? 'not ' : ''}kept for each of its variants.`,
          )
    },
    holds: () =>
      sql`exists (select 1 from ${itself} and p.InventoryEnabled is not null and p.VariantLevelTracking = ${byVariant})`,
  }
}

/** The address a record is to stand at, which is its owner's; a record that exists keeps its owner. */
function ownersAddress(
  { caller, marketplace, params }: Call,
  recordID: string | null,
  addressID: string,
  ownerID: string | null | undefined,
): Fact<Row<typeof addresses>> {
  const owner = sql`coalesce((select OwnerID from inventory_records where Marketplace = ${marketplace}
    and ProductID = ${params.productID} and ID = ${recordID}), ${(caller.kind === 'Seller' && ownerID) || caller.company})`
  const itself = sql`addresses a where a.Marketplace = ${marketplace} and a.Company = ${owner}
    and a.Kind = iif(${owner} = ${marketplace} collate nocase, 'Seller', 'Supplier') and a.ID = ${addressID}`
  return {
    ...rowsFrom(addresses, 'a', itself),
    missing: notFound('Address', addressID),
    holds: ([address]) => {
      const { Kind, Company, ID } = address!
      return existing(addresses, marketplace, { Kind, Company, ID })
    },
  }
}

const rules = rulesFor(ofProducts!, {
  read: (call, recordID) => {
    const { AddressID, OwnerID } = call.body
    return {
      product: stockedProduct(call),
      address: AddressID ? ownersAddress(call, recordID, AddressID, OwnerID) : undefined,
    }
  },
  // IDs are unique in the whole product: one of another variant is in the way, and not the object that is replaced.
  first: ({ call: { marketplace, params }, before, after }) =>
    before
      ? []
      : [
          {
            guard: sql`not exists (select 1 from inventory_records where Marketplace = ${marketplace}
              and ProductID = ${params.productID} and ID = ${after.ID} and VariantID is not ${params.variantID ?? null} collate nocase)`,
            else: idExists('InventoryRecord', after.ID),
          },
        ],
  decide: ({ call, before, after, read }) => {
    if (!before) {
      rely(call, read.product)
      after.StockKey = call.newID()
    }
    if (before?.QuantityAvailable !== after.QuantityAvailable) after.LastUpdated = call.now
    if (read.address) {
      const address = rely(call, read.address)
      after.AddressID = address.ID
      after.Address = address
    }
    return before ? [] : [noneBeside(call), ...recount(call, 1)]
  },
  remove: (call, { ProductID, ID }) => [
    ...releaseRecords(call.marketplace, sql`ProductID = ${ProductID} and InventoryRecordID = ${ID}`, true),
    ...recount(call, -1),
  ],
})

/** A product has records of its own or of its variants, not both. */
const noneBeside = ({ marketplace, params }: Call): Guard => ({
  guard: sql`not exists (select 1 from inventory_records where Marketplace = ${marketplace} and ProductID = ${params.productID}
    and (VariantID is null) = ${params.variantID ? 1 : 0})`,
  else: fail(
    'InventoryConfiguration.CannotCreateInventoryRecord',
    'A product has records of its own or of its variants, not both.',
  ),
})

/** A first record makes the product's own quantity void, and the last one gives it back: orders being submitted notice. */
function recount({ marketplace, params }: Call, by: 1 | -1): Written[] {
  const { productID, variantID } = params
  const ofProduct = sql`update products set RecordCount = RecordCount + ${by}, Version = Version + 1 where Marketplace = ${marketplace} and ID = ${productID}`
  const ofVariant = sql`update variants set RecordCount = RecordCount + ${by} where Marketplace = ${marketplace} and ProductID = ${productID} and ID = ${variantID}`
  return [ofProduct, ...(variantID ? [ofVariant] : [])]
}

export const operations = [...crud(ofProducts!, rules), ...crud(ofVariants!, rules)]
