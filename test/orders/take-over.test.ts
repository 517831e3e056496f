import { decodeJwt } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { creditCards } from '../../src/tables/organizations/credit-cards.ts'
import { type Marketplace, marketplace, send, type User, write } from '../support/marketplace.ts'
import { betweenReadAndWrite } from '../support/observe.ts'

let m: Marketplace
/** Who takes over: a user of the guest's buyer. */
let member: User
/** The guest's order, and its token. */
let order: string
let guest: string

/**
 * Guests of `acme` are of the club, which sees `rare` and gets `rope` for 4; members see `rope` for 10 and `twine`, and
 * the bundles.
 */
beforeEach(async () => {
  m = await marketplace()
  member = (await m.buyer({ ID: 'acme' })).user
  const template = await m.user('Buyer', 'acme', [], { ID: 'template' })
  await m.must('POST', '/securityprofiles/assignments', { SecurityProfileID: 'shopper', BuyerID: 'acme' })
  await m.must('PATCH', `/apiclients/${m.clients.guests}`, { DefaultContextUserName: template.username })
  await m.must('POST', '/buyers/acme/usergroups', { ID: 'club', Name: 'Club' })
  await m.must('POST', '/buyers/acme/usergroups/assignments', { UserGroupID: 'club', UserID: 'template' })
  for (const [ID, price] of [
    ['rope', 10],
    ['twine', 3],
    ['rare', 100],
  ] as const)
    await m.product({ ID: 'acme' }, { ID, price })
  await m.must('POST', '/catalogs/assignments', {
    CatalogID: 'acme',
    BuyerID: 'acme',
    ViewAllProducts: false,
  })
  await m.must('POST', '/priceschedules', {
    ID: 'club',
    Name: 'Club',
    PriceBreaks: [{ Quantity: 1, Price: 4 }],
  })
  await give('rope')
  await give('twine')
  await give('rare', { UserGroupID: 'club' })
  await give('rope', { UserGroupID: 'club', PriceScheduleID: 'club' })
  const { body } = await send(
    'POST',
    '/oauth/token',
    new URLSearchParams({ grant_type: 'client_credentials', client_id: m.clients.guests }).toString(),
    { 'Content-Type': 'application/x-www-form-urlencoded' },
  )
  guest = body.access_token
  await m.must('POST', '/orders/Outgoing', {}, guest)
  order = `/orders/Outgoing/${decodeJwt(guest).orderid}`
})

const give = (ProductID: string, more: object = {}) =>
  m.must('POST', '/products/assignments', { ProductID, BuyerID: 'acme', ...more })
const add = (ID: string, ProductID: string, Quantity: number, more: object = {}) =>
  m.must('POST', `${order}/lineitems`, { ID, ProductID, Quantity, ...more }, guest)
const takeOver = (as: User = member) => m.api('PUT', `/me/orders?anonUserToken=${guest}`, undefined, as)
const see = (path = order, as: User = member) => m.must('GET', path, undefined, as)
/** Products and prices of the lines, by product: lines of one moment come in any order. */
const lines = async (as: User = member) =>
  (await see(`${order}/lineitems?pageSize=100`, as)).Items.map(
    (l: { ProductID: string; UnitPrice: number }) => `${l.ProductID} ${l.UnitPrice}`,
  ).sort()
const submit = (as: User = member) => m.api('POST', `${order}/submit`, undefined, as)

/** A bundle that everybody sees as far as they see what is in it. */
async function bundle(ID: string, contents: [ProductID: string, Required: boolean][]) {
  await m.must('POST', '/bundles', { ID, Name: ID, Active: true })
  await m.must('POST', '/catalogs/bundleassignments', { CatalogID: 'acme', BundleID: ID })
  await m.must('POST', '/bundles/assignments', { BundleID: ID, BuyerID: 'acme' })
  for (const [ProductID, Required] of contents)
    await m.must('POST', '/bundles/productassignments', { BundleID: ID, ProductID, Required })
  const LineItems = contents.map(([ProductID]) => ({ ProductID }))
  await m.must('POST', `${order}/bundles/${ID}`, { LineItems }, guest)
}

