import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { alice, carol, completed, give, m, opened, read, refund, refuses, useReturns } from './support.ts'

useReturns()

const FORBIDDEN = [403, 'Auth.InsufficientRoles']

describe('what a return comes to is for whoever has received its order: a buyer’s administrator', () => {
  it('pays nothing back, nor changes what was paid back', async () => {
    const OrderID = await completed()
    const { ID } = await opened(OrderID)
    const paid = await refund(OrderID, ID, -5)
    const payments = `/orders/Outgoing/${OrderID}/payments`
    const body = { Type: 'CreditCard', Amount: -5, OrderReturnID: ID }
    for (const as of [carol, alice]) {
      expect(await m.outcome('POST', payments, body, as)).toEqual(FORBIDDEN)
      for (const change of [{ Amount: -20 }, { Accepted: true }, { Description: 'mine' }])
        expect(await m.outcome('PATCH', `${payments}/${paid.body.ID}`, change, as)).toEqual(FORBIDDEN)
      expect(await m.outcome('DELETE', `${payments}/${paid.body.ID}`, undefined, as)).toEqual(FORBIDDEN)
    }
    expect(await read(ID)).toMatchObject({ Status: 'Open', PaymentIDs: [paid.body.ID] })
  })

  it('neither completes nor changes it once it is submitted, nor undoes it once it is completed', async () => {
    const { ID } = await opened(await completed())
    const path = `/orderreturns/${ID}`
    expect(await m.outcome('PATCH', path, { RefundAmount: 45 }, carol)).toEqual(FORBIDDEN)
    expect(await m.outcome('DELETE', `${path}/items/X1`, undefined, carol)).toEqual(FORBIDDEN)
    expect(await m.outcome('POST', `${path}/complete`, undefined, carol)).toEqual(FORBIDDEN)
    await m.must('POST', `${path}/complete`)
    for (const [method, below] of [
      ['POST', '/cancel'],
      ['DELETE', ''],
    ] as const)
      expect(await m.outcome(method, path + below, undefined, carol)).toEqual([
        403,
        'OrderReturn.NotAuthorizedToDelete',
      ])
  })
})

it('a refund grows only as long as its return is open', async () => {
  const OrderID = await completed()
  const { ID } = await opened(OrderID)
  const path = `/orders/All/${OrderID}/payments/${(await refund(OrderID, ID, -5)).body.ID}`
  await m.must('POST', `/orderreturns/${ID}/cancel`)
  refuses(await m.api('PATCH', path, { Amount: -20 }), 400, 'OrderReturn.CannotCreatePaymentBadStatus')
  expect((await m.must('PATCH', path, { Amount: -4 })).Amount).toBe(-4)
})

it('an order has as many returns as it can be read with', async () => {
  const OrderID = await completed()
  const { ID } = await give(OrderID)
  const copies = JSON.stringify(Array.from({ length: 3 }, (_, i) => i))
  const enlarged = env.DB.prepare('update order_returns set Comments = ?3 where Marketplace = ?1 and ID = ?2')
  await enlarged.bind(m.id, ID, '✓'.repeat(100_000)).run()
  await env.DB.prepare(
    `insert into order_returns (Marketplace, ID, OrderKey, Status, LastUpdated, Comments, ItemsToReturn, Version)
      select Marketplace, r.ID || value, OrderKey, Status, LastUpdated, Comments, ItemsToReturn, 1
      from order_returns r cross join json_each(?3) where Marketplace = ?1 and r.ID = ?2`,
  )
    .bind(m.id, ID, copies)
    .run()
  refuses(await m.api('POST', '/orderreturns', { OrderID }, alice), 400, 'ValidationFailure')
  expect(await m.outcome('PATCH', `/orders/Incoming/${OrderID}`, { Comments: 'still' })).toBe(200)
  await m.must('DELETE', `/orderreturns/${ID}`)
  expect(await m.outcome('POST', '/orderreturns', { OrderID }, alice)).toBe(201)
})
