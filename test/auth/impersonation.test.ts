import { decodeJwt } from 'jose'
import { beforeAll, expect, it } from 'vitest'
import { code } from '../support/answers.ts'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let buyer: { ID: string; user: User }
let csr: User

beforeAll(async () => {
  m = await marketplace()
  buyer = await m.buyer()
  csr = await m.user('Seller', m.id, ['BuyerImpersonation'])
  await m.must('POST', '/usergroups', { ID: 'csr', Name: 'Customer service' })
  await m.must('POST', '/usergroups/assignments', { UserGroupID: 'csr', UserID: csr.ID })
  await m.must('PUT', '/securityprofiles/help', {
    Name: 'Help',
    Roles: ['Shopper', 'MeAddressAdmin'],
    CustomRoles: ['Helper'],
  })
  await m.must('POST', '/impersonationconfig', {
    ID: 'csr-helps',
    ImpersonationGroupID: 'csr',
    BuyerID: buyer.ID,
    SecurityProfileID: 'help',
    ClientID: m.clients.storefront,
  })
})

const act = (as: User, body: unknown, of = buyer) =>
  m.api('POST', `/buyers/${of.ID}/users/${of.user.ID}/accesstoken`, body, as)
const asked = (Roles: string[] = [], more = {}) => ({ ClientID: m.clients.storefront, Roles, ...more })

it('whom a configuration names may act as whom it names, with the roles of its profile', async () => {
  const { status, body } = await act(csr, asked())
  expect(status).toBe(200)
  expect(decodeJwt(body.access_token)).toMatchObject({
    usr: buyer.user.username,
    usrtype: 'buyer',
    imp: csr.identity.key,
  })
  expect(decodeJwt(body.access_token).role).toEqual(['Shopper', 'MeAddressAdmin', 'Helper'])
  expect(await m.must('GET', '/me', undefined, body.access_token)).toMatchObject({ ID: buyer.user.ID })
  // What is done then looks like the user's own doing.
  const order = await m.must('POST', '/orders/Outgoing', {}, body.access_token)
  expect(await m.must('GET', `/orders/Outgoing/${order.ID}`, undefined, buyer.user)).toMatchObject({
    FromUserID: buyer.user.ID,
  })
})

it('a token to act for somebody dies with those of who acts', async () => {
  const helper = await m.user('Seller', m.id, ['BuyerImpersonation'])
  await m.must('POST', '/usergroups/assignments', { UserGroupID: 'csr', UserID: helper.ID })
  const { access_token } = (await act(helper, asked())).body
  expect((await m.api('GET', '/me', undefined, access_token)).status).toBe(200)
  await m.must('DELETE', `/adminusers/${helper.ID}/tokens`)
  const read = await m.api('GET', '/me', undefined, access_token)
  expect([read.status, code(read)]).toEqual([401, 'Auth.TokenRevoked'])
  await m.must('DELETE', `/adminusers/${helper.ID}`)
  expect((await m.api('POST', '/orders/Outgoing', {}, access_token)).status).toBe(401)
  expect((await m.api('GET', '/me', undefined, buyer.user)).status).toBe(200)
})

it('a token to act for somebody is over once who acts is not active', async () => {
  const helper = await m.user('Seller', m.id, ['BuyerImpersonation'])
  await m.must('POST', '/usergroups/assignments', { UserGroupID: 'csr', UserID: helper.ID })
  const { access_token } = (await act(helper, asked())).body
  await m.must('PATCH', `/adminusers/${helper.ID}`, { Active: false })
  expect((await m.api('GET', '/me', undefined, access_token)).status).toBe(401)
  expect((await m.api('POST', '/orders/Outgoing', {}, access_token)).status).toBe(401)
  await m.must('PATCH', `/adminusers/${helper.ID}`, { Active: true })
  expect((await m.api('GET', '/me', undefined, access_token)).status).toBe(401)
})

it('asks for some of those roles, and gets no others', async () => {
  expect(
    decodeJwt(
      (await act(csr, asked(['Shopper', 'OrderAdmin'], { CustomRoles: ['Helper', 'Nobody'] }))).body
        .access_token,
    ).role,
  ).toEqual(['Shopper', 'Helper'])
  expect(await act(csr, asked(['OrderAdmin']))).toMatchObject({
    status: 403,
    body: { Errors: [{ ErrorCode: 'Impersonation.ConfigError' }] },
  })
})

it('FullAccess stands for the built-in roles only', async () => {
  const other = await m.buyer()
  await m.must('PUT', '/securityprofiles/everything', {
    Name: 'Everything',
    Roles: ['FullAccess'],
    CustomRoles: ['Helper'],
  })
  await m.must('POST', '/impersonationconfig', {
    BuyerID: other.ID,
    SecurityProfileID: 'everything',
    ClientID: m.clients.storefront,
  })
  const { body } = await act(csr, asked(['OrderAdmin'], { CustomRoles: ['Helper', 'Nobody'] }), other)
  expect(decodeJwt(body.access_token).role).toEqual(['OrderAdmin', 'Helper'])
  expect(code(await act(csr, asked([], { CustomRoles: ['Nobody'] }), other))).toBe(
    'Impersonation.ConfigError',
  )
})

it('a token to act for somebody is as deep in a chain of receivers as that of who acts', async () => {
  for (const depth of [0, 4]) {
    const { body } = await act(await m.as(csr, { depth }), asked())
    expect(decodeJwt(body.access_token).hop ?? 0).toBe(depth)
  }
})

