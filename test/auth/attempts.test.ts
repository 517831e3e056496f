import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { MINUTE, useDeliveries } from '../integration/harness.ts'
import { newUrl, receive } from '../integration/receiver.ts'
import { PASSWORD, send } from '../support/marketplace.ts'
import { account, failedSignIns, signIn } from '../support/portal.ts'
import { una } from './una.ts'

const t = useDeliveries()

const form = (fields: Record<string, string>, ip: string) =>
  send('POST', '/oauth/token', new URLSearchParams(fields).toString(), {
    'Content-Type': 'application/x-www-form-urlencoded',
    'CF-Connecting-IP': ip,
  })

/** A failure that takes no hash of a password. */
const fail = (client_id: string, username: string, ip: string) =>
  form({ grant_type: 'refresh_token', refresh_token: 'wrong', client_id, username }, ip)

const must = async (method: string, path: string, body?: unknown) => {
  const answer = await t.market.call(method, path, body)
  expect([path, answer.status < 300]).toEqual([path, true])
  return answer.body
}

beforeEach(async () => {
  // The minute does not end in the middle of a test.
  t.now = Math.ceil(t.now / MINUTE) * MINUTE + 1000
  await must('POST', '/buyers', { ID: 'acme', Name: 'Acme', Active: true })
  await must('PATCH', `/apiclients/${t.market.client}`, { AllowAnyBuyer: true })
})

describe('failures', () => {
  it('are blamed on nobody whose address a stranger spells', async () => {
    for (let i = 0; i < 20; i++) await fail('203.0.113.1', t.market.client, '198.51.100.1')
    expect((await fail(t.market.client, 'una', '203.0.113.1')).status).toBe(401)
    const who = await account()
    for (let i = 0; i < 20; i++) await fail('203.0.113.2', 'portal', '198.51.100.2')
    const form = { grant_type: 'password', username: who.Username, password: PASSWORD }
    expect((await signIn(form, '/oauth/token', '203.0.113.2')).status).toBe(200)
  })

  it('are blamed on no name that a stranger spells with another client', async () => {
    const { client } = t.market
    // Nobody can have such a password: it takes no hash either.
    const guess = (client_id: string, username: string, ip: string) =>
      form({ grant_type: 'password', password: 'x'.repeat(201), client_id, username }, ip)
    for (let i = 0; i < 20; i++) await guess(`${client} Una`, 'Sure', `203.0.113.${i + 20}`)
    expect((await guess(client, 'Una Sure', '203.0.113.50')).status).toBe(401)
  })

  it('under a name that nobody can have are not written down', async () => {
    const stored = async (table: string) =>
      (await env.DB.prepare(`select max(length(Username)) longest from ${table}`).first<{
        longest: number
      }>())!.longest
    await failedSignIns('short', 1)
    const username = 'x'.repeat(100_000)
    const grant = { grant_type: 'password', username, password: 'wrong' }
    const answers = [
      await form({ ...grant, client_id: t.market.client }, '203.0.113.3'),
      await signIn(grant, '/oauth/token', '203.0.113.3'),
    ]
    expect(answers.map((a) => [a.status, a.body.Errors[0].ErrorCode])).toEqual([
      [401, 'Auth.InvalidUsernameOrPassword'],
      [401, 'Auth.InvalidUsernameOrPassword'],
    ])
    expect((await stored('login_failures')) ?? 0).toBeLessThanOrEqual(100)
    expect(await stored('portal_login_failures')).toBeLessThanOrEqual(100)
  })
})

it('a scope has an end: it is kept with the refresh token', async () => {
  const grant = { grant_type: 'password', client_id: t.market.client, username: 'una', password: PASSWORD }
  await must('POST', '/buyers/acme/users', { ...una, Password: PASSWORD })
  const refused = await form({ ...grant, scope: 'x'.repeat(4001) }, '203.0.113.4')
  expect([refused.status, refused.body.error]).toEqual([400, 'invalid_request'])
})

describe('messages to somebody who did not ask', () => {
  const ask = (body: Record<string, string>, ip: string) =>
    t.market.call('POST', '/password/reset', { ClientID: t.market.client, ...body }, '', {
      'CF-Connecting-IP': ip,
    })
  let mail: ReturnType<typeof receive>
  const letters = async () => {
    await t.deliver()
    return mail.splice(0).length
  }

  beforeEach(async () => {
    mail = receive()
    await must('POST', '/buyers/acme/users', una)
    await must('POST', '/messagesenders', {
      Name: 'Mailer',
      URL: newUrl(),
      SharedKey: 'Shared',
      MessageTypes: ['ForgottenPassword'],
      AllowAllBuyers: true,
    })
  })

  it('are at most twenty in a minute, also when they are asked for at once', async () => {
    await Promise.all(Array.from({ length: 40 }, (_, i) => ask({ Username: 'una' }, `192.0.2.${i}`)))
    expect(await letters()).toBe(20)
    expect((await ask({ Username: 'una' }, '192.0.2.99')).status).toBe(429)
  })

  it('are counted by the address where the name is empty', async () => {
    for (let i = 0; i < 20; i++) await ask({ Username: '', Email: 'una@example.com' }, `192.0.2.${i}`)
    expect((await ask({ Username: '', Email: 'una@example.com' }, '192.0.2.99')).status).toBe(429)
    expect(await letters()).toBe(20)
  })
})
