import type { Alike } from '../../api/lists/list.ts'
import { remember } from '../../api/memory.ts'
import type { Call } from '../../store/call.ts'
import { type Fact, type Reads, type Results, these } from '../../store/fact.ts'
import { listQueries, pageQuery } from '../../store/list.ts'
import type { Asked } from '../../store/lists/declaration.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Party } from '../visibility/audiences.ts'
import { facetReads, facetsOf, isPersonal, type ProductList, questionOf, sideOf } from './facet-counts.ts'
import { alongOf, forgiven, toldOf } from './forgiving-search.ts'
import { type Counts, learn, recall } from './known-counts.ts'
import { keepTotal, keptTotal } from './list-totals.ts'

/** Whether marketplaces had facets when they were last asked: to plan how nothing is counted takes as long as a page. */
const hadFacets = new Map<string, boolean>()
const MOST_KNOWN = 10_000

/** As whom a list is read with its counts, where that is a shopper: their searches forgive. */
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
 * of them has changed, or a word of the search must be read as another.
 * @param listFor the list, which may be found in another way when it is known how much there is
 * @param asked what is asked of the list, which may have taken a part of `call.list` into itself
 * @throws ApiError the refusal of a fact above it
 */
export async function readCounted<T>(
  call: Call,
  listFor: (known?: Counts) => ProductList<T>,
  asked: Asked,
  beside: Beside = {},
): Promise<Page<T>> {
  const { above = [], as: reader } = beside
  const lasting = Boolean(reader?.keepsTotal) && !isPersonal(call.list)
  const question = questionOf(call)
  const remembered = lasting ? recall(call, question) : undefined
  if (remembered) {
    const send: Reader['send'] = reader!.send
    const list = listFor(remembered)
    const read = await send({ $above: above, items: pageQuery(list, along(asked, remembered.along)) })
    these(read.$above)
    if (remembered.holds(read.$party?.[0])) return { ...remembered, items: read.items, exact: true }
  }

  const first = await count(call, listFor(), asked, {
    ...beside,
    forgiven: reader && forgiven(asked),
    again: Boolean(remembered),
  })
  const found = first.along.length > 0 ? await countAlong(call, listFor(), asked, beside, first.along) : first
  if (lasting && found.exact) learn(call, question, found.party, found)
  return found
}

const along = (asked: Asked, alike: readonly Alike[]): Asked =>
  asked.search && alike.length > 0 ? { ...asked, search: { ...asked.search, along: alike } } : asked

async function countAlong<T>(
  call: Call,
  list: ProductList<T>,
  asked: Asked,
  beside: Beside,
  alike: readonly Alike[],
) {
  return { ...(await count(call, list, along(asked, alike), beside)), along: alike }
}

/** What the total is read with. */
interface Scope {
  hasFacets: 0 | 1
  oneCategory: 0 | 1 | null
  told: string | null
}

/** Reads a page, and counts. */
async function count<T>(
  call: Call,
  list: ProductList<T>,
  asked: Asked,
  {
    above = [],
    as: reader,
    oneCategory,
    forgiven: search,
    again = false,
  }: Beside & { forgiven?: ReturnType<typeof forgiven>; again?: boolean },
): Promise<Page<T> & { party: Party | undefined }> {
  const { marketplace } = call
  const send: Reader['send'] = reader?.send ?? ((reads) => call.read(reads))
  const keepsTotal = Boolean(reader?.keepsTotal) && !isPersonal(call.list)
  const question = questionOf(call, asked.search?.along)
  const audience = reader?.audience ?? sideOf(call)
  const facetQueries = () => facetReads(call, list, asked, { audience, question })
  const skipped = !again && hadFacets.get(marketplace) === false
  const told = search ? toldOf(search, marketplace) : sql`null`
  const read = await send({
    $above: above,
    ...listQueries<T, Scope>(
      list,
      asked,
      keepsTotal ? keptTotal(marketplace, audience, question) : undefined,
      sql`exists (select 1 from product_facets where Marketplace = ${marketplace}) as hasFacets, ${oneCategory ?? sql`0`} as oneCategory,
        ${told} as told`,
    ),
    ...(skipped ? { facets: undefined, keptFacets: undefined } : facetQueries()),
  })
  these(read.$above)
  const scope = read.total[0]!
  if (keepsTotal && !scope.kept) keepTotal(call, audience, question, scope.total)
  remember(hadFacets, marketplace, scope.hasFacets === 1, MOST_KNOWN)
  const { facets, exact } = scope.hasFacets
    ? facetsOf(call, read.facets ? read : await send(facetQueries()), { audience, question })
    : { facets: [], exact: true }
  return {
    total: scope.total,
    facets,
    exact,
    oneCategory: scope.oneCategory === 1,
    along: search && scope.told ? alongOf(search, scope.told) : [],
    items: read.items,
    party: read.$party?.[0],
  }
}
