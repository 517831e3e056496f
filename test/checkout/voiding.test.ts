import { describe, expect, it } from 'vitest'
import type { Fields } from '../../src/api/field.ts'
import { lineItemModel, orderModel } from '../../src/orders/state/shown-order.ts'
import {
  buyer,
  calculated,
  change,
  elsewhere,
  m,
  newOrder,
  offer,
  path,
  promote,
  promotion,
  submit,
  useCheckout,
  worksheet,
} from './shop.ts'

useCheckout()

/** What becomes of estimate and calculation. */
type Effect = 'voids' | 'stands'

/** Whether estimate and calculation are there: both, or neither. */
async function effectOn(id: string): Promise<Effect> {
  const { ShipEstimateResponse, OrderCalculateResponse } = await worksheet(id)
  expect(ShipEstimateResponse === null).toBe(OrderCalculateResponse === null)
  return OrderCalculateResponse ? 'stands' : 'voids'
}

/** Names of what a request can change: what is read only, or chosen at the beginning, is not among it, as a line’s product. */
const changeable = (fields: Fields) =>
  Object.keys(fields).filter(
    (name) => !fields[name]!.readOnly && !fields[name]!.createOnly && name !== 'ProductID',
  )

let made = 0
const other = (kind: string) => `${kind}-${++made}`
const address = () => m.address(buyer)

/** A value that a property of an order does not have, and what it does. */
const ofOrder: Record<string, [Effect, () => unknown]> = {
  ID: ['stands', () => other('order')],
  BillingAddressID: ['stands', async () => (await address()).ID],
  ShippingAddressID: ['voids', async () => (await address()).ID],
  Comments: ['stands', () => 'Soon, please'],
  ShippingCost: ['voids', () => 99],
  TaxCost: ['voids', () => 99],
  Gratuity: ['voids', () => 1],
  xp: ['voids', () => ({ po: '1' })],
}

const ofLine: typeof ofOrder = {
  ID: ['stands', () => other('line')],
  Quantity: ['voids', () => 7],
  UnitPrice: ['voids', () => 9],
  CostCenter: ['voids', () => 'cc'],
  DateNeeded: ['stands', () => '2027-01-01T00:00:00.000+00:00'],
  ShippingAccount: ['stands', () => 'account'],
  ShippingAddressID: ['voids', async () => (await address()).ID],
  ShipFromAddressID: [
    'voids',
    async () => {
      const somewhere = { Street1: '1', City: 'Kiel', Country: 'DE', AddressName: 'Store' }
      return (await m.must('POST', '/addresses', somewhere)).ID
    },
  ],
  InventoryRecordID: [
    'voids',
    async () => {
      const AddressID = await (ofLine.ShipFromAddressID![1]() as Promise<string>)
      await m.must('PATCH', '/products/TEN', { Inventory: { Enabled: true } })
      const record = { ID: other('record'), AddressID, AllowAllBuyers: true, QuantityAvailable: 99 }
      return (await m.must('POST', '/products/TEN/inventoryrecords', record)).ID
    },
  ],
  Specs: [
    'voids',
    async () => {
      await m.must('POST', '/specs', { ID: 'note', Name: 'Note', AllowOpenText: true })
      await m.must('POST', '/specs/productassignments', { SpecID: 'note', ProductID: 'TEN' })
      return [{ SpecID: 'note', Value: 'To Una' }]
    },
  ],
  xp: ['voids', () => ({ gift: true })],
}

describe.each([
  ['an order', orderModel.fields, ofOrder, ''],
  ['a line', lineItemModel.fields, ofLine, '/lineitems/X1'],
] as const)('of %s', (_, fields, effects, below) => {
  it('every property that can change is told of', () => {
    expect(Object.keys(effects)).toEqual(changeable(fields))
  })

  it.each(Object.entries(effects))('another %s as it is told', async (name, [effect, value]) => {
    const id = await newOrder()
    const body = { [name]: await value() }
    await calculated(id)
    const changed = await change(id, below, body)
    expect(changed).toMatchObject(body)
    expect(await effectOn(below === '' ? changed.ID : id)).toBe(effect)
  })

  it('what is written as it was voids nothing', async () => {
    const id = await newOrder()
    await calculated(id)
    const shown = await m.must('GET', `/orders/Incoming/${id}${below}`)
    await change(id, below, shown, 'PUT')
    await change(id, below, shown)
    expect(await effectOn(id)).toBe('stands')
  })
})

