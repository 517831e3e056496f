import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { VisibleProduct } from '../../catalog/shop/visible-products.ts'
import { priceSchedules } from '../../tables/catalog/prices.ts'
import { products } from '../../tables/catalog/products.ts'
import { lineItems } from '../../tables/orders/line-items.ts'
import { orders } from '../../tables/orders/orders.ts'
import { difference } from '../operation/difference.ts'
import type { StockedProduct } from '../stock/counters.ts'
import { heldStock, stockMoves } from '../stock/held-stock.ts'
import type { Catalogue } from './line-prices.ts'
import { blankRow } from './new-rows.ts'
import { isOpened, type LineRow, type OrderState, type OrderWith } from './order-state.ts'
import { moved } from './permissions.ts'
import { settle } from './settle.ts'

const now = '2026-03-01T12:00:00.000+00:00'
const everybody = ['Owner', 'Admin'] as const
const IN_STOCK = 1_000_000

/** A mug is dearer by the piece than by the dozen, counted over the order; a pen costs the same however many. */
const product = (ID: string, cumulative: boolean): VisibleProduct => ({
  ...blankRow(products),
  ID,
  StockKey: `stock of ${ID}`,
  Related: false,
  Schedule: {
    ...blankRow(priceSchedules),
    ID: `price of ${ID}`,
    MinQuantity: 1,
    UseCumulativeQuantity: cumulative,
    Discounts: [],
    PriceBreaks: [
      { Quantity: 1, Price: 5, SalePrice: null, SubscriptionPrice: null, BundlePrice: null },
      ...(cumulative
        ? [{ Quantity: 12, Price: 3, SalePrice: null, SubscriptionPrice: null, BundlePrice: null }]
        : []),
    ],
  },
})

const counted = (ID: string): StockedProduct => ({
  ID,
  StockKey: `stock of ${ID}`,
  InventoryEnabled: true,
  VariantLevelTracking: false,
  OrderCanExceed: false,
  QuantityAvailable: IN_STOCK,
  RecordCount: 0,
  Above: null,
})

const IDS = ['mug', 'pen']
const catalogue: Catalogue = {
  products: [product('mug', true), product('pen', false)],
  stock: IDS.map(counted),
  records: [],
}

const begun = (): OrderWith<'lines'> => ({
  header: {
    ...blankRow(orders),
    ID: 'order',
    Status: 'Unsubmitted',
    FromUserKey: 'user',
    PricingVersion: 1,
    ShippingCost: 7,
    Owner: null,
    LiveBilling: null,
  },
  lines: [],
})

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

type Order = OrderWith<'lines'>
/** What is done to an order; null: it is deleted, undefined: it does not apply. */
type Act = (order: Order) => Order | null | undefined

const changesLines = ({ header }: Order) => header.Status === 'Unsubmitted' || header.Status === 'Open'
const nth = ({ lines }: Order, n: number) => lines[n % Math.max(lines.length, 1)]
const replaced = (order: Order, old: LineRow, next: LineRow): Order => ({
  ...order,
  lines: order.lines.map((l) => (l === old ? next : l)),
})

let made = 0
const add =
  (ProductID: string, quantity: number): Act =>
  (order) =>
    changesLines(order)
      ? { ...order, lines: [...order.lines, line(`line${made++}`, ProductID, quantity)] }
      : undefined
const changeQuantity =
  (n: number, quantity: number): Act =>
  (order) => {
    const old = nth(order, n)
    return old && changesLines(order) && quantity >= old.QuantityShipped
      ? replaced(order, old, { ...old, Quantity: quantity })
      : undefined
  }
const override =
  (n: number, UnitPrice: number | null): Act =>
  (order) => {
    const old = nth(order, n)
    return old && changesLines(order)
      ? replaced(order, old, { ...old, UnitPrice, PriceOverridden: UnitPrice !== null })
      : undefined
  }
const remove =
  (n: number): Act =>
  (order) => {
    const old = nth(order, n)
    return old && changesLines(order) && old.QuantityShipped === 0
      ? { ...order, lines: order.lines.filter((l) => l !== old) }
      : undefined
  }
const ship =
  (n: number, quantity: number): Act =>
  (order) => {
    const old = nth(order, n)
    const most = old ? Math.min(quantity, old.Quantity) : 0
    const may = isOpened(order.header.Status) && !order.header.CompletedByHand
    return old && may ? replaced(order, old, { ...old, QuantityShipped: most, Dispatched: most }) : undefined
  }
