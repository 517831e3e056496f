import { sql } from 'drizzle-orm'
import { fail } from '../api/errors.ts'
import { type Field, type Fields, oneOf, ref } from '../api/field.ts'
import { type Model, present } from '../api/model.ts'
import { type CommerceRole, type Operation, operation, pathParams } from '../api/operation.ts'
import { type Source, typeOfParam } from '../api/resource.ts'
import { and, type Query } from '../api/sql.ts'
import { decodeRow, type Reference, type Table, valueAt } from '../api/table.ts'
import type { Call } from './call.ts'
import { listPage, type Order } from './list.ts'
import { type Needs, needs, scopeOf } from './needs.ts'
import { at, columns, type Guard, insert, matches, remove, type Write } from './rows.ts'

type Values = Record<string, unknown>

/** A link between an object and a party (or another object), declared once. */
export interface Assignments {
  /** The SDK's resource, and the names of its three operations there: ListAssignments and so on, when absent. */
  id: string
  names?: { list: string; save: string; remove: string }
  table: Table
  model: Model
  /** Key columns given by the path, as for a resource. */
  scope: Record<string, Source>
  path: string
  removePath: string
  roles: {
    read: readonly string[]
    write: readonly string[]
    /** Those that suffice for the removal, where they are others. */
    remove?: readonly string[]
  }
  users?: { read?: readonly CommerceRole[]; write?: readonly CommerceRole[] }
  /** Columns that make a row one: a second save with the same ones overwrites. */
  identity: string[]
  /** List parameters that filter, and the column each means; the identity's columns, when absent. */
  filters?: Record<string, string>
  /** More list parameters, and the condition each makes. */
  conditions?: { fields: Fields; where: (query: Values, alias: string) => ReturnType<typeof and> | undefined }
  /** Query parameters of the removal; the identity's columns that its path does not name, when absent. */
  removalQuery?: string[]
  /** Query parameters of the removal that must be sent. */
  requiredOnRemoval?: string[]
  /** The list takes `level`: User, Group or Company. */
  levels?: boolean
  /** Sort of the list; by the identity, when absent. */
  order?: string[]
  /** Another sort, where the list's parameters narrow it so far that an index serves that too. */
  orderBy?: (query: Values) => Order | undefined
  /** What columns are called on the wire, where that is another name: a bundle is stored as a product. */
  wireNames?: Record<string, string>
  /** The row names its organisation as `BuyerID` or `SupplierID`, or the seller by neither; columns Kind and Company. */
  partyToCompany?: boolean
  /** Rules of the row. */
  check?: (row: Values, call: Call<unknown>) => void
  /** Reads for the rules of a save or removal. */
  read?: (call: Call<unknown>, row: Values) => Record<string, Query<unknown>>
  /** Refuses and completes the row of a save, and adds statements. */
  saved?: (call: Call<unknown>, row: Values, read: Record<string, Values[]>) => (Write | Guard)[]
  /** More statements of a removal. */
  removed?: (call: Call<unknown>, row: Values, read: Record<string, Values[]>) => (Write | Guard)[]
  /** Rows a caller sees. */
  visible?: (call: Call<unknown>, alias: string) => ReturnType<typeof and> | undefined
}

const USUAL_NAMES = { list: 'ListAssignments', save: 'SaveAssignment', remove: 'DeleteAssignment' }

export const partyLevels = ['User', 'Group', 'Company'] as const

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
            columns: columns(a.table, 't'),
            decode: (row) => decodeRow(a.table, row),
            from: () => sql`${sql.identifier(a.table.name)} t`,
            where: and(
              matches(a.table, call.marketplace, scopeOf(a, call), 't'),
              ...wanted,
              levelSql(call.query.level as string | null, a),
              a.conditions?.where(call.query, 't'),
              a.visible?.(call, 't'),
            ),
            alias: 't',
            key: order.at(-1)!,
          },
          (row) => present(a.model, wired(a, a.partyToCompany ? partyOf(row as Values) : (row as Values))),
          above.queries,
          above.refuse,
          call.list,
          a.orderBy?.(call.query),
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
        await call.commit({
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
        await call.commit({ statements, answer: null })
      },
    }),
  ]
}

