import { fail, invalid } from '../api/errors.ts'
import { type Fields, ref } from '../api/field.ts'
import type { Model } from '../api/model.ts'
import type { CommerceRole } from '../api/operation.ts'
import type { Call } from '../store/call.ts'
import type { Fact, Reads, Results } from '../store/fact.ts'
import type { Order } from '../store/lists/declaration.ts'
import { and } from '../store/sql/sql.ts'
import { at } from '../tables/columns.ts'
import { type Reference, valueAt } from '../tables/reference.ts'
import { type SQL, sql } from '../tables/sql.ts'
import type { Written } from '../tables/statements.ts'
import { type Row, type Table, tableNamed } from '../tables/table.ts'
import { namedFacts } from './links.ts'
import { type Source, typeOfParam } from './resource.ts'
import type { CallOf } from './rules.ts'

type Values = Record<string, unknown>

/** A link between an object and a party (or another object), declared once. */
export interface Assignments<T extends Table = Table, M extends Model = Model, R extends Reads = Reads> {
  /** The SDK's resource, and the names of its three operations there: ListAssignments and so on, when absent. */
  id: string
  names?: { list: string; save: string; remove: string }
  table: T
  model: M
  /** Key columns given by the path, as for a resource. */
  scope: Record<string, Source>
  path: string
  /**
   * Path of the removal; where there are several, by the names of their operations. Absent where that is an operation of
   * another kind.
   */
  removePath?: string | Readonly<Record<string, string>>
  roles: {
    read: readonly string[]
    write: readonly string[]
    /** Those that suffice for the removal, where they are others. */
    remove?: readonly string[]
  }
  users?: { read?: readonly CommerceRole[]; write?: readonly CommerceRole[] }
  /**
   * Columns that make a row one: a second save with the same ones overwrites. `Kind` and `Company` among them say whose
   * it is, which the wire names as `BuyerID` or `SupplierID`, and the seller by neither.
   */
  identity: readonly (keyof Row<T> & string)[]
  /** List parameters that filter, and the column each means; the identity's columns, when absent. */
  filters?: Record<string, string>
  /** More list parameters, and the condition each makes. */
  conditions?: { fields: Fields; where: (query: Values, alias: string) => SQL | undefined }
  /** Query parameters of the removal; the identity's columns that its path does not name, when absent. */
  removalQuery?: string[]
  /** Query parameters of the removal that must be sent. */
  requiredOnRemoval?: string[]
  /** The list takes `level`: User, Group, Company or BuyerGroup, as far as the identity tells them apart. */
  levels?: boolean
  /** Sort of the list; by the identity, when absent. */
  order?: string[]
  /** Another sort, where the list's parameters narrow it so far that an index serves that too. */
  orderBy?: (query: Values) => Order | undefined
  /** What columns are called on the wire, where that is another name: a bundle is stored as a product. */
  wireNames?: Record<string, string>
  /** What a save or removal changes beside the row, as path and body name it: one at a time. */
  changes?: readonly string[]
  /** Rules of the row. */
  check?(row: Assigned<T>, call: CallOf<M>): void
  /** What must be so for whoever saves or removes one. */
  requires?(call: Call, row: Assigned<T>): Fact<unknown>[]
  /** Reads for the rules of a save or removal. */
  read?(call: Call, row: Assigned<T>): R
  /** Refuses and completes the row of a save, and adds statements. */
  saved?(call: CallOf<M>, row: Assigned<T>, read: Results<R>): Written[]
  /** More statements of a removal. */
  removed?(call: Call, row: Assigned<T>, read: Results<R>): Written[]
  /** Rows a caller sees. */
  visible?(call: Call, alias: string): SQL | undefined
}

/** Assignments of any table: which rows and reads they are of, their declaration has checked. */
// biome-ignore lint/suspicious/noExplicitAny: reads of any shape
export type AnyAssignments = Assignments<Table, Model, any>

/** A row of an assignment as path, body and query say it: those columns at least that make it one. */
export type Assigned<T extends Table> = Partial<Row<T>>

const partyLevels = ['User', 'Group', 'Company', 'BuyerGroup'] as const

/** The levels that rows of an assignment are of. */
export const levelsOf = ({ identity }: AnyAssignments) =>
  partyLevels.filter((level) => !['User', 'BuyerGroup'].includes(level) || identity.includes(`${level}ID`))

/** Whether a row says itself whose it is, by two columns, which the wire names by one of two IDs. */
export const namesCompany = ({ identity }: AnyAssignments): boolean => identity.includes('Company')

/** The IDs by which the wire names an organisation. */
export const companyIDs = { BuyerID: ref('Buyer'), SupplierID: ref('Supplier') }

/** The organisation that IDs name: the seller where neither is sent. */
export const companyNamed = ({ BuyerID, SupplierID }: NamesCompany, marketplace: string) =>
  BuyerID
    ? ({ Kind: 'Buyer', Company: BuyerID } as const)
    : SupplierID
      ? ({ Kind: 'Supplier', Company: SupplierID } as const)
      : ({ Kind: 'Seller', Company: marketplace } as const)

interface NamesCompany {
  BuyerID?: string | null
  SupplierID?: string | null
}

/**
 * The same of a body, which may not name two.
 * @throws ApiError `PartyAssignment.CannotSpecifyBuyerAndSupplier`
 */
