import type { SQL } from 'drizzle-orm'
import type { ErrorCode } from './error-codes/error-codes.ts'
import type { Kind, Limits } from './kinds/kind.ts'
import * as numbers from './kinds/numbers.ts'
import * as structures from './kinds/structures.ts'
import * as texts from './kinds/texts.ts'

/** One property of a model: a column and a schema in one. `T` is the value in code and on the wire. */
export interface Field<T = unknown> extends Limits {
  readonly kind: Kind
  /** Value of an omitted or cleared property. */
  readonly initial: T
  /** May be null once stored; booleans and counts may not. */
  readonly nullable: boolean
  /** The refusal of a request without it, where that has a code of its own. */
  readonly missing?: ErrorCode
  /** The refusal of a number below `min`, where that has a code of its own. */
  readonly tooLow?: ErrorCode
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
  /** What a list has entries of. */
  readonly of?: Field
  /** What a nested model consists of, and its name in the published document. */
  readonly fields?: Fields
  readonly modelName?: string
  /** An ID that is null in answers where an object has none. */
  readonly optional?: boolean
  /** The model of the object that this ID names. */
  readonly reference?: string
  /** The refusal of an ID that no object has, where that has a code of its own. */
  readonly unknown?: ErrorCode
  /** Sent as `""`, it is null. */
  readonly emptyIsNull?: boolean
  /** Kinds of user who are not shown it: null in their answers, and unknown to their filters, sorts and searches. */
  readonly withheldFrom?: readonly ('Buyer' | 'Seller' | 'Supplier')[]
  /** Carries `T`; never set. */
  readonly type?: T
}

// biome-ignore lint/suspicious/noExplicitAny: a record of fields of any value
export type Fields = Record<string, Field<any>>

/** Of a field that is hidden, its type says so: models leave it out. */
interface Hidden {
  readonly hidden: true
}

/** The fields that the wire knows. */
export type ShownFields<F extends Fields> = { [K in keyof F as F[K] extends Hidden ? never : K]: F[K] }

/** The values of a record of fields. */
export type ValuesOf<F extends Fields> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never }

const field = <T>(kind: Kind, initial: T, more: Partial<Field<T>> = {}): Field<T> => ({
  kind,
  initial,
  nullable: initial === null,
  ...more,
})

type Range = Pick<Limits, 'min' | 'max'>

/** Text of at most `max` characters (UTF-16 units, as clients count). */
export const text = (max?: number) => field<string | null>(texts.text, null, { max })
/** Text of at most `max` characters without spaces. */
export const word = (max?: number) => field<string | null>(texts.word, null, { max })
/** Characters of an ID. */
const LONGEST_ID = 100
/** An object ID: 1–100 characters of `A–Z a–z 0–9 - _`; in a body it may hold `{incrementorID}`. */
export const id = () =>
  // A body without one asks for a new one; code meets no object without an ID.
  field<string>(texts.id, null as never, { max: LONGEST_ID, nullable: true })
/** The ID of an object that may be without one, such as an address that is an order's alone. */
export const optionalID = (): Field<string | null> => ({ ...id(), optional: true })
/** The ID of an object of another model; sent as `""`, it is null. */
export const ref = (model: string) =>
  field<string | null>(texts.text, null, { max: LONGEST_ID, reference: model, emptyIsNull: true })
/** Text that is stored as it is sent (`""` as null) but never filtered, sorted or searched. */
export const secret = (max?: number) => field<string | null>(texts.secret, null, { max, emptyIsNull: true })
/** A whole number of 32 bits; null unless `initial` says otherwise. */
export const int = (limits: Range = {}) => field<number | null>(numbers.int, null, limits)
/** A whole number that is never null. */
export const count = (limits: Range = {}) => field<number>(numbers.int, 0, limits)
/** A unit price in units of currency, six places kept. */
export const price = (limits: Range = {}) => field<number | null>(numbers.price, null, limits)
/** An amount in units of currency, two places kept. */
export const amount = (limits: Range = {}) => field<number>(numbers.amount, 0, limits)
/** An amount that may be unknown. */
export const optionalAmount = (limits: Range = {}) => field<number | null>(numbers.amount, null, limits)
/** Any decimal number (weights and measures). */
export const number = () => field<number | null>(numbers.number, null)
/** A boolean; false when omitted. */
export const flag = () => field<boolean>(numbers.flag, false)
/** A boolean that can also be null: "inherit". */
export const optionalFlag = () => field<boolean | null>(numbers.flag, null)
/** A moment in the wire's form. */
export const timestamp = () => field<string | null>(texts.timestamp, null)
/** One of the names of an enumeration. */
export const oneOf = <const V extends readonly string[]>(values: V) =>
  field<V[number] | null>(texts.oneOf, null, { values })
