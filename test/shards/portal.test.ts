import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { move } from '../../scripts/shard/move.ts'
import { mirror } from '../../src/store/carry/mirror.ts'
import { type Marketplace, marketplace } from '../support/marketplace.ts'
import { type Account, account, core, join } from '../support/portal.ts'

const places = Object.entries({ DB: env.DB, DB2: env.DB2!, DB3: env.DB3! }).map(([binding, database]) => ({
  binding,
  database,
}))

let market: Marketplace
let owner: Account
let at: string
let shopper: Awaited<ReturnType<Marketplace['buyer']>>
let seller: Awaited<ReturnType<Marketplace['user']>>
const moved = (to: string) => move({ marketplace: market.id, places, to, grace: 0 })

/** What the portal does with a marketplace is the same wherever that is at home, and for whom it has moved meanwhile. */
describe.each([['DB'], ['DB2']])('of a marketplace at home in %s, the portal', (place) => {
  beforeEach(async () => {
    market = await marketplace()
    owner = await account()
    shopper = await market.buyer()
    seller = await market.user('Seller', market.id, [])
    await env.DB.prepare('update marketplaces set Owner = ? where ID = ?').bind(owner.Key, market.id).run()
    at = `/organizations/${market.id}`
    // An isolate that has looked already knows it where it was.
    await owner.must('GET', `${at}/apiclients`)
    if (place !== 'DB') await moved(place)
  })

  it('lists API clients and whom they sign in, and acts as these', async () => {
    const { Items } = await owner.must('GET', `${at}/apiclients?pageSize=100`)
    expect(Items.map((c: { Id: string }) => c.Id)).toContain(market.clients.storefront)
    const users = `${at}/apiclients/${market.clients.storefront}/users?pageSize=100`
    const usernames = async (who: Account) =>
      (await who.must('GET', users)).Items.map((u: { Username: string }) => u.Username)
    expect(await usernames(owner)).toContain(shopper.user.username)
    expect((await owner.api('GET', `${at}/apiclients/none/users`)).status).toBe(404)
    const query = `?clientid=${market.clients.storefront}&username=${shopper.user.username}`
    const { access_token } = await owner.must('GET', `${at}/token${query}`)
    expect((await core(access_token, 'GET', '/me')).body.Username).toBe(shopper.user.username)
    // Who leaves by way of the portal acts as nobody any more.
    const guest = await account()
    await join(owner, market.id, guest, { ImpersonateSeller: true })
    expect(await usernames(guest)).not.toContain(shopper.user.username)
    expect((await guest.api('GET', `${at}/token${query}`)).status).toBe(403)
    await env.DB.prepare('update users set TokenGeneration = 1 where Marketplace = ? and Key = ?')
      .bind(market.id, owner.Key)
      .run()
    await mirror(env)
    expect((await core(access_token, 'GET', '/me')).status).toBe(401)
    expect((await (await account()).api('GET', `${at}/apiclients`)).status).toBe(404)
  })

  it('lists who wrote what, by the marketplace and by itself', async () => {
    await market.must('POST', '/buyers', { ID: 'noted', Name: 'N', Active: true })
    await owner.must('GET', `${at}/token`)
    const listed = async (query = '') =>
      (await owner.must('GET', `${at}/audit?pageSize=100${query}`)).Items.map((a: Row) => a.OperationID)
    type Row = { OperationID: string }
    for (const _ of [1, 2])
      expect(await listed()).toEqual(expect.arrayContaining(['Buyers.Create', 'PortalApiClients.GetToken']))
    expect(await listed('&ObjectID=noted')).toEqual(['Buyers.Create'])
  })

  it('has catalogs and orders delivered, and tells how far that is', async () => {
    const begun = (path: string, body: object) => owner.api('POST', `${at}${path}`, body)
    await market.must('PUT', '/catalogs/c', { Name: 'C', Active: true })
    const body = { CatalogID: 'c' }
    expect((await begun('/synchronizecatalog', body)).body.ErrorCode).toBe(
      'Synchronize.ProductSyncNotEnabled',
    )
    await market.must('PUT', '/integrations/deliveryconfig/erp', {
      Name: 'ERP',
      Enabled: true,
      DeliveryTargets: { Mailchimp: { ApiKey: 'key' } },
    })
    const DeliveryConfigID = 'erp'
    const sync = { SyncProductChanged: true, SyncProductDeleted: true }
    for (const path of ['productsync', 'OrderSync'])
      await market.must('PUT', `/integrations/${path}`, { DeliveryConfigID, ...sync })
    expect((await begun('/synchronizecatalog', { CatalogID: 'none' })).status).toBe(404)
    expect((await begun('/synchronizecatalog', body)).status).toBe(204)
    expect((await begun('/synchronizeorders', {})).status).toBe(204)
    const walks = await owner.must('GET', `${at}/synchronizations`)
    expect(walks.map((w: { ID: string }) => w.ID.split('/')[1]).sort()).toEqual(['catalog', 'orders'])
    const notMine = await account()
    expect((await notMine.api('POST', `${at}/synchronizeorders`, {})).status).toBe(404)
  })

  it('names it and its forwarding user', async () => {
    const named = { Name: 'Renamed', AutoForwardingUserID: seller.ID }
    expect(await owner.must('PUT', at, named)).toMatchObject(named)
    expect(await owner.must('GET', at)).toMatchObject(named)
    expect(await owner.must('PUT', at, { Name: 'Again' })).toMatchObject({ ...named, Name: 'Again' })
    expect((await owner.api('PUT', at, { ...named, AutoForwardingUserID: 'nobody' })).status).toBe(404)
    expect(await owner.must('PUT', at, { ...named, AutoForwardingUserID: null })).toMatchObject({
      AutoForwardingUserID: null,
    })
    expect((await owner.must('GET', at)).AutoForwardingUserID).toBeNull()
  })

  it('exports and imports rows', async () => {
    const locale = { ID: 'odd', OwnerID: null, Currency: 'NOK', Language: 'en', Version: 1 }
    const put = (rows: unknown[]) =>
      owner.api('PUT', `${at}/import`, { Table: 'locales', Rows: JSON.stringify(rows) })
    expect((await put([locale])).status).toBe(204)
    expect((await owner.must('GET', `${at}/export/locales`)).Rows).toContainEqual(locale)
    expect((await market.must('GET', '/locales/odd')).Currency).toBe('NOK')
    expect((await put([{ ...locale, OwnerID: {} }])).status).toBe(400)
  })

  it('lets nobody do what they may not', async () => {
    const guest = await account()
    await join(owner, market.id, guest, { Roles: ['BuyerReader'] })
    for (const [method, path, body] of [
      ['GET', '/export/locales'],
      ['PUT', '/import', { Table: 'locales', Rows: '[]' }],
      ['POST', '/synchronizeorders', {}],
      ['GET', '/audit'],
    ] as const)
      expect([path, (await guest.api(method, `${at}${path}`, body)).status]).toEqual([path, 403])
  })
})

it('a marketplace comes home again, whatever the portal has done with it elsewhere', async () => {
  market = await marketplace()
  owner = await account()
  await env.DB.prepare('update marketplaces set Owner = ? where ID = ?').bind(owner.Key, market.id).run()
  await moved('DB2')
  const { access_token } = await owner.must('GET', `/organizations/${market.id}/token`)
  await market.must('POST', '/buyers', { ID: 'elsewhere', Name: 'E', Active: true })
  await moved('DB')
  expect((await core(access_token, 'GET', '/buyers/elsewhere')).status).toBe(200)
  const { Items } = await owner.must('GET', `/organizations/${market.id}/audit?pageSize=100`)
  const done = Items.map((entry: { OperationID: string }) => entry.OperationID)
  expect(done).toEqual(expect.arrayContaining(['Buyers.Create', 'PortalApiClients.GetToken']))
})
