import { decodeJwt } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import type { As, User } from '../support/marketplace.ts'
import {
  buyer,
  calculate,
  calculated,
  event,
  m,
  newOrder,
  path,
  server,
  submit,
  useCheckout,
} from './shop.ts'

useCheckout()

/** Callers by what they are, by way of the client that has the event. */
const callers: Record<string, User> = {}
beforeAll(async () => {
  const client = m.clients.storefront
  const colleague = await m.user('Buyer', 'B1', ['Shopper'])
  const supplier = await m.supplier()
  const seller = (...roles: string[]) => m.as(m.seller, { roles, client })
  Object.assign(callers, {
    owner: await m.as(buyer.user, { roles: ['Shopper'] }),
    'owner who reads': await m.as(buyer.user, { roles: ['OrderReader'] }),
    'owner without a role': await m.as(buyer.user, { roles: ['MeAdmin'] }),
    colleague,
    'colleague who administers orders': await m.as(colleague, { roles: ['OrderAdmin'] }),
    'colleague who reads what is not submitted': await m.as(colleague, {
      roles: ['OrderAdmin', 'UnsubmittedOrderReader'],
    }),
    stranger: (await m.buyer()).user,
    supplier: await m.as(supplier.user, { client, roles: ['OrderAdmin', 'UnsubmittedOrderReader'] }),
    integrator: await seller('IntegrationEventAdmin'),
    'integrator who reads what is not submitted': await seller(
      'IntegrationEventAdmin',
      'UnsubmittedOrderReader',
    ),
    'seller who reads orders': await seller('OrderReader', 'UnsubmittedOrderReader'),
    'seller without a role': await seller('ProductAdmin'),
  })
})

const may = { steps: [200, 200, 200], reads: 200 }
const unseen = { steps: [404, 404, 404], reads: 404 }
const forbidden = { steps: [403, 403, 403], reads: 403 }
const readsOnly = { steps: [403, 403, 403], reads: 200 }

describe('a checkout is moved on, and its worksheet read', () => {
  it.each([
    ['owner', may],
    ['owner who reads', readsOnly],
    ['owner without a role', forbidden],
    ['colleague', unseen],
    ['colleague who administers orders', unseen],
    ['colleague who reads what is not submitted', may],
    ['stranger', unseen],
    ['supplier', unseen],
    ['integrator', unseen],
    ['integrator who reads what is not submitted', may],
    ['seller who reads orders', readsOnly],
    ['seller without a role', forbidden],
  ])('by the %s as far as orders and roles are theirs', async (who, { steps, reads }) => {
    const as = callers[who]!
    const ID = await newOrder()
    await calculated(ID)
    server.received.length = 0
    const direction = { Buyer: 'Outgoing', Supplier: 'Incoming', Seller: 'Incoming' }[as.identity.kind]
    const call = async (method: string, below: string, body?: object) =>
      (await m.api(method, `/orders/${direction}/${ID}/${below}`, body, as)).status
    const choice = { ShipMethodSelections: [{ ShipEstimateID: 'e1', ShipMethodID: 'm1' }] }
    const statuses = [
      await call('POST', 'estimateshipping'),
      await call('POST', 'shipmethods', choice),
      await call('POST', 'calculate'),
    ]
    expect([statuses, await call('GET', 'worksheet')]).toEqual([steps, reads])
    expect(server.received).toHaveLength(steps[0] === 200 ? 2 : 0)
  })

  it('by an integrator once it is submitted, who reads it then', async () => {
    const ID = await newOrder()
    await calculated(ID)
    await submit(ID)
    const read = (who: string, direction: string) =>
      m.outcome('GET', `/orders/${direction}/${ID}/worksheet`, undefined, callers[who])
    expect(await read('integrator', 'Incoming')).toBe(200)
    expect(await read('colleague who administers orders', 'Outgoing')).toBe(200)
    expect(await read('colleague', 'Outgoing')).toEqual([404, 'NotFound'])
  })

  it('by a guest, of the one cart that is theirs', async () => {
    const guests = [
      await m.as(buyer.user, { order: 'guest-1' }),
      await m.as(buyer.user, { order: 'guest-2' }),
    ]
    for (const guest of guests) {
      await m.must('POST', '/cart/lineitems', { ProductID: 'TEN', Quantity: 1 }, guest)
      await m.must('POST', '/cart/estimateshipping', undefined, guest)
      const { Order } = await m.must('POST', '/cart/calculate', undefined, guest)
      expect(Order).toMatchObject({ ID: guest.identity.order, Total: 15 })
    }
    const [first, second] = guests as [User, User]
    const other = path(second.identity.order!)
    expect(await m.outcome('POST', `${other}/calculate`, undefined, first)).toEqual([404, 'NotFound'])
    expect(await m.outcome('GET', `${other}/worksheet`, undefined, first)).toEqual([404, 'NotFound'])
    await m.must('POST', '/cart/submit', undefined, first)
    expect(await m.must('GET', `/orders/Incoming/guest-1/worksheet`)).toMatchObject({
      OrderSubmitResponse: { xp: { ok: true } },
    })
  })
})

describe('the token that a server is given', () => {
  it('is none without elevated roles', async () => {
    await calculate(await newOrder())
    expect(server.received[0]!.body.OrderCloudAccessToken).toBeNull()
  })

  it('is that of a user of the seller’s whom nobody lists, with the elevated roles and no others', async () => {
    await event({ ElevatedRoles: ['OrderAdmin', 'UnsubmittedOrderReader'] })
    const ID = await newOrder()
    const seen: unknown[] = []
    server.answers['/ordercalculate'] = async ({ body }) => {
      const as: As = body.OrderCloudAccessToken
      const me = await m.must('GET', '/me', undefined, as)
      seen.push(me.Seller, me.Active, await m.outcome('GET', '/products', undefined, as))
      const change = { xp: { erp: body.OrderWorksheet.Order.ID } }
      seen.push(await m.outcome('PATCH', `/orders/Incoming/${ID}`, change, as))
      const { Items } = await m.must('GET', '/adminusers?pageSize=100')
      seen.push(Items.some((user: { ID: string }) => user.ID === me.ID))
      return {}
    }
    const { Order } = await calculate(ID)
    expect(Order.xp).toEqual({ erp: ID })
    expect(seen).toEqual([{ ID: m.id }, true, [403, 'Auth.InsufficientRoles'], 200, false])
    const { OrderCloudAccessToken: token } = server.received[0]!.body
    expect(decodeJwt(token)).toMatchObject({
      usrtype: 'admin',
      cid: m.clients.backOffice,
      role: ['OrderAdmin', 'UnsubmittedOrderReader'],
    })
  })
})
