import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { marketplace, PASSWORD, type User } from '../support/marketplace.ts'
import { ofProfilesAndClients } from './privilege-of-clients.ts'
import { ofReceivers } from './privilege-of-receivers.ts'
import { ofUsers } from './privilege-of-users.ts'
import {
  type Act,
  type Body,
  buyer,
  client,
  clientOfStrong,
  companies,
  event,
  hook,
  kinds,
  m,
  must,
  POWER,
  person,
  powerful,
  powerfulClient,
  profile,
  provider,
  type Request,
  sender,
  setUp,
  strong,
  unique,
} from './privilege-world.ts'

const acts: Record<string, Act> = {
  ...Object.fromEntries(
    kinds.flatMap((kind) => Object.entries(ofUsers(kind)).map(([name, act]) => [`${kind}: ${name}`, act])),
  ),
  ...ofProfilesAndClients,
  ...ofReceivers,
}

beforeAll(setUp)

const ask = ([method, path, body]: Request, as: User) => m.api(method, path, body, as)

/** A seller's user with roles. */
const withRoles = (...roles: string[]) => m.as(m.seller, { roles })

describe('privilege may not grow: who', () => {
  it.each(Object.entries(acts).map(([name, act]) => [name, ...act] as const))('%s', async (_, role, make) => {
    for (const held of [[], ['Shopper', ...POWER.slice(1)]]) {
      const { status, body } = await ask(await make(), await withRoles(role, ...held))
      const [error] = body?.Errors ?? []
      const missing = POWER.filter((r) => !held.includes(r))
      expect([status, error?.ErrorCode, error?.Data.MissingRoles]).toEqual([
        403,
        'Auth.InsufficientRoles',
        missing,
      ])
      for (const name of missing) expect(error.Message).toContain(name)
    }
    for (const roles of [[role, ...POWER], ['FullAccess']]) {
      const { status, body } = await ask(await make(), await withRoles(...roles))
      expect([status < 300, body?.Errors ?? []]).toEqual([true, []])
    }
  })
})

describe('the roles of FullAccess', () => {
  it('are held by FullAccess alone', async () => {
    const { ID } = await must('POST', '/adminusers', person())
    await must('POST', '/securityprofiles/assignments', { SecurityProfileID: 'full-access', UserID: ID })
    const nearly = await withRoles('AdminUserAdmin', ...POWER)
    const { status, body } = await m.api('PATCH', `/adminusers/${ID}`, { Password: PASSWORD }, nearly)
    expect([status, body.Errors[0].Data.MissingRoles]).toEqual([403, ['FullAccess']])
  })

  it('hold custom ones too', async () => {
    const custom = profile({ CustomRoles: ['Boss'] })
    const { status, body } = await m.api(
      'POST',
      '/securityprofiles',
      custom,
      await withRoles('SecurityProfileAdmin'),
    )
    expect([status, body.Errors[0].Data.MissingRoles]).toEqual([403, ['Boss']])
    expect((await m.api('POST', '/securityprofiles', custom, await withRoles('FullAccess'))).status).toBe(201)
  })
})

describe('who acts as somebody, by impersonation or by a token that a receiver was sent,', () => {
  it.each([
    ['impersonates', { impersonator: 'somebody' }],
    ['was sent the token', { depth: 1 }],
  ])('and %s does not become them for good', async (_, claims) => {
    const user = await powerful('Buyer')
    const own: User = await m.user('Buyer', buyer.ID, ['MeAdmin'])
    await must('POST', '/securityprofiles/assignments', {
      SecurityProfileID: 'power',
      BuyerID: buyer.ID,
      UserID: own.ID,
    })
    expect(user).toBeDefined()
    // An impersonator who is there.
    const key = m.seller.identity.key
    const acting = await m.as(own, {
      ...claims,
      ...('impersonator' in claims ? { impersonator: key, impersonatorGeneration: 0 } : {}),
      roles: ['MeAdmin'],
    })
    for (const body of [{ Password: PASSWORD }, { Email: 'mine@example.com' }, { Username: unique('n') }])
      expect(await m.outcome('PATCH', '/me', body, acting)).toEqual([403, 'Auth.InsufficientRoles'])
    expect(await m.outcome('PATCH', '/me', { Phone: '1' }, acting)).toBe(200)
    expect(
      await m.outcome('PATCH', '/me', { Email: 'mine@example.com' }, await m.as(own, { roles: ['MeAdmin'] })),
    ).toBe(200)
  })
})

