import { env } from 'cloudflare:workers'
import { decodeJwt } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { type As, type Marketplace, marketplace, PASSWORD, send, type User } from '../support/marketplace.ts'

type Values = Record<string, unknown>

let m: Marketplace
let alice: User
const address = { Street1: '1 Quay', City: 'Hamburg', Country: 'DE' }

beforeEach(async () => {
  m = await marketplace()
  const buyer = await m.buyer({ ID: 'acme' })
  alice = buyer.user
  for (const [ID, price] of [
    ['rope', 10],
    ['twine', 3],
  ] as const)
    await m.product(buyer, { ID, price })
})

const cart = (path = '', as: As = alice) => m.must('GET', `/cart${path}`, undefined, as)
const begun = async (as: As = alice) =>
  (await m.must('GET', '/me/orders?IsSubmitted=false', undefined, as)).Items as Values[]
const newOrder = async (ID: string, as: As = alice) =>
  (await m.must('POST', '/orders/Outgoing', { ID }, as)).ID as string
const refused = (ObjectType: string) => ({ status: 404, body: { Errors: [{ Data: { ObjectType } }] } })

describe('without a cart', () => {
  it('there is an empty one to see, and nothing is stored', async () => {
    expect(await cart()).toMatchObject({
      ID: null,
      Status: 'Unsubmitted',
      FromUserID: alice.ID,
      FromCompanyID: 'acme',
      DateCreated: null,
      LineItemCount: 0,
      Subtotal: 0,
      Total: 0,
      IsSubmitted: false,
    })
    expect(await cart('/lineitems')).toMatchObject({ Meta: { TotalCount: 0 }, Items: [] })
    expect(await m.api('GET', '/cart/lineitems/x', undefined, alice)).toMatchObject(refused('LineItem'))
    expect(await begun()).toEqual([])
  })

  it.each([
    ['PATCH', '/lineitems/x', {}, 'LineItem'],
    ['DELETE', '/lineitems/x', undefined, 'LineItem'],
    ['DELETE', '/bundles/kit/x', undefined, 'Order'],
    ['POST', '/submit', undefined, 'Order'],
    ['POST', '/validate', undefined, 'Order'],
    ['PUT', '/billto', address, 'Order'],
    ['PATCH', '/shipto', {}, 'Order'],
    ['PATCH', '/fromuser', {}, 'Order'],
  ])('%s %s finds none', async (method, path, body, type) => {
    expect(await m.api(method, `/cart${path}`, body, alice)).toMatchObject(refused(type))
    expect(await begun()).toEqual([])
  })

  it('to delete it is to do nothing', async () => {
    expect(await m.outcome('DELETE', '/cart', undefined, alice)).toBe(204)
  })

  it.each([
    ['PUT', '', {}, { LineItemCount: 0 }],
    ['PUT', '', { ID: 'mine', Comments: 'x' }, { ID: 'mine', Comments: 'x' }],
    ['PATCH', '', { Comments: 'x', xp: { A: 1 } }, { Comments: 'x', xp: { A: 1 } }],
    ['POST', '/lineitems', { ProductID: 'rope', Quantity: 2 }, { LineItemCount: 1, Subtotal: 20 }],
    ['PUT', '/lineitems/first', { ProductID: 'twine', Quantity: 1 }, { LineItemCount: 1, Total: 3 }],
    ['POST', '/bundles/kit', { LineItems: [{ ProductID: 'rope' }] }, { LineItemCount: 1, Total: 10 }],
  ])('%s %s %j begins one, as an order is begun', async (method, path, body, shown) => {
    await m.must('POST', '/bundles', { ID: 'kit', Name: 'Kit', Active: true })
    await m.must('POST', '/catalogs/bundleassignments', { CatalogID: 'acme', BundleID: 'kit' })
    await m.must('POST', '/bundles/assignments', { BundleID: 'kit', BuyerID: 'acme' })
    await m.must('POST', '/bundles/productassignments', {
      BundleID: 'kit',
      ProductID: 'rope',
      Required: true,
    })
    const { ID: dock } = await m.address({ ID: 'acme' }, { ID: 'dock' })
    const answer = await m.must(method, `/cart${path}`, body, alice)
    const order = {
      ...shown,
      FromUserID: alice.ID,
      FromCompanyID: 'acme',
      ToCompanyID: m.id,
      BillingAddressID: dock,
      BillingAddress: { ID: dock, AddressName: 'Dock' },
      ShippingAddressID: dock,
      Status: 'Unsubmitted',
    }
    expect(await begun()).toMatchObject([order])
    expect(await cart()).toMatchObject(order)
    if (path === '') expect(answer).toEqual(await cart())
    else expect(answer).toMatchObject({ ShippingAddressID: dock, ShippingAddress: { AddressName: 'Dock' } })
  })

  it('one is begun to whom the body says, if they sell to the buyer', async () => {
    await m.supplier({ ID: 'northwind' })
    await m.supplier({ ID: 'closed', AllBuyersCanOrder: false })
    expect(await m.api('PUT', '/cart', { ToCompanyID: 'closed' }, alice)).toMatchObject(refused('Supplier'))
    expect(await m.must('PUT', '/cart', { ToCompanyID: 'northwind' }, alice)).toMatchObject({
      ToCompanyID: 'northwind',
    })
  })

  it('what is refused of an order begins none', async () => {
    const shopper = await m.as(alice, { roles: ['Shopper'] })
    await newOrder('taken', await m.user('Buyer', 'acme', ['FullAccess']))
    for (const [method, path, body, outcome] of [
      ['PUT', '', { TaxCost: 3 }, [403, 'Order.OverrideTaxPermission']],
      ['PUT', '', { ShippingAddressID: 'nowhere' }, [404, 'NotFound']],
      ['PUT', '', { ID: 'taken' }, [409, 'IdExists']],
      ['POST', '/lineitems', { ProductID: 'nothing', Quantity: 1 }, [404, 'NotFound']],
      ['POST', '/lineitems', { ProductID: 'rope', Quantity: 0 }, undefined],
    ] as const) {
      const answer = await m.outcome(method, `/cart${path}`, body, shopper)
      if (outcome) expect([body, answer]).toEqual([body, outcome])
      else expect(answer).toMatchObject([400, expect.anything()])
    }
    expect(await begun()).toEqual([])
  })
})

