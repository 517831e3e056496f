import { expect, it } from 'vitest'
import { send } from '../support/marketplace.ts'
import { asked, buyer, m, promotion, server, useCheckout } from './shop.ts'

useCheckout()

const choice = { ShipMethodSelections: [{ ShipEstimateID: 'e1', ShipMethodID: 'm1' }] }

it('a cart is estimated, discounted, calculated, paid, named and submitted', async () => {
  const cart = (method: string, below: string, body?: object) =>
    m.must(method, `/cart${below}`, body, buyer.user)
  await promotion('TENOFF', { EligibleExpression: 'order.Subtotal >= 50', ValueExpression: '10' })
  await m.must('POST', '/incrementors', { ID: 'orders', Name: 'Orders', LastNumber: 41, LeftPaddingCount: 4 })
  await m.product(buyer, { ID: 'PS1', price: 25 })
  await m.product(buyer, { ID: 'PS2', price: 40 })
  const { ID: ShippingAddressID } = await m.address(buyer)
  await cart('POST', '/lineitems', { ProductID: 'PS1', Quantity: 2 })
  await cart('POST', '/lineitems', { ProductID: 'PS2', Quantity: 1 })
  await cart('PATCH', '', { ShippingAddressID })
  await cart('POST', '/estimateshipping')
  await cart('POST', '/shipmethods', choice)
  await cart('POST', '/promotions/TENOFF')
  expect(await cart('GET', '/worksheet')).toMatchObject({ ShipEstimateResponse: null })
  await cart('POST', '/estimateshipping')
  await cart('POST', '/shipmethods', choice)
  const { Order } = await cart('POST', '/calculate')
  expect(Order).toMatchObject({
    Subtotal: 90,
    PromotionDiscount: 10,
    ShippingCost: 10,
    TaxCost: 5,
    Total: 95,
  })
  const shopper = await m.as(buyer.user, { roles: ['MeCreditCardAdmin'] })
  const { ID: card } = await m.must('POST', '/me/creditcards', { Token: 'tok' }, shopper)
  const payment = await cart('POST', '/payments', { Type: 'CreditCard', CreditCardID: card })
  const paid = `/orders/Incoming/${Order.ID}/payments/${payment.ID}`
  await m.must('PATCH', paid, { Accepted: true })
  await m.must('POST', `${paid}/transactions`, {
    Type: 'Auth',
    DateExecuted: '2026-05-01T00:00:00Z',
    Amount: 95,
  })
  await cart('PATCH', '', { ID: 'SO{orders}' })
  expect(await cart('POST', '/submit')).toMatchObject({ ID: 'SO0042', Status: 'Open', Total: 95 })
  expect(asked().at(-1)).toBe('/ordersubmit')
  expect(server.received.at(-1)!.body.OrderWorksheet.Order.ID).toBe('SO0042')
  expect(await m.must('GET', '/orders/Incoming/SO0042/worksheet')).toMatchObject({
    ShipEstimateResponse: { ShipEstimates: [{ SelectedShipMethodID: 'm1' }] },
    OrderCalculateResponse: { TaxTotal: 5 },
    OrderSubmitResponse: { xp: { ok: true } },
  })
})

it('an order that a guest has had calculated is calculated anew for the member who takes it over', async () => {
  const template = await m.user('Buyer', 'B1', [], { ID: 'template' })
  await m.must('POST', '/securityprofiles/assignments', { SecurityProfileID: 'shopper', BuyerID: 'B1' })
  await m.must('PATCH', `/apiclients/${m.clients.guests}`, {
    DefaultContextUserName: template.username,
    OrderCheckoutIntegrationEventID: 'checkout',
  })
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: m.clients.guests })
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const { body } = await send('POST', '/oauth/token', form.toString(), headers)
  const guest: string = body.access_token
  await m.must('POST', '/cart/lineitems', { ProductID: 'TEN', Quantity: 1 }, guest)
  const { Order } = await m.must('POST', '/cart/calculate', undefined, guest)
  await m.must('PUT', `/me/orders?anonUserToken=${guest}`, undefined, buyer.user)
  const taken = `/orders/Outgoing/${Order.ID}`
  expect(await m.must('GET', `${taken}/worksheet`, undefined, buyer.user)).toMatchObject({
    Order: { FromUserID: buyer.user.ID, TaxCost: 5 },
    OrderCalculateResponse: null,
  })
  expect(await m.outcome('POST', `${taken}/submit`, undefined, buyer.user)).toEqual([
    400,
    'Order.CannotSubmitUncalculatedOrder',
  ])
  await m.must('POST', `${taken}/calculate`, undefined, buyer.user)
  await m.must('POST', `${taken}/submit`, undefined, buyer.user)
})