test('a receiver’s token sets no password, whatever its roles, but for the one that a message gives for that', async () => {
  const own = await m.user('Buyer', buyer.ID, ['MeAdmin'])
  await must('POST', '/securityprofiles/assignments', {
    SecurityProfileID: 'power',
    BuyerID: buyer.ID,
    UserID: own.ID,
  })
  const sent = { depth: 1, roles: ['PasswordReset'] }
  const reset = async (claims: object) =>
    m.outcome('POST', '/me/password', { NewPassword: PASSWORD }, await m.as(own, { ...sent, ...claims }))
  expect(await reset({})).toEqual([403, 'Auth.InsufficientRoles'])
  expect(await reset({ renewal: true })).toBe(204)
})

describe('what gives nobody anything is anybody’s whose operation it is:', () => {
  it('users are administered by who has less than they', async () => {
    for (const kind of kinds) {
      const { users, role } = companies()[kind]
      const admin = await withRoles(role)
      const { ID } = await powerful(kind)
      const before = await m.must('GET', `${users}/${ID}`, undefined, admin)
      expect(await m.must('PUT', `${users}/${ID}`, before, admin)).toEqual(before)
      for (const body of [{ Phone: '1' }, { xp: { a: 1 } }, { Active: false }])
        await m.must('PATCH', `${users}/${ID}`, body, admin)
      await m.must('DELETE', `${users}/${ID}/tokens`, undefined, admin)
      await m.must('DELETE', `${users}/${ID}`, undefined, admin)
    }
    // An application makes users who sign in elsewhere.
    await m.must('POST', `/buyers/${strong.ID}/users`, person(), await withRoles('BuyerUserAdmin'))
  })

  it('a user is called otherwise, which ends no lockout: only what opens the user does', async () => {
    for (const kind of kinds) {
      const { users } = companies()[kind]
      const { ID, Username } = await must('POST', users, person({ Password: PASSWORD }))
      await env.DB.prepare(
        'insert into login_failures (Marketplace, Username, Attempts, LockedUntil, Expires, Version) values (?1, ?2, 9, ?3, ?3, 1)',
      )
        .bind(m.id, Username, '2999-01-01T00:00:00.000+00:00')
        .run()
      const failures = async () => (await must('GET', `${users}/${ID}`)).FailedLoginAttempts
      const change = async (body: Body) =>
        m.must('PATCH', `${users}/${ID}`, body, await withRoles('FullAccess'))
      await change({ Username: unique('n') })
      expect([kind, await failures()]).toEqual([kind, 9])
      await change({ Username: unique('n'), Password: PASSWORD })
      expect([kind, await failures()]).toEqual([kind, 0])
    }
  })

  it('what is saved as it was, or in what opens nothing, is no act', async () => {
    const kept: [string, string, Body][] = [
      ['SecurityProfileAdmin', '/securityprofiles/power', { Name: 'Power' }],
      ['ApiClientAdmin', `/apiclients/${(await powerfulClient()).ID}`, { AppName: 'B' }],
    ]
    for (const [role, path, make] of [
      ['WebhookAdmin', '/webhooks', hook],
      ['IntegrationEventAdmin', '/integrationEvents', event],
      ['MessageSenderAdmin', '/messagesenders', sender],
    ] as const) {
      const { ID } = await must('POST', path, make({ ElevatedRoles: POWER }))
      kept.push([role, `${path}/${ID}`, { Name: 'Another' }])
    }
    const heard = await must('POST', '/webhooks', hook({ ApiClientIDs: [await clientOfStrong()] }))
    kept.push(['WebhookAdmin', `/webhooks/${heard.ID}`, { ApiClientIDs: [] }])
    const { ID } = await must('POST', '/openidconnects', provider(await clientOfStrong()))
    kept.push([
      'OpenIDConnectAdmin',
      `/openidconnects/${ID}`,
      { CustomErrorUrl: 'https://shop.example.com/oops' },
    ])
    for (const [role, path, change] of kept) {
      const admin = await withRoles(role)
      const before = await m.must('GET', path, undefined, admin)
      expect(await m.must('PUT', path, before, admin)).toEqual(before)
      await m.must('PATCH', path, change, admin)
    }
  })
})

