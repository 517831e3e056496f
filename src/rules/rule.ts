import { remember } from '../api/memory.ts'
import type { Expression } from './expression.ts'
import { checkNames, type Vocabulary } from './names.ts'
import { parse } from './parse.ts'

/** Parsed rules an isolate keeps: a checkout asks the same few each time. */
const MOST_KEPT = 1_000
const kept = new Map<string, Expression>()

/** The tree of a rule that was checked when it was saved. */
export function treeOf(text: string): Expression {
  const known = kept.get(text)
  if (known) return known
  const tree = parse(text)
  remember(kept, text, tree, MOST_KEPT)
  return tree
}

/**
 * Checks the text of a rule as it is saved.
 * @throws ApiError with one of the codes `Expression.*`, the position and the token in `Data`
 */
export function checkRule(text: string, vocabulary: Vocabulary): void {
  checkNames(text, parse(text), vocabulary)
}
