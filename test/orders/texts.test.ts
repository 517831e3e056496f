import { beforeAll, expect, it, vi } from 'vitest'
import { Remembered } from '../../src/store/remembered.ts'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'

let shop: Marketplace
let acme: { ID: string; user: User }

beforeAll(async () => {
  vi.spyOn(Remembered.prototype, 'recall').mockReturnValue(undefined)
  shop = await marketplace()
  acme = await shop.buyer()
  for (const [i, ID] of ['p', 'product-2', 'x3'].entries())
    await shop.product(acme, {
      ID,
      Name: `Product ${ID}`,
      Inventory: { Enabled: true, QuantityAvailable: 50 + i },
    })
})

/** The texts of each operation, as often as it was asked. */
async function texts(run: () => Promise<unknown>) {
  const sent = await sentDuring(run)
  return new Map(sent.map(({ operation, batches }) => [operation, batches.map((b) => b.map((s) => s.sql))]))
}

const buy = (ID: string, lines: [string, number][], search: string) => async () => {
  const call = (method: string, path: string, body?: unknown) => shop.must(method, path, body, acme.user)
  const order = `/orders/Outgoing/${ID}`
  await call('GET', `/me/products?search=${search}`)
  await call('GET', `/me/products/${lines[0]![0]}`)
  await call('POST', '/orders/Outgoing', { ID })
  for (const [ProductID, Quantity] of lines) await call('POST', `${order}/lineitems`, { ProductID, Quantity })
  await call('PATCH', order, { Comments: ID, xp: { a: lines.length } })
  await call('POST', `${order}/submit`)
}

it('statements of an operation have one text, whatever the values are and however many lines there are', async () => {
  // What an isolate finds out first, and what is made for the first order.
  await buy('first', [['p', 2]], 'x3')()
  const one = await texts(buy('O1', [['p', 1]], 'product'))
  const lines: [string, number][] = [
    ['product-2', 1],
    ['x3', 7],
    ['p', 3],
  ]
  const three = await texts(buy('order-2', lines, 'pr'))
  expect([...three.keys()]).toEqual([...one.keys()])
  for (const [operation, first] of one) {
    // The first line of an order finds no others to price anew.
    const again = three.get(operation)!.slice(0, first.length)
    expect([operation, again]).toEqual([operation, first])
  }
  // Nor does a second line, or a third, make another text than the one before.
  const [, , second, , third] = three.get('LineItems.Create')!
  expect(third).toEqual(second)
})
