import { merge, normalise, partial, whole } from '../api/body.ts'
import { type Issue, idExists, invalid, invalidAll, notFound, tooMany } from '../api/errors.ts'
import type { Model } from '../api/model.ts'
import { isID } from '../api/names.ts'
import type { Endpoint } from '../api/operation.ts'
import type { Call } from '../store/call.ts'
import { commit } from '../store/commit.ts'
import { hold, type Reads, type Results, relyOnThese, the, these } from '../store/fact.ts'
import { deletion, renaming } from '../store/references.ts'
import { differing, insert, knowing, presence, select, update } from '../store/rows.ts'
import { sql } from '../tables/sql.ts'
import type { Guard } from '../tables/statements.ts'
import type { Row, Table } from '../tables/table.ts'
import { links, parents } from './links.ts'
import { chosenOwner, ownerOf, refuseForeign } from './object-owner.ts'
import { objectOf, show } from './reading.ts'
import { refuseLiteralID } from './reserved-ids.ts'
import { ownParam, type Resource, type Shown } from './resource.ts'
import type { AnyRules, CallOf, Writing } from './rules.ts'
import { idOf, keyOf, scopeOf } from './scope.ts'

type Values = Record<string, unknown>

/** Checks a whole object against its model: property by property, then the rules over several. */
export function checked(m: Model, body: unknown): Values {
  const value = whole(normalise(body, m.fields), m.fields)
  const issues: Issue[] = m.check?.(value) ?? []
  if (issues.length > 0) throw invalidAll(issues)
  return value
}

/** The body of a request, checked: of a PATCH what was sent, else the whole object. */
export const checkedBody = (
  { model, partial: isPartial }: NonNullable<Endpoint['body']>,
  sent: unknown,
): Values => (isPartial ? partial(normalise(sent, model.fields), model.fields) : checked(model, sent))

/** Creates an object (POST). */
export async function createOne<T extends Table, M extends Model>(
  r: Resource<T, M>,
  call: CallOf<M>,
  rules: AnyRules<T, M> = {},
) {
  const body: Values = call.body
  const read = await call.read({ ...rulesReads(rules.read?.(call, null)), ...creation(r, call, body) })
  relyOnThese(call, [...read.$above, ...read.$linked])
  // Behind what refuses: a number that an incrementor has given is used up.
  const id = await call.id(r.generatedID ? null : (body.ID as string | null))
  return createWith(r, call, rules, read, id)
}

/** What must be so of whatever is written. */
const above = (r: Resource, call: Call) => [...parents(r, call), ...(r.requires?.(call) ?? [])]

/** What a new object is looked at with: what is above it, what it links to, and whose it is to be. */
const creation = (r: Resource, call: Call, body: Values) => ({
  $above: above(r, call),
  $linked: links(r, call, body),
  $owner: chosenOwner(r, call, body),
})

type Creation = Results<ReturnType<typeof creation>>

/** The rules know the names and rows of their own reads. */
const rulesReads = (reads: Reads | undefined): Reads => reads ?? {}

async function createWith<T extends Table, M extends Model>(
  r: Resource<T, M>,
  call: CallOf<M>,
  rules: AnyRules<T, M>,
  read: Creation,
  id: string,
) {
  refuseLiteralID(r, id)
  const after = {
    ...call.body,
    ...ownerOf(r, call, read.$owner),
    ID: id,
    ...('DateCreated' in r.table.fields ? { DateCreated: call.now } : {}),
  }
  // What the wire does not know of the row, the rules set; what they read, they know.
  const writing = { call, before: null, after, id, read } as unknown as Writing<T, M>
  const more = [...fewEnough(r, call, after), ...((await rules.decide?.(writing)) ?? [])]
  const row = { ...writing.after, ...scopeOf(r, call) }
  const answer = show(r, row, call.now, call.caller)
  await commit(call, {
    statements: [...(rules.first?.(writing) ?? []), insert(r.table, call.marketplace, row), ...more],
    answer,
    messages: rules.messages?.(writing),
    conflict: {
      table: r.table.name,
      error: idExists(r.model.name, id),
      retry: id === idOf(r, call),
    },
  })
  return answer
}

/** That there are no more than there may be, the new one counted: of those made at once, some are refused. */
function fewEnough({ table, most, owned, model, scope }: Resource, call: Call, { OwnerID }: Values): Guard[] {
  if (most === undefined) return []
  const among = { ...scopeOf({ scope }, call), ...(owned ? { OwnerID } : {}) }
  const holds = sql`not exists (${presence(table, call.marketplace, among)} limit 1 offset ${most})`
  return [{ guard: holds, else: tooMany(`objects of type ${model.name}`, most) }]
}

