import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { newUrl, receive } from '../integration/receiver.ts'
import { type Answer, type Marketplace, marketplace, PASSWORD, type User } from '../support/marketplace.ts'
import { account, organization, outbox } from '../support/portal.ts'

let m: Marketplace
let buyer: { ID: string; user: User }

// The minute does not end in the middle of a test.
const MINUTE = 60_000
beforeEach(() => {
  const minute = Math.ceil(Date.now() / MINUTE) * MINUTE
  vi.spyOn(Date, 'now').mockReturnValue(minute + 1000)
  outbox()
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

beforeAll(async () => {
  m = await marketplace()
  buyer = await m.buyer()
})

let made = 0
const person = () => ({
  Username: `p${++made}`,
  FirstName: 'Pia',
  LastName: 'New',
  Email: `p${made}@example.com`,
  Active: true,
})

/** A guest of a shop, as a token of an order of their own. */
const guest = () =>
  m.as(buyer.user, { client: m.clients.guests, order: crypto.randomUUID(), roles: ['Shopper'] })
const register = async (body: object, ip: string) =>
  m.api('PUT', '/me/register', body, await guest(), { 'CF-Connecting-IP': ip })

/** Does it until it is refused for the minute; as many as are allowed must have been done. */
async function untilRefused(most: number, one: (i: number) => Promise<Answer>) {
  for (let i = 0; i < most; i++) {
    const { status, body } = await one(i)
    expect([i, status < 300, body]).toEqual([i, true, body])
  }
  const refused = await one(most)
  expect([refused.status, refused.body.Errors[0].ErrorCode]).toEqual([429, 'TooManyRequests'])
  expect(refused.headers.get('Retry-After')).toBe('59')
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + MINUTE)
  expect((await one(most + 1)).status).toBeLessThan(300)
}

describe('a minute has a limit', () => {
  it('for registrations from one address', async () => {
    await untilRefused(20, () => register(person(), '198.51.100.1'))
    expect((await register(person(), '198.51.100.2')).status).toBe(200)
  })

  it('for registrations that are sent at once', async () => {
    const all = await Promise.all(Array.from({ length: 40 }, () => register(person(), '198.51.100.3')))
    expect(all.filter((a) => a.status === 200).length).toBe(20)
    expect(all.filter((a) => a.status === 429).length).toBe(20)
  })

  it('for invitations to a collection', async () => {
    const { ID } = await m.must('POST', '/me/productcollections', { Name: 'Wishes' }, buyer.user)
    const path = `/me/productcollections/${ID}/invitations`
    await untilRefused(20, (i) => m.api('POST', path, { Name: `Invitation ${i}` }, buyer.user))
  })

  it('for the invitations of new users, where somebody sends them', async () => {
    receive()
    const shop = await marketplace()
    const { ID } = await shop.buyer()
    const create = (more: object = {}) => shop.api('POST', `/buyers/${ID}/users`, { ...person(), ...more })
    for (let i = 0; i < 70; i++) expect((await create()).status).toBe(201)
    await shop.must('POST', '/messagesenders', {
      Name: 'Mailer',
      URL: newUrl(),
      SharedKey: 'Shared',
      MessageTypes: ['NewUserInvitation'],
      AllowAllBuyers: true,
    })
    await untilRefused(60, () => create())
    // To one address fewer, whoever has them sent.
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + MINUTE)
    await untilRefused(20, () => create({ Email: 'one@example.com' }))
  })

  it('for mails of the portal to addresses that an account names', async () => {
    const owner = await account()
    const id = await organization(owner)
    await owner.must('PUT', `/teams/${id}`, { Name: 'Crew' })
    const invite = (email: string) =>
      owner.api('PUT', `/organizations/${id}/access/users/${email}`, { Roles: [] })
    await untilRefused(20, (i) => invite(`guest${i}-${id}@example.com`))
    const other = await account()
    const mine = await organization(other)
    await other.must('PUT', `/teams/${mine}`, { Name: 'Crew' })
    const intoTeam = (i: number) =>
      other.api('POST', `/teams/${mine}/members`, { Username: `member${i}-${mine}@example.com` })
    await untilRefused(20, intoTeam)
  })

  it('for changes of an email address', async () => {
    const who = await account()
    const change = () => who.api('PUT', '/me/email', { Email: `new-${who.Email}`, Password: PASSWORD })
    await untilRefused(10, change)
  })
})

it('what is kept of a request to know its repeat by says nothing of a password', async () => {
  const kept = async (Password: string) => {
    const key = crypto.randomUUID()
    const body = { ...person(), ID: 'same', Username: 'same', Email: 'same@example.com', Password }
    await m.api('DELETE', `/buyers/${buyer.ID}/users/same`)
    await m.api('POST', `/buyers/${buyer.ID}/users`, body, 'seller', { 'Idempotency-Key': key })
    return env.DB.prepare('select Request from idempotency_keys where Marketplace = ? and IdempotencyKey = ?')
      .bind(m.id, key)
      .first('Request')
  }
  const [one, other] = [await kept('Some-Password-2026'), await kept('Other-Password-2026')]
  expect(one).toEqual(expect.any(String))
  expect(other).toBe(one)
})

it('a repeat of what told a secret is refused, and says why', async () => {
  const key = { 'Idempotency-Key': crypto.randomUUID() }
  const as = await guest()
  const body = person()
  const repeats: (() => Promise<Answer>)[] = [
    () => m.api('PUT', '/me/register', body, as, key),
    () => m.api('POST', `/apiclients/${m.clients.storefront}/secrets`, { Name: 'CI' }, 'seller', key),
  ]
  for (const send of repeats) {
    expect((await send()).status).toBeLessThan(300)
    const again = await send()
    expect([again.status, again.body.Errors[0].ErrorCode]).toEqual([409, 'Idempotency.AnswerNotKept'])
    expect(again.body.Errors[0].Message).toContain('secret')
  }
})
