import { sql } from 'drizzle-orm'
import { fail } from '../api/errors.ts'
import type { Fields } from '../api/field.ts'
import type { Model } from '../api/model.ts'
import type { CommerceRole } from '../api/operation.ts'
import type { Call } from '../store/call.ts'
import type { Order } from '../store/lists/declaration.ts'
import { and, type Query } from '../store/sql/sql.ts'
import { at } from '../tables/columns.ts'
import type { Guard, Write } from '../tables/statements.ts'
import { type Reference, type Table, tableNamed, valueAt } from '../tables/table.ts'
import { type Needs, needs } from './needs.ts'
import { type Source, typeOfParam } from './resource.ts'

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

export const partyLevels = ['User', 'Group', 'Company'] as const

/** A row by the names of the wire, and a body by those of the columns. */
export const wired = ({ wireNames = {} }: Assignments, row: Values): Values =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [wireNames[name] ?? name, value]))

export const stored = ({ wireNames = {} }: Assignments, body: Values): Values => {
  const columns = Object.fromEntries(Object.entries(wireNames).map(([column, name]) => [name, column]))
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [columns[name] ?? name, value]))
}

export const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1)

export const identityOf = (a: Assignments, row: Values): Values => ({
  ...Object.fromEntries(Object.keys(a.scope).map((c) => [c, row[c]])),
  ...Object.fromEntries(
    [
      ...a.identity.filter((c) => !a.partyToCompany || !PARTY.has(c)),
      ...(a.partyToCompany ? ['Kind', 'Company'] : []),
    ].map((c) => [c, row[c] ?? null]),
  ),
})

const PARTY = new Set(['BuyerID', 'SupplierID'])

export const companyOf = (row: Values, marketplace: string) =>
  row.BuyerID
    ? { Kind: 'Buyer', Company: row.BuyerID }
    : row.SupplierID
      ? { Kind: 'Supplier', Company: row.SupplierID }
      : { Kind: 'Seller', Company: marketplace }

export const partyOf = (row: Values): Values => ({
  ...row,
  BuyerID: row.Kind === 'Buyer' ? row.Company : null,
  SupplierID: row.Kind === 'Supplier' ? row.Company : null,
})

/** The objects a row links must exist: 404 names the first that does not. */
export function linksOf(a: Assignments, call: Call<unknown>, row: Values): Needs {
  const names = ({ columns, when }: Reference) =>
    !when && columns.every((c) => valueAt(row, c) !== null && valueAt(row, c) !== undefined)
  return needsOf(a, call, row, a.table.references.filter(names))
}

/** What the path names above the assignments must exist: the row's own parents, or those of the objects it links. */
export const parentsOf = (a: Assignments, call: Call<unknown>, row: Values): Needs => {
  const isParent = ({ columns }: Reference) =>
    columns.every((c) => c in a.scope) && columns.some((c) => 'param' in a.scope[c]!)
  const own = a.table.references.filter(isParent)
  const linked = a.table.references.map((r) => tableNamed(r.to).references.find(isParent))
  return needsOf(a, call, row, own.length > 0 ? own : linked.filter((r) => r !== undefined).slice(0, 1))
}

const needsOf = (a: Assignments, call: Call<unknown>, row: Values, references: Reference[]): Needs =>
  needs(
    references.map((r) => {
      const column = r.columns.at(-1)!
      const source = a.scope[column]
      return {
        table: tableNamed(r.to),
        where: Object.fromEntries(tableNamed(r.to).keys.map((k, n) => [k, valueAt(row, r.columns[n]!)])),
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
export function levelSql(level: string | null | undefined, a: Assignments) {
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
