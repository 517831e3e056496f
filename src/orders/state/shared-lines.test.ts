import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineItems } from '../../tables/orders/line-items.ts'
import { orders } from '../../tables/orders/orders.ts'
import { blankRow } from './new-rows.ts'
import type { LineRow, OrderRow, OrderState, OrderWith } from './order-state.ts'
import { settle } from './settle.ts'
import { changedTogether, onOutgoing, outgoingLines, withLines } from './shared-lines.ts'

const now = '2026-03-01T12:00:00.000+00:00'
const SUPPLIERS = ['north', 'south']

const header = (Key: string, SourceKey: string | null): OrderRow => ({
  ...blankRow(orders),
  Key,
  ID: Key,
  Status: 'Open',
  IsSubmitted: true,
  SourceKey,
  Owner: null,
  LiveBilling: null,
})

const line = (ID: string, Quantity: number): LineRow => ({
  ...blankRow(lineItems),
  OrderKey: 'source',
  ID,
  StoredID: ID,
  ProductID: ID,
  Quantity,
  SchedulePrice: 10,
  UnitPrice: 10,
  LineSubtotal: 10 * Quantity,
  LineTotal: 10 * Quantity,
  LiveProduct: null,
  LiveVariant: null,
  LiveShipping: null,
  LiveShipFrom: null,
  Dispatched: 0,
})

type Source = OrderWith<'lines' | 'outgoing'>

/** An order with the lines of each supplier on an order of its own, and one line of nobody's. */
const begun = (): Source => {
  const lines = [1, 2, 3, 4, 5].map((n) => line(`l${n}`, n))
  const price = (l: LineRow) => ({ ...l, UnitPrice: 4, SchedulePrice: 4, LineSubtotal: 4 * l.Quantity })
  const split = lines.map((l, i) => (i === 4 ? l : onOutgoing(l, SUPPLIERS[i % 2]!, price(l))))
  const outgoing = SUPPLIERS.map((key) => {
    const order = { header: header(key, 'source'), lines: outgoingLines(split, key) }
    return settle(null, order, { now, priced: true }).header
  })
  const source = { header: header('source', null), lines: split }
  return { ...settle(null, source, { now, priced: true }), lines: split, outgoing }
}

const settled = (was: OrderState | null, is: OrderState) => settle(was, is, { now })

/** What is stored afterwards: what was changed, over what was there. */
function stored(source: Source, changes: ReturnType<typeof changedTogether>['changes']): Source {
  let next = source
  for (const { before, after } of changes) {
    const key = (after ?? before)!.header.Key
    if (key === 'source') next = { ...next, header: after!.header, lines: after!.lines ?? next.lines }
    else {
      const rest = next.outgoing.filter((o) => o.Key !== key)
      next = { ...next, outgoing: after ? [...rest, after.header] : rest }
    }
  }
  const lines = next.lines.map((l) => ({ ...l, StoredID: l.ID }))
  return { ...next, lines }
}

type Change = (lines: LineRow[]) => LineRow[]
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(fc.nat(4), fc.integer({ min: 1, max: 9 })).map(
    ([n, Quantity]): Change =>
      (lines) =>
        lines.map((l, i) => (i === n ? { ...l, Quantity } : l)),
  ),
  fc.tuple(fc.nat(4), fc.integer({ min: 0, max: 99 })).map(
    ([n, UnitPrice]): Change =>
      (lines) =>
        lines.map((l, i) => (i === n ? { ...l, UnitPrice, PriceOverridden: true } : l)),
  ),
  fc.nat(4).map(
    (n): Change =>
      (lines) =>
        lines.filter((_, i) => i !== n),
  ),
  fc.nat(4).map(
    (n): Change =>
      (lines) =>
        lines.map((l, i) => (i === n ? { ...l, ID: `${l.ID}x` } : l)),
  ),
)

/** A change of the order itself, or of one to a supplier. */
function changed(source: Source, at: string, how: Change): Source {
  if (at === 'source') {
    const after = { ...source, lines: how(source.lines) }
    return stored(source, changedTogether(source, after, settled).changes)
  }
  const own = source.outgoing.find((o) => o.Key === at)!
  const before = withLines({ header: own, source: { header: source.header, lines: [] } }, source.lines)
  const after = { ...before, lines: how(before.lines) }
  return stored(source, changedTogether(before, after, settled).changes)
}

const sum = (lines: LineRow[]) => lines.reduce((total, l) => total + l.LineSubtotal, 0)

describe('orders that carry the same lines', () => {
  it('count what they carry, each at its own price, whichever of them is changed', () => {
    const acts = fc.array(fc.tuple(fc.constantFrom('source', ...SUPPLIERS), change), { maxLength: 12 })
    fc.assert(
      fc.property(acts, (all) => {
        let source = begun()
        for (const [at, how] of all) {
          const next = changed(source, at, how)
          if (at !== 'source') {
            const prices = (s: Source) => s.lines.map((l) => l.UnitPrice)
            expect(prices(next)).toEqual(prices(source))
            expect(next.lines).toHaveLength(source.lines.length)
          }
          source = next
          expect(source.header.Subtotal).toBeCloseTo(sum(source.lines), 2)
          for (const own of source.outgoing) {
            const carried = outgoingLines(source.lines, own.Key)
            expect([own.LineItemCount, own.Subtotal]).toEqual([carried.length, sum(carried)])
            for (const l of carried) if (!l.PriceOverridden) expect(l.LineSubtotal).toBe(4 * l.Quantity)
          }
        }
      }),
    )
  })

  it('are written only where they differ', () => {
    const source = begun()
    const noted = { ...source, header: { ...source.header, Comments: 'x' } }
    expect(changedTogether(source, noted, settled).changes).toHaveLength(1)
    const fewer = { ...source, lines: source.lines.slice(1) }
    expect(changedTogether(source, fewer, settled).changes.map((c) => c.after?.header.Key)).toEqual([
      'source',
      'north',
    ])
  })

  it('let go of their lines when they are deleted', () => {
    const source = begun()
    const [own] = source.outgoing
    const before = withLines({ header: own!, source: { header: source.header, lines: [] } }, source.lines)
    const { lines, outgoing } = stored(source, changedTogether(before, null, settled).changes)
    expect(lines.map((l) => l.OutgoingKey)).toEqual([null, 'south', null, 'south', null])
    expect(outgoing.map((o) => o.Key)).toEqual(['south'])
  })
})
