import { type SQL, sql } from 'drizzle-orm'
import type { Property } from './filter.ts'
import type { ListRequest } from './list.ts'
import { relevance } from './search.ts'
import type { Table } from './table.ts'

type Search = NonNullable<ListRequest['search']>

/** Name of a table's full-text index. */
export const fullTextName = (t: Pick<Table, 'name'>) => `${t.name}_search`

/** Column of the index that holds the marketplace, as one word. */
const SCOPE = 'Scope'

/** Weights of the columns of an index for bm25, heaviest first; the marketplace counts nothing. */
const WEIGHTS = [10, 6, 2, 1]

/** A marketplace as a word no text contains: its hexadecimal bytes. */
const scopeWord = (marketplace: string) =>
  `h${Array.from(new TextEncoder().encode(marketplace.toLowerCase()), (b) => b.toString(16).padStart(2, '0')).join('')}`

/** The text of a column as it is indexed: of extended properties every value. */
const textOf = (t: Table, column: string) =>
  t.fields[column]?.kind === 'xp'
    ? `(SELECT group_concat(j.atom, ' ') FROM json_tree(NEW."${column}") j WHERE j.atom IS NOT NULL)`
    : `NEW."${column}"`

/**
 * The statements that make a table's full-text index: FTS5 without the text itself, English stemming, and the triggers
 * that keep it. A rebuilt table loses its triggers, so its migration makes them again.
 * @see https://www.sqlite.org/fts5.html#contentless_delete_tables
 */
export function fullTextStatements(t: Table): string[] {
  const index = fullTextName(t)
  const columns = [SCOPE, ...t.fullText].map((c) => `"${c}"`).join(', ')
  const values = [`'h' || hex(lower(NEW."Marketplace"))`, ...t.fullText.map((c) => textOf(t, c))].join(', ')
  const add = `INSERT INTO "${index}" (rowid, ${columns}) VALUES (NEW."${t.rowid}", ${values});`
  const drop = `DELETE FROM "${index}" WHERE rowid = OLD."${t.rowid}";`
  const watched = ['Marketplace', ...t.fullText].map((c) => `"${c}"`).join(', ')
  return [
    `CREATE VIRTUAL TABLE "${index}" USING fts5(${columns}, content='', contentless_delete=1, tokenize='porter unicode61');`,
    `CREATE TRIGGER "${index}_insert" AFTER INSERT ON "${t.name}" BEGIN\n  ${add}\nEND;`,
    `CREATE TRIGGER "${index}_update" AFTER UPDATE OF ${watched} ON "${t.name}" BEGIN\n  ${drop}\n  ${add}\nEND;`,
    `CREATE TRIGGER "${index}_delete" AFTER DELETE ON "${t.name}" BEGIN\n  ${drop}\nEND;`,
  ]
}

/** The words of a phrase as the index knows them; punctuation divides. */
const wordsOf = (text: string) => text.normalize('NFC').match(/[\p{L}\p{N}]+/gu) ?? []

/** Words a search looks for at most. */
const MOST_WORDS = 50

/**
 * A search in the index's own language, within one marketplace.
 * @returns null when the search has no word in it
 */
export function matchOf(search: Search, marketplace: string): string | null {
  const words = wordsOf(search.text)
    .slice(0, MOST_WORDS)
    .map((w) => `"${w}"`)
  if (words.length === 0) return null
  const columns = search.on.map((p) => p.name.split('.')[0]!)
  const among = `{${columns.join(' ')}}`
  const phrase = words.join(' + ')
  const query = {
    AnyTerm: `${among} : (${words.join(' OR ')})`,
    AllTermsAnyField: words.map((w) => `${among} : ${w}`).join(' AND '),
    AllTermsSameField: columns.map((c) => `(${c} : (${words.join(' AND ')}))`).join(' OR '),
    ExactPhrase: `${among} : (${phrase})`,
    ExactPhrasePrefix: `${among} : (${phrase} *)`,
  }[search.type ?? 'AnyTerm']
  return `${SCOPE} : ${scopeWord(marketplace)} AND (${query})`
}

/** Words whose every number gets a part of its own: a statement takes five parts. */
const MOST_COUNTED = 4

/** The different words of a search. */
const termsOf = (search: Search) => [...new Set(wordsOf(search.text.toLowerCase()).slice(0, MOST_WORDS))]

/** The choices of so many of some words. */
const choose = (n: number, from: string[]): string[][] =>
  n === 0
    ? [[]]
    : n > from.length
      ? []
      : from.flatMap((w, i) => choose(n - 1, from.slice(i + 1)).map((rest) => [w, ...rest]))

/**
 * A search in parts that follow each other in order of relevance: what has the whole phrase, then what has more of its
 * words; of many words, what has all of them.
 */
export function partsOf(search: Search, marketplace: string): string[] {
  const match = matchOf(search, marketplace)
  if (match === null) return []
  if (search.type?.startsWith('Exact') || wordsOf(search.text).length === 1) return [match]
  const terms = termsOf(search)
  const having = (n: number) =>
    choose(n, terms)
      .map(
        (some) => `(${matchOf({ ...search, text: some.join(' '), type: 'AllTermsAnyField' }, marketplace)})`,
      )
      .join(' OR ')
  const counts = terms.map((_, i) => terms.length - i).filter((n) => n > 1)
  const steps = [
    matchOf({ ...search, type: 'ExactPhrase' }, marketplace)!,
    ...(search.type === 'AnyTerm'
      ? counts.slice(0, terms.length > MOST_COUNTED ? 1 : undefined).map(having)
      : []),
    match,
  ]
  return steps.map((step, i) => (i === 0 ? step : `(${step}) NOT (${steps[i - 1]})`))
}

/** The relevance of one row, by what the index has of it. */
export function relevanceOf(t: Table, search: Search, marketplace: string, rowid: SQL): SQL {
  const name = sql.identifier(fullTextName(t))
  const terms = termsOf(search)
  const holds = (field: number, text: string) => {
    const match = matchOf({ text, on: [search.on[field]!], type: 'ExactPhrase' }, marketplace)
    return sql`+${rowid} in (select rowid from ${name} where ${name} match ${match})`
  }
  return relevance(search.on.length, search.text, terms.length > 1 ? terms : [], holds)
}

/** Whether the index can answer a search: whole columns of it, `xp.*` among them, but not one property of xp. */
export const indexAnswers = (t: Pick<Table, 'fullText'>, search: Search) =>
  search.type !== null &&
  search.on.length > 0 &&
  search.on.every((p: Property) => t.fullText.includes(p.name))

/** How the index ranks its matches, best first, as its hidden column `rank` is told: by weighted columns. */
export const rankOf = (t: Pick<Table, 'fullText'>): SQL =>
  sql.raw(`'bm25(0, ${t.fullText.map((_, i) => WEIGHTS[i] ?? 1).join(', ')})'`)
