import { env } from 'cloudflare:workers'
import { decodeJwt } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Session } from '../../src/store/session.ts'
import { sentDuring } from '../support/observe.ts'
import { type SignOn, signOn, told, why } from './sign-on.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const named =
  (Username: string | null, more: object = {}) =>
  () =>
    Response.json({ Username, ErrorMessage: null, ...more })

/** Who the application is told it is. */
const userOf = (url: URL) => decodeJwt(url.searchParams.get('token')!).usr

const builtIn = async (s: SignOn) =>
  (await env.DB.prepare('select * from users where Marketplace = ? and BuiltIn = 1').bind(s.m.id).all())
    .results

describe('the service that makes users', () => {
  it('makes one with the token it is given', async () => {
    const s = await signOn({ ElevatedRoles: ['BuyerUserAdmin'] })
    s.service = async ({ body }) => {
      const Username = `new-${s.m.id}`
      const user = {
        ID: 'new',
        Username,
        FirstName: 'N',
        LastName: 'U',
        Email: 'n@example.com',
        Active: true,
      }
      const path = `/buyers/${s.buyer.ID}/users`
      const made = await s.m.api('POST', path, user, body.OrderCloudAccessToken)
      expect(made.status).toBe(201)
      expect((await s.m.api('GET', '/products', undefined, body.OrderCloudAccessToken)).status).toBe(403)
      const me = await s.m.api('GET', '/me', undefined, body.OrderCloudAccessToken)
      expect(me.body).toMatchObject({ FirstName: 'Integration', Seller: { ID: s.m.id }, Buyer: null })
      return Response.json({ Username })
    }
    const url = await s.walk()
    expect(userOf(url)).toBe(`new-${s.m.id}`)
    const given = decodeJwt(s.served()[0]!.body.OrderCloudAccessToken)
    expect(given).toMatchObject({
      usrtype: 'admin',
      cid: s.m.clients.backOffice,
      role: 'BuyerUserAdmin',
      hop: 1,
    })
    expect(given.exp! - given.iat!).toBe(3600)
  })

  it('acts as one user, made once, whom nobody sees and nobody signs in as', async () => {
    const s = await signOn({ ElevatedRoles: ['BuyerReader', 'BuyerUserReader'] })
    s.service = named('nobody-there')
    const begun = await Promise.all([s.begin(), s.begin()])
    await Promise.all(begun.map(({ state, cookie }) => s.back({ code: 'c', state }, cookie)))
    await s.walk()
    const [user, ...more] = await builtIn(s)
    expect(more).toEqual([])
    const { Items } = await s.m.must('GET', '/adminusers?pageSize=100')
    expect(Items.map((u: { ID: string }) => u.ID)).not.toContain(user!.ID)
    expect((await s.m.api('GET', `/adminusers/${user!.ID}`)).status).toBe(404)
    await s.m.must('PATCH', '/openidconnects/idp', { OrderCloudApiClientID: s.m.clients.backOffice })
    s.service = named(user!.Username as string)
    expect(why(await s.walk({ cid: s.m.clients.backOffice }))).toBe(
      'The user of this identity does not exist.',
    )
  })

  it('acts as the client’s own user where that is a seller’s', async () => {
    const s = await signOn({ ElevatedRoles: ['BuyerReader'] })
    await s.m.must('PATCH', `/apiclients/${s.m.clients.storefront}`, { DefaultContextUserName: 'admin' })
    await s.walk()
    expect(decodeJwt(s.served()[0]!.body.OrderCloudAccessToken)).toMatchObject({
      usr: 'admin',
      cid: s.m.clients.storefront,
      role: 'BuyerReader',
    })
    expect(await builtIn(s)).toEqual([])
  })

  it('acts as nobody else than a seller’s user', async () => {
    const s = await signOn({ ElevatedRoles: ['BuyerReader'] })
    const own = { DefaultContextUserName: s.buyer.user.username }
    await s.m.must('PATCH', `/apiclients/${s.m.clients.storefront}`, own)
    await s.walk()
    expect(decodeJwt(s.served()[0]!.body.OrderCloudAccessToken).usrtype).toBe('admin')
  })

  it('is given the oldest client that seller users may sign in with, and must be', async () => {
    const s = await signOn({ ElevatedRoles: ['BuyerReader'] })
    const client = { AppName: 'Newer', Active: true, AccessTokenDuration: 60, AllowSeller: true }
    const newer = await s.m.must('POST', '/apiclients', client)
    await s.m.must('PATCH', `/apiclients/${s.m.clients.backOffice}`, { AllowSeller: false })
    await s.walk()
    expect(decodeJwt(s.served()[0]!.body.OrderCloudAccessToken).cid).toBe(newer.ID)
    await env.DB.prepare('update api_clients set AllowSeller = 0 where Marketplace = ?').bind(s.m.id).run()
    s.claims = { sub: 'another' }
    expect(why(await s.walk())).toBe('Elevated roles need an active API client that allows seller users.')
  })

  it.each([
    ['names nobody', named(null), 'The sign-on service named no user.'],
    ['names a stranger', named('who-ever'), 'The user of this identity does not exist.'],
    ['says why not', named('x', { ErrorMessage: 'No more seats & chairs' }), 'No more seats & chairs'],
    ['fails', () => new Response('insides', { status: 500 }), 'The sign-on service answered 500.'],
    [
      'leads elsewhere',
      () => Response.redirect('https://a.example', 302),
      'The sign-on service answered 302.',
    ],
    ['babbles', () => new Response('<html>'), 'The sign-on service gave an answer that cannot be read.'],
    [
      'babbles',
      () => Response.json({ Username: { a: 1 } }),
      'The sign-on service gave an answer that cannot be read.',
    ],
    ['babbles', () => Response.json(null), 'The sign-on service gave an answer that cannot be read.'],
    ['is down', () => Promise.reject(new Error('insides')), 'The sign-on service could not be reached.'],
  ])('that %s signs nobody in', async (_, service, reason) => {
    const s = await signOn()
    s.service = service
    expect(why(await s.walk())).toBe(reason)
    const left = await env.DB.prepare('select count(*) n from openid_links where Marketplace = ?')
      .bind(s.m.id)
      .first('n')
    expect(left).toBe(0)
  })

  it('names a user of a company that the client takes', async () => {
    const s = await signOn()
    const { storefront } = s.m.clients
    const other = await s.m.buyer()
    await s.m.must('PATCH', `/apiclients/${storefront}`, { AllowAnyBuyer: false })
    await s.m.must('POST', '/apiclients/assignments', { ApiClientID: storefront, BuyerID: s.buyer.ID })
    for (const username of [other.user.username, 'admin']) {
      s.service = named(username)
      expect(why(await s.walk())).toBe('This user may not sign in with this client.')
    }
    s.service = named(s.buyer.user.username)
    expect(userOf(await s.walk())).toBe(s.buyer.user.username)
    await s.m.must('DELETE', `/buyers/${s.buyer.ID}/ApiClients/Assignments/${storefront}`)
    expect(why(await s.walk())).toBe('This user may not sign in with this client.')
  })

  it('is needed once for everybody', async () => {
    const s = await signOn()
    await s.change({ IntegrationEventID: null })
    expect(why(await s.walk())).toBe('No user is linked to this identity, and no service makes one.')
    await s.change({ IntegrationEventID: 'sso' })
    await s.walk()
    await s.change({ IntegrationEventID: null, CallSyncUserIntegrationEvent: true })
    expect(userOf(await s.walk())).toBe(s.buyer.user.username)
  })

  it('that keeps failing is left alone for a while', async () => {
    const s = await signOn()
    s.service = () => new Response(null, { status: 503 })
    for (let i = 0; i < 6; i++) await s.walk()
    expect(s.served().length).toBe(5)
  })
})

