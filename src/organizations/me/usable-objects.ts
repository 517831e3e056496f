import type { ErrorCode } from '../../api/error-codes/error-codes.ts'
import { fail, notFound } from '../../api/errors.ts'
import { computed, type Fields, flag, type ValuesOf } from '../../api/field.ts'
import type { Property } from '../../api/lists/filter.ts'
import type { ListSpec } from '../../api/lists/list.ts'
import { type Model, present } from '../../api/model.ts'
import { crud, words } from '../../resource/crud.ts'
import type { Operation } from '../../resource/operation.ts'
import { fixed, ownCompany, resource, type Verb } from '../../resource/resource.ts'
import { patched } from '../../resource/writing.ts'
import type { Call } from '../../store/call.ts'
import { answered, commit } from '../../store/commit.ts'
import { needed, refusing, the } from '../../store/fact.ts'
import { deletion } from '../../store/references.ts'
import { insert, update } from '../../store/rows.ts'
import { and } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { at } from '../../tables/columns.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Row, Table } from '../../tables/table.ts'
import type { BuyerUser, Usable } from './assigned.ts'

/** Objects of a buyer that its users may use, as one of them sees them under `/me`. */
export interface UsableObjects {
  /** The SDK's names, as in `Me.GetAddress` and `Me.ListAddresses`. */
  one: string
  many: string
  /** Path of one object. */
  path: string
  table: Table
  model: Model
  list: ListSpec
  roles: readonly string[]
  /** What of it the user may use. */
  usable: (user: BuyerUser, now: string) => Usable<Row<Table>> & { locate?: (p: Property) => SQL | undefined }
}

/** Private objects among them: their user makes, changes and deletes them. */
export interface PrivateObjects extends UsableObjects {
  /** The roles that may write. */
  writers: readonly string[]
  /** What is not private is not the user's to change. */
  refusal: ErrorCode
  /** Rules of an object. */
  check?: (value: ValuesOf<Fields>) => void
}

/** Whether an object is private, and so its user's to change. */
export const editable = computed(flag(), (alias) => sql`(${at(alias, 'PrivateUserID')} is not null)`)

const usableBy = ({ usable }: UsableObjects, { marketplace, caller, now }: Call<unknown>) =>
  usable(
    { marketplace, company: sql`${caller.company}`, user: sql`${caller.user}`, order: sql`${caller.order}` },
    now,
  )

function declared(objects: UsableObjects, verbs?: Verb[], writers: readonly string[] = []) {
  const { one, many, table, model, path, list, roles } = objects
  return resource({
    id: 'Me',
    table,
    model,
    path,
    list,
    scope: { Kind: fixed('Buyer'), Company: ownCompany },
    roles: { read: roles, write: writers },
    users: { read: ['Buyer'], write: ['Buyer'] },
    lists: (call) => ({ list: { ...usableBy(objects, call), spec: list, row: as(table, 't') } }),
    verbs,
    names: (verb) => `Me.${verb}${verb === 'List' ? many : one}`,
    nouns: [`a private ${words(one)}`, words(many)],
    summaries: {
      List: `Lists the ${words(many)} the caller may use.`,
      Get: `Gets one of the ${words(many)} the caller may use.`,
      Save: `Replaces a private ${words(one)}.`,
    },
    patchesSilently: true,
  })
}

/** The operations that list and read what the caller may use. */
export const usableObjects = (objects: UsableObjects, ...verbs: ('List' | 'Get')[]): Operation[] =>
  crud(declared(objects, verbs), {}, { Get: (call) => get(objects, call) })

/** The six operations on objects some of which are private. */
export const privateObjects = (objects: PrivateObjects): Operation[] =>
  crud(
    declared(objects, undefined, objects.writers),
    {},
    {
      Get: (call) => get(objects, call),
      Create: (call) => create(objects, call),
      Save: (call) => change(objects, call, (row) => ({ ...row, ...call.body })),
      Patch: (call) => change(objects, call, (row) => patched(objects.model, row, call.body)),
      Delete: (call) => remove(objects, call),
    },
  )

/** The object the path names, which the caller may use; whatever is written of it holds its version, or expects it. */
function usableObject(objects: UsableObjects, call: Call<unknown>) {
  const id = Object.values(call.params)[0]!
  const { columns, where, decode } = usableBy(objects, call)
  const query = sql`select ${columns} from ${as(objects.table, 't').from} where ${and(where, sql`t.ID = ${id}`)}`
  return needed({ sql: query, decode }, notFound(objects.one, id))
}

async function get(objects: UsableObjects, call: Call<unknown>) {
  const read = await call.read({ object: usableObject(objects, call) })
  return present(objects.model, the(read.object))
}

/** The object of the path, which must be the caller's own. */
async function privateObject(objects: PrivateObjects, call: Call<unknown>): Promise<Row<Table>> {
  const own = refusing(usableObject(objects, call), (row) =>
    row.PrivateUserID === null
      ? fail(objects.refusal, `This ${words(objects.one)} is not yours to change.`)
      : undefined,
  )
  const read = await call.read({ own })
  return the(read.own)
}

async function create({ table, model, check }: PrivateObjects, call: Call<ValuesOf<Fields>>) {
  check?.(call.body)
  await call.checkState()
  const { kind, company, user, order } = call.caller
  const row = {
    ...call.body,
    Kind: kind,
    Company: company,
    ID: call.newID(),
    PrivateUserID: user,
    PrivateOrderID: order,
    DateCreated: call.now,
  }
  const answer = present(model, { ...row, Editable: true })
  return answered(call, answer, [insert(table, call.marketplace, row)])
}

async function change(objects: PrivateObjects, call: Call<unknown>, after: (row: Row<Table>) => Row<Table>) {
  const { table, model, check } = objects
  const row = await privateObject(objects, call)
  const wanted: Row<Table> = { ...after(row), ID: row.ID }
  check?.(wanted)
  const answer = present(model, wanted)
  const changes = Object.fromEntries(
    Object.entries(model.fields)
      .filter(([, f]) => !f.readOnly)
      .map(([name]) => [name, wanted[name] ?? null]),
  )
  return answered(call, answer, [update(table, call.marketplace, keyOf(row), row.Version, changes)])
}

async function remove(objects: PrivateObjects, call: Call<unknown>) {
  const row = await privateObject(objects, call)
  const key = { ...keyOf(row), PrivateUserID: call.caller.user }
  await commit(call, deletion(objects.table, call.marketplace, key, row.ID))
}

const keyOf = (row: Row<Table>) => ({ Kind: 'Buyer', Company: row.Company, ID: row.ID })
