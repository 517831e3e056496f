import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { toWire } from '../../src/api/time.ts'
import { MINUTE, useDeliveries } from '../integration/harness.ts'
import { newUrl, type Received, receive } from '../integration/receiver.ts'
import { PASSWORD, PASSWORD_HASH, send } from '../support/marketplace.ts'

const t = useDeliveries()

type Values = Record<string, unknown>
const NEW = 'Brand-New-Pass-1'

let mail: Received[]
const call = (method: string, path: string, body?: unknown, ip?: string) =>
  t.market.call(method, path, body, '', ip ? { 'CF-Connecting-IP': ip } : {})
const must = (method: string, path: string, body?: unknown) => t.market.call(method, path, body)

/** What was sent since the last look: of each message its type and body. */
async function letters() {
  await t.deliver()
  return mail
    .splice(0)
    .map(({ body }) => ({ type: body.MessageType, to: body.Recipient.ID, ...body.EventBody }))
}

const codeOf = async (error: Promise<{ status: number; body: Values }>) => {
  const { status, body } = await error
  return [status, (body?.Errors as { ErrorCode: string }[] | undefined)?.[0]?.ErrorCode]
}

const signIn = (username: string, password: string) =>
  send(
    'POST',
    '/oauth/token',
    new URLSearchParams({
      grant_type: 'password',
      client_id: t.market.client,
      username,
      password,
    }).toString(),
    { 'Content-Type': 'application/x-www-form-urlencoded' },
  )

/** A user, and what came of inviting them. */
const user = async (ID: string, more: Values = {}) => {
  await newUser(ID, more)
  await letters()
}
const newUser = (ID: string, more: Values = {}) =>
  must('POST', '/buyers/acme/users', {
    ID,
    Username: ID,
    FirstName: 'Una',
    LastName: 'Sure',
    Email: `${ID}@example.com`,
    Active: true,
    ...more,
  })

const ask = (more: Values = {}, ip?: string) =>
  call(
    'POST',
    '/password/reset',
    { ClientID: t.market.client, Username: 'una', URL: 'https://shop.example/reset', ...more },
    ip,
  )

const reset = (code: string, more: Values = {}) =>
  call('PUT', `/password/reset/${code}`, {
    ClientID: t.market.client,
    Username: 'una',
    Password: NEW,
    ...more,
  })

/** Rules for the passwords of the buyer's users. */
async function policy(PasswordConfig: Values) {
  await must('POST', '/securityprofiles', { ID: 'strict', Name: 'Strict', PasswordConfig })
  await must('POST', '/securityprofiles/assignments', { SecurityProfileID: 'strict', BuyerID: 'acme' })
}

/** Asks for a code and reads it in the message. */
async function code(): Promise<string> {
  await ask()
  return (await letters())[0].PasswordRenewalVerificationCode
}

beforeEach(async () => {
  mail = receive()
  await must('POST', '/buyers', { ID: 'acme', Name: 'Acme', Active: true })
  await must('PATCH', `/apiclients/${t.market.client}`, { AllowAnyBuyer: true, RefreshTokenDuration: 60 })
  await newUser('una')
  await env.DB.prepare(
    'update users set PasswordHash = ?, PasswordLastSetDate = ? where Marketplace = ? and ID = ?',
  )
    .bind(PASSWORD_HASH, toWire(t.now), t.market.id, 'una')
    .run()
  await must('POST', '/messagesenders', {
    Name: 'Mailer',
    URL: newUrl(),
    SharedKey: 'Shared',
    MessageTypes: ['ForgottenPassword', 'ForgottenUsername', 'OneTimePassword', 'NewUserInvitation'],
    AllowAllBuyers: true,
  })
})

