import { describe, expect, it } from 'vitest'
import { code } from '../support/answers.ts'
import { buyer, m, order, useOrders } from './order-shop.ts'

useOrders()

describe('submitting', () => {
  it('opens the order, once', async () => {
    const { ID } = await m.order(buyer.user, [['TEN', 2]])
    const body = await m.must('POST', order(`${ID}/submit`), undefined, buyer.user)
    expect(body).toMatchObject({ Status: 'Open', IsSubmitted: true, Total: 20 })
    expect(body.DateSubmitted).toMatch(/\+00:00$/)
    expect(code(await m.api('POST', order(`${ID}/submit`), undefined, buyer.user))).toBe(
      'Order.CannotSubmitBadStatus',
    )
  })

  it('agrees on prices that a new ID of the line leaves standing', async () => {
    const p = await m.product(buyer, { price: 9 })
    const { ID } = await m.order(buyer.user, [[p.ID, 2]])
    await m.must('POST', order(`${ID}/submit`), undefined, buyer.user)
    await m.must('PATCH', `/priceschedules/${p.ID}`, { PriceBreaks: [{ Quantity: 1, Price: 8 }] })
    const [line] = (await m.must('GET', order(`${ID}/lineitems`), undefined, buyer.user)).Items
    expect(
      await m.must('PATCH', `/orders/Incoming/${ID}/lineitems/${line.ID}`, { ID: 'new', Quantity: 3 }),
    ).toMatchObject({ ID: 'new', UnitPrice: 9, LineTotal: 27 })
  })

  it('needs a line', async () => {
    const { ID } = await m.order(buyer.user)
    expect(code(await m.api('POST', order(`${ID}/submit`), undefined, buyer.user))).toBe(
      'Order.CannotSubmitWithNoLineItems',
    )
  })

  it('reports every soft error together, and validate the same', async () => {
    const gone = await m.product(buyer, { price: 4 })
    const off = await m.product(buyer, { price: 5 })
    const short = await m.product(buyer, { price: 6, Inventory: { Enabled: true, QuantityAvailable: 3 } })
    const { ID } = await m.order(buyer.user, [
      [gone.ID, 1],
      [off.ID, 1],
      [short.ID, 3],
    ])
    await m.must('DELETE', `/catalogs/B1/productassignments/${gone.ID}`)
    await m.must('PATCH', `/products/${off.ID}`, { Active: false })
    await m.must('PATCH', `/products/${short.ID}`, { Inventory: { QuantityAvailable: 2 } })
    const codes = [
      'Order.CannotSubmitWithInactiveProduct',
      'Order.ProductsNotFound',
      'Inventory.Insufficient',
    ]
    for (const action of ['validate', 'submit']) {
      const answer = await m.api('POST', order(`${ID}/${action}`), undefined, buyer.user)
      expect(answer.status).toBe(400)
      expect(answer.body.Errors.map((e: { ErrorCode: string }) => e.ErrorCode)).toEqual(codes)
    }
  })

  it('prices anew, freezes what was agreed, and survives the product', async () => {
    const p = await m.product(buyer, { price: 9, Name: 'Kettle' })
    const { ID } = await m.order(buyer.user, [[p.ID, 2]])
    await m.must('PATCH', `/priceschedules/${p.ID}`, { PriceBreaks: [{ Quantity: 1, Price: 8 }] })
    expect(await m.must('POST', order(`${ID}/submit`), undefined, buyer.user)).toMatchObject({ Total: 16 })
    await m.must('PATCH', `/products/${p.ID}`, { Name: 'Other' })
    await m.must('DELETE', `/products/${p.ID}`)
    const [line] = (await m.must('GET', order(`${ID}/lineitems`), undefined, buyer.user)).Items
    expect(line).toMatchObject({ UnitPrice: 8, Product: { Name: 'Kettle' } })
    expect(
      await m.must('PATCH', `/orders/Incoming/${ID}/lineitems/${line.ID}`, { Quantity: 3 }),
    ).toMatchObject({ LineTotal: 24, UnitPrice: 8 })
  })

  it('copies what the seller adds to an open order', async () => {
    const p = await m.product(buyer, { price: 2, Name: 'Late addition' })
    const { ID } = await m.order(buyer.user, [['TEN', 1]])
    await m.must('POST', order(`${ID}/submit`), undefined, buyer.user)
    const line = await m.must('POST', `/orders/Incoming/${ID}/lineitems`, { ProductID: p.ID, Quantity: 2 })
    await m.must('DELETE', `/products/${p.ID}`)
    const after = await m.must('GET', `/orders/Incoming/${ID}/lineitems/${line.ID}`)
    expect(after).toMatchObject({ LineTotal: 4, Product: { ID: p.ID, Name: 'Late addition' } })
    expect(await m.must('GET', `/orders/Incoming/${ID}`)).toMatchObject({ Total: 14, LineItemCount: 2 })
  })

  it('takes stock when it opens and gives back the rest when it is canceled', async () => {
    const p = await m.product(buyer, { price: 1, Inventory: { Enabled: true, QuantityAvailable: 10 } })
    const stock = async () => (await m.must('GET', `/products/${p.ID}`)).Inventory.QuantityAvailable
    const { ID } = await m.order(buyer.user, [[p.ID, 4]])
    expect(await stock()).toBe(10)
    await m.must('POST', order(`${ID}/submit`), undefined, buyer.user)
    expect(await stock()).toBe(6)
    expect(code(await m.api('POST', order(`${ID}/cancel`), undefined, buyer.user))).toBe(
      'Order.CannotCancelInCurrentStatus',
    )
    await m.must('POST', `/orders/Incoming/${ID}/cancel`)
    expect(await stock()).toBe(10)
  })

  it('drops a deleted product from orders that are not submitted', async () => {
    const p = await m.product(buyer, { price: 3 })
    const { ID } = await m.order(buyer.user, [
      [p.ID, 1],
      ['TEN', 1],
    ])
    await m.must('DELETE', `/products/${p.ID}`)
    expect(await m.must('GET', order(ID), undefined, buyer.user)).toMatchObject({
      LineItemCount: 1,
      Subtotal: 10,
      Total: 10,
    })
  })
})
