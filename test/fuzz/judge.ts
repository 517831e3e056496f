import document from '../../public/openapi.json' with { type: 'json' }
import type { Operation } from '../../src/resource/operation.ts'

type Values = Record<string, unknown>

/** As much of a schema as the document uses. */
interface Schema {
  $ref?: string
  allOf?: Schema[]
  oneOf?: Schema[]
  type?: string
  nullable?: boolean
  properties?: Record<string, Schema>
  additionalProperties?: boolean | Schema
  required?: string[]
  items?: Schema
  enum?: unknown[]
}

interface Described {
  responses: Record<string, { $ref?: string; content?: Record<string, { schema: Schema }> }>
}

const paths = document.paths as unknown as Record<string, Record<string, Described>>
const components = document.components as unknown as Record<string, Values>

const lookUp = <T>(node: { $ref?: string }): T => {
  if (!node.$ref) return node as T
  const [, , kind, name] = node.$ref.split('/')
  return components[kind!]![name!] as T
}

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where a value is none of what a schema describes. */
function unlike(schema: Schema, value: unknown, at: string): string[] {
  if (schema.$ref) return unlike(lookUp<Schema>(schema), value, at)
  if (value === null)
    return schema.nullable || !(schema.type || schema.allOf || schema.oneOf) ? [] : [`${at} is null`]
  if (schema.oneOf)
    return schema.oneOf.some((one) => unlike(one, value, at).length === 0)
      ? []
      : [`${at} is none of those described`]
  const all = (schema.allOf ?? []).flatMap((one) => unlike(one, value, at))
  if (schema.enum && !schema.enum.includes(value))
    all.push(`${at} is ${JSON.stringify(value)}, none of the names described`)
  const right = {
    object: isObject(value),
    array: Array.isArray(value),
    string: typeof value === 'string',
    boolean: typeof value === 'boolean',
    integer: Number.isInteger(value),
    number: typeof value === 'number',
  }[schema.type ?? '']
  if (right === false) return [...all, `${at} is no ${schema.type}`]
  if (Array.isArray(value) && schema.items)
    return [...all, ...value.slice(0, 50).flatMap((v, i) => unlike(schema.items!, v, `${at}.${i}`))]
  if (!isObject(value) || !schema.properties) return all
  for (const name of schema.required ?? []) if (!(name in value)) all.push(`${at}.${name} is missing`)
  for (const [name, v] of Object.entries(value)) {
    const below = schema.properties[name]
    if (below) all.push(...unlike(below, v, `${at}.${name}`))
    else if (!schema.additionalProperties) all.push(`${at}.${name} is not described`)
  }
  return all
}

/** What no answer may show: engines' own words, frames of a stack, values that were none. */
const INSIDES =
  /\bSQLITE_|\bD1_[A-Z_]*ERROR|\n\s+at \S|node_modules|\.ts\b|(?:Type|Range|Reference|Syntax)Error|\[object |\bundefined\b|\bNaN\b/

/** Refusals that are no fault: what is not built yet, and what found no quiet moment. */
const EXCUSED: Record<string, string> = {
  'Api.NotImplemented': 'not built yet, and says so',
  'Api.Busy': 'too many writes at once; to be tried again',
}

/** What is wrong with an answer; nothing if all is well. */
export function faultsOf(operation: Operation, status: number, text: string, type: string | null): string[] {
  const faults: string[] = []
  const inside = INSIDES.exec(text)
  if (inside && operation.response?.name !== 'OpenApiDocument')
    faults.push(`shows its insides: ${JSON.stringify(inside[0])}`)
  const isJSON = /json/.test(type ?? '')
  let body: unknown = null
  try {
    body = text === '' ? null : isJSON ? JSON.parse(text) : text
  } catch {
    faults.push('is no JSON, and says it is')
  }
  const code = ((body as Values | null)?.Errors as { ErrorCode: string }[] | undefined)?.[0]?.ErrorCode
  if (code && code in EXCUSED) return faults
  if (status >= 500) faults.push(`status ${status}`)
  const described = paths[operation.path]![operation.method.toLowerCase()]!.responses
  const answer = described[status] ?? described.default
  if (!answer) return [...faults, `status ${status} is not described`]
  const { content } = lookUp<Described['responses'][string]>(answer)
  if (!content) return text === '' ? faults : [...faults, 'a body where none is described']
  const media = Object.keys(content).find((name) => type?.startsWith(name))
  if (!media) return [...faults, `is ${type}, and described as ${Object.keys(content).join(' or ')}`]
  // The document is not described by itself.
  if (isJSON && operation.response?.name !== 'OpenApiDocument')
    faults.push(...unlike(content[media]!.schema, body, 'body').slice(0, 5))
  return faults
}
