import type { Call } from '../../store/call.ts'
import { derive } from '../../store/commit.ts'
import { as } from '../../tables/alias.ts'
import { listTotals } from '../../tables/catalog/counts.ts'
import { marketplaces } from '../../tables/portal/marketplaces.ts'
import { type SQL, sql } from '../../tables/sql.ts'

/** Rows of a read from which on what it counted is kept: fewer are read again as fast as they are found. */
const MANY_ROWS = 1000

/** Whether a call has read so much that what it counted is better kept. */
export const hasReadMuch = (call: Call<unknown>) => call.session.usage.rowsRead >= MANY_ROWS

const kv = as(marketplaces, 'kv')
const k = as(listTotals, 'k')

/**
 * The total that is kept for a question, as a scalar; null when there is none of the present versions.
 * @param audience of the shopper, as a scalar
 */
export const keptTotal = (marketplace: string, audience: SQL, question: string): SQL =>
  sql`(select ${k.Total} from ${kv.from} cross join ${k.from} on ${k.here(kv.ID)} and ${k.Audience} = ${audience} and ${k.Question} = ${question}
    where ${kv.ID} = ${marketplace} and ${k.AccessVersion} = ${kv.AccessVersion} and ${k.CatalogVersion} = ${kv.CatalogVersion})`

/** Keeps the total of a read that was expensive, once it has been answered. */
export function keepTotal(call: Call<unknown>, audience: SQL, question: string, total: number): void {
  if (!hasReadMuch(call)) return
  const { accessVersion, catalogVersion } = call.state
  call.later.push(() =>
    derive(call, [
      {
        sql: sql`insert into list_totals (Marketplace, Audience, Question, Total, AccessVersion, CatalogVersion, DateCreated, Version)
          select mv.ID, ${audience}, ${question}, ${total}, ${accessVersion}, ${catalogVersion}, ${call.now}, 1
          from marketplaces mv where mv.ID = ${call.marketplace} and mv.AccessVersion = ${accessVersion} and ${audience} is not null
          on conflict (Marketplace, Audience, Question) do update set Total = excluded.Total,
            AccessVersion = excluded.AccessVersion, CatalogVersion = excluded.CatalogVersion, DateCreated = excluded.DateCreated`,
      },
    ]),
  )
}
