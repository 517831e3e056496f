import type * as z from 'zod'

/** What a declaration says of its values beside their kind. */
export interface Limits {
  /** Must be sent, not null and not empty. */
  readonly required?: boolean
  /** In responses only; ignored in requests. */
  readonly readOnly?: boolean
  /** Characters of a text (UTF-16 units, as clients count), entries of a list, or the largest number. */
  readonly max?: number
  readonly min?: number
  /** The names of an enumeration. */
  readonly values?: readonly string[]
}

/** How values stand in a column. */
export interface Column<V> {
  readonly type: 'text' | 'integer' | 'real'
  /** Its texts compare and sort without regard to the letter case of ASCII. */
  readonly ignoresCase: boolean
  /**
   * What SQL has to make of the stored value for the wire's: nothing (`plain`); a boolean of 0 and 1 (`flag`); JSON of
   * its text (`json`); a decimal number of an integer that counts units of its last place (`scaled`, by `places`).
   */
  readonly form: 'plain' | 'flag' | 'json' | 'scaled'
  /** Decimal places of a scaled column. */
  readonly places?: number
  encode(value: V): string | number
  decode(stored: string | number): V
}

/** How the filters of lists compare a column with an operand. */
interface Comparing {
  /** One value can be greater than another. */
  readonly ordered: boolean
  /** What an operand means, in the wire's units; undefined where it means no value of the kind. */
  operand(text: string, limits: Limits): string | number | undefined
}

/** What the published document says of a kind. */
interface Published {
  /** The schema, where it is not the one that requests are checked by. */
  schema?(limits: Limits): z.ZodType
  /** What stands in the schema beside its type. */
  readonly beside?: { format?: 'int32' | 'double' | 'date-time'; additionalProperties?: true }
  /** A sentence for its descriptions. */
  note?(limits: Limits): string
  /** Null is among the values that the schema tells of. */
  readonly hasNull?: boolean
  /** The server makes one where a body has none: there is one in every answer. */
  readonly isGenerated?: boolean
  /** The value of an omitted property is told, where it is not the kind's own. */
  readonly tellsDefault?: boolean
}

/** A value, and the rule of validation that refuses it. */
export type Refused = [value: unknown, rule: 'Type' | 'Enum' | 'Range' | 'MaxLength']

/** Examples, by which tests try every property of every operation. */
interface Examples {
  /**
   * A value that is taken.
   * @param unique a text that nothing else has
   * @param within makes an example of what the value consists of
   */
  taken(limits: Limits, unique: string, within: () => unknown): unknown
  /** A value of another type; null where every value is taken. */
  readonly otherType: Refused | null
  /** A value beyond the limits; null where there are none. */
  beyond(limits: Limits): Refused | null
  /** Operands of a filter: some that fit, and one that does not. Only where filters compare. */
  operands?(limits: Limits): { fit: string[]; unfit?: string }
}

/** Everything about a kind of value: whoever handles values asks their kind, and never which it is. */
export interface Kind<V = unknown> {
  readonly name: string
  readonly column: Column<V>
  /** What stands for nothing where null may not. */
  readonly zero: V
  /**
   * The schema of a value that is not null.
   * @param within makes the schema of what the value consists of: the entry of a list, the properties of an object
   */
  schema(limits: Limits, within: () => z.ZodType): z.ZodType
  /** What the text of a query parameter means; undefined where it means no value of the kind. */
  parameter(text: string, limits: Limits): unknown
  /** Null: filters only tell whether there is a value. */
  readonly comparing: Comparing | null
  /** People write it: wildcards match it, searches may look into it, and an empty one is as good as none. */
  readonly isText: boolean
  /** Never filtered, sorted or searched, and no rule of a promotion reads it. */
  readonly isSecret: boolean
  /** JSON that no model describes: queries may name what lies below it, or the `whole` of it, too. */
  readonly free: 'whole' | 'below' | null
  /** What a PATCH makes of the present value; without it, a value that is sent replaces it. */
  merge?(present: unknown, sent: V): unknown
  readonly published: Published
  readonly examples: Examples
}
