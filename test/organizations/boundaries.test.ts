import { beforeAll, describe, expect, it } from 'vitest'
import { operations } from '../../src/operations.ts'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let buyer: { ID: string; user: User }
let supplier: { ID: string; user: User }

beforeAll(async () => {
  m = await marketplace()
  buyer = await m.buyer()
  supplier = await m.supplier({}, ['FullAccess'])
})

const code = (answer: { body: { Errors?: { ErrorCode: string }[] } | null }) =>
  answer.body?.Errors?.[0]?.ErrorCode

describe('what is the marketplace owner’s', () => {
  const ofOwner = operations.filter(
    (o) => o.method !== 'GET' && /^\/(adminusers|usergroups|addresses)(\/|$)/.test(o.path),
  )

  it('has operations that write', () => expect(ofOwner.length).toBeGreaterThan(12))

  it.each(ofOwner.map((o) => [o.id, o] as const))(
    '%s is refused to users of others, whatever their roles',
    async (_, o) => {
      const path = o.path.replace('{userID}', 'admin').replaceAll(/\{\w+\}/g, 'x')
      const body = o.body ? { Password: 'Another-Password-1', Name: 'x', ID: 'x' } : undefined
      for (const user of [buyer.user, supplier.user]) {
        const answer = await m.api(o.method, path, body, await m.as(user, { roles: ['FullAccess'] }))
        expect([answer.status, code(answer)]).toEqual([403, 'Auth.UserNotAuthorizedToAdmin'])
      }
    },
  )

  it('companies are made by the marketplace owner alone', async () => {
    for (const user of [buyer.user, supplier.user])
      for (const path of ['/buyers', '/suppliers']) {
        const as = await m.as(user, { roles: ['FullAccess'] })
        expect((await m.api('POST', path, { Name: 'Mine', Active: true }, as)).status).toBe(403)
      }
  })
})

describe('anonymous shoppers', () => {
  it('change nothing but what is their own, whatever the roles of the user they borrow', async () => {
    const guest = await m.as(buyer.user, { order: 'guest-order', roles: ['FullAccess'] })
    const user = `/buyers/${buyer.ID}/users/${buyer.user.ID}`
    const address = { Street1: '1 Main', City: 'Bonn', Country: 'DE', Shipping: true }
    for (const [method, path, body] of [
      ['PATCH', user, { Password: 'Another-Password-1' }],
      ['DELETE', `${user}/tokens`, undefined],
      ['POST', `/buyers/${buyer.ID}/addresses`, address],
    ] as const) {
      const answer = await m.api(method, path, body, guest)
      expect([path, answer.status, code(answer)]).toEqual([path, 403, 'Auth.AnonUserProhibited'])
    }
  })

  it('see the shipments of their order alone', async () => {
    await m.product(buyer, { ID: 'shipped', price: 3 })
    const order = await m.order(buyer.user, [['shipped', 1]])
    await m.must('POST', `/orders/Outgoing/${order.ID}/submit`, undefined, buyer.user)
    const { ID } = await m.must('POST', '/shipments', { BuyerID: buyer.ID })
    const [line] = (await m.must('GET', `/orders/Incoming/${order.ID}/lineitems`)).Items
    const item = { OrderID: order.ID, LineItemID: line.ID, QuantityShipped: 1 }
    await m.must('POST', `/shipments/${ID}/items`, item)
    const seen = async (guestOrder: string) => {
      const as = await m.as(buyer.user, { order: guestOrder, roles: ['ShipmentReader', 'OrderReader'] })
      const list = (await m.must('GET', '/shipments', undefined, as)).Items.length
      return [list, (await m.api('GET', `/shipments/${ID}`, undefined, as)).status]
    }
    expect(await seen('another-order')).toEqual([0, 404])
    expect(await seen(order.ID)).toEqual([1, 200])
  })

  it('with the same Idempotency-Key do not get each other’s order', async () => {
    const create = async (order: string) =>
      (
        await m.api('POST', '/orders/Outgoing', {}, await m.as(buyer.user, { order }), {
          'Idempotency-Key': 'same',
        })
      ).body.ID
    expect(await create('guest-1')).toBe('guest-1')
    expect(await create('guest-2')).toBe('guest-2')
    expect(await create('guest-1')).toBe('guest-1')
  })
})

describe('at the same time', () => {
  const times = <T>(n: number, f: () => Promise<T>) => Promise.all(Array.from({ length: n }, f))

  it('repeats under one Idempotency-Key all get the one answer', async () => {
    const body = { ID: 'once', Name: 'Once', Active: true }
    const answers = await times(4, () =>
      m.api('POST', '/products', body, 'seller', { 'Idempotency-Key': 'product' }),
    )
    expect(answers.map((a) => a.status)).toEqual(Array(4).fill(201))
  })

  it('PUTs of one new object all succeed', async () => {
    const answers = await times(4, () => m.api('PUT', '/products/put', { Name: 'Put', Active: true }))
    expect(answers.map((a) => a.status)).toEqual(Array(4).fill(200))
    expect((await m.api('POST', '/products', { ID: 'put', Name: 'Put' })).status).toBe(409)
  })

  it('an assignment to a catalog and its removal agree with what the shopper sees', async () => {
    await m.product(buyer, { ID: 'moving', price: 3 })
    const catalog = (await m.must('GET', '/catalogs/productassignments?productID=moving')).Items[0].CatalogID
    for (let i = 0; i < 4; i++) {
      await Promise.all([
        ...Array.from({ length: 3 }, () =>
          m.api('POST', '/catalogs/productassignments', { CatalogID: catalog, ProductID: 'moving' }),
        ),
        m.api('DELETE', `/catalogs/${catalog}/productassignments/moving`),
      ])
      const { Items } = await m.must('GET', '/catalogs/productassignments?productID=moving')
      await m
        .must('POST', '/products/assignments', { BuyerID: buyer.ID, ProductID: 'moving' })
        .catch(() => {})
      const { status } = await m.api('GET', '/me/products/moving', undefined, buyer.user)
      expect(status).toBe(Items.length > 0 ? 200 : 404)
    }
  })
})

it('a PATCH that completes a reference of several properties is checked as a whole', async () => {
  await m.must('POST', '/securityprofiles', { ID: 'imp', Name: 'imp', Roles: ['Shopper'] })
  await m.must('POST', '/impersonationconfig', {
    ID: 'i',
    ClientID: m.clients.storefront,
    SecurityProfileID: 'imp',
    BuyerID: buyer.ID,
  })
  const patched = await m.api('PATCH', '/impersonationconfig/i', { UserID: 'nobody-at-all' })
  expect([patched.status, code(patched)]).toEqual([404, 'NotFound'])
  expect((await m.api('PATCH', '/impersonationconfig/i', { UserID: buyer.user.ID })).status).toBe(200)
})