describe('the service that hears of logins', () => {
  it('is told of the user, each time but the first', async () => {
    const s = await signOn({ ElevatedRoles: ['BuyerUserAdmin'] })
    await s.change({ CallSyncUserIntegrationEvent: true })
    await s.walk()
    s.service = async ({ body }) => {
      const { CompanyID, ID } = body.ExistingUser
      const path = `/buyers/${CompanyID}/users/${ID}`
      await s.m.must('PATCH', path, { LastName: 'Synced' }, body.OrderCloudAccessToken)
      return Response.json({ ErrorMessage: null })
    }
    expect(userOf(await s.walk())).toBe(s.buyer.user.username)
    const [first, second] = s.served()
    expect(first!.url).toContain('/api/createuser?code=7')
    expect(second!.url).toContain('/api/syncuser?code=7')
    expect(second!.body).toMatchObject({
      ExistingUser: {
        ID: s.buyer.user.ID,
        Username: s.buyer.user.username,
        CompanyID: s.buyer.ID,
        Password: null,
        LastName: 'Ser',
      },
      OpenIdConnect: { ID: 'idp', ConnectClientSecret: '[redacted]' },
    })
    expect((await s.m.must('GET', `/buyers/${s.buyer.ID}/users/${s.buyer.user.ID}`)).LastName).toBe('Synced')
  })

  it('may end the login', async () => {
    const s = await signOn()
    await s.change({ CallSyncUserIntegrationEvent: true })
    await s.walk()
    s.service = named(null, { ErrorMessage: 'Suspended' })
    expect(why(await s.walk())).toBe('Suspended')
  })
})

