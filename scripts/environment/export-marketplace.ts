import '../../src/tables/every-table.ts'
import { carriedTables } from '../../src/store/carry/table-order.ts'
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
}

/** Raised when an older file cannot be read any more as it was written. */
const FORMAT = 1

/** What it ends with, so that one that was cut off is known. */
export interface Footer {
  Rows: number
}

/**
 * A marketplace as lines of JSON: the header, rows table by table, the footer. One page is held at a time. What changes
 * meanwhile may be in it or not.
 */
export async function* exported(portal: Portal, marketplace: string): AsyncGenerator<string> {
  const at = `/organizations/${encodeURIComponent(marketplace)}`
  yield JSON.stringify(await headerFrom(portal, at))
  let Rows = 0
  for (const { name } of carriedTables(false)) {
    let after: string | null = ''
    while (after !== null) {
      const page: { Rows: ExportedRow[1][]; After: string | null } = await portal(
        'GET',
        `${at}/export/${name}${after ? `?after=${encodeURIComponent(after)}` : ''}`,
      )
      for (const row of page.Rows) yield JSON.stringify([name, row] satisfies ExportedRow)
      Rows += page.Rows.length
      after = page.After
    }
  }
  yield JSON.stringify({ Rows } satisfies Footer)
}

/** What an export of a marketplace from a server begins with. */
export async function headerFrom(portal: Portal, at: string): Promise<Header> {
  const { Id, Name, Environment } = await portal('GET', at)
  const { Schema } = await portal('GET', `${at}/export/${carriedTables(false)[0]!.name}`)
  return { Format: FORMAT, Schema, Environment, Marketplace: Id, Name }
}
