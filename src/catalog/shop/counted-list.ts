import { remember } from '../../api/memory.ts'
import type { Call } from '../../store/call.ts'
import { type Fact, type Reads, type Results, these } from '../../store/fact.ts'
import { listQueries, pageQuery } from '../../store/list.ts'
import type { Asked } from '../../store/lists/declaration.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Party } from '../visibility/audiences.ts'
import { facetReads, facetsOf, isPersonal, type ProductList, questionOf, sideOf } from './facet-counts.ts'
import { type Counts, learn, recall } from './known-counts.ts'
import { keepTotal, keptTotal } from './list-totals.ts'

/** Whether marketplaces had facets when they were last asked: to plan how nothing is counted takes as long as a page. */
const hadFacets = new Map<string, boolean>()
const MOST_KNOWN = 10_000

/** As whom a list is read with its counts, where that is a shopper. */
interface Reader {
  /** Those who see the same products, as a scalar. */
  audience: SQL
  /** Reads as that shopper; tells who that was. */
  send: <R extends Reads>(reads: R) => Promise<Results<R> & { $party?: Party[] }>
  /**
   * What was counted holds while `CatalogVersion` and `AccessVersion` do: whatever else the list depends on must move one
   * of them when it is written.
   */
  keepsTotal?: boolean
}

/** What a list is read with. */
interface Beside {
  /** Facts that must be: what the path names above the list. */
  above?: readonly Fact<unknown>[]
  as?: Reader
  /** Whether the list is of the one category it names. */
  oneCategory?: SQL | undefined
}

/** A page as it was read, with what was counted for it. */
interface Page<T> extends Counts {
  items: readonly T[]
  /** Nothing was counted for an earlier version. */
  exact: boolean
}

/**
 * Reads a list of products together with its total and facets, in one round trip; in two when what this isolate knew
 * of them has changed.
 * @param listFor the list, which may be found in another way when it is known how much there is
 * @param asked what is asked of the list, which may have taken a part of `call.list` into itself
 * @throws ApiError the refusal of a fact above it
 */
export async function readCounted<T>(
  call: Call,
  listFor: (known?: Counts) => ProductList<T>,
  asked: Asked,
  { above = [], as: reader, oneCategory }: Beside = {},
): Promise<Page<T>> {
  const { marketplace } = call
  const send: Reader['send'] = reader?.send ?? ((reads) => call.read(reads))
  const lasting = Boolean(reader?.keepsTotal) && !isPersonal(call.list)
  const question = questionOf(call)
  const remembered = lasting ? recall(call, question) : undefined
  if (remembered) {
    const read = await send({ $above: above, items: pageQuery(listFor(remembered), asked) })
    these(read.$above)
    if (remembered.holds(read.$party?.[0])) return { ...remembered, items: read.items, exact: true }
  }

  const list = listFor()
  const audience = reader?.audience ?? sideOf(call)
  const facetQueries = () => facetReads(call, list, asked, audience)
  const skipped = !remembered && hadFacets.get(marketplace) === false
  const read = await send({
    $above: above,
    ...listQueries<T, { hasFacets: 0 | 1; oneCategory: 0 | 1 | null }>(
      list,
      asked,
      lasting ? keptTotal(marketplace, audience, question) : undefined,
      sql`exists (select 1 from product_facets where Marketplace = ${marketplace}) as hasFacets, ${oneCategory ?? sql`0`} as oneCategory`,
    ),
    ...(skipped ? { facets: undefined, keptFacets: undefined } : facetQueries()),
  })
  these(read.$above)
  const scope = read.total[0]!
  if (lasting && !scope.kept) keepTotal(call, audience, question, scope.total)
  remember(hadFacets, marketplace, scope.hasFacets === 1, MOST_KNOWN)
  const { facets, exact } = scope.hasFacets
    ? facetsOf(call, read.facets ? read : await send(facetQueries()), audience)
    : { facets: [], exact: true }
  const counts = { total: scope.total, facets, oneCategory: scope.oneCategory === 1 }
  if (lasting && exact) learn(call, question, read.$party?.[0], counts)
  return { ...counts, items: read.items, exact }
}
