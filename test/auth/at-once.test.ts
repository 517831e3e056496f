import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { hashSecret } from '../../src/auth/secrets.ts'
import { oneTimeCodes } from '../../src/auth/tables.ts'
import { hashCode } from '../../src/portal/codes.ts'
import { portalCodes } from '../../src/portal/tables.ts'
import {
  type Answer,
  type Marketplace,
  marketplace,
  PASSWORD,
  send,
  type User,
  write,
} from '../support/marketplace.ts'
import { account, newIP, outbox, portal, signIn } from '../support/portal.ts'

let m: Marketplace
let buyer: { ID: string; user: User }
/** A client with a secret. */
let closed: string
const SECRET = 'keep-this-to-yourself'
const IN_AN_HOUR = '2999-01-01T00:00:00.000+00:00'

beforeAll(async () => {
  m = await marketplace()
  buyer = await m.buyer()
  const client = {
    AppName: 'Server',
    Active: true,
    AccessTokenDuration: 600,
    AllowAnyBuyer: true,
    ClientSecret: SECRET,
    DefaultContextUserName: buyer.user.username,
  }
  closed = (await m.must('POST', '/apiclients', client)).ID
})

// The minute does not end in the middle of a test.
const MINUTE = 60_000
beforeEach(() => {
  const minute = Math.ceil(Date.now() / MINUTE) * MINUTE
  vi.spyOn(Date, 'now').mockReturnValue(minute + 1000)
  outbox()
})
afterEach(() => {
  vi.restoreAllMocks()
})

const grant = (form: Record<string, string>, ip: string) =>
  send('POST', '/oauth/token', new URLSearchParams(form).toString(), {
    'Content-Type': 'application/x-www-form-urlencoded',
    'CF-Connecting-IP': ip,
  })
const byPassword = (username: string, password: string, ip: string, more: Record<string, string> = {}) =>
  grant({ grant_type: 'password', client_id: m.clients.storefront, username, password, ...more }, ip)

const code = ({ status, body }: Answer) => (status < 300 ? 'ok' : (body.Errors[0].ErrorCode as string))
const times = <T>(n: number, one: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => one(i)))
const count = (all: string[], wanted: string) => all.filter((c) => c === wanted).length

/** A password that costs no hash: nobody can have it. */
const IMPOSSIBLE = 'x'.repeat(201)

describe('of many passwords sent at once for one name', () => {
  const flows: [string, () => Promise<(password: string) => Promise<Answer>>][] = [
    [
      'the token endpoint',
      async () => {
        const user = await m.user('Buyer', buyer.ID, ['Shopper'])
        return (password) => byPassword(user.username, password, newIP())
      },
    ],
    [
      'the portal’s sign-in',
      async () => {
        const { Username: username } = await account()
        return (password) => signIn({ grant_type: 'password', username, password })
      },
    ],
    [
      'the portal’s own pages',
      async () => {
        const { token } = await account()
        const body = (CurrentPassword: string) => ({ CurrentPassword, NewPassword: 'Another-Secret-2026' })
        return (password) => portal('PUT', '/me/password', body(password), token)
      },
    ],
  ]

  it.each(flows)(
    '%s compares ten at most, and the right one among the rest is refused as they are',
    async (_, flow) => {
      const guess = await flow()
      const answers = (await times(40, (i) => guess(i === 25 ? PASSWORD : `Wrong-Password-${i}`))).map(code)
      expect(count(answers, 'Auth.InvalidUsernameOrPassword')).toBeLessThanOrEqual(10)
      expect(answers.filter((c) => !/Invalid|LockedOut|TooMany/.test(c))).toEqual([])
      expect(['Auth.LockedOut', 'TooManyRequests']).toContain(answers[25])
    },
  )

  it('all that are right are let in', async () => {
    const user = await m.user('Buyer', buyer.ID, ['Shopper'])
    const ip = newIP()
    const answers = await times(12, () => byPassword(user.username, PASSWORD, ip))
    expect(answers.map(code)).toEqual(new Array(12).fill('ok'))
    const { FailedLoginAttempts } = await m.must('GET', `/buyers/${buyer.ID}/users/${user.ID}`)
    expect(FailedLoginAttempts).toBe(0)
  })
})

