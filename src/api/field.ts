import type { SQL } from 'drizzle-orm'
import * as z from 'zod'
import type { ErrorCode } from './error-codes.ts'
import { anyObject, freeJson, JSON_LIMIT, XP_LIMIT } from './free-json.ts'
import { oncePer } from './memory.ts'
import { AMOUNT_PLACES, MAX_AMOUNT, MAX_PRICE, PRICE_PLACES, round, scale, unscale } from './money.ts'
import { parseMoment } from './time.ts'

/** What a value is: decides its column, its schema, and how filters compare it. */
export type Kind =
  | 'text'
  | 'int'
  | 'price'
  | 'amount'
  | 'number'
  | 'flag'
  | 'timestamp'
  | 'oneOf'
  | 'list'
  | 'object'
  | 'xp'
  | 'json'

/** One property of a model: a column and a schema in one. `T` is the value in code and on the wire. */
export interface Field<T = unknown> {
  readonly kind: Kind
  /** Value of an omitted or cleared property. */
  readonly initial: T
  /** May be null once stored; booleans and counts may not. */
  readonly nullable: boolean
  readonly required?: boolean
  /** The refusal of a request without it, where that has a code of its own. */
  readonly missing?: ErrorCode
  /** The refusal of a number below `min`, where that has a code of its own. */
  readonly tooLow?: ErrorCode
  /** In responses only; ignored in requests. */
  readonly readOnly?: boolean
  /** In requests only; null in responses. */
  readonly writeOnly?: boolean
  /** Taken by the write that creates; later writes are ignored. */
  readonly createOnly?: boolean
  /** A column that is not part of the wire's model. */
  readonly hidden?: boolean
  /** Not a column: calculated by this SQL over the table's alias, or by the resource's `present`. */
  readonly computed?: boolean | ((alias: string) => SQL)
  /** Costs rows for each: a list calculates it for what its page shows, not for what it passes over to find that. */
  readonly late?: boolean
  /** Characters of a text, entries of a list, or the largest number. */
  readonly max?: number
  readonly min?: number
  /** Name of the enumeration in the published document. */
  readonly values?: readonly string[]
  readonly of?: Field
  readonly fields?: Fields
  readonly modelName?: string
  readonly pattern?: 'id' | 'token'
  /** An ID that an object of the model may be without. */
  readonly optional?: boolean
  /** The model this text names an object of; an empty text counts as null. */
  readonly reference?: string
  /** Text that may not be filtered, sorted or searched. */
  readonly secret?: boolean
  /** Kinds of user who are not shown it: null in their answers, and unknown to their filters, sorts and searches. */
  readonly withheldFrom?: readonly ('Buyer' | 'Seller' | 'Supplier')[]
  /** An empty text counts as null, though it is no text. */
  readonly cleared?: boolean
  /** Carries `T`; never set. */
  readonly type?: T
}

// biome-ignore lint/suspicious/noExplicitAny: a record of fields of any value
export type Fields = Record<string, Field<any>>

/** The values of a record of fields. */
export type ValuesOf<F extends Fields> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never }

const field = <T>(kind: Kind, initial: T, more: Partial<Field<T>> = {}): Field<T> => ({
  kind,
  initial,
  nullable: initial === null,
  ...more,
})

/** Text of at most `max` characters (UTF-16 units, as clients count). */
export const text = (max?: number) => field<string | null>('text', null, { max })
/** An object ID: 1–100 characters of `A–Z a–z 0–9 - _`; in a body it may hold `{incrementorID}`. */
export const id = () => field<string>('text', null as never, { max: 100, pattern: 'id', nullable: true })
/** The ID of an object of another model; sent as `""`, it counts as null. */
export const ref = (model: string) => field<string | null>('text', null, { max: 100, reference: model })
/** Text that is stored as it is sent (`""` as null) but never filtered, sorted or searched. */
export const secret = (max?: number) => field<string | null>('text', null, { max, secret: true })
/** A whole number of 32 bits; null unless `initial` says otherwise. */
export const int = (limits: { min?: number; max?: number } = {}) => field<number | null>('int', null, limits)
/** A whole number that is never null. */
export const count = (limits: { min?: number; max?: number } = {}) => field<number>('int', 0, limits)
/** A unit price in units of currency, six places kept. */
export const price = (limits: { min?: number } = {}) => field<number | null>('price', null, limits)
/** An amount in units of currency, two places kept. */
export const amount = (limits: { min?: number } = {}) => field<number>('amount', 0, limits)
/** An amount that may be unknown. */
export const optionalAmount = (limits: { min?: number } = {}) => field<number | null>('amount', null, limits)
/** Any decimal number (weights and measures). */
export const number = () => field<number | null>('number', null)
/** A boolean; false when omitted. */
export const flag = () => field<boolean>('flag', false)
/** A boolean that can also be null: "inherit". */
export const optionalFlag = () => field<boolean | null>('flag', null)
/** A moment in the wire's form. */
export const timestamp = () => field<string | null>('timestamp', null)
/** One of the names of an enumeration. */
export const oneOf = <const V extends readonly string[]>(values: V) =>
  field<V[number] | null>('oneOf', null, { values })
