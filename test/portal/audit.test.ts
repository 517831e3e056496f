import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { deleteExpired } from '../../src/store/retention/expired.ts'
import { tables } from '../../src/tables/table.ts'
import { type Marketplace, marketplace } from '../support/marketplace.ts'
import { account, portal } from '../support/portal.ts'

const DAY = 86_400_000

let market: Marketplace
let owner: Awaited<ReturnType<typeof account>>
beforeAll(async () => {
  market = await marketplace()
  owner = await account()
  await own(market, owner)
})

/** Gives a marketplace to an account. */
const own = ({ id }: Marketplace, { Key }: { Key: string }) =>
  env.DB.prepare('update marketplaces set Owner = ?2 where ID = ?1').bind(id, Key).run()

/** The newest entries, as the owner is shown them. */
async function entries(query: Record<string, string> = {}, of = market) {
  const path = `/organizations/${of.id}/audit?${new URLSearchParams(query)}`
  const { status, body } = await portal('GET', path, undefined, owner.token)
  expect(status).toBe(200)
  return body.Items
}

describe('the audit of a marketplace', () => {
  it('tells who wrote what, when, where from, and what was before', async () => {
    await market.must('POST', '/products', { ID: 'rope', Name: 'Rope', QuantityMultiplier: 2 })
    const { headers } = await market.api('PATCH', '/products/rope', { Name: 'Cord' }, 'seller', {
      'CF-Connecting-IP': '192.0.2.7',
    })
    const [changed, made] = await entries({ ObjectID: 'rope' })
    expect(changed).toMatchObject({
      LogID: headers.get('X-oc-logid'),
      OperationID: 'Products.Patch',
      Params: { productID: 'rope' },
      Kind: 'Seller',
      UserID: 'admin',
      Username: 'admin',
      Impersonator: null,
      ClientID: market.clients.backOffice,
      IP: '192.0.2.7',
    })
    expect(changed.DateCreated).toMatch(/^\d{4}-\d\d-\d\dT/)
    expect(changed.Changes).toContainEqual({
      Table: 'products',
      Did: 'Update',
      Key: { ID: 'rope' },
      Before: { Name: 'Rope' },
      After: { Name: 'Cord' },
    })
    expect(made.Changes[0]).toMatchObject({ Did: 'Insert', After: { Name: 'Rope', QuantityMultiplier: 2 } })
    await market.must('DELETE', '/products/rope')
    const [gone] = await entries({ ObjectID: 'rope' })
    expect(gone.Changes.at(-1)).toMatchObject({ Did: 'Remove', Before: { Name: 'Cord' } })
  })

  it('never tells the ID by which whoever holds it is let in', async () => {
    const { user } = await market.buyer({ ID: 'inviting' }, ['Shopper'])
    await market.must('POST', '/orders/Outgoing', { ID: 'group' }, user)
    await market.must('POST', '/me/productcollections', { ID: 'wishes', Name: 'Wishes' }, user)
    const ExpirationDate = new Date(Date.now() + DAY).toISOString()
    const ways = [
      ['/me/orderinvitations', { OrderID: 'group', Name: 'Fill it', ExpirationDate }],
      ['/me/productcollections/wishes/invitations', { Name: 'Look at it', ExpirationDate }],
    ] as const
    // As many as there are tables of such IDs.
    expect(tables().filter((t) => t.bearer)).toHaveLength(ways.length)
    for (const [path, body] of ways) {
      const { ID } = await market.must('POST', path, body, user)
      await market.must('PATCH', `${path}/${ID}`, { Name: 'Else' }, user)
      await market.must('DELETE', `${path}/${ID.toUpperCase()}`, undefined, user)
      const all = await entries({ UserID: user.ID, pageSize: '100' })
      expect(all.filter((e: { ObjectID: string }) => e.ObjectID === '[redacted]').length % 3).toBe(0)
      expect(all[0].Changes.length).toBeGreaterThan(0)
      expect(JSON.stringify(all).toLowerCase()).not.toContain(ID.toLowerCase())
    }
  })

  it('says of a secret only that it was set', async () => {
    const secrets = {
      HashKey: 'one-hash-key',
      CustomAuthHeaderName: 'x',
      CustomAuthHeaderValue: 'one-header',
    }
    const hook = { ID: 'hook', Name: 'Hook', Url: 'https://hooks.example.com', ...secrets }
    await market.must('POST', '/webhooks', hook)
    await market.must('PATCH', '/webhooks/hook', { HashKey: 'two-hash-key', xp: undefined })
    await market.must('PUT', '/buyers/b', {
      Name: 'B',
      Active: true,
      xp: { Door: { Password: 'open-sesame' } },
    })
    const all = await entries({ pageSize: '100' })
    expect(JSON.stringify(all)).not.toMatch(/one-hash-key|two-hash-key|one-header|open-sesame/)
    const [changed, made] = all.filter((e: { ObjectID: string }) => e.ObjectID === 'hook')
    expect(changed.Changes[0]).toMatchObject({
      Before: { HashKey: '[redacted]' },
      After: { HashKey: '[redacted]' },
    })
    expect(made.Changes[0].After).toMatchObject({
      HashKey: '[redacted]',
      CustomAuthHeaderValue: '[redacted]',
    })
  })

  it('tells of an order the difference, and no more than fits', async () => {
    const buyer = await market.buyer()
    const product = await market.product(buyer, { Description: 'd'.repeat(500) })
    const order = await market.order(buyer.user, [[product.ID, 1]])
    const path = `/orders/Outgoing/${order.ID}`
    const { Items } = await market.must('GET', `${path}/lineitems`, undefined, buyer.user)
    await market.must('PATCH', `${path}/lineitems/${Items[0].ID}`, { Quantity: 3 }, buyer.user)
    const [changed] = await entries({ OperationID: 'LineItems.Patch', Username: buyer.user.username })
    const line = changed.Changes.find((c: { Table: string }) => c.Table === 'line_items')
    expect(line).toMatchObject({ Did: 'Update', Before: { Quantity: 1 }, After: { Quantity: 3 } })
    const xp = { Note: 'n'.repeat(2000) }
    await market.must('PATCH', path, { xp }, buyer.user)
    const [long] = await entries({ OperationID: 'Orders.Patch' })
    expect(long.Changes[0].After.xp).toBe('[too large]')
    for (let i = 0; i < 30; i++)
      await market.must(
        'POST',
        `${path}/lineitems`,
        { ProductID: product.ID, Quantity: 1, xp: { i } },
        buyer.user,
      )
    await market.must('POST', `${path}/submit`, undefined, buyer.user)
    const [all] = await entries({ OperationID: 'Orders.Submit' })
    expect(all.Changes.length).toBeGreaterThan(3)
    expect(all.Changes.at(-1)).toBe('[too large]')
    expect(JSON.stringify(all.Changes).length).toBeLessThan(17_000)
  })

  it('names who acts as somebody else', async () => {
    const buyer = await market.buyer()
    const acting = await market.as(buyer.user, { impersonator: market.seller.identity.key })
    await market.must('PATCH', '/me', { FirstName: 'Una' }, acting)
    const [entry] = await entries({ UserID: buyer.user.ID })
    expect(entry).toMatchObject({ OperationID: 'Me.Patch', Kind: 'Buyer', Impersonator: 'admin' })
  })

  it('tells what an account of the portal does there', async () => {
    await portal('PUT', `/organizations/${market.id}`, { Id: market.id, Name: 'Renamed' }, owner.token)
    const [entry] = await entries({ OperationID: 'PortalOrganizations.Save' })
    expect(entry).toMatchObject({ Kind: 'Portal', Username: owner.Username, UserID: null })
    expect(entry.Changes[0]).toMatchObject({ Table: 'marketplaces', After: { Name: 'Renamed' } })
  })

  it('is newest first, in pages, from a moment to another', async () => {
    const all = await entries({ pageSize: '100' })
    const moments = all.map((e: { DateCreated: string }) => e.DateCreated)
    expect(moments).toEqual(moments.toSorted().reverse())
    const second = await entries({ pageSize: '1', page: '2' })
    expect(second).toEqual([all[1]])
    const middle = moments[10]
    const since = await entries({ DateCreated: `>${middle}`, pageSize: '100' })
    expect(since.length).toBe(moments.filter((m: string) => m > middle).length)
    expect(await entries({ DateCreated: '<2000-01-01' })).toEqual([])
  })
})

