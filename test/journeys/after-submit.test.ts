import { beforeAll, describe, expect, it } from 'vitest'
import { toWire } from '../../src/api/time.ts'
import {
  asked,
  buyer,
  calculate,
  change,
  elsewhere,
  m,
  path,
  promote,
  promotion,
  select,
  step,
  useCheckout,
  worksheet,
} from '../checkout/shop.ts'
import { DATED, desk } from '../fulfillment/support.ts'
import { type As, PASSWORD, send, type User } from '../support/marketplace.ts'

useCheckout()

let sue: User
let sam: User

beforeAll(async () => {
  sue = (await m.supplier({ ID: 'S1' })).user
  sam = (await m.supplier({ ID: 'S2' })).user
  await m.product(buyer, { ID: 'PS1', price: 20, DefaultSupplierID: 'S1', Returnable: true })
  await m.product(buyer, { ID: 'PS2', price: 40, DefaultSupplierID: 'S2' })
  const agreed = { ID: 'agreed', Name: 'Agreed', PriceBreaks: [{ Quantity: 1, Price: 25 }] }
  await m.must('POST', '/priceschedules', agreed)
  const assignment = { ProductID: 'PS1', BuyerID: buyer.ID, PriceScheduleID: 'agreed' }
  await m.must('POST', '/products/assignments', assignment)
  await m.address(buyer, { ID: 'hq' })
  await promotion('TENOFF', { EligibleExpression: 'order.Subtotal >= 50', ValueExpression: '10' })
  await m.must('POST', '/incrementors', { ID: 'orders', Name: 'Orders', LastNumber: 41, LeftPaddingCount: 4 })
})

const asAlice = (method: string, path: string, body?: unknown) => m.must(method, path, body, buyer.user)
const list = async (path: string) => (await m.must('GET', path)).Items

/** A supplier packs a line of an order to them, and sends it. */
async function sent(by: User, order: string, line: string, quantity: number) {
  const d = desk(m)
  const shipment = await d.shipment({ BuyerID: buyer.ID }, by)
  expect((await d.pack(shipment, order, line, quantity, by)).status).toBe(200)
  await m.must('PATCH', `/shipments/${shipment}`, DATED, by)
}

it('a purchase on a marketplace is agreed with its buyer, made by its suppliers, and partly comes back', async () => {
  const { ID } = await asAlice('PATCH', '/cart', { ShippingAddressID: 'hq' })
  await asAlice('POST', '/cart/lineitems', { ID: 'X1', ProductID: 'PS1', Quantity: 2 })
  await asAlice('POST', '/cart/lineitems', { ID: 'X2', ProductID: 'PS2', Quantity: 1 })
  await step(ID, 'estimateshipping')
  await select(ID, 'm1')
  await promote(ID, 'TENOFF')
  expect((await worksheet(ID)).ShipEstimateResponse).toBeNull()
  await step(ID, 'estimateshipping')
  await select(ID, 'm1')
  const costs = { Subtotal: 90, ShippingCost: 10, TaxCost: 5, PromotionDiscount: 10, Total: 95 }
  expect((await calculate(ID)).Order).toMatchObject(costs)

  const { ID: paymentID } = await asAlice('POST', '/cart/payments', { Type: 'CreditCard' })
  await change(ID, `/payments/${paymentID}`, { Accepted: true })
  const auth = { Type: 'Auth', DateExecuted: '2024-05-01T10:00:00Z', Amount: 95, Succeeded: true }
  await change(ID, `/payments/${paymentID}/transactions`, auth, 'POST')
  expect((await asAlice('PATCH', path(ID), { ID: 'SO{orders}' })).ID).toBe('SO0042')
  const open = { ID: 'SO0042', Status: 'Open', ShippingAddressID: 'hq', ...costs }
  expect(await asAlice('POST', '/cart/submit')).toMatchObject(open)
  expect(asked().filter((suffix) => suffix === '/ordersubmit')).toHaveLength(1)
  expect((await worksheet('SO0042')).OrderSubmitResponse).toMatchObject({ xp: { ok: true } })

  const { OutgoingOrders } = await m.must('POST', '/orders/Incoming/SO0042/forward')
  for (const { ID: generated, ToCompanyID } of OutgoingOrders)
    await m.must('PATCH', `/orders/Outgoing/${generated}`, { ID: `SO0042-${ToCompanyID}` })
  for (const [child, Total] of [
    ['SO0042-S1', 40],
    ['SO0042-S2', 40],
  ] as const) {
    const bare = { Subtotal: Total, PromotionDiscount: 0, TaxCost: 0, ShippingCost: 0, Total }
    expect(await m.must('GET', `/orders/Outgoing/${child}`)).toMatchObject(bare)
    for (const part of ['payments', 'promotions'])
      expect(await list(`/orders/All/${child}/${part}`)).toEqual([])
  }

  const statuses = async () => {
    const orders = await list('/orders/All?ID=SO0042*&sortBy=ID')
    return orders.map((o: { Status: string }) => o.Status)
  }
  await sent(sue, 'SO0042-S1', 'X1', 2)
  expect(await statuses()).toEqual(['Open', 'Completed', 'Open'])
  await sent(sam, 'SO0042-S2', 'X2', 1)
  expect(await statuses()).toEqual(['Completed', 'Completed', 'Completed'])
  expect(await asAlice('GET', '/me/shipments')).toMatchObject({ Meta: { TotalCount: 2 } })

  const ItemsToReturn = [{ LineItemID: 'X1', Quantity: 1 }]
  await asAlice('POST', '/orderreturns', { ID: 'R1', OrderID: 'SO0042', ItemsToReturn })
  const submitted = await asAlice('POST', '/orderreturns/R1/submit')
  expect(submitted).toMatchObject({ Status: 'Open', RefundAmount: null })
  await m.must('PATCH', '/orderreturns/R1', { RefundAmount: 25 })
  const refund = { ID: 'back', Type: 'CreditCard', Amount: -25, OrderReturnID: 'R1' }
  await m.must('POST', '/orders/Incoming/SO0042/payments', refund)
  const completed = { Status: 'Completed', PaymentIDs: ['back'] }
  expect(await asAlice('GET', '/orderreturns/R1')).toMatchObject(completed)
  expect(await asAlice('GET', path('SO0042'))).toMatchObject({ ...costs, Status: 'Completed' })
})

