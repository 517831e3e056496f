import { env } from 'cloudflare:workers'
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { ORIGIN, PASSWORD, send } from '../support/marketplace.ts'
import { beforeItWrites } from '../support/observe.ts'
import { buyer, byPassword, client, grant, granting, m } from './granting.ts'

granting()

describe('the password grant', () => {
  it('answers a token with the user’s roles, verifiable by the published key', async () => {
    const { status, body } = await byPassword()
    expect(status).toBe(200)
    expect(body).toMatchObject({ token_type: 'bearer', expires_in: 35999 })
    const { keys } = (await send('GET', '/.well-known/jwks.json', undefined, {})).body
    const { payload, protectedHeader } = await jwtVerify(body.access_token, createLocalJWKSet({ keys }), {
      // The Worker's clock runs a little otherwise than that of the test.
      clockTolerance: 60,
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
