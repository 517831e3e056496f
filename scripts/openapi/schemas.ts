import type { OpenAPIHono } from '@hono/zod-openapi'
import * as z from 'zod'
import type { Field, Fields } from '../../src/api/field.ts'
import { anything } from '../../src/api/kinds/structures.ts'
import type { Model } from '../../src/api/model.ts'
import { schemaOf } from '../../src/api/schemas.ts'
import { words } from './words.ts'

export type Version = '3.0' | '3.1'
type Registry = OpenAPIHono['openAPIRegistry']

/** What a schema says beside its type. A type, not an interface: it must fit an index signature. */
type Facts = {
  description?: string
  readOnly?: true
  writeOnly?: true
  format?: 'password'
  default?: unknown
}

/** Named component schemas, registered as they are first asked for. */
export interface Components {
  /** What is answered. */
  whole(model: Shape): z.ZodType
  /**
   * What is sent: the model, and beside it what must be sent of it (nothing, to change). Tools read bodies in this form,
   * and a model that is sent to change as well cannot demand anything itself.
   */
  body(model: Shape, isPartial: boolean): z.ZodType
  /** One value by itself, as a parameter has it. */
  value(f: Field): z.ZodType
}
type Shape = Pick<Model, 'name' | 'fields'>

/**
 * Declares component schemas from models.
 * @param bodies names of the models that are bodies
 * @throws Error when two models of one name differ: a document has one schema for a name
 */
export function components(registry: Registry, version: Version, bodies: ReadonlySet<string>): Components {
  const known = new Map<string, { signature: string; schema: z.ZodType }>()

  function whole({ name, fields }: Shape): z.ZodType {
    const signature = signatureOf(fields)
    const present = known.get(name)
    if (present && present.signature !== signature) throw new Error(`two models named ${name} differ`)
    if (present) return present.schema
    const shown = Object.entries(fields).filter(([, f]) => !f.hidden)
    const shape = shown.map(([property, f]) => {
      const schema = propertyOf(f, property, name)
      return [property, f.required && !f.readOnly && !bodies.has(name) ? schema : schema.optional()]
    })
    const schema = registry.register(name, z.object(Object.fromEntries(shape)))
    known.set(name, { signature, schema })
    return schema
  }

  function body(model: Shape, isPartial: boolean): z.ZodType {
    whole(model)
    return anything().openapi({ ...all(model), ...(isPartial ? {} : demands(model)) } as object)
  }

  /** What must be sent of a model, where it does not say so itself. */
  function demands({ name, fields }: Shape): { required?: string[] } {
    const required = Object.keys(fields).filter((n) => fields[n]!.required && !fields[n]!.readOnly)
    return bodies.has(name) && required.length > 0 ? { required } : {}
  }

  function propertyOf(f: Field, name: string, owner: string): z.ZodType {
    const facts = factsOf(f, name, owner)
    // An ID may be left to the server, but is there in every answer.
    const nullable = f.nullable && (!f.kind.published.isGenerated || f.optional === true)
    if (f.fields) return nested({ name: f.modelName!, fields: f.fields }, facts, nullable)
    const schema = value(f).openapi(facts)
    return nullable && !f.kind.published.hasNull ? schema.nullable() : schema
  }

  /** What stands beside a `$ref` is ignored in 3.0, and null is none of the object's own values in 3.1. */
  function nested(model: Shape, facts: Facts, nullable: boolean): z.ZodType {
    const schema = whole(model)
    const said = { ...facts, ...(facts.readOnly ? {} : demands(model)) }
    if (!nullable && Object.keys(said).length === 0) return schema
    const reference =
      version === '3.1' && nullable
        ? { oneOf: [...all(model).allOf, { type: 'null' }] }
        : { type: 'object', ...(nullable ? { nullable } : {}), ...all(model) }
    return z.any().openapi({ ...said, ...(reference as object) })
  }

  function value(f: Field): z.ZodType {
    const { schema, beside } = f.kind.published
    if (f.of)
      return listOf(
        f,
        f.of.fields ? nested({ name: f.of.modelName!, fields: f.of.fields }, {}, false) : value(f.of),
      )
    const published = schema?.(f) ?? schemaOf(f)
    return beside ? published.openapi(beside) : published
  }

  return { whole, body, value }
}

const all = ({ name }: Shape) => ({ allOf: [{ $ref: `#/components/schemas/${name}` }] })

/** What is only answered may have more entries than a request may. */
const listOf = (f: Field, entry: z.ZodType) => {
  const schema = z.array(entry)
  return f.readOnly || f.max === undefined ? schema : schema.max(f.max)
}

function factsOf(f: Field, name: string, owner: string): Facts {
  const facts: Facts = {}
  const description = describe(f, name, owner)
  if (description) facts.description = description
  if (f.readOnly) facts.readOnly = true
  if (f.writeOnly) facts.writeOnly = true
  if (f.writeOnly && /password/i.test(name)) facts.format = 'password'
  if (!f.required && !f.readOnly && f.kind.published.tellsDefault && f.initial) facts.default = f.initial
  return facts
}

/** What a client cannot tell from the name and type. */
function describe(f: Field, name: string, owner: string): string {
  const sentences = [name === 'ID' ? ownID(f, owner) : meaning(f, name), f.kind.published.note?.(f)]
  if (f.createOnly) sentences.push('Taken when created; ignored later.')
  if (f.writeOnly) sentences.push('Null in responses.')
  return sentences.filter(Boolean).join(' ')
}

function ownID(f: Field, owner: string): string {
  if (f.readOnly) return `ID of the ${words(owner)}, given by the server.`
  if (!f.kind.published.isGenerated) return ''
  return `ID of the ${words(owner)}: letters, digits, hyphens and underscores. Generated when none is sent to create; may hold the ID of an incrementor in braces. Another one sent to change renames it.`
}

const meaning = ({ kind }: Field, name: string) =>
  (kind.isText || kind.isSecret) && /.ID$/.test(name) ? `ID of the ${words(name.slice(0, -2))}.` : ''

/** What a field has that the document doesn't show. */
const UNPUBLISHED = new Set(['computed', 'reference', 'emptyIsNull'])

/** What makes two models of one name the same. */
const signatureOf = (fields: Fields): string =>
  JSON.stringify(fields, (key, value) =>
    value?.hidden || UNPUBLISHED.has(key) ? undefined : key === 'kind' ? value.name : value,
  )