describe('a guest', () => {
  beforeAll(async () => {
    const guests = await m.user('Buyer', buyer.ID, [], { ID: 'guests' })
    await m.must('POST', '/securityprofiles/assignments', { SecurityProfileID: 'shopper', BuyerID: buyer.ID })
    await m.must('PATCH', `/apiclients/${m.clients.guests}`, { DefaultContextUserName: guests.username })
  })

  /** A token of an anonymous shopper. */
  async function guest(): Promise<string> {
    const form = { grant_type: 'client_credentials', client_id: m.clients.guests }
    const type = { 'Content-Type': 'application/x-www-form-urlencoded' }
    return (await send('POST', '/oauth/token', new URLSearchParams(form).toString(), type)).body.access_token
  }
  const fill = (token: string) =>
    m.must('POST', '/cart/lineitems', { ID: 'X1', ProductID: 'PS1', Quantity: 1 }, token)

  it('becomes a user with the cart they had, who buys it', async () => {
    const token = await guest()
    await fill(token)
    const person = { FirstName: 'Gus', LastName: 'Guest', Email: 'gus@example.com' }
    await m.must('PATCH', '/cart/fromuser', person, token)
    const place = { Street1: '5 Elm', City: 'Oslo', Country: 'NO' }
    await m.must('PUT', '/cart/shipto', place, token)
    const cart = await m.must('GET', '/cart', undefined, token)
    expect(await m.outcome('PUT', `/cart/${cart.ID}`, undefined, token)).toEqual([
      403,
      'Auth.AnonUserProhibited',
    ])
    const account = { ...person, ID: 'gus', Username: 'gus', Password: PASSWORD, Active: true }
    const registered = await m.must('PUT', `/me/register?anonUserToken=${token}`, account, token)
    const gus = registered.access_token
    const same = { ID: cart.ID, FromUserID: 'gus', Total: 25, LineItemCount: 1, Status: 'Unsubmitted' }
    expect(await m.must('GET', '/cart', undefined, gus)).toMatchObject(same)
    expect((await m.must('GET', '/cart/lineitems', undefined, gus)).Items).toMatchObject([
      { ID: 'X1', ProductID: 'PS1', ShippingAddress: place },
    ])
    expect(await m.must('POST', '/cart/submit', undefined, gus)).toMatchObject({
      ID: cart.ID,
      Status: 'Open',
      FromUserID: 'gus',
    })
  })

  it('who has submitted orders again with another token, and hands none over twice', async () => {
    const token = await guest()
    await fill(token)
    const { ID } = await m.must('POST', '/cart/submit', undefined, token)
    expect(await m.must('GET', path(ID), undefined, token)).toMatchObject({ Status: 'Open' })
    expect(await m.outcome('POST', '/orders/Outgoing', {}, token)).toEqual([400, 'ValidationFailure'])
    expect(await m.outcome('POST', '/cart/lineitems', { ProductID: 'PS1' }, token)).toEqual([
      400,
      'ValidationFailure',
    ])
    const next = await guest()
    await fill(next)
    const transfer = () => m.outcome('PUT', `/me/orders?anonUserToken=${next}`, undefined, buyer.user)
    expect([await transfer(), await transfer()]).toEqual([204, 204])
    const cart = await asAlice('GET', '/cart')
    expect(cart).toMatchObject({ FromUserID: buyer.user.ID, Total: 25, LineItemCount: 1 })
    expect(cart.ID).not.toBe(ID)
    expect(await m.outcome('GET', path(cart.ID), undefined, next)).toEqual([404, 'NotFound'])
    await asAlice('DELETE', path(cart.ID))
  })
})

