import type { Reference } from '../../tables/reference.ts'
import { type Table, tableNamed, tables } from '../../tables/table.ts'

/** The references that the database holds; the others are only rewritten by renames. */
export const held = (t: Table): Reference[] => t.references.filter((r) => !r.kept)

/** Whether the last column of a reference may be empty, so that the row can be there without what it refers to. */
export function isLoose(t: Table, { columns }: Pick<Reference, 'columns'>): boolean {
  const last = columns.at(-1)!
  return !t.keys.includes(last) && t.fields[last]?.nullable === true
}

/**
 * The tables of marketplaces, those that refer before those they refer to. Where they refer in a circle (a company to
 * its catalogue, which is owned by a company), the columns that may be empty are left out of account.
 * @throws Error where tables refer to each other by columns that may not be empty
 */
export function referringFirst(): Table[] {
  const left = new Set(tables().filter((t) => !t.control))
  const out: Table[] = []
  const waitsFor = (t: Table, o: Table) =>
    o !== t && (t.follows.includes(o.name) || held(o).some((r) => !isLoose(o, r) && tableNamed(r.to) === t))
  while (left.size > 0) {
    const free = [...left].find((t) => ![...left].some((o) => waitsFor(t, o)))
    if (!free) throw new Error(`tables refer to each other: ${[...left].map((t) => t.name).join()}`)
    left.delete(free)
    out.push(free)
  }
  return out
}

/** What is carried of a marketplace, those that are referred to first; `whole`: when it moves, and not into a copy. */
export const carriedTables = (whole: boolean): Table[] => {
  const all = referringFirst()
    .reverse()
    .filter((t) => t.carried !== 'never' && (whole || t.carried !== 'moved'))
  return [...all.filter((t) => t.carried !== 'last'), ...all.filter((t) => t.carried === 'last')]
}