describe('rights to the audit', () => {
  it('owner and administrators have them, contributors not, and strangers find nothing', async () => {
    const [admin, contributor, stranger] = [await account(), await account(), await account()]
    for (const [{ Key }, isAdmin] of [
      [admin, 1],
      [contributor, 0],
    ] as const)
      await env.DB.prepare(
        `insert into portal_access (Organization, Kind, Party, Roles, IsAdmin, Accepted, DateCreated, Version)
          values (?1, 'User', ?2, '["FullAccess"]', ?3, 1, '2026', 1)`,
      )
        .bind(market.id, Key, isAdmin)
        .run()
    const statusOf = async ({ token }: { token: string }) =>
      (await portal('GET', `/organizations/${market.id}/audit`, undefined, token)).status
    expect(await Promise.all([owner, admin, contributor, stranger].map(statusOf))).toEqual([
      200, 200, 403, 404,
    ])
  })

  it('nobody is shown what was written elsewhere', async () => {
    const other = await marketplace()
    await own(other, owner)
    await other.must('POST', '/buyers', { ID: 'elsewhere', Name: 'Elsewhere', Active: true })
    const clients = (all: { ClientID: string }[]) => new Set(all.map((e) => e.ClientID))
    expect(clients(await entries({}, other))).toEqual(new Set([other.clients.backOffice]))
    expect(await entries({ ObjectID: 'elsewhere' })).toEqual([])
  })
})

it('what is older than ninety days is deleted', async () => {
  const own = await marketplace()
  await own.must('POST', '/buyers', { ID: 'old', Name: 'Old', Active: true })
  await own.must('POST', '/buyers', { ID: 'new', Name: 'New', Active: true })
  const left = async () =>
    (await env.DB.prepare('select ObjectID from audit where Marketplace = ?').bind(own.id).all()).results.map(
      (r) => r.ObjectID,
    )
  const age = (days: number) =>
    env.DB.prepare(`update audit set DateCreated = ?2 where Marketplace = ?1 and ObjectID = 'old'`)
      .bind(own.id, new Date(Date.now() - days * DAY).toISOString())
      .run()
  await age(89)
  await deleteExpired(env, Date.now())
  expect(await left()).toEqual(expect.arrayContaining(['old', 'new']))
  await age(91)
  await deleteExpired(env, Date.now())
  expect(await left()).toEqual(['new'])
})
