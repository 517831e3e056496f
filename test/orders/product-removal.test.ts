import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { roundTrips } from '../fulfillment/support.ts'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'

let m: Marketplace
let buyer: { ID: string; user: User }

/** Cord costs 10, and 8 from five on in the order; a kit has a shirt, which it is bought with, and cord for whoever wants it. */
beforeEach(async () => {
  m = await marketplace()
  buyer = await m.buyer()
  await m.product(buyer, { ID: 'cord' })
  await m.must('PATCH', '/priceschedules/cord', {
    UseCumulativeQuantity: true,
    PriceBreaks: [
      { Quantity: 1, Price: 10 },
      { Quantity: 5, Price: 8 },
    ],
  })
  await m.product(buyer, { ID: 'shirt', price: 20 })
  await m.must('POST', '/bundles', { ID: 'kit', Name: 'Kit', Active: true })
  await m.must('POST', '/catalogs/bundleassignments', { CatalogID: buyer.ID, BundleID: 'kit' })
  for (const [ProductID, Required] of [
    ['shirt', true],
    ['cord', false],
  ])
    await m.must('POST', '/bundles/productassignments', { BundleID: 'kit', ProductID, Required })
})

/** A cart with a line of cord by itself, and a kit with cord in it. */
async function cart(alone: number, inKit: number) {
  const { ID } = await m.order(buyer.user)
  const path = `/orders/Outgoing/${ID}`
  await m.must('POST', `${path}/lineitems`, { ID: 'l', ProductID: 'cord', Quantity: alone }, buyer.user)
  const LineItems = [{ ProductID: 'shirt' }, { ProductID: 'cord', Quantity: inKit }]
  await m.must('POST', `${path}/bundles/kit`, { LineItems }, buyer.user)
  return path
}
const dropShirt = async () => {
  await m.must('DELETE', '/bundles/kit/productassignments/shirt')
  return m.api('DELETE', '/products/shirt')
}
const see = (path: string) => m.must('GET', path, undefined, buyer.user)

describe('what goes with a deleted product', () => {
  it('counts no more for the price of what stays, at once', async () => {
    const [few, many, alone] = [await cart(3, 2), await cart(6, 2), await cart(2, 2)]
    expect(await see(`${few}/lineitems/l`)).toMatchObject({ UnitPrice: 8 })
    const answer = await dropShirt()
    expect([answer.status, roundTrips(answer)]).toEqual([204, 2])
    expect(await see(`${few}/lineitems/l`)).toMatchObject({
      UnitPrice: 10,
      LineTotal: 30,
      PriceScheduleID: 'cord',
    })
    expect(await see(few)).toMatchObject({ LineItemCount: 1, Subtotal: 30, Total: 30 })
    expect(await see(`${many}/lineitems/l`)).toMatchObject({ UnitPrice: 8, LineTotal: 48 })
    expect(await see(many)).toMatchObject({ Subtotal: 48, Total: 48 })
    expect(await see(alone)).toMatchObject({ Subtotal: 20, Total: 20 })
  })

  it('goes with its owner too', async () => {
    const supplier = await m.supplier()
    await m.product(buyer, { ID: 'theirs', OwnerID: supplier.ID })
    const path = await cart(3, 2)
    await m.must('POST', `${path}/lineitems`, { ProductID: 'theirs', Quantity: 7 }, buyer.user)
    await m.must('DELETE', `/suppliers/${supplier.ID}`)
    expect(await see(path)).toMatchObject({ LineItemCount: 3, Subtotal: 60, Total: 60 })
    expect((await m.api('POST', `${path}/submit`, undefined, buyer.user)).status).toBe(201)
  })

  it('leaves a price that was overridden', async () => {
    const path = await cart(3, 2)
    await m.must('PATCH', `${path.replace('Outgoing', 'Incoming')}/lineitems/l`, { UnitPrice: 1 })
    await dropShirt()
    expect(await see(`${path}/lineitems/l`)).toMatchObject({ UnitPrice: 1, PriceOverridden: true })
    expect(await see(path)).toMatchObject({ Subtotal: 3, Total: 3 })
  })

  it('leaves prices that agree with the lines, whatever is written beside', async () => {
    const path = await cart(3, 2)
    const [dropped, ...changed] = await Promise.all([
      dropShirt(),
      ...[4, 6, 2].map((Quantity) => m.api('PATCH', `${path}/lineitems/l`, { Quantity }, buyer.user)),
    ])
    expect([dropped.status, ...changed.map((c) => c.status)]).toEqual([204, 200, 200, 200])
    const line = await see(`${path}/lineitems/l`)
    const price = line.Quantity >= 5 ? 8 : 10
    expect(line).toMatchObject({ UnitPrice: price, LineTotal: price * line.Quantity })
    expect((await see(path)).Total).toBe(price * line.Quantity)
  })

  it('differed in address, and then the order shows its own again', async () => {
    for (const ID of ['home', 'depot']) await m.address(buyer, { ID })
    const path = await cart(1, 1)
    await m.must('PATCH', path, { ShippingAddressID: 'home' }, buyer.user)
    const { Items } = await see(`${path}/lineitems`)
    const shirt = Items.find((l: { ProductID: string }) => l.ProductID === 'shirt')
    await m.must('PATCH', `${path}/lineitems/${shirt.ID}`, { ShippingAddressID: 'depot' }, buyer.user)
    expect((await see(path)).ShippingAddressID).toBeNull()
    await dropShirt()
    expect((await see(path)).ShippingAddressID).toBe('home')
  })
})

/** Copies of an order with its lines, behind the back of the API. */
async function copies(ID: string, many: number) {
  const copy = async (table: string, instead: Record<string, string>, which: string) => {
    const info = await env.DB.prepare(`select name from pragma_table_info('${table}')`).all<{
      name: string
    }>()
    const names = info.results.map((r) => r.name).filter((n) => n !== 'RowKey')
    await env.DB.prepare(
      `insert into ${table} (${names.join()}) with recursive n(i) as (select 1 union all select i + 1 from n where i < ${many})
        select ${names.map((n) => instead[n] ?? n).join()} from n, ${table} where Marketplace = ?1 and ${which}`,
    )
      .bind(m.id, ID)
      .run()
  }
  await copy('orders', { Key: "'k' || i", ID: "'o' || i" }, 'ID = ?2')
  const key = '(select Key from orders where Marketplace = ?1 and ID = ?2)'
  await copy('line_items', { OrderKey: "'k' || i" }, `OrderKey = ${key}`)
}

it('a product in many carts is deleted by rows in proportion to their lines', async () => {
  const { ID } = await m.order(buyer.user, [
    ['cord', 3],
    ['cord', 2],
  ])
  await m.product(buyer, { ID: 'lace' })
  await m.must('POST', `/orders/Outgoing/${ID}/lineitems`, { ProductID: 'lace' }, buyer.user)
  const CARTS = 300
  await copies(ID, CARTS)
  const sent = await sentDuring(() => m.must('DELETE', '/products/lace'))
  const statements = sent.flatMap((s) => s.batches.flat())
  expect(Math.max(...statements.map((s) => s.rowsRead))).toBeLessThan(100 * CARTS)
  expect(await see(`/orders/Outgoing/o${CARTS}`)).toMatchObject({ LineItemCount: 2, Subtotal: 40 })
})
