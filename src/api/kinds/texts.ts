import * as z from 'zod'
import { parseMoment } from '../time.ts'
import type { Column, Kind, Limits } from './kind.ts'

const asItIs = {
  form: 'plain' as const,
  encode: (value: string) => value,
  decode: (stored: string | number) => stored as string,
}
/** Texts that people look for: names, IDs, codes. */
const inAnyCase: Column<string> = { ...asItIs, type: 'text', ignoresCase: true }
/** Texts that programs compare. */
const exact: Column<string> = { ...asItIs, type: 'text', ignoresCase: false }

/** Characters more than any body has, for a text without a limit. */
const BEYOND_ANY = 1_000_001

const textSchema = ({ required, max }: Limits) => {
  const schema = required ? z.string().min(1) : z.string()
  return max ? schema.max(max) : schema
}

/** Text of at most `max` characters. */
export const text: Kind<string> = {
  name: 'text',
  column: inAnyCase,
  zero: '',
  schema: textSchema,
  parameter: (sent) => sent,
  comparing: { ordered: true, operand: (sent) => sent },
  isText: true,
  isSecret: false,
  free: null,
  published: {},
  examples: {
    taken: ({ max }, unique) => unique.slice(0, max),
    otherType: [12, 'Type'],
    beyond: ({ max }) => ['x'.repeat(max === undefined ? BEYOND_ANY : max + 1), 'MaxLength'],
    operands: () => ({ fit: ['x', 'x*|*y', '!x', '>a', '*', '!*', ''] }),
  },
}

const ID_WITH_TOKENS = /^(?:[A-Za-z0-9_-]|\{[A-Za-z0-9_-]+\})*$/

/** The ID of an object, as requests give it: with IDs of incrementors in braces. */
export const id: Kind<string> = {
  ...text,
  name: 'id',
  schema: (limits) => textSchema(limits).regex(ID_WITH_TOKENS),
  published: { isGenerated: true },
}

const WITHOUT_SPACES = /^\S+$/

/** A text without spaces, which one of several may be told apart by. */
export const word: Kind<string> = {
  ...text,
  name: 'word',
  schema: (limits) => textSchema(limits).regex(WITHOUT_SPACES),
}

/** A text that is stored as it is sent, and that nobody finds anything by. */
export const secret: Kind<string> = {
  ...text,
  name: 'secret',
  column: exact,
  comparing: null,
  isText: false,
  isSecret: true,
}

/** The name of an enumeration that a text means in any letter case. */
const nameOf = (sent: string, { values }: Limits) =>
  values!.find((v) => v.toLowerCase() === sent.toLowerCase())

/** One of the names of an enumeration. */
export const oneOf: Kind<string> = {
  name: 'oneOf',
  column: inAnyCase,
  zero: '',
  schema: ({ values }) => z.enum(values as [string, ...string[]]),
  parameter: nameOf,
  // By name or by zero-based ordinal, which the .NET SDK sends.
  comparing: {
    ordered: false,
    operand: (sent, limits) =>
      nameOf(sent, limits) ?? (/^\d+$/.test(sent) ? limits.values![Number(sent)] : undefined),
  },
  isText: false,
  isSecret: false,
  free: null,
  published: { tellsDefault: true },
  examples: {
    taken: ({ values }) => values![0],
    otherType: [12, 'Enum'],
    beyond: () => ['no such name', 'Enum'],
    operands: ({ values }) => {
      const first = values![0]!
      return { fit: [first, first.toLowerCase(), '0', `!${first}`], unfit: 'no-such-name' }
    },
  },
}

/** A moment in the wire's form: of fixed width, so that text order is time order. */
export const timestamp: Kind<string> = {
  name: 'timestamp',
  column: exact,
  zero: '',
  schema: () =>
    z
      .string()
      .refine((sent) => parseMoment(sent) !== undefined, {
        params: { rule: 'Type' },
        message: 'is no ISO 8601 date',
      })
      .overwrite((sent) => parseMoment(sent) ?? sent),
  parameter: (sent) => parseMoment(sent),
  comparing: { ordered: true, operand: (sent) => parseMoment(sent, true) },
  isText: false,
  isSecret: false,
  free: null,
  published: { beside: { format: 'date-time' } },
  examples: {
    taken: () => '2031-02-03T04:05:06.789+00:00',
    otherType: ['no date', 'Type'],
    beyond: () => ['2031-02-30', 'Type'],
    operands: () => ({ fit: ['>2024-01-01', '<2031-01-01T00:00:00Z', '!*', '1/31/2022'], unfit: 'soon' }),
  },
}
