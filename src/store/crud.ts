import { sql } from 'drizzle-orm'
import { merge, normalise, whole } from '../api/body.ts'
import { fail, type Issue, invalid, notFound } from '../api/errors.ts'
import { type Field, isID } from '../api/field.ts'
import { type Model, present } from '../api/model.ts'
import { type Operation, operation } from '../api/operation.ts'
import { collectionPath, indexedOrders, ownParam, type Resource, typeOfParam } from '../api/resource.ts'
import { and, type Query } from '../api/sql.ts'
import { decodeRow, idExists, type Row, type Table, valueAt } from '../api/table.ts'
import type { Call } from './call.ts'
import { type ListSource, listPage } from './list.ts'
import { deletion, renaming } from './references.ts'
import {
  columns,
  existing,
  exists,
  type Guard,
  insert,
  matches,
  select,
  update,
  type Where,
  type Write,
} from './rows.ts'

type Values = Record<string, unknown>

/** One write of a resource, while it is being decided: plain data and what was read. */
export interface Writing {
  call: Call<Values>
  /** The present object; null when it is being created. */
  before: Values | null
  /** The object as it will be: what the body and the present object come to, checked. May be changed. */
  after: Values
  /** The ID in the path or of the new object. */
  id: string
  /** Rows of the reads the resource asked for. */
  read: Record<string, Values[]>
}

/** What a resource adds to its standard writes. Pure but for `read`'s statements. */
export interface Rules {
  /** More reads for the same round trip. `id` is null when the object has no ID yet. */
  read?: (call: Call<Values>, id: string | null) => Record<string, Query<unknown>>
  /** Refuses, completes `after`, and adds statements; they stand behind the object's own. */
  decide?: (writing: Writing) => (Write | Guard)[] | undefined | Promise<(Write | Guard)[] | undefined>
  /** Statements that stand before the object's own (rows it will refer to). */
  first?: (writing: Writing) => (Write | Guard)[]
  /** More statements of a deletion, before the object's own. */
  remove?: (call: Call<Values>, row: Values, read: Record<string, Values[]>) => (Write | Guard)[]
  /** Reads for a deletion. */
  readForRemoval?: (call: Call<Values>, id: string) => Record<string, Query<unknown>>
}

/** Values of the scope's key columns for a request. */
export function scopeOf(r: Resource, call: Call<unknown>): Record<string, string> {
  const out: Record<string, string> = {}
  for (const [column, source] of Object.entries(r.scope))
    out[column] =
      'param' in source ? call.params[source.param]! : 'value' in source ? source.value : call.marketplace
  return out
}

/** Key of one object of a resource. */
export const keyOf = (r: Resource, call: Call<unknown>, id: string): Where => ({
  ...scopeOf(r, call),
  [r.table.keys.at(-1)!]: id,
})

const visibleTo = (r: Resource, call: Call<unknown>) => r.visible?.(call.caller, 't')

/** The row of one object, as far as the caller may see it. */
export const rowQuery = <T extends Table>(r: Resource<T>, call: Call<unknown>, id: string): Query<Row<T>> =>
  select(r.table, call.marketplace, keyOf(r, call, id), { and: visibleTo(r, call) })

/** The object as the wire shows it. */
export const show = (r: Resource, row: Values, now: string): Values =>
  present(r.model, r.calculate ? { ...row, ...r.calculate(row, now) } : row)

/** A row with what is calculated from it, as writes compare and merge it. */
const calculated = (r: Resource, call: Call<unknown>, row: Values | undefined): Values | undefined =>
  row && { ...row, ...r.calculate?.(row, call.now) }

/** What must exist around an object: the parents its path names and the objects its body links to. */
export interface Needs {
  queries: Record<string, Query<{ found: number }>>
  refuse: (read: Record<string, unknown[]>) => void
  /** The same once more at the commit, for references that no foreign key holds. */
  guards: Guard[]
}

