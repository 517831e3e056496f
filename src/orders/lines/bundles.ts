import { fail, invalid, notFound } from '../../api/errors.ts'
import { list, object } from '../../api/field.ts'
import { type BodyOf, model } from '../../api/model.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import type { VisibleProduct } from '../../catalog/shop/visible-products.ts'
import type { Call } from '../../store/call.ts'
import { type Found, relyOnAll } from '../../store/fact.ts'
import { sql } from '../../tables/sql.ts'
import type { NamedOrder } from '../operation/named-order.ts'
import { type Asked, onOrder } from '../operation/on-order.ts'
import { isVisibleLine } from '../operation/order-visibility.ts'
import { byID, type Place } from '../operation/places.ts'
import type { OrderRow } from '../state/order-state.ts'
import { requireChange, requireNewLines } from '../state/permissions.ts'
import { answeredLine, lineItemModel } from '../state/shown-order.ts'
import { itemsOf, refuseShipped } from './bundle-headings.ts'
import { type Content, contentOf, contentsOf } from './bundle-needs.ts'
import { catalogueOf, type LineReads, lineReads, pricedProducts, seenProduct } from './line-reads.ts'
import { relyOnChoices } from './line-specs.ts'
import { type NewLine, type NewLineBody, newHeading, newLine, sells } from './new-line.ts'

/** Lines one bundle comes to at most: they are written in one batch. */
const MOST_ITEMS = 100

const bundleItems = model('BundleItems', {
  LineItems: list(object('LineItem', lineItemModel.fields), MOST_ITEMS),
})
type BundleItems = BodyOf<typeof bundleItems>

const pathIn = ({ bundles = '/bundles/{bundleID}' }: Place) => bundles

/** What a bundle's purchase reads: the bundle, what is in it, and what was asked for. */
function readsOfBundle({ params, body }: Call<BundleItems>, order: NamedOrder) {
  const { marketplace } = order
  const { bundleID } = params
  const items = body.LineItems
  const asked = JSON.stringify(items.map((i) => [i.ProductID, i.InventoryRecordID ?? null, i.Specs ?? []]))
  const held = sql`bundle_products where Marketplace = ${marketplace} and BundleID = ${bundleID}`
  return {
    ...lineReads(order, {
      products: sql`select ${bundleID} as ProductID union all select value ->> 0 from json_each(${asked})
        union all select ProductID from ${held}`,
      answers: sql`select value ->> 0 as ProductID, value -> 2 as Answers from json_each(${asked})
        union all select ProductID, '[]' from ${held}`,
      records: sql`select value ->> 0, value ->> 1 from json_each(${asked})`,
      bodies: items,
    }),
    contents: contentsOf(marketplace, sql`(${bundleID})`),
  }
}

type BundleReads = LineReads & { contents: Found<Content> }

/** What of the bundle an item is. */
const contentOfItem = ({ ProductID }: NewLineBody, read: BundleReads): Content | undefined =>
  contentOf({ ID: ProductID, ParentID: seenProduct(read, ProductID)?.ParentID }, read.contents.rows)

/** The items of a purchase: those asked for, and what the bundle must be bought with. */
function itemsWanted(call: Asked<BundleItems>, read: BundleReads): NewLineBody[] {
  const asked = call.body.LineItems
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
  const missing = read.contents.rows.filter((c) => c.Required && !has(c))
  const added = missing.map(({ ProductID, DefaultQuantity }) => {
    const isParent = seenProduct(read, ProductID)?.IsParent
    if (DefaultQuantity !== null && !isParent) return { ProductID, Quantity: DefaultQuantity }
    throw asked.length === 0 && !isParent
      ? fail('Bundle.DefaultQuantityMissing', `Product "${ProductID}" has no default quantity.`, {
          ProductID,
        })
      : fail('Bundle.RequiredBundleItemMissing', `The bundle is bought with "${ProductID}".`, { ProductID })
  })
  if (chosen.length + added.length === 0)
    throw invalid('LineItems', 'Required', 'At least one item must be chosen.')
  return [...chosen, ...added]
}

/** The bundle, as the order's user sees it. */
function requireBundle(read: BundleReads, header: OrderRow, bundleID: string): VisibleProduct {
  const bundle = seenProduct(read, bundleID)
  if (!bundle?.IsBundle) throw notFound('Bundle', bundleID)
  if (!sells(bundle, header))
    throw fail('LineItem.ProductNotAvailableFromSeller', `${header.ToCompanyID} does not sell this bundle.`)
  return bundle
}

const create = (place: Place) =>
  onOrder(place, {
    id: 'BundleLineItems.Create',
    method: 'POST',
    path: pathIn(place),
    body: { model: bundleItems },
    response: lineItemModel,
    summary: 'Adds a bundle to an order: a line for the bundle, and one for each of its items.',
    begins: true,
    contributed: true,
    parts: ['lines'],
    catalogue: true,
    reads: readsOfBundle,
    decide: async ({ call, order, read }) => {
      requireNewLines(order.header, call.caller)
      const bundle = requireBundle(read, order.header, call.params.bundleID!)
      const heading = newHeading(call, order.header, read, bundle)
      relyOnAll(call, read.contents)
      const added: NewLine[] = []
      // Of a request there are few, beside an order that may have many.
      const lines = () => [...order.lines, heading, ...added.map((a) => a.line)]
      for (const item of itemsWanted(call, read))
        added.push(
          await newLine(call, { ...order, lines: lines() }, read, item, {
            BundleItemID: heading.ID,
            NeededByBundle: contentOfItem(item, read)?.Required ?? false,
          }),
        )
      relyOnChoices(
        call,
        read,
        added.map((a) => a.choice),
      )
      return {
        order: { ...order, lines: lines() },
        answer: answeredLine(heading.ID, call.caller),
        catalogue: catalogueOf(read),
      }
    },
  })

const remove = (place: Place) =>
  onOrder(place, {
    id: 'BundleLineItems.Delete',
    method: 'DELETE',
    path: `${pathIn(place)}/{bundleItemID}`,
    summary: 'Removes a bundle from an order, with the lines of its items.',
    contributed: true,
    parts: ['lines'],
    catalogue: true,
    reads: (_, order) => ({ products: pricedProducts(order) }),
    decide: ({ call, order, read }) => {
      const { bundleID, bundleItemID } = call.params
      const heading = order.lines.find(
        (l) =>
          l.IsBundle &&
          sameIgnoringCase(l.ID, bundleItemID) &&
          sameIgnoringCase(l.ProductID, bundleID) &&
          isVisibleLine(l, call.caller),
      )
      if (!heading) throw notFound('LineItem', bundleItemID)
      requireChange('lines', order.header, call.caller, 'LineItems')
      const items = itemsOf(heading, order.lines)
      refuseShipped(items)
      const going = new Set([heading, ...items])
      return {
        order: { ...order, lines: order.lines.filter((l) => !going.has(l)) },
        catalogue: { products: read.products.rows, stock: [], records: [] },
      }
    },
  })

/** Bundles on an order, wherever that is named. */
export const bundles = (place: Place) => [create(place), remove(place)]

export const operations = bundles(byID)
