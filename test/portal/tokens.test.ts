import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { signClaims, verifyPortalToken, verifyToken } from '../../src/auth/token.ts'
import { marketplace, ORIGIN, PASSWORD } from '../support/marketplace.ts'
import {
  type Account,
  account,
  core,
  join,
  joinTeam,
  organization,
  outbox,
  portal,
} from '../support/portal.ts'

beforeEach(() => {
  outbox()
})

const codes = (answer: { body: { Errors: { ErrorCode: string }[] } }) =>
  answer.body.Errors.map((e) => e.ErrorCode)
const tokenFor = async (who: Account, id: string, query = '') =>
  who.must('GET', `/organizations/${id}/token${query}`)
const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())

describe('kinds of token do not mix', () => {
  it('one of the portal opens nothing of a marketplace', async () => {
    const { token } = await account()
    for (const path of ['/me', '/products', '/me/products', '/oauth/userinfo'])
      expect(codes(await core(token, 'GET', path))).toEqual(['InvalidToken'])
    expect(codes(await core(token, 'POST', '/buyers', { Name: 'x' }))).toEqual(['InvalidToken'])
    await expect(verifyToken(env, token, Date.now())).rejects.toMatchObject({ status: 401 })
  })

  it('one of a marketplace opens nothing of the portal, not even that which the portal gave', async () => {
    const { seller } = await marketplace()
    const who = await account()
    const { access_token } = await tokenFor(who, await organization(who))
    for (const token of [seller.token, access_token]) {
      for (const path of ['/me', '/organizations', '/teams', '/portalusers'])
        expect(codes(await portal('GET', path, undefined, token))).toEqual(['InvalidToken'])
      await expect(verifyPortalToken(env, token, Date.now())).rejects.toMatchObject({ status: 401 })
    }
  })

  it('a signed statement opens neither', async () => {
    const statement = await signClaims(env, { uid: 'x', gen: 0, usr: 'x' }, 600, ORIGIN, Date.now())
    expect((await portal('GET', '/me', undefined, statement)).status).toBe(401)
    expect((await core(statement, 'GET', '/me')).status).toBe(401)
  })

  it('each is for an audience of its own', async () => {
    const who = await account()
    const { access_token } = await tokenFor(who, await organization(who))
    expect([claimsOf(who.token).aud, claimsOf(access_token).aud]).toEqual([`${ORIGIN}/portal`, ORIGIN])
    const elsewhere = { ...env, BASE_URL: 'https://elsewhere.example.com' }
    await expect(verifyPortalToken(elsewhere, who.token, Date.now())).rejects.toMatchObject({ status: 401 })
    const here = { ...env, BASE_URL: ORIGIN }
    await expect(verifyPortalToken(here, who.token, Date.now())).resolves.toMatchObject({ key: who.Key })
  })

  it('an expired one of the portal opens nothing', async () => {
    const { token } = await account()
    await expect(verifyPortalToken(env, token, Date.now() + 3_601_000)).rejects.toMatchObject({ status: 401 })
  })
})

describe('a token for a marketplace', () => {
  it('is that of a built-in user whom no list shows and no password opens, and fires no webhooks', async () => {
    const who = await account()
    const id = await organization(who)
    const answer = await tokenFor(who, id)
    expect(answer).toMatchObject({
      token_type: 'bearer',
      expires_in: 35_999,
      refresh_token: null,
      portaluser_roles: ['FullAccess'],
      granted_roles: ['FullAccess'],
    })
    const claims = claimsOf(answer.access_token)
    expect([claims.usrtype, claims.cid, claims.role]).toEqual(['admin', undefined, 'FullAccess'])
    const me = await core(answer.access_token, 'GET', '/me')
    expect(me.body).toMatchObject({
      Username: claims.usr,
      AvailableRoles: [],
      Seller: { ID: id },
      Email: who.Email,
    })
    const users = await core(answer.access_token, 'GET', '/adminusers')
    expect(users.body.Items.map((u: { Username: string }) => u.Username)).toEqual(['admin'])
    expect((await core(answer.access_token, 'POST', '/buyers', { Name: 'Acme' })).status).toBe(201)
    // Nor can it be given a password, with which it would outlive the access.
    const change = await core(answer.access_token, 'PATCH', '/me', { Password: PASSWORD })
    expect(codes(change)).toEqual(['Auth.UserNotAuthorizedToAdmin'])
  })

  it('is one user, however many tokens are asked for at once', async () => {
    const who = await account()
    const id = await organization(who)
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => who.api('GET', `/organizations/${id}/token`)),
    )
    expect(answers.map((a) => a.status)).toEqual(Array(8).fill(200))
    const rows = await env.DB.prepare('select count(*) n from users where Marketplace = ? and BuiltIn = 1')
      .bind(id)
      .first()
    expect(rows).toEqual({ n: 1 })
  })

  it('has the roles that were given, over everything they came by', async () => {
    const [owner, who] = [await account(), await account()]
    const id = await organization(owner)
    await join(owner, id, who, { Roles: ['ProductReader'] })
    await owner.must('PUT', `/teams/${id}`, { Name: 'Crew' })
    await joinTeam(owner, id, who)
    await owner.must('PUT', `/organizations/${id}/access/teams/${id}`, {
      Roles: ['BuyerReader', 'ImpersonateBuyer'],
    })
    expect((await tokenFor(who, id)).granted_roles).toEqual(['ProductReader'])
    await owner.must('POST', `/teams/${id}/orginvites/${id}/accept`)
    const { access_token, granted_roles } = await tokenFor(who, id)
    expect(granted_roles.sort()).toEqual(['BuyerReader', 'ProductReader'])
    expect((await core(access_token, 'GET', '/products')).status).toBe(200)
    expect((await core(access_token, 'GET', '/catalogs')).status).toBe(403)
  })
})