describe('of many secrets sent at once from one address', () => {
  /** Sends a wrong one, or the right one. */
  type Flow = (isRight: boolean, ip: string) => Promise<Answer>
  const flows: [string, () => Promise<Flow>][] = [
    [
      'of a client',
      async () => (isRight, ip) =>
        grant(
          { grant_type: 'client_credentials', client_id: closed, client_secret: isRight ? SECRET : 'guess' },
          ip,
        ),
    ],
    [
      'that refresh a token',
      async () => {
        const { refresh_token } = (await byPassword(buyer.user.username, PASSWORD, newIP())).body
        return (isRight, ip) =>
          grant(
            {
              grant_type: 'refresh_token',
              client_id: m.clients.storefront,
              refresh_token: isRight ? refresh_token : 'guess',
            },
            ip,
          )
      },
    ],
    [
      'that reset a password',
      async () => {
        const user = await m.user('Buyer', buyer.ID, ['Shopper'])
        const right = crypto.randomUUID()
        const Code = { Hash: hashSecret(right), Use: 'PasswordReset', UserKey: user.identity.key }
        await write(m.id, [[oneTimeCodes, { ...Code, Expires: IN_AN_HOUR }]])
        return (isRight, ip) =>
          send(
            'PUT',
            `/password/reset/${isRight ? right : 'guess'}`,
            {
              ClientID: m.clients.storefront,
              Username: isRight ? user.username : `nobody-${crypto.randomUUID()}`,
              Password: 'Another-Secret-2026',
            },
            { 'Content-Type': 'application/json', 'CF-Connecting-IP': ip },
          )
      },
    ],
    [
      'that refresh a token of the portal',
      async () => {
        const { Username: username } = await account()
        const { refresh_token } = (await signIn({ grant_type: 'password', username, password: PASSWORD }))
          .body
        return (isRight, ip) =>
          signIn(
            { grant_type: 'refresh_token', refresh_token: isRight ? refresh_token : 'guess' },
            '/oauth/token',
            ip,
          )
      },
    ],
    ...(['Reset', 'Unlock', 'VerifyEmail', 'Register'] as const).map(
      (kind): [string, () => Promise<Flow>] => [
        `of the portal’s codes (${kind})`,
        async () => {
          const who = await account()
          const right = crypto.randomUUID()
          const email = kind === 'Register' ? `new-${crypto.randomUUID()}@example.com` : who.Email
          const Subject = kind === 'VerifyEmail' ? who.Key : email
          const row = {
            Kind: kind,
            Subject,
            Hash: hashCode(right),
            Data: { Email: email },
            Expires: IN_AN_HOUR,
          }
          await write('', [[portalCodes, row]])
          return (isRight, ip) => {
            const Code = isRight ? right : 'guess'
            // Guesses name nobody, so that the code itself stays good.
            const Email = isRight ? email : `${crypto.randomUUID()}@example.com`
            const Password = 'Another-Secret-2026'
            if (kind === 'Reset')
              return portal('POST', '/resetpassword', { Email, Password, Code }, undefined, ip)
            if (kind === 'Unlock') return portal('POST', '/unlock', { Email, Code }, undefined, ip)
            if (kind === 'VerifyEmail') return portal('POST', '/confirmation', { Code }, who.token, ip)
            const Username = `n${crypto.randomUUID().slice(0, 8)}`
            return portal('POST', '/verify', { Email, Username, Password, Code }, undefined, ip)
          }
        },
      ],
    ),
  ]

  it.each(flows)(
    '%s, twenty are looked at, and then the right one is refused as they are',
    async (_, flow) => {
      const guess = await flow()
      const ip = newIP()
      const answers = (await times(40, () => guess(false, ip))).map(code)
      expect(count(answers, 'TooManyRequests')).toBe(20)
      const right = await guess(true, ip)
      expect([right.status, code(right)]).toEqual([429, 'TooManyRequests'])
      expect(Number(right.headers.get('Retry-After'))).toBeGreaterThan(0)
    },
  )

  it('a code of the portal’s bears ten wrong guesses, also at once and from anywhere', async () => {
    const who = await account()
    const right = crypto.randomUUID()
    const row = { Kind: 'Unlock', Subject: who.Email, Hash: hashCode(right), Expires: IN_AN_HOUR }
    await write('', [[portalCodes, row]])
    const guess = (Code: string) => portal('POST', '/unlock', { Email: who.Email, Code })
    await times(15, (i) => guess(`guess-${i}`))
    expect((await guess(right)).status).toBe(400)
  })

  it('all that are right are let in', async () => {
    const ip = newIP()
    const form = { grant_type: 'client_credentials', client_id: closed, client_secret: SECRET }
    expect((await times(60, () => grant(form, ip))).map(code)).toEqual(new Array(60).fill('ok'))
  })
})

