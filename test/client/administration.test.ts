import {
  AdminUsers,
  Auth,
  ImpersonationConfigs,
  LineItems,
  Me,
  Orders,
  Products,
  Tokens,
  Users,
} from 'ordercloud-javascript-sdk'
import { beforeAll, describe, expect, test } from 'vitest'
import { INTEGRATION_SECRET, integration, PASSWORD, storefront } from '../../scripts/demo/demo.ts'
import { resources } from './resources.ts'
import { errorOf, useWorker } from './sdk.ts'

/** Options of a call as the seller's administrator; without them, a call is the buyer's. */
let admin: { accessToken: string }

beforeAll(async () => {
  admin = await useWorker()
  const buyer = await Auth.Login('buyer01', PASSWORD, storefront)
  Tokens.SetAccessToken(buyer.access_token)
  Tokens.SetRefreshToken(buyer.refresh_token)
})

describe('errors', () => {
  test('are those the SDK understands', async () => {
    const missing = await errorOf(Me.GetProduct('no-such-thing'))
    expect(missing).toMatchObject({ isOrderCloudError: true, name: 'OrderCloudError', status: 404 })
    expect(missing.message).toBe('Product no-such-thing not found')
    const bad = await errorOf(Products.Create({ ID: 'no spaces', Name: 'x'.repeat(101) }, admin))
    expect([bad.status, bad.errorCode]).toEqual([400, 'ValidationFailure'])
    expect(bad.errors!.map((e) => e.Data.Property ?? e.Data.Name).length).toBeGreaterThan(0)
    const forbidden = await errorOf(Products.List())
    expect([forbidden.status, forbidden.errorCode]).toEqual([403, 'Auth.InsufficientRoles'])
    const nobody = await errorOf(Auth.Login('buyer01', 'wrong', storefront))
    expect([nobody.status, nobody.errorCode]).toEqual([401, 'Auth.InvalidUsernameOrPassword'])
  })
})

describe('tokens', () => {
  test('are refreshed by the SDK when they have expired', async () => {
    // The SDK reads the expiry off the token; the server would refuse this one for its signature.
    const [head, claims, signature] = Tokens.GetAccessToken()!.split('.')
    const old = { ...JSON.parse(Buffer.from(claims!, 'base64url').toString()), exp: 1_700_000_000 }
    const expired = [head, Buffer.from(JSON.stringify(old)).toString('base64url'), signature].join('.')
    Tokens.SetAccessToken(expired)
    expect((await Me.Get()).ID).toBe('buyer01')
    expect(Tokens.GetAccessToken()).not.toBe(expired)
  })

  test('of an administrator are exchanged for a buyer’s', async () => {
    const config = {
      ID: 'exchange',
      ClientID: storefront,
      SecurityProfileID: 'buyer',
      BuyerID: 'acme',
    }
    await ImpersonationConfigs.Create(config, admin)
    const wanted = { ClientID: storefront, Roles: ['Shopper' as const] }
    const { access_token } = await Users.GetAccessToken('acme', 'approver01', wanted, admin)
    Tokens.SetImpersonationToken(access_token)
    expect((await Me.As().Get()).ID).toBe('approver01')
    expect((await errorOf(Me.As().Patch({ FirstName: 'Ada' }))).status).toBe(403)
    expect((await Me.Get()).ID).toBe('buyer01')
  })

  test('of nobody shop, and order once', async () => {
    const guest = { accessToken: (await Auth.Anonymous(storefront)).access_token }
    const { Items } = await Me.ListProducts({ search: 'tape' }, guest)
    const { ID } = await Orders.Create('Outgoing', {}, guest)
    const line = await LineItems.Create('Outgoing', ID, { ProductID: Items[0]!.ID, Quantity: 2 }, guest)
    expect(line.LineTotal).toBeGreaterThan(0)
    expect((await errorOf(Orders.Create('Outgoing', {}, guest))).status).toBe(400)
  })

  test('of the integration come by its secret', async () => {
    const service = {
      accessToken: (await Auth.ClientCredentials(INTEGRATION_SECRET, integration)).access_token,
    }
    expect((await Me.Get(service)).ID).toBe('integration')
    const elevated = await Auth.ElevatedLogin(INTEGRATION_SECRET, 'admin', PASSWORD, integration, [
      'BuyerReader',
    ])
    const reader = { accessToken: elevated.access_token }
    expect((await Me.Get(reader)).ID).toBe('admin')
    expect((await errorOf(Users.List('acme', {}, reader))).status).toBe(403)
    expect((await errorOf(Auth.ClientCredentials('wrong', integration))).status).toBe(401)
    expect((await AdminUsers.Get('admin', service)).Username).toBe('admin')
  })
})

describe('administration', () => {
  test('reads everything page by page, from the last ID on', async () => {
    const all: string[] = []
    for (let last = ''; ; last = all.at(-1)!) {
      const filters = last ? { ID: `>${last}` } : {}
      const { Items } = await Products.List({ sortBy: ['ID'], pageSize: 25, filters }, admin)
      if (Items.length === 0) break
      all.push(...Items.map((p) => p.ID))
    }
    const { Meta } = await Products.List({ pageSize: 1 }, admin)
    expect(new Set(all).size).toBe(Meta.TotalCount)
    const lower = all.map((ID) => ID.toLowerCase())
    expect(lower).toEqual([...lower].sort())
  })

  test.each(Object.entries(resources))(
    'keeps %s',
    async (_, { api, parents, body, change, options = [] as never }) => {
      const created = await api.Create(...parents, body, ...options, admin)
      expect(created).toMatchObject(body)
      const at = [...parents, created.ID]
      expect(await api.Get(...at, admin)).toEqual(created)
      expect(await api.Patch(...at, change, ...options, admin)).toMatchObject({ ...body, ...change })
      const { Items } = await api.List(...parents, { filters: { ID: created.ID } }, admin)
      expect(Items).toMatchObject([{ ...body, ...change }])
      expect(await api.Save(...at, body, ...options, admin)).toMatchObject(body)
      await api.Delete(...at, admin)
      expect((await errorOf(api.Get(...at, admin))).status).toBe(404)
    },
  )
})