describe('a forgotten password', () => {
  test('is reset by the code in the message, once', async () => {
    expect((await ask()).status).toBe(204)
    const [letter, ...more] = await letters()
    expect(more).toEqual([])
    expect(letter).toMatchObject({
      type: 'ForgottenPassword',
      to: 'una',
      Username: 'una',
      PasswordRenewalUrl: 'https://shop.example/reset',
    })
    expect((await reset(letter.PasswordRenewalVerificationCode)).status).toBe(204)
    expect((await signIn('una', NEW)).status).toBe(200)
    expect((await signIn('una', PASSWORD)).status).toBe(401)
    expect(await codeOf(reset(letter.PasswordRenewalVerificationCode, { Password: `${NEW}-3` }))).toEqual([
      400,
      'PasswordReset.InvalidVerification',
    ])
  })

  test('is reset by the token in the message, which is good for nothing else', async () => {
    await ask()
    const [{ PasswordRenewalAccessToken: token }] = await letters()
    const others = async () => [
      (await t.market.call('PATCH', '/me', { FirstName: 'X' }, token)).status,
      (await t.market.call('GET', '/me/products', undefined, token)).status,
    ]
    expect(await others()).toEqual([403, 403])
    const set = await t.market.call('POST', '/me/password', { NewPassword: NEW }, token)
    expect(set.status).toBe(204)
    expect((await signIn('una', NEW)).status).toBe(200)
    // It ends with the password it set, as every other token of the user.
    expect(await others()).toEqual([401, 401])
  })

  test('is used by one of ten who send the code at once', async () => {
    const sent = await code()
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => reset(sent, { Password: `${NEW}-${i}` }).then((a) => a.status)),
    )
    expect(answers.filter((s) => s === 204)).toEqual([204])
    expect(answers.filter((s) => s !== 204)).toEqual(new Array(9).fill(400))
  })

  test('ends the lockout, refresh tokens and other codes', async () => {
    const { refresh_token } = (await signIn('una', PASSWORD)).body
    const other = await code()
    const sent = await code()
    await policy({ AllowedFailedAttempts: 2 })
    for (let i = 0; i < 2; i++) await signIn('una', 'wrong')
    expect((await signIn('una', PASSWORD)).body.Errors[0].ErrorCode).toBe('Auth.LockedOut')
    expect((await reset(sent)).status).toBe(204)
    expect((await signIn('una', NEW)).status).toBe(200)
    expect((await reset(other)).status).toBe(400)
    const again = await send(
      'POST',
      '/oauth/token',
      new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: t.market.client,
        refresh_token,
      }).toString(),
      { 'Content-Type': 'application/x-www-form-urlencoded' },
    )
    expect(again.status).toBe(401)
  })

  test('does not end a lockout that only an administrator may end', async () => {
    await policy({ LockoutDuration: 0, AllowedFailedAttempts: 2 })
    const sent = await code()
    for (let i = 0; i < 2; i++) await signIn('una', 'wrong')
    expect(await codeOf(reset(sent))).toEqual([400, 'PasswordReset.LockedOut'])
    await must('POST', '/buyers/acme/users/una/unlock')
    expect((await reset(sent)).status).toBe(204)
  })

  test('follows the policy: requirements, reuse, and how soon it may change', async () => {
    await policy({ LimitPasswordReuse: 2, MinimumPasswordAge: 30, MinimumCharacterCount: 12 })
    const sent = await code()
    expect(await codeOf(reset(sent))).toEqual([400, 'PasswordReset.TooSoonToChange'])
    t.now += 31 * MINUTE
    const weak = await reset(sent, { Password: 'Short-1' })
    expect(weak.body.Errors[0]).toMatchObject({
      ErrorCode: 'PasswordReset.InsecurePassword',
      Data: { MinimumCharacterCount: 12, UpperCaseRequired: true },
    })
    expect(await codeOf(reset(sent, { Password: PASSWORD }))).toEqual([
      400,
      'PasswordReset.CannotReusePassword',
    ])
    expect((await reset(sent)).status).toBe(204)
  })

  test('needs the user, the client and the time the code is for', async () => {
    await user('ulf')
    const sent = await code()
    const invalid = [400, 'PasswordReset.InvalidVerification']
    expect(await codeOf(reset('wrong'))).toEqual(invalid)
    expect(await codeOf(reset(sent, { Username: 'ulf' }))).toEqual(invalid)
    expect(await codeOf(reset(sent, { Username: null }))).toEqual([400, 'PasswordReset.MissingUsername'])
    expect(await codeOf(reset(sent, { ClientID: 'none' }))).toEqual([
      400,
      'PasswordReset.MissingOrInvalidClientID',
    ])
    const { ID } = (
      await must('POST', '/apiclients', {
        AppName: 'Other',
        Active: true,
        AccessTokenDuration: 60,
        AllowAnyBuyer: true,
      })
    ).body
    expect(await codeOf(reset(sent, { ClientID: ID }))).toEqual(invalid)
    t.now += 121 * MINUTE
    expect(await codeOf(reset(sent))).toEqual(invalid)
  })

  test('is asked for by name, by address, or by both when they belong together', async () => {
    await user('ulf', { Email: 'una@example.com' })
    await ask({ Username: null, Email: 'UNA@example.com' })
    expect((await letters()).map((l) => l.to).sort()).toEqual(['ulf', 'una'])
    await ask({ Email: 'una@example.com' })
    expect((await letters()).map((l) => l.to)).toEqual(['una'])
    await ask({ Email: 'other@example.com' })
    expect(await letters()).toEqual([])
    expect(await codeOf(ask({ Username: null }))).toEqual([400, 'PasswordReset.MissingUsernameOrEmail'])
  })

  test('tells nobody who is there: strangers, inactive users and those of other clients get the same answer', async () => {
    await user('ivy', { Active: false })
    await must('PATCH', `/apiclients/${t.market.client}`, { AllowSeller: false })
    const answers = await Promise.all(
      ['una', 'nobody', 'ivy', 'admin'].map(async (Username) => {
        const { status, body } = await ask({ Username })
        return [status, body]
      }),
    )
    expect(new Set(answers.map((a) => JSON.stringify(a)))).toEqual(new Set(['[204,null]']))
    expect((await letters()).map((l) => l.to)).toEqual(['una'])
  })
})

