import { beforeEach, describe, expect, it } from 'vitest'
import { type As, type Marketplace, marketplace, type User } from '../support/marketplace.ts'
import { beforeItWrites, sentDuring } from '../support/observe.ts'

type Values = Record<string, unknown>

let m: Marketplace
let buyer: { ID: string; user: User }
let alice: User

beforeEach(async () => {
  m = await marketplace()
  buyer = await m.buyer({ ID: 'acme' })
  alice = buyer.user
  await m.product(buyer, { ID: 'P10', price: 10 })
  await m.product(buyer, { ID: 'P25', price: 25 })
})

const again = (path: string, body: Values = {}, as: As = alice, headers = {}) =>
  m.api('POST', `${path}/repeat`, body, as, headers)
/** An order that was repeated: its header, its lines, and what it has not. */
async function repeated(path: string, body: Values = {}, as: As = alice) {
  const { status, body: answer } = await again(path, body, as)
  expect([status, answer.Errors]).toEqual([201, undefined])
  const { Order, UnavailableItems } = answer
  const { Items } = await m.must('GET', `/orders/All/${Order.ID}/lineitems?pageSize=100&sortBy=ID`)
  return { order: Order as Values, lines: Items as Values[], missing: UnavailableItems as Values[] }
}
const order = async (lines: Values[], more: Values = {}, of: User = alice) => {
  const { ID } = await m.must('POST', '/orders/Outgoing', more, of)
  for (const [i, line] of lines.entries())
    await m.must('POST', `/orders/Outgoing/${ID}/lineitems`, { ID: `L${i + 1}`, Quantity: 1, ...line }, of)
  return `/orders/Outgoing/${ID}`
}
const submit = (path: string, as: User = alice) => m.must('POST', `${path}/submit`, undefined, as)
const reasons = (missing: Values[]) => missing.map((m) => [m.ProductID, (m.Error as Values).ErrorCode])
const count = async () => (await m.must('GET', '/orders/All?IsSubmitted=false')).Meta.TotalCount

