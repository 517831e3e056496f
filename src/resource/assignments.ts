import { type Field, type Fields, nullable, oneOf, ref } from '../api/field.ts'
import { type Model, present } from '../api/model.ts'
import { pathParams } from '../api/operation.ts'
import type { Call } from '../store/call.ts'
import { commit } from '../store/commit.ts'
import { type Reads, relyOnThese, these } from '../store/fact.ts'
import { listPage } from '../store/list.ts'
import type { List } from '../store/lists/declaration.ts'
import { insert, matches, remove, wholeRows } from '../store/rows.ts'
import { and } from '../store/sql/sql.ts'
import { at } from '../tables/columns.ts'
import { sql } from '../tables/sql.ts'
import type { Row, Table } from '../tables/table.ts'
import {
  type AnyAssignments,
  type Assigned,
  type Assignments,
  companyIDs,
  companyNamed,
  companySql,
  identityNames,
  identityOf,
  levelSql,
  levelsOf,
  linksOf,
  lowerFirst,
  namesCompany,
  oneCompany,
  ownIdentity,
  parentsOf,
  stored,
  wired,
} from './assignment.ts'
import { type Operation, operation } from './operation.ts'
import { typeOfParam } from './resource.ts'
import { scopeOf } from './scope.ts'

const USUAL_NAMES = { list: 'ListAssignments', save: 'SaveAssignment', remove: 'DeleteAssignment' }

/**
 * The operations of an assignment: list, create or overwrite, and remove where it has a path for that. Removing an absent
 * one is no error.
 */
export function assignments<T extends Table, M extends Model, R extends Reads = Record<never, never>>(
  declared: Assignments<T, M, R>,
): Operation[] {
  const a: AnyAssignments = declared
  const { removePath = {} } = a
  const removals =
    typeof removePath === 'string'
      ? [[(a.names ?? USUAL_NAMES).remove, removePath] as const]
      : Object.entries(removePath)
  return [listing(a), saving(a), ...removals.map(([name, path]) => removal(a, name, path))]
}

const what = ({ model }: AnyAssignments) =>
  `${typeOfParam(model.name).replace(/Assignment$/, '')} assignment`
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()
const one = (a: AnyAssignments) => `${/^[aeio]/.test(what(a)) ? 'an' : 'a'} ${what(a)}`

/** The name of a column as a parameter. */
const parameterOf = ({ wireNames = {} }: AnyAssignments, column: string) =>
  lowerFirst(wireNames[column] ?? column)

/** The parameters of a list that filter by a column, with that column. */
const filtersOf = (a: AnyAssignments): [parameter: string, column: string][] =>
  Object.entries(a.filters ?? Object.fromEntries(ownIdentity(a).map((c) => [parameterOf(a, c), c])))

function listQuery(a: AnyAssignments): Fields {
  const { wireNames = {} } = a
  const filter = (column: string): Field => {
    const field = a.table.fields[column]
    return field?.kind.column.form === 'flag' ? nullable(field) : ref(wireNames[column] ?? column)
  }
  return {
    ...Object.fromEntries(filtersOf(a).map(([name, column]) => [name, filter(column)])),
    ...(a.levels ? { level: oneOf(levelsOf(a)) } : {}),
    ...(namesCompany(a) ? { buyerID: companyIDs.BuyerID, supplierID: companyIDs.SupplierID } : {}),
    ...a.conditions?.fields,
  }
}

function listing(a: AnyAssignments): Operation {
  const { order = a.identity } = a
  // The list's own order, when nothing narrows it.
  a.table.index([...Object.keys(a.scope), ...order])
  return operation({
    id: `${a.id}.${(a.names ?? USUAL_NAMES).list}`,
    method: 'GET',
    path: a.path,
    roles: a.roles.read.concat(a.roles.write.filter((w) => !a.roles.read.includes(w))),
    users: a.users?.read,
    query: listQuery(a),
    list: { search: [], sort: [], order, pagesOnly: true },
    response: a.model,
    summary: `Lists ${what(a)}s.`,
    run: (call) =>
      listPage(call, {
        ...rowsOf(a, call, order),
        show: (row) => present(a.model, wired(a, row)),
        above: parentsOf(a, call, scopeOf(a, call)),
      }),
  })
}

