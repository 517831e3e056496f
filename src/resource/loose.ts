// What subjects use that have not been given facts and typed rules yet.
import type { SQL } from 'drizzle-orm'
import { notFound } from '../api/errors.ts'
import type { Call } from '../store/call.ts'
import { existing, exists, select } from '../store/rows.ts'
import type { Query } from '../store/sql/sql.ts'
import type { Guard, Where } from '../tables/statements.ts'
import type { Row, Table } from '../tables/table.ts'
import type { Resource } from './resource.ts'
import type { AnyRules, Writing as WritingOf } from './rules.ts'
import { keyOf } from './scope.ts'

// biome-ignore lint/suspicious/noExplicitAny: goes
export type Rules = AnyRules<any, any>
// biome-ignore lint/suspicious/noExplicitAny: goes
export type Writing = Omit<WritingOf<any, any, any>, 'before' | 'after' | 'read' | 'call'> & {
  before: any
  after: any
  read: any
  call: Call<any>
}

export const rowQuery = <T extends Table>(r: Resource<T>, call: Call, id: string): Query<Row<T>> =>
  select(r.table, call.marketplace, keyOf(r, call, id), { and: r.visible?.(call.caller, 't') })

export interface Needs {
  queries: Record<string, Query<{ found: number }>>
  refuse: (read: Record<string, unknown[]>) => void
  guards: Guard[]
}

export function needs(
  named: { table: Table; where: Where; type: string; id: string; visible?: SQL }[],
  marketplace: string,
): Needs {
  const queries = Object.fromEntries(
    named.map((w, i) => [`$need${i}_${w.type}`, exists(w.table, marketplace, w.where, w.visible)]),
  )
  return {
    queries,
    guards: named.map((w) => ({
      guard: existing(w.table, marketplace, w.where, w.visible),
      else: notFound(w.type, w.id),
    })),
    refuse: (read) => {
      Object.keys(queries).forEach((name, i) => {
        if (!(read[name] as { found: number }[])[0]?.found) throw notFound(named[i]!.type, named[i]!.id)
      })
    },
  }
}