/** A row by the names of the wire, and a body by those of the columns. */
const wired = ({ wireNames = {} }: Assignments, row: Values): Values =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [wireNames[name] ?? name, value]))
const stored = ({ wireNames = {} }: Assignments, body: Values): Values => {
  const columns = Object.fromEntries(Object.entries(wireNames).map(([column, name]) => [name, column]))
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [columns[name] ?? name, value]))
}

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1)

const identityOf = (a: Assignments, row: Values): Values => ({
  ...Object.fromEntries(Object.keys(a.scope).map((c) => [c, row[c]])),
  ...Object.fromEntries(
    [
      ...a.identity.filter((c) => !a.partyToCompany || !PARTY.has(c)),
      ...(a.partyToCompany ? ['Kind', 'Company'] : []),
    ].map((c) => [c, row[c] ?? null]),
  ),
})

const PARTY = new Set(['BuyerID', 'SupplierID'])

const companyOf = (row: Values, marketplace: string) =>
  row.BuyerID
    ? { Kind: 'Buyer', Company: row.BuyerID }
    : row.SupplierID
      ? { Kind: 'Supplier', Company: row.SupplierID }
      : { Kind: 'Seller', Company: marketplace }

const partyOf = (row: Values): Values => ({
  ...row,
  BuyerID: row.Kind === 'Buyer' ? row.Company : null,
  SupplierID: row.Kind === 'Supplier' ? row.Company : null,
})

/** The objects a row links must exist: 404 names the first that does not. */
function linksOf(a: Assignments, call: Call<unknown>, row: Values): Needs {
  const names = ({ columns, when }: Reference) =>
    !when && columns.every((c) => valueAt(row, c) !== null && valueAt(row, c) !== undefined)
  return needsOf(a, call, row, a.table.references.filter(names))
}

/** What the path names above the assignments must exist: the row's own parents, or those of the objects it links. */
const parentsOf = (a: Assignments, call: Call<unknown>, row: Values): Needs => {
  const isParent = ({ columns }: Reference) =>
    columns.every((c) => c in a.scope) && columns.some((c) => 'param' in a.scope[c]!)
  const own = a.table.references.filter(isParent)
  const linked = a.table.references.map((r) => r.to().references.find(isParent))
  return needsOf(a, call, row, own.length > 0 ? own : linked.filter((r) => r !== undefined).slice(0, 1))
}

const needsOf = (a: Assignments, call: Call<unknown>, row: Values, references: Reference[]): Needs =>
  needs(
    references.map((r) => {
      const column = r.columns.at(-1)!
      const source = a.scope[column]
      return {
        table: r.to(),
        where: Object.fromEntries(r.to().keys.map((k, n) => [k, valueAt(row, r.columns[n]!)])),
        type:
          column === 'Company' && !source
            ? String(row.Kind)
            : source && 'param' in source
              ? typeOfParam(source.param)
              : typeOfParam(a.wireNames?.[column] ?? a.table.fields[column]?.reference ?? column),
        id: String(row[column]),
      }
    }),
    call.marketplace,
  )

/** Rows of a level: a user's, a group's, or the whole company's. */
function levelSql(level: string | null | undefined, a: Assignments) {
  if (!level) return undefined
  const user = a.identity.includes('UserID')
  const none = (column: string) => sql`${at('t', column)} is null`
  const some = (column: string) => sql`${at('t', column)} is not null`
  switch (level) {
    case 'User':
      return user ? some('UserID') : sql`0`
    case 'Group':
      return some('UserGroupID')
    default:
      return and(none('UserGroupID'), user ? none('UserID') : undefined)
  }
}

/** At most one of user and group. */
export function oneParty(row: Values): void {
  if (row.UserID && row.UserGroupID)
    throw fail('PartyAssignment.CannotSpecifyGroupAndUser', 'Specify a user or a user group, not both.')
}

/** Not for single users: a row meant for one must not be stored for all of the company. */
export function refuseUserLevel(_row: Values, call: Call<unknown>): void {
  if (call.asSent('UserID'))
    throw fail('PartyAssignment.UserLevelNotAllowed', 'This cannot be assigned to a single user.')
}
