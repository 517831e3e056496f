import { beforeAll, describe, expect, it, vi } from 'vitest'
import { type Marketplace, marketplace, PASSWORD, type User } from '../support/marketplace.ts'

/** What the targets have, or would gain. */
const POWER = ['OrderAdmin', 'PromotionAdmin']

type Body = Record<string, unknown>
type Request = [method: string, path: string, body?: unknown]
/** An act: the role its operation wants, and a request of it on something new. */
type Act = [role: string, make: () => Promise<Request> | Request]

let m: Marketplace
let buyer: { ID: string }
/** A buyer all of whose users have the roles. */
let strong: { ID: string }
let supplier: { ID: string }

let count = 0
const unique = (what: string) => `${what}${++count}`
const person = (more: Body = {}) => {
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
const must = (...[method, path, body]: Request) => m.must(method, path, body)

const companies = () =>
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
type Kind = keyof ReturnType<typeof companies>
const kinds: Kind[] = ['Seller', 'Buyer', 'Supplier']

beforeAll(async () => {
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
})

/** A user with the roles: by a profile of their own, by a group's, or by what they may act with. */
async function powerful(
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
async function powerfulGroup(kind: Kind, by: 'group' | 'impersonation' = 'group'): Promise<string> {
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

const client = (more: Body = {}) =>
  must('POST', '/apiclients', {
    AppName: 'A',
    Active: true,
    AccessTokenDuration: 60,
    AllowSeller: true,
    ...more,
  })
/** A client whose default user has the roles. */
const powerfulClient = async (more: Body = {}) =>
  client({ DefaultContextUserName: (await powerful('Seller')).Username, ...more })
/** A client that signs in users who have the roles. */
async function clientOfStrong() {
  const { ID } = await client({ AllowSeller: false })
  await must('POST', '/apiclients/assignments', { ApiClientID: ID, BuyerID: strong.ID })
  return ID as string
}

const provider = (OrderCloudApiClientID: unknown, more: Body = {}) => ({
  ID: unique('idp'),
  OrderCloudApiClientID,
  ConnectClientID: 'c',
  ConnectClientSecret: 's',
  AppStartUrl: 'https://shop.example.com?token={0}',
  AuthorizationEndpoint: 'https://idp.example.com/a',
  TokenEndpoint: 'https://idp.example.com/t',
  ...more,
})
const hook = (more: Body = {}) => ({
  ID: unique('hook'),
  Name: 'H',
  Url: 'https://hook.example.com',
  HashKey: 'Key',
  ...more,
})
const event = (more: Body = {}) => ({
  ID: unique('event'),
  Name: 'E',
  EventType: 'OpenIDConnect',
  CustomImplementationUrl: 'https://event.example.com',
  HashKey: 'Key',
  ...more,
})
const sender = (more: Body = {}) => ({
  ID: unique('sender'),
  Name: 'S',
  URL: 'https://mail.example.com',
  SharedKey: 'Key',
  MessageTypes: ['OrderSubmitted'],
  ...more,
})
const toStrong = (MessageSenderID: unknown) => ({ MessageSenderID, BuyerID: strong.ID })

const ofUsers = (kind: Kind): Record<string, Act> => {
  const at = (
    path: string,
    make: (user: Body) => [string, string, unknown?],
    by?: 'user' | 'group' | 'impersonation',
    more?: Body,
  ): Act => [
    { Seller: 'AdminUserAdmin', Buyer: 'BuyerUserAdmin', Supplier: 'SupplierUserAdmin' }[kind],
    async () => {
      const user = await powerful(kind, by, more)
      const [method, tail, body] = make(user)
      return [method, `${companies()[kind].users}/${user.ID}${path}${tail}`, body]
    },
  ]
  const groupAdmin = {
    Seller: 'AdminUserGroupAdmin',
    Buyer: 'UserGroupAdmin',
    Supplier: 'SupplierUserGroupAdmin',
  }[kind]
  const intoGroup = (by: 'group' | 'impersonation'): Act => [
    groupAdmin,
    async () => {
      const { users, groups } = companies()[kind]
      const UserGroupID = await powerfulGroup(kind, by)
      const { ID: UserID } = await must('POST', users, person())
      return ['POST', `${groups}/assignments`, { UserGroupID, UserID }]
    },
  ]
  return {
    'sets a password': at('', () => ['PATCH', '', { Password: PASSWORD }]),
    'sets a password, the name in another letter case': at('', () => ['PATCH', '', { PASSWORD }]),
    'replaces a user with a password': at('', (u) => ['PUT', '', { ...u, Password: PASSWORD }]),
    'sets the password of a member of a group': at('', () => ['PATCH', '', { Password: PASSWORD }], 'group'),
    ...(kind === 'Supplier'
      ? {}
      : {
          'sets the password of an impersonator': at(
            '',
            () => ['PATCH', '', { Password: PASSWORD }],
            'impersonation',
          ),
        }),
    'changes an address that codes are sent to': at('', () => ['PATCH', '', { Email: 'mine@example.com' }]),
    'replaces a user with another address': at('', (u) => ['PUT', '', { ...u, Email: 'mine@example.com' }]),
    'renames a user, with a password': at('', () => ['PATCH', '', { ID: unique('r'), Password: PASSWORD }]),
    'lets in who was shut out': at('', () => ['PATCH', '', { Active: true }], 'user', { Active: false }),
    'ends a lockout': at('/unlock', () => ['POST', '']),
    'puts a user into a group': intoGroup('group'),
    ...(kind === 'Supplier'
      ? {}
      : { 'puts a user into a group of impersonators': intoGroup('impersonation') }),
    ...Object.fromEntries(
      (['user', 'group', 'all'] as const).flatMap((level) =>
        ['SecurityProfileAdmin', 'SetSecurityProfile'].map((role): [string, Act] => [
          `assigns a profile to ${level} (${role})`,
          [
            role,
            async () => {
              const { users, groups, party } = companies()[kind]
              const to =
                level === 'user'
                  ? { UserID: (await must('POST', users, person())).ID }
                  : level === 'group'
                    ? { UserGroupID: (await must('POST', groups, { ID: unique('g'), Name: 'G' })).ID }
                    : {}
              // Of a whole organisation: of one of its own, so that nobody else gains by it.
              const whole =
                level === 'all' && kind !== 'Seller'
                  ? {
                      [`${kind}ID`]: (
                        await must('POST', `/${kind.toLowerCase()}s`, { Name: 'N', Active: true })
                      ).ID,
                    }
                  : party
              if (level === 'all' && kind === 'Seller')
                return [
                  'POST',
                  '/securityprofiles/assignments',
                  {
                    SecurityProfileID: 'power',
                    UserGroupID: (await must('POST', groups, { ID: unique('g'), Name: 'G' })).ID,
                  },
                ]
              return [
                'POST',
                '/securityprofiles/assignments',
                { SecurityProfileID: 'power', ...whole, ...to },
              ]
            },
          ],
        ]),
      ),
    ),
  }
}

const profile = (more: Body = {}) => ({ ID: unique('profile'), Name: 'P', ...more })

const acts: Record<string, Act> = {
  ...Object.fromEntries(
    kinds.flatMap((kind) => Object.entries(ofUsers(kind)).map(([name, act]) => [`${kind}: ${name}`, act])),
  ),
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
  'makes an identity provider': [
    'OpenIDConnectAdmin',
    async () => ['POST', '/openidconnects', provider(await clientOfStrong())],
  ],
  ...Object.fromEntries(
    Object.entries({
      TokenEndpoint: 'https://mine.example.com/t',
      AuthorizationEndpoint: 'https://mine.example.com/a',
      AppStartUrl: 'https://mine.example.com?{0}',
      ConnectClientID: 'mine',
      IntegrationEventID: 'sso',
    }).map(([name, value]): [string, Act] => [
      `changes the ${name} of an identity provider`,
      [
        'OpenIDConnectAdmin',
        async () => {
          const { ID } = await must('POST', '/openidconnects', provider(await clientOfStrong()))
          return ['PATCH', `/openidconnects/${ID}`, { [name]: value }]
        },
      ],
    ]),
  ),
  'gives an identity provider to another client': [
    'OpenIDConnectAdmin',
    async () => {
      const { ID } = await must(
        'POST',
        '/openidconnects',
        provider((await client({ AllowSeller: false })).ID),
      )
      return ['PATCH', `/openidconnects/${ID}`, { OrderCloudApiClientID: await clientOfStrong() }]
    },
  ],
  'chooses the service that names who signs in': [
    'IntegrationEventAdmin',
    async () => {
      const { ID } = await must('POST', '/integrationEvents', event())
      await must('POST', '/openidconnects', provider(await clientOfStrong(), { IntegrationEventID: ID }))
      return ['PATCH', `/integrationEvents/${ID}`, { CustomImplementationUrl: 'https://mine.example.com' }]
    },
  ],
  ...Object.fromEntries(
    (
      [
        ['WebhookAdmin', '/webhooks', hook, 'Url'],
        ['IntegrationEventAdmin', '/integrationEvents', event, 'CustomImplementationUrl'],
        ['MessageSenderAdmin', '/messagesenders', sender, 'URL'],
      ] as const
    ).flatMap(([role, path, make, url]): [string, Act][] => [
      [`${path}: elevates a new one`, [role, () => ['POST', path, make({ ElevatedRoles: POWER })]]],
      [
        `${path}: elevates one`,
        [
          role,
          async () => ['PATCH', `${path}/${(await must('POST', path, make())).ID}`, { ElevatedRoles: POWER }],
        ],
      ],
      [
        `${path}: replaces one by an elevated one`,
        [
          role,
          async () => {
            const made = make()
            await must('POST', path, made)
            return ['PUT', `${path}/${made.ID}`, { ...made, ElevatedRoles: POWER }]
          },
        ],
      ],
      [
        `${path}: sends the tokens of an elevated one elsewhere`,
        [
          role,
          async () => [
            'PATCH',
            `${path}/${(await must('POST', path, make({ ElevatedRoles: POWER }))).ID}`,
            { [url]: 'https://mine.example.com' },
          ],
        ],
      ],
    ]),
  ),
  ...Object.fromEntries(
    ['ForgottenPassword', 'NewUserInvitation', 'OneTimePassword'].flatMap((type): [string, Act][] => [
      [
        `is sent ${type} of an organisation`,
        [
          'MessageSenderAdmin',
          async () => {
            const { ID } = await must('POST', '/messagesenders', sender({ MessageTypes: [type] }))
            return ['POST', '/messagesenders/assignments', toStrong(ID)]
          },
        ],
      ],
      [
        `is sent ${type} instead of another`,
        [
          'MessageSenderAdmin',
          async () => {
            const { ID } = await must('POST', '/messagesenders', sender({ MessageTypes: [type] }))
            await must('POST', '/messagesenders/assignments', toStrong(ID))
            return ['PATCH', `/messagesenders/${ID}`, { URL: 'https://mine.example.com' }]
          },
        ],
      ],
      [
        `is sent copies of ${type}`,
        [
          'MessageSenderAdmin',
          async () => {
            const { ID } = await must('POST', '/messagesenders', sender({ MessageTypes: [type] }))
            await must('POST', '/messagesenders/assignments', toStrong(ID))
            return [
              'POST',
              '/messagesenders/CCListenerAssignments',
              { MessageSenderAssignment: toStrong(ID), MessageType: type, UserID: 'admin' },
            ]
          },
        ],
      ],
    ]),
  ),
}

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
    for (const body of [{ Password: PASSWORD }, { Email: 'mine@example.com' }])
      expect(await m.outcome('PATCH', '/me', body, acting)).toEqual([403, 'Auth.InsufficientRoles'])
    expect(await m.outcome('PATCH', '/me', { Phone: '1' }, acting)).toBe(200)
    expect(
      await m.outcome('PATCH', '/me', { Email: 'mine@example.com' }, await m.as(own, { roles: ['MeAdmin'] })),
    ).toBe(200)
  })
})

describe('what gives nobody anything is anybody’s whose operation it is:', () => {
  it('users are administered by who has less than they', async () => {
    for (const kind of kinds) {
      const { users, role } = companies()[kind]
      const admin = await withRoles(role)
      const { ID } = await powerful(kind)
      const before = await m.must('GET', `${users}/${ID}`, undefined, admin)
      expect(await m.must('PUT', `${users}/${ID}`, before, admin)).toEqual(before)
      for (const body of [{ Phone: '1' }, { xp: { a: 1 } }, { Active: false }, { Username: unique('n') }])
        await m.must('PATCH', `${users}/${ID}`, body, admin)
      await m.must('DELETE', `${users}/${ID}/tokens`, undefined, admin)
      await m.must('DELETE', `${users}/${ID}`, undefined, admin)
    }
    // An application makes users who sign in elsewhere.
    await m.must('POST', `/buyers/${strong.ID}/users`, person(), await withRoles('BuyerUserAdmin'))
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
