import { sql } from 'drizzle-orm'
import { hasRole } from '../api/caller.ts'
import { fail, insufficientRoles, invalid, notFound } from '../api/errors.ts'
import { envelope, type ListSpec } from '../api/list.ts'
import { operation } from '../api/operation.ts'
import { and, type Query } from '../api/sql.ts'
import { idExists } from '../api/table.ts'
import type { VisibleProduct } from '../catalog/visible-products.ts'
import type { Call } from '../store/call.ts'
import { patched } from '../store/crud.ts'
import { listQueries } from '../store/list.ts'
import { type Guard, remove, type Where, type Write } from '../store/rows.ts'
import { directionOf, orderKey, orderLock, requireChange } from './access.ts'
import { lineAnswer, writeLines } from './line-writes.ts'
import {
  decodeLine,
  type LineRow,
  lineColumns,
  lineFrom,
  loadOrder,
  type OrderRow,
  pricedProducts,
  productRows,
} from './load.ts'
import { ownerAddresses, requireAddress, userOfOrder } from './owner-addresses.ts'
import { lineItemModel, showLine } from './present.ts'
import { lineItems } from './tables.ts'

type Values = Record<string, unknown>

const readers = ['OrderAdmin', 'Shopper', 'OrderReader']
const writers = ['OrderAdmin', 'Shopper']
const path = '/orders/{direction}/{orderID}/lineitems'
const itemPath = `${path}/{lineItemID}`

export const lineItemList: ListSpec = {
  search: ['ID', 'ProductID'],
  sort: ['DateAdded', 'ID', 'ProductID'],
  order: ['DateAdded'],
  indexed: ['DateAdded', 'ID'],
}

const list = operation({
  id: 'LineItems.List',
  method: 'GET',
  path,
  roles: readers,
  list: lineItemList,
  response: lineItemModel,
  page: 'plain',
  status: 200,
  summary: 'Lists the lines of an order.',
  run: async (call) => {
    const { caller, marketplace: m } = call
    const key = orderKey(caller, directionOf(call.params.direction), call.params.orderID!)
    const read = await call.read({
      order: {
        sql: sql`select o.Status from orders o where o.Marketplace = ${m} and o.Key = ${key}`,
        decode: (row) => row as Pick<OrderRow, 'Status'>,
      },
      ...listQueries(
        {
          spec: lineItemList,
          columns: lineColumns(),
          decode: decodeLine,
          from: () => lineFrom(m),
          where: and(sql`l.Marketplace = ${m}`, sql`l.OrderKey = ${key}`),
          alias: 'l',
          key: 'ID',
        },
        call.list,
      ),
    })
    const order = read.order[0]
    if (!order) throw notFound('Order', call.params.orderID)
    return envelope(
      call.list,
      read.total[0]!.total,
      read.items.map((l) => showLine(l as LineRow, order.Status, caller)),
    )
  },
})

const get = operation({
  id: 'LineItems.Get',
  method: 'GET',
  path: itemPath,
  roles: readers,
  response: lineItemModel,
  status: 200,
  summary: 'Gets a line of an order.',
  run: async (call) => {
    const { caller, marketplace: m } = call
    const key = orderKey(caller, directionOf(call.params.direction), call.params.orderID!)
    const read = await call.read({
      order: {
        sql: sql`select o.Status from orders o where o.Marketplace = ${m} and o.Key = ${key}`,
        decode: (row) => row as Pick<OrderRow, 'Status'>,
      },
      line: {
        sql: sql`select ${lineColumns()} from ${lineFrom(m)} where l.Marketplace = ${m} and l.OrderKey = ${key} and l.ID = ${call.params.lineItemID}`,
        decode: decodeLine,
      },
    })
    if (!read.order[0]) throw notFound('Order', call.params.orderID)
    if (!read.line[0]) throw notFound('LineItem', call.params.lineItemID)
    return showLine(read.line[0], read.order[0].Status, caller)
  },
})

/** Everything a write to a line reads, beside the order and its lines. */
const writeReads = (call: Call<unknown>, productID?: string | null) => (key: ReturnType<typeof sql>) => ({
  products: pricedProducts(call.marketplace, key, productID),
  stock: productRows(call.marketplace, key, productID),
  addresses: ownerAddresses(
    userOfOrder(call.marketplace, key),
    [(call.body as Values | null)?.ShippingAddressID as string],
    false,
  ),
  shipFrom: {
    sql: sql`select ID, Kind, Company from addresses where Marketplace = ${call.marketplace} and ID = ${((call.body as Values | null)?.ShipFromAddressID as string) ?? null} and Kind <> 'Buyer'`,
    decode: (row) => row,
  } satisfies Query<Values>,
})

