import { environmentOf } from '../../api/environment.ts'
import { fail, invalid } from '../../api/errors.ts'
import { count, json, list, required, text } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import {
  type CarriedRow,
  carriedColumns,
  keyOf,
  MOST_ROWS,
  pageOf,
  pageSize,
  put,
  type Stored,
  withKeysOf,
} from '../../store/carry/pages.ts'
import { carriedTables, held, isLoose } from '../../store/carry/table-order.ts'
import { commit } from '../../store/commit.ts'
import { rely, the } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { sql } from '../../tables/sql.ts'
import type { Table } from '../../tables/table.ts'
import { admission } from '../access/rights.ts'
import { portalOperation } from '../declare.ts'

/** Raised when an older file cannot be read any more as it was written. */
const FORMAT = 1

/** @throws ApiError 400 for what is no table of a copy */
function copied(name: string): Table {
  const found = carriedTables(false).find((t) => t.name === name)
  if (found) return found
  throw invalid({
    property: 'Table',
    rule: 'Enum',
    message: `Table must be one that is exported, not "${name}".`,
  })
}

/** Built-in users are the portal's, which is of the installation. */
const isCopied = (t: Table) => ('BuiltIn' in t.fields ? sql`t."BuiltIn" = 0` : undefined)

const about = portalOperation({
  id: 'PortalOrganizations.GetExport',
  method: 'GET',
  path: '/organizations/{organizationID}/export',
  response: model('PortalExport', {
    Format: count(),
    Schema: text(),
    Environment: text(),
    Marketplace: text(),
    Name: text(),
    Tables: list(json(), 200),
  }),
  status: 200,
  summary: 'Tells what an export of a marketplace consists of, and which version of the tables it is from.',
  run: async (call) => {
    const read = await call.read({
      organization: admission(call, 'owner'),
      schema: plain<{ name: string }>(
        sql`select name from d1_migrations where id = (select max(id) from d1_migrations)`,
      ),
    })
    const { ID, Name } = the(read.organization)
    const Tables = carriedTables(false).map((t) => ({
      Name: t.name,
      // What may refer to rows that come later: those are put a second time.
      Later: held(t).flatMap((r) => (isLoose(t, r) ? [r.columns.at(-1)] : [])),
    }))
    const Environment = environmentOf(call.env)
    return { Format: FORMAT, Schema: read.schema[0]?.name, Environment, Marketplace: ID, Name, Tables }
  },
})

const page = portalOperation({
  id: 'PortalOrganizations.ListExportRows',
  method: 'GET',
  path: '/organizations/{organizationID}/export/{table}',
  query: { after: text() },
  response: model('PortalExportPage', { Rows: list(json(), 100), After: text() }),
  status: 200,
  summary: 'Gets rows of a table of a marketplace as they are stored, from behind a key.',
  run: async (call) => {
    const t = copied(call.params.table!)
    const read = await call.read({
      organization: admission(call, 'owner'),
      rows: plain<CarriedRow>(
        pageOf(t, call.params.organizationID!, afterOf(t, call.query.after), isCopied(t)),
      ),
    })
    the(read.organization)
    const last = read.rows.length < pageSize(t) ? undefined : read.rows.at(-1)
    return { Rows: read.rows, After: last ? JSON.stringify(keyOf(t, last)) : null }
  },
})

/** @throws ApiError 400 for what no page ended with */
function afterOf(t: Table, sent: string | null): Stored[] | null {
  if (!sent) return null
  const after = parsed(sent)
  if (Array.isArray(after) && after.length === t.keys.length && after.every(isStored)) return after
  throw invalid({ property: 'after', rule: 'Pattern', message: 'after must be what an earlier page told.' })
}

const isStored = (value: unknown): value is Stored =>
  value === null || typeof value === 'string' || typeof value === 'number'

function parsed(sent: string): unknown {
  try {
    return JSON.parse(sent)
  } catch {
    return undefined
  }
}

const importRows = portalOperation({
  id: 'PortalOrganizations.ImportRows',
  method: 'PUT',
  path: '/organizations/{organizationID}/import',
  body: { model: model('PortalImport', { Table: required(text(100)), Rows: required(text()) }) },
  status: 204,
  summary:
    'Puts exported rows into a table of a marketplace, in place of those with their keys. Rows are JSON as text.',
  run: async (call) => {
    const id = call.params.organizationID!
    const t = copied(call.body.Table)
    const rows = rowsOf(t, call.body.Rows)
    const read = await call.read({ organization: admission(call, 'owner') })
    rely(call, read.organization)
    const text = JSON.stringify(rows)
    await commit(call, {
      statements: [
        ...put(t, id, text).map((statement) => ({ sql: statement })),
        {
          guard: sql`(select count(*) from ${withKeysOf(t, id, text)}) = ${rows.length}`,
          else: incomplete(t),
        },
        // Whatever is remembered of the marketplace, by whomever, is from before.
        {
          sql: sql`update marketplaces set AccessVersion = AccessVersion + 1, CatalogVersion = CatalogVersion + 1,
            HookVersion = HookVersion + 1 where ID = ${id}`,
        },
      ],
      answer: null,
      conflict: { table: t.name, error: taken(t) },
    })
  },
})

/** @throws ApiError 400 for what is no page of the table */
function rowsOf(t: Table, sent: string): CarriedRow[] {
  const columns = new Set(carriedColumns(t))
  const isRow = (row: unknown): row is CarriedRow =>
    typeof row === 'object' &&
    row !== null &&
    Object.entries(row).every(([name, value]) => columns.has(name) && isStored(value)) &&
    !(row as CarriedRow).BuiltIn
  const rows = parsed(sent)
  if (Array.isArray(rows) && rows.length <= MOST_ROWS && rows.every(isRow)) return rows
  throw invalid({
    property: 'Rows',
    rule: 'Type',
    message: `Rows must be a JSON array of at most ${MOST_ROWS} rows of ${t.name}, as an export of this version has them.`,
  })
}

const incomplete = (t: Table) =>
  invalid({
    property: 'Rows',
    rule: 'Rule',
    message: `What rows of ${t.name} refer to must be imported before them.`,
  })

const taken = (t: Table) =>
  fail(
    'IdExists',
    `An ID of ${t.name} is taken by another marketplace of this installation: give it a new one.`,
    {
      Table: t.name,
    },
  )

export const operations = [about, page, importRows]
