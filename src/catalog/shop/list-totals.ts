import { DAY, toWire } from '../../api/time.ts'
import type { Call } from '../../store/call.ts'
import { as } from '../../tables/alias.ts'
import { listTotals } from '../../tables/catalog/counts.ts'
import { marketplaces } from '../../tables/portal/marketplaces.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Write } from '../../tables/statements.ts'

/** Who asks what: those who see the same products, as a scalar, and the question. */
export interface Questioner {
  audience: SQL
  question: string
}

/** Whether a count is of all there is now, of what there was just now, or of older or only a part of it. */
export type Worth = 'exact' | 'recent' | 'old'

/** Rows of a read from which on what it counted is kept: fewer are read again as fast as they are found. */
const MANY_ROWS = 1000
/**
 * Rows from which on that takes so long that nobody waits for it when products have changed: the total of before is told
 * once more, and the products are counted after the answer.
 */
const TOO_MANY_ROWS = 20_000

/**
 * What matches a filter or search is counted up to here for a shopper who is the first to ask; as far as usual after the
 * answer. (Clients that want all of so much go by the last ID, from thirty pages on.)
 */
export const FEW = 5000

/** Milliseconds in which what was counted of many products is not counted again: an import changes them all the time. */
export const RECENT = 30_000

/** Whether something has read so much that what it counted is better kept. */
export const isMuch = (rowsRead: number) => rowsRead >= MANY_ROWS

const kv = as(marketplaces, 'kv')
const k = as(listTotals, 'k')

/**
 * The total that is kept for a question, if it may be told; `Exact` where no product has changed since.
 * @param counted it is no total of counters, which takes no time
 */
export const keptTotal = (
  { marketplace, input }: Call<unknown>,
  { audience, question }: Questioner,
  counted: boolean,
): SQL =>
  sql`select ${k.Total} as Total, ${k.CatalogVersion} = ${kv.CatalogVersion} as Exact, ${k.DateCreated} > ${toWire(input.now - RECENT)} as Recent
    from ${kv.from} cross join ${k.from} on ${k.here(kv.ID)} and ${k.Audience} = ${audience} and ${k.Question} = ${question}
    where ${kv.ID} = ${marketplace} and ${k.AccessVersion} = ${kv.AccessVersion} and (${k.CatalogVersion} = ${kv.CatalogVersion}
      or (${counted ? sql`1` : sql`0`} and (${k.RowsRead} >= ${TOO_MANY_ROWS} or ${k.Total} >= ${FEW}) and ${k.DateCreated} > ${toWire(input.now - DAY)}))`

/** Keeps a total, with what it took to count. An audience that has gone stale meanwhile is none, and nothing is kept for it. */
export function keepTotal(
  { marketplace, state, now }: Call<unknown>,
  { audience, question }: Questioner,
  { total, rowsRead }: { total: number; rowsRead: number },
): Write {
  return {
    sql: sql`insert into list_totals (Marketplace, Audience, Question, Total, RowsRead, AccessVersion, CatalogVersion, DateCreated, Version)
      select mv.ID, ${audience}, ${question}, ${total}, ${rowsRead}, ${state.accessVersion}, ${state.catalogVersion}, ${now}, 1
      from marketplaces mv where mv.ID = ${marketplace} and mv.AccessVersion = ${state.accessVersion} and ${audience} is not null
      on conflict (Marketplace, Audience, Question) do update set Total = excluded.Total, RowsRead = excluded.RowsRead,
        AccessVersion = excluded.AccessVersion, CatalogVersion = excluded.CatalogVersion, DateCreated = excluded.DateCreated`,
  }
}
