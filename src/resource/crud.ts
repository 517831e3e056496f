import type { BodyOf, Model } from '../api/model.ts'
import type { Call } from '../store/call.ts'
import type { Table } from '../tables/table.ts'
import { type Operation, operation } from './operation.ts'
import { getOne, listOf } from './reading.ts'
import { collectionPath, type Resource, type Verb } from './resource.ts'
import type { AnyRules } from './rules.ts'
import { createOne, deleteOne, patchOne, saveOne } from './writing.ts'

const SINGULAR_AN = /^[AEIO]/

/** How some of the standard operations are run, where that is otherwise than for any resource. */
type Runs<M extends Model> = Partial<Record<Verb, (call: Call<BodyOf<M>>) => Promise<unknown>>>

/** The standard operations of a resource. */
export function crud<T extends Table, M extends Model>(
  r: Resource<T, M>,
  rules: AnyRules<T, M> = {},
  runs: Runs<M> = {},
): Operation[] {
  const [one, all] = r.nouns ?? [
    (SINGULAR_AN.test(r.model.name) ? 'an ' : 'a ') + words(r.model.name),
    words(r.id),
  ]
  const collection = collectionPath(r.path)
  const named = (verb: Verb, summary: string) => ({
    id: r.names?.(verb) ?? `${r.id}.${verb}`,
    summary: r.summaries?.[verb] ?? `${summary}.`,
  })
  const read = {
    roles: r.roles.read.concat(r.roles.write.filter((w) => !r.roles.read.includes(w))),
    users: r.users?.read,
    noGuests: r.noGuests === 'at all' || undefined,
  }
  const write = {
    roles: r.roles.write,
    users: r.users?.write,
    noGuests: r.noGuests !== undefined || undefined,
  }
  const change = { ...write, lock: r.lock }
  const standard: Record<Verb, () => Operation> = {
    List: () =>
      operation({
        ...named('List', `Lists ${all}`),
        method: 'GET',
        path: collection,
        ...read,
        query: r.listQuery,
        list: r.list,
        listFields: r.listFields,
        response: r.model,
        page: 'plain',
        status: 200,
        run: (call) => listOf(r, call),
      }),
    Create: () =>
      operation({
        ...named('Create', `Creates ${one}`),
        method: 'POST',
        path: collection,
        ...write,
        users: r.users?.create ?? r.users?.write,
        query: r.writeQuery,
        body: { model: r.model },
        response: r.model,
        status: 201,
        creates: true,
        run: (call) => createOne(r, call, rules),
      }),
    Get: () =>
      operation({
        ...named('Get', `Gets ${one}`),
        method: 'GET',
        path: r.path,
        ...read,
        response: r.model,
        status: 200,
        run: (call) => getOne(r, call),
      }),
    Save: () =>
      operation({
        ...named('Save', `Creates or replaces ${one}`),
        method: 'PUT',
        path: r.path,
        ...change,
        query: r.writeQuery,
        body: { model: r.model },
        response: r.model,
        status: 200,
        run: (call) => saveOne(r, call, rules),
      }),
    Patch: () =>
      operation({
        ...named('Patch', `Changes the properties sent of ${one}`),
        method: 'PATCH',
        path: r.path,
        ...change,
        query: r.writeQuery,
        body: { model: r.model, partial: true },
        ...(r.patchesSilently ? { status: 204 } : { response: r.model, status: 200 }),
        run: (call) => patchOne(r, call, rules),
      }),
    Delete: () =>
      operation({
        ...named('Delete', `Deletes ${one}`),
        method: 'DELETE',
        path: r.path,
        ...change,
        users: r.users?.remove ?? r.users?.write,
        status: 204,
        run: (call) => deleteOne(r, call, rules),
      }),
  }
  const verbs = r.verbs ?? (Object.keys(standard) as Verb[])
  return verbs.map((verb) => ({ ...standard[verb](), ...(runs[verb] && { run: runs[verb] }) }))
}

/** `UserGroup` to `user group`. */
export const words = (name: string) => name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