function rowsOf(a: AnyAssignments, call: Call, order: readonly string[]): List<Row<Table>> {
  const asked = filtersOf(a).flatMap(([name, column]) => {
    const value = call.query[name] ?? null
    return value === null
      ? []
      : [sql`${at('t', column)} = ${typeof value === 'boolean' ? Number(value) : value}`]
  })
  return {
    spec: { search: [], sort: [], order },
    ...wholeRows(a.table, 't'),
    key: order.at(-1),
    where: and(
      matches(a.table, call.marketplace, scopeOf(a, call), 't'),
      ...asked,
      levelSql(call.query.level as string | null, a),
      namesCompany(a) ? companySql(call.query) : undefined,
      a.conditions?.where(call.query, 't'),
      a.visible?.(call, 't'),
    ),
    order: a.orderBy?.(call.query),
  }
}

/** The reads of the rules, who know their names and rows. */
const rulesReads = (a: AnyAssignments, call: Call, row: Assigned<Table>): Reads => a.read?.(call, row) ?? {}

const saving = (a: AnyAssignments): Operation =>
  operation({
    id: `${a.id}.${(a.names ?? USUAL_NAMES).save}`,
    method: 'POST',
    path: a.path,
    roles: a.roles.write,
    users: a.users?.write,
    body: { model: a.model },
    inBulk: a.changes ?? [],
    summary: `Creates or overwrites ${one(a)}.`,
    run: async (call) => {
      const row: Assigned<Table> = { ...stored(a, call.body), ...scopeOf(a, call) }
      a.check?.(row, call)
      if (namesCompany(a)) Object.assign(row, oneCompany(call.body, call.marketplace))
      const read = await call.read({
        ...rulesReads(a, call, row),
        $needed: [...linksOf(a, call, row), ...(a.requires?.(call, row) ?? [])],
      })
      relyOnThese(call, read.$needed)
      const more = a.saved?.(call, row, read) ?? []
      await commit(call, [
        remove(a.table, call.marketplace, identityOf(a, row)),
        insert(a.table, call.marketplace, row),
        ...more,
      ])
    },
  })

function removal(a: AnyAssignments, operationName: string, path: string): Operation {
  const { wireNames = {} } = a
  const names = identityNames(a)
  const inPath = new Map(pathParams(path).map((name) => [name.toLowerCase(), name]))
  const pathOf = (column: string) => inPath.get(parameterOf(a, column).toLowerCase())
  const asked = a.removalQuery ?? names.filter((c) => !(c in a.scope) && !pathOf(c))
  const parameter = (c: string): Field => ({
    ...ref(wireNames[c] ?? c),
    required: a.requiredOnRemoval?.includes(c),
  })
  return operation({
    id: `${a.id}.${operationName}`,
    method: 'DELETE',
    path,
    roles: a.roles.remove ?? a.roles.write,
    users: a.users?.write,
    query: Object.fromEntries(asked.map((c) => [parameterOf(a, c), parameter(c)])),
    inBulk: a.changes ?? [],
    summary: `Removes ${one(a)}.`,
    run: async (call) => {
      const sent = (c: string) => {
        const name = pathOf(c)
        return (name ? call.params[name] : call.query[parameterOf(a, c)]) ?? null
      }
      const named = Object.fromEntries(names.map((c) => [c, sent(c)]))
      const row: Assigned<Table> = { ...named, ...scopeOf(a, call) }
      if (namesCompany(a)) Object.assign(row, companyNamed(named, call.marketplace))
      const read = await call.read({
        ...rulesReads(a, call, row),
        $above: parentsOf(a, call, row),
        $required: a.requires?.(call, row) ?? [],
      })
      these(read.$above)
      // Where users have no assignments of their own, one named has none to lose; their company's is not meant.
      const isNothing = call.query.userID && !a.identity.includes('UserID')
      if (!isNothing) relyOnThese(call, read.$required)
      await commit(
        call,
        isNothing
          ? []
          : [remove(a.table, call.marketplace, identityOf(a, row)), ...(a.removed?.(call, row, read) ?? [])],
      )
    },
  })
}
