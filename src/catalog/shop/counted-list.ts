import type { Alike } from '../../api/lists/list.ts'
import { remember } from '../../api/memory.ts'
import type { Call } from '../../store/call.ts'
import { derive } from '../../store/commit.ts'
import { type Fact, type Reads, type Results, these } from '../../store/fact.ts'
import { listQueries, pageQuery, type Total } from '../../store/list.ts'
import type { Asked } from '../../store/lists/declaration.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Write } from '../../tables/statements.ts'
import { isSameVersion, type Party } from '../visibility/audiences.ts'
import {
  facetReads,
  facetsOf,
  type How,
  isPersonal,
  NO_FACETS,
  type ProductList,
  questionOf,
  sideOf,
} from './facet-counts.ts'
import { alongOf, forgiven, toldOf } from './forgiving-search.ts'
import { type Counts, learn, recall } from './known-counts.ts'
import { FEW, isMuch, keepTotal, keptTotal, RECENT, type Worth } from './list-totals.ts'

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
  /** Whether the list is of the one category it names, and whether those who see it have discounts. */
  oneCategory?: SQL | undefined
  discounted?: SQL
}

/** A page as it was read, with what was counted for it. */
interface Page<T> extends Counts {
  items: readonly T[]
  /** All was counted, and for this version. */
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
  const lasting = keepsTotal(call, beside)
  const question = questionOf(call)
  const remembered = lasting ? recall(call, question) : undefined
  if (remembered) {
    const send: Reader['send'] = reader!.send
    const list = listFor(remembered)
    const read = await send({ $above: above, items: pageQuery(list, along(asked, remembered.along)) })
    these(read.$above)
    if (remembered.holds(read.$party?.[0])) return { ...remembered, items: read.items, exact: true }
  }

  const forgiving = reader && forgiven(asked)
  const again = Boolean(remembered)
  let found = await count(call, listFor(), asked, { ...beside, forgiven: forgiving, again })
  if (found.along.length > 0) {
    const told = found
    const counted = await count(call, listFor(), along(asked, told.along), beside)
    // What is searched along may have changed between the two.
    const party = isSameVersion(told.party, counted.party) ? counted.party : undefined
    found = { ...counted, along: told.along, keeps: [...told.keeps, ...counted.keeps], party }
  }
  const alikes = found.along.length > 0 ? [[], found.along] : [[]]
  const recount = (alike: readonly Alike[]) =>
    count(call, listFor(), along(asked, alike), { ...beside, anew: true })
  keep(
    call,
    alikes.map((alike) => () => recount(alike)),
    question,
    found,
  )
  if (lasting && found.exact) learn(call, question, found.party, found)
  return found
}

const along = (asked: Asked, alike: readonly Alike[]): Asked =>
  asked.search && alike.length > 0 ? { ...asked, search: { ...asked.search, along: alike } } : asked

const keepsTotal = (call: Call, { as: reader }: Beside) =>
  Boolean(reader?.keepsTotal) && !isPersonal(call.list)

/** Since when something is being counted anew, by those who see the same. */
const recounting = new Map<string, number>()
const MOST_RECOUNTED = 10_000

/** Keeps what was counted, after the answer; what was told as it had been before products changed, is counted then. */
function keep(
  call: Call,
  recounts: readonly (() => Promise<Found<unknown>>)[],
  question: string,
  found: Found<unknown>,
) {
  if (found.keeps.length > 0) call.later.push(() => derive(call, found.keeps))
  const { marketplace, caller, input } = call
  const key = `${marketplace}/${found.party?.Audience ?? `${caller.kind}/${caller.company}`}/${question}`
  if (found.recent || (recounting.get(key) ?? 0) > input.now - RECENT) return
  remember(recounting, key, input.now, MOST_RECOUNTED)
  call.later.push(async () => {
    // In local development the database would hold the answer up that has not been sent yet.
    await new Promise((resume) => setTimeout(resume, 0))
    call.session.move()
    for (const recount of recounts) {
      const { keeps } = await recount()
      if (keeps.length > 0) await derive(call, keeps)
    }
  })
}