test('an invitation sets the first password', async () => {
  await newUser('new')
  const [letter] = await letters()
  expect(letter).toMatchObject({ type: 'NewUserInvitation', to: 'new', PasswordRenewalUrl: null })
  expect((await signIn('new', NEW)).status).toBe(401)
  expect((await reset(letter.PasswordRenewalVerificationCode, { Username: 'new' })).status).toBe(204)
  expect((await signIn('new', NEW)).status).toBe(200)
})

describe('a forgotten username', () => {
  const retrieve = (query: string) => call('POST', `/username/retrieve?${query}`)

  test('is sent to the address it belongs to, one message each', async () => {
    await user('ulf', { Email: 'una@example.com' })
    const answer = await retrieve(`clientID=${t.market.client}&email=una@example.com`)
    expect([answer.status, answer.body]).toEqual([200, null])
    expect((await letters()).map((l) => [l.type, l.Username]).sort()).toEqual([
      ['ForgottenUsername', 'ulf'],
      ['ForgottenUsername', 'una'],
    ])
  })

  test('needs client and address', async () => {
    for (const query of ['', `clientID=${t.market.client}`, 'email=una@example.com'])
      expect(await codeOf(retrieve(query))).toEqual([400, 'Auth.ClientIDAndEmailRequired'])
    expect((await retrieve('clientID=none&email=una@example.com')).status).toBe(200)
  })
})

