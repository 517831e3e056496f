import { env } from 'cloudflare:workers'
import type { Statement } from '../../src/store/compile.ts'

/** One line of a query plan; those of sub-queries have the line of the sub-query as parent. */
export interface Line {
  id: number
  parent: number
  detail: string
}

/** What SQLite would do for a statement. */
export async function explain({ sql, params }: Statement): Promise<Line[]> {
  const { results } = await env.DB.prepare(`explain query plan ${sql}`)
    .bind(...params)
    .all<Line>()
  return results
}
