import type * as z from 'zod'
import { fail, type Issue, invalidAll } from './errors.ts'
import type { Field, Fields } from './field.ts'
import { BEYOND_DOUBLE, isObject } from './kinds/free-json.ts'
import { oncePer } from './memory.ts'
import { objectSchema, partialSchema } from './schemas.ts'

type Body = Record<string, unknown>

/** Lower-cased property names to the wire's spelling: names in requests are case-insensitive. */
const namesOf = oncePer((fields: Fields) => new Map(Object.keys(fields).map((n) => [n.toLowerCase(), n])))

/** Levels of nesting a body may have: SQLite reads JSON to a depth of 1000, and fails a whole list over one deeper xp. */
const MOST_LEVELS = 100

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((v) => isDeeper(v, levels - 1)))

/** Whether JSON is nested deeper than a body may be. */
export const isTooDeep = (value: unknown) => isDeeper(value, MOST_LEVELS)

/**
 * A body in the wire's own terms: canonical property names and enum spellings, unknown and read-only properties
 * dropped, null read as the default where a property cannot be null. Checks nothing but its nesting.
 */
export function normalise(body: unknown, fields: Fields): Body {
  if (!isObject(body)) throw fail('Request.InvalidRequestBody', 'The request body must be a JSON object.')
  if (isTooDeep(body))
    throw fail('Request.InvalidRequestBody', `The request body is nested deeper than ${MOST_LEVELS} levels.`)
  return normaliseObject(body, fields)
}

function normaliseObject(body: Body, fields: Fields): Body {
  const out: Body = {}
  const names = namesOf(fields)
  for (const [key, value] of Object.entries(body)) {
    const name = names.get(key.toLowerCase())
    const f = name === undefined ? undefined : fields[name]
    if (!name || !f || f.readOnly || f.hidden) continue
    if (value !== undefined) out[name] = normaliseValue(value, f)
  }
  return out
}

/**
 * What a body as it was sent has at a path of property names and places in lists. Names are read as `normalise` reads
 * them: in any letter case, and of one that stands twice the last.
 * @returns undefined where nothing was sent
 */
export const sentAt = (sent: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((at, step) => {
    if (typeof step === 'number') return Array.isArray(at) ? at[step] : undefined
    const isMeant = ([name]: [string, unknown]) => name.toLowerCase() === step.toLowerCase()
    return isObject(at) ? Object.entries(at).findLast(isMeant)?.[1] : undefined
  }, sent)

function normaliseValue(value: unknown, f: Field): unknown {
  if (value === null) return f.nullable || f.required ? null : f.initial
  if (f.emptyIsNull && value === '') return null
  const { values, fields, of } = f
  if (values && typeof value === 'string')
    return values.find((v) => v.toLowerCase() === value.toLowerCase()) ?? value
  // Half a character cannot be stored: what is answered would be another text than what is read.
  if (typeof value === 'string') return value.toWellFormed()
  if (fields && isObject(value)) return normaliseObject(value, fields)
  if (of && Array.isArray(value)) return value.map((v) => normaliseValue(v, of))
  return value
}

/** Checks a normalised whole body and fills what was omitted with its default. */
export function whole(body: Body, fields: Fields): Body {
  for (const [name, f] of Object.entries(fields)) refuseMissing(name, f, body[name])
  return fill(check(objectSchema(fields), body, fields), fields)
}

/**
 * Refuses that a property or parameter is missing which has a refusal of its own.
 * @throws ApiError with the field's code
 */
export function refuseMissing(name: string, f: Field, value: unknown): void {
  if (f.missing && (value === undefined || value === null || value === ''))
    throw invalidAll([{ property: name, rule: 'Required', message: `${name} is required.`, code: f.missing }])
}

/** Checks the types of a normalised PATCH body; what it makes of the object is checked after merging. */
export const partial = (body: Body, fields: Fields): Body => check(partialSchema(fields), body, fields)

function fill(body: Body, fields: Fields): Body {
  const out: Body = {}
  for (const [name, f] of Object.entries(fields)) {
    if (f.readOnly || f.hidden) continue
    const value = body[name] === undefined ? f.initial : body[name]
    const entry = f.of?.fields
    out[name] =
      f.fields && isObject(value)
        ? fill(value, f.fields)
        : entry && Array.isArray(value)
          ? value.map((v) => fill(v as Body, entry))
          : value
  }
  return out
}

/**
 * A PATCH laid over the present object: only properties sent change; nested models and xp merge key by key, a key
 * sent as null stays with null; lists and other values are replaced.
 */
export function merge(present: Body, patch: Body, fields: Fields): Body {
  const out: Body = { ...present }
  for (const [name, value] of Object.entries(patch)) {
    const f = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!f) continue
    const before = present[name]
    if (f.fields && isObject(value))
      out[name] = merge(isObject(before) ? before : fill({}, f.fields), value, f.fields)
    else out[name] = value !== null && f.kind.merge ? f.kind.merge(before, value) : value
  }
  return out
}

function check(schema: z.ZodType, body: Body, fields: Fields): Body {
  const result = schema.safeParse(body)
  if (result.success) return result.data as Body
  throw invalidAll(result.error.issues.map((issue) => toIssue(issue, body, fields)))
}

/** The field an issue is about, in lists and objects too. */
const fieldAt = (path: PropertyKey[], fields: Fields): Field | undefined =>
  path.reduce<Pick<Field, 'fields' | 'of'> | undefined>(
    (at, key) => (typeof key === 'number' ? at?.of : at?.fields?.[String(key)]),
    { fields },
  ) as Field | undefined

function toIssue(issue: z.core.$ZodIssue, body: Body, fields: Fields): Issue {
  const property = issue.path.map(String).join('.') || 'body'
  const value = issue.path.reduce<unknown>(
    (at, key) => (isObject(at) || Array.isArray(at) ? (at as Body)[key as string] : undefined),
    body,
  )
  const say = (rule: Issue['rule'], message: string, detail?: Record<string, unknown>): Issue => ({
    property,
    rule,
    message: `${property} ${message}.`,
    detail,
  })
  switch (issue.code) {
    case 'invalid_type':
      if (typeof value === 'number' && !Number.isFinite(value)) return say('Range', BEYOND_DOUBLE)
      return value === undefined || value === null
        ? say('Required', 'is required')
        : say('Type', `must be of type ${issue.expected}`)
    case 'too_big':
      if (issue.origin === 'array')
        return say('Range', `must have at most ${issue.maximum} entries`, { Maximum: issue.maximum })
      return issue.origin === 'string'
        ? say('MaxLength', `must have at most ${issue.maximum} characters`, { MaxLength: issue.maximum })
        : say('Range', `must be at most ${issue.maximum}`, { Maximum: issue.maximum })
    case 'too_small':
      return issue.origin === 'string' && value === ''
        ? say('Required', 'is required')
        : {
            ...say('Range', `must be at least ${issue.minimum}`, { Minimum: issue.minimum }),
            code: fieldAt(issue.path, fields)?.tooLow,
          }
    case 'invalid_value':
      return value === undefined || value === null
        ? say('Required', 'is required')
        : say('Enum', `must be one of ${issue.values.join(', ')}`, { Values: issue.values })
    case 'invalid_format':
      return say('Pattern', 'may hold letters, digits, hyphens and underscores only', {
        Pattern: issue.pattern,
      })
    case 'custom': {
      const { rule, ...detail } = (issue.params ?? {}) as { rule?: Issue['rule'] }
      return say(rule ?? 'Rule', issue.message, detail)
    }
    default:
      return say('Type', 'is invalid')
  }
}
