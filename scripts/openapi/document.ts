import { OpenAPIHono } from '@hono/zod-openapi'
import * as z from 'zod'
import { count, json, list, object, text } from '../../src/api/field.ts'
import { model } from '../../src/api/model.ts'
import { isOfPortal, PORTAL } from '../../src/api/operation.ts'
import { bulkRoles } from '../../src/api/roles.ts'
import type { Operation } from '../../src/resource/operation.ts'
import { pathOf, queryOf } from './parameters.ts'
import { type Components, components, type Version } from './schemas.ts'
import { scopes } from './scopes.ts'
import { resourceOf, tagName, tagsOf } from './sections.ts'
import { words } from './words.ts'

type Registry = OpenAPIHono['openAPIRegistry']
type Route = Parameters<Registry['registerPath']>[0]
type Document = ReturnType<OpenAPIHono['getOpenAPI31Document']>

const OPENAPI = { '3.0': '3.0.3', '3.1': '3.1.1' } as const
const SCHEME = 'OAuth2'
const PORTAL_SCHEME = 'Portal'

const page = {
  Page: count(),
  PageSize: count(),
  TotalCount: count(),
  TotalPages: count(),
  ItemRange: list(count()),
  NextPageKey: text(),
}
const facet = object('ListFacet', {
  Name: text(),
  XpPath: text(),
  Values: list(object('ListFacetValue', { Value: text(), Count: count() })),
  xp: json(),
})
const pageMeta = {
  plain: model('Meta', page),
  facets: model('MetaWithFacets', { Facets: list(facet), ...page }),
}
const entry = { ErrorCode: text(), Message: text(), Data: json() }
const errors = { Errors: list(object('Error', entry)) }
const oauth = { error: text(), error_description: text() }
/** Bodies of refusals: OAuth has properties of its own, and the portal's SDK looks for those of an entry beside it. */
const errorModels = {
  Plain: model('Errors', errors),
  OAuth: model('OAuthErrors', { ...oauth, ...errors }),
  Portal: model('PortalErrors', { ...oauth, ...entry, ...errors }),
}
const errorsOf = (o: Operation): keyof typeof errorModels =>
  isOfPortal(o) ? 'Portal' : o.body?.form ? 'OAuth' : 'Plain'

const refusals = {
  400: ['BadRequest', 'The request is malformed, or breaks a rule; one entry per failing property.'],
  401: ['Unauthorized', 'The access token is missing, invalid or expired.'],
  403: ['Forbidden', "The token's roles, or the kind of user, do not allow this."],
  404: ['NotFound', 'An object the request names does not exist, or is not visible to the caller.'],
  409: ['Conflict', 'An object with this ID, or another property that must be unique, exists already.'],
  413: ['TooLarge', 'The request body is larger than this server takes.'],
  422: ['KeyReused', 'The Idempotency-Key was used for another request.'],
  429: ['TooManyRequests', 'Too many attempts; `Retry-After` tells when to try again.'],
  503: ['Busy', 'Too many changes at once: nothing was written; `Retry-After` tells when to try again.'],
} as const
type Refusal = keyof typeof refusals

const introduction = `A B2B commerce API: organizations, catalogs, prices, orders and shipments of a marketplace.

**Signing in.** Get an access token at \`/oauth/token\` and send it as \`Authorization: Bearer …\`. Any one of the roles
listed at an operation is enough.

**Lists** answer a page of \`Items\` and its \`Meta\`. Beside \`search\`, \`sortBy\`, \`page\` and \`pageSize\`, any other query
parameter filters by the property it names: \`?Active=true&xp.Color=red|blue\`.

**Changes.** PUT creates or replaces, PATCH changes the properties sent only. Send an \`Idempotency-Key\` header to
repeat a write safely: the second time it is answered, not done again.

**Errors** carry \`Errors\`, a list of \`ErrorCode\`, \`Message\` and \`Data\`.`

/**
 * The published OpenAPI document of these operations.
 * @param build version of the API it describes
 */
export function documentOf(operations: readonly Operation[], version: Version, build: string): Document {
  const app = new OpenAPIHono()
  const registry = app.openAPIRegistry
  const bodies = new Set(operations.flatMap((o) => (o.body ? [o.body.model.name] : [])))
  const schemas = components(registry, version, bodies)
  registry.registerComponent('securitySchemes', SCHEME, {
    type: 'oauth2',
    description: 'The scopes are roles. An operation wants any one of those it lists.',
    flows: {
      password: { tokenUrl: '/oauth/token', refreshUrl: '/oauth/token', scopes },
      clientCredentials: { tokenUrl: '/oauth/token', scopes },
    },
  })
  registry.registerComponent('securitySchemes', PORTAL_SCHEME, {
    type: 'oauth2',
    description: 'An account of the portal, which is no user of a marketplace.',
    flows: {
      password: { tokenUrl: `${PORTAL}/oauth/token`, refreshUrl: `${PORTAL}/oauth/token`, scopes: {} },
    },
  })
  const refused = refusalsOf(registry, schemas)
  for (const o of operations) registry.registerPath(routeOf(o, schemas, refused))

  const { tags, groups } = tagsOf(operations)
  const config = {
    openapi: OPENAPI[version],
    info: {
      title: 'Wharf',
      version: build,
      description: introduction,
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: '/v1' }],
    tags,
    'x-tagGroups': groups,
  }
  const options = { sortComponents: 'alphabetically' } as const
  return version === '3.0'
    ? (app.getOpenAPIDocument(config, options) as Document)
    : app.getOpenAPI31Document(config, options)
}

