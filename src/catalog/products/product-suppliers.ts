import { fail } from '../../api/errors.ts'
import { id, ref } from '../../api/field.ts'
import { model, present } from '../../api/model.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import { operation } from '../../resource/operation.ts'
import { objectOf } from '../../resource/reading.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { type Fact, refusing, rely, rowFact, the } from '../../store/fact.ts'
import { listPage } from '../../store/list.ts'
import { columns, existing, insert, remove } from '../../store/rows.ts'
import { and } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { priceSchedules, productSuppliers } from '../../tables/catalog/prices.ts'
import { products } from '../../tables/catalog/products.ts'
import { at } from '../../tables/columns.ts'
import { companies } from '../../tables/organizations/companies.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import { declared } from './products.ts'
import { supplierLeaves } from './ship-from.ts'

const { Name, Active, DateCreated, AllBuyersCanOrder, xp } = companies.fields

const productSupplierModel = model('ProductSupplier', {
  DefaultPriceScheduleID: productSuppliers.fields.DefaultPriceScheduleID,
  ID: id(),
  Name,
  Active,
  DateCreated,
  AllBuyersCanOrder,
  xp,
})

const list = { search: ['Name', 'ID'], sort: ['ID', 'Name', 'DateCreated'], order: ['ID'] }

const listSuppliers = operation({
  id: 'Products.ListSuppliers',
  method: 'GET',
  path: '/products/{productID}/suppliers',
  roles: ['ProductReader', 'ProductAdmin'],
  users: ['Seller', 'Supplier'],
  list,
  response: productSupplierModel,
  summary: 'Lists the suppliers that sell a product.',
  run: (call) => {
    const { caller, marketplace } = call
    // A supplier that does not own the product is told of nobody but itself.
    const own =
      caller.kind === 'Supplier'
        ? sql`(t.ID = ${caller.company} or exists (select 1 from products o where o.Marketplace = ${marketplace}
            and o.ID = ps.ProductID and o.OwnerID = ${caller.company}))`
        : undefined
    return listPage(call, {
      columns: sql`${columns(companies, 't', true)}, ps.DefaultPriceScheduleID`,
      decode: (row) => ({
        ...decodeRow(companies, row),
        DefaultPriceScheduleID: row.DefaultPriceScheduleID,
      }),
      from: () =>
        sql`product_suppliers ps cross join companies t on t.Marketplace = ps.Marketplace and t.Kind = 'Supplier' and t.ID = ps.SupplierID`,
      where: and(sql`ps.Marketplace = ${marketplace} and ps.ProductID = ${call.params.productID}`, own),
      row: as(companies, 't'),
      locate: (p) => (p.name === 'DefaultPriceScheduleID' ? at('ps', 'DefaultPriceScheduleID') : undefined),
      show: (row) => present(productSupplierModel, row),
      above: [objectOf(declared, call)],
    })
  },
})

const write = {
  path: '/products/{productID}/suppliers/{supplierID}',
  roles: ['ProductAdmin'],
  users: ['Seller', 'Supplier'],
} as const

/**
 * The product of the path, where the caller may relate the supplier to it: the marketplace owner any, a supplier itself
 * to what it owns or all suppliers may sell.
 */
function relatable(call: Call): Fact<Row<typeof products>> {
  const { caller, params } = call
  const product = objectOf(declared, call)
  // Whoever is related has a foreign key to it.
  if (caller.kind !== 'Supplier') return { ...product, holds: null }
  const refusal = fail(
    'Auth.UserNotAuthorizedToAdmin',
    'A supplier relates only itself, and only to products it owns or all suppliers may sell.',
  )
  const may = ({ OwnerID, AllSuppliersCanSell }: Row<typeof products>) =>
    sameIgnoringCase(params.supplierID, caller.company) &&
    (AllSuppliersCanSell || sameIgnoringCase(OwnerID, caller.company))
  const open = sql`(t.OwnerID = ${caller.company} or t.AllSuppliersCanSell = 1)`
  return {
    ...product,
    refusal: (row) => (may(row) ? undefined : refusal),
    holds: ([row]) => existing(products, call.marketplace, { ID: row!.ID }, open),
  }
}

const supplierIn = ({ marketplace, params }: Call) =>
  rowFact(
    companies,
    marketplace,
    { Kind: 'Supplier', ID: params.supplierID },
    { type: 'Supplier', id: params.supplierID },
  )

/** A price schedule of the supplier of the path, or of the marketplace owner. */
const scheduleFor = ({ marketplace, params }: Call, id: string) =>
  refusing(
    rowFact(priceSchedules, marketplace, { ID: id }, { type: 'PriceSchedule', id, keyed: true }),
    ({ OwnerID }) =>
      [marketplace, params.supplierID].some((owner) => sameIgnoringCase(owner, OwnerID))
        ? undefined
        : fail(
            'PriceSchedule.InvalidDefaultPriceScheduleID',
            'The price schedule belongs to neither the supplier nor the marketplace owner.',
          ),
  )

/** Orders that are being submitted look at the product's version: what is sold by whom is part of it. */
const touch = (marketplace: string, productID: string, more: SQL = sql``): SQL =>
  sql`update products set Version = Version + 1${more} where Marketplace = ${marketplace} and ID = ${productID}`

const saveSupplier = operation({
  ...write,
  id: 'Products.SaveSupplier',
  method: 'PUT',
  query: { defaultPriceScheduleID: ref('PriceSchedule') },
  summary: 'Lets a supplier sell a product, at a price schedule of its own or of the marketplace owner.',
  run: async (call) => {
    const { marketplace, query } = call
    const read = await call.read({
      product: relatable(call),
      supplier: supplierIn(call),
      schedule: query.defaultPriceScheduleID ? scheduleFor(call, query.defaultPriceScheduleID) : undefined,
    })
    const ProductID = rely(call, read.product).ID
    const key = { ProductID, SupplierID: rely(call, read.supplier).ID }
    const DefaultPriceScheduleID = read.schedule ? rely(call, read.schedule).ID : null
    await commit(call, [
      remove(productSuppliers, marketplace, key),
      insert(productSuppliers, marketplace, { ...key, DefaultPriceScheduleID }),
      touch(marketplace, ProductID),
    ])
  },
})

const removeSupplier = operation({
  ...write,
  id: 'Products.RemoveSupplier',
  method: 'DELETE',
  summary: 'Ends that a supplier sells a product.',
  run: async (call) => {
    const { marketplace } = call
    const read = await call.read({ product: relatable(call), supplier: supplierIn(call) })
    const key = { ProductID: rely(call, read.product).ID, SupplierID: the(read.supplier).ID }
    const isDefault = sql`DefaultSupplierID = ${key.SupplierID}`
    await commit(call, [
      remove(productSuppliers, marketplace, key),
      supplierLeaves(marketplace, key.ProductID, key.SupplierID),
      // Nobody is left to forward orders to.
      touch(
        marketplace,
        key.ProductID,
        sql`, AutoForward = iif(${isDefault}, 0, AutoForward), DefaultSupplierID = iif(${isDefault}, null, DefaultSupplierID)`,
      ),
    ])
  },
})

export const operations = [listSuppliers, saveSupplier, removeSupplier]
