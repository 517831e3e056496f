import { env } from 'cloudflare:workers'
import { decodeJwt, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { marketplace, ORIGIN, PASSWORD, send } from '../support/marketplace.ts'
import { beforeItWrites } from '../support/observe.ts'
import { buyer, byPassword, client, grant, granting, m } from './granting.ts'

granting()

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