describe('the cart', () => {
  it('is the newest order that is not submitted, unless another was made active', async () => {
    await newOrder('O1')
    await newOrder('O2')
    const bob = await m.user('Buyer', 'acme', ['FullAccess'])
    await newOrder('bobs', bob)
    expect((await cart()).ID).toBe('O2')
    expect(await m.api('PUT', '/cart/O1', undefined, alice)).toMatchObject({ status: 204, body: null })
    expect((await cart()).ID).toBe('O1')
    expect(await m.api('PUT', '/cart/bobs', undefined, alice)).toMatchObject(refused('Order'))
    await newOrder('O3')
    expect((await cart()).ID).toBe('O1')
    await m.must('PATCH', '/cart', { ID: 'renamed' }, alice)
    expect((await cart()).ID).toBe('renamed')
    await m.must('POST', '/cart/lineitems', { ProductID: 'rope', Quantity: 1 }, alice)
    expect(await m.must('POST', '/cart/submit', undefined, alice)).toMatchObject({
      ID: 'renamed',
      Status: 'Open',
    })
    expect((await cart()).ID).toBe('O3')
    expect(await m.api('PUT', '/cart/renamed', undefined, alice)).toMatchObject(refused('Order'))
    await m.must('PUT', '/cart/O2', undefined, alice)
    await m.must('DELETE', '/cart', undefined, alice)
    expect((await cart()).ID).toBe('O3')
    await m.must('POST', '/orders/Outgoing/O3/cancel', undefined, alice)
    expect((await cart()).ID).toBeNull()
    expect((await cart('', bob)).ID).toBe('bobs')
  })

  it('is no order of a subscription, and none that goes to another buyer or comes from the seller', async () => {
    await newOrder('ordinary')
    await newOrder('subscribed')
    await env.DB.prepare("update orders set SubscriptionID = 'S' where Marketplace = ? and ID = 'subscribed'")
      .bind(m.id)
      .run()
    expect((await cart()).ID).toBe('ordinary')
    expect(await m.api('PUT', '/cart/subscribed', undefined, alice)).toMatchObject(refused('Order'))
    await m.must('POST', '/orders/Incoming', { ID: 'phoned', FromCompanyID: 'acme', FromUserID: alice.ID })
    expect((await cart()).ID).toBe('phoned')
  })

  it('is for shoppers of buyers alone', async () => {
    const supplier = await m.supplier()
    const reader = await m.as(alice, { roles: ['OrderAdmin', 'OrderReader'] })
    for (const [method, path, body] of [
      ['GET', '/cart'],
      ['PUT', '/cart', {}],
      ['PUT', '/cart/x'],
      ['GET', '/cart/lineitems'],
      ['POST', '/cart/lineitems', { ProductID: 'rope', Quantity: 1 }],
      ['POST', '/cart/submit'],
      ['POST', '/cart/validate'],
    ] as const)
      for (const as of [m.seller, supplier.user, reader])
        expect([path, (await m.api(method, path, body, as)).status]).toEqual([path, 403])
  })

  it('takes a shopper from the first line to the order', async () => {
    const shopper = await m.as(alice, { roles: ['Shopper'] })
    const line = await m.must('POST', '/cart/lineitems', { ProductID: 'rope', Quantity: 2 }, shopper)
    const twine = await m.must('PUT', '/cart/lineitems/twine', { ProductID: 'twine', Quantity: 1 }, shopper)
    expect(twine).toMatchObject({ ID: 'twine', LineTotal: 3 })
    await m.must('PATCH', `/cart/lineitems/${line.ID}`, { Quantity: 5 }, shopper)
    expect(await cart(`/lineitems/${line.ID}`, shopper)).toMatchObject({ Quantity: 5, LineTotal: 50 })
    expect(await cart('/lineitems', shopper)).toMatchObject({ Meta: { TotalCount: 2 } })
    await m.must('DELETE', '/cart/lineitems/twine', undefined, shopper)
    await m.must('PUT', '/cart/billto', address, shopper)
    await m.must('PATCH', '/cart/billto', { Street1: '2 Quay' }, shopper)
    await m.must('PUT', '/cart/shipto', address, shopper)
    await m.must('PATCH', '/cart/shipto', { City: 'Kiel' }, shopper)
    await m.must('PATCH', '/cart/fromuser', { Email: 'buyer@example.com' }, shopper)
    expect(await m.api('POST', '/cart/validate', undefined, shopper)).toMatchObject({ status: 204 })
    await m.must('PATCH', '/cart', { Comments: 'Ring twice' }, shopper)
    const submitted = await m.must('POST', '/cart/submit', undefined, shopper)
    expect(submitted).toMatchObject({
      Status: 'Open',
      Total: 50,
      Comments: 'Ring twice',
      BillingAddress: { Street1: '2 Quay' },
      FromUser: { Email: 'buyer@example.com' },
    })
    expect(await m.must('GET', `/orders/Incoming/${submitted.ID}/lineitems`)).toMatchObject({
      Items: [{ ProductID: 'rope', ShippingAddress: { City: 'Kiel' } }],
    })
    expect((await cart('', shopper)).ID).toBeNull()
  })

  it('follows its user who is renamed, and stays behind where it does not move with them', async () => {
    await newOrder('O1')
    await newOrder('O2')
    await m.must('PUT', '/cart/O1', undefined, alice)
    await m.must('PATCH', `/buyers/acme/users/${alice.ID}`, { ID: 'alicia' })
    expect(await cart()).toMatchObject({ ID: 'O1', FromUserID: 'alicia' })
    await m.must('POST', '/buyers', { ID: 'other', Name: 'Other', Active: true })
    await m.must('POST', '/buyers/acme/users/alicia/moveto/other?orders=None')
    const elsewhere = await m.signIn('Buyer', 'other', 'alicia', ['Shopper'])
    const moved = await m.as(elsewhere, { generation: 1 })
    expect((await cart('', moved)).ID).toBeNull()
    await m.must('PATCH', '/cart', { Comments: 'x' }, moved)
    expect(await cart('', moved)).toMatchObject({ FromCompanyID: 'other', Comments: 'x' })
  })
})

