import { describe, expect, it } from 'vitest'
import {
  facts,
  items,
  ofApproval,
  ofLine,
  ofOrder,
  ofReturn,
  refusal,
  value,
  yes,
} from '../../test/support/rule-facts.ts'
import { evaluate } from './evaluate.ts'
import { MOST_LEVELS, parse } from './parse.ts'
import { checkRule } from './rule.ts'

describe('conditions on an order', () => {
  it.each<[string, boolean]>([
    ['true', true],
    ['order.Subtotal > 1000', true],
    ['ORDER.subtotal >= 1120 AND Order.Total<1150.51', true],
    ['order.Subtotal <> 1120', false],
    ['order.Subtotal != 1120', false],
    ["order.Total > 200 and order.xp.MyCustomProperty = 'xyz'", true],
    ['not order.IsSubmitted', true],
    ['not not order.xp.flag', true],
    ['order.xp.missing', false],
    ['false and false or true', true],
    ['true or false and false', true],
    ['(true or false) and false', false],
    ['(true | false) & false', false],
    ["order.xp.MyCustomProperty = 'XYZ' & order.Total > 0", true],
    ["order.FromUser.Email = '*@globex.example'", true],
    ["order.FromUser.Email <> '*@globex.example'", false],
    ["order.FromUser.Email like 'HANK%'", true],
    ["order.FromUser.ID in ('bart', 'HANK')", true],
    ["order.FromUser.ID not in ('bart', 'lisa')", true],
    ["order.FromUser.ID.in('bart,hank')", true],
    ["order.FromUser.ID.in('bart', 'lisa')", false],
    ["order.xp.deep.2026.class = 'A'", true],
    ["order.xp.Tags.all(item = 'tag*') = true", true],
    ["order.xp.myarray.contains('VALUE2')", true],
    ['order.xp.myarray.count() = 3', true],
    ["order.xp.myarray.any(item = 'four')", true],
    ['order.xp.myarray.any(item = 20)', true],
    ['order.xp.myarray.contains(20)', true],
    ["order.Tags.count(item = 'a') = 1", true],
    ['order.xp.missing.any()', false],
    ["order.xp.missing.all(item = 'x')", true],
    ["order.xp.Points > '5'", true],
    ['order.xp.Points > 5', true],
    ["order.FromUser.xp.Points > '6.5'", true],
    ["order.FromUser.xp.Points > 'many'", false],
    ['order.FromUser.xp.since < #2/1/2020#', true],
    ['order.DateCreated < #5/1/2026 8:30 AM# and order.DateCreated >= #2026-05-01T08:00:00Z#', true],
    ['order.DateCreated < now(-19) and order.DateCreated > now(-20)', true],
    ['order.DateCompleted = null and order.DateCreated <> null', true],
    ['order.DateCompleted < now()', false],
    ["order.xp.missing <> 'a'", false],
    ['-order.Subtotal < -1119', true],
    ['order.Subtotal%7=0 or order.Subtotal % .5 = 0', true],
  ])('%s is %s', (rule, expected) => {
    expect(() => checkRule(rule, ofOrder)).not.toThrow()
    expect(yes(rule)).toBe(expected)
  })
})

describe('conditions on its lines', () => {
  it.each<[string, boolean]>([
    ["items.any(ProductID = 'bike')", true],
    ["items.all(CostCenter = 'abc')", false],
    ["items.all(CostCenter = 'abc' or Quantity = 5)", true],
    ["items.quantity(ProductID='bike')>= 3 and items.quantity(ProductID='bell-s')>=1", true],
    ["items.count(SupplierID = 'north') = 2", true],
    ['items.count() = 3', true],
    ["items.total (CostCenter = 'ABC') > 1099", true],
    ["items.any(Product.xp.Tags.contains('value2'))", true],
    ['items.any(Product.xp.Numbers.contains(23))', true],
    ["items.any(product.incategory('bikes'))", true],
    ["items.any(product.incategory('none, PARTS'))", true],
    ["items.all(product.incategory('sport'))", false],
    ["items.all(product.inparentcategory('sport'))", true],
    ['items.any(LineSubtotal > order.Subtotal / 2)', true],
    ["items.any(xp.gift and Product.Name = 'bell ''s''')", true],
    ["items.any(Product.Name = 'bell \\'s\\'')", true],
    ['items.any(Product.Inventory.QuantityAvailable < Quantity)', true],
  ])('%s is %s', (rule, expected) => {
    expect(() => checkRule(rule, ofOrder)).not.toThrow()
    expect(yes(rule)).toBe(expected)
  })

  it('of no lines, all is true and any is not', () => {
    expect(yes('items.all(Quantity = 1)', { items: [] })).toBe(true)
    expect(yes('items.any()', { items: [] })).toBe(false)
  })
})

