import { describe, expect, it } from 'vitest'
import { ApiError } from '../../api/errors.ts'
import type { VisibleProduct } from '../../catalog/shop/visible-products.ts'
import { priceSchedules } from '../../tables/catalog/prices.ts'
import { products } from '../../tables/catalog/products.ts'
import { lineItems } from '../../tables/orders/line-items.ts'
import { orders } from '../../tables/orders/orders.ts'
import { asking, type Catalogue, pricedLines } from './line-prices.ts'
import { blankRow } from './new-rows.ts'
import type { LineRow, OrderRow } from './order-state.ts'

const NOW = '2026-03-01T12:00:00.000+00:00'
const header: OrderRow = { ...blankRow(orders), Status: 'Unsubmitted', Owner: null, LiveBilling: null }

/** Ten at most over the order, and as many in stock as are said; cheaper by the half-dozen. */
const product = (ID: string): VisibleProduct => ({
  ...blankRow(products),
  ID,
  StockKey: ID,
  Related: false,
  Schedule: {
    ...blankRow(priceSchedules),
    ID,
    MinQuantity: 1,
    MaxQuantity: ID === 'few' ? 10 : null,
    UseCumulativeQuantity: true,
    Discounts: [],
    PriceBreaks: [1, 6].map((Quantity) => ({
      Quantity,
      Price: 7 - Quantity,
      SalePrice: null,
      SubscriptionPrice: null,
      BundlePrice: null,
    })),
  },
})

const stocked = (ID: string, QuantityAvailable: number) => ({
  ID,
  StockKey: ID,
  InventoryEnabled: true,
  VariantLevelTracking: false,
  OrderCanExceed: false,
  QuantityAvailable,
  RecordCount: 0,
  Above: null,
})

const catalogue: Catalogue = {
  products: ['few', 'scarce', 'many'].map(product),
  stock: [stocked('few', 1_000_000), stocked('scarce', 5), stocked('many', 1_000_000)],
  records: [],
}

const line = (ID: string, ProductID: string, Quantity: number): LineRow => ({
  ...blankRow(lineItems),
  ID,
  StoredID: null,
  ProductID,
  Quantity,
  LiveProduct: null,
  LiveVariant: null,
  LiveShipping: null,
  LiveShipFrom: null,
  Dispatched: 0,
})

const refusalOf = (run: () => unknown) => {
  try {
    run()
    return null
  } catch (error) {
    if (error instanceof ApiError) return error.errors[0]!.ErrorCode
    throw error
  }
}

/** How often lines were asked for their quantity by something done with so many of one product. */
function looksAt(count: number, act: (lines: LineRow[]) => unknown): number {
  let looks = 0
  const lines = Array.from(
    { length: count },
    (_, i) =>
      new Proxy(line(`L${i}`, 'many', 1), {
        get: (of, name: keyof LineRow) => {
          if (name === 'Quantity' || name === 'ProductID') looks++
          return of[name]
        },
      }),
  )
  act(lines)
  return looks
}

describe('lines that come one after the other', () => {
  it('are refused as each would be beside those before it that were not', () => {
    const wanted = [4, 5, 4, 1, 1].map((n, i) => line(`f${i}`, i % 2 ? 'FEW' : 'few', n))
    const scarce = [3, 3, 2, 1].map((n, i) => line(`s${i}`, 'scarce', n))
    const require = asking(header, catalogue, NOW)
    const had: LineRow[] = []
    const refused = [...wanted, ...scarce, line('x', 'unknown', 1)].map((next) => {
      const expected = refusalOf(() => pricedLines(header, [], [...had, next], catalogue, NOW))
      expect(refusalOf(() => require(next))).toBe(expected)
      if (expected === null) had.push(next)
      return expected
    })
    const tooMany = 'PriceSchedule.CumulativeCannotExceedMax'
    const short = 'Inventory.Insufficient'
    expect(refused).toEqual([
      ...[null, null, tooMany, null, tooMany],
      ...[null, short, null, short],
      'PriceSchedule.MissingOrConflicting',
    ])
  })

  it.each([
    ['looked at', (lines: LineRow[]) => lines.forEach(asking(header, catalogue, NOW))],
    ['priced together', (lines: LineRow[]) => pricedLines(header, [], lines, catalogue, NOW)],
  ])('are %s for as much each, however many there are', (_, act) => {
    expect(looksAt(200, act)).toBe(2 * looksAt(100, act))
  })
})
