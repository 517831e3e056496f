import { type SQL, sql } from 'drizzle-orm'
import { fail, invalid, notFound } from '../api/errors.ts'
import { list, object, sameIgnoringCase } from '../api/field.ts'
import { model } from '../api/model.ts'
import { operation } from '../api/operation.ts'
import { plain } from '../api/sql.ts'
import { bundleProducts } from '../catalog/bundle-contents.ts'
import { type VisibleProduct, visibleByID } from '../catalog/visible-products.ts'
import type { Call } from '../store/call.ts'
import { type Guard, select, type Write } from '../store/rows.ts'
import { orderLock, requireChange } from './access.ts'
import { itemsOf, refuseShipped } from './bundle-headings.ts'
import { type LineReads, linksRemain, newLine, sells, withCopies } from './create-line.ts'
import { writers } from './line-items.ts'
import { lineAnswer, writeLines } from './line-writes.ts'
import {
  type LineRow,
  loadOrder,
  type OrderRow,
  pricedProducts,
  productRows,
  rowsByID,
  viewOfOrder,
} from './load.ts'
import { ownerAddresses, userOfOrder } from './owner-addresses.ts'
import { lineItemModel } from './present.ts'
import { stockChange } from './stock.ts'

type Values = Record<string, unknown>

/** Lines one bundle comes to at most: they are written in one batch. */
const MOST_ITEMS = 100

const bundleItems = model(
  'BundleItems',
  { LineItems: list(object('LineItem', lineItemModel.fields)) },
  (body) =>
    (body.LineItems as unknown[]).length <= MOST_ITEMS
      ? []
      : [
          {
            property: 'LineItems',
            rule: 'Range',
            message: `A bundle is bought with at most ${MOST_ITEMS} items.`,
            detail: { Maximum: MOST_ITEMS },
          },
        ],
)

const path = '/orders/{direction}/{orderID}/bundles/{bundleID}'

/** What a bundle holds, in a form that can be compared in SQL. */
const contentsNow = (m: string, bundleID: string): SQL =>
  sql`(select json_group_array(json_array(c.ProductID, c.Required, c.DefaultQuantity)) from (select * from bundle_products
    where Marketplace = ${m} and BundleID = ${bundleID} order by ProductID) c)`

/** Everything a bundle's purchase reads beside the order: the bundle, what is in it, and what was asked for. */
const reads = (call: Call<Values>) => (key: SQL) => {
  const m = call.marketplace
  const bundleID = call.params.bundleID!
  const items = call.body.LineItems as Values[]
  const asked = JSON.stringify([bundleID, ...items.map((i) => i.ProductID)])
  const ids = sql`select ProductID from line_items where Marketplace = ${m} and OrderKey = ${key}
    union all select value from json_each(${asked})
    union all select ProductID from bundle_products where Marketplace = ${m} and BundleID = ${bundleID}`
  const shipFrom = JSON.stringify(items.map((i) => i.ShipFromAddressID).filter(Boolean))
  return {
    products: visibleByID(viewOfOrder(m, key), ids),
    stock: rowsByID(m, ids),
    contents: select(bundleProducts, m, { BundleID: bundleID }),
    sum: plain<{ Sum: string }>(sql`select ${contentsNow(m, bundleID)} as Sum`),
    addresses: ownerAddresses(
      userOfOrder(m, key),
      items.map((i) => i.ShippingAddressID as string),
      false,
      sql`select ShippingAddressID from orders where Marketplace = ${m} and Key = ${key}`,
    ),
    shipFrom: plain<Values>(sql`select ID, Kind, Company from addresses where Marketplace = ${m}
      and ID in (select value from json_each(${shipFrom})) and Kind <> 'Buyer'`),
  }
}

type Content = { ProductID: string; Required: boolean; DefaultQuantity: number | null }
type Read = LineReads & { contents: Content[]; sum: { Sum: string }[] }

