import * as z from 'zod'

/** Bytes of serialised JSON that one object's xp may have. */
export const XP_LIMIT = 8000
/** The same of any other free JSON, such as a webhook's `ConfigData`. */
export const JSON_LIMIT = 100_000

/** What is said of a number that no double holds. */
export const BEYOND_DOUBLE = 'is larger than any number that can be kept'

/** Whether a value of JSON is an object. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A JSON object as it is: a record of zod's leaves out a key that is called `__proto__`. */
export const anyObject = z.custom(isObject, {
  abort: true,
  params: { rule: 'Type' },
  message: 'must be of type object',
})

/** The schema of JSON that is the client's own: of at most so many bytes, with numbers that can be kept. */
export const freeJson = (schema: z.ZodType, limit: number): z.ZodType =>
  schema
    .refine((value) => new TextEncoder().encode(JSON.stringify(value)).length <= limit, {
      params: { rule: 'MaxLength', MaxLength: limit },
      message: `is larger than ${limit} bytes`,
    })
    .superRefine((value, context) => {
      for (const path of infinitePaths(value))
        context.addIssue({ code: 'custom', path, params: { rule: 'Range' }, message: BEYOND_DOUBLE })
    })

/** JSON can name numbers that are beyond a double: they are read as infinite, and would be written as null. */
function infinitePaths(value: unknown): (string | number)[][] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [[]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, below]) => infinitePaths(below).map((path) => [key, ...path]))
}

/** Merges two JSON objects recursively; arrays, scalars and nulls of the patch replace. */
export function mergeJson(present: unknown, patch: unknown): unknown {
  if (!isObject(patch) || !isObject(present)) return patch
  const out: Record<string, unknown> = { ...present }
  for (const [key, value] of Object.entries(patch)) {
    Object.defineProperty(out, key, {
      value: Object.hasOwn(present, key) ? mergeJson(present[key], value) : value,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return out
}