describe('an anonymous shopper', () => {
  beforeEach(async () => {
    const template = await m.user('Buyer', 'acme', [], { ID: 'template' })
    await m.must('POST', '/securityprofiles/assignments', { SecurityProfileID: 'shopper', BuyerID: 'acme' })
    await m.must('PATCH', `/apiclients/${m.clients.guests}`, { DefaultContextUserName: template.username })
  })

  /** A token, and the order it is for. */
  async function guest() {
    const { body } = await send(
      'POST',
      '/oauth/token',
      new URLSearchParams({ grant_type: 'client_credentials', client_id: m.clients.guests }).toString(),
      { 'Content-Type': 'application/x-www-form-urlencoded' },
    )
    const token = body.access_token as string
    return { token, order: decodeJwt(token).orderid as string }
  }
  const add = (as: As, Quantity = 1) =>
    m.must('POST', '/cart/lineitems', { ID: `L${Quantity}`, ProductID: 'rope', Quantity }, as)

  it('has the order of the token as cart, and no other', async () => {
    const [one, other] = [await guest(), await guest()]
    expect((await cart('', one.token)).ID).toBeNull()
    await add(one.token)
    await add(other.token, 2)
    expect(await cart('', one.token)).toMatchObject({ ID: one.order, Subtotal: 10 })
    expect(await cart('', other.token)).toMatchObject({ ID: other.order, Subtotal: 20 })
    const details = await m.must('PATCH', '/cart/fromuser', { Email: 'g@x.test' }, one.token)
    expect(details.FromUser.Email).toBe('g@x.test')
    for (const ID of [one.order, other.order])
      expect(await m.outcome('PUT', `/cart/${ID}`, undefined, one.token)).toEqual([
        403,
        'Auth.AnonUserProhibited',
      ])
    expect(await m.outcome('PATCH', '/cart', { ID: 'mine' }, one.token)).toEqual([
      403,
      'Auth.AnonUserProhibited',
    ])
    // Whoever signs in as the user they share has a cart of their own.
    const shared = await m.signIn('Buyer', 'acme', 'template', ['Shopper'])
    expect((await cart('', shared)).ID).toBeNull()
    expect(await m.api('PUT', `/cart/${one.order}`, undefined, shared)).toMatchObject(refused('Order'))
  })

  it('has one order only', async () => {
    const { token, order } = await guest()
    await add(token)
    expect(await m.must('POST', '/cart/submit', undefined, token)).toMatchObject({
      ID: order,
      Status: 'Open',
    })
    expect((await cart('', token)).ID).toBeNull()
    const again = await m.api('POST', '/cart/lineitems', { ProductID: 'rope', Quantity: 1 }, token)
    expect(again).toMatchObject({ status: 400, body: { Errors: [{ Data: { Property: 'ID' } }] } })
  })

  it('hands the cart to who signs in, and it becomes theirs before any newer one', async () => {
    const { token, order } = await guest()
    await add(token, 2)
    await newOrder('newer')
    for (let i = 0; i < 2; i++)
      expect(await m.outcome('PUT', `/me/orders?anonUserToken=${token}`, undefined, alice)).toBe(204)
    expect(await cart()).toMatchObject({ ID: order, FromUserID: alice.ID, Subtotal: 20 })
    expect((await cart('', token)).ID).toBeNull()
    expect((await m.api('GET', `/orders/Outgoing/${order}`, undefined, token)).status).toBe(404)
    // However they begin another, it is the order that is in the way.
    for (const [method, path, body] of [
      ['PUT', '', {}],
      ['POST', '/lineitems', { ProductID: 'rope', Quantity: 1 }],
    ] as const)
      expect(await m.api(method, `/cart${path}`, body, token)).toMatchObject({
        status: 409,
        body: { Errors: [{ ErrorCode: 'IdExists', Data: { ObjectType: 'Order', ObjectID: order } }] },
      })
  })

  it('keeps the cart when they register', async () => {
    const { token, order } = await guest()
    await add(token, 2)
    await m.must('PUT', '/cart/shipto', address, token)
    const person = { FirstName: 'G', LastName: 'G', Email: 'g@x.test', Password: PASSWORD, Active: true }
    const registered = await m.must(
      'PUT',
      `/me/register?anonUserToken=${token}`,
      { ...person, ID: 'gus', Username: `gus-${m.id}` },
      token,
    )
    const as = registered.access_token as string
    expect(await cart('', as)).toMatchObject({ ID: order, FromUserID: 'gus', LineItemCount: 1 })
    expect(await cart('/lineitems/L2', as)).toMatchObject({ ShippingAddress: { City: 'Hamburg' } })
    expect(await m.must('POST', '/cart/submit', undefined, as)).toMatchObject({
      Status: 'Open',
      FromUserID: 'gus',
    })
  })
})