test('a user of the seller’s is made by who holds what all of those have', async () => {
  await must('POST', '/securityprofiles/assignments', { SecurityProfileID: 'power' })
  const make = async (...roles: string[]) =>
    m.outcome('POST', '/adminusers', person(), await withRoles(...roles))
  expect(await make('AdminUserAdmin')).toEqual([403, 'Auth.InsufficientRoles'])
  expect(await make('AdminUserAdmin', ...POWER)).toBe(201)
})

test('where no service names users, usernames are anybody’s whose operation it is', async () => {
  const own = await marketplace()
  const admin = await own.as(own.seller, { roles: ['AdminUserAdmin'] })
  expect(await own.outcome('PATCH', '/adminusers/admin', { Username: unique('n') }, admin)).toBe(200)
})

test('who may act for others as every user of their buyer has the roles of those', async () => {
  const { ID: BuyerID } = await m.buyer()
  const password = async (ID: unknown, ...roles: string[]) =>
    m.outcome('PATCH', `/buyers/${BuyerID}/users/${ID}`, { Password: PASSWORD }, await withRoles(...roles))
  const impersonator = await must('POST', `/buyers/${BuyerID}/users`, person())
  const other = await must('POST', `/buyers/${BuyerID}/users`, person())
  await must('POST', '/securityprofiles', { ID: 'acts', Name: 'A', Roles: ['BuyerImpersonation'] })
  await must('POST', '/securityprofiles/assignments', {
    SecurityProfileID: 'acts',
    BuyerID,
    UserID: impersonator.ID,
  })
  await must('POST', '/impersonationconfig', {
    ImpersonationBuyerID: BuyerID,
    SecurityProfileID: 'power',
    ClientID: m.clients.storefront,
  })
  const nearly = ['BuyerUserAdmin', 'BuyerImpersonation']
  expect(await password(impersonator.ID, ...nearly)).toEqual([403, 'Auth.InsufficientRoles'])
  expect(await password(impersonator.ID, ...nearly, ...POWER)).toBe(200)
  expect(await password(other.ID, 'BuyerUserAdmin')).toBe(200)
})

describe('the secret of a client', () => {
  const secret = 'of-the-client-2026'
  const secretOf = async (ID: unknown, ...roles: string[]) => {
    const as = await withRoles(...roles)
    const single = (await m.must('GET', `/apiclients/${ID}`, undefined, as)).ClientSecret
    const [listed] = (await m.must('GET', `/apiclients?ID=${ID}`, undefined, as)).Items
    return [single, listed.ClientSecret]
  }

  it('is shown to who holds what it opens', async () => {
    const { ID } = await powerfulClient({ ClientSecret: secret })
    for (const role of ['ApiClientReader', 'ApiClientAdmin']) {
      expect(await secretOf(ID, role)).toEqual([null, null])
      expect(await secretOf(ID, role, 'PromotionAdmin')).toEqual([null, null])
      expect(await secretOf(ID, role, ...POWER)).toEqual([secret, secret])
    }
    expect(await secretOf(ID, 'FullAccess')).toEqual([secret, secret])
    const harmless = await client({ ClientSecret: secret })
    expect(await secretOf(harmless.ID, 'ApiClientReader')).toEqual([secret, secret])
  })

  it('is kept by who puts back what they are shown, and told by no answer', async () => {
    const { ID } = await powerfulClient({ ClientSecret: secret })
    const path = `/apiclients/${ID}`
    const admin = await withRoles('ApiClientAdmin')
    const before = await m.must('GET', path, undefined, admin)
    for (const method of ['PUT', 'PATCH']) expect(await m.must(method, path, before, admin)).toEqual(before)
    for (const changes of [{ AppName: 'B' }, { ClientSecret: null }])
      expect((await m.must('PATCH', path, changes, admin)).ClientSecret).toBeNull()
    expect(await secretOf(ID, 'FullAccess')).toEqual([secret, secret])
    for (const [method, body] of [
      ['PUT', { ...before, ClientSecret: secret }],
      ['PUT', { ...before, ClientSecret: 'wrong' }],
      ['PATCH', { ClientSecret: secret }],
      ['PATCH', { ClientSecret: 'wrong' }],
    ] as const)
      expect(await m.outcome(method, path, body, admin)).toEqual([403, 'Auth.InsufficientRoles'])
    expect((await m.api('GET', `/apiclients?ClientSecret=${secret}`, undefined, admin)).status).toBe(400)
  })
})
