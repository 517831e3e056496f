import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { marketplace, PASSWORD, send } from '../support/marketplace.ts'
import { account, newIP, signIn } from '../support/portal.ts'
import { buyer, byPassword, closed, code, grant, guessing, SECRET } from './guessing.ts'

guessing()

/** A password that costs no hash: nobody can have it. */
const IMPOSSIBLE = 'x'.repeat(201)

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
    const wrong = { client_id: closed, client_secret: 'guess', username: 'her-name' }
    const grants: Record<string, string>[] = [
      { grant_type: 'password', password: IMPOSSIBLE },
      { grant_type: 'client_credentials' },
      { grant_type: 'refresh_token', refresh_token: 'guess' },
    ]
    for (let i = 0; i < 75; i++) await grant({ ...wrong, ...grants[i % 3] }, newIP())
    const answer = await byPassword('her-name', IMPOSSIBLE, newIP(), {
      client_id: closed,
      client_secret: SECRET,
    })
    expect(code(answer)).toBe('Auth.InvalidUsernameOrPassword')
  })

  it('are none for who asks for messages: neither the name nor the server that asks for it', async () => {
    const ip = newIP()
    const ask = (path: string) =>
      send(
        'POST',
        path,
        { ClientID: closed, Username: buyer.user.username },
        {
          'Content-Type': 'application/json',
          'CF-Connecting-IP': ip,
        },
      )
    const paths = ['/password/reset', '/password/onetimepassword']
    for (let i = 0; i < 22; i++) expect((await ask(paths[i % 2]!)).status).toBe(i < 20 ? 204 : 429)
    const right = { client_id: closed, client_secret: SECRET }
    expect(code(await byPassword(buyer.user.username, PASSWORD, ip, right))).toBe('ok')
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