const trigger =
  (name: 'submit' | 'complete' | 'cancel'): Act =>
  (order) => {
    if (name === 'submit' && order.lines.length === 0) return undefined
    const header = moved(order.header, name, everybody, now)
    const byHand = name === 'complete' ? { CompletedByHand: true } : {}
    return header && { ...order, header: { ...header, ...byHand } }
  }
const erase: Act = () => null

const quantities = fc.integer({ min: 1, max: 30 })
const adds = fc.tuple(fc.constantFrom(...IDS), quantities).map((a) => add(...a))
const edits = fc.oneof(
  adds,
  fc.tuple(fc.nat(9), quantities).map((a) => changeQuantity(...a)),
  fc.tuple(fc.nat(9), fc.option(fc.nat(50))).map((a) => override(...a)),
  fc.nat(9).map(remove),
)
const acts = fc.oneof(
  { weight: 4, arbitrary: edits },
  // Often all that was ordered.
  { weight: 8, arbitrary: fc.tuple(fc.nat(9), fc.oneof(fc.nat(30), fc.constant(30))).map((a) => ship(...a)) },
  { weight: 4, arbitrary: fc.constant(trigger('submit')) },
  { weight: 1, arbitrary: fc.constantFrom(trigger('complete'), trigger('cancel'), erase) },
)

/** The order as it is read again after it was written. */
const stored = (order: Order): Order => ({
  header: { ...order.header, Version: order.header.Version + 1 },
  lines: order.lines.map((l) => ({ ...l, StoredID: l.ID })),
})

/** Does one thing after another, and moves the counters as the difference says. */
function run(sequence: Act[], see: (order: Order | null, taken: Map<string, number>, before: Order) => void) {
  const taken = new Map<string, number>()
  let order = begun()
  for (const act of sequence) {
    const wanted = act(order)
    if (wanted === undefined) continue
    const after = wanted && settle(order, wanted, { now, catalogue })
    for (const { StockKey, by } of stockMoves(order, after))
      taken.set(StockKey, (taken.get(StockKey) ?? 0) - by)
    see(after, taken, order)
    if (!after) return
    order = stored(after)
  }
}

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0)
/** Something is put on it, changed, and then whatever comes. */
const sequences = fc
  .tuple(
    fc.array(adds, { minLength: 1, maxLength: 4 }),
    fc.array(edits, { maxLength: 4 }),
    fc.array(acts, { minLength: 6, maxLength: 25, size: 'max' }),
  )
  .map((parts) => parts.flat())

