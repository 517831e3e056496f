import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { signClaims, verifyPortalToken, verifyToken } from '../../src/auth/tokens/token.ts'
import { marketplace, ORIGIN, PASSWORD } from '../support/marketplace.ts'
import {
  account,
  administered,
  core,
  join,
  joinTeam,
  organization,
  outbox,
  portal,
} from '../support/portal.ts'
import { shop, tokenFor } from './shop.ts'

beforeEach(() => {
  outbox()
})

const codes = (answer: { body: { Errors: { ErrorCode: string }[] } }) =>
  answer.body.Errors.map((e) => e.ErrorCode)
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

  it('one that claims both opens the portal alone', async () => {
    const [who, { seller }] = [await account(), await marketplace()]
    const claims = claimsOf(seller.token)
    const both = { ...claims, use: 'portal', uid: who.Key, gen: 0 }
    const token = await signClaims(env, both, 600, ORIGIN, Date.now())
    expect((await portal('GET', '/me', undefined, token)).status).toBe(200)
    expect((await core(token, 'GET', '/me')).status).toBe(401)
    const neither = await signClaims(env, { ...claims, uid: who.Key, gen: 0 }, 600, ORIGIN, Date.now())
    expect((await portal('GET', '/me', undefined, neither)).status).toBe(401)
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
    expect(users.body).toMatchObject({ Meta: { TotalCount: 0 }, Items: [] })
    expect((await core(answer.access_token, 'POST', '/buyers', { Name: 'Acme' })).status).toBe(201)
    // Nor can it be given a password, with which it would outlive the access.
    const change = await core(answer.access_token, 'PATCH', '/me', { Password: PASSWORD })
    expect(codes(change)).toEqual(['Auth.UserNotAuthorizedToAdmin'])
    const reset = await core(answer.access_token, 'POST', '/me/password', { NewPassword: PASSWORD })
    expect(codes(reset)).toEqual(['Auth.UserNotAuthorizedToAdmin'])
  })

  it('is that of a user who can be named nowhere', async () => {
    const who = await account()
    const id = await organization(who)
    const { access_token } = await tokenFor(who, id)
    const { ID: UserID } = (await core(access_token, 'GET', '/me')).body
    const must = async (path: string, body: unknown) =>
      expect([path, (await core(access_token, 'POST', path, body)).status < 300]).toEqual([path, true])
    await must('/usergroups', { ID: 'crew', Name: 'Crew' })
    const sender = { ID: 'mailer', Name: 'Mailer', URL: 'https://mail.example.com', SharedKey: 'Key' }
    await must('/messagesenders', { ...sender, MessageTypes: ['OrderSubmitted'] })
    await must('/messagesenders/assignments', { MessageSenderID: 'mailer' })
    const ClientID = await administered(who, id)
    const named: [string, Record<string, unknown>][] = [
      ['/usergroups/assignments', { UserGroupID: 'crew', UserID }],
      ['/securityprofiles/assignments', { SecurityProfileID: 'full-access', UserID }],
      ['/impersonationconfig', { ImpersonationUserID: UserID, SecurityProfileID: 'full-access', ClientID }],
      [
        '/messagesenders/CCListenerAssignments',
        { MessageSenderAssignment: { MessageSenderID: 'mailer' }, MessageType: 'OrderSubmitted', UserID },
      ],
    ]
    for (const [path, body] of named) {
      const { status } = await core(access_token, 'POST', path, body)
      expect([path, status]).toEqual([path, 404])
      await must(path, JSON.parse(JSON.stringify(body).replaceAll(UserID, 'admin')))
    }
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
    await administered(owner, id)
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
