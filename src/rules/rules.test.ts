import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../api/errors.ts'
import { count, flag, list, number, object, text, timestamp, xp } from '../api/field.ts'
import { evaluate, holds, MOST_STEPS, numberOf } from './evaluate.ts'
import type { Facts } from './facts.ts'
import type { Vocabulary } from './names.ts'
import { MOST_LEVELS, parse } from './parse.ts'
import { checkRule, treeOf } from './rule.ts'

const product = object('Product', {
  ID: text(),
  ParentID: text(),
  Name: text(),
  Inventory: object('Inventory', { QuantityAvailable: count() }),
  xp: xp(),
})
const line = {
  ProductID: text(),
  Quantity: count(),
  UnitPrice: number(),
  LineSubtotal: number(),
  SupplierID: text(),
  CostCenter: text(),
  Product: product,
  ShippingAddress: object('Address', { State: text() }),
  xp: xp(),
}
const order = {
  ID: text(),
  Subtotal: number(),
  Total: number(),
  ShippingCost: number(),
  IsSubmitted: flag(),
  DateCreated: timestamp(),
  DateCompleted: timestamp(),
  Tags: list(text()),
  FromUser: object('User', { ID: text(), Email: text(), xp: xp() }),
  xp: xp(),
}
const orderReturn = {
  ID: text(),
  RefundAmount: number(),
  ItemsToReturn: list(object('OrderReturnItem', { LineItemID: text(), Quantity: count() })),
}

const ofOrder: Vocabulary = { order, line, item: 'none' }
const ofLine: Vocabulary = { order, line, item: 'required' }
const ofApproval: Vocabulary = { order, line, item: 'items', approved: 'order' }
const ofReturn: Vocabulary = { order, line, orderReturn, item: 'items', approved: 'orderreturn' }

const now = Date.UTC(2026, 4, 20, 12)
const bike = { ID: 'bike', ParentID: null, Name: 'Bike', xp: { Tags: ['red', 'value2'], Numbers: [20, 23] } }
const bell = {
  ID: 'bell-s',
  ParentID: 'bell',
  Name: "Bell 'S'",
  Inventory: { QuantityAvailable: 4 },
  xp: null,
}
const items = [
  { ProductID: 'bike', Quantity: 2, UnitPrice: 300, LineSubtotal: 600, SupplierID: null, CostCenter: 'ABC' },
  {
    ProductID: 'bike',
    Quantity: 1,
    UnitPrice: 500,
    LineSubtotal: 500,
    SupplierID: 'north',
    CostCenter: 'abc',
  },
  { ProductID: 'bell-s', Quantity: 5, UnitPrice: 4, LineSubtotal: 20, SupplierID: 'north', CostCenter: null },
].map((l) => ({ ...l, Product: l.ProductID === 'bike' ? bike : bell, xp: { gift: l.UnitPrice === 4 } }))

const facts: Facts = {
  now,
  order: {
    ID: 'o1',
    Subtotal: 1120,
    Total: 1150.5,
    ShippingCost: 30.5,
    IsSubmitted: false,
    DateCreated: '2026-05-01T08:00:00.000+00:00',
    DateCompleted: null,
    Tags: ['a', 'b'],
    FromUser: { ID: 'hank', Email: 'hank@globex.example', xp: { Points: 7, since: '2020-01-31' } },
    xp: {
      myarray: ['value2', 'four', '20'],
      Tags: ['tag1', 'TAG2'],
      Points: '6',
      MyCustomProperty: 'XYZ',
      deep: { 2026: { Class: 'A' } },
      flag: true,
    },
  },
  items,
  categories: new Map([
    ['bike', { direct: ['bikes'], above: ['bikes', 'sport'] }],
    ['bell', { direct: ['parts'], above: ['parts', 'sport'] }],
  ]),
  approved: ['first'],
}
const yes = (rule: string, more: Partial<Facts> = {}) => holds(parse(rule), { ...facts, ...more })
const value = (rule: string, more: Partial<Facts> = {}) => {
  const number = numberOf(parse(rule), { ...facts, ...more })
  return number === undefined ? undefined : number.toNumber()
}

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
    expect(refusal('item.Quantity > 1', ofApproval).ErrorCode).toBe('Expression.InvalidToken')
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

const refusal = (rule: string, vocabulary = ofOrder) => {
  try {
    checkRule(rule, vocabulary)
  } catch (error) {
    return (error as ApiError).errors[0]!
  }
  throw new Error(`${rule} is accepted`)
}

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

it('no rule evaluates for ever: filters within filters end after a number of steps', () => {
  const rule = 'items.all(items.all(items.all(items.all(1 = 1))))'
  const many = Array.from({ length: 200 }, () => items[0]!)
  expect(evaluate(treeOf(rule), { ...facts, items: many })).toEqual({ fault: expect.stringMatching(/steps/) })
  expect(MOST_STEPS).toBeLessThanOrEqual(1_000_000)
})

const words = ['order', 'items', 'item', '.', '.Total', '.xp', '(', ')', ',', "'a*'", '#1/1/2026#', '1', '.5']
const more = [
  'and',
  'or',
  'not',
  'in',
  'like',
  '=',
  '<>',
  '<',
  '+',
  '-',
  '*',
  '/',
  '%',
  'null',
  'true',
  'min',
  'now',
]
const ruleText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc
    .array(fc.constantFrom(...words, ...more, 'any', 'contains', 'if', 'Quantity', 'Product'), {
      maxLength: 60,
    })
    .map((w) => w.join(' ')),
)

it('any text is a rule, or is refused with a code of the list and the place that is wrong', () => {
  fc.assert(
    fc.property(ruleText, fc.constantFrom(ofOrder, ofLine, ofApproval, ofReturn), (rule, vocabulary) => {
      try {
        checkRule(rule, vocabulary)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        const { ErrorCode, Data } = error.errors[0]!
        expect(ErrorCode).toMatch(
          /^Expression\.(Invalid(Syntax|Token|Function|Arguments)|Item(NotAllowed|Required))$/,
        )
        const { Position, Token } = Data as { Position: number; Token: string }
        expect(rule.slice(Position, Position + Token.length)).toBe(Token)
        return
      }
      // What is accepted comes to something, or to a fault: it never throws.
      evaluate(parse(rule), { ...facts, item: items[0], orderReturn: {} })
    }),
    { numRuns: 5_000 },
  )
})

const printed = fc.letrec<{ number: string; condition: string }>((tie) => ({
  number: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('order.Total', '7', '0.5', 'items.count()'),
    fc
      .tuple(tie('number'), fc.constantFrom('+', '-', '*', '/', '%'), tie('number'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie('number').map((n) => `-${n}`),
  ),
  condition: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(tie('number'), fc.constantFrom('=', '<', '>='), tie('number')).map((p) => p.join(' ')),
    fc
      .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie('condition').map((c) => `not (${c})`),
  ),
})).condition

it('what follows the grammar is accepted, in any letter case and spacing, and means the same', () => {
  fc.assert(
    fc.property(printed, (rule) => {
      fc.pre(!/\({60}/.test(rule))
      checkRule(rule, ofOrder)
      const loose = rule.toUpperCase().replaceAll(' ', '  ')
      checkRule(loose, ofOrder)
      expect(yes(loose)).toBe(yes(rule))
      const denied = yes(`not (${rule})`)
      expect(denied).toBe(yes(rule) === undefined ? undefined : !yes(rule))
    }),
  )
})