describe('an order is repeated', () => {
  it('as a new one of its user, with its lines at the prices of now', async () => {
    await m.must('POST', '/buyers/acme/costcenters', { ID: 'cc', Name: 'CC' })
    const lines = [
      { ProductID: 'P10', Quantity: 3, CostCenter: 'cc', xp: { Gift: 'yes' } },
      { ProductID: 'P25', Quantity: 2 },
    ]
    const path = await order(lines, { Comments: 'first', xp: { Downloaded: true } })
    await m.must('PATCH', `${path.replace('Outgoing', 'All')}/lineitems/L2`, { UnitPrice: 1 })
    await submit(path)
    await m.must('PATCH', '/priceschedules/P10', { PriceBreaks: [{ Quantity: 1, Price: 12 }] })
    const { order: made, lines: added, missing } = await repeated(path)
    expect(missing).toEqual([])
    expect(made).toMatchObject({
      Status: 'Unsubmitted',
      FromUserID: alice.ID,
      ToCompanyID: m.id,
      Comments: null,
      xp: null,
      LineItemCount: 2,
      Subtotal: 86,
      Total: 86,
    })
    expect(added).toMatchObject([
      {
        ID: 'L1',
        ProductID: 'P10',
        Quantity: 3,
        UnitPrice: 12,
        LineTotal: 36,
        CostCenter: 'cc',
        xp: { Gift: 'yes' },
      },
      { ID: 'L2', ProductID: 'P25', Quantity: 2, UnitPrice: 25, LineTotal: 50, QuantityShipped: 0 },
    ])
    expect((await m.must('GET', path, undefined, alice)).Subtotal).toBe(32)
    expect((await m.must('POST', `/orders/Outgoing/${made.ID}/submit`, undefined, alice)).Status).toBe('Open')
  })

  it('in any status, with what the body says of the new one', async () => {
    const path = await order([{ ProductID: 'P10' }])
    const body = { ID: 'mine', Comments: 'once more', xp: { From: 'first' } }
    expect((await repeated(path, body)).order).toMatchObject({ ...body, Total: 10 })
    await m.must('POST', `${path}/cancel`, undefined, alice)
    expect((await repeated(path)).order).toMatchObject({ Status: 'Unsubmitted', Total: 10 })
    expect((await again(path, body)).body.Errors[0].ErrorCode).toBe('IdExists')
    expect((await again(path, { ShippingCost: 5 })).body.Errors[0].ErrorCode).toBe(
      'Order.OverrideShippingPermission',
    )
  })

  it('without its promotions, payments and approvals', async () => {
    await m.must('POST', '/promotions', {
      Code: 'ONE',
      EligibleExpression: 'true',
      ValueExpression: '1',
      AllowAllBuyers: true,
    })
    const path = await order([{ ProductID: 'P10' }])
    await m.must('POST', `${path}/promotions/ONE`, undefined, alice)
    await m.must('POST', `${path}/payments`, { Type: 'PurchaseOrder', Amount: 9 }, alice)
    await submit(path)
    const { order: made } = await repeated(path)
    expect(made).toMatchObject({ PromotionDiscount: 0, Total: 10 })
    for (const part of ['promotions', 'payments', 'approvals'])
      expect((await m.must('GET', `/orders/Outgoing/${made.ID}/${part}`, undefined, alice)).Items).toEqual([])
  })

  it('with the answers of its lines, and their variant', async () => {
    await m.must('POST', '/specs', { ID: 'size', Name: 'Size', Required: true, DefinesVariant: true })
    for (const ID of ['M', 'L'])
      await m.must('POST', '/specs/size/options', {
        ID,
        Value: ID,
        PriceMarkupType: 'AmountPerQuantity',
        PriceMarkup: 2,
      })
    await m.must('POST', '/specs/productassignments', { SpecID: 'size', ProductID: 'P10' })
    await m.must('POST', '/products/P10/variants/generate')
    const answered = (OptionID: string) => ({ ProductID: 'P10', Specs: [{ SpecID: 'size', OptionID }] })
    const path = await order([answered('M'), answered('L')])
    await m.must('PATCH', '/specs/size/options/L', { PriceMarkup: 3 })
    await m.must('PATCH', '/products/P10/variants/P10-M', { Active: false })
    const { lines, missing } = await repeated(path)
    expect(lines).toMatchObject([
      {
        ID: 'L2',
        UnitPrice: 13,
        Variant: { ID: 'P10-L' },
        Specs: [{ SpecID: 'size', OptionID: 'L', PriceMarkup: 3 }],
      },
    ])
    expect(reasons(missing)).toEqual([['P10', 'LineItem.VariantNotFound']])
  })

  it('once under an Idempotency-Key', async () => {
    const path = await order([{ ProductID: 'P10' }])
    const before = await count()
    const headers = { 'Idempotency-Key': crypto.randomUUID() }
    const answers = await Promise.all(Array.from({ length: 5 }, () => again(path, {}, alice, headers)))
    const ids = new Set(answers.map((a) => a.body.Order?.ID))
    expect([answers.map((a) => a.status), ids.size]).toEqual([[201, 201, 201, 201, 201], 1])
    expect(await count()).toBe(before + 1)
  })

  it('in one read and one commit, however many lines it has', async () => {
    const path = await order(Array.from({ length: 40 }, (_, i) => ({ ProductID: i % 2 ? 'P10' : 'P25' })))
    // What its user sees is worked out by the first request.
    await again(path)
    const sent = await sentDuring(() => again(path))
    const [read, written, ...more] = sent.find((s) => s.operation === 'Orders.Repeat')!.batches
    expect([read!.length < 16, written!.length < 16, more]).toEqual([true, true, []])
  })

  it('not by halves: a product that goes meanwhile is missing from it', async () => {
    const path = await order([{ ProductID: 'P10' }, { ProductID: 'P25' }])
    await submit(path)
    await again(path)
    beforeItWrites(() => m.must('DELETE', '/products/P25'))
    const { lines, missing } = await repeated(path)
    expect([lines.map((l) => l.ProductID), reasons(missing)]).toEqual([['P10'], [['P25', 'NotFound']]])
  })
})

