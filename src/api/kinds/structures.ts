import * as z from 'zod'
import { anyObject, freeJson, JSON_LIMIT, mergeJson, XP_LIMIT } from './free-json.ts'
import type { Kind } from './kind.ts'

/** What all values that are stored as JSON have in common. */
const structure = {
  column: {
    type: 'text',
    ignoresCase: false,
    form: 'json',
    encode: (value: unknown) => JSON.stringify(value),
    decode: (stored: string | number) => JSON.parse(stored as string),
  },
  // Parameters are texts: one of a structure would be JSON, and none is.
  parameter: () => undefined,
  comparing: null,
  isText: false,
  isSecret: false,
  free: null,
  published: {},
} as const

/** Several values of a kind. */
export const list: Kind<unknown[]> = {
  ...structure,
  name: 'list',
  zero: [],
  // Its length first: entries that are too many are not looked at.
  schema: ({ max }, entry) => z.array(z.unknown()).max(max!).pipe(z.array(entry())),
  examples: {
    taken: (_, __, entry) => [entry()],
    otherType: [{ no: 'list' }, 'Type'],
    beyond: () => null,
  },
}

/** A nested model. */
export const object: Kind<object | null> = {
  ...structure,
  name: 'object',
  zero: null,
  schema: (_, properties) => properties(),
  examples: {
    taken: (_, __, properties) => properties(),
    otherType: ['no object', 'Type'],
    beyond: () => null,
  },
}

const FREE = { Color: 'Blue', Sizes: [1, 2], Deep: { Key: null } }

/** Extended properties: an object of the client's own. */
export const xp: Kind<object | null> = {
  ...structure,
  name: 'xp',
  zero: null,
  schema: () => freeJson(anyObject, XP_LIMIT),
  free: 'whole',
  merge: mergeJson,
  published: {
    schema: () => z.record(z.string(), z.unknown()),
    beside: { additionalProperties: true },
    note: () => 'Extended properties: any JSON object of at most 8,000 bytes.',
  },
  examples: {
    taken: () => FREE,
    otherType: ['no object', 'Type'],
    beyond: () => [{ long: 'x'.repeat(XP_LIMIT) }, 'MaxLength'],
  },
}

/** Any JSON, null included. Without the refinement 3.0 would say `nullable`, which means nothing without a type. */
export const anything = () => z.any().refine((value) => value !== null)

/** Any JSON. */
export const json: Kind = {
  ...structure,
  name: 'json',
  zero: null,
  schema: () => freeJson(z.unknown(), JSON_LIMIT),
  free: 'below',
  published: { schema: anything, hasNull: true },
  examples: {
    taken: () => FREE,
    otherType: null,
    beyond: () => [['x'.repeat(JSON_LIMIT)], 'MaxLength'],
  },
}
