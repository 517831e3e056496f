import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { promotion } from '../../../../test/support/promotable.ts'
import { lineItems } from '../../../tables/orders/line-items.ts'
import { orderPromotions } from '../../../tables/orders/order-promotions.ts'
import { orders } from '../../../tables/orders/orders.ts'
import { blankRow } from '../../state/new-rows.ts'
import type { LineRow, OrderRow, PromotionRow } from '../../state/order-state.ts'
import { type AgreedPromotion, discounted, discountOf, settledPromotions } from './settled-promotions.ts'

const header = (Status: OrderRow['Status'], more: Partial<OrderRow> = {}): OrderRow => ({
  ...blankRow(orders),
  Key: 'key',
  FromUserKey: 'alice',
  Status,
  Owner: null,
  LiveBilling: null,
  ...more,
})
/** A line under an ID, which the store has under another perhaps, or not at all. */
const line = (ID: string, StoredID: string | null = ID, LineSubtotal = 100): LineRow => ({
  ...blankRow(lineItems),
  ID,
  StoredID,
  LineSubtotal,
  LineTotal: LineSubtotal,
  LiveProduct: null,
  LiveVariant: null,
  LiveShipping: null,
  LiveShipFrom: null,
  Dispatched: 0,
})
type Amounts = [LineItemID: string | null, Amount: number][]
const row = (ID: string, amounts: Amounts, more: Partial<PromotionRow> = {}): PromotionRow => ({
  ...blankRow(orderPromotions),
  ID,
  StoredID: ID,
  Discounts: amounts.map(([LineItemID, Amount]) => ({ LineItemID, Amount, AmountOverridden: false })),
  ...more,
})
const left = (promotions: PromotionRow[], lines?: LineRow[]) =>
  settledPromotions(header('Unsubmitted'), promotions, lines).map(({ ID, Discounts }) => [
    ID,
    ...Discounts.map((d) => d.LineItemID),
  ])

describe('what is taken off lines', () => {
  const promotions = [
    row('each', [
      ['a', 1],
      ['b', 2],
    ]),
    row('one', [['a', 1]]),
    row('order', [[null, 5]]),
  ]

  it('goes with them, a promotion with its last line, and one of the whole order stays', () => {
    expect(left(promotions, [line('b')])).toEqual([
      ['each', 'b'],
      ['order', null],
    ])
    expect(left(promotions, [])).toEqual([['order', null]])
  })

  it('follows their new names, and keeps to lines that are new', () => {
    expect(left(promotions, [line('A', 'a'), line('x', 'b'), line('c', null)])).toEqual([
      ['each', 'A', 'x'],
      ['one', 'A'],
      ['order', null],
    ])
    expect(left([row('new', [['c', 1]])], [line('c', null)])).toEqual([['new', 'c']])
  })

  it('is as it was where nobody knows the lines', () => {
    expect(settledPromotions(header('Unsubmitted'), promotions, undefined)).toEqual(
      promotions.map((p) => ({ ...p, RedeemedBy: null })),
    )
  })
})

describe('promotions of an order', () => {
  const live = promotion('live')
  const settled = (order: OrderRow, of: Partial<PromotionRow> = {}, agreed?: AgreedPromotion[]) =>
    settledPromotions(order, [row('LIVE', [[null, 1]], of)], undefined, agreed)[0]!

  it('are redeemed and kept as it opens, by its user or by a guest’s order', () => {
    const agreed = { ID: 'live', Agreed: live }
    expect(settled(header('Open'), {}, [agreed])).toMatchObject({ RedeemedBy: 'alice', Agreed: live })
    expect(settled(header('Open', { IsGuests: true }), {}, [agreed]).RedeemedBy).toBe('key')
    expect(settled(header('Open'), {}, [])).toMatchObject({ RedeemedBy: null, Agreed: null })
  })

  it('stay so, count for whoever takes it over, and are given back as it is canceled', () => {
    const agreed = { Agreed: live, RedeemedBy: 'alice' }
    for (const Status of ['Open', 'Completed'] as const)
      expect(settled(header(Status), agreed)).toMatchObject(agreed)
    expect(settled(header('Open', { FromUserKey: 'bob' }), agreed).RedeemedBy).toBe('bob')
    expect(settled(header('Canceled'), agreed)).toMatchObject({ Agreed: live, RedeemedBy: null })
    // One that was deleted is redeemed no more.
    expect(settled(header('Open'), { Agreed: live, RedeemedBy: null }).RedeemedBy).toBeNull()
  })
})

describe('discounts', () => {
  const cents = fc.nat(20_000).map((n) => n / 100)
  const amounts = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', null), cents))
  const inCents = (...sums: number[]) => sums.reduce((all, sum) => all + Math.round(sum * 100), 0)

  it('are on the order all that they are, and on each line those of its own', () => {
    fc.assert(
      fc.property(amounts, (all) => {
        const promotions = all.map((amount, i) => row(`p${i}`, [amount]))
        const lines = discounted([line('a'), line('b'), line('c')], promotions)
        const whole = all.filter(([id]) => id === null).map(([, amount]) => amount)
        expect(inCents(discountOf(promotions))).toBe(
          inCents(...whole, ...lines.map((l) => l.PromotionDiscount)),
        )
        for (const { ID, LineSubtotal, LineTotal, PromotionDiscount } of lines) {
          expect(inCents(PromotionDiscount)).toBe(
            inCents(...all.filter(([id]) => id === ID).map(([, a]) => a)),
          )
          expect(inCents(LineTotal)).toBe(Math.max(0, inCents(LineSubtotal, -PromotionDiscount)))
        }
      }),
    )
  })

  it('leave lines alone that have the same as before', () => {
    const lines = discounted([line('a'), line('b')], [row('p', [['a', 1]])])
    const again = discounted(lines, [row('p', [['a', 1]])])
    expect(again.map((l, i) => l === lines[i])).toEqual([true, true])
    expect(discounted(again, []).map((l) => l.LineTotal)).toEqual([100, 100])
  })
})
