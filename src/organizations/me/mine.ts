import { type SQL, sql } from 'drizzle-orm'
import type { ErrorCode } from '../../api/error-codes.ts'
import { fail, notFound } from '../../api/errors.ts'
import { computed, flag } from '../../api/field.ts'
import type { Property } from '../../api/lists/filter.ts'
import type { ListSpec } from '../../api/lists/list.ts'
import { type Model, present } from '../../api/model.ts'
import { words } from '../../resource/crud.ts'
import { type Operation, operation } from '../../resource/operation.ts'
import { collectionPath } from '../../resource/resource.ts'
import { patched } from '../../resource/writing.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { listPage } from '../../store/list.ts'
import { deletion } from '../../store/references.ts'
import { insert, update } from '../../store/rows.ts'
import { and } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { at } from '../../tables/columns.ts'
import type { Table } from '../../tables/table.ts'
import type { BuyerUser, Usable } from './assigned.ts'

type Values = Record<string, unknown>

/** Objects of a buyer as one of its users sees them under `/me`. */
export interface Mine {
  /** The SDK's names, as in `Me.GetAddress` and `Me.ListAddresses`. */
  one: string
  many: string
  /** Path of one object; its collection's when there is no reading of one. */
  path: string
  table: Table
  model: Model
  list: ListSpec
  roles: readonly string[]
  /** What of it the user may use. */
  usable: (user: BuyerUser, now: string) => Usable<Values> & { locate?: (p: Property) => SQL | undefined }
}

/** Private objects among them: their user makes, changes and deletes them. */
export interface Private extends Mine {
  /** The roles that may write. */
  writers: readonly string[]
  /** What is not private is not the user's to change. */
  refusal: ErrorCode
  /** Rules of an object. */
  check?: (value: Values) => void
}

/** Whether an object is private, and so its user's to change. */
export const editable = computed(flag(), (alias) => sql`(${at(alias, 'PrivateUserID')} is not null)`)

const usableBy = (m: Mine, call: Call<unknown>) =>
  m.usable(
    {
      marketplace: call.marketplace,
      company: sql`${call.caller.company}`,
      user: sql`${call.caller.user}`,
      order: sql`${call.caller.order}`,
    },
    call.now,
  )

const from = (m: Mine) => sql`${sql.identifier(m.table.name)} t`

/** The list of what the caller may use. */
export const listMine = (m: Mine): Operation =>
  operation({
    id: `Me.List${m.many}`,
    method: 'GET',
    path: m.path.endsWith('}') ? collectionPath(m.path) : m.path,
    roles: m.roles,
    users: ['Buyer'],
    list: m.list,
    response: m.model,
    page: 'plain',
    status: 200,
    summary: `Lists the ${words(m.many)} the caller may use.`,
    run: (call) =>
      listPage(call, { ...usableBy(m, call), spec: m.list, row: as(m.table, 't') }, (row) =>
        present(m.model, row),
      ),
  })

/** One of the objects the caller may use. */
async function mine(m: Mine, call: Call<unknown>): Promise<Values> {
  const id = Object.values(call.params)[0]!
  const usable = usableBy(m, call)
  const read = await call.read({
    row: {
      sql: sql`select ${usable.columns} from ${from(m)} where ${and(usable.where, sql`t.ID = ${id}`)}`,
      decode: usable.decode,
    },
  })
  const row = read.row[0]
  if (!row) throw notFound(m.one, id)
  return row
}

/** Reads one. */
export const getMine = (m: Mine): Operation =>
  operation({
    id: `Me.Get${m.one}`,
    method: 'GET',
    path: m.path,
    roles: m.roles,
    users: ['Buyer'],
    response: m.model,
    status: 200,
    summary: `Gets one of the ${words(m.many)} the caller may use.`,
    run: async (call) => present(m.model, await mine(m, call)),
  })

/** The six operations on objects some of which are private. */
export function privateObjects(m: Private): Operation[] {
  const write = { roles: m.writers, users: ['Buyer'] } as const
  const name = words(m.one)

  /** The row to be changed. */
  async function own(call: Call<unknown>): Promise<Values> {
    const row = await mine(m, call)
    if (row.PrivateUserID === null) throw fail(m.refusal, `This ${name} is not yours to change.`)
    return row
  }

  async function change(call: Call<unknown>, after: (row: Values) => Values) {
    const row = await own(call)
    const wanted: Values = { ...row, ...after(row), ID: row.ID }
    m.check?.(wanted)
    const answer = present(m.model, wanted)
    const changes = Object.fromEntries(
      Object.entries(m.model.fields)
        .filter(([, f]) => !f.readOnly)
        .map(([n]) => [n, wanted[n] ?? null]),
    )
    await commit(call, {
      statements: [update(m.table, call.marketplace, keyOf(row), row.Version as number, changes)],
      answer,
    })
    return answer
  }

  return [
    listMine(m),
    getMine(m),
    operation({
      ...write,
      id: `Me.Create${m.one}`,
      method: 'POST',
      path: collectionPath(m.path),
      body: { model: m.model },
      response: m.model,
      status: 201,
      creates: true,
      summary: `Creates a private ${name}.`,
      run: async (call) => {
        const body = call.body as Values
        m.check?.(body)
        await call.checkState()
        const { kind, company, user } = call.caller
        const row = {
          ...body,
          Kind: kind,
          Company: company,
          ID: call.newID(),
          PrivateUserID: user,
          PrivateOrderID: call.caller.order,
          DateCreated: call.now,
        }
        const answer = present(m.model, { ...row, Editable: true })
        await commit(call, { statements: [insert(m.table, call.marketplace, row)], answer })
        return answer
      },
    }),
    operation({
      ...write,
      id: `Me.Save${m.one}`,
      method: 'PUT',
      path: m.path,
      body: { model: m.model },
      response: m.model,
      status: 200,
      summary: `Replaces a private ${name}.`,
      run: (call) => change(call, () => call.body as Values),
    }),
    operation({
      ...write,
      id: `Me.Patch${m.one}`,
      method: 'PATCH',
      path: m.path,
      body: { model: m.model, partial: true },
      status: 204,
      summary: `Changes the properties sent of a private ${name}.`,
      run: async (call) => {
        await change(call, (row) => patched(m.model, row, call.body as Values))
      },
    }),
    operation({
      ...write,
      id: `Me.Delete${m.one}`,
      method: 'DELETE',
      path: m.path,
      status: 204,
      summary: `Deletes a private ${name}.`,
      run: async (call) => {
        const row = await own(call)
        const key = { ...keyOf(row), PrivateUserID: call.caller.user }
        await commit(call, {
          statements: deletion(m.table, call.marketplace, key, row.ID as string),
          answer: null,
        })
      },
    }),
  ]
}

const keyOf = (row: Values) => ({ Kind: 'Buyer', Company: row.Company, ID: row.ID })