describe('a one-time password', () => {
  const request = (more: Values = { Username: 'una' }) =>
    call('POST', '/password/onetimepassword', { ClientID: t.market.client, ...more })
  const password = async () => {
    await request()
    return (await letters())[0].OneTimePassword as string
  }

  test('signs its user in once, policy or not', async () => {
    expect((await request()).status).toBe(204)
    const [letter] = await letters()
    expect(letter).toMatchObject({ type: 'OneTimePassword', Username: 'una', ClientID: t.market.client })
    expect(letter.OneTimePassword).toMatch(/^[A-Z2-9]{10}$/)
    expect((await signIn('una', letter.OneTimePassword)).status).toBe(200)
    expect((await signIn('una', letter.OneTimePassword)).status).toBe(401)
  })

  test('is used by one of ten at once', async () => {
    const once = await password()
    const answers = await Promise.all(Array.from({ length: 10 }, () => signIn('una', once)))
    expect(answers.filter((a) => a.status === 200).length).toBe(1)
  })

  test('ends after ten minutes, with a new password, and is no other user’s', async () => {
    const late = await password()
    await user('ulf')
    expect((await signIn('ulf', late)).status).toBe(401)
    t.now += 11 * MINUTE
    expect((await signIn('una', late)).status).toBe(401)
    const replaced = await password()
    await must('PATCH', '/buyers/acme/users/una', { Password: NEW })
    expect((await signIn('una', replaced)).status).toBe(401)
  })

  test('is not given while the account is locked out, and wrong ones count', async () => {
    const once = await password()
    await policy({ AllowedFailedAttempts: 2 })
    for (let i = 0; i < 2; i++) await signIn('una', 'AAAAAAAAAA')
    expect((await signIn('una', once)).body.Errors[0].ErrorCode).toBe('Auth.LockedOut')
  })

  test('needs a name or an address, which belong together', async () => {
    expect(await codeOf(request({}))).toEqual([400, 'OneTimePasswordRequest.UsernameOrEmailRequired'])
    expect((await request({ Username: 'una', Email: 'other@example.com' })).status).toBe(204)
    expect(await letters()).toEqual([])
  })
})

describe('attempts of a minute', () => {
  const form = (ip: string, fields: Record<string, string>) =>
    send('POST', '/oauth/token', new URLSearchParams({ client_id: t.market.client, ...fields }).toString(), {
      'Content-Type': 'application/x-www-form-urlencoded',
      'CF-Connecting-IP': ip,
    })
  /** A failure that takes no hash of a password. */
  const fail = async (username: string, ip: string) =>
    (await form(ip, { grant_type: 'refresh_token', refresh_token: 'wrong', username })).status
  const succeed = (ip: string) => form(ip, { grant_type: 'password', username: 'una', password: PASSWORD })

  test('beyond twenty failures of an address and client are refused with the time to wait, then forgotten', async () => {
    t.now = Math.ceil(t.now / MINUTE) * MINUTE + 15_000
    for (let i = 0; i < 20; i++) expect(await fail(`user${i}`, '192.0.2.1')).toBe(401)
    const refused = await succeed('192.0.2.1')
    expect([refused.status, refused.body.Errors[0].ErrorCode]).toEqual([429, 'TooManyRequests'])
    expect(refused.headers.get('Retry-After')).toBe('45')
    expect((await succeed('192.0.2.2')).status).toBe(200)
    t.now += MINUTE
    expect((await succeed('192.0.2.1')).status).toBe(200)
  })

  test('count for one user name from many addresses', async () => {
    const answers: number[] = []
    for (let i = 0; i < 22; i++) answers.push(await fail('una', `192.0.2.${i + 10}`))
    expect(answers).toEqual([...new Array(20).fill(401), 429, 429])
  })

  test('that succeed are not counted', async () => {
    for (let i = 0; i < 19; i++) await fail('una', '192.0.2.3')
    for (let i = 0; i < 3; i++) expect((await succeed('192.0.2.3')).status).toBe(200)
  })

  test('of codes and of asking for them are counted alike', async () => {
    for (let i = 0; i < 20; i++) await ask({ Username: `user${i}` }, '192.0.2.4')
    expect((await ask({}, '192.0.2.4')).status).toBe(429)
    for (let i = 0; i < 20; i++) expect((await reset(`guess${i}`)).status).toBe(400)
    expect((await reset('guess')).status).toBe(429)
  })
})