describe('what cannot be bought any more is told with the error that adding it has', () => {
  it('whatever that is, and the rest is there', async () => {
    const ids = ['gone', 'off', 'parent', 'dear', 'short', 'single']
    for (const ID of ids) await m.product(buyer, { ID, price: 5 })
    const path = await order([{ ProductID: 'P10' }, ...ids.map((ProductID) => ({ ProductID, Quantity: 4 }))])
    await submit(path)
    await m.must('DELETE', '/products/gone')
    await m.must('PATCH', '/products/off', { Active: false })
    await m.must('PATCH', '/products/parent', { IsParent: true })
    await m.must('PATCH', '/products/dear', { DefaultPriceScheduleID: null })
    await m.must('PATCH', '/products/short', { Inventory: { Enabled: true, QuantityAvailable: 3 } })
    await m.must('PATCH', '/priceschedules/single', { MaxQuantity: 1 })
    const { lines, missing, order: made } = await repeated(path)
    expect([lines.map((l) => l.ProductID), made.Total]).toEqual([['P10'], 10])
    expect(reasons(missing)).toEqual([
      ['gone', 'NotFound'],
      ['off', 'NotFound'],
      ['parent', 'LineItem.CannotPurchaseParentProduct'],
      ['dear', 'PriceSchedule.MissingOrConflicting'],
      ['short', 'Inventory.Insufficient'],
      ['single', 'PriceSchedule.CannotExceedMax'],
    ])
    const empty = await order([])
    for (const [i, { Error: told }] of missing.entries()) {
      const line = { ProductID: ids[i], Quantity: 4, ID: `L${i + 2}` }
      const { body } = await m.api('POST', `${empty}/lineitems`, line, alice)
      expect(body.Errors[0]).toEqual(told)
    }
  })

  it('as far as stock goes, line by line', async () => {
    const path = await order([1, 2, 3, 4].map((Quantity) => ({ ProductID: 'P10', Quantity })))
    await m.must('PATCH', '/products/P10', { Inventory: { Enabled: true, QuantityAvailable: 7 } })
    const { lines, missing } = await repeated(path)
    expect(lines.map((l) => l.Quantity)).toEqual([1, 2, 3])
    expect(reasons(missing)).toEqual([['P10', 'Inventory.Insufficient']])
  })

  it('and a bundle, which is bought as one, with all its items', async () => {
    await m.must('POST', '/bundles', { ID: 'kit', Name: 'Kit', Active: true })
    await m.must('POST', '/catalogs/bundleassignments', { CatalogID: 'acme', BundleID: 'kit' })
    const held = { BundleID: 'kit', ProductID: 'P25', Required: true, DefaultQuantity: 1 }
    await m.must('POST', '/bundles/productassignments', held)
    const path = await order([{ ProductID: 'P10' }])
    await m.must('POST', `${path}/bundles/kit`, { LineItems: [] }, alice)
    const { lines, missing } = await repeated(path)
    expect(lines.map((l) => l.ProductID)).toEqual(['P10'])
    expect(reasons(missing)).toEqual([['kit', 'LineItem.CannotPurchaseBundleProduct']])
  })
})