/** A marketplace of somebody with a client for buyers, and a buyer's user who may shop and read buyers. */
async function shop() {
  const owner = await account()
  const id = await organization(owner)
  const { access_token } = await tokenFor(owner, id)
  const must = async (method: string, path: string, body?: unknown) =>
    (await core(access_token, method, path, body)).body
  await must('POST', '/buyers', { ID: 'acme', Name: 'Acme', Active: true })
  const person = { FirstName: 'Bo', LastName: 'Uy', Email: 'bo@example.com', Active: true }
  await must('POST', '/buyers/acme/users', { ...person, ID: 'bo', Username: 'bo' })
  await must('POST', '/securityprofiles', { ID: 'shopper', Name: 'S', Roles: ['Shopper', 'MeAdmin'] })
  await must('POST', '/securityprofiles/assignments', { SecurityProfileID: 'shopper', BuyerID: 'acme' })
  const client = await must('POST', '/apiclients', {
    AppName: 'Storefront',
    Active: true,
    AllowAnyBuyer: true,
    AccessTokenDuration: 20,
  })
  return { owner, id, client: client.ID as string, must, query: `?clientid=${client.ID}&username=bo` }
}

describe('a token as a user of a marketplace', () => {
  it('is that of the user through the client, and tells who acts', async () => {
    const { owner, id, client, query } = await shop()
    const answer = await tokenFor(owner, id, query)
    expect(answer).toMatchObject({ expires_in: 1199, granted_roles: ['Shopper', 'MeAdmin'] })
    expect(claimsOf(answer.access_token)).toMatchObject({
      usr: 'bo',
      cid: client,
      usrtype: 'buyer',
      imp: owner.Key,
    })
    expect((await core(answer.access_token, 'GET', '/me')).body.Username).toBe('bo')
  })

  it('has the roles of both, and wants the right to act as users of that kind', async () => {
    const { owner, id, query } = await shop()
    const who = await account()
    await join(owner, id, who, { Roles: ['Shopper', 'ProductAdmin'] })
    const ask = () => who.api('GET', `/organizations/${id}/token${query}`)
    expect(codes(await ask())).toEqual(['Auth.InsufficientRoles'])
    await owner.must('PUT', `/organizations/${id}/access/users/${who.Username}`, {
      Roles: ['Shopper', 'ImpersonateSeller'],
    })
    expect((await ask()).status).toBe(403)
    await owner.must('PUT', `/organizations/${id}/access/users/${who.Username}`, {
      Roles: ['Shopper', 'ProductAdmin', 'ImpersonateBuyer'],
    })
    expect((await ask()).body.granted_roles).toEqual(['Shopper'])
  })

  it('is refused for what could not sign in, or belongs elsewhere', async () => {
    const { owner, id, client, must, query } = await shop()
    const other = await shop()
    const ask = async (q: string) => (await owner.api('GET', `/organizations/${id}/token${q}`)).status
    expect(await ask(`?clientid=${client}`)).toBe(400)
    expect(await ask('?username=bo')).toBe(400)
    expect(await ask(other.query)).toBe(404)
    expect(await ask(`?clientid=${client}&username=nobody`)).toBe(404)
    // The administrator is a seller's user, whom this client does not sign in.
    expect(await ask(`?clientid=${client}&username=admin`)).toBe(400)
    const name = claimsOf((await tokenFor(owner, id)).access_token).usr
    expect(await ask(`?clientid=${client}&username=${name}`)).toBe(404)
    await must('PATCH', '/buyers/acme/users/bo', { Active: false })
    expect(await ask(query)).toBe(403)
    await must('PATCH', `/apiclients/${client}`, { Active: false })
    expect(await ask(query)).toBe(400)
  })
})