/** Existence of the objects the path names above this one (a buyer, a catalogue). */
export function parents(r: Resource, call: Call<unknown>): Needs {
  const scope = scopeOf(r, call)
  return needs(
    r.table.references
      .filter(
        (ref) => ref.columns.every((c) => c in r.scope) && ref.columns.some((c) => 'param' in r.scope[c]!),
      )
      .map((ref) => {
        const source = r.scope[ref.columns.at(-1)!] as { param: string }
        return {
          table: ref.to(),
          where: Object.fromEntries(ref.to().keys.map((k, i) => [k, scope[ref.columns[i]!]])),
          type: typeOfParam(source.param),
          id: call.params[source.param]!,
        }
      }),
    call.marketplace,
  )
}

/** Existence of the objects a body links to, where the link is new. */
export function links(r: Resource, call: Call<unknown>, body: Values, before: Values | null = null): Needs {
  const scope: Values = { ...scopeOf(r, call) }
  return needs(
    r.table.references
      .filter((ref) => !ref.when && !ref.columns.every((c) => c in r.scope))
      .flatMap((ref) => {
        const column = ref.columns.at(-1)!
        const id = body[column]
        const type = (r.table.fields[column] as Field | undefined)?.reference
        if (typeof id !== 'string' || !type || before?.[column] === id) return []
        const values = { ...scope, ...body }
        return [
          {
            table: ref.to(),
            where: Object.fromEntries(ref.to().keys.map((k, i) => [k, valueAt(values, ref.columns[i]!)])),
            type,
            id,
          },
        ]
      }),
    call.marketplace,
  )
}

/** Existence of any objects: a 404 names the first that is missing. */
export function needs(
  wanted: { table: Table; where: Where; type: string; id: string }[],
  marketplace: string,
): Needs {
  const queries = Object.fromEntries(
    wanted.map((w, i) => [`$need${i}_${w.type}`, exists(w.table, marketplace, w.where)]),
  )
  return {
    queries,
    guards: wanted.map((w) => ({ guard: existing(w.table, marketplace, w.where) })),
    refuse: (read) => {
      Object.keys(queries).forEach((name, i) => {
        if (!(read[name] as { found: number }[])[0]?.found) throw notFound(wanted[i]!.type, wanted[i]!.id)
      })
    },
  }
}

/** Checks a whole object against its model: property by property, then the rules over several. */
export function checked(m: Model, body: Values): Values {
  const value = whole(normalise(body, m.fields), m.fields)
  const issues: Issue[] = m.check?.(value) ?? []
  if (issues.length > 0) throw invalid(...issues)
  return value
}

/** The list of a resource. */
export function resourceSource<T extends Table>(r: Resource<T>, call: Call<unknown>): ListSource<Row<T>> {
  const scope = Object.keys(r.scope)
  return {
    spec: r.list,
    columns: columns(r.table, 't', true),
    decode: (row) => decodeRow(r.table, row) as Row<T>,
    from: (hint) => sql`${sql.identifier(r.table.name)} t${hint}`,
    where: and(matches(r.table, call.marketplace, scopeOf(r, call), 't'), visibleTo(r, call)),
    alias: 't',
    key: r.table.keys.at(-1)!,
    indexFor: (order) => {
      return indexedOrders(r).some((o) => o.join() === order.join())
        ? r.table.index([...scope, ...order])
        : undefined
    },
  }
}

/** Lists a resource. */
export function listOf(r: Resource, call: Call<unknown>, narrow?: ListSource<unknown>['where']) {
  const source = resourceSource(r, call)
  const above = parents(r, call)
  return listPage(
    call,
    narrow ? { ...source, where: and(source.where, narrow) } : source,
    (row) => show(r, row as Values, call.now),
    above.queries,
    above.refuse,
  )
}

/** Reads one object; 404 when absent or not visible. */
export async function getOne(r: Resource, call: Call<unknown>) {
  const id = call.params[ownParam(r)]!
  const above = parents(r, call)
  const read = await call.read({ row: rowQuery(r, call, id), ...above.queries })
  above.refuse(read as never)
  const row = read.row[0]
  if (!row) throw notFound(r.model.name, id)
  return show(r, row as Values, call.now)
}

