import {
  type Act,
  buyer,
  client,
  clientOfStrong,
  event,
  hook,
  must,
  POWER,
  provider,
  sender,
  toStrong,
} from './privilege-world.ts'

/** Acts on what tokens and codes are sent to. */
export const ofReceivers: Record<string, Act> = {
  'is sent the tokens of those whom a client signs in': [
    'WebhookAdmin',
    async () => ['POST', '/webhooks', hook({ ApiClientIDs: [await clientOfStrong()] })],
  ],
  'is sent the tokens of those who act for others by a client': [
    'WebhookAdmin',
    async () => {
      const { ID } = await client({ AllowSeller: false })
      await must('POST', '/impersonationconfig', {
        BuyerID: buyer.ID,
        SecurityProfileID: 'power',
        ClientID: ID,
      })
      return ['POST', '/webhooks', hook({ ApiClientIDs: [ID] })]
    },
  ],
  'is sent the tokens of one more client': [
    'WebhookAdmin',
    async () => {
      const { ID: harmless } = await client({ AllowSeller: false })
      const { ID } = await must('POST', '/webhooks', hook({ ApiClientIDs: [harmless] }))
      return ['PATCH', `/webhooks/${ID}`, { ApiClientIDs: [harmless, await clientOfStrong()] }]
    },
  ],
  'has the tokens of a client sent elsewhere': [
    'WebhookAdmin',
    async () => {
      const { ID } = await must('POST', '/webhooks', hook({ ApiClientIDs: [await clientOfStrong()] }))
      return ['PATCH', `/webhooks/${ID}`, { Url: 'https://mine.example.com' }]
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
