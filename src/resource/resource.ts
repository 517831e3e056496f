import type { Caller } from '../api/caller.ts'
import type { ErrorCode } from '../api/error-codes/error-codes.ts'
import type { Fields } from '../api/field.ts'
import type { ListSpec } from '../api/lists/list.ts'
import type { BodyOf, Model } from '../api/model.ts'
import type { CommerceRole, Endpoint } from '../api/operation.ts'
import type { Call } from '../store/call.ts'
import type { Fact } from '../store/fact.ts'
import type { Asked, List } from '../store/lists/declaration.ts'
import type { SQL } from '../tables/sql.ts'
import type { Row, Table } from '../tables/table.ts'

/**
 * Where the value of a key column comes from: a path parameter, the marketplace's own ID, the caller's organisation, or a
 * constant.
 */
export type Source = { param: string } | { marketplace: true } | { company: true } | { value: string }

export const param = (name: string): Source => ({ param: name })
export const ownMarketplace: Source = { marketplace: true }
export const ownCompany: Source = { company: true }
export const fixed = (value: string): Source => ({ value })

/** The standard operations, by the SDK's verbs. */
export type Verb = 'List' | 'Create' | 'Get' | 'Save' | 'Patch' | 'Delete'

/** Whether an operation changes an object, or makes one. */
export type Writes = 'Create' | 'Save' | 'Patch'

/** A row as code outside the store sees it: what is stored, and what the resource calculates of it. */
export type Shown<T extends Table, M extends Model> = Row<T> & Omit<Partial<BodyOf<M>>, keyof Row<T>>

/** What a list reads where that is not simply the resource's rows, and what is left to be asked of it. */
export interface Listed<T extends Table> {
  list: List<Row<T>>
  asked?: Asked
}

/** A resource, declared once: its operations, list, document and checks follow from this. */
export interface Resource<T extends Table = Table, M extends Model = Model> {
  /** The SDK's resource name: `Buyers`. */
  readonly id: string
  readonly table: T
  readonly model: M
  /** Path of one object: `/buyers/{buyerID}`. */
  readonly path: string
  /** Key columns but the last, which is the path's last parameter. */
  readonly scope: Record<string, Source>
  readonly roles: { read: readonly string[]; write: readonly string[] }
  /** Kinds of user that may read or write at all, whatever their roles. */
  readonly users?: {
    read?: readonly CommerceRole[]
    write?: readonly CommerceRole[]
    /** Where it differs from the other writes. */
    create?: readonly CommerceRole[]
    remove?: readonly CommerceRole[]
  }
  readonly list: ListSpec
  /** Rows a caller may see, as a condition over the alias; all of the scope when absent. */
  visible?(caller: Caller, alias: string): SQL | undefined
  /** Objects belong to an organisation (`OwnerID`): who else tries to change one gets this. */
  readonly owned?: ErrorCode
  /** Kinds of user that may change what they see, whoever owns it. */
  readonly editors?: readonly CommerceRole[]
  /** PUT never creates: IDs are the server's. */
  readonly generatedID?: boolean
  /** PUT never creates: these objects come about otherwise. */
  readonly noCreate?: boolean
  /** How many there may be of each scope, or of each owner there, where objects are owned: one more is a 400. */
  readonly most?: number
  /** What the path names above it: who does not see that, finds nothing below it. */
  readonly above?: Resource
  /** What must be so for whoever lists or writes them; anybody may read one whose ID they know. */
  requires?(call: Call): Fact<unknown>[]
  /** Values that are calculated in code, for one row. */
  calculate?(row: Row<T>, now: string): object
  /**
   * The row as the wire shows it, where that is more than is stored of it, or less to some callers; writes do not see
   * this.
   */
  shows?(row: Shown<T, M>, caller?: Caller): Record<string, unknown>

  /** Those of the standard operations that there are; all when absent. */
  readonly verbs?: readonly Verb[]
  /** IDs of operations, where they are not the resource's and the verb's: `Specs.CreateOption`. */
  names?(verb: Verb): string
  /** What summaries call one object with its article, and all of them; by the names of model and resource when absent. */
  readonly nouns?: readonly [one: string, all: string]
  /** Summaries that say something else. */
  readonly summaries?: Partial<Record<Verb, string>>
  /** Parameters of the list. */
  readonly listQuery?: Fields
  /** What the list filters and sorts by, where that is more than the model has. */
  readonly listFields?: Fields
  /** What the list reads, where its parameters or the caller make a difference. */
  lists?(call: Call, list: List<Row<T>>): Listed<T>
  /** Parameters of the operations that create or change. */
  readonly writeQuery?: Fields
  /** A PATCH answers nothing. */
  readonly patchesSilently?: boolean
  /** Name of the object that changes of one object run alone in. */
  readonly lock?: Endpoint['lock']
  /** An anonymous shopper's token may not write it, or not call it at all. */
  readonly noGuests?: 'writes' | 'at all'
}

/** Declares a resource, and with it the indexes of its sorts. */
export function resource<T extends Table, M extends Model>(r: Resource<T, M>): Resource<T, M> {
  const scope = Object.keys(r.scope)
  for (const order of indexedOrders(r)) r.table.index([...scope, ...order])
  return r
}

/**
 * Declares a resource of which a marketplace has one: it has no ID, so that its path ends with none, and PUT makes it. Of a
 * table with several such, the scope says which.
 */
export const singleton = <T extends Table, M extends Model>(
  r: Omit<Resource<T, M>, 'scope' | 'list' | 'verbs'> & Partial<Pick<Resource, 'scope'>>,
): Resource<T, M> => ({
  scope: {},
  ...r,
  list: { search: [], sort: [], order: [] },
  verbs: ['Get', 'Save', 'Patch', 'Delete'],
})

/** The orders of a list that have an index: the default one and each indexed sort, ended by the key as tie-breaker. */
export function indexedOrders(r: Pick<Resource, 'list' | 'table'>): string[][] {
  const { order, sort } = r.list
  const singles = r.list.indexed ?? (sort === 'any' ? [] : sort)
  const all = [order.filter((o) => o in r.table.fields || o === 'ID'), ...singles.map((s) => [s])]
  const ended = all.map((columns) => withKey(columns, r.table))
  return ended.filter((c, i) => ended.findIndex((d) => d.join() === c.join()) === i)
}

/** Columns of an order with the key as tie-breaker. */
const withKey = (columns: readonly string[], t: Table): string[] => {
  const key = t.keys.at(-1)!
  return columns.includes(key) ? columns.slice(0, columns.indexOf(key) + 1) : [...columns, key]
}

/** Path of the collection: the item's path without its last parameter. */
export const collectionPath = (path: string) => path.slice(0, path.lastIndexOf('/'))

/** The parameter that names the object itself; a singleton has none. */
export const ownParam = (r: Pick<Resource, 'path'>): string | undefined => /\{(\w+)\}$/.exec(r.path)?.[1]

/** The object type a path parameter speaks of: `buyerID` is a Buyer. */
export const typeOfParam = (name: string) => name.charAt(0).toUpperCase() + name.slice(1).replace(/ID$/, '')

/** Who may write what hangs on a company: what is the marketplace owner's, its own users only. */
export const writersOf = (kind: CommerceRole): { write?: CommerceRole[] } =>
  kind === 'Seller' ? { write: ['Seller'] } : {}
