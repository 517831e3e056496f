import fc from 'fast-check'
import { expect, it } from 'vitest'
import { line, order, promotion } from '../../../test/support/promotable.ts'
import { addPromotion, eligiblePromotions } from './apply-promotions.ts'
import {
  type Applied,
  discountsOf,
  factsOf,
  type PromotableOrder,
  type Promotion,
} from './promotable-order.ts'
import { recheckPromotions } from './recheck-promotions.ts'
import { refreshPromotions } from './refresh-promotions.ts'

const conditions = [
  'true',
  'order.Total > 50',
  'order.PromotionDiscount > 3',
  'items.any(Quantity > 3)',
  'items.all(LineTotal > 2)',
  '1 / order.xp.zero > 1',
]
const lineConditions = [
  "item.ProductID = 'a'",
  'item.LineTotal > 3',
  'item.Quantity > 1 and order.Total > 20',
  'item.PromotionDiscount < 4',
]
const values = [
  '5',
  'order.Total * .333',
  'order.Subtotal',
  '-3',
  '1000',
  '1 / order.xp.zero',
  'order.ShippingCost',
]
const lineValues = ['item.LineTotal * .5', 'item.UnitPrice / 3', '1000', '.005']

const cents = (most: number) => fc.integer({ min: 0, max: most * 100 }).map((n) => n / 100)

const limits = fc.oneof(
  fc.constant({}),
  fc.record({ ItemLimitPerOrder: fc.nat(3), ItemSortBy: fc.constantFrom(null, '!UnitPrice', 'xp.weight') }),
  fc.record({ QuantityLimitPerOrder: fc.nat(9), ItemSortBy: fc.constantFrom(null, 'UnitPrice') }),
)
const how = {
  CanCombine: fc.boolean(),
  AutoApply: fc.boolean(),
  Active: fc.constantFrom(true, true, true, false),
  Priority: fc.constantFrom(null, 1, 2),
  RedemptionLimit: fc.constantFrom(null, null, 0, 5),
}
const onOrder = fc.record({
  ...how,
  EligibleExpression: fc.constantFrom(...conditions),
  ValueExpression: fc.constantFrom(...values),
})
const onLines = fc
  .tuple(
    fc.record({
      ...how,
      LineItemLevel: fc.constant(true),
      EligibleExpression: fc.constantFrom(...lineConditions),
      ValueExpression: fc.constantFrom(...lineValues, ...values),
    }),
    limits,
  )
  .map(([rule, limit]) => ({ ...rule, ...limit }))

const somePromotions = fc
  .array(fc.oneof(onOrder, onLines), { maxLength: 7 })
  .map((all) => all.map((more, i) => promotion(`p${i}`, more)))

const someOrder = fc
  .tuple(
    fc.array(
      fc.record({
        product: fc.constantFrom('a', 'b'),
        quantity: fc.integer({ min: 1, max: 6 }),
        price: cents(40),
        weight: fc.constantFrom(null, 1, 2, 'heavy'),
        IsBundle: fc.constantFrom(false, false, false, true),
      }),
      { maxLength: 5 },
    ),
    cents(20),
  )
  .map(([lines, ShippingCost]) =>
    order(
      lines.map(({ product, quantity, price, weight, IsBundle }, i) =>
        line(`L${i}`, product, quantity, IsBundle ? 0 : price, { IsBundle, xp: { weight } }),
      ),
      { header: { ToCompanyID: null, ShippingCost, TaxCost: 0, Gratuity: 0, Fees: 0, xp: { zero: 0 } } },
    ),
  )

/** What comes of adding all promotions that may be added, one after the other. */
function addAll(all: readonly Promotion[], to: PromotableOrder): Applied[] {
  let applied: Applied[] = []
  for (const each of all)
    try {
      applied = [...applied, addPromotion(each, to, applied)]
    } catch {
      // It may not be added.
    }
  return applied
}

function expectSound(on: PromotableOrder, applied: readonly Applied[]) {
  const { order: discount, byLine } = discountsOf(applied)
  for (const { discounts } of applied)
    for (const { Amount } of discounts) {
      expect(Amount).toBeGreaterThanOrEqual(0)
      expect(Amount).toBe(Math.round(Amount * 100) / 100)
    }
  for (const { ID, LineSubtotal, IsBundle } of on.lines) {
    expect(byLine.get(ID) ?? 0).toBeLessThanOrEqual(LineSubtotal)
    if (IsBundle) expect(byLine.has(ID)).toBe(false)
  }
  const facts = factsOf(on, applied)
  expect(facts.order.Total).toBeGreaterThanOrEqual(0)
  expect(facts.order.PromotionDiscount).toBe(discount)
  for (const item of facts.items) expect(item.LineTotal).toBeGreaterThanOrEqual(0)
  if (applied.length > 1) expect(applied.every((a) => a.promotion.CanCombine)).toBe(true)
}

it('no total falls below zero, and no discount on a line is above what it is of', () => {
  fc.assert(
    fc.property(someOrder, somePromotions, (on, all) => {
      const added = addAll(all, on)
      expectSound(on, added)
      expectSound(on, refreshPromotions(all, on, added).applied)
      expectSound(on, recheckPromotions(on, added).applied)
    }),
    { numRuns: 500 },
  )
})

it('comes to the same in whatever order promotions, lines and what is there are told', () => {
  const shuffled = <T>(all: readonly T[]) => fc.shuffledSubarray([...all], { minLength: all.length })
  const cases = fc.tuple(someOrder, somePromotions).chain(([on, all]) => {
    const added = addAll(all, on)
    return fc.tuple(
      fc.constant({ on, all, added }),
      shuffled(on.lines).map((lines) => ({ ...on, lines })),
      shuffled(all),
      shuffled(added),
    )
  })
  fc.assert(
    fc.property(cases, ([{ on, all, added }, otherOn, otherAll, otherAdded]) => {
      expect(refreshPromotions(otherAll, otherOn, otherAdded)).toEqual(refreshPromotions(all, on, added))
      expect(recheckPromotions(otherOn, otherAdded)).toEqual(recheckPromotions(on, added))
      const byID = (some: ReturnType<typeof eligiblePromotions>) =>
        some.toSorted((a, b) => (a.promotion.ID < b.promotion.ID ? -1 : 1))
      expect(byID(eligiblePromotions(otherAll, otherOn, otherAdded.slice(0, 0)))).toEqual(
        byID(eligiblePromotions(all, on, [])),
      )
    }),
    { numRuns: 300 },
  )
})

it('a second look changes nothing', () => {
  fc.assert(
    fc.property(someOrder, somePromotions, (on, all) => {
      const once = refreshPromotions([], on, addAll(all, on))
      expect(refreshPromotions([], on, once.applied)).toEqual({
        applied: once.applied,
        added: [],
        removed: [],
      })
      const checked = recheckPromotions(on, once.applied)
      expect(recheckPromotions(on, checked.applied)).toEqual(checked)
    }),
    { numRuns: 300 },
  )
})

it('what is eligible can be added, for the amount that is told', () => {
  fc.assert(
    fc.property(someOrder, somePromotions, (on, all) => {
      const [first, ...others] = all
      const applied = first ? addAll([first], on) : []
      const eligible = new Map(eligiblePromotions(others, on, applied).map((e) => [e.promotion.ID, e.Amount]))
      for (const each of others) {
        const add = () => discountsOf([addPromotion(each, on, applied)]).order
        if (eligible.has(each.ID)) expect(add()).toBe(eligible.get(each.ID))
        else expect(add).toThrow()
      }
    }),
  )
})
