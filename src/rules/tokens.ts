import { parseMoment } from '../api/time.ts'
import { refuse, type Spot } from './refusals.ts'

/** One token of a rule. */
export interface Token extends Spot {
  readonly kind: 'number' | 'string' | 'date' | 'name' | 'keyword' | 'sign' | 'end'
  /** What it stands for: a string without its quotes, a moment in the wire's form, a keyword in lower case. */
  readonly value: string
}

const KEYWORDS = new Set(['and', 'or', 'not', 'in', 'like', 'true', 'false', 'null'])
const SPACE = /\s*/y
const NUMBER = /\d+(?:\.\d+)?|\.\d+/y
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y
/** After a dot: keys of xp may begin with a digit. */
const WORD = /[A-Za-z0-9_]+/y
const STRING = /'(?:[^'\\]|''|\\[\s\S])*'/y
const DATE = /#([^#]*)#/y
const SIGN = /<>|!=|<=|>=|[=<>+\-*/%(),.&|]/y
/** Signs that stand for keywords, in rules that were published. */
const SIGNS: Record<string, string> = { '&': 'and', '|': 'or' }

/** What a token may be, in the order it is tried. */
const FORMS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['number', NUMBER],
  ['name', NAME],
  ['string', STRING],
  ['date', DATE],
  ['sign', SIGN],
]
/** A dot behind a name leads to a property, even where a digit follows; elsewhere it may begin a number. */
const AFTER_NAME: typeof FORMS = [['sign', SIGN]]
const AFTER_DOT: typeof FORMS = [['name', WORD]]

/**
 * Splits the text of a rule into tokens; the last one is the end.
 * @throws ApiError `Expression.InvalidSyntax` at the first character that begins none
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let at = skipped(text, 0)
  while (at < text.length) {
    const last = tokens.at(-1)
    const afterDot = last?.kind === 'sign' && last.text === '.'
    const forms = afterDot ? AFTER_DOT : last?.kind === 'name' && text[at] === '.' ? AFTER_NAME : FORMS
    const token = tokenAt(text, at, forms)
    const word = SIGNS[token.text] ?? token.text.toLowerCase()
    const isKeyword = !afterDot && KEYWORDS.has(word)
    tokens.push(isKeyword ? { ...token, kind: 'keyword', value: word } : token)
    at = skipped(text, at + token.text.length)
  }
  tokens.push({ kind: 'end', at, text: '', value: '' })
  return tokens
}

/** Where the next token begins. */
function skipped(text: string, at: number): number {
  SPACE.lastIndex = at
  SPACE.test(text)
  return SPACE.lastIndex
}

function tokenAt(text: string, at: number, forms: typeof FORMS): Token {
  for (const [kind, pattern] of forms) {
    pattern.lastIndex = at
    const taken = pattern.exec(text)?.[0]
    if (taken === undefined) continue
    const value =
      kind === 'string' ? unquoted(taken) : kind === 'date' ? momentOf(text, { at, text: taken }) : taken
    return { kind, at, text: taken, value }
  }
  throw refuse('InvalidSyntax', `Unexpected ${text[at]} at position ${at}.`, text, { at, text: text[at]! })
}

/** A quote within a string is written twice, or behind a backslash; any other backslash is one. */
const unquoted = (taken: string) => taken.slice(1, -1).replace(/''|\\'/g, "'")

/** `#1/31/2026 4:05 PM#`, or ISO 8601 between the hashes; without a zone it is UTC. */
function momentOf(text: string, spot: Spot): string {
  const moment = parseMoment(spot.text.slice(1, -1), true)
  if (!moment) throw refuse('InvalidSyntax', `${spot.text} is no date.`, text, spot)
  return moment
}
