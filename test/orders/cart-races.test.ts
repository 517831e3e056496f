import { env } from 'cloudflare:workers'
import { decodeJwt } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { orders } from '../../src/tables/orders/orders.ts'
import { storedFields } from '../../src/tables/table.ts'
import { scans, strays } from '../conformance/plan.ts'
import { explain } from '../support/explain.ts'
import { type As, type Marketplace, marketplace, send, type User } from '../support/marketplace.ts'
import { beforeItWrites, sentDuring } from '../support/observe.ts'

type Values = Record<string, unknown>

let m: Marketplace
let alice: User

beforeEach(async () => {
  m = await marketplace()
  const buyer = await m.buyer({ ID: 'acme' })
  alice = buyer.user
  await m.product(buyer, { ID: 'rope', price: 10 })
})

const cart = (as: As = alice) => m.must('GET', '/cart', undefined, as)
const begun = async (as: As = alice) =>
  (await m.must('GET', '/me/orders?IsSubmitted=false', undefined, as)).Items as Values[]
const line = { ProductID: 'rope', Quantity: 1 }
const add = (as: As = alice) => m.api('POST', '/cart/lineitems', line, as)
const times = <T>(n: number, make: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => make(i)))
const newOrder = (ID: string) => m.must('POST', '/orders/Outgoing', { ID }, alice)

/** A token of an anonymous shopper, and the order it is for. */
async function guest() {
  const template = await m.user('Buyer', 'acme', [])
  await m.must('POST', '/securityprofiles/assignments', { SecurityProfileID: 'shopper', BuyerID: 'acme' })
  await m.must('PATCH', `/apiclients/${m.clients.guests}`, { DefaultContextUserName: template.username })
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: m.clients.guests })
  const type = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const { body } = await send('POST', '/oauth/token', form.toString(), type)
  return { token: body.access_token as string, order: decodeJwt(body.access_token).orderid }
}

describe('at once', () => {
  it('ten first lines make one cart of ten', async () => {
    const answers = await times(10, () => add())
    expect(answers.map((a) => a.status)).toEqual(Array(10).fill(201))
    expect(await begun()).toMatchObject([{ LineItemCount: 10, Total: 100 }])
  })

  it('ten first lines of an anonymous shopper do', async () => {
    const { token, order } = await guest()
    const answers = await times(10, () => add(token))
    expect(answers.map((a) => a.status)).toEqual(Array(10).fill(201))
    expect(await begun(token)).toMatchObject([{ ID: order, LineItemCount: 10, Total: 100 }])
  })

  it('first writes of every kind make one', async () => {
    const answers = await times(9, (i) =>
      i % 3 === 0
        ? add()
        : i % 3 === 1
          ? m.api('PATCH', '/cart', { xp: { [`k${i}`]: i } }, alice)
          : m.api('PUT', `/cart/lineitems/L${i}`, line, alice),
    )
    expect(answers.filter((a) => a.status >= 300)).toEqual([])
    const [order, ...more] = await begun()
    expect(more).toEqual([])
    expect(order).toMatchObject({ LineItemCount: 6, Total: 60, xp: { k1: 1, k4: 4, k7: 7 } })
  })

  it('the cart and the order by its ID never lose a write of each other', async () => {
    await newOrder('O1')
    const answers = await times(12, (i) =>
      i % 3 === 0
        ? m.api('PATCH', '/orders/All/O1', { xp: { [`k${i}`]: i } }, alice)
        : m.api(
            'POST',
            i % 3 === 1 ? '/cart/lineitems' : '/orders/Incoming/O1/lineitems',
            line,
            ['seller' as const, alice, 'seller' as const][i % 3]!,
          ),
    )
    expect(answers.filter((a) => a.status >= 300)).toEqual([])
    const after = await cart()
    expect(after).toMatchObject({ ID: 'O1', LineItemCount: 8, Total: 80 })
    expect(Object.keys(after.xp)).toHaveLength(4)
  })

  it('of ten submits one is the one', async () => {
    await add()
    const statuses = (await times(10, () => m.api('POST', '/cart/submit', undefined, alice))).map(
      (a) => a.status,
    )
    expect(statuses.sort()).toEqual([201, ...Array(9).fill(404)])
  })
})

