import { exports } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import models from '../../examples/middleware/src/models.ts?raw'
import packageJson from '../../package.json' with { type: 'json' }
import committed30 from '../../public/openapi.json' with { type: 'json' }
import committed31 from '../../public/openapi-3.1.json' with { type: 'json' }
import { documentOf } from '../../scripts/openapi/document.ts'
import { typesOf } from '../../scripts/openapi/types.ts'
import type { Fields } from '../../src/api/field.ts'
import { fullPath, pathParams } from '../../src/api/operation.ts'
import { operations } from '../../src/operations.ts'
import { worksheetModel } from '../../src/orders/checkout/worksheet.ts'
import type { Operation } from '../../src/resource/operation.ts'
import reference from './reference.json' with { type: 'json' }

interface Published {
  operationId: string
  tags: string[]
  security: { OAuth2?: string[] }[]
  parameters?: { name: string; in: string; required?: boolean }[]
  responses: Record<string, unknown>
  servers?: { url: string }[]
}
interface Schema {
  type?: string | string[]
  properties?: Record<string, Schema>
  items?: Schema
  allOf?: Schema[]
  required?: string[]
}
type Content = Record<string, { schema: Schema }>
interface Read {
  tags: string[]
  parameters?: { schema: Schema }[]
  requestBody?: { content: Content }
  responses: Record<string, { content?: Content }>
}
interface Tag {
  name: string
  'x-id': string
  'x-section-id'?: string
}

const documents = [
  { version: '3.0', committed: committed30 as Record<string, unknown> },
  { version: '3.1', committed: committed31 as Record<string, unknown> },
] as const

const paths = committed30.paths as unknown as Record<string, Record<string, Published>>
const tags = committed30.tags as Tag[]
const publishedOf = (o: Operation) => paths[o.path]?.[o.method.toLowerCase()]

describe.each(documents)('the OpenAPI $version document', ({ version, committed }) => {
  it('is that of the operations', () => {
    expect(committed).toEqual(
      JSON.parse(JSON.stringify(documentOf(operations, version, packageJson.version))),
    )
  })

  it('refers to nothing that it does not have', () => {
    const dangling = referencesIn(committed).filter((ref) => lookUp(committed, ref) === undefined)
    expect(dangling).toEqual([])
    expect(referencesIn(committed).length).toBeGreaterThan(operations.length)
  })
})

describe.each(documents)('the OpenAPI $version document is read by the SDK for React', ({ committed }) => {
  /** As it reads it: every reference replaced by what it names. */
  const read = dereferenced(committed) as {
    tags: Tag[]
    paths: Record<string, Record<string, Read>>
  }
  const readOf = (o: Operation) => read.paths[o.path]![o.method.toLowerCase()]!
  const shown = (fields: Fields) =>
    Object.entries(fields)
      .filter(([, f]) => !f.hidden)
      .map(([name]) => name)

  it.each(operations.filter((o) => o.body).map((o) => [o.id, o] as const))(
    'with the model of the body of %s, and what it must have beside it',
    (_, o) => {
      const { model, form, partial } = o.body!
      const type = form ? 'application/x-www-form-urlencoded' : 'application/json'
      const { allOf, required, ...more } = readOf(o).requestBody!.content[type]!.schema
      expect(more).toEqual({})
      expect(allOf).toHaveLength(1)
      // Else a change would have to have it too.
      expect(allOf![0]!.required).toBeUndefined()
      const properties = allOf![0]!.properties!
      expect(Object.keys(properties)).toEqual(shown(model.fields))
      const demanded = shown(model.fields).filter(
        (n) => model.fields[n]!.required && !model.fields[n]!.readOnly,
      )
      expect(required ?? []).toEqual(partial ? [] : demanded)
      for (const property of nestedIn(properties)) {
        // A nested model is an object; entries of a list say what they are.
        if (property.allOf) expect(property.allOf[0]!.properties).toBeTypeOf('object')
        if (property.type === 'array') expect(property.items).toBeTypeOf('object')
      }
    },
  )

  it.each(operations.filter((o) => o.page && o.page !== 'array').map((o) => [o.id, o] as const))(
    'with the properties of what %s lists',
    (_, o) => {
      const answer = readOf(o).responses['200']!.content!['application/json']!.schema
      expect(Object.keys(answer.properties!.Items!.items!.properties!)).toEqual(shown(o.response!.fields))
    },
  )

  it('with a schema of every parameter, and the tag of every operation', () => {
    for (const o of operations) {
      for (const p of readOf(o).parameters ?? []) expect(p.schema).toBeTypeOf('object')
      expect(read.tags.find((t) => t.name === readOf(o).tags[0])?.['x-id']).toBeTypeOf('string')
    }
  })

  it('and can be written out whole: no model holds itself', () => {
    expect(JSON.stringify(read)).not.toContain('$ref"')
  })
})

it('the example has the models of the API', () => {
  expect(models).toBe(typesOf(worksheetModel))
})

