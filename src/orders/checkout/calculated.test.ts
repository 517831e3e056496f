import { describe, expect, it } from 'vitest'
import { storedResponse } from '../../integration/events/stored-response.ts'
import { lineItems } from '../../tables/orders/line-items.ts'
import { orderPromotions } from '../../tables/orders/order-promotions.ts'
import { orders } from '../../tables/orders/orders.ts'
import { blankRow } from '../state/new-rows.ts'
import type { LineRow, OrderRow, PromotionRow } from '../state/order-state.ts'
import { calculated, uncalculated } from './calculated.ts'

const NOW = '2026-05-20T12:00:00.000+00:00'

const line = (ID: string, Quantity: number, more: Partial<LineRow> = {}): LineRow => ({
  ...blankRow(lineItems),
  ID,
  StoredID: ID,
  ProductID: 'mug',
  Quantity,
  UnitPrice: 10,
  LineSubtotal: 10 * Quantity,
  LiveProduct: null,
  LiveVariant: null,
  LiveShipping: null,
  LiveShipFrom: null,
  Dispatched: 0,
  ...more,
})
const promotion = (ID: string, amounts: Record<string, number>): PromotionRow => ({
  ...blankRow(orderPromotions),
  ID,
  StoredID: ID,
  Discounts: Object.entries(amounts).map(([name, Amount]) => ({
    LineItemID: name === 'order' ? null : name,
    Amount,
    AmountOverridden: false,
  })),
})
const header: OrderRow = {
  ...blankRow(orders),
  Owner: null,
  LiveBilling: null,
  ShippingCost: 7,
  TaxCost: 3,
  Fees: 2,
}
const order = {
  header,
  lines: [line('L1', 2), line('L2', 3)],
  promotions: [promotion('each', { L1: 2, L2: 3 }), promotion('tenoff', { order: 10 })],
}

const answer = (said: object) =>
  storedResponse('OrderCalculateResponse', { status: 200, text: JSON.stringify(said) }, () => 'new')
const outcome = (said: object, estimate: Parameters<typeof calculated>[2] = null) =>
  calculated(order, answer(said), estimate, NOW)
const discounts = ({ promotions }: Pick<typeof order, 'promotions'>) =>
  promotions.flatMap(({ ID, Discounts }) =>
    Discounts.map((d) => [ID, d.LineItemID, d.Amount, d.AmountOverridden]),
  )

describe('a calculation', () => {
  it('without a word changes nothing but fees, which nobody else says', () => {
    expect(outcome({})).toEqual({ ...order, header: { ...header, Fees: 0 } })
  })

  it('says amounts of promotions: on lines there, on the order under any line; the last word counts', () => {
    const under = (LineItemID: string, ...said: [PromotionID: string, Amount: number][]) => ({
      LineItemID,
      PromotionOverrides: said.map(([PromotionID, Amount]) => ({ PromotionID, Amount })),
    })
    const LineItemOverrides = [
      under('l2', ['each', 1], ['EACH', 0.5], ['tenoff', 4], ['nothing', 9]),
      under('L9', ['each', 9], ['tenoff', 9]),
    ]
    expect(discounts(outcome({ LineItemOverrides }))).toEqual([
      ['each', 'L1', 2, false],
      ['each', 'L2', 0.5, true],
      ['tenoff', null, 4, true],
    ])
  })

  it('of shipping is silent where methods were chosen, whose cost it is then', () => {
    const ShipMethods = [{ ID: 'air', Cost: 25 }]
    const estimate = (SelectedShipMethodID: string | null) =>
      storedResponse(
        'ShipEstimateResponse',
        {
          status: 200,
          text: JSON.stringify({ ShipEstimates: [{ ID: 'e', SelectedShipMethodID, ShipMethods }] }),
        },
        () => 'new',
      )
    const cost = (said: object, chosen: string | null) => outcome(said, estimate(chosen)).header.ShippingCost
    expect([cost({}, 'air'), cost({}, null), cost({ ShippingTotal: 0 }, 'air')]).toEqual([25, 7, 0])
  })

  it('begins without what one before it said, and with what others said', () => {
    const LineItemOverrides = [
      { LineItemID: 'L1', UnitPrice: 8, PromotionOverrides: [{ PromotionID: 'tenoff', Amount: 4 }] },
    ]
    const sellers = line('L3', 1, { PriceOverridden: true })
    const first = calculated(
      { ...order, lines: [...order.lines, sellers] },
      answer({ LineItemOverrides }),
      null,
      NOW,
    )
    expect(first.lines.map((l) => [l.UnitPrice, l.PriceOverridden, l.LineSubtotal])).toEqual([
      [8, true, 16],
      [10, false, 30],
      [10, true, 10],
    ])
    const again = uncalculated(first)
    expect(again.lines.map((l) => l.PriceOverridden)).toEqual([false, false, true])
    expect(discounts(again).map(([, , , overridden]) => overridden)).toEqual([false, false, false])
  })
})
