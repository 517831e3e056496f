import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { PASSWORD } from '../support/marketplace.ts'
import { account, failedSignIns, newIP, outbox, portal, signIn, tokenOf } from '../support/portal.ts'

const NEW_PASSWORD = 'Another-Quay-2026'
let mail: ReturnType<typeof outbox>
beforeEach(() => {
  mail = outbox()
})

const unique = () => `p${crypto.randomUUID().slice(0, 8)}`
const codes = (answer: { body: { Errors: { ErrorCode: string }[] } }) =>
  answer.body.Errors.map((e) => e.ErrorCode)

/** Registers an address and returns the code it is mailed. */
async function registered(email: string) {
  expect((await portal('POST', '/register', { Email: email })).status).toBe(204)
  return mail.code(email, 'Register')
}

const person = (Username: string, more: Record<string, unknown> = {}) => ({
  Username,
  Password: PASSWORD,
  Name: 'Nina New',
  ...more,
})

describe('registration', () => {
  it('makes an account with the mailed code, which signs in and is the owner of its address', async () => {
    const name = unique()
    const Code = await registered(`${name}@example.com`)
    expect((await portal('POST', '/verify', person(name, { Code }))).status).toBe(204)
    const session = await signIn({ grant_type: 'password', username: name, password: PASSWORD })
    expect(session.body).toMatchObject({
      token_type: 'bearer',
      expires_in: 3599,
      refresh_token: expect.any(String),
    })
    const me = await portal('GET', '/me', undefined, session.body.access_token)
    expect(me.body).toMatchObject({
      Username: name,
      Email: `${name}@example.com`,
      Name: 'Nina New',
      Verified: true,
      TermsAccepted: null,
    })
  })

  it('takes a code once, also when it comes twice at the same time', async () => {
    const name = unique()
    const Code = await registered(`${name}@example.com`)
    const answers = await Promise.all(
      ['a', 'b'].map((x) => portal('POST', '/verify', person(`${name}${x}`, { Code }))),
    )
    expect(answers.map((a) => a.status).sort()).toEqual([204, 400])
    const again = await portal('POST', '/verify', person(`${name}c`, { Code }))
    expect(codes(again)).toEqual(['Registration.InvalidVerificationCode'])
  })

  it('takes a code as a person copies it, until it expires', async () => {
    const name = unique()
    const Email = `${name}@example.com`
    const Code = await registered(Email)
    const typed = ` ${Code.toLowerCase().replaceAll('-', '')} `
    await env.DB.prepare(
      "update portal_codes set Expires = '2020-01-01T00:00:00.000+00:00' where Subject = ?",
    )
      .bind(Email)
      .run()
    expect((await portal('POST', '/verify', person(name, { Code: typed }))).status).toBe(400)
    await env.DB.prepare(
      "update portal_codes set Expires = '2999-01-01T00:00:00.000+00:00' where Subject = ?",
    )
      .bind(Email)
      .run()
    expect((await portal('POST', '/verify', person(name, { Code: typed }))).status).toBe(204)
  })

  it('gives up a code after ten wrong guesses at it, from wherever they came', async () => {
    const name = unique()
    const Email = `${name}@example.com`
    const Code = await registered(Email)
    for (let i = 0; i < 10; i++)
      expect((await portal('POST', '/verify', person(name, { Code: `wrong-${i}`, Email }))).status).toBe(400)
    expect((await portal('POST', '/verify', person(name, { Code, Email }))).status).toBe(400)
  })

  it('keeps only the hash of a code', async () => {
    const Email = `${unique()}@example.com`
    const Code = await registered(Email)
    const row = await env.DB.prepare('select * from portal_codes where Subject = ?').bind(Email).first()
    expect(JSON.stringify(row)).not.toContain(Code)
    expect(row!.Hash).toMatch(/^[0-9a-f]{64}$/)
  })

  it('does not tell whether an address has an account, but its owner', async () => {
    const there = await account()
    const answer = await portal('POST', '/register', { Email: there.Email })
    expect([answer.status, answer.body]).toEqual([204, null])
    await mail.last(there.Email, 'AlreadyRegistered')
    expect(mail.mails.filter((m) => m.Kind === 'Register' && m.To === there.Email)).toEqual([])
  })

  it('refuses a taken username and keeps the code, a weak password, and a name that no path could have', async () => {
    const there = await account()
    const name = unique()
    const Code = await registered(`${name}@example.com`)
    const taken = await portal('POST', '/verify', person(there.Username.toUpperCase(), { Code }))
    expect([taken.status, codes(taken)]).toEqual([409, ['User.UsernameMustBeUnique']])
    const weak = await portal('POST', '/verify', person(name, { Code, Password: 'short' }))
    expect([weak.status, codes(weak)]).toEqual([400, ['Auth.InsecurePassword']])
    for (const bad of ['a b', 'a@b', '..', '-x', 'ä'])
      expect((await portal('POST', '/verify', person(bad, { Code }))).status).toBe(400)
    expect((await portal('POST', '/verify', person(name, { Code }))).status).toBe(204)
  })
})