/** Creates an object (POST). */
export async function createOne(r: Resource, call: Call<Values>, rules: Rules = {}) {
  const body = call.body
  const above = parents(r, call)
  const linked = links(r, call, body)
  const read = await call.read({
    ...above.queries,
    ...linked.queries,
    ...ownerQuery(r, call, body),
    ...rules.read?.(call, null),
  })
  above.refuse(read as never)
  linked.refuse(read as never)
  return createWith(
    r,
    call,
    body,
    await call.id(r.generatedID ? null : (body.ID as string)),
    read as never,
    rules,
    linked,
  )
}

async function createWith(
  r: Resource,
  call: Call<Values>,
  body: Values,
  id: string,
  read: Record<string, Values[]>,
  rules: Rules,
  linked: Needs,
) {
  refuseLiteralID(r, id)
  const writing: Writing = {
    call,
    before: null,
    after: { ...body, ...ownerOf(r, call, body, read), ID: id, ...created(r, call) },
    id,
    read,
  }
  const more = (await rules.decide?.(writing)) ?? []
  const row = { ...writing.after, ...scopeOf(r, call) }
  const answer = show(r, row, call.now)
  await call.commit({
    statements: [
      ...(rules.first?.(writing) ?? []),
      insert(r.table, call.marketplace, row),
      ...linked.guards,
      ...more,
    ],
    answer,
    conflict: { table: r.table.name, error: idExists(r.model.name, id) },
  })
  return answer
}

const created = (r: Resource, call: Call<unknown>) =>
  'DateCreated' in r.table.fields ? { DateCreated: call.now } : {}

/** Creates or replaces an object (PUT): what is omitted falls to its default. */
export async function saveOne(r: Resource, call: Call<Values>, rules: Rules = {}) {
  const own = ownParam(r)
  const id = call.params[own]!
  const body = call.body
  const above = parents(r, call)
  const linked = links(r, call, body)
  const read = await call.read({
    row: select(r.table, call.marketplace, keyOf(r, call, id)),
    ...visibility(r, call, id),
    ...above.queries,
    ...linked.queries,
    ...ownerQuery(r, call, body),
    ...rules.read?.(call, id),
  })
  above.refuse(read as never)
  const row = calculated(r, call, read.row[0])
  linked.refuse(read as never)
  if (!row) {
    if (r.generatedID) throw notFound(r.model.name, id)
    if (!isID(id))
      throw invalid({
        property: own,
        rule: 'Pattern',
        message: `${own} must have 1 to 100 characters: letters, digits, hyphens and underscores.`,
      })
    return createWith(r, call, body, await call.id((body.ID as string) || id), read as never, rules, linked)
  }
  refuseHidden(r, id, read as never)
  refuseForeign(r, call, row)
  const kept = Object.fromEntries(
    Object.entries(r.table.fields)
      .filter(
        ([name, f]) =>
          f.readOnly || f.createOnly || f.hidden || !(name in body) || (f.writeOnly && body[name] === null),
      )
      .map(([name]) => [name, row[name]]),
  )
  return changeWith(
    r,
    call,
    row,
    { ...body, ...kept, ID: (body.ID as string) || id },
    read as never,
    rules,
    linked,
  )
}

/** Changes the properties that were sent (PATCH). */
export async function patchOne(r: Resource, call: Call<Values>, rules: Rules = {}) {
  const id = call.params[ownParam(r)]!
  const patch = call.body
  const above = parents(r, call)
  const linked = links(r, call, patch)
  const read = await call.read({
    row: rowQuery(r, call, id),
    ...above.queries,
    ...linked.queries,
    ...rules.read?.(call, id),
  })
  above.refuse(read as never)
  const row = calculated(r, call, read.row[0])
  if (!row) throw notFound(r.model.name, id)
  linked.refuse(read as never)
  refuseForeign(r, call, row)
  return changeWith(r, call, row, patched(r.model, row, patch), read as never, rules, linked)
}

/** The object a PATCH comes to, checked as a whole. Create-only properties keep their value. */
export function patched(m: Model, row: Values, patch: Values): Values {
  const sent = Object.fromEntries(Object.entries(patch).filter(([name]) => !m.fields[name]?.createOnly))
  const merged = merge(row, sent, m.fields)
  const writable = Object.fromEntries(
    Object.entries(m.fields)
      .filter(([name, f]) => !f.readOnly && !f.hidden && !(f.writeOnly && !(name in sent)))
      .map(([name]) => [name, merged[name]]),
  )
  // A secret that is not being changed counts as sent: what is stored of it is not what was sent.
  return { ...row, ...checked({ ...m, fields: withoutUnsentSecrets(m, sent) }, writable) }
}

