import { type SQL, sql } from 'drizzle-orm'
import { fail, invalid, notFound } from '../../api/errors.ts'
import { list, object, sameIgnoringCase } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { type VisibleProduct, visibleByID } from '../../catalog/shop/visible-products.ts'
import { operation } from '../../resource/operation.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import type { Guard } from '../../tables/statements.ts'
import { orderLock, requireChange } from '../order/access.ts'
import { type LineRow, loadOrder, type OrderRow, pricedProducts, viewOfOrder } from '../order/load.ts'
import { lineItemModel } from '../order/present.ts'
import { stockChange } from '../stock/stock.ts'
import { recordRows, rowsByID } from '../stock/stock-rows.ts'
import { itemsOf, refuseShipped } from './bundle-headings.ts'
import { type Content, contentOf, contentsHold, contentsOf } from './bundle-needs.ts'
import { addressReads } from './line-details.ts'
import { writers } from './line-items.ts'
import { specReadsOfNew } from './line-specs.ts'
import { lineAnswer, removeLines, writeLines } from './line-writes.ts'
import { type LineReads, type NewLine, newHeading, newLine, newLinesHold, sells } from './new-line.ts'

type Values = Record<string, unknown>

/** Lines one bundle comes to at most: they are written in one batch. */
const MOST_ITEMS = 100

const bundleItems = model('BundleItems', {
  LineItems: list(object('LineItem', lineItemModel.fields), MOST_ITEMS),
})

const path = '/orders/{direction}/{orderID}/bundles/{bundleID}'

/** Everything a bundle's purchase reads beside the order: the bundle, what is in it, and what was asked for. */
const reads = (call: Call<Values>) => (key: SQL) => {
  const m = call.marketplace
  const bundleID = call.params.bundleID!
  const items = call.body.LineItems as Values[]
  const asked = JSON.stringify(items.map((i) => [i.ProductID, i.InventoryRecordID ?? null, i.Specs ?? []]))
  const held = sql`bundle_products where Marketplace = ${m} and BundleID = ${bundleID}`
  const ids = sql`select ProductID from line_items where Marketplace = ${m} and OrderKey = ${key} union all select ${bundleID}
    union all select value ->> 0 from json_each(${asked}) union all select ProductID from ${held}`
  return {
    ...specReadsOfNew(
      m,
      key,
      sql`select value ->> 0 as ProductID, value -> 2 as Answers from json_each(${asked})
        union all select ProductID, '[]' from ${held}`,
    ),
    products: visibleByID(viewOfOrder(m, key), ids),
    stock: rowsByID(m, ids),
    records: recordRows(m, key, sql`select value ->> 0, value ->> 1 from json_each(${asked})`),
    contents: contentsOf(m, sql`(${bundleID})`),
    ...addressReads(m, key, items, sql`select ${bundleID} union all select ProductID from ${held}`),
  }
}

type Read = LineReads & { contents: Content[] }

/** What of the bundle an item is. */
const contentOfItem = (item: Values, read: Read): Content | undefined =>
  contentOf(
    {
      ID: item.ProductID,
      ParentID: read.products.find((p) => sameIgnoringCase(p.ID, item.ProductID))?.ParentID,
    },
    read.contents,
  )

/** The items of a purchase: those asked for, and what the bundle must be bought with. */
function itemsWanted(call: Call<Values>, read: Read): Values[] {
  const asked = call.body.LineItems as Values[]
  const chosen = asked.map((item, i) => {
    const content = contentOfItem(item, read)
    if (!content)
      throw fail('Bundle.ProductNotAssigned', `Product "${item.ProductID}" is not in this bundle.`, {
        ProductID: item.ProductID,
      })
    // A quantity that is left out is the bundle's to say.
    const isSaid = (call.asSent('LineItems', i, 'Quantity') ?? null) !== null
    return isSaid ? item : { ...item, Quantity: content.DefaultQuantity ?? 1 }
  })
  const has = (content: Content) => asked.some((item) => contentOfItem(item, read) === content)
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

/** The bundle holds what was read, and its products are there. */
const stillSold = (call: Call<unknown>, read: Read, lines: LineRow[]): Guard[] => {
  const m = call.marketplace
  const ids = JSON.stringify(lines.map((l) => l.ProductID))
  return [
    contentsHold(m, sql`(${call.params.bundleID!})`, read.contents),
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
    const heading = newHeading(call, order, read, requireBundle(read, order, call.params.bundleID!))
    const added: NewLine[] = []
    for (const item of itemsWanted(call as never, read)) {
      const present = [...lines, heading, ...added.map((a) => a.line)]
      added.push(
        await newLine(call, order, present, read, item, (item.ID as string) ?? null, {
          BundleItemID: heading.ID,
          NeededByBundle: contentOfItem(item, read)!.Required,
        }),
      )
    }
    const made = [heading, ...added.map((a) => a.line)]
    const IDs = made.map((l) => l.ID)
    const written = writeLines(call, order, [...lines, ...made], read, {
      before: lines,
      checked: IDs,
      added: IDs,
      enforceStock: order.Status !== 'Open',
    })
    const final = written.lines.filter((l) => IDs.includes(l.ID))
    const answer = lineAnswer(final.find((l) => l.ID === heading.ID)!, order, caller, read)
    await commit(call, {
      statements: [
        ...stillSold(call, read, made),
        ...newLinesHold(m, order, read, added),
        ...written.statements,
        ...stockChange(
          call,
          order,
          final.map((line) => ({ line, by: -line.Quantity })),
          true,
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
    const { order, lines, read } = await loadOrder(call, (key) => ({ products: pricedProducts(m, key) }))
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
      { products: read.products, stock: [], records: [] },
      { before: lines, checked: [], removed: items, enforceStock: false },
    )
    await commit(call, {
      statements: [
        ...written.statements,
        ...removeLines(m, order.Key, gone),
        ...stockChange(
          call,
          order,
          gone.map((line) => ({ line, by: line.Quantity })),
        ),
      ],
      answer: null,
    })
  },
})

export const operations = [create, removal]