describe('a user who may not sign in', () => {
  it.each([
    ['inactive', 'This user is not active.', (s: SignOn) => `/users/${s.buyer.user.ID}`],
    ['of an inactive company', 'The organization of this user is not active.', () => ''],
  ])('%s is told so', async (_, reason, below) => {
    const s = await signOn()
    await s.walk()
    await s.m.must('PATCH', `/buyers/${s.buyer.ID}${below(s)}`, { Active: false })
    expect(why(await s.walk())).toBe(reason)
  })

  it('with a client that was shut meanwhile is told so', async () => {
    const s = await signOn()
    s.service = async () => {
      await s.m.must('PATCH', `/apiclients/${s.m.clients.storefront}`, { Active: false })
      return Response.json({ Username: s.buyer.user.username })
    }
    expect(why(await s.walk())).toBe('The API client is not active.')
  })

  it('for want of the roles asked for is told so', async () => {
    const s = await signOn()
    expect(why(await s.walk({ roles: 'OrderAdmin' }))).toBe(
      'The user has none of the roles that were asked for.',
    )
  })
})

describe('a login in the database', () => {
  const batchesOf = async (s: SignOn) => {
    const { state, cookie } = await s.begin()
    const sent = await sentDuring(() => s.back({ code: 'c', state }, cookie))
    return sent.find((o) => o.operation === 'System.OpenIdConnectCode')!.batches.length
  }

  it('is a read and a commit between calls of other servers', async () => {
    const s = await signOn({ ElevatedRoles: ['BuyerReader'] })
    // Before the token endpoint, before the service (which needs its user made), and at the end.
    expect(await batchesOf(s)).toBe(6)
    expect(await batchesOf(s)).toBe(4)
    await s.change({ CallSyncUserIntegrationEvent: true })
    expect(await batchesOf(s)).toBe(5)
  })

  it('begins with one read', async () => {
    const s = await signOn()
    const sent = await sentDuring(() => s.begin())
    expect(sent.map((o) => [o.operation, o.batches.length])).toEqual([['System.OpenIdConnectLogin', 1]])
  })

  it('that dies after the service has made the user is begun again', async () => {
    const s = await signOn()
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const { state, cookie } = await s.begin()
    const batch = Session.prototype.batch
    let rounds = 0
    vi.spyOn(Session.prototype, 'batch').mockImplementation(function (this: Session, statements) {
      if (++rounds === 5) throw new Error('gone')
      return batch.call(this, statements)
    })
    expect(told(await s.back({ code: 'c', state }, cookie))).toContain('An unexpected error')
    vi.mocked(Session.prototype.batch).mockRestore()
    expect(userOf(await s.walk())).toBe(s.buyer.user.username)
    expect(s.served().map((f) => f.url.includes('createuser'))).toEqual([true, true])
  })
})
