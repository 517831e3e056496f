import { describe, expect, it } from 'vitest'
import { applied, line, order, promotion } from '../../../test/support/promotable.ts'
import { evaluatePromotion } from './evaluate-promotion.ts'
import { discountsOf, factsOf, type PromotableOrder, type Promotion } from './promotable-order.ts'

/** The amounts of a promotion: off the order, or by line. */
function amounts(of: Promotion, on: PromotableOrder, others: Parameters<typeof evaluatePromotion>[2] = []) {
  const discounts = evaluatePromotion(of, on, others)
  if (!discounts) return undefined
  return discounts[0]?.LineItemID === null
    ? discounts[0].Amount
    : discounts.map((d) => [d.LineItemID, d.Amount])
}

const categories = new Map([['bike', { direct: ['bikes'], above: ['bikes'] }]])
const bikes = order([line('L1', 'bike', 2, 300), line('L2', 'bike', 1, 500), line('L3', 'bell', 5, 4)], {
  categories,
})
const spring = promotion('spring', {
  Code: 'SPRING10',
  LineItemLevel: true,
  EligibleExpression: "item.product.incategory('bikes') and order.Subtotal > 100",
  ValueExpression: 'item.LineSubtotal * .1',
  ItemLimitPerOrder: 2,
  ItemSortBy: '!UnitPrice',
})

describe('a promotion on the whole order', () => {
  it.each<[string, string, number | undefined]>([
    ['order.Subtotal > 1000', '20', 20],
    ['order.Subtotal > 1120', '20', undefined],
    ['true', 'order.Subtotal * .15', 168],
    ['true', '1 / 3', 0.33],
    // Half a cent goes away from zero.
    ['true', '.125', 0.13],
    ['true', '-5', 0],
    ['true', 'order.xp.missing', 0],
    ['true', '1 / 0', undefined],
    ['true', 'true', undefined],
    ['1 / 0 > 1', '5', undefined],
    ['order.xp.missing', '5', undefined],
    // It may be more than what is left: it pays for shipping, and the total ends at zero.
    ['true', '5000', 5000],
    ["items.any(ProductID = 'bell')", "items.total(ProductID = 'bell')", 20],
  ])('if %s, %s: %s', (EligibleExpression, ValueExpression, expected) => {
    expect(amounts(promotion('p', { EligibleExpression, ValueExpression }), bikes)).toBe(expected)
  })

  it('is kept with nothing to take off: shipping may be free before its cost is known', () => {
    expect(amounts(promotion('free', { ValueExpression: 'order.ShippingCost' }), bikes)).toBe(0)
    const shipped = order([...bikes.lines], { header: { ...bikes.header, ShippingCost: 12.5 } })
    expect(amounts(promotion('free', { ValueExpression: 'order.ShippingCost' }), shipped)).toBe(12.5)
  })

  it('sees the order as other promotions have left it', () => {
    const half = promotion('half', { ValueExpression: 'order.Total / 2' })
    expect(amounts(half, bikes)).toBe(560)
    expect(amounts(half, bikes, [applied(promotion('first'), 120)])).toBe(500)
    const more = promotion('more', { EligibleExpression: 'order.PromotionDiscount > 100' })
    expect(amounts(more, bikes)).toBeUndefined()
    expect(amounts(more, bikes, [applied(promotion('first'), 120)])).toBe(10)
    expect(amounts(half, bikes, [applied(promotion('all'), 5000)])).toBe(0)
  })

  it('has no value that an engine of the customer’s would have to say', () => {
    expect(
      amounts(promotion('asked', { ValueExpression: null, UseIntegration: true }), bikes),
    ).toBeUndefined()
  })

  it('buys one and gives one, in the formula that is published', () => {
    const bogo = promotion('bogo', {
      EligibleExpression: "items.quantity(ProductID = 'bell') > 1",
      ValueExpression:
        "((items.quantity(ProductID = 'bell') - items.quantity(ProductID = 'bell') % 2) / 2) * (items.total(ProductID = 'bell') / items.quantity(ProductID = 'bell'))",
    })
    expect(amounts(bogo, bikes)).toBe(8)
  })
})