export type LineReads = {
  products: VisibleProduct[]
  stock: Parameters<typeof writeLines>[3]['stock']
  addresses: Parameters<typeof requireAddress>[0]
  shipFrom: Values[]
}

/** Who the product must be sold by, and that it can be bought at all. */
export function requireProduct(read: LineReads, order: OrderRow, productID: string): VisibleProduct {
  const product = read.products.find((p) => p.ID.toLowerCase() === productID.toLowerCase())
  if (!product) throw notFound('Product', productID)
  if (product.IsParent)
    throw fail('LineItem.CannotPurchaseParentProduct', 'A parent product cannot be bought; its children can.')
  if (product.IsBundle) throw fail('LineItem.CannotPurchaseBundleProduct', 'A bundle is bought as a bundle.')
  if (!sells(product, order))
    throw fail('LineItem.ProductNotAvailableFromSeller', `${order.ToCompanyID} does not sell this product.`)
  return product
}

/** The marketplace owner sells everything; a supplier what it owns or is the default supplier of. */
export const sells = (
  product: Pick<VisibleProduct, 'OwnerID' | 'DefaultSupplierID' | 'Marketplace'>,
  order: Pick<OrderRow, 'ToCompanyID'>,
) => {
  const seller = order.ToCompanyID?.toLowerCase()
  return (
    seller === product.Marketplace.toLowerCase() ||
    seller === product.OwnerID?.toLowerCase() ||
    seller === product.DefaultSupplierID?.toLowerCase()
  )
}

/** A line as it will be, from what was sent; addresses and dates checked. */
function detailsOf(
  call: Call<unknown>,
  order: OrderRow,
  read: LineReads,
  body: Values,
  before: LineRow | null,
  added: string,
): Values {
  const { caller } = call
  const out: Values = {}
  if (body.DateNeeded && (body.DateNeeded as string) < added)
    throw fail('LineItem.DateNeededMustBeGreaterThanDateAdded', 'DateNeeded must not be before DateAdded.')
  if (body.ShippingAddressID && body.ShippingAddressID !== before?.ShippingAddressID) {
    const address = requireAddress(
      read.addresses,
      body.ShippingAddressID as string,
      'Shipping',
      caller,
      order.FromUserKey,
    )
    Object.assign(out, { ShippingAddressID: address.ID, ShippingAddress: null })
  }
  if (body.ShipFromAddressID && body.ShipFromAddressID !== before?.ShipFromAddressID) {
    if (caller.kind === 'Buyer') throw insufficientRoles(['FullAccess', 'OrderAdmin'], caller.roles)
    if (!read.shipFrom[0]) throw notFound('Address', body.ShipFromAddressID as string)
    out.ShipFromAddressID = read.shipFrom[0].ID
  }
  if (body.InventoryRecordID) throw notFound('InventoryRecord', body.InventoryRecordID as string)
  const spec = (body.Specs as { SpecID: string }[] | undefined)?.[0]
  if (spec) throw notFound('Spec', spec.SpecID)
  return out
}

async function createLine(
  call: Call<Values>,
  order: OrderRow,
  lines: LineRow[],
  read: LineReads,
  wantedID: string | null,
) {
  const { body, caller } = call
  requireChange('lines', order, caller, 'LineItems')
  const product = requireProduct(read, order, body.ProductID as string)
  const overridden = body.UnitPrice !== null && body.UnitPrice !== undefined
  if (overridden && !hasRole(caller, 'OverrideUnitPrice'))
    throw insufficientRoles(['FullAccess', 'OverrideUnitPrice'], caller.roles)
  if (!overridden && !product.Schedule)
    throw fail('PriceSchedule.MissingOrConflicting', 'The product has no price for this order.')
  const ID = await call.id(wantedID)
  const line: Values = {
    ...body,
    ...detailsOf(call, order, read, body, null, call.now),
    ID,
    ProductID: product.ID,
    OrderKey: order.Key,
    DateAdded: call.now,
    QuantityShipped: 0,
    PromotionDiscount: 0,
    IsBundle: false,
    BundleItemID: null,
    PriceOverridden: overridden,
    SupplierID: product.DefaultSupplierID,
    ShipFromAddressID: (body.ShipFromAddressID as string | null) ?? product.ShipFromAddressID,
    ShippingAddressID: (body.ShippingAddressID as string | null) ?? order.ShippingAddressID,
    ShippingAddress: body.ShippingAddressID ? null : order.ShippingAddress,
    Specs: [],
  }
  const added = asRow(line, product)
  const written = writeLines(call, order, [...lines, added], read, {
    before: lines,
    checked: [ID],
    enforceStock: order.Status !== 'Open',
  })
  const final = written.lines.find((l) => l.ID === ID)!
  const answer = lineAnswer(final, order, caller, read)
  await call.commit({
    statements: [
      ...written.statements,
      ...stockChange(call, order, [{ ProductID: product.ID, by: -final.Quantity }]),
    ],
    answer,
    conflict: { table: lineItems.name, error: idExists('LineItem', ID) },
  })
  return answer
}