describe('of what belongs to an order', () => {
  type Act = (id: string, promotion: string) => Promise<unknown>
  const own =
    (method: string, below: string, body?: unknown): Act =>
    (id, code) =>
      m.must(method, path(id, below.replace('{code}', code)), body, buyer.user)
  const somewhere = { Street1: '2 Quay', City: 'Kiel', Country: 'DE' }
  const payment = { ID: 'more', Type: 'PurchaseOrder', Amount: 1 }
  it.each<[what: string, effect: Effect, act: Act]>([
    ['a line more', 'voids', own('POST', '/lineitems', { ProductID: 'TEN', Quantity: 1 })],
    ['a line less', 'voids', own('DELETE', '/lineitems/X2')],
    ['a line in place of one', 'voids', own('PUT', '/lineitems/X2', { ProductID: 'TWENTY', Quantity: 8 })],
    ['a promotion more, though it takes nothing off', 'voids', own('POST', '/promotions/NONE')],
    ['a promotion less', 'voids', own('DELETE', '/promotions/{code}')],
    ['a promotion that ends', 'voids', (_, p) => m.must('PATCH', `/promotions/${p}`, { Active: false })],
    ['another name of a line that has one', 'stands', (id) => change(id, '/lineitems/X1', { ID: 'first' })],
    ['an address of its own to ship to', 'voids', own('PUT', '/shipto', somewhere)],
    ['an address of its own to bill to', 'stands', own('PUT', '/billto', somewhere)],
    ['who it is from', 'stands', (id) => change(id, '/fromuser', { FirstName: 'Ute' })],
    ['a payment more', 'stands', own('POST', '/payments', payment)],
    ['a payment that is accepted', 'stands', (id) => change(id, '/payments/pay', { Accepted: true })],
    ['a payment less', 'stands', own('DELETE', '/payments/pay')],
    ['a check', 'stands', own('POST', '/validate')],
  ])('%s', async (_, effect, act) => {
    await m.must('PUT', '/promotions/NONE', offer('NONE', { ValueExpression: '0' }))
    const code = other('EACH')
    await promotion(code, { LineItemLevel: true, EligibleExpression: 'item.Quantity > 0' })
    const id = await newOrder([
      ['TEN', 1],
      ['TWENTY', 1],
    ])
    await promote(id, code)
    await m.must('POST', path(id, '/payments'), { ...payment, ID: 'pay' }, buyer.user)
    await calculated(id)
    await act(id, code)
    expect(await effectOn(id)).toBe(effect)
  })

  it('a product that is gone takes its lines along, and the calculation', async () => {
    await m.product(buyer, { ID: 'BRIEF' })
    const id = await newOrder([
      ['TEN', 1],
      ['BRIEF', 1],
    ])
    await calculated(id)
    await m.must('DELETE', '/products/BRIEF')
    expect(await effectOn(id)).toBe('voids')
  })

  it('other names of a product, an address, a promotion and the order’s user void nothing', async () => {
    await m.product(buyer, { ID: 'NAMED' })
    await promotion('NAMED')
    const { ID: dock } = await address()
    const id = await newOrder([['NAMED', 1]], { ShippingAddressID: dock })
    await promote(id, 'NAMED')
    await calculated(id)
    await m.must('PATCH', '/products/NAMED', { ID: 'NAMED-2' })
    await m.must('PATCH', `/buyers/${buyer.ID}/addresses/${dock}`, { ID: 'dock-2' })
    await m.must('PATCH', '/promotions/NAMED', { ID: 'NAMED-2' })
    expect(await effectOn(id)).toBe('stands')
    expect(await worksheet(id)).toMatchObject({
      LineItems: [{ ProductID: 'NAMED-2', ShippingAddressID: 'dock-2' }],
      OrderPromotions: [{ ID: 'NAMED-2' }],
    })
  })
})

describe('what is void', () => {
  it('leaves costs, fees and prices at what they were', async () => {
    const id = await newOrder([['TEN', 2]])
    const { Order } = await calculated(id)
    await change(id, '', { xp: { a: 1 } })
    const left = await worksheet(id)
    expect(left.Order).toEqual({ ...Order, xp: { a: 1 }, LastUpdated: expect.any(String) })
    expect(left.Order).toMatchObject({ ShippingCost: 10, TaxCost: 5 })
  })

  it('is nothing of an order that is open: what was calculated is history', async () => {
    const id = await newOrder()
    await calculated(id)
    expect(await submit(id)).toBe(201)
    await change(id, '', { xp: { a: 1 }, Gratuity: 3 })
    await change(id, '/lineitems/X1', { Quantity: 4, xp: { a: 1 } })
    expect(await effectOn(id)).toBe('stands')
  })

  it('does not come back with what it was of', async () => {
    const id = await newOrder([['TEN', 2]])
    await calculated(id)
    for (const Quantity of [3, 2]) await change(id, '/lineitems/X1', { Quantity })
    expect(await effectOn(id)).toBe('voids')
    expect(await submit(id)).toEqual([400, 'Order.CannotSubmitUncalculatedOrder'])
    expect(await submit(id, elsewhere)).toBe(201)
  })
})
