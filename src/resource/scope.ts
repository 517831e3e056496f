import type { Call } from '../store/call.ts'
import type { Where } from '../tables/statements.ts'
import { ownParam, type Resource, type Source } from './resource.ts'

/** Values of the scope's key columns for a request. */
export function scopeOf(r: Pick<Resource, 'scope'>, call: Call): Record<string, string> {
  return Object.fromEntries(
    Object.entries(r.scope).map(([column, source]) => [column, sourceValue(source, call)]),
  )
}

function sourceValue(source: Source, call: Call): string {
  if ('param' in source) return call.params[source.param]!
  if ('value' in source) return source.value
  return 'company' in source ? call.caller.company : call.marketplace
}

/** The ID by which a path names its object; of a singleton, which has none, empty. */
export function idOf(r: Pick<Resource, 'path'>, call: Call): string {
  const own = ownParam(r)
  return own ? call.params[own]! : ''
}

/** Key of one object of a resource: of a singleton, where it is. */
export const keyOf = (r: Pick<Resource, 'path' | 'scope' | 'table'>, call: Call, id: string): Where => ({
  ...scopeOf(r, call),
  ...(ownParam(r) ? { [r.table.keys.at(-1)!]: id } : {}),
})