describe('an order that is taken over', () => {
  it('keeps what the member sees, at the member’s price, and can be submitted', async () => {
    await add('a', 'rope', 2)
    await add('b', 'rare', 1)
    expect(await m.must('GET', order, undefined, guest)).toMatchObject({ Total: 108, LineItemCount: 2 })
    expect((await takeOver()).status).toBe(204)
    expect(await lines()).toEqual(['rope 10'])
    expect(await see()).toMatchObject({ LineItemCount: 1, Subtotal: 20, Total: 20 })
    expect((await submit()).status).toBe(201)
  })

  it('loses the bundles that the member does not see, and from others what need not be in them', async () => {
    await add('a', 'twine', 1)
    await bundle('needs', [
      ['rope', true],
      ['rare', true],
    ])
    await bundle('offers', [
      ['rope', true],
      ['rare', false],
    ])
    expect((await takeOver()).status).toBe(204)
    expect(await lines()).toEqual(['offers 0', 'rope 10', 'twine 3'])
    expect(await see()).toMatchObject({ LineItemCount: 2, Subtotal: 13, Total: 13 })
    expect((await submit()).status).toBe(201)
  })

  it('loses what the member sees without a price', async () => {
    await m.must('PATCH', '/products/twine', { DefaultPriceScheduleID: null })
    await give('twine', { UserGroupID: 'club', PriceScheduleID: 'club' })
    await add('a', 'twine', 1)
    await add('b', 'rope', 1)
    expect((await takeOver()).status).toBe(204)
    expect(await lines()).toEqual(['rope 10'])
    expect((await submit()).status).toBe(201)
  })

  it('counts what is left of a product for its price', async () => {
    const PriceBreaks = [
      { Quantity: 1, Price: 10 },
      { Quantity: 2, Price: 8 },
    ]
    await m.must('PATCH', '/priceschedules/rope', { UseCumulativeQuantity: true, PriceBreaks })
    await add('a', 'rope', 1)
    await bundle('needs', [
      ['rope', true],
      ['rare', true],
    ])
    await takeOver()
    expect(await lines()).toEqual(['rope 10'])
  })

  it('comes without the lines of shipments that it lost', async () => {
    await add('a', 'rope', 1)
    await add('b', 'rare', 1)
    await m.must('POST', '/shipments', { ID: 'parcel', BuyerID: 'acme' })
    const OrderID = order.split('/').at(-1)
    for (const LineItemID of ['a', 'b'])
      await m.must('POST', '/shipments/parcel/items', { OrderID, LineItemID, QuantityShipped: 1 })
    expect((await takeOver()).status).toBe(204)
    const { Items } = await m.must('GET', '/shipments/parcel/items')
    expect(Items.map((i: { LineItemID: string }) => i.LineItemID)).toEqual(['a'])
  })

  it.each(['before', 'after'])(
    'takes its shipments along to another buyer, %s it is submitted',
    async (moment) => {
      const foreign = (await m.buyer({ ID: 'bolt' })).user
      await m.must('POST', '/catalogs/productassignments', { CatalogID: 'bolt', ProductID: 'rope' })
      await add('a', 'rope', 2)
      if (moment === 'after') await m.must('POST', `${order}/submit`, undefined, guest)
      const OrderID = order.split('/').at(-1)
      for (const ID of ['own', 'shared']) await m.must('POST', '/shipments', { ID, BuyerID: 'acme' })
      const pack = (shipment: string, of: string, LineItemID: string) =>
        m.must('POST', `/shipments/${shipment}/items`, { OrderID: of, LineItemID, QuantityShipped: 1 })
      const other = await m.order(member, [['rope', 1]])
      const [{ ID: line }] = (await see(`/orders/Outgoing/${other.ID}/lineitems`)).Items
      await pack('own', OrderID!, 'a')
      await pack('shared', OrderID!, 'a')
      await pack('shared', other.ID, line)
      expect((await takeOver(foreign)).status).toBe(204)
      const buyerOf = async (ID: string) => (await m.must('GET', `/shipments/${ID}`)).BuyerID
      expect([await buyerOf('own'), await buyerOf('shared')]).toEqual(['bolt', 'acme'])
    },
  )

  it('may have nothing left', async () => {
    await add('b', 'rare', 1)
    const foreign = (await m.buyer({ ID: 'bolt' })).user
    expect((await takeOver(foreign)).status).toBe(204)
    expect(await lines(foreign)).toEqual([])
    expect(await see(order, foreign)).toMatchObject({ LineItemCount: 0, Subtotal: 0, Total: 0 })
  })

  it('names no address and no inventory record that the member may not use', async () => {
    const address = (ID: string, more: object) => {
      const body = { ID, Street1: '1 Quay', City: 'Hamburg', Country: 'DE' }
      const assignment = { AddressID: ID, IsShipping: true, IsBilling: true, ...more }
      return m
        .must('POST', '/buyers/acme/addresses', body)
        .then(() => m.must('POST', '/buyers/acme/addresses/assignments', assignment))
    }
    await address('all', {})
    await address('club', { UserGroupID: 'club' })
    await m.must('POST', '/addresses', { ID: 'dock', Street1: 'Quay', City: 'Hamburg', Country: 'DE' })
    await m.must('PATCH', '/products/rope', { Inventory: { Enabled: true } })
    const record = { AddressID: 'dock', QuantityAvailable: 9, AllowAllBuyers: false }
    for (const [ID, more] of [
      ['open', {}],
      ['clubs', { UserGroupID: 'club' }],
    ] as const) {
      await m.must('POST', '/products/rope/inventoryrecords', { ...record, ID })
      const assignment = { InventoryRecordID: ID, BuyerID: 'acme', ...more }
      await m.must('POST', '/products/rope/inventoryrecords/assignments', assignment)
    }
    await m.must('PATCH', order, { ShippingAddressID: 'club', BillingAddressID: 'club' }, guest)
    await add('a', 'rope', 1, { InventoryRecordID: 'clubs' })
    await add('b', 'rope', 1, { InventoryRecordID: 'open', ShippingAddressID: 'all' })
    expect((await takeOver()).status).toBe(204)
    expect(await see()).toMatchObject({ ShippingAddressID: null, BillingAddressID: null })
    expect(await see(`${order}/lineitems/a`)).toMatchObject({
      InventoryRecordID: null,
      ShippingAddressID: null,
    })
    expect(await see(`${order}/lineitems/b`)).toMatchObject({
      InventoryRecordID: 'open',
      ShippingAddressID: 'all',
    })
    expect((await submit()).status).toBe(201)
  })

  it('keeps the address that the guest saved, for a user of another buyer too', async () => {
    const foreign = (await m.buyer({ ID: 'bolt' })).user
    const address = { Street1: '1', City: 'Kiel', Country: 'DE', Shipping: true, Billing: true }
    const { ID } = await m.must('POST', '/me/addresses', address, guest)
    await m.must('PATCH', order, { ShippingAddressID: ID, BillingAddressID: ID }, guest)
    expect((await takeOver(foreign)).status).toBe(204)
    expect(await see(order, foreign)).toMatchObject({
      ShippingAddressID: ID,
      BillingAddressID: ID,
      BillingAddress: { City: 'Kiel' },
    })
  })

  it.each([
    [
      'sees less',
      "delete from product_assignments where Marketplace = ? and ProductID = 'rope' and UserGroupID is null",
    ],
    [
      'pays more',
      "update price_schedules set PriceBreaks = replace(PriceBreaks, '10', '11'), Version = Version + 1 where Marketplace = ? and ID = 'rope'",
    ],
  ])('is what it would be a moment later when the member %s meanwhile', async (_, statement) => {
    await add('a', 'rope', 1)
    await add('b', 'twine', 1)
    // What the member sees has been resolved, so that the order is read once.
    await m.must('GET', '/me/products', undefined, member)
    const access = 'update marketplaces set AccessVersion = AccessVersion + 1 where ID = ?'
    const answer = await betweenReadAndWrite(m.id, 'Me.TransferAnonUserOrder', [statement, access], takeOver)
    expect(answer.status).toBe(204)
    const product = await m.api('GET', '/me/products/rope', undefined, member)
    const price = product.body.PriceSchedule?.PriceBreaks[0].Price
    expect(await lines()).toEqual([...(product.status === 200 ? [`rope ${price}`] : []), 'twine 3'])
    expect((await submit()).status).toBe(201)
  })
})

