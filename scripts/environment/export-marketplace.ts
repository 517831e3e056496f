import type { Portal } from './portal.ts'

/** A row as an export has it: the name of its table, and its columns. */
export type ExportedRow = [table: string, row: Record<string, string | number | null>]

/** What an export begins with. */
export interface Header {
  Format: number
  /** The last migration of the database it is from. */
  Schema: string
  Environment: string
  Marketplace: string
  Name: string
  /** In the order of their rows; `Later`: columns that may refer to rows which come later. */
  Tables: { Name: string; Later: string[] }[]
}

/** What it ends with, so that one that was cut off is known. */
export interface Footer {
  Rows: number
}

/**
 * A marketplace as lines of JSON: the header, rows table by table, the footer. One page is held at a time. What changes
 * meanwhile may be in it or not.
 */
export async function* exported(portal: Portal, marketplace: string): AsyncGenerator<string> {
  const at = `/organizations/${encodeURIComponent(marketplace)}/export`
  const header: Header = await portal('GET', at)
  yield JSON.stringify(header)
  let Rows = 0
  for (const { Name } of header.Tables) {
    let after: string | null = ''
    while (after !== null) {
      const page: { Rows: ExportedRow[1][]; After: string | null } = await portal(
        'GET',
        `${at}/${Name}${after ? `?after=${encodeURIComponent(after)}` : ''}`,
      )
      for (const row of page.Rows) yield JSON.stringify([Name, row] satisfies ExportedRow)
      Rows += page.Rows.length
      after = page.After
    }
  }
  yield JSON.stringify({ Rows } satisfies Footer)
}
