import { vi } from 'vitest'
import { type Marketplace, marketplace } from '../support/marketplace.ts'

/** What the targets have, or would gain. */
export const POWER = ['OrderAdmin', 'PromotionAdmin']

export type Body = Record<string, unknown>
export type Request = [method: string, path: string, body?: unknown]
/** An act: the role its operation wants, and a request of it on something new. */
export type Act = [role: string, make: () => Promise<Request> | Request]

export let m: Marketplace
export let buyer: { ID: string }
/** A buyer all of whose users have the roles. */
export let strong: { ID: string }
export let supplier: { ID: string }

export let count = 0
export const unique = (what: string) => `${what}${++count}`
export const person = (more: Body = {}) => {
  const ID = unique('p')
  return {
    ID,
    Username: `${m.id}-${ID}`,
    FirstName: 'A',
    LastName: 'B',
    Email: `${ID}@example.com`,
    Active: true,
    ...more,
  }
}
export const must = (...[method, path, body]: Request) => m.must(method, path, body)

export const companies = () =>
  ({
    Seller: { users: '/adminusers', groups: '/usergroups', party: {}, role: 'AdminUserAdmin' },
    Buyer: {
      users: `/buyers/${buyer.ID}/users`,
      groups: `/buyers/${buyer.ID}/usergroups`,
      party: { BuyerID: buyer.ID },
      role: 'BuyerUserAdmin',
    },
    Supplier: {
      users: `/suppliers/${supplier.ID}/users`,
      groups: `/suppliers/${supplier.ID}/usergroups`,
      party: { SupplierID: supplier.ID },
      role: 'SupplierUserAdmin',
    },
  }) as const
export type Kind = keyof ReturnType<typeof companies>
export const kinds: Kind[] = ['Seller', 'Buyer', 'Supplier']

/** Makes the marketplace; to be called before all else. */
export async function setUp(): Promise<void> {
  // Invitations of new users go nowhere.
  vi.stubGlobal('fetch', async () => new Response())
  m = await marketplace()
  // The support's seller has a profile for everybody; its token has the roles whatever becomes of that.
  await must('DELETE', '/securityprofiles/full-access/assignments')
  buyer = await m.buyer()
  strong = await m.buyer()
  supplier = await m.supplier()
  await must('POST', '/securityprofiles', { ID: 'power', Name: 'Power', Roles: POWER })
  await must('POST', '/securityprofiles/assignments', { SecurityProfileID: 'power', BuyerID: strong.ID })
  await must('POST', '/integrationEvents', {
    ID: 'sso',
    Name: 'S',
    EventType: 'OpenIDConnect',
    CustomImplementationUrl: 'https://service.example.com',
    HashKey: 'Key',
  })
  // A service says by username who signs in.
  await must('POST', '/openidconnects', provider(await clientOfStrong(), { IntegrationEventID: 'sso' }))
}

/** A user with the roles: by a profile of their own, by a group's, or by what they may act with. */
export async function powerful(
  kind: Kind,
  by: 'user' | 'group' | 'impersonation' = 'user',
  more: Body = {},
): Promise<Body> {
  const { users, groups, party } = companies()[kind]
  const user = await must('POST', users, person(more))
  if (by === 'user') {
    await must('POST', '/securityprofiles/assignments', {
      SecurityProfileID: 'power',
      ...party,
      UserID: user.ID,
    })
    return user
  }
  const group = await powerfulGroup(kind, by)
  await must('POST', `${groups}/assignments`, { UserGroupID: group, UserID: user.ID })
  return user
}

/** A group that gives the roles. */
export async function powerfulGroup(kind: Kind, by: 'group' | 'impersonation' = 'group'): Promise<string> {
  const { groups, party } = companies()[kind]
  const { ID } = await must('POST', groups, { ID: unique('g'), Name: 'G' })
  if (by === 'group')
    await must('POST', '/securityprofiles/assignments', {
      SecurityProfileID: 'power',
      ...party,
      UserGroupID: ID,
    })
  else
    await must('POST', '/impersonationconfig', {
      ImpersonationGroupID: ID,
      ImpersonationBuyerID: kind === 'Buyer' ? buyer.ID : null,
      SecurityProfileID: 'power',
      ClientID: m.clients.storefront,
    })
  return ID
}

export const client = (more: Body = {}) =>
  must('POST', '/apiclients', {
    AppName: 'A',
    Active: true,
    AccessTokenDuration: 60,
    AllowSeller: true,
    ...more,
  })
/** A client whose default user has the roles. */
export const powerfulClient = async (more: Body = {}) =>
  client({ DefaultContextUserName: (await powerful('Seller')).Username, ...more })
/** A client that signs in users who have the roles. */
export async function clientOfStrong() {
  const { ID } = await client({ AllowSeller: false })
  await must('POST', '/apiclients/assignments', { ApiClientID: ID, BuyerID: strong.ID })
  return ID as string
}

export const provider = (OrderCloudApiClientID: unknown, more: Body = {}) => ({
  ID: unique('idp'),
  OrderCloudApiClientID,
  ConnectClientID: 'c',
  ConnectClientSecret: 's',
  AppStartUrl: 'https://shop.example.com?token={0}',
  AuthorizationEndpoint: 'https://idp.example.com/a',
  TokenEndpoint: 'https://idp.example.com/t',
  ...more,
})
export const hook = (more: Body = {}) => ({
  ID: unique('hook'),
  Name: 'H',
  Url: 'https://hook.example.com',
  HashKey: 'Key',
  ...more,
})
export const event = (more: Body = {}) => ({
  ID: unique('event'),
  Name: 'E',
  EventType: 'OpenIDConnect',
  CustomImplementationUrl: 'https://event.example.com',
  HashKey: 'Key',
  ...more,
})
export const sender = (more: Body = {}) => ({
  ID: unique('sender'),
  Name: 'S',
  URL: 'https://mail.example.com',
  SharedKey: 'Key',
  MessageTypes: ['OrderSubmitted'],
  ...more,
})
export const toStrong = (MessageSenderID: unknown) => ({ MessageSenderID, BuyerID: strong.ID })

export const profile = (more: Body = {}) => ({ ID: unique('profile'), Name: 'P', ...more })