const withoutUnsentSecrets = (m: Model, sent: Values) =>
  Object.fromEntries(Object.entries(m.fields).filter(([name, f]) => !f.writeOnly || name in sent))

async function changeWith(
  r: Resource,
  call: Call<Values>,
  row: Values,
  after: Values,
  read: Record<string, Values[]>,
  rules: Rules,
  linked: Needs,
) {
  const id = row[r.table.keys.at(-1)!] as string
  const wanted = after.ID as string
  const newID = wanted === id || r.generatedID ? id : await call.id(wanted)
  if (newID !== id) refuseLiteralID(r, newID)
  const writing: Writing = { call, before: row, after: { ...row, ...after, ID: newID }, id, read }
  const more = (await rules.decide?.(writing)) ?? []
  const key = { ...keyOf(r, call, id) }
  const changes = changesOf(r.table, row, writing.after)
  const renamed = newID !== id ? { [r.table.keys.at(-1)!]: newID } : {}
  const answer = show(r, { ...row, ...writing.after, ID: newID }, call.now)
  await call.commit({
    statements: [
      ...(rules.first?.(writing) ?? []),
      update(r.table, call.marketplace, key, row.Version as number, { ...changes, ...renamed }),
      ...(newID !== id ? renaming(r.table, call.marketplace, key, id, newID) : []),
      ...linked.guards,
      ...more,
    ],
    answer,
    conflict: { table: r.table.name, error: idExists(r.model.name, newID) },
  })
  return answer
}

/** Columns whose value changed. */
function changesOf(t: Table, before: Values, after: Values): Values {
  return Object.fromEntries(
    Object.entries(t.fields)
      .filter(
        ([name, f]) =>
          !f.computed &&
          !t.keys.includes(name) &&
          JSON.stringify(before[name]) !== JSON.stringify(after[name]),
      )
      .map(([name]) => [name, after[name] ?? null]),
  )
}

/** Deletes an object and what it owns. */
export async function deleteOne(r: Resource, call: Call<Values>, rules: Rules = {}) {
  const id = call.params[ownParam(r)]!
  const above = parents(r, call)
  const read = await call.read({
    row: rowQuery(r, call, id),
    ...above.queries,
    ...rules.readForRemoval?.(call, id),
  })
  above.refuse(read as never)
  const row = read.row[0] as Values | undefined
  if (!row) throw notFound(r.model.name, id)
  refuseForeign(r, call, row)
  await call.commit({
    statements: [
      ...(rules.remove?.(call, row, read as never) ?? []),
      ...deletion(r.table, call.marketplace, keyOf(r, call, id), id),
    ],
    answer: null,
  })
}

/** The refusal for an ID that a sibling path would shadow (`/catalogs/assignments`). */
function refuseLiteralID(r: Resource, id: string) {
  const literals = literalIDs.get(collectionPath(r.path).toLowerCase())
  if (literals?.has(id.toLowerCase()))
    throw invalid({
      property: 'ID',
      rule: 'Pattern',
      message: `ID "${id}" is reserved: it is part of a path of this API.`,
    })
}

const literalIDs = new Map<string, Set<string>>()

/** Tells which words stand where IDs stand, from the table of operations. */
export function reserveLiterals(operations: readonly Operation[]) {
  for (const { path } of operations) {
    const segments = path.toLowerCase().split('/')
    segments.forEach((segment, i) => {
      if (i < 2 || segment.startsWith('{')) return
      const parent = segments.slice(0, i).join('/')
      const known = literalIDs.get(parent)
      if (known) known.add(segment)
      else literalIDs.set(parent, new Set([segment]))
    })
  }
}

/** A hidden object must not be replaced, nor may its ID be told as taken otherwise than by 404. */
const visibility = (r: Resource, call: Call<unknown>, id: string): Record<string, Query<unknown>> =>
  r.visible ? { $visible: rowQuery(r, call, id) } : {}

