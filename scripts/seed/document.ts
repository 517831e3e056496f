import type { Api } from './api.ts'
import type { Kind } from './kinds.ts'
import type { TypeOf } from './records.ts'

interface Schema {
  $ref?: string
  allOf?: Schema[]
  type?: string
  properties?: Record<string, Schema>
  items?: Schema
}

interface Endpoint {
  operationId: string
  requestBody?: { content: Record<string, { schema: Schema }> }
}

/** The operation that saves objects of a kind, and its parameters in the order of the kind's placeholders. */
export interface Saving {
  id: string
  params: string[]
  body: Schema | undefined
}

/** What the server's own OpenAPI document says of the kinds of a seed file. */
export interface Described {
  savingOf(kind: Kind): Saving | undefined
  typeIn(body: Schema | undefined, path: string): ReturnType<TypeOf>
  /** Whether a body has the property of a path, in whatever letter case: others are ignored by the server. */
  has(body: Schema | undefined, path: string): boolean
}

/**
 * Asks the server what it can.
 * @throws Error when it does not say
 */
export async function describe(api: Api): Promise<Described> {
  const { status, body } = await api('GET', '/openapi/v3')
  if (status !== 200) throw new Error(`The server's OpenAPI document cannot be read (${status}).`)
  const { paths, components } = body as {
    paths: Record<string, Record<string, Endpoint>>
    components: { schemas: Record<string, Schema> }
  }
  const shape = (path: string) =>
    path
      .split('?')[0]!
      .replace(/\{\w+\}/g, '{}')
      .toLowerCase()
  const known = new Map(Object.keys(paths).map((path) => [shape(path), path]))
  const resolve = (schema: Schema | undefined): Schema | undefined => {
    if (schema?.$ref) return resolve(components.schemas[schema.$ref.split('/').at(-1)!])
    return schema?.allOf ? resolve(schema.allOf[0]) : schema
  }
  return {
    savingOf(kind) {
      const path = known.get(shape(kind.path))
      const endpoint = path && paths[path]![kind.assignment ? 'post' : 'put']
      if (!endpoint) return undefined
      const params = [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!)
      return {
        id: endpoint.operationId,
        params,
        body: endpoint.requestBody?.content['application/json']?.schema,
      }
    },
    has(body, path) {
      let at = resolve(body)
      for (const name of path.split('.')) {
        // What says nothing of its properties may have any, as xp does.
        if (at && !at.properties && !at.items) return true
        const names = Object.keys(at?.properties ?? {})
        const found = names.find((n) => n.toLowerCase() === name.toLowerCase())
        const below = /^\d+$/.test(name) ? at?.items : found ? at?.properties?.[found] : undefined
        if (!below) return false
        at = resolve(below)
      }
      return true
    },
    typeIn: (body, path) =>
      path.split('.').reduce<Schema | undefined>((at, name) => {
        const schema = resolve(at)
        return /^\d+$/.test(name) ? schema?.items : schema?.properties?.[name]
      }, body)?.type,
  }
}