describe('after whatever is done to an order', () => {
  it('its totals are those of its lines', () => {
    fc.assert(
      fc.property(sequences, (sequence) =>
        run(sequence, (order) => {
          if (!order) return
          const subtotal = sum(order.lines.map((l) => l.LineSubtotal))
          expect(order.header.Subtotal).toBe(subtotal)
          expect(order.header.Total).toBe(subtotal + 7)
          expect(order.header.LineItemCount).toBe(order.lines.length)
        }),
      ),
    )
  })

  it('lines cost what the catalogue says until it is open, with those of the same product counted', () => {
    fc.assert(
      fc.property(sequences, (sequence) =>
        run(sequence, (order) => {
          if (order?.header.Status !== 'Unsubmitted') return
          const mugs = sum(order.lines.filter((l) => l.ProductID === 'mug').map((l) => l.Quantity))
          for (const l of order.lines) {
            const each = l.PriceOverridden ? l.UnitPrice! : l.ProductID === 'mug' && mugs >= 12 ? 3 : 5
            expect(l.LineSubtotal).toBe(each * l.Quantity)
          }
        }),
      ),
    )
  })

  it('what is gone from stock is what it holds', () => {
    fc.assert(
      fc.property(sequences, (sequence) =>
        run(sequence, (order, taken) => {
          if (!order) return
          for (const id of IDS) {
            const own = order.lines.filter((l) => l.ProductID === id)
            const { Status } = order.header
            const holds = isOpened(Status)
              ? sum(own.map((l) => l.Quantity))
              : Status === 'Canceled'
                ? sum(own.map((l) => l.QuantityShipped))
                : 0
            expect(taken.get(`stock of ${id}`) ?? 0).toBe(holds)
            expect(heldStock(order).get(`stock of ${id}`) ?? 0).toBe(holds)
          }
        }),
      ),
    )
  })

  it('what was shipped stays gone when it is deleted, and of a completed order nothing comes back', () => {
    fc.assert(
      fc.property(sequences, (sequence) =>
        run(sequence, (order, taken, before) => {
          if (order) return
          const shipped = (l: LineRow) =>
            before.header.Status === 'Completed'
              ? l.Quantity
              : before.header.Status === 'Open' || before.header.Status === 'Canceled'
                ? l.QuantityShipped
                : 0
          expect(sum([...taken.values()])).toBe(sum(before.lines.map(shipped)))
        }),
      ),
    )
  })

  it('it is open only where something is left to ship, and completed only where nothing is, unless by hand', () => {
    fc.assert(
      fc.property(sequences, (sequence) =>
        run(sequence, (order) => {
          if (!order || !isOpened(order.header.Status)) return
          const { Status, CompletedByHand } = order.header
          const isLeft = order.lines.length === 0 || order.lines.some((l) => l.Dispatched < l.Quantity)
          expect(Status).toBe(isLeft && !CompletedByHand ? 'Open' : 'Completed')
        }),
      ),
    )
  })

  it('doing nothing changes nothing: the header alone is written, and no calculation is void', () => {
    fc.assert(
      fc.property(sequences, (sequence) =>
        run(sequence, (order) => {
          if (!order) return
          const before: OrderState = stored(order)
          const after = settle(before, before, { now, catalogue })
          expect(after).toEqual(before)
          expect(after.header.PricingVersion).toBe(before.header.PricingVersion)
          expect(difference({ marketplace: 'm', now }, before, after)).toHaveLength(1)
        }),
      ),
    )
  })
})

describe('a calculation is void', () => {
  const order = stored(settle(null, { ...begun(), lines: [line('a', 'mug', 2)] }, { now, catalogue }))
  const version = (after: OrderState) => settle(order, after, { now, catalogue }).header.PricingVersion
  const [first] = order.lines

  it.each<[string, OrderState]>([
    ['another cost', { ...order, header: { ...order.header, TaxCost: 1 } }],
    ['its xp', { ...order, header: { ...order.header, xp: { a: 1 } } }],
    ['a quantity', { ...order, lines: [{ ...first!, Quantity: 3 }] }],
    ['a line’s xp', { ...order, lines: [{ ...first!, xp: { a: 1 } }] }],
    ['a line less', { ...order, lines: [] }],
    ['a line more', { ...order, lines: [...order.lines, line('b', 'pen', 1)] }],
  ])('by %s', (_, after) => {
    expect(version(after)).toBe(order.header.PricingVersion + 1)
  })

  it.each<[string, OrderState]>([
    ['comments', { ...order, header: { ...order.header, Comments: 'soon, please' } }],
    ['its billing address', { ...order, header: { ...order.header, BillingAddressID: 'home' } }],
    ['what is shipped', { ...order, lines: [{ ...first!, QuantityShipped: 1 }] }],
  ])('not by %s', (_, after) => {
    expect(version(after)).toBe(order.header.PricingVersion)
  })
})

describe('an order that opens', () => {
  it('copies what it shows, and what joins it is copied at once', () => {
    const LiveProduct = { ...blankRow(products), ID: 'mug', Name: 'Mug', QuantityMultiplier: 1 }
    const before = stored(
      settle(null, { ...begun(), lines: [{ ...line('a', 'mug', 1), LiveProduct }] }, { now, catalogue }),
    )
    expect(before.lines[0]!.Product).toBeNull()
    const header = moved(before.header, 'submit', everybody, now)!
    const opened = stored(settle(before, { ...before, header }, { now, catalogue, priced: true }))
    expect(opened.lines[0]).toMatchObject({
      Product: { ID: 'mug', Name: 'Mug' },
      StockFrom: 'Product',
      StockKey: 'stock of mug',
    })
    const more = { ...line('b', 'mug', 1), LiveProduct: { ...LiveProduct, Name: 'Cup' } }
    const { lines } = settle(opened, { ...opened, lines: [...opened.lines, more] }, { now, catalogue })
    expect(lines.map((l) => l.Product?.Name)).toEqual(['Mug', 'Cup'])
  })
})