type Refused = (o: Operation, status: Refusal) => { $ref: string }

/** Refusals as components: one for each status and kind of body, when first asked for. */
function refusalsOf(registry: Registry, schemas: Components): Refused {
  const known = new Map<string, { $ref: string }>()
  return (o, status) => {
    const kind = errorsOf(o)
    const [reason, description] = refusals[status]
    const name = kind === 'Plain' ? reason : `${kind}${reason}`
    const present = known.get(name)
    if (present) return present
    schemas.whole(errorModels[kind])
    const schema = { $ref: `#/components/schemas/${errorModels[kind].name}` }
    const content = { 'application/json': { schema } }
    const { ref } = registry.registerComponent('responses', name, { description, content })
    known.set(name, ref)
    return ref
  }
}

/** Browsers are told by a page, where they are not sent to one of the application's; of a malformed request as everybody. */
const failurePage = {
  description: 'What went wrong, where the application has no place of its own for it.',
  content: {
    'text/html': { schema: { type: 'string' as const } },
    'application/json': { schema: { $ref: '#/components/schemas/Errors' } },
  },
}

function routeOf(o: Operation, schemas: Components, refused: Refused): Route {
  const body = o.body && schemas.body(o.body.model, o.body.partial ?? false)
  const type = o.body?.form ? 'application/x-www-form-urlencoded' : 'application/json'
  return {
    operationId: o.id,
    method: o.method.toLowerCase() as Route['method'],
    path: o.path,
    tags: [tagName(resourceOf(o))],
    summary: o.summary,
    // At the operation, not the path: the SDK's generator takes every key of a path for an operation.
    ...(o.root ? { servers: [{ url: '/' }] } : {}),
    description: restrictionOf(o),
    security: securityOf(o),
    request: {
      params: pathOf(o),
      query: queryOf(o, schemas),
      ...(body ? { body: { required: true, content: { [type]: { schema: body } } } } : {}),
    },
    responses: {
      [o.status]: successOf(o, schemas),
      ...(o.status === 302
        ? { default: failurePage }
        : Object.fromEntries(statusesOf(o).map((status) => [status, refused(o, status)]))),
    },
  }
}

/** FullAccess first: it is enough everywhere. */
const securityOf = (o: Operation) =>
  o.roles === 'anonymous'
    ? []
    : o.roles === 'portal'
      ? [{ [PORTAL_SCHEME]: [] }]
      : [{ [SCHEME]: o.roles === 'any' ? [] : ['FullAccess', ...sufficient(o, o.roles)] }]

/** The roles that suffice beside it: of what sellers read, `BulkReader` too. */
const sufficient = ({ method, users }: Operation, roles: readonly string[]) => [
  ...roles.filter((r) => r !== 'FullAccess'),
  ...(method === 'GET' && users?.includes('Seller') !== false && bulkRoles.some((r) => roles.includes(r))
    ? ['BulkReader']
    : []),
]

const kinds = { Buyer: 'buyers', Seller: 'the marketplace owner', Supplier: 'suppliers' }

function restrictionOf(o: Operation): string | undefined {
  const sentences = []
  if (o.users) sentences.push(`For users of ${o.users.map((kind) => kinds[kind]).join(' and ')} only.`)
  if (o.noGuests) sentences.push('Not for anonymous shoppers.')
  return sentences.join(' ') || undefined
}

function successOf(o: Operation, schemas: Components): Route['responses'][string] {
  if (o.status === 204) return { description: 'Done.' }
  if (o.status === 302)
    return {
      description: 'To be continued elsewhere.',
      headers: { Location: { description: 'Where.', schema: { type: 'string', format: 'uri' } } },
    }
  if (!o.response) return { description: 'Done.' }
  const what = words(o.response.name)
  const item = schemas.whole(o.response)
  const schema =
    o.page === 'array'
      ? z.array(item)
      : o.page
        ? z.object({ Meta: schemas.whole(pageMeta[o.page]), Items: z.array(item) })
        : item
  return {
    description: o.page
      ? `${o.page === 'array' ? 'A list' : 'A page'}; each item is of model ${o.response.name}.`
      : `The ${what}.`,
    ...(o.creates
      ? {
          headers: {
            Location: { description: `Where the ${what} is.`, schema: { type: 'string', format: 'uri' } },
          },
        }
      : {}),
    content: { 'application/json': { schema } },
  }
}

/** The refusals an operation can come to. */
function statusesOf(o: Operation): Refusal[] {
  const takesIDs = o.path.includes('{') || o.body !== undefined
  const out: Refusal[] = []
  if (takesIDs || o.query || o.list || o.lock) out.push(400)
  if (o.roles !== 'anonymous' || o.body?.form) out.push(401)
  if (o.roles !== 'anonymous') out.push(403)
  if ((takesIDs || o.lock || o.mayBeMissing) && !o.body?.form) out.push(404)
  const writes = o.method !== 'GET'
  if (writes && !o.body?.form) out.push(409)
  if (o.body) out.push(413)
  if (writes && !o.silent && o.roles !== 'anonymous' && o.roles !== 'portal') out.push(422)
  if (writes || o.roles === 'anonymous') out.push(429)
  if (writes) out.push(503)
  return out
}