/** Creates or replaces an object (PUT): what is omitted falls to its default. */
export async function saveOne<T extends Table, M extends Model>(
  r: Resource<T, M>,
  call: CallOf<M>,
  rules: AnyRules<T, M> = {},
) {
  const own = ownParam(r)
  const id = idOf(r, call)
  const body: Values = call.body
  const read = await call.read({
    ...rulesReads(rules.read?.(call, id)),
    ...creation(r, call, body),
    $row: select(r.table, call.marketplace, keyOf(r, call, id)),
    // A hidden object must not be replaced, nor may its ID be told as taken otherwise than by 404.
    $visible: r.visible ? objectOf(r, call, id) : undefined,
  })
  relyOnThese(call, read.$above)
  const row = read.$row[0]
  relyOnThese(call, read.$linked)
  if (!row) {
    if (r.generatedID || r.noCreate) throw notFound(r.model.name, id)
    if (own && !isID(id))
      throw invalid(
        own,
        'Pattern',
        `${own} must have 1 to 100 characters: letters, digits, hyphens and underscores.`,
      )
    return createWith(r, call, rules, read, own ? await call.id((body.ID as string) || id) : id)
  }
  if (read.$visible) the(read.$visible)
  refuseForeign(r, call, row)
  const kept = Object.entries(r.table.fields).filter(
    ([name, f]) =>
      f.readOnly || f.createOnly || f.hidden || !(name in body) || (f.writeOnly && body[name] === null),
  )
  const present: Values = withCalculated(r, call, row)
  const after = {
    ...body,
    ...Object.fromEntries(kept.map(([name]) => [name, present[name]])),
    ID: body.ID,
  }
  return changeWith(r, call, rules, read, row, after)
}

/** Changes the properties that were sent (PATCH). */
export async function patchOne<T extends Table, M extends Model>(
  r: Resource<T, M>,
  call: CallOf<M>,
  rules: AnyRules<T, M> = {},
) {
  const patch: Values = call.body
  const read = await call.read({
    ...rulesReads(rules.read?.(call, idOf(r, call))),
    $above: above(r, call),
    $row: objectOf(r, call),
    $linked: links(r, call, patch),
  })
  relyOnThese(call, read.$above)
  const row = the(read.$row)
  these(read.$linked)
  refuseForeign(r, call, row)
  const present: Values = withCalculated(r, call, row)
  const after = patched(r.model, present, patch)
  // What is sent may complete a reference with what is stored, so the guards look at the whole.
  hold(call, links(r, call, after, present))
  return changeWith(r, call, rules, read, row, after)
}

/** A row with what is calculated from it, as writes compare and merge it. */
const withCalculated = <T extends Table, M extends Model>(r: Resource<T, M>, call: Call, row: Row<T>) =>
  ({ ...row, ...r.calculate?.(row, call.now) }) as Shown<T, M>

/** The object a PATCH comes to, checked as a whole. Create-only properties keep their value. */
export function patched<R extends Values>(m: Model, row: R, patch: Values): R {
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

async function changeWith<T extends Table, M extends Model>(
  r: Resource<T, M>,
  call: CallOf<M>,
  rules: AnyRules<T, M>,
  read: Results<Reads>,
  row: Row<T>,
  wanted: Values,
) {
  const idColumn = r.table.keys.at(-1)!
  const before = withCalculated(r, call, row)
  const id = ownParam(r) ? ((row as Values)[idColumn] as string) : ''
  // No ID is none that is asked for, and the path's may be in other letters.
  const wantedID = (wanted.ID as string | null | undefined) || id
  const newID = wantedID === id || r.generatedID ? id : await call.id(wantedID)
  if (newID !== id) refuseLiteralID(r, newID)
  const after = { ...before, ...wanted, ID: newID }
  const writing: Writing<T, M> = { call, before, after, id, read }
  const more = (await rules.decide?.(writing)) ?? []
  const key = keyOf(r, call, id)
  const changes = changesOf(r.table, before, writing.after)
  const renamed = newID !== id ? { [idColumn]: newID } : {}
  const answer = show(r, { ...row, ...writing.after, ID: newID }, call.now, call.caller)
  await commit(call, {
    statements: [
      ...(rules.first?.(writing) ?? []),
      ...knowing(row, [update(r.table, call.marketplace, key, row.Version, { ...changes, ...renamed })]),
      ...(newID !== id ? renaming(r.table, call.marketplace, key, [[id, newID]]) : []),
      ...more,
    ],
    answer,
    messages: rules.messages?.(writing),
    conflict: { table: r.table.name, error: idExists(r.model.name, newID) },
  })
  return answer
}

/** Columns whose value changed; the key's last one, the ID, is written where it is another. */
export const changesOf = (t: Table, before: Values, after: Values): Values =>
  differing(t, before, after, ['Marketplace', 'Version', ...t.keys, ...(t.rowid ? [t.rowid] : [])])

/** Deletes an object and what it owns. */
export async function deleteOne<T extends Table, M extends Model>(
  r: Resource<T, M>,
  call: Call,
  rules: AnyRules<T, M> = {},
) {
  const id = idOf(r, call)
  const read = await call.read({
    ...rulesReads(rules.readForRemoval?.(call, id)),
    $above: above(r, call),
    $row: objectOf(r, call),
  })
  relyOnThese(call, read.$above)
  const row = the(read.$row)
  refuseForeign(r, call, row)
  await commit(call, [
    ...(rules.remove?.(call, row, read) ?? []),
    ...knowing(row, deletion(r.table, call.marketplace, keyOf(r, call, id), id)),
  ])
}
