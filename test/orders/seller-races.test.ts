import { beforeEach, describe, expect, test } from 'vitest'
import { type Marketplace, marketplace } from '../support/marketplace.ts'
import { betweenReadAndWrite } from '../support/observe.ts'

let m: Marketplace
let buyer: Awaited<ReturnType<Marketplace['buyer']>>

/** A supplier that sells to one buyer by a relation, and a product of it. */
beforeEach(async () => {
  m = await marketplace()
  buyer = await m.buyer({ ID: 'B1' })
  await m.supplier({ ID: 'S1', AllBuyersCanOrder: false })
  await m.must('PUT', '/suppliers/S1/buyers/B1')
  await m.product(buyer, { ID: 'P', DefaultSupplierID: 'S1' })
  // What the buyer sees has been resolved, so that an operation reads once.
  await m.must('GET', '/me/products', undefined, buyer.user)
})

const ended = 'delete from supplier_buyers where Marketplace = ?'
const refused = {
  status: 404,
  body: { Errors: [{ ErrorCode: 'NotFound', Data: { ObjectType: 'Supplier', ObjectID: 'S1' } }] },
}
const create = () => m.api('POST', '/orders/Outgoing', { ID: 'O', ToCompanyID: 'S1' }, buyer.user)

describe('a supplier that ceases to sell to the buyer', () => {
  test('while an order to it is begun: the order is refused', async () => {
    expect(await betweenReadAndWrite(m.id, 'Orders.Create', [ended], create)).toMatchObject(refused)
    expect(await m.outcome('GET', '/orders/All/O')).toEqual([404, 'NotFound'])
  })

  test('while a cart to it is begun: there is none', async () => {
    const begin = () => m.api('PUT', '/cart', { ToCompanyID: 'S1' }, buyer.user)
    expect(await betweenReadAndWrite(m.id, 'Cart.Save', [ended], begin)).toMatchObject(refused)
    expect((await m.must('GET', '/orders/All')).Items).toEqual([])
  })

  test('while an order to it is submitted: the order stays as it was', async () => {
    await create()
    await m.must('POST', '/orders/Outgoing/O/lineitems', { ProductID: 'P' }, buyer.user)
    const submit = () => m.api('POST', '/orders/Outgoing/O/submit', undefined, buyer.user)
    expect(await betweenReadAndWrite(m.id, 'Orders.Submit', [ended], submit)).toMatchObject(refused)
    expect(await m.must('GET', '/orders/All/O')).toMatchObject({ Status: 'Unsubmitted' })
  })
})
