import * as z from 'zod'
import { AMOUNT_PLACES, MAX_AMOUNT, MAX_PRICE, PRICE_PLACES, round, scale, unscale } from '../money.ts'
import type { Kind, Limits } from './kind.ts'

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i

/** A number as it can be bound to a statement: beyond the largest double it is the largest, since infinity cannot be. */
export const finite = (value: number) => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value))

/** The number that a decimal text means; undefined where it means none. */
export const numberOf = (text: string): number | undefined =>
  NUMBER.test(text) ? finite(Number(text)) : undefined

/** What all numbers have in common. */
const numeric = {
  zero: 0,
  parameter: numberOf,
  comparing: { ordered: true, operand: numberOf },
  isText: false,
  isSecret: false,
  free: null,
} as const

const stored = {
  ignoresCase: false,
  form: 'plain',
  encode: (value: number) => value,
  decode: (from: string | number) => from as number,
} as const

const examples = {
  taken: () => 2.5,
  otherType: ['no number', 'Type'],
  operands: () => ({ fit: ['1', '>1', '<=2|>100', '!5', '!*'], unfit: 'many' }),
} satisfies Partial<Kind<number>['examples']>

/** A whole number of 32 bits. */
export const int: Kind<number> = {
  ...numeric,
  name: 'int',
  column: { ...stored, type: 'integer' },
  schema: ({ min, max }) =>
    z
      .int()
      .min(min ?? -(2 ** 31))
      .max(max ?? 2 ** 31 - 1),
  parameter: (sent) => (/^-?\d{1,10}$/.test(sent) ? Number(sent) : undefined),
  published: { schema: wholeNumber, beside: { format: 'int32' }, tellsDefault: true },
  examples: {
    ...examples,
    taken: ({ min = 2, max = 2 }) => Math.min(Math.max(min, 2), max),
    beyond: ({ min }) => [min === undefined ? 2 ** 31 : min - 1, 'Range'],
  },
}

/** Its limits as declared; those of 32 bits go without saying. */
function wholeNumber({ min, max, readOnly }: Limits): z.ZodInt {
  let schema = z.int()
  if (min !== undefined && !readOnly) schema = schema.min(min)
  if (max !== undefined && !readOnly) schema = schema.max(max)
  return schema
}

/** What the document says of a decimal number: what is only answered has no limits. */
const decimalNumber = (schema: (limits: Limits) => z.ZodType) => ({
  schema: (limits: Limits) => (limits.readOnly ? z.number() : schema(limits)),
  beside: { format: 'double' } as const,
})

const within =
  (limit: number) =>
  ({ min, max }: Limits) =>
    z
      .number()
      .min(min ?? -limit)
      .max(max ?? limit)

/** Largest number of no unit that is kept: a double tells tenths apart up to here. */
const MAX_NUMBER = 1e15

/** Any decimal number (weights and measures). */
export const number: Kind<number> = {
  ...numeric,
  name: 'number',
  column: { ...stored, type: 'real' },
  schema: within(MAX_NUMBER),
  published: decimalNumber(within(MAX_NUMBER)),
  examples: { ...examples, beyond: () => [MAX_NUMBER * 10, 'Range'] },
}

/**
 * A decimal number of units of currency, stored as a whole number of its last place.
 * @param limit the largest
 */
function money(name: string, places: number, placesInWords: string, limit: number) {
  const schema = (limits: Limits) => within(limit)(limits).overwrite((n) => round(n, places).toNumber())
  const kind: Kind<number> = {
    ...numeric,
    name,
    column: {
      type: 'integer',
      ignoresCase: false,
      form: 'scaled',
      places,
      encode: (value) => scale(value, places),
      decode: (from) => unscale(from as number, places),
    },
    schema,
    published: {
      ...decimalNumber(schema),
      note: ({ readOnly }) => (readOnly ? '' : `Kept to ${placesInWords} decimal places.`),
    },
    examples: { ...examples, beyond: ({ min }) => [min === undefined ? limit + 1 : min - 0.01, 'Range'] },
  }
  return kind
}

/** A unit price, six places kept. */
export const price = money('price', PRICE_PLACES, 'six', MAX_PRICE)

/** An amount, two places kept. */
export const amount = money('amount', AMOUNT_PLACES, 'two', MAX_AMOUNT)

/** What a word of the wire means. */
const flagOf = (text: string): boolean | undefined =>
  /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined

/** A boolean. */
export const flag: Kind<boolean> = {
  name: 'flag',
  column: {
    type: 'integer',
    ignoresCase: false,
    form: 'flag',
    encode: Number,
    decode: (from) => from === 1,
  },
  zero: false,
  schema: () => z.boolean(),
  parameter: flagOf,
  comparing: {
    ordered: false,
    operand: (text) => {
      const value = flagOf(text)
      return value === undefined ? undefined : Number(value)
    },
  },
  isText: false,
  isSecret: false,
  free: null,
  published: { tellsDefault: true },
  examples: {
    taken: () => true,
    otherType: ['no flag', 'Type'],
    beyond: () => null,
    operands: () => ({ fit: ['true', 'FALSE', '!true', '*', '!*'], unfit: 'maybe' }),
  },
}
