import { beforeEach, expect, it } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let shopper: User
let order: string

/** A family of the parent `tee` (5 in stock) with the children `tee-s` and `tee-m`, and an order to put them on. */
beforeEach(async () => {
  m = await marketplace()
  ;({ user: shopper } = await m.buyer({ ID: 'acme' }))
  await m.product(
    { ID: 'acme' },
    { ID: 'tee', IsParent: true, Inventory: { Enabled: true, QuantityAvailable: 5 }, xp: { Color: 'red' } },
  )
  for (const ID of ['tee-s', 'tee-m'])
    await m.must('POST', '/products', { ID, Name: ID, Active: true, ParentID: 'tee' })
  order = `/orders/Outgoing/${(await m.must('POST', '/orders/Outgoing', {}, shopper)).ID}`
})

const line = (ProductID: string, Quantity = 1) =>
  m.api('POST', `${order}/lineitems`, { ProductID, Quantity }, shopper)
const submit = () => m.api('POST', `${order}/submit`, {}, shopper)
const patch = (ID: string, change: object) => m.must('PATCH', `/products/${ID}`, change)
const stock = async (ID: string) => (await m.must('GET', `/products/${ID}`)).Inventory.QuantityAvailable
const codeOf = (answer: { status: number; body: { Errors?: { ErrorCode: string }[] } }) =>
  answer.body?.Errors?.[0]?.ErrorCode ?? answer.status

it('A parent is not bought; its children are, at its price', async () => {
  expect(codeOf(await line('tee'))).toBe('LineItem.CannotPurchaseParentProduct')
  expect((await line('tee-s')).body).toMatchObject({ UnitPrice: 10, PriceScheduleID: 'tee' })
})

it('What became a parent is not submitted', async () => {
  await m.product({ ID: 'acme' }, { ID: 'cap' })
  await line('cap')
  await patch('cap', { IsParent: true })
  expect(codeOf(await submit())).toBe('Order.CannotSubmitWithParentProduct')
})

it('A line shows the child with what it has of its parent, and keeps that from submit on', async () => {
  await m.supplier({ ID: 's1' })
  const dock = { ID: 'dock', Street1: 'Quay', City: 'Hamburg', Country: 'DE' }
  await m.must('POST', '/suppliers/s1/addresses', dock)
  const links = { DefaultSupplierID: 's1', ShipFromAddressID: 'dock' }
  await patch('tee', { Description: 'A shirt', ShipWeight: 2, QuantityMultiplier: 6, ...links })
  await patch('tee-s', { xp: { Size: 'S' } })
  const shown = {
    ID: 'tee-s',
    ParentID: 'tee',
    Description: 'A shirt',
    ShipWeight: 2,
    QuantityMultiplier: 6,
    DefaultSupplierID: 's1',
    xp: { Color: 'red', Size: 'S' },
  }
  const { body } = await line('tee-s')
  expect(body).toMatchObject({ Product: shown, SupplierID: 's1', ShipFromAddressID: 'dock' })
  const read = async () => (await m.must('GET', `${order}/lineitems`, undefined, shopper)).Items[0].Product
  expect(await read()).toMatchObject(shown)
  await patch('tee', { Description: 'A better shirt' })
  expect((await read()).Description).toBe('A better shirt')
  await submit()
  await patch('tee', { Description: 'The best shirt' })
  expect(await read()).toMatchObject({ ...shown, Description: 'A better shirt' })
})

it('A line shows the children of an inactive parent no more, and submit says they are not active', async () => {
  await line('tee-s')
  await patch('tee', { Active: false })
  expect(codeOf(await line('tee-m'))).toBe('NotFound')
  expect(codeOf(await submit())).toBe('Order.CannotSubmitWithInactiveProduct')
})

it('Children without an inventory draw on the parent’s counter together, and give back to it', async () => {
  expect(codeOf(await line('tee-s', 6))).toBe('Inventory.Insufficient')
  await line('tee-s', 3)
  expect(codeOf(await line('tee-m', 3))).toBe('Inventory.Insufficient')
  await line('tee-m', 2)
  expect(codeOf(await submit())).toBe(201)
  expect([await stock('tee'), await stock('tee-s')]).toEqual([0, 0])
  const incoming = order.replace('Outgoing', 'Incoming')
  const [first] = (await m.must('GET', `${incoming}/lineitems`)).Items
  await m.must('PATCH', `${incoming}/lineitems/${first.ID}`, { Quantity: first.Quantity - 1 })
  expect(await stock('tee')).toBe(1)
  await m.must('POST', `${incoming}/cancel`, {})
  expect(await stock('tee')).toBe(5)
})

it('A child with an inventory of its own draws on that', async () => {
  await patch('tee-s', { Inventory: { Enabled: true, QuantityAvailable: 2 } })
  expect(codeOf(await line('tee-s', 3))).toBe('Inventory.Insufficient')
  await line('tee-s', 2)
  await line('tee-m', 5)
  expect(codeOf(await submit())).toBe(201)
  expect([await stock('tee'), await stock('tee-s')]).toEqual([0, 0])
})

it('Ten orders of two children for five pieces of their parent: five are served', async () => {
  const orders = await Promise.all(
    Array.from({ length: 10 }, async (_, i) =>
      m.order(shopper, [[i % 2 ? 'tee-s' : 'tee-m', 1]]).then((o) => o.ID as string),
    ),
  )
  const answers = await Promise.all(
    orders.map((id) => m.api('POST', `/orders/Outgoing/${id}/submit`, {}, shopper)),
  )
  expect(answers.filter((a) => a.status === 201)).toHaveLength(5)
  expect(await stock('tee')).toBe(0)
})
