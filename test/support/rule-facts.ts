import type { ApiError } from '../../src/api/errors.ts'
import { count, flag, list, number, object, text, timestamp, xp } from '../../src/api/field.ts'
import { holds, numberOf } from '../../src/rules/evaluate.ts'
import type { Facts } from '../../src/rules/facts.ts'
import type { Vocabulary } from '../../src/rules/names.ts'
import { parse } from '../../src/rules/parse.ts'
import { checkRule } from '../../src/rules/rule.ts'

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

export const ofOrder: Vocabulary = { order, line, item: 'none' }
export const ofLine: Vocabulary = { order, line, item: 'required' }
export const ofApproval: Vocabulary = { order, line, item: 'items', approved: 'order' }
export const ofReturn: Vocabulary = { order, line, orderReturn, item: 'items', approved: 'orderreturn' }

export const now = Date.UTC(2026, 4, 20, 12)
export const bike = {
  ID: 'bike',
  ParentID: null,
  Name: 'Bike',
  xp: { Tags: ['red', 'value2'], Numbers: [20, 23] },
}
export const bell = {
  ID: 'bell-s',
  ParentID: 'bell',
  Name: "Bell 'S'",
  Inventory: { QuantityAvailable: 4 },
  xp: null,
}
export const items = [
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

export const facts: Facts = {
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
export const yes = (rule: string, more: Partial<Facts> = {}) => holds(parse(rule), { ...facts, ...more })
export const value = (rule: string, more: Partial<Facts> = {}) => {
  const number = numberOf(parse(rule), { ...facts, ...more })
  return number === undefined ? undefined : number.toNumber()
}

export const refusal = (rule: string, vocabulary = ofOrder) => {
  try {
    checkRule(rule, vocabulary)
  } catch (error) {
    return (error as ApiError).errors[0]!
  }
  throw new Error(`${rule} is accepted`)
}
