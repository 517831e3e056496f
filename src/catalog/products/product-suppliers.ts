import { type SQL, sql } from 'drizzle-orm'
import { fail, notFound } from '../../api/errors.ts'
import { id, ref, sameIgnoringCase } from '../../api/field.ts'
import { model, present } from '../../api/model.ts'
import { operation } from '../../resource/operation.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { listPage } from '../../store/list.ts'
import { columns, existing, insert, remove } from '../../store/rows.ts'
import { and, plain } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { productSuppliers } from '../../tables/catalog/prices.ts'
import { at } from '../../tables/columns.ts'
import { companies } from '../../tables/organizations/companies.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import { decodeRow } from '../../tables/table.ts'
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

/** The product of the path, as far as the caller sees it. */
const productIn = (call: Call<unknown>) =>
  plain<{ ID: string; OwnerID: string; AllSuppliersCanSell: number }>(
    sql`select t.ID, t.OwnerID, t.AllSuppliersCanSell from products t where ${and(
      sql`t.Marketplace = ${call.marketplace} and t.ID = ${call.params.productID}`,
      declared.visible!(call.caller, 't'),
    )}`,
  )

const listSuppliers = operation({
  id: 'Products.ListSuppliers',
  method: 'GET',
  path: '/products/{productID}/suppliers',
  roles: ['ProductReader', 'ProductAdmin'],
  users: ['Seller', 'Supplier'],
  list,
  response: productSupplierModel,
  page: 'plain',
  status: 200,
  summary: 'Lists the suppliers that sell a product.',
  run: (call) => {
    const { caller, marketplace: m } = call
    // A supplier that does not own the product is told of nobody but itself.
    const own =
      caller.kind === 'Supplier'
        ? sql`(t.ID = ${caller.company} or exists (select 1 from products o where o.Marketplace = ${m}
            and o.ID = ps.ProductID and o.OwnerID = ${caller.company}))`
        : undefined
    return listPage(
      call,
      {
        spec: list,
        columns: sql`${columns(companies, 't', true)}, ps.DefaultPriceScheduleID`,
        decode: (row) => ({
          ...decodeRow(companies, row),
          DefaultPriceScheduleID: row.DefaultPriceScheduleID,
        }),
        from: () =>
          sql`product_suppliers ps cross join companies t on t.Marketplace = ps.Marketplace and t.Kind = 'Supplier' and t.ID = ps.SupplierID`,
        where: and(sql`ps.Marketplace = ${m} and ps.ProductID = ${call.params.productID}`, own),
        row: as(companies, 't'),
        locate: (p) => (p.name === 'DefaultPriceScheduleID' ? at('ps', 'DefaultPriceScheduleID') : undefined),
      },
      (row) => present(productSupplierModel, row as never),
      [{ ...productIn(call), missing: notFound('Product', call.params.productID), holds: null }],
    )
  },
})

const write = {
  path: '/products/{productID}/suppliers/{supplierID}',
  roles: ['ProductAdmin'],
  users: ['Seller', 'Supplier'],
  status: 204,
} as const

/**
 * The product and supplier of a path, where the caller may relate them: the marketplace owner any, a supplier itself
 * and a product it owns or that all suppliers may sell.
 */
async function related(call: Call<unknown>, scheduleID: string | null) {
  const { caller, marketplace: m } = call
  const { supplierID, productID } = call.params
  const read = await call.read({
    product: productIn(call),
    supplier: plain<{ ID: string }>(
      sql`select ID from companies where Marketplace = ${m} and Kind = 'Supplier' and ID = ${supplierID}`,
    ),
    schedule: plain<{ ID: string; OwnerID: string }>(
      sql`select ID, OwnerID from price_schedules where Marketplace = ${m} and ID = ${scheduleID}`,
    ),
  })
  const [product] = read.product
  const [supplier] = read.supplier
  if (!product) throw notFound('Product', productID)
  const itself = caller.kind === 'Seller' || sameIgnoringCase(supplierID, caller.company)
  if (itself && !supplier) throw notFound('Supplier', supplierID)
  const open = sql`exists (select 1 from products where Marketplace = ${m} and ID = ${product.ID}
    and (OwnerID = ${caller.company} or AllSuppliersCanSell = 1))`
  const refusal = fail(
    'Auth.UserNotAuthorizedToAdmin',
    'A supplier relates only itself, and only to products it owns or all suppliers may sell.',
  )
  if (
    caller.kind === 'Supplier' &&
    !(itself && (sameIgnoringCase(product.OwnerID, caller.company) || product.AllSuppliersCanSell))
  )
    throw refusal
  return {
    key: { ProductID: product.ID, SupplierID: supplier!.ID },
    schedule: read.schedule[0],
    guards: caller.kind === 'Supplier' ? [{ guard: open, else: refusal }] : ([] as Guard[]),
  }
}

/** Orders that are being submitted look at the product's version: what is sold by whom is part of it. */
const touch = (m: string, productID: string, more: SQL = sql``): Write => ({
  sql: sql`update products set Version = Version + 1${more} where Marketplace = ${m} and ID = ${productID}`,
})

const saveSupplier = operation({
  ...write,
  id: 'Products.SaveSupplier',
  method: 'PUT',
  query: { defaultPriceScheduleID: ref('PriceSchedule') },
  summary: 'Lets a supplier sell a product, at a price schedule of its own or of the marketplace owner.',
  run: async (call) => {
    const m = call.marketplace
    const scheduleID = (call.query.defaultPriceScheduleID as string | null) ?? null
    const { key, schedule, guards } = await related(call, scheduleID)
    if (scheduleID && !schedule) throw notFound('PriceSchedule', scheduleID)
    const theirs = [m, key.SupplierID].some((o) => sameIgnoringCase(o, schedule?.OwnerID))
    if (schedule && !theirs)
      throw fail(
        'PriceSchedule.InvalidDefaultPriceScheduleID',
        'The price schedule belongs to neither the supplier nor the marketplace owner.',
      )
    await commit(call, {
      statements: [
        ...guards,
        remove(productSuppliers, m, key),
        insert(productSuppliers, m, { ...key, DefaultPriceScheduleID: schedule?.ID ?? null }),
        { guard: existing(companies, m, { Kind: 'Supplier', ID: key.SupplierID }) },
        touch(m, key.ProductID),
      ],
      answer: null,
    })
  },
})

const removeSupplier = operation({
  ...write,
  id: 'Products.RemoveSupplier',
  method: 'DELETE',
  summary: 'Ends that a supplier sells a product.',
  run: async (call) => {
    const m = call.marketplace
    const { key, guards } = await related(call, null)
    const isDefault = sql`DefaultSupplierID = ${key.SupplierID}`
    await commit(call, {
      statements: [
        ...guards,
        remove(productSuppliers, m, key),
        supplierLeaves(m, key.ProductID, key.SupplierID),
        // Nobody is left to forward orders to.
        touch(
          m,
          key.ProductID,
          sql`, AutoForward = iif(${isDefault}, 0, AutoForward), DefaultSupplierID = iif(${isDefault}, null, DefaultSupplierID)`,
        ),
      ],
      answer: null,
    })
  },
})

export const operations = [listSuppliers, saveSupplier, removeSupplier]
