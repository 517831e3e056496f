import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { MOST } from '../../../src/resource/most.ts'
import { orderInvitations } from '../../../src/tables/orders/order-invitations.ts'
import { write } from '../../support/marketplace.ts'
import { beforeItWrites } from '../../support/observe.ts'
import { alice, bob, DAY, inDays, invite, m, order, path, rope, tokenFor, useGroups } from './group-shop.ts'

useGroups()

const invitations = '/me/orderinvitations'

describe('an invitation', () => {
  it('names its order as that is called and stands now', async () => {
    const OrderID = await order()
    const made = await m.must(
      'POST',
      invitations,
      { OrderID, ExpirationDate: inDays(7), Name: 'Sales', xp: { Team: 1 } },
      alice,
    )
    expect(made).toMatchObject({ Name: 'Sales', OrderID, OrderStatus: 'Unsubmitted', xp: { Team: 1 } })
    const renamed = `${OrderID}-2`
    await m.must('PATCH', path(OrderID), { ID: renamed }, alice)
    await m.must('POST', path(renamed, '/lineitems'), rope, alice)
    await m.must('POST', path(renamed, '/submit'), {}, alice)
    const now = { ...made, OrderID: renamed, OrderStatus: 'Open' }
    expect(await m.must('GET', `${invitations}/${made.ID}`, undefined, alice)).toEqual(now)
    for (const query of [
      `OrderID=${renamed}`,
      `search=${renamed}`,
      'OrderStatus=Open&sortBy=OrderStatus,OrderID',
    ])
      expect((await m.must('GET', `${invitations}?${query}`, undefined, alice)).Items).toEqual([now])
    expect((await m.must('GET', `${invitations}?OrderID=${OrderID}`, undefined, alice)).Items).toEqual([])
  })

  it('expires within a year, and not before it is made', async () => {
    const OrderID = await order()
    const ID = await invite(OrderID)
    for (const days of [-1, 0, 367])
      for (const [method, at] of [
        ['POST', invitations],
        ['PATCH', `${invitations}/${ID}`],
      ] as const)
        expect(await m.outcome(method, at, { OrderID, ExpirationDate: inDays(days) }, alice)).toEqual([
          400,
          'GroupOrderInvitation.InvalidExpiration',
        ])
    const ExpirationDate = inDays(366 - 1 / 24)
    expect(await m.must('PATCH', `${invitations}/${ID}`, { ExpirationDate }, alice)).toMatchObject({
      ExpirationDate,
    })
  })

  it('is one of so many that a user makes in a minute, for whatever order', async () => {
    const host = (await m.buyer()).user
    const { ID } = await m.must('POST', '/orders/Outgoing', {}, host)
    const body = { OrderID: ID, ExpirationDate: inDays(7) }
    const made = await Promise.all(
      Array.from({ length: MOST.orderInvitationsAMinute + 5 }, () => m.api('POST', invitations, body, host)),
    )
    const refused = made.filter((a) => a.status !== 201)
    for (const { status, body, headers } of refused) {
      expect([status, body.Errors[0].ErrorCode]).toEqual([429, 'TooManyRequests'])
      expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0)
    }
    expect(refused.length).toBe(5)
    expect(await m.outcome('POST', invitations, { ...body, OrderID: await order() }, alice)).toBe(201)
  })

  it('stays to the order it was made for', async () => {
    const [first, second] = [await order(), await order()]
    const ID = await invite(first)
    const patched = await m.must('PATCH', `${invitations}/${ID}`, { OrderID: second, Name: 'Ops' }, alice)
    expect(patched).toMatchObject({ OrderID: first, Name: 'Ops' })
  })

  it('is made by the user whose order it is', async () => {
    const body = { OrderID: await order(), ExpirationDate: inDays(7) }
    expect(await m.outcome('POST', invitations, body, bob)).toEqual([403, 'GroupOrder.CannotModify'])
    const stranger = (await m.buyer()).user
    expect(await m.outcome('POST', invitations, body, stranger)).toEqual([404, 'NotFound'])
    expect(await m.outcome('POST', invitations, { ...body, OrderID: 'none' }, alice)).toEqual([
      404,
      'NotFound',
    ])
  })

  it('is not made to the order of an anonymous shopper, nor by one', async () => {
    const guest = await m.as(alice, { order: crypto.randomUUID() })
    const body = { OrderID: await order(guest), ExpirationDate: inDays(7) }
    expect(await m.outcome('POST', invitations, body, alice)).toEqual([403, 'GroupOrder.CannotModify'])
    expect(await m.outcome('POST', invitations, body, guest)).toEqual([403, 'Auth.AnonUserProhibited'])
  })

  it('is there for nobody else', async () => {
    const at = `${invitations}/${await invite(await order())}`
    for (const method of ['GET', 'PATCH', 'DELETE'])
      expect(await m.outcome(method, at, method === 'PATCH' ? { Name: 'Mine' } : undefined, bob)).toEqual([
        404,
        'NotFound',
      ])
    expect((await m.must('GET', invitations, undefined, bob)).Items).toEqual([])
  })

  it('is one of a hundred at most to an order, however many are made at once', async () => {
    const OrderID = await order()
    const { Key } = (await env.DB.prepare('select Key from orders where Marketplace = ? and ID = ?')
      .bind(m.id, OrderID)
      .first<{ Key: string }>())!
    const row = { OrderKey: Key, ExpirationDate: inDays(7), UserKey: alice.identity.key }
    await write(
      m.id,
      Array.from({ length: 99 }, () => [orderInvitations, { ...row, ID: crypto.randomUUID() }]),
    )
    const body = { OrderID, ExpirationDate: inDays(7) }
    const made = await Promise.all([1, 2, 3].map(() => m.outcome('POST', invitations, body, alice)))
    const refused = [400, 'GroupOrderInvitation.InvitationQuantityExceeded']
    expect(made.sort()).toEqual([201, refused, refused])
  })
})