const asRow = (line: Values, product: VisibleProduct): LineRow =>
  ({
    ...line,
    Product: null,
    LiveProduct: product,
    LiveShipping: null,
    LiveShipFrom: null,
  }) as unknown as LineRow

/** On an open order stock follows the change at once, sufficient or not: the seller edits what was agreed. */
function stockChange(
  call: Call<unknown>,
  order: OrderRow,
  changes: { ProductID: string; by: number }[],
): Write[] {
  if (order.Status !== 'Open') return []
  return changes
    .filter((c) => c.by !== 0)
    .map((c) => ({
      sql: sql`update products set QuantityAvailable = coalesce(QuantityAvailable, 0) + ${c.by}, InventoryUpdated = ${call.now}
        where Marketplace = ${call.marketplace} and ID = ${c.ProductID} and InventoryEnabled = 1 and VariantLevelTracking = 0`,
    }))
}

const create = operation({
  id: 'LineItems.Create',
  method: 'POST',
  path,
  roles: writers,
  lock: orderLock,
  body: { model: lineItemModel },
  response: lineItemModel,
  status: 201,
  creates: true,
  summary: 'Adds a line to an order.',
  run: async (call) => {
    const body = call.body as Values
    const { order, lines, read } = await loadOrder(call, writeReads(call, body.ProductID as string))
    return createLine(call as never, order, lines, read as never, body.ID as string)
  },
})

/** What each property of a line is governed by. */
const governed = {
  ID: 'lines',
  Quantity: 'lines',
  Specs: 'lines',
  UnitPrice: 'unitPrice',
  CostCenter: 'lineDetails',
  DateNeeded: 'lineDetails',
  ShippingAccount: 'lineDetails',
  ShippingAddressID: 'lineDetails',
  ShipFromAddressID: 'lineDetails',
  InventoryRecordID: 'stockPlace',
  xp: 'lineXp',
} as const

async function changeLine(
  call: Call<Values>,
  order: OrderRow,
  lines: LineRow[],
  read: LineReads,
  line: LineRow,
  after: Values,
  sent: Values,
) {
  const { caller, marketplace: m } = call
  if (after.ProductID && String(after.ProductID).toLowerCase() !== line.ProductID.toLowerCase())
    throw fail('LineItem.CannotChangeProductID', 'The product of a line cannot be changed.')
  const price = priceWish(call, line, after, sent)
  const before: Values = { ...line }
  const wanted: Values = { ...after, ...price }
  const changed = Object.keys(governed).filter(
    (n) => JSON.stringify(before[n] ?? null) !== JSON.stringify(wanted[n] ?? null),
  ) as (keyof typeof governed)[]
  for (const name of changed) requireChange(governed[name], order, caller, name)
  if ((wanted.Quantity as number) < line.QuantityShipped)
    throw invalid({
      property: 'Quantity',
      rule: 'Range',
      message: `${line.QuantityShipped} of this line are shipped already.`,
      detail: { Minimum: line.QuantityShipped },
    })
  const ID = wanted.ID && wanted.ID !== line.ID ? await call.id(wanted.ID as string) : line.ID
  const details = detailsOf(
    call,
    order,
    read,
    Object.fromEntries(changed.map((n) => [n, wanted[n]])),
    line,
    line.DateAdded!,
  )
  const next = {
    ...line,
    ...Object.fromEntries(changed.map((n) => [n, wanted[n] ?? null])),
    ...details,
    ...price,
    ID,
  } as LineRow
  if (changed.includes('ShippingAddressID') && !next.ShippingAddressID) next.ShippingAddress = null
  const repriced =
    changed.includes('Quantity') ||
    changed.includes('UnitPrice') ||
    next.PriceOverridden !== line.PriceOverridden
  const written = writeLines(
    call,
    order,
    lines.map((l) => (l.ID === line.ID ? next : l)),
    read,
    {
      before: lines,
      checked: repriced ? [ID] : [],
      enforceStock: order.Status !== 'Open',
      renamed: { from: line.ID, to: ID },
    },
  )
  const final = written.lines.find((l) => l.ID === ID)!
  const answer = lineAnswer(final, order, caller, read)
  await call.commit({
    statements: [
      ...written.statements,
      ...(ID === line.ID
        ? []
        : [
            {
              sql: sql`update shipment_items set LineItemID = ${ID} where Marketplace = ${m} and OrderKey = ${order.Key} and LineItemID = ${line.ID}`,
            },
          ]),
      ...stockChange(call, order, [{ ProductID: line.ProductID, by: line.Quantity - final.Quantity }]),
    ],
    answer,
    conflict: { table: lineItems.name, error: idExists('LineItem', ID) },
  })
  return answer
}

