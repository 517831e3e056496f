import packageJson from '../../../package.json' with { type: 'json' }
import { environmentOf } from '../../api/environment.ts'
import { json, oneOf, required, text } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { operation } from '../../resource/operation.ts'

/** Seconds a client may use its copy of a document without asking whether it has changed. */
const FRESH_SECONDS = 300

/** The parts of an OpenAPI document that readers look for first. */
const openApiDocument = model('OpenApiDocument', {
  openapi: required(text()),
  info: json(),
  tags: json(),
  paths: json(),
  components: json(),
})

/** A document of the asset store, which knows its ETag and answers 304 to a client that has it. */
const documentOf = (id: string, path: string, file: string, summary: string) =>
  operation({
    id,
    method: 'GET',
    path,
    roles: 'anonymous',
    silent: true,
    response: openApiDocument,
    summary,
    run: async ({ env, input }) => {
      const known = input.headers['if-none-match']
      const headers: Record<string, string> = known ? { 'If-None-Match': known } : {}
      const asset = await env.ASSETS.fetch(new URL(file, input.baseUrl), { headers })
      const response = new Response(asset.body, asset)
      response.headers.set('Cache-Control', `public, max-age=${FRESH_SECONDS}`)
      return response
    },
  })

const environments = ['Sandbox', 'Staging', 'Production'] as const

const environment = operation({
  id: 'System.GetEnvironment',
  method: 'GET',
  path: '/env',
  root: true,
  roles: 'anonymous',
  silent: true,
  response: model('ServerEnvironment', { BuildNumber: text(), Environment: oneOf(environments) }),
  summary: 'Gets the version of this server, and which environment it is.',
  run: async ({ env }) => ({ BuildNumber: packageJson.version, Environment: environmentOf(env) }),
})

export const operations = [
  documentOf(
    'System.GetOpenApiV3',
    '/openapi/v3',
    '/openapi.json',
    'Gets this API as an OpenAPI 3.0 document.',
  ),
  documentOf(
    'System.GetOpenApiV31',
    '/openapi/v3.1',
    '/openapi-3.1.json',
    'Gets this API as an OpenAPI 3.1 document.',
  ),
  environment,
]
