import { merge, normalise, whole } from '../api/body.ts'
import { type Issue, idExists, invalid, notFound } from '../api/errors.ts'
import { isID } from '../api/field.ts'
import type { Model } from '../api/model.ts'
import type { Call } from '../store/call.ts'
import { commit } from '../store/commit.ts'
import type { Message } from '../store/outbox/messages.ts'
import { deletion, renaming } from '../store/references.ts'
import { insert, select, update } from '../store/rows.ts'
import type { Query } from '../store/sql/sql.ts'
import type { Guard, Write } from '../tables/statements.ts'
import type { Table } from '../tables/table.ts'
import { keyOf, links, type Needs, parents, scopeOf } from './needs.ts'
import { ownerOf, ownerQuery, refuseForeign } from './owners.ts'
import { rowQuery, show } from './reading.ts'
import { refuseLiteralID } from './reserved-ids.ts'
import { ownParam, type Resource } from './resource.ts'

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
  /** Messages to users that go with the write. */
  messages?: (writing: Writing) => Message[]
  /** Statements that stand before the object's own (rows it will refer to). */
  first?: (writing: Writing) => (Write | Guard)[]
  /** More statements of a deletion, before the object's own. */
  remove?: (call: Call<Values>, row: Values, read: Record<string, Values[]>) => (Write | Guard)[]
  /** Reads for a deletion. */
  readForRemoval?: (call: Call<Values>, id: string) => Record<string, Query<unknown>>
}

/** A row with what is calculated from it, as writes compare and merge it. */
const calculated = (r: Resource, call: Call<unknown>, row: Values | undefined): Values | undefined =>
  row && { ...row, ...r.calculate?.(row, call.now) }

/** Checks a whole object against its model: property by property, then the rules over several. */
export function checked(m: Model, body: Values): Values {
  const value = whole(normalise(body, m.fields), m.fields)
  const issues: Issue[] = m.check?.(value) ?? []
  if (issues.length > 0) throw invalid(issues)
  return value
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
  const answer = show(r, row, call.now, call.caller)
  await commit(call, {
    statements: [
      ...(rules.first?.(writing) ?? []),
      insert(r.table, call.marketplace, row),
      ...linked.guards,
      ...more,
    ],
    answer,
    messages: rules.messages?.(writing),
    conflict: {
      table: r.table.name,
      error: idExists(r.model.name, id),
      retry: id === call.params[ownParam(r)],
    },
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
    if (r.generatedID || r.noCreate) throw notFound(r.model.name, id)
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
  const after = patched(r.model, row, patch)
  // What is sent may complete a reference with what is stored, so the guards look at the whole.
  return changeWith(r, call, row, after, read as never, rules, links(r, call, after, row))
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
  const answer = show(r, { ...row, ...writing.after, ID: newID }, call.now, call.caller)
  await commit(call, {
    statements: [
      ...(rules.first?.(writing) ?? []),
      update(r.table, call.marketplace, key, row.Version as number, { ...changes, ...renamed }),
      ...(newID !== id ? renaming(r.table, call.marketplace, key, [[id, newID]]) : []),
      ...linked.guards,
      ...more,
    ],
    answer,
    messages: rules.messages?.(writing),
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
  await commit(call, {
    statements: [
      ...(rules.remove?.(call, row, read as never) ?? []),
      ...deletion(r.table, call.marketplace, keyOf(r, call, id), id),
    ],
    answer: null,
  })
}

/** A hidden object must not be replaced, nor may its ID be told as taken otherwise than by 404. */
const visibility = (r: Resource, call: Call<unknown>, id: string): Record<string, Query<unknown>> =>
  r.visible ? { $visible: rowQuery(r, call, id) } : {}

function refuseHidden(r: Resource, id: string, read: Record<string, unknown[]>) {
  if (r.visible && !read.$visible?.[0]) throw notFound(r.model.name, id)
}