/** Entries of a list that does not say otherwise. */
const MOST_ENTRIES = 100
/** A list of at most `max` values: of an enumeration, as many as that has. How long one is, is the sender's choice. */
export const list = <T>(of: Field<T>, max = of.values?.length ?? MOST_ENTRIES) =>
  field<NonNullable<T>[]>('list', [], { of: of as Field, max })
/** A nested model. */
export const object = <F extends Fields>(modelName: string, fields: F) =>
  field<ValuesOf<F> | null>('object', null, { fields, modelName })
/** Extended properties: a JSON object of at most 8,000 bytes, or null. */
export const xp = () => field<Record<string, unknown> | null>('xp', null)
/** Any JSON. */
export const json = <T = unknown>() => field<T | null>('json', null)

/** Must be sent, not null and not empty. */
export const required = <T>(f: Field<T>): Field<NonNullable<T>> =>
  ({ ...f, required: true, initial: f.initial ?? zero(f), nullable: false }) as Field<NonNullable<T>>
/** The value when omitted or null. */
export const initially = <T>(f: Field<T>, initial: NonNullable<T>): Field<NonNullable<T>> =>
  ({ ...f, initial, nullable: false }) as Field<NonNullable<T>>
/** Required, with a refusal of its own. */
export const missingAs = <T>(f: Field<T>, missing: ErrorCode): Field<T> => ({ ...f, missing })

/** The buyer in an assignment: naming none has a refusal of its own. */
export const assignedBuyer = (): Field<string | null> =>
  missingAs(required(ref('Buyer')), 'PartyAssignment.RequiresBuyer')
export const readOnly = <T>(f: Field<T>): Field<T> => ({ ...f, readOnly: true })
export const writeOnly = <T>(f: Field<T>): Field<T> => ({ ...f, writeOnly: true })
export const createOnly = <T>(f: Field<T>): Field<T> => ({ ...f, createOnly: true })
/** A column of the table that the wire does not know. */
export const hidden = <T>(f: Field<T>): Field<T> => ({ ...f, hidden: true, readOnly: true })
/** Not shown to suppliers: a buyer's own affair, and the seller's. */
export const notForSuppliers = <T>(f: Field<T>): Field<T> => ({ ...f, withheldFrom: ['Supplier'] })
/** Calculated when read: by SQL over the row's alias, or by the resource's `present`. */
export const computed = <T>(f: Field<T>, sql?: (alias: string) => SQL): Field<T> => ({
  ...f,
  readOnly: true,
  computed: sql ?? true,
})

/** Part of the model but no column: the resource makes something else of it (a password becomes a hash). */
export const virtual = <T>(f: Field<T>): Field<T> => ({ ...f, computed: true })
/** Calculated by SQL that reads rows of its own: in lists when the page has been found. */
export const computedLate = <T>(f: Field<T>, sql: (alias: string) => SQL): Field<T> => ({
  ...computed(f, sql),
  late: true,
})

const zero = (f: Field) =>
  f.kind === 'flag' ? false : f.kind === 'text' || f.kind === 'oneOf' ? '' : f.kind === 'list' ? [] : 0

/** Value in code to value in the column. */
export function encode(f: Field, value: unknown): string | number | null {
  if (value === null || value === undefined) return null
  switch (f.kind) {
    case 'flag':
      return value ? 1 : 0
    case 'price':
      return scale(value as number, PRICE_PLACES)
    case 'amount':
      return scale(value as number, AMOUNT_PLACES)
    case 'list':
    case 'object':
    case 'xp':
    case 'json':
      return JSON.stringify(value)
    default:
      return value as string | number
  }
}