describe('a deletion', () => {
  const refused = [400, 'GroupOrder.CannotDeleteWithLineItems']

  it('ends what the invitation allowed', async () => {
    const orderID = await order()
    const ID = await invite(orderID)
    const token = await tokenFor(ID)
    await m.must('DELETE', `${invitations}/${ID}`, undefined, alice)
    expect(await m.outcome('GET', path(orderID), undefined, token)).toEqual([401, 'Auth.TokenRevoked'])
    expect(await m.outcome('POST', `/grouporders/${ID}/token`, undefined, 'nobody')).toEqual([
      404,
      'NotFound',
    ])
  })

  it('is refused while lines came by it, and while one comes', async () => {
    const orderID = await order()
    const ID = await invite(orderID)
    const token = await tokenFor(ID)
    const add = () => m.must('POST', path(orderID, '/lineitems'), rope, token)
    beforeItWrites(add)
    expect(await m.outcome('DELETE', `${invitations}/${ID}`, undefined, alice)).toEqual(refused)
    expect(await m.outcome('DELETE', `${invitations}/${ID}`, undefined, alice)).toEqual(refused)
  })

  it('at the same moment wins over a line', async () => {
    const orderID = await order()
    const ID = await invite(orderID)
    const token = await tokenFor(ID)
    beforeItWrites(() => m.must('DELETE', `${invitations}/${ID}`, undefined, alice))
    expect(await m.outcome('POST', '/cart/lineitems', rope, token)).toEqual([401, 'Auth.TokenRevoked'])
    expect(await m.must('GET', path(orderID), undefined, alice)).toMatchObject({ LineItemCount: 0 })
  })

  it('of the order takes them along', async () => {
    const orderID = await order()
    const ID = await invite(orderID)
    const token = await tokenFor(ID)
    await m.must('POST', '/cart/lineitems', rope, token)
    await m.must('DELETE', path(orderID), undefined, alice)
    expect(await m.outcome('GET', '/cart', undefined, token)).toEqual([401, 'Auth.TokenRevoked'])
    expect(await m.outcome('GET', `${invitations}/${ID}`, undefined, alice)).toEqual([404, 'NotFound'])
  })
})

it('a token lives no longer than its invitation', async () => {
  const ExpirationDate = inDays(1 / 24)
  const ID = await invite(await order(), { ExpirationDate })
  const { expires_in } = await m.must('POST', `/grouporders/${ID}/token`, undefined, 'nobody')
  expect(expires_in).toBeLessThanOrEqual(DAY / 24 / 1000)
})
