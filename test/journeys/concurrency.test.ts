import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { observe } from '../../src/store/session.ts'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let buyer: { ID: string; user: User }

beforeAll(async () => {
  m = await marketplace()
  buyer = await m.buyer({ ID: 'B1' })
  await m.product(buyer, { ID: 'P', price: 2.5 })
})

const times = <T>(n: number, make: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => make(i)))

describe('at once', () => {
  it('a hundred creates with {orders} in the ID get a hundred different numbers', async () => {
    await m.must('POST', '/incrementors', {
      ID: 'orders',
      Name: 'Orders',
      LastNumber: 0,
      LeftPaddingCount: 5,
    })
    const answers = await times(100, () =>
      m.api('POST', '/orders/Outgoing', { ID: 'SO{orders}' }, buyer.user),
    )
    expect(answers.map((a) => a.status)).toEqual(Array(100).fill(201))
    const ids = answers.map((a) => a.body.ID).sort()
    expect(ids).toEqual(Array.from({ length: 100 }, (_, i) => `SO${String(i + 1).padStart(5, '0')}`))
    expect((await m.must('GET', '/incrementors/orders')).LastNumber).toBe(100)
  })

  it('a number set anew is counted from', async () => {
    await m.must('PATCH', '/incrementors/orders', { LastNumber: 900 })
    expect((await m.must('POST', '/orders/Outgoing', { ID: 'X-{Orders}' }, buyer.user)).ID).toBe('X-00901')
    expect(await m.api('POST', '/orders/Outgoing', { ID: 'X-{nope}' }, buyer.user)).toMatchObject({
      status: 404,
      body: { Errors: [{ Data: { ObjectType: 'Incrementor', ObjectID: 'nope' } }] },
    })
  })

  it('an object that is refused for what it names uses up no number', async () => {
    await m.must('POST', '/incrementors', { ID: 'goods', Name: 'Goods', LastNumber: 0, LeftPaddingCount: 0 })
    const product = { ID: 'G{goods}', Name: 'Goods' }
    const refused = { status: 404, body: { Errors: [{ Data: { ObjectType: 'PriceSchedule' } }] } }
    const nowhere = { ...product, DefaultPriceScheduleID: 'nowhere' }
    expect(await m.api('POST', '/products', nowhere)).toMatchObject(refused)
    expect(await m.api('POST', '/products', { ...nowhere, ID: 'G{unknown}' })).toMatchObject(refused)
    expect((await m.must('POST', '/products', product)).ID).toBe('G1')
  })

  it('fifty line writes to one order leave totals that match the lines', async () => {
    const { ID } = await m.order(buyer.user, [['P', 1]])
    const path = `/orders/Outgoing/${ID}/lineitems`
    const [first] = (await m.must('GET', path, undefined, buyer.user)).Items
    const answers = await times(50, (i) =>
      i % 5 === 0
        ? m.api('PATCH', `${path}/${first.ID}`, { Quantity: i + 1 }, buyer.user)
        : m.api('POST', path, { ProductID: 'P', Quantity: (i % 3) + 1 }, buyer.user),
    )
    expect(answers.filter((a) => a.status >= 300)).toEqual([])
    const lines = (await m.must('GET', `${path}?pageSize=100`, undefined, buyer.user)).Items
    expect(lines).toHaveLength(41)
    const subtotal = lines.reduce((sum: number, l: { LineSubtotal: number }) => sum + l.LineSubtotal, 0)
    expect(await m.must('GET', `/orders/Outgoing/${ID}`, undefined, buyer.user)).toMatchObject({
      LineItemCount: 41,
      Subtotal: subtotal,
      Total: subtotal,
    })
  })

  it('two names of one order never lose a write', async () => {
    const { ID } = await m.order(buyer.user, [['P', 1]])
    // The seller's path through Incoming and the buyer's through Outgoing, and a rename between them.
    await times(12, (i) =>
      i % 3 === 0
        ? m.api('PATCH', `/orders/Outgoing/${ID}`, { xp: { [`k${i}`]: i } }, buyer.user)
        : m.api('POST', `/orders/${i % 2 ? 'All' : 'Incoming'}/${ID}/lineitems`, {
            ProductID: 'P',
            Quantity: 1,
          }),
    )
    const after = await m.must('GET', `/orders/All/${ID}`)
    expect(after.LineItemCount).toBe(9)
    expect(after.Total).toBe(22.5)
    expect(Object.keys(after.xp)).toHaveLength(4)
  })

  it('a submit sent ten times succeeds once', async () => {
    const p = await m.product(buyer, { price: 1, Inventory: { Enabled: true, QuantityAvailable: 100 } })
    const { ID } = await m.order(buyer.user, [[p.ID, 10]])
    const answers = await times(10, () =>
      m.api('POST', `/orders/Outgoing/${ID}/submit`, undefined, buyer.user),
    )
    expect(answers.filter((a) => a.status === 201)).toHaveLength(1)
    for (const a of answers.filter((x) => x.status !== 201))
      expect(a).toMatchObject({
        status: 400,
        body: { Errors: [{ ErrorCode: 'Order.CannotSubmitBadStatus' }] },
      })
    expect((await m.must('GET', `/products/${p.ID}`)).Inventory.QuantityAvailable).toBe(90)
  })

  it('thirty orders for twenty pieces: twenty are served, none below zero', async () => {
    const p = await m.product(buyer, { price: 1, Inventory: { Enabled: true, QuantityAvailable: 20 } })
    const orders = await times(30, () => m.order(buyer.user, [[p.ID, 1]]))
    const answers = await times(30, (i) =>
      m.api('POST', `/orders/Outgoing/${orders[i].ID}/submit`, undefined, buyer.user),
    )
    expect(answers.filter((a) => a.status === 201)).toHaveLength(20)
    for (const a of answers.filter((x) => x.status !== 201))
      expect(a).toMatchObject({
        status: 400,
        body: {
          Errors: [
            {
              ErrorCode: 'Inventory.Insufficient',
              Data: { ProductID: p.ID, QuantityAvailable: 0, QuantityRequested: 1 },
            },
          ],
        },
      })
    expect((await m.must('GET', `/products/${p.ID}`)).Inventory.QuantityAvailable).toBe(0)
  })

  it('patches of one object never lose each other', async () => {
    await m.must('PUT', '/buyers/B1', { Name: 'Buyer', Active: true, DefaultCatalogID: 'B1' })
    // Six runs are what an operation gets before it answers 503.
    const answers = await times(5, (i) => m.api('PATCH', '/buyers/B1', { xp: { [`k${i}`]: i } }))
    expect(answers.map((a) => a.status)).toEqual(Array(5).fill(200))
    expect((await m.must('GET', '/buyers/B1')).xp).toEqual({ k0: 0, k1: 1, k2: 2, k3: 3, k4: 4 })
  })

  it('the same ID is created once', async () => {
    const answers = await times(10, () => m.api('POST', '/catalogs', { ID: 'same', Name: 'x' }))
    expect(answers.map((a) => a.status).sort()).toEqual([201, ...Array(9).fill(409)])
  })

  it('an Idempotency-Key writes once and answers the same again', async () => {
    const send = (body: unknown) =>
      m.api('POST', '/orders/Outgoing', body, buyer.user, { 'Idempotency-Key': 'k-1' })
    const answers = await times(5, () => send({ Comments: 'once' }))
    expect(answers.map((a) => a.status)).toEqual(Array(5).fill(201))
    expect(new Set(answers.map((a) => a.body.ID)).size).toBe(1)
    expect(await send({ Comments: 'other' })).toMatchObject({
      status: 422,
      body: { Errors: [{ ErrorCode: 'Idempotency.KeyReused' }] },
    })
    const { n } = (await env.DB.prepare(
      "select count(*) n from orders where Marketplace = ? and Comments = 'once'",
    )
      .bind(m.id)
      .first<{ n: number }>())!
    expect(n).toBe(1)
  })
})

