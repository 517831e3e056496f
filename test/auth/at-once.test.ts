import { describe, expect, it } from 'vitest'
import { hashing } from '../../src/auth/passwords/passwords.ts'
import { hashSecret } from '../../src/auth/secrets.ts'
import { hashCode } from '../../src/portal/accounts/codes.ts'
import { oneTimeCodes } from '../../src/tables/auth/sign-in.ts'
import { portalCodes } from '../../src/tables/portal/accounts.ts'
import { type Answer, PASSWORD, send, write } from '../support/marketplace.ts'
import { account, newIP, portal, signIn } from '../support/portal.ts'
import { buyer, byPassword, closed, code, grant, guessing, m, SECRET } from './guessing.ts'

guessing()

const IN_AN_HOUR = '2999-01-01T00:00:00.000+00:00'
const times = <T>(n: number, one: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => one(i)))
const count = (all: string[], wanted: string) => all.filter((c) => c === wanted).length

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
    // Each is counted, and given back before the next has its turn.
    hashing.spacing = 400
    const user = await m.user('Buyer', buyer.ID, ['Shopper'])
    const ip = newIP()
    const answers = await times(12, () => byPassword(user.username, PASSWORD, ip))
    hashing.spacing = 0
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
    // Each is counted, and given back before the next has its turn.
    hashing.spacing = 400
    const ip = newIP()
    const form = { grant_type: 'client_credentials', client_id: closed, client_secret: SECRET }
    expect((await times(60, () => grant(form, ip))).map(code)).toEqual(new Array(60).fill('ok'))
  })
})