/** Value in the column to value in code. */
export function decode(f: Field, stored: unknown): unknown {
  if (stored === null || stored === undefined) return f.nullable ? null : f.initial
  switch (f.kind) {
    case 'flag':
      return stored === 1
    case 'price':
      return unscale(stored as number, PRICE_PLACES)
    case 'amount':
      return unscale(stored as number, AMOUNT_PLACES)
    case 'list':
    case 'object':
    case 'xp':
    case 'json':
      return JSON.parse(stored as string)
    default:
      return stored
  }
}

const ID_PATTERN = /^[A-Za-z0-9_-]{1,100}$/
const ID_WITH_TOKENS = /^(?:[A-Za-z0-9_-]|\{[A-Za-z0-9_-]+\})*$/
const TOKEN_PATTERN = /^\S+$/

/** ASCII lower case, as SQLite's `lower()` and NOCASE have it. */
export const lower = (text: string) => text.replace(/[A-Z]/g, (c) => c.toLowerCase())

/** Whether two IDs or codes are the same: letter case does not tell them apart, and none is the same as none. */
export const sameIgnoringCase = (a: unknown, b: unknown): boolean =>
  String(a ?? '').toLowerCase() === String(b ?? '').toLowerCase()

/** Whether a text can be the ID of an object. */
export const isID = (value: string) => ID_PATTERN.test(value)

/** The schema of one value, without `null`; built at first use, since building all of them costs start-up time. */
export const schemaOf: (f: Field) => z.ZodType = oncePer(build)

function build(f: Field): z.ZodType {
  switch (f.kind) {
    case 'text': {
      let s = z.string()
      if (f.required) s = s.min(1)
      if (f.max) s = s.max(f.max)
      if (f.pattern === 'id') s = s.regex(ID_WITH_TOKENS)
      if (f.pattern === 'token') s = s.regex(TOKEN_PATTERN)
      return s
    }
    case 'int':
      return z
        .int()
        .min(f.min ?? -2_147_483_648)
        .max(f.max ?? 2_147_483_647)
    case 'price':
    case 'amount': {
      const places = f.kind === 'price' ? PRICE_PLACES : AMOUNT_PLACES
      const limit = f.kind === 'price' ? MAX_PRICE : MAX_AMOUNT
      return z
        .number()
        .min(f.min ?? -limit)
        .max(limit)
        .overwrite((n) => round(n, places).toNumber())
    }
    case 'number':
      return z
        .number()
        .min(f.min ?? -1e15)
        .max(f.max ?? 1e15)
    case 'flag':
      return z.boolean()
    case 'timestamp':
      return z
        .string()
        .refine((s) => parseMoment(s) !== undefined, {
          params: { rule: 'Type' },
          message: 'is no ISO 8601 date',
        })
        .overwrite((s) => parseMoment(s) ?? s)
    case 'oneOf':
      return z.enum(f.values as [string, ...string[]])
    case 'list':
      // Its length first: entries that are too many are not looked at.
      return z
        .array(z.unknown())
        .max(f.max!)
        .pipe(z.array(schemaOf(f.of!)))
    case 'object':
      return objectSchema(f.fields!)
    case 'xp':
      return freeJson(anyObject, XP_LIMIT)
    case 'json':
      return freeJson(z.unknown(), JSON_LIMIT)
  }
}

/** The schema of a whole body: required properties demanded, read-only ones absent. */
export const objectSchema = oncePer((fields: Fields) =>
  shapeOf(fields, (f) => (f.required ? schemaOf(f) : schemaOf(f).nullish())),
)

/** The schema of a PATCH body: every property may be missing or null; the merged object is checked as a whole. */
export const partialSchema: (fields: Fields) => z.ZodObject = oncePer((fields) =>
  shapeOf(fields, (f) =>
    (f.kind === 'object'
      ? partialSchema(f.fields!)
      : schemaOf(f.required ? { ...f, required: false } : f)
    ).nullish(),
  ),
)

function shapeOf(fields: Fields, of: (f: Field) => z.ZodType): z.ZodObject {
  const shape: Record<string, z.ZodType> = {}
  for (const [name, f] of Object.entries(fields)) if (!f.readOnly && !f.hidden) shape[name] = of(f)
  return z.object(shape)
}