describe('attempts', () => {
  it('from one IPv6 network are those of one, and an address is the same however it is written', async () => {
    const fail = async (ip: string) =>
      code(await grant({ grant_type: 'client_credentials', client_id: closed, client_secret: 'x' }, ip))
    for (let i = 0; i < 20; i++) expect(await fail(`2001:db8:7:1::${i + 1}`)).toBe('Auth.OauthError')
    expect(await fail('2001:0db8:0007:0001:ffff:0:0:1')).toBe('TooManyRequests')
    expect(await fail('2001:db8:7:2::1')).toBe('Auth.OauthError')
    for (let i = 0; i < 20; i++) await fail(i % 2 ? '198.51.100.77' : '::ffff:198.51.100.77')
    expect(await fail('198.51.100.77')).toBe('TooManyRequests')
  })

  it('by a client’s own server are those of the users it signs in, and not of its address', async () => {
    const ip = newIP()
    const by = (client: Record<string, string>) => (name: string) => byPassword(name, IMPOSSIBLE, ip, client)
    const own = by({ client_id: closed, client_secret: SECRET })
    for (let i = 0; i < 25; i++) expect(code(await own(`own-${i}`))).toBe('Auth.InvalidUsernameOrPassword')
    const right = { client_id: closed, client_secret: SECRET }
    expect(code(await byPassword(buyer.user.username, PASSWORD, ip, right))).toBe('ok')
    for (let i = 0; i < 20; i++) await own('one-name')
    expect(code(await own('one-name'))).toBe('TooManyRequests')
    // Anybody may be a client without a secret.
    const open = by({})
    for (let i = 0; i < 20; i++) await open(`open-${i}`)
    expect(code(await open('open'))).toBe('TooManyRequests')
  })

  it('without the client’s secret do not use up those of a user name', async () => {
    for (let i = 0; i < 25; i++)
      await byPassword('her-name', IMPOSSIBLE, newIP(), { client_id: closed, client_secret: 'guess' })
    const answer = await byPassword('her-name', IMPOSSIBLE, newIP(), {
      client_id: closed,
      client_secret: SECRET,
    })
    expect(code(answer)).toBe('Auth.InvalidUsernameOrPassword')
  })

  it('under a name that nobody has are answered as those of the users whom the client signs in', async () => {
    const strict = await marketplace()
    const one = await strict.buyer()
    const PasswordConfig = { AllowedFailedAttempts: 3, LockoutDuration: 60 }
    await strict.must('PUT', '/securityprofiles/strict', { Name: 'Strict', PasswordConfig })
    await strict.must('POST', '/securityprofiles/assignments', {
      SecurityProfileID: 'strict',
      BuyerID: one.ID,
    })
    const answers = async (name: string) => {
      const all: string[] = []
      for (let i = 0; i < 5; i++)
        all.push(
          code(await byPassword(name, 'Wrong-Password-1', newIP(), { client_id: strict.clients.storefront })),
        )
      return all
    }
    const known = await answers(one.user.username)
    expect(known.map((c) => c === 'Auth.LockedOut')).toEqual([false, false, false, true, true])
    expect(await answers('nobody')).toEqual(known)
    const { results } = await env.DB.prepare(
      'select Attempts, Most, LockedUntil is not null Locked from login_failures where Marketplace = ?',
    )
      .bind(strict.id)
      .all()
    expect(results[0]).toEqual(results[1])
  })

  it('with a password longer than any can be are refused as others, and are not compared', async () => {
    const who = await account()
    for (let i = 0; i < 12; i++) {
      const password = 'x'.repeat(i === 0 ? 100_000 : 201)
      const answers = [
        await byPassword(buyer.user.username, password, newIP()),
        await signIn({ grant_type: 'password', username: who.Username, password }),
      ]
      expect(answers.map(code)).toEqual(new Array(2).fill('Auth.InvalidUsernameOrPassword'))
    }
    // Failures of a name are counted where a password is compared.
    const counted = await env.DB.prepare('select Username from portal_login_failures where Username = ?1')
      .bind(who.Username)
      .all()
    expect(counted.results).toEqual([])
  })
})
