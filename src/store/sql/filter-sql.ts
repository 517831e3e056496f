import { fail } from '../../api/errors.ts'
import { finite } from '../../api/kinds/numbers.ts'
import type { Filter, Property, Term } from '../../api/lists/filter.ts'
import { Decimal } from '../../api/money.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { among, type Comparison, OPPOSITE, SIGNS, wildSql } from './conditions.ts'
import { jsonSql } from './json-filter.ts'
import { or } from './sql.ts'

/** Where a property stands in a statement. */
export type Locate = (property: Property) => SQL

/** A filter as SQL; operands that do not fit the property's type are refused with `List.InvalidType`. */
export const filterSql = (filter: Filter, locate: Locate): SQL =>
  or(
    ...filter.properties.map((p) =>
      p.free ? jsonSql(p.path, filter.terms, locate(p)) : columnSql(p, filter.terms, locate(p)),
    ),
  )

/** Whether a column meets any of the terms. Plain equalities become one list: there may be hundreds of IDs. */
function columnSql(property: Property, terms: Term[], at: SQL): SQL {
  const isEquality = (t: Term) => t.op === 'eq' && !t.negate
  const equal = terms.filter(isEquality)
  const others = terms.filter((t) => !isEquality(t))
  return or(
    equal.length > 0 ? equalTo(property, equal, at) : undefined,
    ...others.map((t) => termSql(property, t, at)),
  )
}

function equalTo(property: Property, terms: Term[], at: SQL): SQL {
  const operands = terms.map((t) => operandOf(property, t)).filter((o) => o.exact)
  return operands.length === 0 ? sql`0` : sql`${at} ${among(operands.map((o) => o.value))}`
}

function termSql(property: Property, term: Term, at: SQL): SQL {
  switch (term.op) {
    case 'present':
      return term.negate ? sql`${at} is null` : sql`${at} is not null`
    case 'empty': {
      const none = property.field.kind.isText ? sql`coalesce(${at}, '') = ''` : sql`${at} is null`
      return term.negate ? sql`not (${none})` : none
    }
    // A negated equality includes null …
    case 'eq':
      return sql`not coalesce(${equalTo(property, [term], at)}, 0)`
    case 'wild': {
      if (!property.field.kind.isText) throw wrongType(property, term)
      const matches = wildSql(term.pieces, at)
      return term.negate ? sql`not coalesce(${matches}, 0)` : matches
    }
    // … a negated comparison is the opposite one, and neither matches null.
    default:
      return compared(property, term, at)
  }
}

function compared(property: Property, term: Term, at: SQL): SQL {
  if (property.field.kind.comparing?.ordered === false) throw wrongType(property, term)
  const op = term.negate ? OPPOSITE[term.op as Comparison] : (term.op as Comparison)
  const { value, exact } = operandOf(property, term)
  if (exact) return sql`${at} ${SIGNS[op]} ${value}`
  // Between two values that can be stored, so that equal to it does not occur.
  return op === 'gt' || op === 'gte'
    ? sql`${at} >= ${Math.ceil(value as number)}`
    : sql`${at} <= ${Math.floor(value as number)}`
}

interface Operand {
  value: string | number
  /** False: the column stores values just below and above, but not this one. */
  exact: boolean
}

/** An operand as the property's column stores values. */
function operandOf({ field, path, name }: Property, term: Term): Operand {
  const text = term.pieces[0]!
  const { comparing, column } = field.kind
  const value = comparing?.operand(text, field)
  if (value === undefined) throw wrongType({ name }, term)
  // Below a JSON column numbers are stored as they are, not scaled.
  return column.places !== undefined && path.length === 0
    ? scaled(text, column.places)
    : { value, exact: true }
}

/** Scaled columns keep the operand's places: `Total=>1.005` is "at least 101 hundredths", equality matches nothing. */
function scaled(text: string, places: number): Operand {
  const value = new Decimal(text.replace(/^\+/, '')).times(new Decimal(10).pow(places))
  const whole = value.isInteger()
  // A fraction keeps its side of the next whole number, however close it is.
  const number = whole ? value : value.toDecimalPlaces(0, Decimal.ROUND_FLOOR).plus(0.5)
  return { value: finite(number.toNumber()), exact: whole }
}

const wrongType = (property: Pick<Property, 'name'>, term: Term) => {
  const operand = term.pieces.join('*')
  return fail('List.InvalidType', `"${operand}" does not fit the type of ${property.name}.`, {
    Property: property.name,
    Value: operand,
  })
}
