import { fail } from '../api/errors.ts'
import { id, readOnly, secret, timestamp } from '../api/field.ts'
import { model } from '../api/model.ts'
import { differs } from '../auth/privilege.ts'
import { hashSecret, randomSecret } from '../auth/secrets.ts'
import { crud } from '../resource/crud.ts'
import { MOST } from '../resource/most.ts'
import { operation } from '../resource/operation.ts'
import { collectionPath, param, resource } from '../resource/resource.ts'
import { rulesFor } from '../resource/rules.ts'
import { createOne } from '../resource/writing.ts'
import { apiClientSecrets } from '../tables/organizations/api-clients.ts'
import { sql } from '../tables/sql.ts'
import { opensClient } from './client-privilege.ts'

const { Name } = apiClientSecrets.fields
const shown = { ID: id(), Name, Expiration: timestamp() }
const secretModel = model('ApiClientSecret', shown)
const createdSecretModel = model('ApiClientSecretCreateResponse', {
  ClientSecret: readOnly(secret()),
  ...shown,
})

const secrets = resource({
  id: 'ApiClients',
  table: apiClientSecrets,
  model: secretModel,
  path: '/apiclients/{apiClientID}/secrets/{apiClientSecretID}',
  scope: { ApiClientID: param('apiClientID') },
  roles: { read: ['ApiClientReader', 'ApiClientAdmin'], write: ['ApiClientAdmin'] },
  users: { read: ['Seller'], write: ['Seller'] },
  list: { search: ['ID'], sort: ['ID'], order: ['ID'] },
  verbs: ['List', 'Get', 'Patch', 'Delete'],
  names: (verb) => `ApiClients.${verb}Secret${verb === 'List' ? 's' : ''}`,
  summaries: {
    List: 'Lists the secrets of an API client.',
    Get: 'Gets a secret, without its value.',
    Patch: 'Changes the name or expiration of a secret.',
    Delete: 'Deletes a secret.',
  },
})

function refuseExpired({ Expiration }: { Expiration?: string | null }, now: string) {
  if (Expiration && Expiration <= now)
    throw fail('ApiClientSecret.InvalidExpirationDate', 'Expiration must be in the future.')
}

const rules = rulesFor(secrets, {
  decide: ({ call, before, after }) => {
    if (differs(['Expiration'], before, after)) refuseExpired(after, call.now)
    return differs(['Name', 'Expiration'], before, after) ? opensClient(call) : []
  },
})

/** What makes a secret of this value. */
const creation = (value: string) =>
  rulesFor(secrets, {
    decide: ({ call, after }) => {
      refuseExpired(after, call.now)
      after.Hash = hashSecret(value)
      return [
        ...opensClient(call),
        {
          guard: sql`(select count(*) from api_client_secrets where Marketplace = ${call.marketplace} and ApiClientID = ${call.params.apiClientID}) <= ${MOST.apiClientSecrets}`,
          else: fail(
            'ApiClientSecret.MaximumClientSecretsReached',
            `An API client may have at most ${MOST.apiClientSecrets} secrets.`,
          ),
        },
      ]
    },
  })

const create = operation({
  id: 'ApiClients.CreateSecret',
  method: 'POST',
  path: collectionPath(secrets.path),
  roles: secrets.roles.write,
  users: secrets.users?.write,
  body: { model: secretModel },
  response: createdSecretModel,
  toldOnce: true,
  creates: true,
  summary: 'Makes a secret for an API client; it is shown this once.',
  run: async (call) => {
    const value = randomSecret()
    return { ClientSecret: value, ...(await createOne(secrets, call, creation(value))) }
  },
})

export const operations = [...crud(secrets, rules), create]
