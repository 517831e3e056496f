import type { BodyOf, Model } from '../api/model.ts'
import type { Endpoint } from '../api/operation.ts'
import type { Call } from '../store/call.ts'
import type { Table } from '../tables/table.ts'
import { type Operation, operation } from './operation.ts'
import { getOne, listOf } from './reading.ts'
import { collectionPath, ownParam, type Resource, type Verb } from './resource.ts'
import type { AnyRules } from './rules.ts'
import { createOne, deleteOne, patchOne, saveOne } from './writing.ts'

/** How the standard operations are run. */
type Runs<M extends Model> = Record<Verb, (call: Call<BodyOf<M>>) => Promise<unknown>>

/**
 * The standard operations of a resource.
 * @param otherwise those that are run otherwise than for any resource
 */
export function crud<T extends Table, M extends Model>(
  r: Resource<T, M>,
  rules: AnyRules<T, M> = {},
  otherwise: Partial<Runs<M>> = {},
): Operation[] {
  const runs: Runs<M> = {
    List: (call) => listOf(r, call),
    Create: (call) => createOne(r, call, rules),
    Get: (call) => getOne(r, call),
    Save: (call) => saveOne(r, call, rules),
    Patch: (call) => patchOne(r, call, rules),
    Delete: (call) => deleteOne(r, call, rules),
    ...otherwise,
  }
  const shapes = shapesOf(r)
  const summaries = summariesOf(r)
  const verbs = r.verbs ?? (Object.keys(shapes) as Verb[])
  return verbs.map((verb) =>
    operation({
      id: r.names?.(verb) ?? `${r.id}.${verb}`,
      summary: r.summaries?.[verb] ?? `${summaries[verb]}.`,
      ...accessOf(r, verb),
      ...shapes[verb],
      // What has a lock is run where that is.
      inBulk: verb === 'List' || verb === 'Get' || r.lock ? undefined : [ownParam(r) ?? '', 'ID'],
      run: runs[verb],
    }),
  )
}

/** What each operation takes and answers. */
function shapesOf<M extends Model>(
  r: Resource<Table, M>,
): Record<Verb, Omit<Endpoint<M['fields']>, 'id' | 'summary' | 'roles' | 'status'>> {
  const { path, model, model: response, lock, writeQuery: query } = r
  const collection = collectionPath(path)
  const list = { query: r.listQuery, list: r.list, listFields: r.listFields } as const
  const body = { model }
  const mayBeMissing = !ownParam(r)
  return {
    List: { method: 'GET', path: collection, ...list, response },
    Create: { method: 'POST', path: collection, query, body, response, creates: true },
    Get: { method: 'GET', path, mayBeMissing, response },
    Save: { method: 'PUT', path, lock, query, body, response },
    Patch: {
      method: 'PATCH',
      path,
      lock,
      query,
      body: { model, partial: true },
      response: r.patchesSilently ? undefined : response,
    },
    Delete: { method: 'DELETE', path, lock, mayBeMissing },
  }
}

/** Who may call it. */
function accessOf({ roles, users, noGuests }: Resource, verb: Verb) {
  if (verb === 'List' || verb === 'Get')
    return {
      roles: roles.read.concat(roles.write.filter((w) => !roles.read.includes(w))),
      users: users?.read,
      noGuests: noGuests === 'at all' || undefined,
    }
  const own = verb === 'Create' ? users?.create : verb === 'Delete' ? users?.remove : undefined
  return { roles: roles.write, users: own ?? users?.write, noGuests: noGuests !== undefined || undefined }
}

const SINGULAR_AN = /^[AEIO]/

function summariesOf(r: Pick<Resource, 'nouns' | 'model' | 'id' | 'path'>): Record<Verb, string> {
  const { nouns, model, id } = r
  const article = !ownParam(r) ? 'the' : SINGULAR_AN.test(model.name) ? 'an' : 'a'
  const [one, all] = nouns ?? [`${article} ${words(model.name)}`, words(id)]
  return {
    List: `Lists ${all}`,
    Create: `Creates ${one}`,
    Get: `Gets ${one}`,
    Save: `Creates or replaces ${one}`,
    Patch: `Changes the properties sent of ${one}`,
    Delete: `Deletes ${one}`,
  }
}

/** `UserGroup` to `user group`. */
export const words = (name: string) => name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
