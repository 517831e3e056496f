import {
  ApiClients,
  Auth,
  Cart,
  IntegrationEvents,
  Payments,
  SpendingAccounts,
  Tokens,
  UserGroups,
  Users,
} from 'ordercloud-javascript-sdk'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import middleware from '../../examples/middleware/src/index.ts'
import { PASSWORD } from '../../scripts/demo/demo.ts'
import { type Receiver, startReceiver } from './receiver.ts'
import { errorOf, useWorker } from './sdk.ts'

const HASH_KEY = 'a key of the checkout'
/** The example, as the demo's customer would run it. */
let service: Receiver
/** Options of a call as the seller's administrator; without them, a call is the shopper's. */
let admin: { accessToken: string }

beforeAll(async () => {
  // The example tells what it hears.
  vi.spyOn(console, 'log').mockImplementation(() => {})
  admin = await useWorker()
  service = await startReceiver(async ({ path, headers, bytes: body }) => {
    const signed = { 'X-oc-hash': String(headers['x-oc-hash']) }
    const request = new Request(`https://middleware.example${path}`, {
      method: 'POST',
      headers: signed,
      body,
    })
    const response = await middleware.fetch(request, { HASH_KEY })
    return response.ok ? ((await response.json()) as object) : response.status
  })
  const event = await IntegrationEvents.Create(
    { Name: 'Checkout', EventType: 'OrderCheckout', CustomImplementationUrl: service.url, HashKey: HASH_KEY },
    admin,
  )
  const client = await ApiClients.Create(
    {
      AppName: 'A storefront with a middleware',
      Active: true,
      AllowAnyBuyer: true,
      AccessTokenDuration: 60,
      OrderCheckoutIntegrationEventID: event.ID,
    },
    admin,
  )
  // Somebody with no other orders: of several files' the newest would be the cart.
  const person = { FirstName: 'Cora', LastName: 'Heck', Email: 'cora@example.com', Password: PASSWORD }
  await Users.Create('acme', { ID: 'cora', Username: 'cora', Active: true, ...person }, admin)
  await UserGroups.SaveUserAssignment('acme', { UserGroupID: 'purchasing', UserID: 'cora' }, admin)
  const allowance = { ID: 'allowance', Name: 'Allowance', Balance: 500, AllowAsPaymentMethod: true }
  await SpendingAccounts.Create('acme', allowance, admin)
  await SpendingAccounts.SaveAssignment('acme', { SpendingAccountID: 'allowance', UserID: 'cora' }, admin)
  Tokens.SetAccessToken((await Auth.Login('cora', PASSWORD, client.ID)).access_token)
})

afterAll(() => service.close())

test('a whole checkout goes through: shipping, promotion, tax, two payments, and what the service made of the order', async () => {
  await Cart.CreateLineItem({ ID: 'gloves', ProductID: 'BR-GL-310-M', Quantity: 24 })
  await Cart.CreateLineItem({ ID: 'hats', ProductID: 'KS-HH-100-WH', Quantity: 12 })
  const { ID, Subtotal } = await Cart.Patch({ ID: 'SO{orders}', ShippingAddressID: 'acme-gary' })
  expect(Subtotal).toBeGreaterThan(100)
  const { Amount: discount } = await Cart.AddPromotion('welcome10')
  expect(discount).toBeCloseTo(Subtotal / 10, 2)

  const { ShipEstimateResponse: estimated } = await Cart.EstimateShipping()
  const [estimate] = estimated.ShipEstimates
  expect(estimate!.ShipEstimateItems.map((i) => [i.LineItemID, i.Quantity])).toEqual([
    ['gloves', 24],
    ['hats', 12],
  ])
  const slow = estimate!.ShipMethods.toSorted((a, b) => a.Cost - b.Cost)[0]!
  const ShipMethodSelections = [{ ShipEstimateID: estimate!.ID, ShipMethodID: slow.ID }]
  const selected = await Cart.SelectShipMethods({ ShipMethodSelections })
  expect(selected.Order.ShippingCost).toBe(slow.Cost)
  expect((await errorOf(Cart.Submit())).errorCode).toBe('Order.CannotSubmitUncalculatedOrder')

  const calculated = await Cart.Calculate()
  expect(calculated.OrderCalculateResponse).toMatchObject({ Succeeded: true, HttpStatusCode: 200 })
  const { TaxTotal: tax } = calculated.OrderCalculateResponse
  expect(tax).toBeGreaterThan(0)
  const total = Subtotal - discount + slow.Cost + tax
  expect(calculated.Order.Total).toBeCloseTo(total, 2)

  await Cart.CreatePayment({ Type: 'PurchaseOrder', Amount: 60, xp: { Number: 'PO-4711' } })
  await Cart.CreatePayment({ Type: 'SpendingAccount', SpendingAccountID: 'allowance' })
  const order = await Cart.Submit()
  expect(order).toMatchObject({ ID, Status: 'Open', PromotionDiscount: discount, TaxCost: tax })
  expect(order.Total).toBeCloseTo(total, 2)
  const left = (await SpendingAccounts.Get('acme', 'allowance', admin)).Balance
  expect(left).toBeCloseTo(500 - (total - 60), 2)

  const worksheet = await IntegrationEvents.GetWorksheet('Outgoing', order.ID)
  expect(worksheet).toMatchObject({
    Order: { ID, Status: 'Open' },
    LineItems: [{ ID: 'gloves' }, { ID: 'hats' }],
    OrderPromotions: [{ Code: 'WELCOME10', Amount: discount }],
    ShipEstimateResponse: { ShipEstimates: [{ SelectedShipMethodID: slow.ID }] },
    OrderCalculateResponse: calculated.OrderCalculateResponse,
    OrderSubmitResponse: { Succeeded: true, xp: { Reference: `M-${ID}` } },
    OrderSubmitForApprovalResponse: null,
  })
  const paid = await Payments.List('Incoming', order.ID, {}, admin)
  expect(paid.Items.map((p) => [p.Type, p.Accepted])).toEqual([
    ['PurchaseOrder', true],
    ['SpendingAccount', true],
  ])
  expect(service.received.map((call) => call.path)).toEqual([
    '/shippingrates',
    '/ordercalculate',
    '/ordersubmit',
  ])
  // What was agreed is no cart any more, and the next is begun anew.
  expect((await Cart.GetOrderWorksheet()).Order).toMatchObject({ ID: null, LineItemCount: 0 })
})
