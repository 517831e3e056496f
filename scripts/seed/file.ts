import { parse } from 'yaml'
import { aliases, assignments, type Kind, nested, objects } from './kinds.ts'
import { pathOf } from './write.ts'

/** One object or assignment of a file. */
export type Item = Record<string, unknown>

/** A file in the format of the public seeding tool. */
export interface SeedFile {
  Objects: Record<string, Item[]>
  Assignments: Record<string, Item[]>
}

/**
 * Reads YAML (or JSON, which is YAML too).
 * @throws Error naming what does not fit the format
 */
export function parseSeedFile(text: string): SeedFile {
  const content: unknown = parse(text)
  if (!isMap(content)) throw new Error('A seed file has a map `Objects` and a map `Assignments`.')
  const unknown = Object.keys(content).filter((k) => k !== 'Objects' && k !== 'Assignments')
  if (unknown.length > 0)
    throw new Error(`Only Objects and Assignments are known, not ${unknown.join(', ')}.`)
  return {
    Objects: unnested(section(content, 'Objects', objects)),
    Assignments: section(content, 'Assignments', assignments),
  }
}

function section(content: Item, title: keyof SeedFile, kinds: Record<string, Kind>): Record<string, Item[]> {
  const out: Record<string, Item[]> = {}
  const map = content[title] ?? {}
  if (!isMap(map)) throw new Error(`${title} is a map of lists.`)
  for (const [written, list] of Object.entries(map)) {
    const name = aliases[written] ?? written
    if (!(name in kinds)) throw new Error(`${title} has no ${written}.`)
    if (list === null) continue
    if (!Array.isArray(list) || !list.every(isMap)) throw new Error(`${written} is a list of objects.`)
    out[name] = [...(out[name] ?? []), ...list]
  }
  return out
}

/** Lists that stand in the record they belong to, beside the others of their kind. */
function unnested(sections: Record<string, Item[]>): Record<string, Item[]> {
  const out = { ...sections }
  for (const { in: outer, property, kind, parent } of nested) {
    const inner = (out[outer] ?? []).flatMap((item) => {
      const list = item[property] ?? []
      if (!Array.isArray(list) || !list.every(isMap)) throw new Error(`${property} is a list of objects.`)
      return list.map((record): Item => ({ ...record, [parent]: item.ID }))
    })
    if (inner.length === 0) continue
    const identity = (item: Item) => pathOf(objects[kind]!.path, item).toLowerCase()
    const told = new Set((out[kind] ?? []).map(identity))
    out[kind] = [...(out[kind] ?? []), ...inner.filter((item) => !told.has(identity(item)))]
    out[outer] = out[outer]!.map(({ [property]: _, ...item }) => item)
  }
  return out
}

const isMap = (value: unknown): value is Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