/** Entries of a list that does not say otherwise. */
const MOST_ENTRIES = 100
/** A list of at most `max` values: of an enumeration, as many as that has. How long one is, is the sender's choice. */
export const list = <T>(of: Field<T>, max = of.values?.length ?? MOST_ENTRIES) =>
  field<NonNullable<T>[]>(structures.list, [], { of: of as Field, max })
/** A nested model. */
export const object = <F extends Fields>(modelName: string, fields: F) =>
  field<ValuesOf<F> | null>(structures.object, null, { fields, modelName })
/** Extended properties: a JSON object of at most 8,000 bytes, or null. */
export const xp = () => field<Record<string, unknown> | null>(structures.xp, null)
/** Any JSON of at most 100,000 bytes. */
export const json = <T = unknown>() => field<T | null>(structures.json, null)

/** Must be sent, not null and not empty. */
export const required = <T>(f: Field<T>): Field<NonNullable<T>> =>
  ({ ...f, required: true, initial: f.initial ?? f.kind.zero, nullable: false }) as Field<NonNullable<T>>
/** The value when omitted or null. */
export const initially = <T>(f: Field<T>, initial: NonNullable<T>): Field<NonNullable<T>> =>
  ({ ...f, initial, nullable: false }) as Field<NonNullable<T>>
/** Null where nothing is sent, though it is never null as it was declared. */
export const nullable = <T>(f: Field<T>): Field<T | null> => ({
  ...f,
  initial: null,
  nullable: true,
  required: false,
})
/** Sent as `""`, it is null. */
export const emptyIsNull = <T>(f: Field<T>): Field<T> => ({ ...f, emptyIsNull: true })
/** Required, with a refusal of its own. */
export const missingAs = <T>(f: Field<T>, missing: ErrorCode): Field<T> => ({ ...f, missing })
/** Names an object, with a refusal of its own where there is none. */
export const unknownAs = <T>(f: Field<T>, unknown: ErrorCode): Field<T> => ({ ...f, unknown })
/** Refused below its `min` by a code of its own. */
export const tooLowAs = <T>(f: Field<T>, tooLow: ErrorCode): Field<T> => ({ ...f, tooLow })

/** The buyer in an assignment: naming none has a refusal of its own. */
export const assignedBuyer = (): Field<string | null> =>
  missingAs(required(ref('Buyer')), 'PartyAssignment.RequiresBuyer')
/** In responses only; ignored in requests. */
export const readOnly = <T>(f: Field<T>): Field<T> => ({ ...f, readOnly: true })
/** In requests only; null in responses. */
export const writeOnly = <T>(f: Field<T>): Field<T> => ({ ...f, writeOnly: true })
/** Taken by the write that creates; later writes are ignored. */
export const createOnly = <T>(f: Field<T>): Field<T> => ({ ...f, createOnly: true })
/** A column of the table that the wire does not know. */
export const hidden = <T>(f: Field<T>): Field<T> & Hidden => ({ ...f, hidden: true, readOnly: true })
/** Not shown to suppliers: a buyer's own affair, and the seller's. */
export const notForSuppliers = <T>(f: Field<T>): Field<T> => ({ ...f, withheldFrom: ['Supplier'] })
/** Not shown to buyers' users. */
export const notForBuyers = <T>(f: Field<T>): Field<T> => ({ ...f, withheldFrom: ['Buyer'] })
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

/** Value in code to value in the column. */
export const encode = (f: Field, value: unknown): string | number | null =>
  value === null || value === undefined ? null : f.kind.column.encode(value)

/** Value in the column to value in code. */
export function decode(f: Field, stored: unknown): unknown {
  if (stored === null || stored === undefined) return f.nullable ? null : f.initial
  return f.kind.column.decode(stored as string | number)
}