/**
 * What a write means for the unit price: another value overrides it, null takes it back, the present value changes
 * nothing, so that what was read can be put back. Only with the role.
 */
function priceWish(call: Call<unknown>, line: LineRow, after: Values, sent: Values): Values {
  const may = hasRole(call.caller, 'OverrideUnitPrice')
  const refuse = () => insufficientRoles(['FullAccess', 'OverrideUnitPrice'], call.caller.roles)
  const wish = after.UnitPrice as number | null | undefined
  const put = call.operation.method === 'PUT'
  if (wish === null || wish === undefined) {
    if (!line.PriceOverridden) return { UnitPrice: line.UnitPrice }
    if (may && (put || 'UnitPrice' in sent)) return { UnitPrice: null, PriceOverridden: false }
    if (!put && 'UnitPrice' in sent) throw refuse()
    return { UnitPrice: line.UnitPrice, PriceOverridden: true }
  }
  if (wish === line.UnitPrice) return { UnitPrice: wish, PriceOverridden: line.PriceOverridden }
  if (!may) throw refuse()
  return { UnitPrice: wish, PriceOverridden: true }
}

const lineOf = (lines: LineRow[], id: string) => lines.find((l) => l.ID.toLowerCase() === id.toLowerCase())

const save = operation({
  id: 'LineItems.Save',
  method: 'PUT',
  path: itemPath,
  roles: writers,
  lock: orderLock,
  body: { model: lineItemModel },
  response: lineItemModel,
  status: 200,
  summary: 'Creates or replaces a line of an order.',
  run: async (call) => {
    const body = call.body as Values
    const { order, lines, read } = await loadOrder(call, writeReads(call, body.ProductID as string))
    const line = lineOf(lines, call.params.lineItemID!)
    if (!line)
      return createLine(
        call as never,
        order,
        lines,
        read as never,
        (body.ID as string) || call.params.lineItemID!,
      )
    const writable = Object.fromEntries(Object.keys(governed).map((n) => [n, body[n]]))
    return changeLine(
      call as never,
      order,
      lines,
      read as never,
      line,
      { ...line, ...writable, ID: body.ID || line.ID, ProductID: body.ProductID },
      call.input.sent as Values,
    )
  },
})

const patch = operation({
  id: 'LineItems.Patch',
  method: 'PATCH',
  path: itemPath,
  roles: writers,
  lock: orderLock,
  body: { model: lineItemModel, partial: true },
  response: lineItemModel,
  status: 200,
  summary: 'Changes the properties sent of a line.',
  run: async (call) => {
    const { order, lines, read } = await loadOrder(call, writeReads(call))
    const line = lineOf(lines, call.params.lineItemID!)
    if (!line) throw notFound('LineItem', call.params.lineItemID)
    return changeLine(
      call as never,
      order,
      lines,
      read as never,
      line,
      patched(lineItemModel, line, call.body as Values),
      call.body as Values,
    )
  },
})

const removal = operation({
  id: 'LineItems.Delete',
  method: 'DELETE',
  path: itemPath,
  roles: writers,
  lock: orderLock,
  status: 204,
  summary: 'Removes a line from an order.',
  run: async (call) => {
    const { caller, marketplace: m } = call
    const { order, lines, read } = await loadOrder(call, writeReads(call))
    const line = lineOf(lines, call.params.lineItemID!)
    if (!line) throw notFound('LineItem', call.params.lineItemID)
    requireChange('lines', order, caller, 'LineItems')
    if (line.IsBundle) throw fail('LineItem.CannotRemoveBundle', 'Remove the bundle instead.')
    if (line.BundleItemID) throw fail('LineItem.CannotRemoveBundleItem', 'Remove the bundle instead.')
    if (line.QuantityShipped > 0)
      throw invalid({
        property: 'LineItems',
        rule: 'Rule',
        message: 'A line that has been shipped cannot be removed.',
      })
    const written = writeLines(
      call,
      order,
      lines.filter((l) => l !== line),
      read as never,
      { before: lines, checked: [], enforceStock: false },
    )
    const key: Where = { OrderKey: order.Key, ID: line.ID }
    await call.commit({
      statements: [
        ...written.statements,
        {
          sql: sql`delete from shipment_items where Marketplace = ${m} and OrderKey = ${order.Key} and LineItemID = ${line.ID}`,
        },
        remove(lineItems, m, key),
        ...stockChange(call, order, [{ ProductID: line.ProductID, by: line.Quantity }]),
      ] as (Write | Guard)[],
      answer: null,
    })
  },
})

export const operations = [list, get, create, save, patch, removal]
