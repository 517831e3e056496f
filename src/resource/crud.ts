import { type Operation, operation } from './operation.ts'
import { getOne, listOf } from './reading.ts'
import { collectionPath, type Resource } from './resource.ts'
import { createOne, deleteOne, patchOne, type Rules, saveOne } from './writing.ts'

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
      summary: `Lists ${words(r.id)}.`,
      run: (call) => listOf(r, call),
    }),
    operation({
      id: `${r.id}.Create`,
      method: 'POST',
      path: collection,
      ...write,
      users: r.users?.create ?? r.users?.write,
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
export const words = (name: string) => name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
