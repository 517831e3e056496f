import { tables } from '../../src/tables/table.ts'
import type { Line } from '../support/explain.ts'

const declared = new Map(tables().map((t) => [t.name, t]))

/** The tables behind the names a statement uses; names of common table expressions and sub-queries are none. */
function tablesIn(sql: string): Map<string, Set<string>> {
  const out = new Map<string, Set<string>>()
  for (const [, name, alias] of sql.matchAll(
    /\b(?:from|join|into|update)\s+"?(\w+)"?(?:\s+(?:as\s+)?"?(\w+)"?)?/gi,
  )) {
    if (!declared.has(name!)) continue
    for (const used of [name!, alias].filter((n) => n !== undefined))
      out.set(used, (out.get(used) ?? new Set()).add(name!))
  }
  return out
}

/** The page of a list, and its total: what they show may be all of a marketplace. */
const isList = (sql: string) => /limit \(\?\d* \+ 0\) offset|count\(\*\) as total/.test(sql)

/** A total that may have been kept is counted in a sub-query. */
const isTotal = (sql: string) => sql.startsWith('select coalesce(known.Total, (')

/** The facets of a list look at what it has, in the plan of a sub-query. */
const isFacets = (sql: string) => /\bfrom product_facets\b/.test(sql) && /\bjson_each\b/.test(sql)

/** Tables of which a marketplace has few rows, or one, where they have no key of their own. */
const FEW = new Set([
  'webhooks',
  'message_senders',
  'integration_events',
  'product_facets',
  'synonyms',
  ...tables().flatMap((t) => (t.keys.length === 0 ? [t.name] : [])),
])

/**
 * Lines of a plan that read a whole table or index, build an index for the moment, or read all that a marketplace has
 * in a table: only lists may, in the order they show it.
 */
export function scans(sql: string, plan: Line[]): string[] {
  const known = tablesIn(sql)
  // A page may be found first, and what is calculated for its rows then.
  const pages = [0, ...plan.filter((l) => l.parent === 0 && l.detail === 'CO-ROUTINE page').map((l) => l.id)]
  return plan
    .filter(({ detail, parent }) => {
      const [, how, name] = /^(SCAN|SEARCH) (\w+)/.exec(detail) ?? []
      const reached = [...(known.get(name ?? '') ?? [])].some((t) => !declared.get(t)!.control && !FEW.has(t))
      const all =
        detail.endsWith('(Marketplace=?)') &&
        !(pages.includes(parent) && isList(sql)) &&
        !isTotal(sql) &&
        !isFacets(sql)
      // What JSON is read as has no rows of its own.
      const scanned = how === 'SCAN' && !detail.includes('VIRTUAL TABLE')
      return reached && (scanned || detail.includes('AUTOMATIC') || all)
    })
    .map((line) => line.detail)
}

/**
 * Lines of a plan that reach rows of a marketplace without naming it: neither in the index, nor, where a row is found
 * by a key that is unique over all marketplaces, in a condition of its own.
 */
export function strays(sql: string, plan: Line[]): string[] {
  const known = tablesIn(sql)
  const inserted = [...sql.matchAll(/insert (?:or \w+ )?into\s+"?(\w+)"?\s*\(([^)]*)\)/gi)]
    .filter(
      ([, name, columns]) => !(declared.get(name!)?.control ?? true) && !columns!.includes('Marketplace'),
    )
    .map(([text]) => text)
  const reached = plan
    .map((line) => line.detail)
    .filter((detail) => {
      const name = /^SEARCH (\w+)/.exec(detail)?.[1]
      const names = [...(known.get(name ?? '') ?? [])]
      if (names.every((t) => declared.get(t)!.control) || detail.includes('(Marketplace=?')) return false
      return !new RegExp(`(?:\\b${name}"?\\.|(?<![."\\w]))"?Marketplace"? = `).test(sql)
    })
  return [...inserted, ...reached]
}

/**
 * Lines of a plan by which the statement's own result is sorted after it was read. Where a page is found first and read
 * whole after, that is how it is found: its few rows may be put in order again.
 */
export function sorts(plan: Line[]): string[] {
  const found = plan.find((l) => /^(MATERIALIZE|CO-ROUTINE) page$/.test(l.detail))?.id ?? 0
  return plan
    .filter((l) => l.parent === found && /^USE TEMP B-TREE FOR .*ORDER BY/.test(l.detail))
    .map((l) => l.detail)
}

/** Arguments of the function that has most of them in a statement. */
export function mostArguments(sql: string): number {
  // Of each parenthesis that is open: whether a function's, and how many arguments it has had.
  const open: { called: boolean; commas: number }[] = []
  let most = 0
  for (const [token] of sql.replace(/'[^']*'/g, "''").matchAll(/\w*\(|\)|,/g)) {
    if (token === ',') {
      const last = open.at(-1)
      if (last) last.commas++
    } else if (token === ')') {
      const { called, commas } = open.pop()!
      if (called) most = Math.max(most, commas + 1)
    } else open.push({ called: /^(json_|coalesce|iif|min|max|printf|concat)/i.test(token), commas: 0 })
  }
  return most
}