describe('between what an operation read and what it writes', () => {
  /** Runs a statement as soon as the operation has read its order's products, and answers what the call does. */
  async function meanwhile<T>(operation: string, statement: string, values: string[], run: () => Promise<T>) {
    let changed: Promise<unknown> | undefined
    const stop = observe((name, batch) => {
      if (changed || name !== operation || !batch.some((s) => s.sql.includes('from line_items'))) return
      changed = env.DB.prepare(statement)
        .bind(m.id, ...values)
        .run()
    })
    try {
      return await run()
    } finally {
      stop()
      expect(changed).toBeDefined()
      await changed
    }
  }

  it('a user deactivated orders nothing more', async () => {
    const b = await m.buyer()
    await m.must('POST', '/catalogs/productassignments', { CatalogID: b.ID, ProductID: 'P' })
    const { ID } = await m.order(b.user, [['P', 1]])
    const answer = await meanwhile(
      'Orders.Submit',
      'update users set Active = 0 where Marketplace = ? and Key = ?',
      [b.user.identity.key],
      () => m.api('POST', `/orders/Incoming/${ID}/submit`),
    )
    expect(answer).toMatchObject({ status: 403, body: { Errors: [{ ErrorCode: 'Auth.UserNotActive' }] } })
  })

  it('a parent that takes another schedule prices its children by it', async () => {
    const parent = await m.product(buyer, { price: 4, IsParent: true })
    const child = await m.must('POST', '/products', {
      ID: 'child',
      Name: 'Child',
      Active: true,
      ParentID: parent.ID,
    })
    const { ID } = await m.order(buyer.user, [[child.ID, 1]])
    const answer = await meanwhile(
      'Orders.Submit',
      "update products set DefaultPriceScheduleID = 'P', Version = Version + 1 where Marketplace = ? and ID = ?",
      [parent.ID],
      () => m.api('POST', `/orders/Outgoing/${ID}/submit`, undefined, buyer.user),
    )
    expect(answer).toMatchObject({ status: 201, body: { Total: 2.5 } })
  })

  it('an address deleted is not linked to', async () => {
    const body = { Street1: '1 Quay', City: 'Hamburg', Country: 'DE', Shipping: true }
    const address = await m.must('POST', '/me/addresses', body, buyer.user)
    const { ID } = await m.order(buyer.user)
    const answer = await meanwhile(
      'LineItems.Create',
      'delete from addresses where Marketplace = ? and ID = ?',
      [address.ID],
      () =>
        m.api(
          'POST',
          `/orders/Outgoing/${ID}/lineitems`,
          { ProductID: 'P', ShippingAddressID: address.ID },
          buyer.user,
        ),
    )
    expect(answer).toMatchObject({
      status: 404,
      body: { Errors: [{ Data: { ObjectType: 'Address', ObjectID: address.ID } }] },
    })
  })
})