describe('a rule of a line', () => {
  it.each<[string, boolean]>([
    ["item.product.incategory('bikes') and order.Subtotal > 100", true],
    ["item.ProductID = 'bik*'", true],
    ['item.product.xp.Numbers.any(item = 20)', true],
    ["item.Product.xp.Tags.count(item = 'r*') = 1", true],
    ['item.Product.Inventory.QuantityAvailable = null', true],
  ])('%s is %s of the first line', (rule, expected) => {
    expect(() => checkRule(rule, ofLine)).not.toThrow()
    expect(yes(rule, { item: items[0] })).toBe(expected)
  })

  it('must name the line, and a rule of the order may not', () => {
    expect(refusal('order.Total > 1', ofLine).ErrorCode).toBe('Expression.ItemRequired')
    // Within a filter over a list, item is its element.
    expect(refusal('order.Tags.any(item = 1)', ofLine).ErrorCode).toBe('Expression.ItemRequired')
    expect(() => checkRule('order.Total', { ...ofLine, item: 'allowed' })).not.toThrow()
    expect(refusal('item.Quantity > 1', ofOrder)).toMatchObject({
      ErrorCode: 'Expression.ItemNotAllowed',
      Data: { Expression: 'item.Quantity > 1', Position: 0, Token: 'item' },
    })
  })
})

describe('values', () => {
  const half =
    "min(((items.quantity(ProductID='bike')-((items.quantity(ProductID='bike')%2)))/2)*1,items.quantity(ProductID='bell-s')-(items.quantity(ProductID='bell-s')%1))*((items.total(ProductID='bell-s'))/items.quantity(ProductID='bell-s'))*0.5"
  it.each<[string, number | undefined]>([
    ['10', 10],
    ['.15', 0.15],
    ['order.ShippingCost', 30.5],
    ['order.Total * .10', 115.05],
    ['3/2', 1.5],
    ['1 - 2 - 3', -4],
    ['2 + 3 * 4 % 5', 4],
    ['-(2 - 5)', 3],
    ["items.total(ProductID = 'bell-s') / items.quantity(ProductID = 'bell-s')", 4],
    [half, 2],
    ['min(3, order.ShippingCost, 7)', 3],
    ['max(3, order.ShippingCost)', 30.5],
    ['round(order.ShippingCost / 7, 2)', 4.36],
    ['round(2.5)', 3],
    ['round(-2.5)', -3],
    ['if(order.Total > 2000, 20, order.Total > 1000, 10, 0)', 10],
    ['iif(false, 1, 2)', 2],
    ['order.xp.missing', 0],
    ['order.xp.missing * 2 + 1', 0],
    // A text is no number, even where it reads like one.
    ['order.xp.Points + 1', undefined],
    ['order.Total > 1', undefined],
    ['1 / 0', undefined],
    ['1 % (order.Subtotal - 1120)', undefined],
    ["'10'", undefined],
  ])('%s is %s', (rule, expected) => {
    expect(() => checkRule(rule, ofOrder)).not.toThrow()
    expect(value(rule)).toBe(expected)
  })

  it.each([
    'order.FromUser.Email > order.Tags',
    'order.Subtotal and true',
    'order.IsSubmitted = 1',
    'now(999999999) > now()',
    'round(1, 1.5) = 1',
    'order.xp.MyCustomProperty.more = 1',
  ])('%s is neither true nor false', (rule) => {
    expect(() => checkRule(rule, ofOrder)).not.toThrow()
    expect(yes(rule)).toBeUndefined()
    expect(evaluate(parse(rule), facts)).toHaveProperty('fault')
  })
})