const isNarrowed = ({ filters, search, where }: Asked) =>
  filters.length > 0 || search !== null || where !== undefined

/**
 * The total that is told. What was not counted to the end is more than the page shows.
 * @param most up to which was counted, where that was a filter's or search's matches
 */
function totalOf(
  { total, kept, exact, recent }: Total,
  { page, pageSize }: Asked,
  items: number,
  most?: number,
) {
  if (kept || most === undefined || total < most) {
    const worth: Worth = exact ? 'exact' : recent ? 'recent' : 'old'
    return { total, worth }
  }
  const shown = items > 0 ? (page - 1) * pageSize + items + (items === pageSize ? 1 : 0) : 0
  return { total: Math.max(total, shown), worth: 'old' as const }
}

/** What the total is read with. */
interface Scope {
  hasFacets: 0 | 1
  oneCategory: 0 | 1 | null
  discounted: 0 | 1
  told: string | null
}

/** A page with its counts, and what else is to be done about these. */
interface Found<T> extends Page<T> {
  party: Party | undefined
  /** Nothing need be counted anew yet. */
  recent: boolean
  /** What keeps the counts that were made. */
  keeps: Write[]
}

interface Counting extends Beside {
  forgiven?: ReturnType<typeof forgiven>
  /** What was known of it was found to be outdated. */
  again?: boolean
  /** Whatever is kept. */
  anew?: boolean
}

/** Reads a page, and counts. */
async function count<T>(
  call: Call,
  list: ProductList<T>,
  asked: Asked,
  counting: Counting,
): Promise<Found<T>> {
  const {
    above = [],
    as: reader,
    oneCategory,
    discounted,
    forgiven: search,
    again = false,
    anew = false,
  } = counting
  const { marketplace, session } = call
  const send: Reader['send'] = reader?.send ?? ((reads) => call.read(reads))
  const lasting = keepsTotal(call, counting)
  const questioner = {
    audience: reader?.audience ?? sideOf(call),
    question: questionOf(call, asked.search?.along),
  }
  const how: How = anew ? 'anew' : lasting ? 'few' : 'all'
  const facetQueries = () => facetReads(call, list, asked, questioner, how)
  const skipped = !again && hadFacets.get(marketplace) === false
  const alike = search ? toldOf(search, marketplace) : sql`null`
  const before = session.usage.rowsRead
  const read = await send({
    $above: above,
    ...listQueries<T, Scope>(
      list,
      asked,
      how === 'few' ? keptTotal(call, questioner, isNarrowed(asked)) : undefined,
      sql`exists (select 1 from product_facets where Marketplace = ${marketplace}) as hasFacets, ${oneCategory ?? sql`0`} as oneCategory,
        ${discounted ?? sql`1`} as discounted,
        ${alike} as told`,
      how === 'few' ? FEW : undefined,
    ),
    ...(skipped ? { facets: undefined, keptFacets: undefined } : facetQueries()),
  })
  these(read.$above)
  const scope = read.total[0]!
  const told = totalOf(scope, asked, read.items.length, how === 'few' && isNarrowed(asked) ? FEW : undefined)
  remember(hadFacets, marketplace, scope.hasFacets === 1, MOST_KNOWN)
  const counted = scope.hasFacets
    ? facetsOf(call, read.facets ? read : await send(facetQueries()), questioner, how)
    : NO_FACETS
  const rowsRead = session.usage.rowsRead - before
  const keeps = [
    ...(lasting && !scope.kept && told.worth === 'exact'
      ? [keepTotal(call, questioner, { total: told.total, rowsRead })]
      : []),
    ...(counted.keep ? [counted.keep] : []),
  ]
  return {
    total: told.total,
    facets: counted.facets,
    exact: told.worth === 'exact' && counted.worth === 'exact',
    recent: told.worth !== 'old' && counted.worth !== 'old',
    // What has become little to count is kept once more, in place of what was much.
    keeps: anew || isMuch(rowsRead) ? keeps : [],
    oneCategory: scope.oneCategory === 1,
    discounted: scope.discounted === 1,
    along: search && scope.told ? alongOf(search, scope.told) : [],
    items: read.items,
    party: read.$party?.[0],
  }
}
