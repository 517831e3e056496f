import type { ErrorCode } from '../api/error-codes/error-codes.ts'
import { fail } from '../api/errors.ts'
import type { Field } from '../api/field.ts'
import type { Call } from '../store/call.ts'
import { existence, type Fact } from '../store/fact.ts'
import { type Reference, valueAt } from '../tables/reference.ts'
import type { SQL } from '../tables/sql.ts'
import { type Table, tableNamed } from '../tables/table.ts'
import { type Resource, typeOfParam } from './resource.ts'
import { scopeOf } from './scope.ts'

/** An object that is named, as a path or a body names it. */
export interface Named {
  reference: Reference
  /** The row that names it, as far as it is known. */
  row: Record<string, unknown>
  type: string
  id: string
  /** The refusal where there is none, where it is no 404. */
  unknown?: ErrorCode
  /** The rows of it that may be named, over the alias `t`. */
  visible?: SQL
}

/** Objects that must be there: each is a 404 where it is not. */
export const namedFacts = (call: Call, named: Named[]): Fact<unknown>[] =>
  named.map(({ reference: { columns, to, kept }, row, type, id, visible, unknown }) => {
    const table = tableNamed(to)
    const where = Object.fromEntries(table.keys.map((k, i) => [k, valueAt(row, columns[i]!)]))
    const fact = existence(table, call.marketplace, where, { type, id, and: visible, keyed: !kept })
    return unknown ? { ...fact, missing: fail(unknown, `${type} not found: "${id}".`) } : fact
  })

/** The objects the path names above this one (a buyer, a catalogue). */
export function parents(r: Resource, call: Call): Fact<unknown>[] {
  const above = r.table.references.filter(
    ({ columns }) => columns.every((c) => c in r.scope) && columns.some((c) => 'param' in r.scope[c]!),
  )
  return namedFacts(
    call,
    above.map((reference) => {
      const source = r.scope[reference.columns.at(-1)!] as { param: string }
      return {
        reference,
        row: scopeOf(r, call),
        type: typeOfParam(source.param),
        id: call.params[source.param]!,
        visible: reference.to === r.above?.table.name ? r.above.visible?.(call.caller, 't') : undefined,
      }
    }),
  )
}

/** The objects a body links to, where the link is new. */
export function links(
  r: Resource,
  call: Call,
  body: Record<string, unknown>,
  before: Record<string, unknown> | null = null,
): Fact<unknown>[] {
  const row = { ...scopeOf(r, call), ...body }
  const isNew = ({ columns, when }: Reference) => {
    const own = columns.at(-1)!
    const id = body[own]
    if (when || columns.every((c) => c in r.scope) || typeof id !== 'string' || !modelOf(r.table, own))
      return false
    // The owner is looked up with the rules of ownership: it may also be the marketplace itself.
    if (r.owned && own === 'OwnerID') return false
    if (before && columns.every((c) => valueAt(before, c) === valueAt(row, c))) return false
    // As in SQL: a reference with an empty column refers to nothing.
    return columns.every((c) => (valueAt(row, c) ?? null) !== null)
  }
  return namedFacts(
    call,
    r.table.references.filter(isNew).map((reference) => {
      const own = reference.columns.at(-1)!
      const { unknown } = r.table.fields[own] as Field
      return { reference, row, type: modelOf(r.table, own)!, id: body[own] as string, unknown }
    }),
  )
}

/** The model that a column names an object of. */
const modelOf = (t: Table, column: string) => (t.fields[column] as Field | undefined)?.reference