describe('signing in', () => {
  it('answers a wrong password and an unknown name alike', async () => {
    const { Username } = await account()
    const wrong = await signIn({ grant_type: 'password', username: Username, password: 'wrong' })
    const unknown = await signIn({ grant_type: 'password', username: unique(), password: 'wrong' })
    expect([wrong.status, wrong.body]).toEqual([unknown.status, unknown.body])
    expect(wrong.body).toMatchObject({
      error: 'invalid_grant',
      ErrorCode: 'Auth.InvalidUsernameOrPassword',
      Errors: [{ ErrorCode: 'Auth.InvalidUsernameOrPassword' }],
    })
  })

  it('locks a name, known or not, after ten failures; the mailed code unlocks it', async () => {
    const { Username, Email } = await account()
    for (const username of [Username, unique()]) {
      await failedSignIns(username, 8)
      for (let i = 0; i < 2; i++) await signIn({ grant_type: 'password', username, password: 'wrong' })
      const locked = await signIn({ grant_type: 'password', username, password: PASSWORD })
      expect(codes(locked)).toEqual(['Auth.LockedOut'])
    }
    const Code = await mail.code(Email, 'UnlockAccount')
    expect((await portal('POST', '/unlock', { Email, Code: 'wrong' })).status).toBe(400)
    expect((await portal('POST', '/unlock', { Email, Code })).status).toBe(204)
    const session = await signIn({ grant_type: 'password', username: Username, password: PASSWORD })
    expect(session.status).toBe(200)
    expect((await portal('POST', '/unlock', { Email, Code })).status).toBe(400)
  })

  it('refreshes with a token that stays, until it is revoked', async () => {
    const { Username } = await account()
    const { body } = await signIn({ grant_type: 'password', username: Username, password: PASSWORD })
    const refresh = { grant_type: 'refresh_token', refresh_token: body.refresh_token as string }
    for (let i = 0; i < 2; i++) {
      const again = await signIn(refresh)
      expect(again.body.refresh_token).toBe(body.refresh_token)
      expect((await portal('GET', '/me', undefined, again.body.access_token)).status).toBe(200)
    }
    expect((await signIn({ token: refresh.refresh_token }, '/oauth/revoke')).status).toBe(204)
    expect(codes(await signIn(refresh))).toEqual(['Auth.OauthError'])
  })

  it('is refused to who is not active, after the password, and their tokens with it', async () => {
    const { Username, Key, token } = await account()
    await env.DB.prepare('update portal_accounts set Active = 0 where Key = ?').bind(Key).run()
    const right = await signIn({ grant_type: 'password', username: Username, password: PASSWORD })
    expect(codes(right)).toEqual(['Auth.UserNotActive'])
    expect(codes(await portal('GET', '/me', undefined, token))).toEqual(['Auth.UserNotActive'])
  })

  it('wants a grant that is known', async () => {
    expect((await signIn({ grant_type: 'client_credentials' })).body.error).toBe('unsupported_grant_type')
    expect((await signIn({ grant_type: 'password' })).status).toBe(400)
    expect((await signIn({ grant_type: 'refresh_token' })).body.error).toBe('invalid_request')
  })
})