describe('it goes where it went', () => {
  const places = async (path: string, body: Values = {}) => {
    const { order: made, lines } = await repeated(path, body)
    return [made.BillingAddressID, made.ShippingAddressID, ...lines.map((l) => l.ShippingAddressID)]
  }

  it('to the addresses of order and lines that are there still', async () => {
    for (const ID of ['dock', 'gate', 'yard']) await m.address(buyer, { ID })
    const to = { BillingAddressID: 'dock', ShippingAddressID: 'dock' }
    const path = await order([{ ProductID: 'P10' }, { ProductID: 'P25', ShippingAddressID: 'gate' }], to)
    await submit(path)
    // Lines differ, so the order shows none.
    expect(await places(path)).toEqual(['dock', null, 'dock', 'gate'])
    expect(await places(path, { ShippingAddressID: 'yard' })).toEqual(['dock', 'yard', 'yard', 'yard'])
    const { status } = await again(path, { ShippingAddressID: 'nowhere' })
    expect(status).toBe(404)
  })

  it('to no address that was taken from its user, nor one of a user who has but one', async () => {
    for (const ID of ['dock', 'gate']) await m.address(buyer, { ID })
    const path = await order([{ ProductID: 'P10' }], { BillingAddressID: 'dock', ShippingAddressID: 'dock' })
    await submit(path)
    await m.must('DELETE', '/buyers/acme/addresses/dock/assignments')
    expect(await places(path)).toEqual(['gate', 'gate', 'gate'])
    await m.address(buyer, { ID: 'yard' })
    expect(await places(path)).toEqual([null, null, null])
  })

  it('and to a one-time address', async () => {
    const path = await order([{ ProductID: 'P10' }, { ProductID: 'P25' }])
    const street = (Street1: string) => ({ Street1, City: 'Hamburg', Country: 'DE' })
    await m.must('PUT', `${path}/shipto`, street('Quay 1'), alice)
    await m.must('PUT', `${path}/lineitems/L2/shipto`, street('Quay 2'), alice)
    await submit(path)
    const { lines } = await repeated(path)
    expect(lines.map((l) => (l.ShippingAddress as Values).Street1)).toEqual(['Quay 1', 'Quay 2'])
  })
})

describe('who repeats an order', () => {
  it('is its user, or the seller for them; nobody else', async () => {
    const path = await order([{ ProductID: 'P10' }])
    await submit(path)
    const incoming = path.replace('Outgoing', 'Incoming')
    for (const at of [incoming, path.replace('Outgoing', 'All')])
      expect((await repeated(at, {}, 'seller')).order).toMatchObject({
        FromCompanyID: 'acme',
        FromUserID: alice.ID,
        Status: 'Unsubmitted',
      })
    const boss = await m.user('Buyer', 'acme', ['OrderAdmin'])
    const colleague = await m.user('Buyer', 'acme', ['Shopper'])
    const stranger = (await m.buyer()).user
    const supplier = await m.supplier()
    const outcome = (at: string, as: As) => m.outcome('POST', `${at}/repeat`, {}, as)
    expect(await outcome(path, boss)).toEqual([403, 'Auth.UserNotAuthorizedToAdmin'])
    expect(await outcome(path, colleague)).toEqual([404, 'NotFound'])
    expect(await outcome(path, stranger)).toEqual([404, 'NotFound'])
    expect(await outcome(incoming, supplier.user)).toEqual([404, 'NotFound'])
    expect(await outcome('/orders/Outgoing/none', alice)).toEqual([404, 'NotFound'])
    const guest = await m.as(alice, { order: 'guests' })
    expect(await outcome(path, guest)).toEqual([403, 'Auth.AnonUserProhibited'])
  })

  it('is the seller’s own user of what the seller has ordered from a supplier', async () => {
    const supplier = await m.supplier({ ID: 'northwind' })
    const { ID } = await m.must('POST', '/orders/Outgoing', { ToCompanyID: 'northwind' })
    const { order: made } = await repeated(`/orders/Outgoing/${ID}`, {}, 'seller')
    expect(made).toMatchObject({ FromCompanyID: m.id, ToCompanyID: 'northwind', FromUserID: 'admin' })
    const other = await m.user('Seller', m.id, ['OrderAdmin'])
    expect(await m.outcome('POST', `/orders/Outgoing/${ID}/repeat`, {}, other)).toEqual([
      403,
      'Auth.UserNotAuthorizedToAdmin',
    ])
    expect(await m.outcome('POST', `/orders/Incoming/${ID}/repeat`, {}, supplier.user)).toEqual([
      404,
      'NotFound',
    ])
  })

  it('nobody, where its user is gone', async () => {
    const path = await order([{ ProductID: 'P10' }])
    await submit(path)
    await m.must('POST', `${path.replace('Outgoing', 'Incoming')}/complete`)
    await m.must('DELETE', `/buyers/acme/users/${alice.ID}`)
    expect(await m.outcome('POST', `${path.replace('Outgoing', 'Incoming')}/repeat`, {})).toEqual([
      404,
      'NotFound',
    ])
  })
})
