import { PASSWORD } from '../support/marketplace.ts'
import {
  type Act,
  buyer,
  client,
  m,
  must,
  POWER,
  person,
  powerful,
  powerfulClient,
  profile,
  provider,
  strong,
  unique,
} from './privilege-world.ts'

/** Acts on profiles, impersonations and API clients. */
export const ofProfilesAndClients: Record<string, Act> = {
  'makes a user with a password, whose organisation has the roles': [
    'BuyerUserAdmin',
    () => ['POST', `/buyers/${strong.ID}/users`, person({ Password: PASSWORD })],
  ],
  'makes a user by PUT, with a password': [
    'BuyerUserAdmin',
    () => {
      const user = person({ Password: PASSWORD })
      return ['PUT', `/buyers/${strong.ID}/users/${user.ID}`, user]
    },
  ],
  'moves a user to an organisation that has the roles': [
    'BuyerUserAdmin',
    async () => {
      const { ID } = await must('POST', `/buyers/${buyer.ID}/users`, person())
      return ['POST', `/buyers/${buyer.ID}/users/${ID}/moveto/${strong.ID}?orders=None`]
    },
  ],
  'makes a profile': ['SecurityProfileAdmin', () => ['POST', '/securityprofiles', profile({ Roles: POWER })]],
  'gives a profile roles': [
    'SecurityProfileAdmin',
    async () => {
      const { ID } = await must('POST', '/securityprofiles', profile({ Roles: POWER.slice(0, 1) }))
      return ['PATCH', `/securityprofiles/${ID}`, { Roles: POWER }]
    },
  ],
  'replaces a profile': [
    'SetSecurityProfile',
    async () => {
      const { ID, Name } = await must('POST', '/securityprofiles', profile({ Roles: [] }))
      return ['PUT', `/securityprofiles/${ID}`, { ID, Name, Roles: POWER }]
    },
  ],
  'configures an impersonation': [
    'SetSecurityProfile',
    async () => [
      'POST',
      '/impersonationconfig',
      {
        BuyerID: buyer.ID,
        UserID: (await must('POST', `/buyers/${buyer.ID}/users`, person())).ID,
        SecurityProfileID: 'power',
        ClientID: m.clients.storefront,
      },
    ],
  ],
  'lets another impersonate': [
    'SetSecurityProfile',
    async () => {
      const { ID: UserID } = await must('POST', `/buyers/${buyer.ID}/users`, person())
      const { ID } = await must('POST', '/impersonationconfig', {
        BuyerID: buyer.ID,
        UserID,
        SecurityProfileID: 'power',
        ClientID: m.clients.storefront,
      })
      return ['PATCH', `/impersonationconfig/${ID}`, { ImpersonationUserID: 'admin' }]
    },
  ],
  'makes a client with a default user': [
    'ApiClientAdmin',
    async () => [
      'POST',
      '/apiclients',
      {
        AppName: 'A',
        Active: true,
        AccessTokenDuration: 60,
        AllowSeller: true,
        DefaultContextUserName: (await powerful('Seller')).Username,
      },
    ],
  ],
  'gives a client a default user': [
    'ApiClientAdmin',
    async () => [
      'PATCH',
      `/apiclients/${(await client()).ID}`,
      { DefaultContextUserName: (await powerful('Seller', 'group')).Username },
    ],
  ],
  'takes the default user of a client away, whose secret is not theirs': [
    'ApiClientAdmin',
    async () => ['PATCH', `/apiclients/${(await powerfulClient()).ID}`, { DefaultContextUserName: null }],
  ],
  'sets the secret of a client': [
    'ApiClientAdmin',
    async () => ['PATCH', `/apiclients/${(await powerfulClient()).ID}`, { ClientSecret: 'mine' }],
  ],
  'opens a client to anonymous shoppers': [
    'ApiClientAdmin',
    async () => {
      const { ID } = await client({
        DefaultContextUserName: (await powerful('Buyer')).Username,
        AllowAnyBuyer: true,
      })
      return ['PATCH', `/apiclients/${ID}`, { IsAnonBuyer: true }]
    },
  ],
  'wakes a client': [
    'ApiClientAdmin',
    async () => ['PATCH', `/apiclients/${(await powerfulClient({ Active: false })).ID}`, { Active: true }],
  ],
  'widens whom a client signs in': [
    'ApiClientAdmin',
    async () => [
      'PATCH',
      `/apiclients/${(await powerfulClient({ AllowSeller: false })).ID}`,
      { AllowSeller: true },
    ],
  ],
  'makes a secret of a client': [
    'ApiClientAdmin',
    async () => [
      'POST',
      `/apiclients/${(await powerfulClient()).ID}/secrets`,
      { ID: unique('s'), Name: 'S' },
    ],
  ],
  'prolongs a secret of a client': [
    'ApiClientAdmin',
    async () => {
      const { ID } = await powerfulClient()
      const secret = await must('POST', `/apiclients/${ID}/secrets`, { ID: unique('s'), Name: 'S' })
      return ['PATCH', `/apiclients/${ID}/secrets/${secret.ID}`, { Expiration: '2099-01-01T00:00:00Z' }]
    },
  ],
  'has a client sign in an organisation': [
    'ApiClientAdmin',
    async () => [
      'POST',
      '/apiclients/assignments',
      { ApiClientID: (await powerfulClient()).ID, BuyerID: buyer.ID },
    ],
  ],
  'has a client with an identity provider sign in an organisation': [
    'ApiClientAdmin',
    async () => {
      const { ID } = await client({ AllowSeller: false })
      await must('POST', '/openidconnects', provider(ID))
      return ['POST', '/apiclients/assignments', { ApiClientID: ID, BuyerID: strong.ID }]
    },
  ],
}