describe('too many attempts of one address', () => {
  it('are refused for the rest of the minute, whatever they try', async () => {
    const ip = newIP()
    const { Username, Email } = await account()
    for (let i = 0; i < 20; i++)
      await portal(
        'POST',
        '/resetpassword',
        { Email: `x${i}@example.com`, Password: PASSWORD, Code: 'wrong' },
        undefined,
        ip,
      )
    const right = await signIn(
      { grant_type: 'password', username: Username, password: PASSWORD },
      '/oauth/token',
      ip,
    )
    expect([right.status, codes(right)]).toEqual([429, ['TooManyRequests']])
    expect(Number(right.headers.get('Retry-After'))).toBeGreaterThan(0)
    expect(Number(right.headers.get('Retry-After'))).toBeLessThanOrEqual(60)
    for (const path of ['/register', '/forgotpassword'])
      expect((await portal('POST', path, { Email }, undefined, ip)).status).toBe(429)
    expect((await signIn({ grant_type: 'password', username: Username, password: PASSWORD })).status).toBe(
      200,
    )
  })

  it('are counted also when they come at once', async () => {
    const ip = newIP()
    const guess = (i: number) => ({ Email: `y${i}@example.com`, Password: PASSWORD, Code: 'wrong' })
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => portal('POST', '/resetpassword', guess(i), undefined, ip)),
    )
    expect(answers.filter((a) => a.status === 400)).toHaveLength(20)
    expect(answers.filter((a) => a.status === 429)).toHaveLength(20)
  })
})

describe('a forgotten password', () => {
  it('is set with the mailed code, and ends every session', async () => {
    const { Username, Email, Key, token } = await account()
    const { body } = await signIn({ grant_type: 'password', username: Username, password: PASSWORD })
    expect((await portal('POST', '/forgotpassword', { Email })).status).toBe(204)
    const Code = await mail.code(Email, 'ResetPassword')
    const weak = await portal('POST', '/resetpassword', { Email, Password: 'weak', Code })
    expect(codes(weak)).toEqual(['Auth.InsecurePassword'])
    const answer = await portal('POST', '/resetpassword', { Email, Password: NEW_PASSWORD, Code })
    expect([answer.status, answer.body.Username]).toEqual([200, Username])
    expect((await portal('POST', '/resetpassword', { Email, Password: PASSWORD, Code })).status).toBe(400)
    expect(codes(await portal('GET', '/me', undefined, token))).toEqual(['Auth.TokenRevoked'])
    expect((await portal('GET', '/me', undefined, await tokenOf(Key, Username, 1))).status).toBe(200)
    const refresh = { grant_type: 'refresh_token', refresh_token: body.refresh_token as string }
    expect((await signIn(refresh)).status).toBe(401)
    expect((await signIn({ grant_type: 'password', username: Username, password: PASSWORD })).status).toBe(
      401,
    )
    const fresh = await signIn({ grant_type: 'password', username: Username, password: NEW_PASSWORD })
    expect(fresh.status).toBe(200)
  })

  it('is not set any more when it was changed otherwise', async () => {
    const who = await account()
    await portal('POST', '/forgotpassword', { Email: who.Email })
    const Code = await mail.code(who.Email, 'ResetPassword')
    await who.must('PUT', '/me/password', { CurrentPassword: PASSWORD, NewPassword: NEW_PASSWORD })
    const late = await portal('POST', '/resetpassword', {
      Email: who.Email,
      Password: 'Third-Quay-2026',
      Code,
    })
    expect([late.status, codes(late)]).toEqual([400, ['PasswordReset.InvalidVerification']])
  })

  it('does not tell which addresses have an account', async () => {
    const Email = `${unique()}@example.com`
    const asked = await portal('POST', '/forgotpassword', { Email })
    expect([asked.status, asked.body]).toEqual([204, null])
    const there = await account()
    const guess = (email: string) =>
      portal('POST', '/resetpassword', { Email: email, Password: NEW_PASSWORD, Code: 'x' })
    expect((await guess(Email)).body).toEqual((await guess(there.Email)).body)
  })

  it('is not mailed again within a minute', async () => {
    const { Email } = await account()
    await portal('POST', '/forgotpassword', { Email })
    const code = await mail.code(Email, 'ResetPassword')
    await portal('POST', '/forgotpassword', { Email })
    await portal('POST', '/resetpassword', { Email, Password: NEW_PASSWORD, Code: code })
    expect(mail.mails.filter((m) => m.To === Email && m.Kind === 'ResetPassword')).toHaveLength(1)
  })
})
