import { fail, invalid } from '../../api/errors.ts'
import { json, list, required, text } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import * as pages from '../../store/carry/pages.ts'
import { carriedTables } from '../../store/carry/table-order.ts'
import { isAtHome } from '../../store/commit.ts'
import { marketplacesOf, namedAlone, placeQuery } from '../../store/shard.ts'
import { and, plain } from '../../store/sql/sql.ts'
import { sql } from '../../tables/sql.ts'
import type { Table } from '../../tables/table.ts'
import { commitAtHome, enter, entered } from '../access/enter.ts'
import { portalOperation } from '../declare.ts'
import { afterImport, beforeImport } from './import-bounds.ts'
import { importedRows, isStored } from './imported-rows.ts'

/** @throws ApiError 400 for what is no table of a copy */
function copied(name: string): Table {
  const found = carriedTables(false).find((t) => t.name === name)
  if (!found) throw invalid('Table', 'Rule', `Table must be one that is exported, not "${name}".`)
  return found
}

/** Built-in users are the portal's, which is of the installation. */
const isCopied = (t: Table) => ('BuiltIn' in t.fields ? sql`t."BuiltIn" = 0` : undefined)

const page = portalOperation({
  id: 'PortalOrganizations.Export',
  method: 'GET',
  path: '/organizations/{organizationID}/export/{table}',
  query: { after: text() },
  response: model('PortalExport', { Schema: text(), Rows: list(json(), pages.MOST_ROWS), After: text() }),
  summary: 'Gets rows of a table of a marketplace as they are stored, and which migration the tables are of.',
  run: async (call) => {
    const id = call.params.organizationID!
    const t = copied(call.params.table!)
    // By what the batch itself says, and not by what an isolate remembers: it may have been moved since.
    const wanted = {
      home: placeQuery(id),
      schema: plain<{ name: string }>(
        sql`select name from d1_migrations where id = (select max(id) from d1_migrations)`,
      ),
      rows: plain<pages.CarriedRow>(
        pages.pageOf(t, id, afterOf(t, call.query.after), and(isCopied(t), isAtHome(id))),
      ),
    }
    const entry = await enter(call, 'owner')
    const { above, schema, rows, home } = await entry.home.read({ above: entry.above, ...wanted })
    entered(entry, above)
    // What has left is not told as if it were empty.
    if (home[0]?.Place !== null)
      throw fail('Api.Busy', 'The marketplace is being moved.', null, { 'Retry-After': '1' })
    const last = rows.length < pages.pageSize(t) ? undefined : rows.at(-1)
    return { Schema: schema[0]?.name, Rows: rows, After: last ? JSON.stringify(pages.keyOf(t, last)) : null }
  },
})

/** @throws ApiError 400 for what no page ended with */
function afterOf(t: Table, sent: string | null): pages.Stored[] | null {
  const after = sent ? parsed(sent) : null
  if (after === null || (Array.isArray(after) && after.length === t.keys.length && after.every(isStored)))
    return after
  throw invalid('after', 'Rule', 'after must be what an earlier page told.')
}

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
  body: { model: model('PortalImport', { Table: required(text(100)), Rows: required(text(1_500_000)) }) },
  summary:
    'Puts exported rows into a table of a marketplace, in place of those with their keys. Rows are JSON as text.',
  run: async (call) => {
    const id = call.params.organizationID!
    const t = copied(call.body.Table)
    const rows = importedRows(t, id, parsed(call.body.Rows))
    const entry = await enter(call, 'owner')
    if (!entry.known) entered(entry, (await call.read({ above: entry.above })).above)
    const text = JSON.stringify(rows)
    const message = `An ID of ${t.name} is taken by another marketplace of this installation: give it a new one.`
    const taken = fail('IdExists', message, { Table: t.name })
    // Within a database its index keeps them unique.
    const named = namedAlone.some((name) => name === t.name) ? rows.map((row) => row.ID) : []
    const others = await marketplacesOf(call.env, named)
    if (others.some((other) => !sameIgnoringCase(other, id))) throw taken
    await commitAtHome(call, entry.home, [], {
      statements: [
        ...beforeImport(t, id, text),
        ...pages.put(t, id, text),
        {
          guard: sql`(select count(*) from ${pages.withKeysOf(t, id, text)}) = ${rows.length}`,
          else: invalid('Rows', 'Rule', 'What these rows refer to must be imported before them.'),
        },
        ...afterImport(t, id, text),
        // Whatever is remembered of the marketplace, by whomever, is from before.
        {
          sql: sql`update marketplaces set AccessVersion = AccessVersion + 1, CatalogVersion = CatalogVersion + 1,
            HookVersion = HookVersion + ${sql.raw(t.name.startsWith('webhook') ? '1' : '0')}
            where ID = ${id} and Place is null`,
          expect: 1,
        },
      ],
      answer: null,
      conflict: { table: t.name, error: taken },
    })
  },
})

export const operations = [page, importRows]