describe('between its read and its write', () => {
  it('a cart that was begun elsewhere is the one that is written', async () => {
    beforeItWrites(() => newOrder('O1'))
    expect((await add()).status).toBe(201)
    expect(await begun()).toMatchObject([{ ID: 'O1', LineItemCount: 1 }])
  })

  it('another that was made active is', async () => {
    await newOrder('O1')
    await newOrder('O2')
    beforeItWrites(() => m.must('PUT', '/cart/O1', undefined, alice))
    expect((await add()).status).toBe(201)
    expect(await m.must('GET', '/orders/Outgoing/O1', undefined, alice)).toMatchObject({ LineItemCount: 1 })
    expect(await m.must('GET', '/orders/Outgoing/O2', undefined, alice)).toMatchObject({ LineItemCount: 0 })
  })

  it('one that was submitted is left alone, and a new one begun', async () => {
    await newOrder('O1')
    await add()
    beforeItWrites(() => m.must('POST', '/orders/Outgoing/O1/submit', undefined, alice))
    expect((await add()).status).toBe(201)
    expect(await m.must('GET', '/orders/Outgoing/O1', undefined, alice)).toMatchObject({ LineItemCount: 1 })
    expect(await begun()).toMatchObject([{ LineItemCount: 1 }])
  })

  it('an address that was deleted is not the new cart’s', async () => {
    await m.address({ ID: 'acme' }, { ID: 'dock' })
    beforeItWrites(() => m.must('DELETE', '/buyers/acme/addresses/dock'))
    expect((await m.api('PATCH', '/cart', { Comments: 'x' }, alice)).status).toBe(200)
    expect(await cart()).toMatchObject({ BillingAddressID: null, ShippingAddressID: null })
  })

  it('an order that was submitted is not made active', async () => {
    await newOrder('O1')
    await add()
    beforeItWrites(() => m.must('POST', '/orders/Outgoing/O1/submit', undefined, alice))
    expect(await m.outcome('PUT', '/cart/O1', undefined, alice)).toEqual([404, 'NotFound'])
  })

  it('an order that a guest hands over has been submitted: it is no cart', async () => {
    const { token, order } = await guest()
    await add(token)
    beforeItWrites(() => m.must('POST', '/cart/submit', undefined, token))
    expect(await m.outcome('PUT', `/me/orders?anonUserToken=${token}`, undefined, alice)).toBe(204)
    expect((await cart()).ID).toBeNull()
    expect(await m.must('GET', `/orders/Outgoing/${order}`, undefined, alice)).toMatchObject({
      Status: 'Open',
    })
  })
})

describe('round trips and statements', () => {
  /** Statements of each batch that an operation sent. */
  const sizes = async (id: string, run: () => Promise<unknown>) =>
    (await sentDuring(run)).find((s) => s.operation === id)!.batches.map((batch) => batch.length)

  it('are those of the order by its ID, also where the cart is begun', async () => {
    await m.must('GET', '/me/products', undefined, alice)
    const beginning = await sizes('Cart.CreateLineItem', () => add())
    const further = await sizes('Cart.CreateLineItem', () => add())
    const { ID } = await cart()
    const byID = await sizes('LineItems.Create', () =>
      m.must('POST', `/orders/Outgoing/${ID}/lineitems`, line, alice),
    )
    expect(further).toEqual(byID)
    expect(beginning).toHaveLength(2)
    for (const [i, size] of beginning.entries()) expect(size).toBeLessThanOrEqual(byID[i]!)
    expect(await sizes('Cart.Get', () => cart())).toHaveLength(1)
    expect(
      await sizes('Cart.ListLineItems', () => m.must('GET', '/cart/lineitems', undefined, alice)),
    ).toHaveLength(1)
    expect(await sizes('Cart.Submit', () => m.must('POST', '/cart/submit', undefined, alice))).toHaveLength(2)
    expect(await sizes('Cart.Save', () => m.must('PUT', '/cart', {}, alice))).toHaveLength(2)
    expect(
      await sizes('Cart.SetActiveCart', async () =>
        m.must('PUT', `/cart/${(await cart()).ID}`, undefined, alice),
      ),
    ).toHaveLength(2)
  })

  /** The statements that an operation sent. */
  const sentBy = async (id: string, run: () => Promise<unknown>) =>
    (await sentDuring(run)).find((s) => s.operation === id)!.batches.flat()
  /** Copies of the order `O1`, which somebody else than the cart's user would see too. */
  const copies = (Status: string, IsGuests: number) => {
    const columns = Object.keys(storedFields(orders)).filter((name) => name !== orders.rowid)
    const instead: Record<string, string> = {
      Key: "orders.Key || '-' || ?2 || n.value",
      ID: "orders.ID || '-' || ?2 || n.value",
      Status: '?2',
      IsGuests: '?3',
    }
    return env.DB.prepare(
      `insert into orders (${columns.join()}) select ${columns.map((c) => instead[c] ?? `orders.${c}`).join()}
        from orders, json_each(?4) n where Marketplace = ?1 and orders.ID = 'O1'`,
    )
      .bind(m.id, Status, IsGuests, JSON.stringify(Array.from({ length: 300 }, (_, i) => i)))
      .run()
  }

  it('find the cart by index, past any number of orders that can be none', async () => {
    await newOrder('O1')
    await m.must('POST', '/orders/Outgoing/O1/cancel', undefined, alice)
    const rows = async (id: string, run: () => Promise<unknown>) => {
      const sent = await sentBy(id, run)
      for (const statement of sent) {
        const plan = await explain(statement)
        expect([statement.sql, scans(statement.sql, plan)]).toEqual([statement.sql, []])
        expect([statement.sql, strays(statement.sql, plan)]).toEqual([statement.sql, []])
      }
      return sent.reduce((sum, s) => sum + s.rowsRead, 0)
    }
    const look = () => rows('Cart.Get', () => cart())
    const begin = async () => {
      await m.must('GET', '/me/products', undefined, alice)
      const read = await rows('Cart.CreateLineItem', () => add())
      await m.must('DELETE', '/cart', undefined, alice)
      return read
    }
    // What an isolate finds out about its callers, it finds out once.
    for (const run of [look, begin]) await run()
    const [looked, beginning] = [await look(), await begin()]
    await copies('Canceled', 0)
    await copies('Unsubmitted', 1)
    expect((await cart()).ID).toBeNull()
    expect([await look(), await begin()]).toEqual([looked, beginning])
  })
})
