import type { Call } from '../store/call.ts'
import type { Where } from '../tables/statements.ts'
import type { Resource, Source } from './resource.ts'

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

/** Key of one object of a resource. */
export const keyOf = (r: Pick<Resource, 'scope' | 'table'>, call: Call, id: string): Where => ({
  ...scopeOf(r, call),
  [r.table.keys.at(-1)!]: id,
})
