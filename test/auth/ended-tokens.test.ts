import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Marketplace, marketplace, PASSWORD, send } from '../support/marketplace.ts'
import { beforeItWrites } from '../support/observe.ts'

let m: Marketplace
beforeAll(async () => {
  m = await marketplace()
})
afterEach(() => {
  vi.restoreAllMocks()
})

const grant = (form: Record<string, string>) =>
  send('POST', '/oauth/token', new URLSearchParams(form).toString(), {
    'Content-Type': 'application/x-www-form-urlencoded',
  })

/** Somebody signed in by a client of their own, in every kind of organisation. */
async function somebody(kind: 'Buyer' | 'Supplier' | 'Seller') {
  const company =
    kind === 'Buyer' ? (await m.buyer()).ID : kind === 'Supplier' ? (await m.supplier()).ID : m.id
  const user = await m.user(kind, company, [])
  const client = await m.must('POST', '/apiclients', {
    AppName: 'App',
    Active: true,
    AccessTokenDuration: 60,
    RefreshTokenDuration: 600,
    AllowAnyBuyer: true,
    AllowAnySupplier: true,
    AllowSeller: true,
  })
  const path = {
    Buyer: `/buyers/${company}/users/${user.ID}`,
    Supplier: `/suppliers/${company}/users/${user.ID}`,
    Seller: `/adminusers/${user.ID}`,
  }[kind]
  const signIn = async (password = PASSWORD) =>
    (
      await grant({
        grant_type: 'password',
        client_id: client.ID,
        username: user.username,
        password,
      })
    ).body as { access_token: string; refresh_token: string }
  const refresh = (refresh_token: string) =>
    grant({ grant_type: 'refresh_token', client_id: client.ID, refresh_token })
  const get = (token: string) => m.api('GET', '/me', undefined, token)
  const paths = {
    user: path,
    organization: kind === 'Buyer' ? `/buyers/${company}` : `/suppliers/${company}`,
    client: `/apiclients/${client.ID}`,
  }
  return { user, client, paths, signIn, refresh, get }
}

type Somebody = Awaited<ReturnType<typeof somebody>>

/** What was given before is over, and what is given now is good. */
async function isOver(
  who: Somebody,
  before: { access_token: string; refresh_token: string },
  password?: string,
) {
  const old = await who.get(before.access_token)
  expect([old.status, old.body.Errors[0].ErrorCode]).toEqual([401, 'Auth.TokenRevoked'])
  expect((await m.api('DELETE', '/me/tokens', undefined, before.access_token)).status).toBe(401)
  expect((await who.refresh(before.refresh_token)).status).toBe(401)
  const fresh = await who.signIn(password)
  expect((await who.get(fresh.access_token)).status).toBe(200)
  expect((await who.refresh(fresh.refresh_token)).status).toBe(200)
}

const kinds = ['Buyer', 'Supplier', 'Seller'] as const

describe('tokens', () => {
  it.each(kinds)('of a %s user end with the password that an administrator sets', async (kind) => {
    const who = await somebody(kind)
    const before = await who.signIn()
    await m.must('PATCH', who.paths.user, { Password: 'Another-Secret-2026' })
    await isOver(who, before, 'Another-Secret-2026')
  })

  const shut = kinds.flatMap((kind) =>
    (['user', 'organization', 'client'] as const)
      .filter((what) => !(kind === 'Seller' && what === 'organization'))
      .map((what) => [kind, what] as const),
  )
  it.each(shut)('of a %s user are not revived when the %s is active again', async (kind, what) => {
    const who = await somebody(kind)
    const before = await who.signIn()
    expect((await who.get(before.access_token)).status).toBe(200)
    await m.must('PATCH', who.paths[what], { Active: false })
    expect((await who.get(before.access_token)).status).toBe(401)
    expect((await who.refresh(before.refresh_token)).status).toBe(401)
    await m.must('PATCH', who.paths[what], { Active: true })
    await isOver(who, before)
  })

  it('go on when something else of those is changed', async () => {
    const who = await somebody('Buyer')
    const { access_token, refresh_token } = await who.signIn()
    await m.must('PATCH', who.paths.user, { LastName: 'Other' })
    await m.must('PATCH', who.paths.organization, { Name: 'Other' })
    await m.must('PATCH', who.paths.client, { AppName: 'Other' })
    expect((await who.get(access_token)).status).toBe(200)
    expect((await who.refresh(refresh_token)).status).toBe(200)
  })

  it('that a user has go on with the password they set themselves; those to refresh do not', async () => {
    const who = await somebody('Buyer')
    const { access_token, refresh_token } = await who.signIn()
    const own = await m.as(who.user, { roles: ['MeAdmin'], client: who.client.ID })
    await m.must('PATCH', '/me', { Password: 'Another-Secret-2026' }, own)
    expect((await who.get(access_token)).status).toBe(200)
    expect((await who.refresh(refresh_token)).status).toBe(401)
  })

  it('of an anonymous shopper are given only while client and user may sign in', async () => {
    const { user } = await m.buyer()
    const client = await m.must('POST', '/apiclients', {
      AppName: 'Guests',
      Active: true,
      AccessTokenDuration: 60,
      AllowAnyBuyer: true,
      IsAnonBuyer: true,
      DefaultContextUserName: user.username,
    })
    const enter = () => grant({ grant_type: 'client_credentials', client_id: client.ID })
    expect((await enter()).status).toBe(200)
    beforeItWrites(async () => {
      await m.must('PATCH', `/apiclients/${client.ID}`, { Active: false })
    })
    const refused = await enter()
    expect([refused.status, refused.body.Errors[0].ErrorCode]).toEqual([401, 'Auth.ClientNotActive'])
  })
})

describe('tokens to refresh', () => {
  it('end where their client has them no more, and are not revived', async () => {
    const who = await somebody('Buyer')
    const { refresh_token } = await who.signIn()
    await m.must('PATCH', who.paths.client, { RefreshTokenDuration: 0 })
    expect((await who.refresh(refresh_token)).status).toBe(401)
    await m.must('PATCH', who.paths.client, { RefreshTokenDuration: 600 })
    expect((await who.refresh(refresh_token)).status).toBe(401)
  })

  it('live as long as their client says now', async () => {
    const who = await somebody('Buyer')
    const { refresh_token } = await who.signIn()
    const later = Date.now() + 30 * 60_000
    vi.spyOn(Date, 'now').mockImplementation(() => later)
    expect((await who.refresh(refresh_token)).status).toBe(200)
    await m.must('PATCH', who.paths.client, { RefreshTokenDuration: 20 })
    expect((await who.refresh(refresh_token)).status).toBe(401)
  })
})