/** The content an item is of: itself, or its parent, of which the shopper picks a child. */
function contentOf(item: Values, read: Read): Content | undefined {
  const parent = read.products.find((p) => sameIgnoringCase(p.ID, item.ProductID))?.ParentID
  return (
    read.contents.find((c) => sameIgnoringCase(c.ProductID, item.ProductID)) ??
    read.contents.find(
      (c) => parent !== undefined && parent !== null && sameIgnoringCase(c.ProductID, parent),
    )
  )
}

/** Whether an item was sent with a quantity: what is left out is the bundle's to say. */
const hasQuantity = (sent: unknown) =>
  Object.entries((sent ?? {}) as Values).some(
    ([name, value]) => name.toLowerCase() === 'quantity' && value !== null && value !== undefined,
  )

/** The items of a purchase: those asked for, and what the bundle must be bought with. */
function itemsWanted(call: Call<Values>, read: Read): Values[] {
  const asked = call.body.LineItems as Values[]
  const sent = Object.entries((call.input.sent ?? {}) as Values).find(
    ([name]) => name.toLowerCase() === 'lineitems',
  )?.[1] as unknown[] | null | undefined
  const chosen = asked.map((item, i) => {
    const content = contentOf(item, read)
    if (!content)
      throw fail('Bundle.ProductNotAssigned', `Product "${item.ProductID}" is not in this bundle.`, {
        ProductID: item.ProductID,
      })
    return hasQuantity(sent?.[i]) ? item : { ...item, Quantity: content.DefaultQuantity ?? 1 }
  })
  const has = (content: Content) => asked.some((item) => contentOf(item, read) === content)
  const missing = read.contents.filter((c) => c.Required && !has(c))
  const added = missing.map(({ ProductID, DefaultQuantity }) => {
    const isParent = read.products.find((p) => sameIgnoringCase(p.ID, ProductID))?.IsParent
    if (DefaultQuantity !== null && !isParent) return { ProductID, Quantity: DefaultQuantity }
    throw asked.length === 0 && !isParent
      ? fail('Bundle.DefaultQuantityMissing', `Product "${ProductID}" has no default quantity.`, {
          ProductID,
        })
      : fail('Bundle.RequiredBundleItemMissing', `The bundle is bought with "${ProductID}".`, { ProductID })
  })
  if (chosen.length + added.length === 0)
    throw invalid({ property: 'LineItems', rule: 'Required', message: 'At least one item must be chosen.' })
  return [...chosen, ...added]
}

/** The bundle, as the order's user sees it. */
function requireBundle(read: Read, order: OrderRow, bundleID: string): VisibleProduct {
  const bundle = read.products.find((p) => sameIgnoringCase(p.ID, bundleID))
  if (!bundle?.IsBundle) throw notFound('Bundle', bundleID)
  if (!sells(bundle, order))
    throw fail('LineItem.ProductNotAvailableFromSeller', `${order.ToCompanyID} does not sell this bundle.`)
  return bundle
}

/** The line that heads a bundle: it costs nothing, and its items refer to it. */
const headingOf = (call: Call<unknown>, order: OrderRow, read: Read, bundle: VisibleProduct): LineRow =>
  withCopies(
    {
      ID: call.newID(),
      ProductID: bundle.ID,
      OrderKey: order.Key,
      Quantity: 1,
      QuantityShipped: 0,
      DateAdded: call.now,
      PromotionDiscount: 0,
      UnitPrice: 0,
      IsBundle: true,
      BundleItemID: null,
      PriceOverridden: false,
      SupplierID: bundle.DefaultSupplierID,
      ShippingAddressID: order.ShippingAddressID,
      ShippingAddress: order.ShippingAddress,
      ShipFromAddressID: bundle.ShipFromAddressID,
      Specs: [],
    },
    order,
    read,
    bundle,
  )