describe('a promotion on lines', () => {
  it('has one discount a line, of as many lines as its limit says, those first that sort first', () => {
    expect(amounts(spring, bikes)).toEqual([
      ['L2', 50],
      ['L1', 60],
    ])
    expect(amounts({ ...spring, ItemLimitPerOrder: 1 }, bikes)).toEqual([['L2', 50]])
    expect(amounts({ ...spring, ItemLimitPerOrder: 1, ItemSortBy: null }, bikes)).toEqual([['L1', 60]])
    expect(amounts({ ...spring, ItemLimitPerOrder: 0 }, bikes)).toBeUndefined()
    expect(amounts({ ...spring, ItemLimitPerOrder: null, ItemSortBy: null }, bikes)).toEqual([
      ['L1', 60],
      ['L2', 50],
    ])
  })

  it('is not for an order none of whose lines it is for', () => {
    const EligibleExpression = "item.ProductID = 'horn'"
    expect(amounts({ ...spring, EligibleExpression }, bikes)).toBeUndefined()
  })

  it('counts pieces where it has a limit of them: the value is one piece’s', () => {
    const perPiece = promotion('pieces', {
      LineItemLevel: true,
      EligibleExpression: 'item.Quantity > 0',
      ValueExpression: '1.005',
      QuantityLimitPerOrder: 4,
      ItemSortBy: 'UnitPrice',
    })
    // Rounded once, when all pieces are counted.
    expect(amounts(perPiece, bikes)).toEqual([['L3', 4.02]])
    expect(amounts({ ...perPiece, QuantityLimitPerOrder: 6 }, bikes)).toEqual([
      ['L3', 5.03],
      ['L1', 1.01],
    ])
    expect(amounts({ ...perPiece, QuantityLimitPerOrder: 100 }, bikes)).toHaveLength(3)
    expect(amounts({ ...perPiece, QuantityLimitPerOrder: 0 }, bikes)).toBeUndefined()
  })

  it('takes no more off a line than is left of it', () => {
    const generous = promotion('all', {
      LineItemLevel: true,
      EligibleExpression: "item.ProductID = 'bell'",
      ValueExpression: '15',
    })
    expect(amounts(generous, bikes)).toEqual([['L3', 15]])
    expect(amounts(generous, bikes, [applied(promotion('first'), { L3: 12 })])).toEqual([['L3', 8]])
    // What is taken off the order is not taken off its lines.
    expect(amounts(generous, bikes, [applied(promotion('first'), 1000)])).toEqual([['L3', 15]])
    expect(amounts(generous, bikes, [applied(promotion('first'), { L3: 99 })])).toEqual([['L3', 0]])
  })

  it('never sees the heading of a bundle', () => {
    const heading = line('L4', 'kit', 1, 0, { IsBundle: true })
    const any = promotion('any', {
      LineItemLevel: true,
      EligibleExpression: 'item.Quantity = items.count()',
      ValueExpression: '1',
    })
    expect(amounts(any, order([line('L1', 'rope', 1, 5), heading]))).toEqual([['L1', 1]])
  })

  it('passes over a line of which its condition has no answer, and has no value where one line has none', () => {
    const text = order([line('L1', 'a', 1, 5, { xp: { n: 'x' } }), line('L2', 'b', 1, 5, { xp: { n: 1 } })])
    const asking = { LineItemLevel: true, ValueExpression: '1' }
    const condition = promotion('p', { ...asking, EligibleExpression: 'item.xp.n + 1 > 1' })
    expect(amounts(condition, text)).toEqual([['L2', 1]])
    const value = promotion('p', {
      ...asking,
      EligibleExpression: 'item.Quantity = 1',
      ValueExpression: 'item.xp.n + 1',
    })
    expect(amounts(value, text)).toBeUndefined()
  })

  it('is for no line where its rules would take too long for all of them', () => {
    const many = order(Array.from({ length: 300 }, (_, i) => line(`L${i}`, 'a', 1, 5)))
    const asking = (EligibleExpression: string) =>
      amounts(promotion('p', { LineItemLevel: true, EligibleExpression, ValueExpression: '1' }), many)
    expect(asking('item.Quantity = 1 and items.quantity(Quantity = 1) = 300')).toHaveLength(300)
    // The first lines would be done before the steps are.
    expect(asking('item.Quantity = 1 and items.all(items.count() = 300)')).toHaveLength(300)
    expect(asking('item.Quantity = 1 and items.all(items.all(Quantity = 1))')).toBeUndefined()
  })

  it('is for no line where an order would have more discounts with it than can be read', () => {
    const many = order(Array.from({ length: 3000 }, (_, i) => line(`L${i}`, 'a', 1, 5)))
    const each = promotion('p', { LineItemLevel: true, EligibleExpression: 'item.Quantity = 1' })
    const others = ['a', 'b'].map((ID) =>
      applied(promotion(ID), Object.fromEntries(many.lines.map((l) => [l.ID, 1]))),
    )
    expect(evaluatePromotion(each, many, others)).toHaveLength(3000)
    const third = applied(promotion('c'), Object.fromEntries(many.lines.slice(0, 1001).map((l) => [l.ID, 1])))
    expect(evaluatePromotion(each, many, [...others, third])).toBeUndefined()
  })

  it('sorts by several keys, by what products have, what is missing last, and else by when lines were added', () => {
    const weighed = (ID: string, weight: unknown, price: number) =>
      line(ID, ID, 1, price, { Product: { ID, ParentID: null, xp: { weight } } })
    const lines = order([
      weighed('L1', 2, 5),
      weighed('L2', null, 9),
      weighed('L3', 10, 5),
      weighed('L4', 2, 7),
    ])
    const first = (ItemSortBy: string | null) =>
      evaluatePromotion(
        promotion('p', {
          LineItemLevel: true,
          EligibleExpression: 'item.Quantity = 1',
          ValueExpression: '1',
          ItemLimitPerOrder: 4,
          ItemSortBy,
        }),
        lines,
        [],
      )?.map((d) => d.LineItemID)
    expect(first(null)).toEqual(['L1', 'L2', 'L3', 'L4'])
    expect(first('Product.xp.weight')).toEqual(['L1', 'L4', 'L3', 'L2'])
    expect(first('!product.xp.weight')).toEqual(['L3', 'L1', 'L4', 'L2'])
    expect(first('UnitPrice,!ID')).toEqual(['L3', 'L1', 'L4', 'L2'])
    expect(first('Product.xp.weight, !UnitPrice')).toEqual(['L4', 'L1', 'L3', 'L2'])
  })
})

describe('what promotions come to', () => {
  it('is the worked example: lines and order together', () => {
    const onLines = evaluatePromotion(spring, bikes, [])!
    const first = { promotion: spring, DateApplied: bikes.now, discounts: onLines }
    const flat = promotion('flat20', { EligibleExpression: 'order.Subtotal > 1000', ValueExpression: '20' })
    const all = [
      first,
      { promotion: flat, DateApplied: bikes.now, discounts: evaluatePromotion(flat, bikes, [first])! },
    ]
    expect(discountsOf(all)).toEqual({
      order: 130,
      byLine: new Map([
        ['L2', 50],
        ['L1', 60],
      ]),
    })
    const { order: header, items } = factsOf(bikes, all)
    expect(header).toMatchObject({ Subtotal: 1120, PromotionDiscount: 130, Total: 990 })
    expect(items.map((i) => i.LineTotal)).toEqual([540, 450, 20])
  })
})