describe('the published operations', () => {
  it('have IDs of their own', () => {
    expect(operations.map((o) => o.id)).toEqual([...new Set(operations.map((o) => o.id))])
  })

  it('are those of the array, and no others', () => {
    const published = Object.values(paths)
      .flatMap((item) => Object.values(item))
      .map(({ operationId }) => operationId)
    expect(published.sort()).toEqual(operations.map((o) => o.id).sort())
  })

  it.each(operations.map((o) => [o.id, o] as const))(
    '%s stands at its path, with its parameters and answer',
    (id, o) => {
      const published = publishedOf(o)
      expect(published?.operationId).toBe(id)
      expect(Object.keys(published!.responses)).toContain(String(o.status))
      const named = published!.parameters ?? []
      expect(named.filter((p) => p.in === 'path').map((p) => [p.name, p.required])).toEqual(
        pathParams(o.path).map((name) => [name, true]),
      )
      expect(named.filter((p) => p.in === 'query').map((p) => p.name)).toEqual(
        expect.arrayContaining([...Object.keys(o.query ?? {}), ...(o.list ? ['page', 'pageSize'] : [])]),
      )
      expect(published!.servers).toEqual(o.root ? [{ url: '/' }] : undefined)
    },
  )

  it('have a resource with a section each', () => {
    const sections = tags.filter((t) => !t['x-section-id']).map((t) => t['x-id'])
    const resources = tags.filter((t) => t['x-section-id'])
    for (const o of operations) {
      const tag = resources.find((t) => t.name === publishedOf(o)!.tags[0])
      expect(tag?.['x-id']).toBe(o.id.split('.')[0])
      expect(sections).toContain(tag?.['x-section-id'])
    }
  })

  // What the SDKs are built from: verb, path, status of success, and the roles where they are known.
  it.each(operations.filter((o) => o.id in reference).map((o) => [o.id, o] as const))(
    '%s is as clients know it',
    (id, o) => {
      const [verb, path, status, ...roles] = reference[id as keyof typeof reference].split(' ')
      expect([o.method, fullPath(o), o.status]).toEqual([verb, path, Number(status)])
      const published = publishedOf(o)!.security[0]?.OAuth2 ?? []
      // More roles than the SDKs know may suffice, never fewer.
      expect([...published]).toEqual(expect.arrayContaining(roles))
    },
  )
})

describe('the document is served', () => {
  const get = (path: string, headers: Record<string, string> = {}) =>
    exports.default.fetch(new Request(`http://localhost${path}`, { headers }))

  it.each([
    ['/v1/openapi/v3', '3.0.3'],
    ['/V1/OpenAPI/V3.1', '3.1.1'],
  ])('at %s, to anybody and any origin', async (path, version) => {
    const response = await get(path, { Authorization: 'Bearer ', Origin: 'https://shop.example' })
    expect(response.status).toBe(200)
    expect(response.headers.get('Content-Type')).toMatch(/^application\/json/)
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(response.headers.get('Cache-Control')).toMatch(/max-age=\d+/)
    expect(await response.json()).toMatchObject({
      openapi: version,
      info: { title: 'Wharf' },
      servers: [{ url: '/v1' }],
    })
  })

  it('once, to a client that keeps it', async () => {
    const first = await get('/v1/openapi/v3')
    await first.arrayBuffer()
    const again = await get('/v1/openapi/v3', { 'If-None-Match': first.headers.get('ETag')! })
    expect(again.status).toBe(304)
    expect(again.headers.get('ETag')).toBe(first.headers.get('ETag'))
  })

  it.each(['/v1/openapi/v2', '/v1/swagger'])('but not at %s, which is of an older form', async (path) => {
    const response = await get(path)
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({
      Errors: [{ ErrorCode: 'NotFound', Data: { ObjectID: path } }],
    })
  })

  it('beside the version of the server', async () => {
    const response = await get('/env')
    expect(await response.json()).toEqual({ BuildNumber: packageJson.version, Environment: 'Sandbox' })
  })
})

/** The document with what each reference names in its place. */
function dereferenced(document: unknown): unknown {
  const resolve = (node: unknown, depth: number): unknown => {
    if (depth > 100) throw new Error('a model holds itself')
    if (typeof node !== 'object' || node === null) return node
    if (Array.isArray(node)) return node.map((entry) => resolve(entry, depth + 1))
    const { $ref } = node as { $ref?: string }
    if ($ref) return resolve(lookUp(document, $ref), depth + 1)
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolve(value, depth + 1)]))
  }
  return resolve(document, 0)
}

/** Properties, and those of nested models and list entries. */
function nestedIn(properties: Record<string, Schema>): Schema[] {
  return Object.values(properties).flatMap((p) => {
    const below =
      p.properties ?? p.allOf?.[0]?.properties ?? p.items?.properties ?? p.items?.allOf?.[0]?.properties
    return [p, ...(below ? nestedIn(below) : [])]
  })
}

/** Every `$ref` below a node. */
function referencesIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string' ? [value] : referencesIn(value),
  )
}

const lookUp = (document: unknown, ref: string): unknown =>
  ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document)
