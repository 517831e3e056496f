import { sql } from 'drizzle-orm'
import { type Field, type Fields, oneOf, ref } from '../api/field.ts'
import { present } from '../api/model.ts'
import { pathParams } from '../api/operation.ts'
import { commit } from '../store/commit.ts'
import { listPage } from '../store/list.ts'
import { columns, insert, matches, remove } from '../store/rows.ts'
import { and } from '../store/sql/sql.ts'
import { as } from '../tables/alias.ts'
import { at } from '../tables/columns.ts'
import { decodeRow } from '../tables/table.ts'
import {
  type Assignments,
  companyOf,
  identityOf,
  levelSql,
  linksOf,
  lowerFirst,
  parentsOf,
  partyLevels,
  partyOf,
  stored,
  wired,
} from './assignment.ts'
import { scopeOf } from './needs.ts'
import { type Operation, operation } from './operation.ts'
import { typeOfParam } from './resource.ts'

type Values = Record<string, unknown>

const USUAL_NAMES = { list: 'ListAssignments', save: 'SaveAssignment', remove: 'DeleteAssignment' }

/** The three operations of an assignment: list, create or overwrite, remove. Removing an absent one is no error. */
export function assignments(a: Assignments): Operation[] {
  const {
    names = USUAL_NAMES,
    wireNames = {},
    filters = Object.fromEntries(a.identity.map((c) => [lowerFirst(wireNames[c] ?? c), c])),
    order = a.identity,
  } = a
  const sent = (column: string) => lowerFirst(wireNames[column] ?? column)
  const query: Fields = {
    ...Object.fromEntries(
      Object.entries(filters).map(([name, column]) => [
        name,
        a.table.fields[column]?.kind === 'flag'
          ? ({ ...a.table.fields[column], initial: null, nullable: true, required: false } as Field)
          : ref(wireNames[column] ?? column),
      ]),
    ),
    ...(a.levels ? { level: oneOf(a.identity.includes('UserID') ? partyLevels : partyLevels.slice(1)) } : {}),
    ...a.conditions?.fields,
  }
  const inPath = new Set(pathParams(a.removePath).map((p) => p.toLowerCase()))
  const removal =
    a.removalQuery ?? a.identity.filter((c) => !(c in a.scope) && !inPath.has(sent(c).toLowerCase()))
  const what = `${typeOfParam(a.model.name).replace(/Assignment$/, '')} assignment`
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()

  // The list's own order, when nothing narrows it.
  a.table.index([...Object.keys(a.scope), ...order])

  return [
    operation({
      id: `${a.id}.${names.list}`,
      method: 'GET',
      path: a.path,
      roles: a.roles.read.concat(a.roles.write.filter((w) => !a.roles.read.includes(w))),
      users: a.users?.read,
      query,
      list: { search: [], sort: [], order, pagesOnly: true },
      response: a.model,
      page: 'plain',
      status: 200,
      summary: `Lists ${what}s.`,
      run: (call) => {
        const above = parentsOf(a, call, scopeOf(a, call))
        const wanted = Object.entries(filters)
          .filter(([name]) => call.query[name] !== null && call.query[name] !== undefined)
          .map(
            ([name, column]) =>
              sql`${at('t', column)} = ${typeof call.query[name] === 'boolean' ? Number(call.query[name]) : call.query[name]}`,
          )
        return listPage(
          call,
          {
            spec: { search: [], sort: [], order },
            row: as(a.table, 't'),
            key: order.at(-1),
            columns: columns(a.table, 't'),
            decode: (row) => decodeRow(a.table, row),
            where: and(
              matches(a.table, call.marketplace, scopeOf(a, call), 't'),
              ...wanted,
              levelSql(call.query.level as string | null, a),
              a.conditions?.where(call.query, 't'),
              a.visible?.(call, 't'),
            ),
            order: a.orderBy?.(call.query),
          },
          (row) => present(a.model, wired(a, a.partyToCompany ? partyOf(row as Values) : (row as Values))),
          above.queries,
          above.refuse,
        )
      },
    }),
    operation({
      id: `${a.id}.${names.save}`,
      method: 'POST',
      path: a.path,
      roles: a.roles.write,
      users: a.users?.write,
      body: { model: a.model },
      status: 204,
      summary: `Creates or overwrites ${/^[aeio]/.test(what) ? 'an' : 'a'} ${what}.`,
      run: async (call) => {
        const row = { ...stored(a, call.body as Values), ...scopeOf(a, call) }
        a.check?.(row, call)
        if (a.partyToCompany) Object.assign(row, companyOf(row, call.marketplace))
        const linked = linksOf(a, call, row)
        const read = await call.read({ ...linked.queries, ...a.read?.(call, row) })
        linked.refuse(read as never)
        const more = a.saved?.(call, row, read as never) ?? []
        await commit(call, {
          statements: [
            remove(a.table, call.marketplace, identityOf(a, row)),
            insert(a.table, call.marketplace, row),
            ...linked.guards,
            ...more,
          ],
          answer: null,
        })
      },
    }),
    operation({
      id: `${a.id}.${names.remove}`,
      method: 'DELETE',
      path: a.removePath,
      roles: a.roles.remove ?? a.roles.write,
      users: a.users?.write,
      query: Object.fromEntries(
        removal.map((c) => [
          sent(c),
          { ...ref(wireNames[c] ?? c), required: a.requiredOnRemoval?.includes(c) } as Field,
        ]),
      ),
      status: 204,
      summary: `Removes ${/^[aeio]/.test(what) ? 'an' : 'a'} ${what}.`,
      run: async (call) => {
        const row: Values = { ...scopeOf(a, call) }
        for (const c of a.identity) {
          const name = [...inPath].find((p) => p === sent(c).toLowerCase())
          row[c] =
            row[c] ??
            (name
              ? Object.entries(call.params).find(([p]) => p.toLowerCase() === name)?.[1]
              : call.query[sent(c)]) ??
            null
        }
        if (a.partyToCompany) Object.assign(row, companyOf(row, call.marketplace))
        const above = parentsOf(a, call, row)
        const read = await call.read({ ...above.queries, ...a.read?.(call, row) })
        above.refuse(read as never)
        // Where users have no assignments of their own, one named has none to lose; their company's is not meant.
        const statements =
          call.query.userID && !a.identity.includes('UserID')
            ? []
            : [
                remove(a.table, call.marketplace, identityOf(a, row)),
                ...(a.removed?.(call, row, read as never) ?? []),
              ]
        await commit(call, { statements, answer: null })
      },
    }),
  ]
}
