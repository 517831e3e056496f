import { sameIgnoringCase } from '../../api/names.ts'
import type { stockSources } from '../../tables/orders/line-items.ts'
import { ofProductWithID, withID } from '../state/rows-by.ts'

/** What stock looks at of a product: as it is stored, with what is above it. */
export interface StockedProduct {
  ID: string
  /** The counter's own name, which no other ever has. */
  StockKey: string
  InventoryEnabled: boolean | null
  VariantLevelTracking: boolean
  OrderCanExceed: boolean
  QuantityAvailable: number | null
  /** Inventory records of it, or of its variants. */
  RecordCount: number
  /** The parent; a child product without an inventory object of its own draws on the parent's. */
  Above: Omit<StockedProduct, 'Above'> | null
}

/** What stock looks at of an inventory record. */
export interface StockRecord {
  ID: string
  StockKey: string
  ProductID: string
  /** The variant it is of; null of the product itself. */
  VariantID: string | null
  OrderCanExceed: boolean
  QuantityAvailable: number
}

/** What stock looks at of a variant. */
export interface VariantStock {
  ProductID: string
  ID: string
  StockKey: string
  QuantityAvailable: number | null
  /** Inventory records of it. */
  RecordCount: number
}

/** Everything that counts, as it was read with an order. */
export interface StockReads {
  stock: readonly StockedProduct[]
  records: readonly StockRecord[]
  variants?: readonly VariantStock[]
}

/** What stock looks at of a line. */
export interface StockedLine {
  ID: string
  ProductID: string
  Quantity: number
  IsBundle: boolean
  VariantID: string | null
  InventoryRecordID: string | null
}

export type StockSource = (typeof stockSources)[number]

/** Where the stock of a line is counted. */
export interface Counter {
  source: StockSource
  StockKey: string
  ProductID: string
  VariantID: string | null
  InventoryRecordID: string | null
  available: number
  /** More may be ordered than there is. */
  exceed: boolean
}

/**
 * The counter a line draws on: the record it names; none where the product (or, tracked by them, its variant) has
 * records and the line names none; else the variant's, the product's own, or its parent's. Null where nothing is
 * counted.
 */
export function counterOf(line: StockedLine, read: StockReads): Counter | null {
  const [product] = withID(read.stock, line.ProductID)
  if (line.IsBundle || !product) return null
  const above = product.InventoryEnabled === null ? product.Above : null
  const tracked = above ?? product
  if (!tracked.InventoryEnabled) return null
  if (line.InventoryRecordID !== null) {
    const record = ofProductWithID(read.records, product.ID, line.InventoryRecordID).find((r) =>
      sameIgnoringCase(r.VariantID, tracked.VariantLevelTracking ? line.VariantID : null),
    )
    return record
      ? {
          source: 'Record',
          StockKey: record.StockKey,
          ProductID: product.ID,
          VariantID: record.VariantID,
          InventoryRecordID: record.ID,
          available: record.QuantityAvailable,
          exceed: record.OrderCanExceed,
        }
      : null
  }
  if (tracked.VariantLevelTracking) return variantCounter(line, tracked, read.variants ?? [])
  if (tracked.RecordCount > 0) return null
  return {
    source: above ? 'Parent' : 'Product',
    StockKey: tracked.StockKey,
    ProductID: tracked.ID,
    VariantID: null,
    InventoryRecordID: null,
    available: tracked.QuantityAvailable ?? 0,
    exceed: tracked.OrderCanExceed,
  }
}

function variantCounter(
  line: StockedLine,
  product: Pick<StockedProduct, 'ID' | 'OrderCanExceed'>,
  variants: readonly VariantStock[],
): Counter | null {
  const [variant] = ofProductWithID(variants, product.ID, line.VariantID)
  if (!variant || variant.RecordCount > 0) return null
  return {
    source: 'Variant',
    StockKey: variant.StockKey,
    ProductID: product.ID,
    VariantID: variant.ID,
    InventoryRecordID: null,
    available: variant.QuantityAvailable ?? 0,
    exceed: product.OrderCanExceed,
  }
}

/** What lines ask of one counter. */
export interface Demand {
  counter: Counter
  quantity: number
  lines: StockedLine[]
}

/** What an order's lines ask of each counter they draw on, together. */
function demands(lines: StockedLine[], read: StockReads): Demand[] {
  const all = new Map<string, Demand>()
  for (const line of lines) {
    const counter = counterOf(line, read)
    if (!counter) continue
    const demand = all.get(counter.StockKey) ?? { counter, quantity: 0, lines: [] }
    all.set(counter.StockKey, demand)
    demand.quantity += line.Quantity
    demand.lines.push(line)
  }
  return [...all.values()]
}

/** Lines that ask more of a counter than it has: one entry per line, with what is there and what all lines ask. */
export const shortages = (lines: StockedLine[], read: StockReads) => demands(lines, read).flatMap(shortOf)

/** The same of what is asked of one counter. */
export const shortOf = ({ counter, quantity, lines }: Demand) =>
  counter.exceed || quantity <= counter.available
    ? []
    : lines.map((line) => ({
        ProductID: counter.source === 'Parent' ? line.ProductID : counter.ProductID,
        VariantID: counter.VariantID,
        InventoryRecordID: counter.InventoryRecordID,
        LineItemID: line.ID,
        QuantityAvailable: counter.available,
        QuantityRequested: quantity,
      }))
