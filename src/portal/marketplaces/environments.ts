import { fail, invalid } from '../../api/errors.ts'
import { json, list, required, text } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { sameIgnoringCase } from '../../api/names.ts'
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
import { carriedTables } from '../../store/carry/table-order.ts'
import { commit } from '../../store/commit.ts'
import { rely, the } from '../../store/fact.ts'
import { Session } from '../../store/session.ts'
import { marketplacesOf, shard } from '../../store/shard.ts'
import { plain } from '../../store/sql/sql.ts'
import { sql } from '../../tables/sql.ts'
import type { Table } from '../../tables/table.ts'
import { admission } from '../access/rights.ts'
import { portalOperation } from '../declare.ts'

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

/** Tables whose IDs are unique over an installation: sign-in names nothing else. */
const UNIQUE = ['api_clients', 'order_invitations']

/** Built-in users are the portal's, which is of the installation. */
const isCopied = (t: Table) => ('BuiltIn' in t.fields ? sql`t."BuiltIn" = 0` : undefined)

const page = portalOperation({
  id: 'PortalOrganizations.Export',
  method: 'GET',
  path: '/organizations/{organizationID}/export/{table}',
  query: { after: text() },
  response: model('PortalExport', { Schema: text(), Rows: list(json(), MOST_ROWS), After: text() }),
  status: 200,
  summary: 'Gets rows of a table of a marketplace as they are stored, and which migration the tables are of.',
  run: async (call) => {
    const t = copied(call.params.table!)
    const { organization } = await call.read({ organization: admission(call, 'owner') })
    the(organization)
    const home = new Session(shard(call.env, call.params.organizationID!), call.operation.id)
    const { schema, rows } = await home.read({
      schema: plain<{ name: string }>(
        sql`select name from d1_migrations where id = (select max(id) from d1_migrations)`,
      ),
      rows: plain<CarriedRow>(
        pageOf(t, call.params.organizationID!, afterOf(t, call.query.after), isCopied(t)),
      ),
    })
    const last = rows.length < pageSize(t) ? undefined : rows.at(-1)
    return { Schema: schema[0]?.name, Rows: rows, After: last ? JSON.stringify(keyOf(t, last)) : null }
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
  id: 'PortalOrganizations.Import',
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
    const incomplete = 'What these rows refer to must be imported before them.'
    const away = 'A marketplace that was moved to another database is not imported into.'
    const message = `An ID of ${t.name} is taken by another marketplace of this installation: give it a new one.`
    const taken = fail('IdExists', message, { Table: t.name })
    // Within a database its index keeps them unique.
    const named = UNIQUE.includes(t.name) ? rows.map((row) => row.ID) : []
    const others = await marketplacesOf(call.env, named)
    if (others.some((other) => !sameIgnoringCase(other, id))) throw taken
    await commit(call, {
      statements: [
        ...put(t, id, text).map((statement) => ({ sql: statement })),
        {
          guard: sql`(select count(*) from ${withKeysOf(t, id, text)}) = ${rows.length}`,
          else: invalid({ property: 'Rows', rule: 'Rule', message: incomplete }),
        },
        // Whatever is remembered of the marketplace, by whomever, is from before.
        {
          sql: sql`update marketplaces set AccessVersion = AccessVersion + 1, CatalogVersion = CatalogVersion + 1,
            HookVersion = HookVersion + 1 where ID = ${id} and Place is null`,
          expect: 1,
          else: invalid({ property: 'organizationID', rule: 'Rule', message: away }),
        },
      ],
      answer: null,
      conflict: { table: t.name, error: taken },
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

export const operations = [page, importRows]
