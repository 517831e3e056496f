import { OpenAPIHono } from '@hono/zod-openapi'
import type { Model } from '../../src/api/model.ts'
import { components } from './schemas.ts'

/** A schema of the published document, version 3.0. */
interface Schema {
  $ref?: string
  allOf?: Schema[]
  type?: string
  enum?: (string | null)[]
  nullable?: boolean
  writeOnly?: boolean
  properties?: Record<string, Schema>
  items?: Schema
}

const primitives: Record<string, string> = {
  boolean: 'boolean',
  integer: 'number',
  number: 'number',
  object: 'Record<string, unknown>',
  string: 'string',
}

/** TypeScript of a model and all that it refers to, as they are answered: a property is there, and null where it may be. */
export function typesOf(model: Pick<Model, 'name' | 'fields'>): string {
  const app = new OpenAPIHono()
  components(app.openAPIRegistry, '3.0', new Set()).whole(model)
  const document = app.getOpenAPIDocument({ openapi: '3.0.3', info: { title: '', version: '' } })
  const schemas = document.components!.schemas as Record<string, Schema>
  const names = new Set([model.name])
  // A set that grows while it is walked is walked to its end.
  const interfaces = [...names.values().map(interfaceOf)]
  return `// Written by \`npm run spec\` from the models of the API.\n\n${interfaces.join('\n')}`

  function interfaceOf(name: string): string {
    const lines = Object.entries(schemas[name]!.properties!)
      .filter(([, property]) => !property.writeOnly)
      .map(([property, of]) => `  ${property}: ${typeOf(of)}\n`)
    return `export interface ${name} {\n${lines.join('')}}\n`
  }

  function typeOf(schema: Schema): string {
    const type = withoutNull(schema)
    return schema.nullable && type !== 'unknown' ? `${type} | null` : type
  }

  function withoutNull({ $ref = '', allOf, type, enum: values, items }: Schema): string {
    if (allOf) return withoutNull(allOf[0]!)
    if ($ref) {
      const name = $ref.slice($ref.lastIndexOf('/') + 1)
      names.add(name)
      return name
    }
    if (values) return values.flatMap((value) => (value === null ? [] : [`'${value}'`])).join(' | ')
    if (items) return listOf(typeOf(items))
    return primitives[type ?? ''] ?? 'unknown'
  }
}

const listOf = (type: string) => (type.includes(' | ') ? `(${type})[]` : `${type}[]`)
