import { env } from 'cloudflare:workers'
import { createLocalJWKSet, decodeJwt, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { attempts } from '../../src/tables/auth/sign-in.ts'
import {
  type Marketplace,
  marketplace,
  ORIGIN,
  PASSWORD,
  send,
  type User,
  write,
} from '../support/marketplace.ts'
import { beforeItWrites } from '../support/observe.ts'

let m: Marketplace
let buyer: { ID: string; user: User }

beforeAll(async () => {
  m = await marketplace()
  buyer = await m.buyer()
  await m.must('POST', '/securityprofiles/assignments', { SecurityProfileID: 'shopper', BuyerID: buyer.ID })
})

/** Asks for a token. */
const grant = (form: Record<string, string>) =>
  send('POST', '/oauth/token', new URLSearchParams(form).toString(), {
    'Content-Type': 'application/x-www-form-urlencoded',
  })

const byPassword = (more: Record<string, string> = {}) =>
  grant({
    grant_type: 'password',
    client_id: m.clients.storefront,
    username: buyer.user.username,
    password: PASSWORD,
    ...more,
  })

/** A client of its own. */
const client = (body: Record<string, unknown> = {}) =>
  m.must('POST', '/apiclients', {
    AppName: 'App',
    Active: true,
    AccessTokenDuration: 600,
    AllowAnyBuyer: true,
    AllowSeller: true,
    ...body,
  })

afterEach(() => {
  vi.restoreAllMocks()
})

describe('the password grant', () => {
  it('answers a token with the user’s roles, verifiable by the published key', async () => {
    const { status, body } = await byPassword()
    expect(status).toBe(200)
    expect(body).toMatchObject({ token_type: 'bearer', expires_in: 35999 })
    const { keys } = (await send('GET', '/.well-known/jwks.json', undefined, {})).body
    const { payload, protectedHeader } = await jwtVerify(body.access_token, createLocalJWKSet({ keys }), {
      audience: ORIGIN,
      issuer: ORIGIN,
    })
    expect(payload).toMatchObject({ usr: buyer.user.username, cid: m.clients.storefront, usrtype: 'buyer' })
    expect(payload.role).toContain('Shopper')
    const key = (
      await send('GET', `/oauth/certs/${protectedHeader.kid}`, undefined, { Authorization: 'Bearer ' })
    ).body
    expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
    expect(await m.api('GET', '/me', undefined, body.access_token)).toMatchObject({
      status: 200,
      body: { ID: buyer.user.ID, Buyer: { ID: buyer.ID }, Seller: { ID: m.id } },
    })
  })

  it('looks for names, clients and roles in any letter case', async () => {
    const answer = await byPassword({
      client_id: m.clients.storefront.toUpperCase(),
      username: buyer.user.username.toUpperCase(),
      scope: 'shopper',
    })
    expect(decodeJwt(answer.body.access_token).role).toBe('Shopper')
  })

  it('drops unknown words of a scope, and refuses one that leaves nothing', async () => {
    expect(
      decodeJwt((await byPassword({ scope: 'undefined Shopper OrderAdmin' })).body.access_token).role,
    ).toBe('Shopper')
    expect(await byPassword({ scope: 'OrderAdmin' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_scope', Errors: [{ ErrorCode: 'Auth.InsufficientRoles' }] },
    })
    expect((await byPassword({ scope: '' })).status).toBe(200)
  })

  it('takes no parameter more than once', async () => {
    const form = { grant_type: 'password', client_id: m.clients.storefront, username: buyer.user.username }
    for (const [name, value] of Object.entries({ ...form, password: PASSWORD })) {
      const sent = new URLSearchParams({ ...form, password: PASSWORD })
      sent.append(name, value)
      const type = { 'Content-Type': 'application/x-www-form-urlencoded' }
      const { status, body } = await send('POST', '/oauth/token', sent.toString(), type)
      expect([status, body.Errors[0].Data]).toEqual([400, { Property: name, Rule: 'Rule' }])
    }
  })

  it('never tells an unknown user from a wrong password', async () => {
    const [wrong, unknown] = [await byPassword({ password: 'x' }), await byPassword({ username: 'nobody' })]
    expect(wrong).toMatchObject({
      status: 401,
      body: { error: 'invalid_grant', Errors: [{ ErrorCode: 'Auth.InvalidUsernameOrPassword' }] },
    })
    expect({ ...unknown, headers: null }).toEqual({ ...wrong, headers: null })
  })

  it('refuses what is incomplete or unknown with OAuth’s and the API’s own properties', async () => {
    const cases: [Record<string, string>, number, string, string][] = [
      [{ client_id: m.clients.storefront }, 400, 'unsupported_grant_type', 'Auth.OauthError'],
      [{ grant_type: 'password' }, 400, 'invalid_request', 'Auth.OauthError'],
      [{ grant_type: 'password', client_id: 'nope' }, 401, 'invalid_client', 'ApiClient.InvalidClientID'],
      [
        { grant_type: 'password', client_id: m.clients.storefront, username: 'x' },
        400,
        'invalid_grant',
        'Auth.UsernameAndPasswordRequired',
      ],
      [
        { grant_type: 'refresh_token', client_id: m.clients.storefront },
        400,
        'invalid_request',
        'Auth.OauthError',
      ],
    ]
    for (const [form, status, error, ErrorCode] of cases)
      expect(await grant(form)).toMatchObject({
        status,
        body: { error, error_description: expect.any(String), Errors: [{ ErrorCode }] },
      })
    expect(await send('POST', '/oauth/token', '{}', { 'Content-Type': 'application/json' })).toMatchObject({
      status: 400,
      body: { Errors: [{ ErrorCode: 'Request.InvalidContentType' }] },
    })
  })

  it('signs in only users of organisations the client is for', async () => {
    expect(await byPassword({ client_id: m.clients.backOffice })).toMatchObject({
      status: 401,
      body: { Errors: [{ ErrorCode: 'Auth.OauthError' }] },
    })
    const own = await client({ AllowAnyBuyer: false, AllowSeller: false })
    expect((await byPassword({ client_id: own.ID })).status).toBe(401)
    await m.must('POST', '/apiclients/assignments', { ApiClientID: own.ID, BuyerID: buyer.ID })
    expect((await byPassword({ client_id: own.ID })).status).toBe(200)
    expect((await m.must('GET', `/apiclients/${own.ID}`)).AssignedBuyerCount).toBe(1)
    await m.must('DELETE', `/buyers/${buyer.ID}/ApiClients/Assignments/${own.ID}`)
    expect((await byPassword({ client_id: own.ID })).status).toBe(401)
  })

  it('locks out after ten failures, and an administrator unlocks', async () => {
    const user = await m.user('Buyer', buyer.ID, ['Shopper'])
    const attempt = (password: string) =>
      grant({ grant_type: 'password', client_id: m.clients.storefront, username: user.username, password })
    for (let i = 0; i < 10; i++)
      expect((await attempt('wrong')).body.Errors[0].ErrorCode).toBe('Auth.InvalidUsernameOrPassword')
    expect(await attempt(PASSWORD)).toMatchObject({
      status: 401,
      body: { Errors: [{ ErrorCode: 'Auth.LockedOut' }] },
    })
    expect((await m.must('GET', `/buyers/${buyer.ID}/users/${user.ID}`)).FailedLoginAttempts).toBe(10)
    expect(await m.api('POST', `/buyers/${buyer.ID}/users/${user.ID}/unlock`)).toMatchObject({ status: 204 })
    expect((await attempt(PASSWORD)).status).toBe(200)
  })

  it('locks out again after one failure, where a profile allows only one', async () => {
    await m.must('PUT', '/securityprofiles/strict', {
      Name: 'Strict',
      Roles: ['Shopper'],
      PasswordConfig: { AllowedFailedAttempts: 1, LockoutDuration: 1 },
    })
    const user = await m.user('Buyer', buyer.ID, ['Shopper'])
    await m.must('POST', '/securityprofiles/assignments', {
      SecurityProfileID: 'strict',
      BuyerID: buyer.ID,
      UserID: user.ID,
    })
    const attempt = async (password: string) =>
      (
        await grant({
          grant_type: 'password',
          client_id: m.clients.storefront,
          username: user.username,
          password,
        })
      ).body.Errors?.[0].ErrorCode
    for (let i = 0; i < 2; i++) {
      expect(await attempt('wrong')).toBe('Auth.InvalidUsernameOrPassword')
      expect(await attempt(PASSWORD)).toBe('Auth.LockedOut')
      await env.DB.prepare('update login_failures set LockedUntil = ? where Marketplace = ? and Username = ?')
        .bind('2020-01-01T00:00:00.000+00:00', m.id, user.username)
        .run()
    }
    expect(await attempt(PASSWORD)).toBeUndefined()
  })

  it('does not outlive a lockout, another password or an end of the user on its way', async () => {
    const attempt = (username: string) =>
      grant({ grant_type: 'password', client_id: m.clients.storefront, username, password: PASSWORD })
    const cases: [string, (user: { ID: string; username: string }) => Promise<unknown>][] = [
      [
        'Auth.LockedOut',
        (user) =>
          env.DB.prepare(
            'insert or replace into login_failures (Marketplace, Username, Attempts, LockedUntil, Version) values (?, ?, 10, ?, 1)',
          )
            .bind(m.id, user.username, '2999-01-01T00:00:00.000+00:00')
            .run(),
      ],
      [
        'Auth.InvalidUsernameOrPassword',
        (user) =>
          m.must('PATCH', `/buyers/${buyer.ID}/users/${user.ID}`, { Password: 'Another-Secret-2026' }),
      ],
      [
        'Auth.UserNotActive',
        (user) => m.must('PATCH', `/buyers/${buyer.ID}/users/${user.ID}`, { Active: false }),
      ],
    ]
    for (const [ErrorCode, act] of cases) {
      const user = await m.user('Buyer', buyer.ID, ['Shopper'])
      beforeItWrites(() => act(user))
      expect(await attempt(user.username)).toMatchObject({ status: 401, body: { Errors: [{ ErrorCode }] } })
    }
  })

  it('is a new sign-in after a revocation on its way', async () => {
    const user = await m.user('Buyer', buyer.ID, ['Shopper'])
    beforeItWrites(() => m.api('DELETE', `/buyers/${buyer.ID}/users/${user.ID}/tokens`))
    const { body } = await byPassword({ username: user.username })
    expect((await m.api('GET', '/me', undefined, body.access_token)).status).toBe(200)
  })

  it('refuses inactive users and organisations, once the password was right', async () => {
    const b = await m.buyer()
    const attempt = (password: string) =>
      grant({ grant_type: 'password', client_id: m.clients.storefront, username: b.user.username, password })
    await m.must('PATCH', `/buyers/${b.ID}/users/${b.user.ID}`, { Active: false })
    expect((await attempt(PASSWORD)).body.Errors[0].ErrorCode).toBe('Auth.UserNotActive')
    expect((await attempt('wrong')).body.Errors[0].ErrorCode).toBe('Auth.InvalidUsernameOrPassword')
    expect(await m.api('GET', '/me', undefined, b.user)).toMatchObject({
      status: 401,
      body: { Errors: [{ ErrorCode: 'Auth.UserNotActive' }] },
    })
    await m.must('PATCH', `/buyers/${b.ID}/users/${b.user.ID}`, { Active: true })
    await m.must('PATCH', `/buyers/${b.ID}`, { Active: false })
    expect((await attempt(PASSWORD)).body.Errors[0].ErrorCode).toBe('Auth.CompanyNotActive')
    expect(await m.api('GET', '/me', undefined, b.user)).toMatchObject({
      status: 401,
      body: { Errors: [{ ErrorCode: 'Auth.CompanyNotActive' }] },
    })
  })
})

describe('client credentials', () => {
  it('act as the default context user, and need a secret', async () => {
    const open = await client({ DefaultContextUserName: 'admin' })
    expect(
      (await grant({ grant_type: 'client_credentials', client_id: open.ID })).body.Errors[0].ErrorCode,
    ).toBe('Auth.OauthError')
    const closed = await client({ ClientSecret: 'keep-this-to-yourself' })
    const form = {
      grant_type: 'client_credentials',
      client_id: closed.ID,
      client_secret: 'keep-this-to-yourself',
    }
    expect((await grant(form)).body.error_description).toBe(
      'Default context user required for client credentials grant',
    )
    await m.must('PATCH', `/apiclients/${closed.ID}`, { DefaultContextUserName: 'admin' })
    expect(decodeJwt((await grant(form)).body.access_token)).toMatchObject({
      usr: 'admin',
      usrtype: 'admin',
      role: 'FullAccess',
    })
    expect((await grant({ ...form, client_secret: 'wrong' })).status).toBe(401)
    // A client that has a secret must show it in every grant.
    expect((await byPassword({ client_id: closed.ID })).status).toBe(401)
    expect((await byPassword({ client_id: closed.ID, client_secret: 'keep-this-to-yourself' })).status).toBe(
      200,
    )
  })

  it('are for a user who is there: not one who is deleted while they are named', async () => {
    const { ID } = await client({ ClientSecret: 'quay-side' })
    const gone = await m.user('Buyer', buyer.ID, [])
    beforeItWrites(() => m.must('DELETE', `/buyers/${buyer.ID}/users/${gone.ID}`))
    const named = await m.api('PATCH', `/apiclients/${ID}`, { DefaultContextUserName: gone.username })
    expect(named.status).toBe(404)
  })

  it('are refused where many guesses at once use up the attempts of a minute', async () => {
    const { ID } = await client({
      ClientSecret: 'quay-side',
      DefaultContextUserName: buyer.user.username,
    })
    const form = { grant_type: 'client_credentials', client_id: ID, client_secret: 'quay-side' }
    const ip = { 'CF-Connecting-IP': crypto.randomUUID() }
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', ...ip }
    const guess = () => send('POST', '/oauth/token', new URLSearchParams(form).toString(), headers)
    beforeItWrites(async () => {
      const Subject = `address ${ip['CF-Connecting-IP']} ${ID}`.toLowerCase()
      await write('', [[attempts, { Subject, Minute: Math.floor(Date.now() / 60_000), Count: 20 }]])
    })
    expect((await guess()).status).toBe(429)
  })

  it('take an empty secret for none', async () => {
    const own = await client({ DefaultContextUserName: 'admin', ClientSecret: '' })
    expect(own.ClientSecret).toBeNull()
    const signIn = (more = {}) => grant({ grant_type: 'client_credentials', client_id: own.ID, ...more })
    const refused = { status: 401, body: { error_description: expect.stringContaining('no secret') } }
    expect(await signIn()).toMatchObject(refused)
    await env.DB.prepare("update api_clients set ClientSecret = '' where ID = ?").bind(own.ID).run()
    expect(await signIn()).toMatchObject(refused)
    expect(await signIn({ client_secret: '' })).toMatchObject(refused)
    expect((await byPassword({ client_id: own.ID })).status).toBe(200)
  })

  it('take any live secret of the client, whose value is shown once', async () => {
    const { ID } = await client({ DefaultContextUserName: 'admin' })
    const secret = await m.must('POST', `/apiclients/${ID}/secrets`, { Name: 'ci' })
    expect(await m.must('GET', `/apiclients/${ID}/secrets/${secret.ID}`)).toEqual({
      ID: secret.ID,
      Name: 'ci',
      Expiration: null,
    })
    const form = { grant_type: 'client_credentials', client_id: ID, client_secret: secret.ClientSecret }
    expect((await grant(form)).status).toBe(200)
    await m.must('DELETE', `/apiclients/${ID}/secrets/${secret.ID}`)
    expect((await grant(form)).status).toBe(401)
    for (let i = 0; i < 5; i++) await m.must('POST', `/apiclients/${ID}/secrets`, { Name: `s${i}` })
    expect(
      (await m.api('POST', `/apiclients/${ID}/secrets`, { Name: 'one more' })).body.Errors[0].ErrorCode,
    ).toBe('ApiClientSecret.MaximumClientSecretsReached')
  })
})

describe('refresh tokens', () => {
  it('give new access tokens again and again, until they are revoked', async () => {
    const own = await client({ RefreshTokenDuration: 60 })
    const user = await m.user('Buyer', buyer.ID, ['Shopper'])
    const signedIn = await grant({
      grant_type: 'password',
      client_id: own.ID,
      username: user.username,
      password: PASSWORD,
      scope: 'Shopper',
    })
    const refresh = () =>
      grant({ grant_type: 'refresh_token', client_id: own.ID, refresh_token: signedIn.body.refresh_token })
    for (let i = 0; i < 2; i++) {
      const { status, body } = await refresh()
      expect(status).toBe(200)
      expect(body.refresh_token).toBe(signedIn.body.refresh_token)
      expect(decodeJwt(body.access_token).role).toBe('Shopper')
    }
    expect(
      (
        await grant({
          grant_type: 'refresh_token',
          client_id: m.clients.storefront,
          refresh_token: signedIn.body.refresh_token,
        })
      ).status,
    ).toBe(401)
    const { access_token } = (await refresh()).body
    expect(await m.api('DELETE', `/buyers/${buyer.ID}/users/${user.ID}/tokens`)).toMatchObject({
      status: 204,
    })
    expect((await refresh()).status).toBe(401)
    expect(await m.api('GET', '/me', undefined, access_token)).toMatchObject({
      status: 401,
      body: { Errors: [{ ErrorCode: 'Auth.TokenRevoked' }] },
    })
  })

  it('never give more than the scope of the sign-in', async () => {
    const own = await client({ RefreshTokenDuration: 60 })
    const signedIn = await byPassword({ client_id: own.ID, scope: 'Shopper MeAdmin' })
    const refresh = (scope: string) =>
      grant({
        grant_type: 'refresh_token',
        client_id: own.ID,
        refresh_token: signedIn.body.refresh_token,
        scope,
      })
    expect(decodeJwt((await refresh('MeAdmin MeAddressAdmin')).body.access_token).role).toBe('MeAdmin')
    expect(await refresh('MeAddressAdmin')).toMatchObject({ status: 400, body: { error: 'invalid_scope' } })
    expect(decodeJwt((await refresh('')).body.access_token).role).toEqual(['Shopper', 'MeAdmin'])
  })

  it('do not outlive a revocation while they are used', async () => {
    const own = await client({ RefreshTokenDuration: 60 })
    const user = await m.user('Buyer', buyer.ID, ['Shopper'])
    const { body } = await byPassword({ client_id: own.ID, username: user.username })
    beforeItWrites(() => m.api('DELETE', `/buyers/${buyer.ID}/users/${user.ID}/tokens`))
    expect(
      await grant({
        grant_type: 'refresh_token',
        client_id: own.ID,
        refresh_token: body.refresh_token,
      }),
    ).toMatchObject({ status: 401, body: { error: 'invalid_grant' } })
  })

  it('are stored as hashes only', async () => {
    const own = await client({ RefreshTokenDuration: 60 })
    const { body } = await byPassword({ client_id: own.ID })
    const rows = await env.DB.prepare('select * from refresh_tokens where Marketplace = ?').bind(m.id).all()
    expect(JSON.stringify(rows.results)).not.toContain(body.refresh_token)
  })
})

describe('anonymous shopping', () => {
  it('gives a token of the context user for one order', async () => {
    await m.product(buyer, { ID: 'anon-product' })
    await m.must('PATCH', `/apiclients/${m.clients.guests}`, { DefaultContextUserName: buyer.user.username })
    const { status, body } = await grant({
      grant_type: 'client_credentials',
      client_id: m.clients.guests,
      anonuserid: 'visitor-1',
    })
    expect(status).toBe(200)
    expect(body.refresh_token).toBeUndefined()
    const claims = decodeJwt(body.access_token)
    expect(claims).toMatchObject({
      usr: buyer.user.username,
      anonuserid: 'visitor-1',
      orderid: expect.stringMatching(/^[\w-]{22}$/),
    })
    const guest = body.access_token as string
    const order = await m.must('POST', '/orders/Outgoing', {}, guest)
    expect(order.ID).toBe(claims.orderid)
    await m.must('POST', `/orders/Outgoing/${order.ID}/lineitems`, { ProductID: 'anon-product' }, guest)
    expect((await m.api('POST', '/orders/Outgoing', {}, guest)).status).toBe(400)
    const other = await m.order(buyer.user)
    expect((await m.api('GET', `/orders/Outgoing/${other.ID}`, undefined, guest)).status).toBe(404)
    expect((await m.api('PATCH', '/me', { FirstName: 'x' }, guest)).body.Errors[0].ErrorCode).toBe(
      'Auth.AnonUserProhibited',
    )
    expect(
      await m.must(
        'PATCH',
        `/orders/Outgoing/${order.ID}/fromuser`,
        { FirstName: 'Guest', Email: 'g@example.com' },
        guest,
      ),
    ).toMatchObject({ FromUser: { FirstName: 'Guest', Email: 'g@example.com' } })
    expect((await m.must('GET', '/me', undefined, guest)).FirstName).not.toBe('Guest')
  })

  it('needs a buyer user as context', async () => {
    expect(
      (
        await m.api('POST', '/apiclients', {
          AppName: 'x',
          AccessTokenDuration: 60,
          IsAnonBuyer: true,
          DefaultContextUserName: 'admin',
        })
      ).body.Errors[0].ErrorCode,
    ).toBe('ApiClient.RequiredNotAnonBuyer')
  })
})

describe('tokens that are not ours', () => {
  it.each([
    ['none', undefined],
    ['empty', 'Bearer '],
    ['no token', 'Bearer x'],
    ['another scheme', 'Basic abc'],
  ])('%s: 401 with the literal message', async (_, Authorization) => {
    const answer = await send('GET', '/me', undefined, Authorization ? { Authorization } : {})
    expect(answer).toMatchObject({
      status: 401,
      body: { Errors: [{ ErrorCode: 'InvalidToken', Message: 'Access token is invalid or expired.' }] },
    })
  })

  it('forged keys, alg none and changed claims are refused', async () => {
    const claims = decodeJwt(m.seller.token)
    const { privateKey } = await generateKeyPair('RS256')
    const kid = JSON.parse(atob(m.seller.token.split('.')[0]!)).kid
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey)
    const unsigned = `${btoa('{"alg":"none"}')}.${m.seller.token.split('.')[1]}.`
    const changed = m.seller.token.split('.')
    changed[1] = btoa(JSON.stringify({ ...claims, mkt: 'other' }))
      .replaceAll('=', '')
      .replaceAll('+', '-')
      .replaceAll('/', '_')
    for (const token of [forged, unsigned, changed.join('.')])
      expect((await m.api('GET', '/buyers', undefined, token)).status).toBe(401)
  })

  it('an expired token is refused', async () => {
    const { signToken } = await import('../../src/auth/tokens/token.ts')
    const expired = await signToken(env, m.seller.identity, 60, ORIGIN, Date.now() - 120_000)
    expect((await m.api('GET', '/me', undefined, expired)).status).toBe(401)
  })

  it('a token outlives neither its marketplace nor its client', async () => {
    const other = await marketplace()
    await env.DB.prepare('update api_clients set Active = 0 where ID = ?')
      .bind(other.clients.backOffice)
      .run()
    expect((await other.api('GET', '/me')).body.Errors[0].ErrorCode).toBe('Auth.ClientNotActive')
    await env.DB.prepare('update api_clients set Active = 1 where ID = ?')
      .bind(other.clients.backOffice)
      .run()
    await env.DB.prepare('update marketplaces set Active = 0 where ID = ?').bind(other.id).run()
    expect((await other.api('GET', '/me')).body.Errors[0].ErrorCode).toBe('Auth.SellerNotActive')
  })
})

describe('userinfo', () => {
  it('is a signed statement of who calls', async () => {
    const { body } = await send('GET', '/oauth/userinfo', undefined, {
      Authorization: `Bearer ${buyer.user.token}`,
    })
    expect(decodeJwt(body.identity_token)).toMatchObject({ sub: buyer.user.ID, company: buyer.ID })
    expect(body.expires_in).toBe(600)
  })
})
