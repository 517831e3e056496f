import { envelope, type ListSpec } from '../api/lists/list.ts'
import type { SQL } from '../tables/sql.ts'
import type { Call } from './call.ts'
import { type Fact, type Reads, type Results, these } from './fact.ts'
import type { Asked, List, Plan } from './lists/declaration.ts'
import { type PlannedList, pageSql, planList, totalSql } from './lists/statements.ts'
import { plain, type Query } from './sql/sql.ts'

/** A page of a list, and how it is found. */
export interface PageQuery<T> extends Query<T> {
  plan: Plan
}

/** How much there is; what was `kept` may not be `exact`, and not `recent` then. */
export interface Total {
  total: number
  kept?: 0 | 1
  exact?: 0 | 1
  recent?: 0 | 1
}

/** The two statements of a list: the page and its total. (`count(*) over ()` would read every row for each page.) */
export interface ListQueries<T, B = unknown> extends Record<string, Query<unknown>> {
  items: PageQuery<T>
  total: Query<Total & B>
}

/**
 * Builds the statements of a list.
 * @param kept a select that may have the total (`totalSql`)
 * @param beside columns that are read with the total
 * @param most up to which what matches a filter or search is counted, if not as far as usual
 */
export function listQueries<T, B = unknown>(
  list: List<T>,
  asked: Asked,
  kept?: SQL,
  beside?: SQL,
  most?: number,
): ListQueries<T, B> {
  const planned = planList(list, asked)
  return { items: pageOf(list, planned), total: plain(totalSql(planned, kept, beside, most)) }
}

/** The page alone. */
export const pageQuery = <T>(list: List<T>, asked: Asked): PageQuery<T> => pageOf(list, planList(list, asked))

const pageOf = <T>({ decode }: List<T>, planned: PlannedList): PageQuery<T> => ({
  sql: pageSql(planned),
  decode,
  plan: planned.plan,
})

/** A list as it is answered: what is found, and how it is shown. */
interface Listing<T, A> extends Omit<List<T>, 'spec'> {
  /** The operation's, where nothing else is said. */
  spec?: ListSpec
  show: (item: T, above: A[]) => unknown
  /** Facts that must be: what the path names above the list. */
  above?: readonly Fact<A>[]
  /** Where more is asked than the caller asks. */
  asked?: Asked
  /** Reads as somebody else than the caller. */
  send?: <R extends Reads>(reads: R) => Promise<Results<R>>
}

/** Reads a list and answers it as a page. */
export async function listPage<T, A = unknown>(
  call: Call,
  { spec = call.operation.list!, show, above = [], asked = call.list, send, ...found }: Listing<T, A>,
) {
  const reads = { $above: above, ...listQueries<T>({ ...found, spec }, asked) }
  const read = await (send ? send(reads) : call.read(reads))
  const parents = these(read.$above)
  return envelope(
    asked,
    read.total[0]!.total,
    read.items.map((item) => show(item, parents)),
    spec.pageKeys,
  )
}
