import { expect, test } from 'vitest'
import { demoFile } from '../../scripts/demo/demo.ts'
import { evaluatePromotion } from '../../src/orders/promotions/evaluate-promotion.ts'
import type { PromotableOrder } from '../../src/orders/promotions/promotable-order.ts'
import { line, order, promotion } from '../support/promotable.ts'

const { Promotions = [] } = (await demoFile('http://localhost:8787')).Objects

/** What the demo's promotion with a code takes off an order, or off its lines; nothing where it is not for it. */
function taken(code: string, from: PromotableOrder): number[] | undefined {
  const said = Promotions.find((p) => p.Code === code)!
  return evaluatePromotion(promotion(code, said), from, [])?.map((discount) => discount.Amount)
}

test('promotions of the demo take off what they say, of what they are for', () => {
  const worth = (subtotal: number, ShippingCost = 0) =>
    order([line('L1', 'drill', 1, subtotal)], { header: { ...order([]).header, ShippingCost } })
  expect(taken('WELCOME10', worth(99))).toBeUndefined()
  expect(taken('WELCOME10', worth(120))).toEqual([12])

  expect(taken('FREIGHT', worth(249, 12))).toBeUndefined()
  expect([12, 90].map((cost) => taken('FREIGHT', worth(250, cost)))).toEqual([[12], [40]])

  const glasses = (quantity: number) => order([line('L1', 'KS-EY-12-CL', quantity, 4)])
  expect(taken('TWOFORONE', glasses(1))).toBeUndefined()
  expect([2, 3, 4].map((quantity) => taken('TWOFORONE', glasses(quantity)))).toEqual([[4], [4], [8]])

  const categories = new Map([
    ['glove', { direct: ['work-gloves'], above: ['work-gloves', 'hands', 'safety'] }],
  ])
  const gloves = order(
    [24, 11, 12, 36, 48].map((quantity, i) => line(`L${i + 1}`, 'glove', quantity, 1)),
    { categories },
  )
  expect(taken('GLOVES15', gloves)).toEqual([7.2, 5.4, 3.6])
  expect(taken('GLOVES15', worth(500))).toBeUndefined()
})
