import { beforeEach, describe, expect, it } from 'vitest'
import { type As, type Marketplace, marketplace, send, type User } from '../support/marketplace.ts'

let m: Marketplace
let buyer: { ID: string; user: User }

beforeEach(async () => {
  m = await marketplace()
  buyer = await m.buyer({ ID: 'acme' })
  await m.product(buyer, { ID: 'mug', price: 10 })
  await m.product(buyer, { ID: 'pen', price: 0.333333 })
})

const discount = async (
  ID: string,
  Amount: number,
  more: object = {},
  party: object = { BuyerID: 'acme' },
) => {
  await m.must('POST', '/discounts', { ID, DiscountBreaks: [{ Quantity: 1, Amount }], ...more })
  await m.must('POST', '/discounts/assignments', { DiscountID: ID, ...party })
}
const orders = '/orders/Outgoing'
const lineOf = async (order: string, ID: string, as: As = buyer.user) =>
  m.must('GET', `${orders}/${order}/lineitems/${ID}`, undefined, as)
const add = (order: string, ID: string, more: object = {}, as: As = buyer.user) =>
  m.must('POST', `${orders}/${order}/lineitems`, { ID, ProductID: 'mug', Quantity: 1, ...more }, as)
const get = (order: string, as: As = buyer.user) => m.must('GET', `${orders}/${order}`, undefined, as)