function refuseHidden(r: Resource, id: string, read: Record<string, unknown[]>) {
  if (r.visible && !read.$visible?.[0]) throw notFound(r.model.name, id)
}

/** Objects with an owner are changed by the owner or the marketplace owner. */
function refuseForeign(r: Resource, call: Call<unknown>, row: Values) {
  if (!r.owned || call.caller.kind === 'Seller' || row.OwnerID === call.caller.company) return
  throw fail(r.owned, `${r.model.name} belongs to another organization.`)
}

/** `OwnerID` is the caller's organisation; the marketplace owner may choose a supplier when creating. */
export function ownerOf(r: Resource, call: Call<unknown>, body: Values, read: Record<string, Values[]>): Values {
  if (!r.owned) return {}
  const chosen = call.caller.kind === 'Seller' ? (body.OwnerID as string | null) : null
  if (!chosen) return { OwnerID: call.caller.company }
  if (chosen.toLowerCase() === call.marketplace.toLowerCase()) return { OwnerID: call.marketplace }
  if (!read.$owner?.[0]) throw notFound('Supplier', chosen)
  return { OwnerID: read.$owner[0].ID }
}

/** The supplier a body names as owner, if it names one. */
export const ownerQuery = (r: Resource, call: Call<unknown>, body: Values): Record<string, Query<unknown>> =>
  r.owned && typeof body.OwnerID === 'string'
    ? {
        $owner: {
          sql: sql`select ID from companies where Marketplace = ${call.marketplace} and Kind = 'Supplier' and ID = ${body.OwnerID}`,
          decode: (row) => row,
        },
      }
    : {}

const SINGULAR_AN = /^[AEIO]/

/** The six standard operations of a resource. */
export function crud(r: Resource, rules: Rules = {}, except: string[] = []): Operation[] {
  const one = (SINGULAR_AN.test(r.model.name) ? 'an ' : 'a ') + words(r.model.name)
  const collection = collectionPath(r.path)
  const read = {
    roles: r.roles.read.concat(r.roles.write.filter((w) => !r.roles.read.includes(w))),
    users: r.users?.read,
  }
  const write = { roles: r.roles.write, users: r.users?.write }
  const all = [
    operation({
      id: `${r.id}.List`,
      method: 'GET',
      path: collection,
      ...read,
      list: r.list,
      response: r.model,
      page: 'plain',
      status: 200,
      summary: `Lists ${plural(r.id)}.`,
      run: (call) => listOf(r, call),
    }),
    operation({
      id: `${r.id}.Create`,
      method: 'POST',
      path: collection,
      ...write,
      body: { model: r.model },
      response: r.model,
      status: 201,
      creates: true,
      summary: `Creates ${one}.`,
      run: (call) => createOne(r, call as never, rules),
    }),
    operation({
      id: `${r.id}.Get`,
      method: 'GET',
      path: r.path,
      ...read,
      response: r.model,
      status: 200,
      summary: `Gets ${one}.`,
      run: (call) => getOne(r, call),
    }),
    operation({
      id: `${r.id}.Save`,
      method: 'PUT',
      path: r.path,
      ...write,
      body: { model: r.model },
      response: r.model,
      status: 200,
      summary: `Creates or replaces ${one}.`,
      run: (call) => saveOne(r, call as never, rules),
    }),
    operation({
      id: `${r.id}.Patch`,
      method: 'PATCH',
      path: r.path,
      ...write,
      body: { model: r.model, partial: true },
      response: r.model,
      status: 200,
      summary: `Changes the properties sent of ${one}.`,
      run: (call) => patchOne(r, call as never, rules),
    }),
    operation({
      id: `${r.id}.Delete`,
      method: 'DELETE',
      path: r.path,
      ...write,
      users: r.users?.remove ?? r.users?.write,
      status: 204,
      summary: `Deletes ${one}.`,
      run: (call) => deleteOne(r, call as never, rules),
    }),
  ]
  return all.filter((o) => !except.includes(o.id.split('.')[1]!))
}

/** `UserGroup` to `user group`. */
const words = (name: string) => name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
const plural = (id: string) => words(id)