/** The bundle holds what was read, and its products are there. */
const stillSold = (call: Call<unknown>, read: Read, lines: LineRow[]): Guard[] => {
  const m = call.marketplace
  const ids = JSON.stringify(lines.map((l) => l.ProductID))
  return [
    { guard: sql`${contentsNow(m, call.params.bundleID!)} = ${read.sum[0]!.Sum}` },
    {
      guard: sql`not exists (select 1 from json_each(${ids}) j where not exists
        (select 1 from products p where p.Marketplace = ${m} and p.ID = j.value))`,
    },
  ]
}

const create = operation({
  id: 'BundleLineItems.Create',
  method: 'POST',
  path,
  roles: writers,
  lock: orderLock,
  body: { model: bundleItems },
  response: lineItemModel,
  status: 201,
  summary: 'Adds a bundle to an order: a line for the bundle, and one for each of its items.',
  run: async (call) => {
    const { caller, marketplace: m } = call
    const loaded = await loadOrder(call, reads(call as never))
    const { order, lines } = loaded
    const read = loaded.read as unknown as Read
    requireChange('lines', order, caller, 'LineItems')
    const heading = headingOf(call, order, read, requireBundle(read, order, call.params.bundleID!))
    const added = [heading]
    for (const item of itemsWanted(call as never, read))
      added.push(
        await newLine(call, order, [...lines, ...added], read, item, (item.ID as string) ?? null, heading.ID),
      )
    const written = writeLines(call, order, [...lines, ...added], read, {
      before: lines,
      checked: added.map((l) => l.ID),
      enforceStock: order.Status !== 'Open',
    })
    const answer = lineAnswer(written.lines.find((l) => l.ID === heading.ID)!, order, caller, read)
    await call.commit({
      statements: [
        ...stillSold(call, read, added),
        ...added.flatMap((line) => linksRemain(m, order, read, line, null)),
        ...written.statements,
        ...stockChange(
          call,
          order,
          added.filter((l) => !l.IsBundle).map((l) => ({ ProductID: l.ProductID, by: -l.Quantity })),
        ),
      ],
      answer,
    })
    return answer
  },
})

const removal = operation({
  id: 'BundleLineItems.Delete',
  method: 'DELETE',
  path: `${path}/{bundleItemID}`,
  roles: writers,
  lock: orderLock,
  status: 204,
  summary: 'Removes a bundle from an order, with the lines of its items.',
  run: async (call) => {
    const { caller, marketplace: m } = call
    const { bundleID, bundleItemID } = call.params
    const { order, lines, read } = await loadOrder(call, (key) => ({
      products: pricedProducts(m, key),
      stock: productRows(m, key),
    }))
    const heading = lines.find(
      (l) => l.IsBundle && sameIgnoringCase(l.ID, bundleItemID) && sameIgnoringCase(l.ProductID, bundleID),
    )
    if (!heading) throw notFound('LineItem', bundleItemID)
    requireChange('lines', order, caller, 'LineItems')
    const items = itemsOf(heading, lines)
    refuseShipped(items)
    const gone = [heading, ...items]
    const written = writeLines(
      call,
      order,
      lines.filter((l) => !gone.includes(l)),
      read as never,
      { before: lines, checked: [], enforceStock: false },
    )
    const ids = sql`(select value from json_each(${JSON.stringify(gone.map((l) => l.ID))}))`
    await call.commit({
      statements: [
        ...written.statements,
        {
          sql: sql`delete from shipment_items where Marketplace = ${m} and OrderKey = ${order.Key} and LineItemID in ${ids}`,
        },
        {
          sql: sql`delete from line_items where Marketplace = ${m} and OrderKey = ${order.Key} and ID in ${ids}`,
        },
        ...stockChange(
          call,
          order,
          items.map((l) => ({ ProductID: l.ProductID, by: l.Quantity })),
        ),
      ] as (Write | Guard)[],
      answer: null,
    })
  },
})

export const operations = [create, removal]