export function oneCompany(body: NamesCompany, marketplace: string) {
  if (body.BuyerID && body.SupplierID)
    throw fail('PartyAssignment.CannotSpecifyBuyerAndSupplier', 'Specify a buyer or a supplier, not both.')
  return companyNamed(body, marketplace)
}

/** The identity as the wire tells it. */
export const identityNames = ({ identity }: AnyAssignments): string[] =>
  identity.flatMap((c) => (c === 'Kind' ? Object.keys(companyIDs) : c === 'Company' ? [] : [c]))

/** The identity without what says whose a row is. */
export const ownIdentity = ({ identity }: AnyAssignments) =>
  identity.filter((c) => c !== 'Kind' && c !== 'Company')

/** A row by the names of the wire, and a body by those of the columns. */
export const wired = (a: AnyAssignments, row: Values): Values => ({
  ...Object.fromEntries(Object.entries(row).map(([name, value]) => [a.wireNames?.[name] ?? name, value])),
  ...(namesCompany(a)
    ? {
        BuyerID: row.Kind === 'Buyer' ? row.Company : null,
        SupplierID: row.Kind === 'Supplier' ? row.Company : null,
      }
    : {}),
})

export const stored = ({ wireNames = {} }: AnyAssignments, body: Values): Values => {
  const columns = Object.fromEntries(Object.entries(wireNames).map(([column, name]) => [name, column]))
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [columns[name] ?? name, value]))
}

export const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1)

export const identityOf = (a: AnyAssignments, row: Values): Values =>
  Object.fromEntries([...Object.keys(a.scope), ...a.identity].map((c) => [c, row[c] ?? null]))

/** The objects a row links. */
export function linksOf(a: AnyAssignments, call: Call, row: Values): Fact<unknown>[] {
  const names = ({ columns, when }: Reference) =>
    !when && columns.every((c) => valueAt(row, c) !== null && valueAt(row, c) !== undefined)
  return factsOf(a, call, row, a.table.references.filter(names))
}

/** What the path names above the assignments: the row's own parents, or those of the objects it links. */
export const parentsOf = (a: AnyAssignments, call: Call, row: Values): Fact<unknown>[] => {
  const isParent = ({ columns }: Reference) =>
    columns.every((c) => c in a.scope) && columns.some((c) => 'param' in a.scope[c]!)
  const own = a.table.references.filter(isParent)
  const linked = a.table.references.map((r) => tableNamed(r.to).references.find(isParent))
  return factsOf(a, call, row, own.length > 0 ? own : linked.filter((r) => r !== undefined).slice(0, 1))
}

const factsOf = (a: AnyAssignments, call: Call, row: Values, references: Reference[]): Fact<unknown>[] =>
  namedFacts(
    call,
    references.map((reference) => {
      const column = reference.columns.at(-1)!
      const source = a.scope[column]
      return {
        reference,
        row,
        type:
          column === 'Company' && !source
            ? String(row.Kind)
            : source && 'param' in source
              ? typeOfParam(source.param)
              : typeOfParam(a.wireNames?.[column] ?? a.table.fields[column]?.reference ?? column),
        id: String(row[column]),
      }
    }),
  )

/** Rows of a level: a user's, a group's, the whole company's, or a group of buyers'. */
export function levelSql(level: string | null | undefined, a: AnyAssignments) {
  if (!level) return undefined
  const has = (column: string) => a.identity.includes(column)
  const none = (column: string) => (has(column) ? sql`${at('t', column)} is null` : undefined)
  const some = (column: string) => sql`${at('t', column)} is not null`
  switch (level) {
    case 'User':
      return has('UserID') ? some('UserID') : sql`0`
    case 'Group':
      return some('UserGroupID')
    case 'BuyerGroup':
      return some('BuyerGroupID')
    default:
      return and(...['UserGroupID', 'UserID', 'BuyerGroupID'].map(none))
  }
}

/** Rows of the organisation that a list is asked for. */
export const companySql = ({ buyerID, supplierID }: Values) =>
  buyerID || supplierID
    ? sql`${at('t', 'Kind')} = ${buyerID ? 'Buyer' : 'Supplier'} and ${at('t', 'Company')} = ${buyerID ?? supplierID}`
    : undefined

/** At most one of user and group. */
export function oneParty(row: Values): void {
  if (row.UserID && row.UserGroupID)
    throw fail('PartyAssignment.CannotSpecifyGroupAndUser', 'Specify a user or a user group, not both.')
}

/** What is required of an assignment to a buyer, or a group of its users, or to a group of buyers: nothing that is read. */
export function eitherBuyers({ BuyerID, BuyerGroupID, UserGroupID }: Values): Fact<unknown>[] {
  if (!BuyerID && !BuyerGroupID)
    throw fail('PartyAssignment.RequiresBuyer', 'BuyerID or BuyerGroupID is required.')
  if (BuyerGroupID && (BuyerID || UserGroupID))
    throw invalid('BuyerGroupID', 'Rule', 'Name a buyer group without a buyer.')
  return []
}

/** Not for single users: a row meant for one must not be stored for all of the company. */
export function refuseUserLevel(_row: Values, call: Call): void {
  if (call.asSent('UserID'))
    throw fail('PartyAssignment.UserLevelNotAllowed', 'This cannot be assigned to a single user.')
}
