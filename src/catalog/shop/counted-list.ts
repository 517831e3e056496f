import { type SQL, sql } from 'drizzle-orm'
import type { ListRequest } from '../../api/lists/list.ts'
import { remember } from '../../api/memory.ts'
import type { Call } from '../../store/call.ts'
import type { Results } from '../../store/fact.ts'
import { listQueries, pageQuery } from '../../store/list.ts'
import type { ListSource, Order } from '../../store/list-source.ts'
import { plain, type Query } from '../../store/sql/sql.ts'
import type { Party } from '../visibility/audiences.ts'
import { facetReads, facetsOf, isPersonal, questionOf, sideOf } from './facet-counts.ts'
import { type Counts, learn, recall } from './known-counts.ts'
import { keepTotal, keptTotal } from './list-totals.ts'

/** Whether marketplaces had facets when they were last asked: to plan how nothing is counted takes as long as a page. */
const hadFacets = new Map<string, boolean>()
const MOST_KNOWN = 10_000

/** How a list is read with its counts, where the list takes a shopper's eyes. */
interface Eyes {
  /** Those who see the same products. */
  audience: SQL
  /** Reads with those eyes; tells whose they were. */
  send: <R extends Record<string, Query<unknown>>>(reads: R) => Promise<Results<R> & { $party?: Party[] }>
  /**
   * What was counted holds while `CatalogVersion` and `AccessVersion` do: whatever else the list depends on must move one
   * of them when it is written.
   */
  keepsTotal?: boolean
}

/** What a list is read with besides its own page. */
interface Beside<Q> {
  also?: Q
  order?: Order
  eyes?: Eyes
  /** Whether the list is of the one category it names. */
  oneCategory?: SQL | undefined
}

/** A page as it was read, with what was counted for it. */
interface Page<Q, T> extends Counts {
  read: Results<Q & { items: Query<T> }>
}

/**
 * Reads a list of products together with its total and facets, in one round trip; in two when what this isolate knew
 * of them has changed.
 * @param sourceOf the list, which may be found in another way when it is known how much there is
 * @param request what is asked of the source, which may have taken a part of `call.list` into itself
 */
export async function readCounted<T, Q extends Record<string, Query<unknown>> = Record<never, never>>(
  call: Call<unknown>,
  sourceOf: (known?: Counts) => ListSource<T>,
  request: ListRequest,
  { also, order, eyes, oneCategory }: Beside<Q> = {},
): Promise<Page<Q, T>> {
  const m = call.marketplace
  const send: Eyes['send'] = eyes?.send ?? ((reads) => call.read(reads))
  const lasting = Boolean(eyes?.keepsTotal) && !isPersonal(call.list)
  const question = questionOf(call)
  const remembered = lasting ? recall(call, question) : undefined
  if (remembered) {
    const items = pageQuery(sourceOf(remembered), request, order)
    const read = await send({ ...also, items })
    if (remembered.holds(read.$party?.[0])) return { ...remembered, read: read as never }
  }

  const source = sourceOf()
  const audience = eyes?.audience ?? sideOf(call)
  const facetQueries = () => facetReads(call, source, request, audience)
  const skipped = !remembered && hadFacets.get(m) === false
  const reads = {
    ...listQueries(
      lasting ? { ...source, keptTotal: keptTotal(m, audience, question) } : source,
      request,
      order,
    ),
    ...(skipped ? {} : facetQueries()),
    $scope: plain<{ hasFacets: 0 | 1; oneCategory: 0 | 1 | null }>(
      sql`select exists (select 1 from product_facets where Marketplace = ${m}) as hasFacets, ${oneCategory ?? sql`0`} as oneCategory`,
    ),
  }
  const read = await send({ ...also, ...reads })
  const found = read as unknown as Results<typeof reads>
  const [size] = found.total
  if (lasting && !size!.kept) keepTotal(call, audience, question, size!.total)
  const [scope] = found.$scope
  remember(hadFacets, m, scope!.hasFacets === 1, MOST_KNOWN)
  const { facets, exact } = scope!.hasFacets
    ? facetsOf(call, (skipped ? await send(facetQueries()) : found) as never, audience)
    : { facets: [], exact: true }
  const counts = { total: size!.total, facets, oneCategory: scope!.oneCategory === 1 }
  if (lasting && exact) learn(call, question, read.$party?.[0], counts)
  return { ...counts, read: read as never }
}