describe('payments of an order that is taken over', () => {
  const pay = (body: object) => m.must('POST', `${order}/payments`, body, guest)
  const payments = async (as: User) => (await see(`${order}/payments`, as)).Items
  /** An account that all users of a buyer may spend from. */
  async function account(buyer: string) {
    const path = `/buyers/${buyer}/spendingaccounts`
    await m.must('POST', path, { ID: 'gift', Name: 'Gift', Balance: 50, AllowAsPaymentMethod: true })
    await m.must('POST', `${path}/assignments`, { SpendingAccountID: 'gift' })
    return async () => (await m.must('GET', `${path}/gift`)).Balance
  }

  it('are by card and purchase order, with the cards that come along', async () => {
    await account('acme')
    const own = { PrivateUserID: 'template', PrivateOrderID: order.split('/').at(-1) }
    await write(m.id, [[creditCards, { Kind: 'Buyer', Company: 'acme', ID: 'own', ...own }]])
    await m.must('POST', '/buyers/acme/creditcards', { ID: 'shared' })
    await m.must('POST', '/buyers/acme/creditcards/assignments', {
      CreditCardID: 'shared',
      UserID: 'template',
    })
    await add('a', 'rope', 10)
    for (const [i, how] of [
      { Type: 'CreditCard', CreditCardID: 'own' },
      { Type: 'CreditCard', CreditCardID: 'shared' },
      { Type: 'SpendingAccount', SpendingAccountID: 'gift' },
      { Type: 'PurchaseOrder' },
    ].entries())
      await pay({ ID: `p${i}`, Amount: 5, ...how })
    const { user } = await m.buyer({ ID: 'bolt' })
    await m.must('POST', '/buyers/bolt/creditcards', { ID: 'own' })
    expect((await takeOver(user)).status).toBe(204)
    const [mine] = (await see('/me/creditcards', user)).Items
    expect(await payments(user)).toMatchObject([
      { ID: 'p0', CreditCardID: mine.ID },
      { ID: 'p1', CreditCardID: null },
      { ID: 'p3', Type: 'PurchaseOrder' },
    ])
  })

  it('have taken what they have, and give nothing to an account of another buyer', async () => {
    const balances = [await account('acme')]
    const { user } = await m.buyer({ ID: 'bolt' })
    balances.push(await account('bolt'))
    await add('a', 'rope', 10)
    await pay({ ID: 'paid', Type: 'SpendingAccount', SpendingAccountID: 'gift', Amount: 30 })
    await m.must('POST', `${order}/submit`, undefined, guest)
    expect((await takeOver(user)).status).toBe(204)
    expect(await payments(user)).toMatchObject([{ ID: 'paid', Amount: 30, SpendingAccountID: null }])
    await m.must('DELETE', `${order.replace('Outgoing', 'Incoming')}/payments/paid`)
    expect(await Promise.all(balances.map((balance) => balance()))).toEqual([20, 50])
  })
})
