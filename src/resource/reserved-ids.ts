import { invalid } from '../api/errors.ts'
import type { Operation } from './operation.ts'
import { collectionPath, type Resource } from './resource.ts'

/** The refusal for an ID that a sibling path would shadow (`/catalogs/assignments`). */
export function refuseLiteralID(r: Pick<Resource, 'path'>, id: string) {
  if (isLiteral(r.path, id))
    throw invalid('ID', 'Pattern', `ID "${id}" is reserved: it is part of a path of this API.`)
}

/** Whether a sibling path has this word where the path of one object has its ID. */
export const isLiteral = (path: string, id: string): boolean =>
  literalIDs.get(collectionPath(path).toLowerCase())?.has(id.toLowerCase()) ?? false

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