describe('a discount on an order', () => {
  it('is on its lines and their sum, from cart to submit', async () => {
    await discount('tenth', 10, { DiscountBreaks: [{ Quantity: 5, Amount: 10 }] })
    const as = buyer.user
    const one = await m.must('POST', '/cart/lineitems', { ID: 'a', ProductID: 'mug', Quantity: 4 }, as)
    expect(one).toMatchObject({ UnitPrice: 10, BaseDiscount: 0, DiscountID: null })
    const five = await m.must('PATCH', '/cart/lineitems/a', { Quantity: 5 }, as)
    expect(five).toMatchObject({
      UnitPrice: 9,
      LineSubtotal: 45,
      LineTotal: 45,
      BaseDiscount: 5,
      DiscountID: 'tenth',
    })
    await m.must('POST', '/cart/lineitems', { ID: 'b', ProductID: 'pen', Quantity: 7 }, as)
    // 0.3 each, 2.1 for 2.33.
    expect(await m.must('GET', '/cart/lineitems/b', undefined, as)).toMatchObject({ BaseDiscount: 0.23 })
    const cart = await m.must('GET', '/cart', undefined, as)
    expect(cart).toMatchObject({ Subtotal: 47.1, BaseDiscount: 5.23, Total: 47.1 })
    const submitted = await m.must('POST', '/cart/submit', undefined, as)
    expect(submitted).toMatchObject({ Status: 'Open', Subtotal: 47.1, BaseDiscount: 5.23 })
    const found = await m.must('GET', '/orders/Incoming?BaseDiscount=5.23')
    expect(found.Items.map((o: { ID: string }) => o.ID)).toEqual([submitted.ID])
    const lines = await m.must('GET', `/lineitems/Incoming?DiscountID=tenth`)
    expect(lines.Items.map((l: { ID: string }) => l.ID).sort()).toEqual(['a', 'b'])
  })

  it('stays agreed after submit, whatever becomes of it', async () => {
    await discount('half', 50)
    const { ID } = await m.order(buyer.user, [['mug', 2]])
    await m.must('POST', `${orders}/${ID}/submit`, undefined, buyer.user)
    await m.must('PATCH', '/discounts/half', { ID: 'renamed' })
    const [line] = (await m.must('GET', `/orders/Incoming/${ID}/lineitems`)).Items
    expect(line).toMatchObject({ UnitPrice: 5, BaseDiscount: 10, DiscountID: 'renamed' })
    await m.must('DELETE', '/discounts/renamed')
    const more = await m.must('PATCH', `/orders/Incoming/${ID}/lineitems/${line.ID}`, { Quantity: 3 })
    expect(more).toMatchObject({ UnitPrice: 5, LineSubtotal: 15, BaseDiscount: 15, DiscountID: 'renamed' })
    expect(await m.must('GET', `/orders/Incoming/${ID}`)).toMatchObject({ Subtotal: 15, BaseDiscount: 15 })
  })

  it('that is deleted before submit is not given any more', async () => {
    await discount('half', 50)
    const { ID } = await m.order(buyer.user, [['mug', 2]])
    await m.must('DELETE', '/discounts/half')
    expect(await get(ID)).toMatchObject({ Subtotal: 10, BaseDiscount: 10 })
    const submitted = await m.must('POST', `${orders}/${ID}/submit`, undefined, buyer.user)
    expect(submitted).toMatchObject({ Subtotal: 20, BaseDiscount: 0 })
    expect((await m.must('GET', `${orders}/${ID}/lineitems`, undefined, buyer.user)).Items).toMatchObject([
      { UnitPrice: 10, BaseDiscount: 0, DiscountID: null },
    ])
  })

  it('is that of whose order it is, whoever writes to it', async () => {
    await discount('of-vips', 50, {}, { BuyerID: 'acme', UserGroupID: await vips() })
    const other = await m.user('Buyer', 'acme', ['Shopper', 'OrderAdmin', 'UnsubmittedOrderReader'])
    const own = await m.order(buyer.user)
    expect(await add(own.ID, 'own')).toMatchObject({ UnitPrice: 5 })
    expect(await add(own.ID, 'theirs', {}, other)).toMatchObject({ UnitPrice: 5, DiscountID: 'of-vips' })
    const seller = await m.must('POST', `/orders/Incoming/${own.ID}/lineitems`, {
      ID: 'seller',
      ProductID: 'mug',
    })
    expect(seller).toMatchObject({ UnitPrice: 5 })
    const theirs = await m.order(other)
    const admin = await m.as(buyer.user, { roles: ['OrderAdmin', 'UnsubmittedOrderReader'] })
    expect(await add(theirs.ID, 'mine', {}, admin)).toMatchObject({ UnitPrice: 10, DiscountID: null })
  })

  it('is none on a price that is overridden, and comes back with the price of the catalogue', async () => {
    await discount('half', 50)
    const { ID } = await m.order(buyer.user)
    await add(ID, 'a', { Quantity: 2 })
    const said = await m.must('PATCH', `/orders/Incoming/${ID}/lineitems/a`, { UnitPrice: 7 })
    expect(said).toMatchObject({ UnitPrice: 7, LineSubtotal: 14, BaseDiscount: 0, DiscountID: null })
    expect(await get(ID)).toMatchObject({ Subtotal: 14, BaseDiscount: 0 })
    const unsaid = await m.must('PATCH', `/orders/Incoming/${ID}/lineitems/a`, { UnitPrice: null })
    expect(unsaid).toMatchObject({ UnitPrice: 5, BaseDiscount: 10, DiscountID: 'half' })
  })

  it('is never what a request says', async () => {
    const { ID } = await m.order(buyer.user)
    const sent = { BaseDiscount: 9, DiscountID: 'made-up', DiscountPercent: 90 }
    expect(await add(ID, 'a', sent)).toMatchObject({ UnitPrice: 10, BaseDiscount: 0, DiscountID: null })
    const patched = await m.must('PATCH', `${orders}/${ID}`, { BaseDiscount: 9 }, buyer.user)
    expect(patched).toMatchObject({ BaseDiscount: 0, Subtotal: 10 })
  })

  it('counts all of a product where its prices do, and anew when some of it goes', async () => {
    await m.must('PATCH', '/priceschedules/mug', { UseCumulativeQuantity: true })
    await discount('five', 20, { DiscountBreaks: [{ Quantity: 5, Amount: 20 }] })
    const { ID } = await m.order(buyer.user)
    await add(ID, 'a', { Quantity: 2 })
    expect(await add(ID, 'b', { Quantity: 3 })).toMatchObject({ UnitPrice: 8, BaseDiscount: 6 })
    expect(await lineOf(ID, 'a')).toMatchObject({ UnitPrice: 8, BaseDiscount: 4, DiscountID: 'five' })
    expect(await get(ID)).toMatchObject({ Subtotal: 40, BaseDiscount: 10 })
    await m.must('DELETE', `${orders}/${ID}/lineitems/b`, undefined, buyer.user)
    expect(await lineOf(ID, 'a')).toMatchObject({ UnitPrice: 10, BaseDiscount: 0, DiscountID: null })
    expect(await get(ID)).toMatchObject({ Subtotal: 20, BaseDiscount: 0 })
  })

  it('is left on what stays when another product of the order is deleted', async () => {
    await discount('half', 50)
    const { ID } = await m.order(buyer.user, [
      ['mug', 2],
      ['pen', 30],
    ])
    expect(await get(ID)).toMatchObject({ Subtotal: 15, BaseDiscount: 15 })
    await m.must('DELETE', '/products/pen')
    expect(await get(ID)).toMatchObject({ Subtotal: 10, BaseDiscount: 10, Total: 10 })
  })

  it('is the guest’s, and whoever takes the order over has their own', async () => {
    const template = await m.user('Buyer', 'acme', [], { ID: 'template' })
    await m.must('POST', '/securityprofiles/assignments', { SecurityProfileID: 'shopper', BuyerID: 'acme' })
    await m.must('PATCH', `/apiclients/${m.clients.guests}`, { DefaultContextUserName: template.username })
    await discount('all', 10)
    await discount('of-vips', 50, {}, { BuyerID: 'acme', UserGroupID: await vips() })
    const form = { grant_type: 'client_credentials', client_id: m.clients.guests }
    const { body } = await send('POST', '/oauth/token', new URLSearchParams(form).toString(), {
      'Content-Type': 'application/x-www-form-urlencoded',
    })
    const guest = body.access_token as string
    const { ID } = await m.must('POST', orders, {}, guest)
    expect(await add(ID, 'a', {}, guest)).toMatchObject({ UnitPrice: 9, DiscountID: 'all' })
    await m.must('PUT', `/me/orders?anonUserToken=${guest}`, undefined, buyer.user)
    expect(await lineOf(ID, 'a')).toMatchObject({ UnitPrice: 5, BaseDiscount: 5, DiscountID: 'of-vips' })
  })

  it('is the buyer’s: an order to a supplier is without it', async () => {
    const supplier = await m.supplier({ ID: 'sup' })
    await m.must('PATCH', '/products/mug', { DefaultSupplierID: 'sup' })
    const body = { ID: 'cost', Name: 'cost', PriceBreaks: [{ Quantity: 1, Price: 4 }] }
    await m.must('POST', '/priceschedules', body, supplier.user)
    await m.must('PUT', '/products/mug/suppliers/sup?defaultPriceScheduleID=cost')
    await discount('half', 50)
    const { ID } = await m.order(buyer.user, [['mug', 2]])
    await m.must('POST', `${orders}/${ID}/submit`, undefined, buyer.user)
    const { OutgoingOrders } = await m.must('POST', `/orders/Incoming/${ID}/forward`)
    const [theirs] = OutgoingOrders
    expect(theirs).toMatchObject({ Subtotal: 8, BaseDiscount: 0 })
    const lines = await m.must('GET', `/orders/Incoming/${theirs.ID}/lineitems`, undefined, supplier.user)
    expect(lines.Items).toMatchObject([{ UnitPrice: 4, BaseDiscount: 0, DiscountID: null }])
    expect(await get(ID)).toMatchObject({ Subtotal: 10, BaseDiscount: 10 })
  })
})

/** A group of the buyer's first user. */
async function vips() {
  await m.must('POST', '/buyers/acme/usergroups', { ID: 'vip', Name: 'VIP' })
  const member = { UserGroupID: 'vip', UserID: buyer.user.ID }
  await m.must('POST', '/buyers/acme/usergroups/assignments', member)
  return 'vip'
}