describe('tokens for a marketplace die with the access', () => {
  /** Somebody with access to a shop and both kinds of token for it. */
  async function letIn(rights: object = { Roles: ['Shopper', 'ImpersonateBuyer'] }) {
    const made = await shop()
    const who = await account()
    await join(made.owner, made.id, who, rights as never)
    const tokens = [
      (await tokenFor(who, made.id)).access_token,
      (await tokenFor(who, made.id, made.query)).access_token,
    ] as string[]
    for (const token of tokens) expect((await core(token, 'GET', '/me')).status).toBe(200)
    return { ...made, who, tokens }
  }
  async function areDead(tokens: string[]) {
    for (const token of tokens) {
      expect(codes(await core(token, 'GET', '/me'))).toEqual(['Auth.TokenRevoked'])
      expect((await core(token, 'DELETE', '/me/tokens')).status).toBe(401)
    }
  }

  it('that was taken away', async () => {
    const { owner, id, who, tokens } = await letIn()
    await owner.must('DELETE', `/organizations/${id}/access/users/${who.Username}`)
    await areDead(tokens)
    expect((await who.api('GET', `/organizations/${id}/token`)).status).toBe(404)
  })

  it('that was given up', async () => {
    const { id, who, tokens } = await letIn()
    await who.must('DELETE', `/organizations/${id}/access/users/${who.Username}`)
    await areDead(tokens)
  })

  it('that became another', async () => {
    const { owner, id, who, tokens } = await letIn()
    await owner.must('PUT', `/organizations/${id}/access/users/${who.Username}`, { Roles: ['Shopper'] })
    await areDead(tokens)
    expect((await core((await tokenFor(who, id)).access_token, 'GET', '/me')).status).toBe(200)
  })

  it('of an owner who gave the marketplace away', async () => {
    const { owner, id, who, query } = await letIn()
    const tokens = [(await tokenFor(owner, id)).access_token, (await tokenFor(owner, id, query)).access_token]
    await owner.must('POST', `/organizations/${id}/transfer`, { Username: who.Username })
    await areDead(tokens)
  })

  it('of a marketplace that is deleted', async () => {
    const mail = outbox()
    const { owner, id, tokens } = await letIn()
    await owner.must('DELETE', `/organizations/${id}`)
    await owner.must('POST', '/confirmation', { Code: await mail.code(owner.Email, 'DeleteOrganization') })
    for (const token of tokens)
      expect(codes(await core(token, 'GET', '/me'))).toEqual(['Auth.SellerNotActive'])
  })

  it('of an account whose password has changed', async () => {
    const { who, tokens } = await letIn()
    const change = { CurrentPassword: PASSWORD, NewPassword: 'Another-Quay-2026' }
    expect((await who.api('PUT', '/me/password', { ...change, CurrentPassword: 'wrong' })).status).toBe(401)
    for (const token of tokens) expect((await core(token, 'GET', '/me')).status).toBe(200)
    await who.must('PUT', '/me/password', change)
    await areDead(tokens)
    expect(codes(await who.api('GET', '/me'))).toEqual(['Auth.TokenRevoked'])
  })

  it.each([
    ['leaves it', (t: string, who: Account) => who.must('DELETE', `/teams/${t}/members/${who.Username}`)],
    [
      'is sent away',
      (t: string, who: Account, owner: Account) =>
        owner.must('DELETE', `/teams/${t}/members/${who.Username}`),
    ],
    ['sees it deleted', (t: string, _: Account, owner: Account) => owner.must('DELETE', `/teams/${t}`)],
    [
      'sees its access taken',
      (t: string, _: Account, owner: Account) =>
        owner.must('DELETE', `/organizations/${t}/access/teams/${t}`),
    ],
    [
      'sees its access changed',
      (t: string, _: Account, owner: Account) =>
        owner.must('PUT', `/organizations/${t}/access/teams/${t}`, { Roles: [] }),
    ],
  ])('of a member of a team who %s', async (_, lose) => {
    const { owner, id, query } = await shop()
    const who = await account()
    await owner.must('PUT', `/teams/${id}`, { Name: 'Crew' })
    await joinTeam(owner, id, who)
    await owner.must('PUT', `/organizations/${id}/access/teams/${id}`, {
      Roles: ['Shopper', 'ImpersonateBuyer'],
    })
    await owner.must('POST', `/teams/${id}/orginvites/${id}/accept`)
    const tokens = [(await tokenFor(who, id)).access_token, (await tokenFor(who, id, query)).access_token]
    for (const token of tokens) expect((await core(token, 'GET', '/me')).status).toBe(200)
    await lose(id, who, owner)
    await areDead(tokens)
  })
})