it('nobody else may', async () => {
  const colleague = await m.user('Seller', m.id, ['BuyerImpersonation'])
  expect(code(await act(colleague, asked()))).toBe('Impersonation.ConfigError')
  expect(code(await act(csr, asked(), await m.buyer()))).toBe('Impersonation.ConfigError')
  expect(code(await act(await m.as(csr, { roles: ['OrderAdmin'] }), asked()))).toBe('Auth.InsufficientRoles')
  expect(code(await act(csr, { ClientID: 'nope', Roles: [] }))).toBe('Impersonation.ClientIDNotFound')
  const supplier = await m.supplier({}, ['BuyerImpersonation'])
  expect((await act(supplier.user, asked())).status).toBe(403)
})

it('a token that acts for somebody acts for nobody further', async () => {
  const { body } = await act(csr, asked())
  const chained = await m.as(buyer.user, { roles: ['BuyerImpersonation'], impersonator: csr.identity.key })
  expect(body.access_token).toBeDefined()
  expect(code(await act(chained, asked()))).toBe('Impersonation.ConfigError')
})

it('a buyer’s user may act for another buyer’s, where the client takes that buyer and a configuration says so', async () => {
  const parent = await m.buyer({}, ['BuyerImpersonation'])
  expect(code(await act(parent.user, asked()))).toBe('Impersonation.ConfigError')
  await m.must('POST', '/impersonationconfig', {
    ImpersonationBuyerID: parent.ID,
    BuyerID: buyer.ID,
    UserID: buyer.user.ID,
    SecurityProfileID: 'help',
    ClientID: m.clients.storefront,
  })
  expect((await act(parent.user, asked(['Shopper']))).status).toBe(200)
  const own = await m.must('POST', '/apiclients', { AppName: 'x', Active: true, AccessTokenDuration: 60 })
  await m.must('POST', '/impersonationconfig', {
    ImpersonationBuyerID: parent.ID,
    BuyerID: buyer.ID,
    SecurityProfileID: 'help',
    ClientID: own.ID,
  })
  expect(code(await act(parent.user, { ClientID: own.ID, Roles: [] }))).toBe('Impersonation.BuyerNotAssigned')
})

it('a configuration and the deletion of whom it names come to one of the two', async () => {
  for (let i = 0; i < 5; i++) {
    const { ID } = await m.user('Seller', m.id, [])
    const config = { ImpersonationUserID: ID, SecurityProfileID: 'help', ClientID: m.clients.storefront }
    const [made, deleted] = await Promise.all([
      m.api('POST', '/impersonationconfig', config),
      m.api('DELETE', `/adminusers/${ID}`),
    ])
    expect([
      [201, 400],
      [404, 204],
    ]).toContainEqual([made!.status, deleted!.status])
  }
})

it('a configuration that becomes the seller’s names users of the seller', async () => {
  const config = { ID: 'turned', ImpersonationBuyerID: buyer.ID, ImpersonationUserID: buyer.user.ID }
  await m.must('POST', '/impersonationconfig', {
    ...config,
    SecurityProfileID: 'help',
    ClientID: m.clients.storefront,
  })
  const turned = await m.api('PATCH', '/impersonationconfig/turned', { ImpersonationBuyerID: null })
  expect([turned.status, code(turned)]).toEqual([404, 'NotFound'])
  await m.must('DELETE', '/impersonationconfig/turned')
})

it('a token of a buyer’s user to act for another is over as long as that buyer is not active', async () => {
  const [from, to] = [await m.buyer(), await m.buyer()]
  await m.must('POST', '/impersonationconfig', {
    ImpersonationBuyerID: from.ID,
    BuyerID: to.ID,
    SecurityProfileID: 'help',
    ClientID: m.clients.storefront,
  })
  const helper = await m.as(from.user, { roles: ['BuyerImpersonation'] })
  const { access_token } = (await act(helper, asked(), to)).body
  expect((await m.api('GET', '/me', undefined, access_token)).status).toBe(200)
  await m.must('PATCH', `/buyers/${from.ID}`, { Active: false })
  expect((await m.api('GET', '/me', undefined, access_token)).status).toBe(401)
})

it('a configuration is made once, of things that exist, and keeps them', async () => {
  const config = {
    ImpersonationGroupID: 'csr',
    BuyerID: buyer.ID,
    SecurityProfileID: 'help',
    ClientID: m.clients.storefront,
  }
  expect(await m.api('POST', '/impersonationconfig', config)).toMatchObject({
    status: 409,
    body: { Errors: [{ ErrorCode: 'ImpersonationConfig.ConflictingImpersonationConfigExists' }] },
  })
  for (const [property, ObjectType] of [
    ['BuyerID', 'Buyer'],
    ['SecurityProfileID', 'SecurityProfile'],
    ['ClientID', 'ApiClient'],
    ['ImpersonationGroupID', 'UserGroup'],
    ['ImpersonationUserID', 'User'],
  ])
    expect(
      (await m.api('POST', '/impersonationconfig', { ...config, [property!]: 'nope' })).body.Errors[0].Data,
    ).toEqual({ ObjectType, ObjectID: 'nope' })
  expect(code(await m.api('DELETE', '/securityprofiles/help'))).toBe(
    'Impersonation.CannotDeleteSecurityProfile',
  )
  expect(code(await m.api('DELETE', '/usergroups/csr'))).toBe('Impersonation.CannotDeleteImpersonateeParty')
  expect(code(await m.api('DELETE', `/apiclients/${m.clients.storefront}`))).toBe(
    'ApiClient.UsedByImpersonationConfig',
  )
  expect(await m.must('PATCH', '/usergroups/csr', { ID: 'service' })).toMatchObject({ ID: 'service' })
  expect(await m.must('GET', '/impersonationconfig/csr-helps')).toMatchObject({
    ImpersonationGroupID: 'service',
  })
})
