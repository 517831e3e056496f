import type { OpenAPIHono } from '@hono/zod-openapi'
import * as z from 'zod'
import { type Field, type Fields, schemaOf } from '../../src/api/field.ts'
import type { Model } from '../../src/api/model.ts'
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
  /** What is answered, and sent to create or replace. */
  whole(model: Pick<Model, 'name' | 'fields'>): z.ZodType
  /** What is sent to change: the same properties, none of them required. */
  partial(model: Pick<Model, 'name' | 'fields'>): z.ZodType
  /** One value by itself, as a parameter has it. */
  value(f: Field): z.ZodType
}

/**
 * Declares component schemas from models.
 * @throws Error when two models of one name differ: a document has one schema for a name
 */
export function components(registry: Registry, version: Version): Components {
  const known = new Map<string, { signature: string; schema: z.ZodType }>()

  function component(name: string, fields: Fields, shape: () => z.ZodRawShape): z.ZodType {
    const signature = signatureOf(fields)
    const present = known.get(name)
    if (present && present.signature !== signature) throw new Error(`two models named ${name} differ`)
    if (present) return present.schema
    const schema = registry.register(name, z.object(shape()))
    known.set(name, { signature, schema })
    return schema
  }

  const whole: Components['whole'] = ({ name, fields }) =>
    component(name, fields, () => shapeOf(fields, name, (f) => !f.hidden))

  const partial: Components['partial'] = (m) =>
    hasRequired(m.fields)
      ? component(`Partial${m.name}`, m.fields, () =>
          shapeOf(m.fields, m.name, (f) => !f.hidden && !f.readOnly, true),
        )
      : whole(m)

  function shapeOf(
    fields: Fields,
    owner: string,
    shown: (f: Field) => boolean,
    isPartial = false,
  ): z.ZodRawShape {
    const shape: Record<string, z.ZodType> = {}
    for (const [name, f] of Object.entries(fields)) {
      if (!shown(f)) continue
      const schema = property(isPartial ? { ...f, required: false } : f, name, owner, isPartial)
      shape[name] = f.required && !f.readOnly && !isPartial ? schema : schema.optional()
    }
    return shape
  }

  function property(f: Field, name: string, owner: string, isPartial: boolean): z.ZodType {
    const facts = factsOf(f, name, owner, isPartial)
    const nullable = f.nullable && f.pattern !== 'id'
    if (f.kind === 'object') return nested(f, facts, nullable, isPartial)
    const schema = value(f).openapi(facts)
    return nullable && f.kind !== 'json' ? schema.nullable() : schema
  }

  /** What stands beside a `$ref` is ignored in 3.0, and null is none of the object's own values in 3.1. */
  function nested(f: Field, facts: Facts, nullable: boolean, isPartial: boolean): z.ZodType {
    const model = { name: f.modelName!, fields: f.fields! }
    const schema = isPartial ? partial(model) : whole(model)
    if (!nullable && Object.keys(facts).length === 0) return schema
    const $ref = `#/components/schemas/${isPartial && hasRequired(f.fields!) ? 'Partial' : ''}${f.modelName}`
    const reference =
      version === '3.1' && nullable
        ? { oneOf: [{ $ref }, { type: 'null' }] }
        : { ...(nullable ? { type: 'object', nullable } : {}), allOf: [{ $ref }] }
    return z.any().openapi({ ...facts, ...(reference as object) })
  }

  function value(f: Field): z.ZodType {
    switch (f.kind) {
      case 'list':
        return listOf(
          f,
          f.of!.kind === 'object' ? whole({ name: f.of!.modelName!, fields: f.of!.fields! }) : value(f.of!),
        )
      case 'json':
        return anything
      case 'xp':
        return schemaOf(f).openapi({ additionalProperties: true })
      case 'int':
        return wholeNumber(f).openapi({ format: 'int32' })
      case 'price':
      case 'amount':
      case 'number':
        return (f.readOnly ? z.number() : schemaOf(f)).openapi({ format: 'double' })
      case 'timestamp':
        return schemaOf(f).openapi({ format: 'date-time' })
      default:
        return schemaOf(f)
    }
  }

  return { whole, partial, value }
}

/** Whether a PATCH body has a schema of its own: it merges into nested objects, but replaces lists. */
const hasRequired = (fields: Fields): boolean =>
  Object.values(fields).some(
    (f) => !f.hidden && !f.readOnly && (f.required || (f.kind === 'object' && hasRequired(f.fields!))),
  )

/** Any JSON, null included. Without the refinement 3.0 would say `nullable`, which means nothing without a type. */
export const anything = z.any().refine((value) => value !== null)

/** What is only answered may have more entries than a request may. */
const listOf = (f: Field, entry: z.ZodType) => {
  const schema = z.array(entry)
  return f.readOnly || f.max === undefined ? schema : schema.max(f.max)
}

/** Its limits as declared; those of 32 bits go without saying. */
function wholeNumber(f: Field): z.ZodInt {
  let schema = z.int()
  if (f.min !== undefined && !f.readOnly) schema = schema.min(f.min)
  if (f.max !== undefined && !f.readOnly) schema = schema.max(f.max)
  return schema
}

function factsOf(f: Field, name: string, owner: string, isPartial: boolean): Facts {
  const facts: Facts = {}
  const description = describe(f, name, owner, isPartial)
  if (description) facts.description = description
  if (f.readOnly) facts.readOnly = true
  if (f.writeOnly) facts.writeOnly = true
  if (f.writeOnly && /password/i.test(name)) facts.format = 'password'
  if (!isPartial && !f.required && !f.readOnly && ['int', 'oneOf', 'flag'].includes(f.kind) && f.initial)
    facts.default = f.initial
  return facts
}

/** What a client cannot tell from the name and type. */
function describe(f: Field, name: string, owner: string, isPartial: boolean): string {
  const sentences = [name === 'ID' ? ownID(f, owner, isPartial) : meaning(f, name)]
  if (f.kind === 'price' && !f.readOnly) sentences.push('Kept to six decimal places.')
  if (f.kind === 'amount' && !f.readOnly) sentences.push('Kept to two decimal places.')
  if (f.createOnly) sentences.push('Taken when created; ignored later.')
  if (f.writeOnly) sentences.push('Null in responses.')
  if (f.single) sentences.push('Of single objects only, not in lists.')
  return sentences.filter(Boolean).join(' ')
}

function ownID(f: Field, owner: string, isPartial: boolean): string {
  if (f.readOnly) return `ID of the ${words(owner)}, given by the server.`
  if (f.pattern !== 'id') return ''
  return isPartial
    ? `ID of the ${words(owner)}; another one renames it.`
    : `ID of the ${words(owner)}: letters, digits, hyphens and underscores. Generated when omitted; may hold the ID of an incrementor in braces.`
}

function meaning(f: Field, name: string): string {
  if (f.kind === 'text' && name.length > 2 && name.endsWith('ID'))
    return `ID of the ${words(name.slice(0, -2))}.`
  if (f.kind === 'xp') return 'Extended properties: any JSON object of at most 8,000 bytes.'
  return ''
}

/** What a field has that the document doesn't show. */
const UNPUBLISHED = new Set(['computed', 'reference', 'secret'])

/** What makes two models of one name the same. */
const signatureOf = (fields: Fields): string =>
  JSON.stringify(fields, (key, value) => (value?.hidden || UNPUBLISHED.has(key) ? undefined : value))
