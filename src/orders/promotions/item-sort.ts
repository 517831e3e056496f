import { Decimal } from '../../api/money.ts'
import { evaluate } from '../../rules/evaluate.ts'
import type { Facts, Json } from '../../rules/facts.ts'
import { checkRule, treeOf } from '../../rules/rule.ts'
import type { Value } from '../../rules/values.ts'
import { ofLine } from './rule-vocabulary.ts'

/** A key of `ItemSortBy`: a value of the line, as a rule names it. */
interface Key {
  path: string
  descending: boolean
}

const PATH = /^[a-z_]\w*(\.\w+)*$/i

const keysOf = (sortBy: string): Key[] =>
  sortBy.split(',').map((text) => {
    const key = text.trim()
    return { path: key.replace(/^!/, ''), descending: key.startsWith('!') }
  })

/**
 * The keys of an `ItemSortBy` that mean no value of a line, such as `Prise`, or `Product` by itself.
 * @param sortBy names between commas; `!` before one sorts downwards
 */
export const unknownKeys = (sortBy: string): string[] =>
  keysOf(sortBy)
    .map((key) => key.path)
    .filter((path) => !PATH.test(path) || !isValue(path))

/** Whether rules know a path, and can ask it whether it is one of several values: objects and lists are none. */
function isValue(path: string): boolean {
  try {
    checkRule(`item.${path}.in('')`, ofLine)
    return true
  } catch {
    return false
  }
}

/** A line that can be put in order with others. */
interface Sortable extends Json {
  readonly ID: string
  readonly DateAdded: string | null
}

/**
 * Lines as a promotion takes them: by its `ItemSortBy`, what has no value last, then by when they were added, then by ID.
 * @param facts what the rules are asked about, but for the line
 */
export function sortItems<L extends Sortable>(lines: readonly L[], sortBy: string | null, facts: Facts): L[] {
  const keys = sortBy ? keysOf(sortBy) : []
  return lines
    .map((line) => ({ line, values: keys.map(({ path }) => valueAt(path, { ...facts, item: line })) }))
    .sort((a, b) => {
      for (const [i, { descending }] of keys.entries()) {
        const standing = compareValues(a.values[i]!, b.values[i]!, descending)
        if (standing !== 0) return standing
      }
      return (
        inOrder(a.line.DateAdded ?? '', b.line.DateAdded ?? '') ||
        inOrder(a.line.ID.toLowerCase(), b.line.ID.toLowerCase())
      )
    })
    .map(({ line }) => line)
}

function valueAt(path: string, facts: Facts): Value {
  const outcome = evaluate(treeOf(`item.${path}`), facts)
  return 'value' in outcome && rankOf(outcome.value) < NOTHING ? outcome.value : null
}

const NOTHING = 3
/** Values of xp may be of any type: numbers come before texts, and these before flags. */
const rankOf = (value: Value) =>
  value instanceof Decimal ? 0 : typeof value === 'string' ? 1 : typeof value === 'boolean' ? 2 : NOTHING

function compareValues(a: Value, b: Value, descending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  const standing = rankOf(a) - rankOf(b) || compareAlike(a, b)
  return descending ? -standing : standing
}

const compareAlike = (a: Value, b: Value): number =>
  a instanceof Decimal && b instanceof Decimal
    ? a.comparedTo(b)
    : inOrder(String(a).toLowerCase(), String(b).toLowerCase())

const inOrder = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
