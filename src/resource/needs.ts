import { type SQL, sql } from 'drizzle-orm'
import { notFound } from '../api/errors.ts'
import type { Field } from '../api/field.ts'
import type { Call } from '../store/call.ts'
import { existing, exists } from '../store/rows.ts'
import type { Query } from '../store/sql/sql.ts'
import { valueAt } from '../tables/reference.ts'
import type { Guard, Where } from '../tables/statements.ts'
import { type Table, tableNamed } from '../tables/table.ts'
import { type Resource, type Source, typeOfParam } from './resource.ts'

type Values = Record<string, unknown>

/** Values of the scope's key columns for a request. */
export function scopeOf(r: Pick<Resource, 'scope'>, call: Call<unknown>): Record<string, string> {
  const out: Record<string, string> = {}
  for (const [column, source] of Object.entries(r.scope)) out[column] = sourceValue(source, call)
  return out
}

function sourceValue(source: Source, call: Call<unknown>): string {
  if ('param' in source) return call.params[source.param]!
  if ('value' in source) return source.value
  return 'company' in source ? call.caller.company : call.marketplace
}

/** Key of one object of a resource. */
export const keyOf = (r: Resource, call: Call<unknown>, id: string): Where => ({
  ...scopeOf(r, call),
  [r.table.keys.at(-1)!]: id,
})

/** What must exist around an object: the parents its path names and the objects its body links to. */
export interface Needs {
  queries: Record<string, Query<{ found: number }>>
  refuse: (read: Record<string, unknown[]>) => void
  /** The same once more at the commit, for references that no foreign key holds. */
  guards: Guard[]
}

/** Existence of the objects the path names above this one (a buyer, a catalogue). */
export function parents(r: Resource, call: Call<unknown>): Needs {
  const scope = scopeOf(r, call)
  return needs(
    r.table.references
      .filter(
        (ref) => ref.columns.every((c) => c in r.scope) && ref.columns.some((c) => 'param' in r.scope[c]!),
      )
      .map((ref) => {
        const source = r.scope[ref.columns.at(-1)!] as { param: string }
        return {
          table: tableNamed(ref.to),
          where: Object.fromEntries(tableNamed(ref.to).keys.map((k, i) => [k, scope[ref.columns[i]!]])),
          type: typeOfParam(source.param),
          id: call.params[source.param]!,
          visible: tableNamed(ref.to) === r.above?.table ? r.above?.visible?.(call.caller, 't') : undefined,
        }
      }),
    call.marketplace,
  )
}

/** Existence of the objects a body links to, where the link is new. */
export function links(r: Resource, call: Call<unknown>, body: Values, before: Values | null = null): Needs {
  const scope: Values = { ...scopeOf(r, call) }
  return needs(
    r.table.references
      .filter((ref) => !ref.when && !ref.columns.every((c) => c in r.scope))
      // The owner is looked up with the rules of ownership: it may also be the marketplace itself.
      .filter((ref) => !(r.owned && ref.columns.at(-1) === 'OwnerID'))
      .flatMap((ref) => {
        const column = ref.columns.at(-1)!
        const id = body[column]
        const type = (r.table.fields[column] as Field | undefined)?.reference
        if (typeof id !== 'string' || !type) return []
        const values = { ...scope, ...body }
        if (before && ref.columns.every((c) => valueAt(before, c) === valueAt(values, c))) return []
        // As in SQL: a reference with an empty column refers to nothing.
        if (ref.columns.some((c) => valueAt(values, c) === null || valueAt(values, c) === undefined))
          return []
        return [
          {
            table: tableNamed(ref.to),
            where: Object.fromEntries(
              tableNamed(ref.to).keys.map((k, i) => [k, valueAt(values, ref.columns[i]!)]),
            ),
            type,
            id,
          },
        ]
      }),
    call.marketplace,
  )
}

/** Users that the server has made for itself are there for nobody, and what is private is there for its user alone. */
const nameable = (t: Table): SQL | undefined =>
  'BuiltIn' in t.fields
    ? sql`t.BuiltIn = 0`
    : 'PrivateUserID' in t.fields
      ? sql`t.PrivateUserID is null`
      : undefined

/** Existence of any objects: a 404 names the first that is missing. */
export function needs(
  named: { table: Table; where: Where; type: string; id: string; visible?: SQL }[],
  marketplace: string,
): Needs {
  const wanted = named.map((w) => ({ ...w, visible: w.visible ?? nameable(w.table) }))
  const queries = Object.fromEntries(
    wanted.map((w, i) => [`$need${i}_${w.type}`, exists(w.table, marketplace, w.where, w.visible)]),
  )
  return {
    queries,
    guards: wanted.map((w) => ({
      guard: existing(w.table, marketplace, w.where, w.visible),
      else: notFound(w.type, w.id),
    })),
    refuse: (read) => {
      Object.keys(queries).forEach((name, i) => {
        if (!(read[name] as { found: number }[])[0]?.found) throw notFound(wanted[i]!.type, wanted[i]!.id)
      })
    },
  }
}