it('an order that a group has filled is approved, forwarded, sent and taken back as any other', async () => {
  const bob = await m.as(await m.user('Buyer', buyer.ID, ['Shopper']), { client: m.clients.guests })
  await m.must('POST', '/buyers/B1/usergroups', { ID: 'managers', Name: 'Managers' })
  await m.must('POST', '/buyers/B1/usergroups/assignments', { UserGroupID: 'managers', UserID: bob.ID })
  const rule = { ID: 'dear', RuleExpression: 'order.Total > 200', ApprovingGroupID: 'managers' }
  await m.must('POST', '/buyers/B1/approvalrules', rule)

  const { ID } = await m.must('POST', '/orders/Outgoing', {}, elsewhere)
  const ExpirationDate = toWire(Date.now() + 86_400_000)
  const invitations = '/me/orderinvitations'
  const { ID: InvitationID } = await m.must('POST', invitations, { OrderID: ID, ExpirationDate }, elsewhere)
  const guest = (await m.must('POST', `/grouporders/${InvitationID}/token`, undefined, 'nobody')).access_token
  const add = (line: string, ProductID: string, Quantity: number, by: As) =>
    m.outcome('POST', path(ID, '/lineitems'), { ID: line, ProductID, Quantity }, by)
  expect(await add('X1', 'PS1', 4, guest)).toBe(201)
  expect(await add('X2', 'PS2', 3, elsewhere)).toBe(201)
  const submitted = await m.must('POST', path(ID, '/submit'), undefined, elsewhere)
  expect(submitted).toMatchObject({ Status: 'AwaitingApproval', Total: 220 })
  expect(await add('late', 'PS1', 1, guest)).toEqual([403, 'GroupOrder.CannotModifySubmittedOrder'])
  await m.must('POST', path(ID, '/approve'), {}, bob)

  const { OutgoingOrders } = await m.must('POST', `/orders/Incoming/${ID}/forward`)
  expect(OutgoingOrders).toMatchObject([
    { ToCompanyID: 'S1', Total: 80 },
    { ToCompanyID: 'S2', Total: 120 },
  ])
  await sent(sue, OutgoingOrders[0].ID, 'X1', 4)
  const seen = { ID: 'X1', QuantityShipped: 4, InvitationID }
  expect((await m.must('GET', path(ID, '/lineitems'), undefined, guest)).Items).toMatchObject([seen])
  const ItemsToReturn = [{ LineItemID: 'X1', Quantity: 1 }]
  await asAlice('POST', '/orderreturns', { ID: 'R2', OrderID: ID, ItemsToReturn })
  expect(await asAlice('POST', '/orderreturns/R2/submit')).toMatchObject({ Status: 'Open' })
  expect(await m.outcome('DELETE', `${invitations}/${InvitationID}`, undefined, elsewhere)).toEqual([
    400,
    'GroupOrder.CannotDeleteWithLineItems',
  ])
})

it('an order that is canceled takes notes of an administrator, and nothing else of anybody', async () => {
  const ID = await desk(m).open(elsewhere, 'off', [['X1', 'TEN', 2]])
  await m.must('POST', `/orders/Incoming/${ID}/cancel`)
  await change(ID, '', { xp: { why: 'late' }, Comments: 'sorry' })
  const shipment = await desk(m).shipment({ BuyerID: buyer.ID })
  for (const [method, below, body] of [
    ['POST', '/lineitems', { ProductID: 'TEN' }],
    ['PATCH', '/lineitems/X1', { Quantity: 1 }],
    ['DELETE', '/lineitems/X1', undefined],
    ['POST', '/promotions/TENOFF', undefined],
    ['POST', '/payments', { Type: 'PurchaseOrder' }],
    ['PATCH', '', { ShippingCost: 1 }],
    ['PATCH', '', { ID: 'on' }],
    ['POST', '/submit', undefined],
    ['POST', '/complete', undefined],
    ['POST', '/cancel', undefined],
    ['POST', '/forward', undefined],
    ['POST', '/ship', {}],
  ] as const) {
    const { status } = await m.api(method, `/orders/Incoming/${ID}${below}`, body)
    expect([method, below, status]).toEqual([method, below, 400])
  }
  expect((await desk(m).pack(shipment, ID, 'X1', 1)).status).toBe(400)
  expect(await m.must('GET', `/orders/Incoming/${ID}`)).toMatchObject({
    Status: 'Canceled',
    Total: 20,
    Comments: 'sorry',
    xp: { why: 'late' },
  })
})