describe('approvals', () => {
  it('asks for what was approved, only of what is being approved', () => {
    expect(() => checkRule("order.approved('first') and approved('second')", ofApproval)).not.toThrow()
    expect(yes("order.approved('FIRST')")).toBe(true)
    expect(yes("approved('second')")).toBe(false)
    expect(() => checkRule("orderReturn.approved('first')", ofReturn)).not.toThrow()
    expect(refusal("order.approved('first')", ofReturn).ErrorCode).toBe('Expression.InvalidFunction')
    expect(refusal("order.approved('first')", ofOrder).ErrorCode).toBe('Expression.InvalidFunction')
    expect(refusal("approved('first')", ofOrder).ErrorCode).toBe('Expression.InvalidFunction')
  })

  it('item is another word for items there', () => {
    const rule = "item.total(CostCenter = 'ABC') > 200"
    expect(() => checkRule(rule, ofApproval)).not.toThrow()
    expect(yes(rule)).toBe(true)
    expect(refusal('item.Quantity > 1', ofApproval).ErrorCode).toBe('Expression.ItemNotAllowed')
  })

  it('of a return sees the return and its order', () => {
    const rule = 'orderreturn.ItemsToReturn.any(item.Quantity > 1) and Order.DateCompleted < now(-30)'
    expect(() => checkRule(rule, ofReturn)).not.toThrow()
    const completed = { ...facts.order, DateCompleted: '2026-04-01T00:00:00.000+00:00' }
    const returned = { ItemsToReturn: [{ Quantity: 1 }, { Quantity: 3 }] }
    expect(yes(rule, { order: completed, orderReturn: returned })).toBe(true)
    expect(refusal('orderreturn.ID = 1', ofOrder).ErrorCode).toBe('Expression.InvalidToken')
  })
})

describe('what cannot be saved', () => {
  it.each<[string, string, number]>([
    ['', 'InvalidSyntax', 0],
    ['order.Total >', 'InvalidSyntax', 13],
    ['order.Total > 1)', 'InvalidSyntax', 15],
    ["items.any(Product.xp.Tags.contains('value2')", 'InvalidSyntax', 44],
    ["order.ID = 'x", 'InvalidSyntax', 11],
    ['order.ID = "x"', 'InvalidSyntax', 11],
    ['order.DateCreated > #13/41/2026#', 'InvalidSyntax', 20],
    ['1 2', 'InvalidSyntax', 2],
    ['+1', 'InvalidSyntax', 0],
    ['1e5', 'InvalidSyntax', 1],
    ['order.ID in ()', 'InvalidSyntax', 13],
    ['order.Tota > 1', 'InvalidToken', 6],
    ['user.ID = 1', 'InvalidToken', 0],
    ['ProductID = 1', 'InvalidToken', 0],
    ['order.Total.x = 1', 'InvalidToken', 12],
    ['order.constructor = 1', 'InvalidToken', 6],
    ['items', 'InvalidToken', 0],
    ['items.Quantity > 1', 'InvalidToken', 6],
    ['items.any(Quantity = 1).x', 'InvalidToken', 24],
    ['items.sum(Quantity = 1)', 'InvalidFunction', 6],
    ['items.constructor()', 'InvalidFunction', 6],
    ['constructor(1)', 'InvalidFunction', 0],
    ["order.Total.contains('x')", 'InvalidFunction', 12],
    ["order.incategory('x')", 'InvalidFunction', 6],
    ['min(1)', 'InvalidArguments', 0],
    ['now(1, 2)', 'InvalidArguments', 0],
    ['if(true, 1, false, 2)', 'InvalidArguments', 0],
    ['items.any(true, false)', 'InvalidArguments', 6],
  ])('%j: %s at %i', (rule, code, position) => {
    expect(refusal(rule)).toMatchObject({
      ErrorCode: `Expression.${code}`,
      Data: { Expression: rule, Position: position },
    })
  })

  it('is nested deeper than can be read safely', () => {
    const nested = (n: number) => `${'('.repeat(n)}1${')'.repeat(n)}`
    expect(() => checkRule(nested(MOST_LEVELS - 1), ofOrder)).not.toThrow()
    for (const rule of [nested(400), `${'not '.repeat(400)}true`, `${'-'.repeat(900)}1`])
      expect(refusal(rule).ErrorCode).toBe('Expression.InvalidSyntax')
  })
})
