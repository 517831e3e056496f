import { envelope } from '../api/lists/list.ts'
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

/** The two statements of a list: the page and its total. (`count(*) over ()` would read every row for each page.) */
export interface ListQueries<T> extends Record<string, Query<unknown>> {
  items: PageQuery<T>
  total: Query<{ total: number; kept?: 0 | 1 }>
}

/**
 * Builds the statements of a list.
 * @param kept a scalar that may hold the total; null when it is to be counted
 */
export function listQueries<T>(list: List<T>, asked: Asked, kept?: SQL): ListQueries<T> {
  const planned = planList(list, asked)
  return { items: pageOf(list, planned), total: plain(totalSql(planned, kept)) }
}

/** The page alone. */
export const pageQuery = <T>(list: List<T>, asked: Asked): PageQuery<T> => pageOf(list, planList(list, asked))

const pageOf = <T>({ decode }: List<T>, planned: PlannedList): PageQuery<T> => ({
  sql: pageSql(planned),
  decode,
  plan: planned.plan,
})

/**
 * Reads a list and answers it as a page.
 * @param above facts that must be: what the path names above the list
 * @param send reads as somebody else than the caller
 */
export async function listPage<T, A = unknown>(
  call: Call,
  list: List<T>,
  show: (item: T, above: A[]) => unknown,
  above: readonly Fact<A>[] = [],
  asked: Asked = call.list,
  send: <R extends Reads>(reads: R) => Promise<Results<R>> = (reads) => call.read(reads),
) {
  const read = await send({ $above: above, ...listQueries(list, asked) })
  const parents = these(read.$above)
  return envelope(
    asked,
    read.total[0]!.total,
    read.items.map((item) => show(item, parents)),
    list.spec.pageKeys,
  )
}
