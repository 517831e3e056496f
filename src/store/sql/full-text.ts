import type { Property } from '../../api/lists/filter.ts'
import type { Alike, ListRequest } from '../../api/lists/list.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Table } from '../../tables/table.ts'
import { relevance } from './search.ts'
import { partsOfWord, spacedSql } from './unspaced.ts'
import { addWords } from './vocabulary.ts'

type Search = NonNullable<ListRequest['search']>

/** Name of a table's full-text index. */
export const fullTextName = (t: Pick<Table, 'name'>) => `${t.name}_search`

/** Column of the index that holds the marketplace, as one word. */
const SCOPE = 'Scope'

/** Column of the index that holds the value which a table is searched within. */
const WITHIN = 'Within'

/** Weights of the columns of an index for bm25, heaviest first; the marketplace, and what it is searched within, count nothing. */
const WEIGHTS = [10, 6, 2, 1]

/** A marketplace as a word no text contains: its hexadecimal bytes. */
const scopeWord = (marketplace: string) =>
  `h${Array.from(new TextEncoder().encode(marketplace.toLowerCase()), (b) => b.toString(16).padStart(2, '0')).join('')}`

/** A value of the column that a table is searched within, as a word no text contains. */
const valueWord = (value: string) => `'w' || hex(${value})`

/** What divides nothing: the letters of words, with the marks that belong to them. (A vowel of Hindi is one.) */
const CATEGORIES = 'L* N* Co Mn Mc'

/** A value of a tree of JSON as its word: booleans are 0 and 1 there. */
const word = (row: string) => `iif(${row}.type IN ('true', 'false'), ${row}.type, ${row}.atom)`

/** Values of extended properties as one text. */
const valuesOf = (json: string) => `(SELECT group_concat(${word('j')}, ' ') FROM json_tree(${json}) j)`

/** The text of a column of row `c` as it is indexed, of extended properties every value: its own, else that of `above`. */
function textOf(t: Table, column: string): string {
  const own = `c."${column}"`
  const above = `above."${column}"`
  if (!t.fields[column]?.kind.free) return spacedSql(t.inherits ? `coalesce(${own}, ${above})` : own)
  if (!t.inherits) return spacedSql(valuesOf(own))
  // Of a key that the row has itself, be it null, nothing is inherited.
  const others = `(SELECT group_concat(iif(k.type IN ('object', 'array'), ${valuesOf('k.value')}, ${word('k')}), ' ')
      FROM json_each(${above}) k WHERE NOT EXISTS (SELECT 1 FROM json_each(${own}) o WHERE o.key = k.key))`
  return spacedSql(`coalesce(${valuesOf(own)}, '') || ' ' || coalesce(${others}, '')`)
}

/** Columns of which a trigger is about, and that one of them is another now. */
const changed = (names: string[]) => ({
  of: names.map((c) => `"${c}"`).join(', '),
  when: names.map((c) => `NEW."${c}" IS NOT OLD."${c}"`).join(' OR '),
})

/** The statements that make a table's full-text index and its rows, and the triggers that keep it. */
interface FullText {
  index: string
  fill: string
  triggers: string[]
}

/**
 * A table's full-text index: FTS5 without the text itself, English stemming. A rebuilt table loses its triggers, so its
 * migration makes them again.
 * @see https://www.sqlite.org/fts5.html#contentless_delete_tables
 */
export function fullTextOf(t: Table): FullText {
  const index = fullTextName(t)
  const within = t.searchedWithin
  const columns = [SCOPE, ...(within ? [WITHIN] : []), ...t.fullText].map((c) => `"${c}"`).join(', ')
  const values = [
    `'h' || hex(lower(c."Marketplace"))`,
    ...(within ? [valueWord(`c."${within}"`)] : []),
    ...t.fullText.map((c) => textOf(t, c)),
  ].join(', ')
  const above = t.inherits
    ? `LEFT JOIN "${t.name}" above ON above."Marketplace" = c."Marketplace" AND above."${t.keys.at(-1)}" = c."${t.inherits}"`
    : ''
  const add = (which: string) => `INSERT INTO "${index}" (rowid, ${columns}) SELECT c."${t.rowid}", ${values}
    FROM "${t.name}" c ${above} WHERE ${which};`
  const addNew = add(`c."${t.rowid}" = NEW."${t.rowid}"`)
  const drop = `DELETE FROM "${index}" WHERE rowid = OLD."${t.rowid}";`
  const own = changed([
    'Marketplace',
    ...(within ? [within] : []),
    ...(t.inherits ? [t.inherits] : []),
    ...t.fullText,
  ])
  const inheritable = t.fullText.filter((c) => t.fields[c]?.nullable)
  return {
    index: `CREATE VIRTUAL TABLE "${index}" USING fts5(${columns}, content='', contentless_delete=1, tokenize="porter unicode61 categories '${CATEGORIES}'");`,
    fill: add('1'),
    triggers: [
      `CREATE TRIGGER "${index}_insert" AFTER INSERT ON "${t.name}" BEGIN\n  ${addNew}\nEND;`,
      `CREATE TRIGGER "${index}_update" AFTER UPDATE OF ${own.of} ON "${t.name}" WHEN ${own.when} BEGIN\n  ${drop}\n  ${addNew}\nEND;`,
      `CREATE TRIGGER "${index}_delete" AFTER DELETE ON "${t.name}" BEGIN\n  ${drop}\nEND;`,
      ...(t.inherits ? [belowTrigger(t, t.inherits, changed(inheritable), add)] : []),
      ...(t.words ? wordTriggers(t, t.words) : []),
    ],
  }
}

/** The triggers that keep the words of rows that are written. What a row shows of the one above it, is kept with that. */
function wordTriggers(t: Table, words: string): string[] {
  const texts = t.fullText.map((c) => (t.fields[c]?.kind.free ? valuesOf(`NEW."${c}"`) : `NEW."${c}"`))
  const text = texts.map((each) => `coalesce(${each}, '')`).join(" || ' ' || ")
  const trigger = (name: string, event: string, when = '') =>
    `CREATE TRIGGER "${words}_${name}" AFTER ${event} ON "${t.name}"${when} BEGIN\n  ${addWords(words, 'NEW."Marketplace"', text)}\nEND;`
  const { of, when } = changed(t.fullText)
  return [trigger('insert', 'INSERT'), trigger('update', `UPDATE OF ${of}`, ` WHEN ${when}`)]
}

/** The trigger that indexes anew what shows the text of a row that has changed. */
function belowTrigger(
  t: Table,
  parent: string,
  { of, when }: { of: string; when: string },
  add: (which: string) => string,
): string {
  const index = fullTextName(t)
  const key = t.keys.at(-1)
  const below = `c."Marketplace" = NEW."Marketplace" AND c."${parent}" = NEW."${key}"`
  return `CREATE TRIGGER "${index}_below" AFTER UPDATE OF ${of} ON "${t.name}" WHEN ${when} BEGIN
  DELETE FROM "${index}" WHERE rowid IN (SELECT c."${t.rowid}" FROM "${t.name}" c WHERE ${below});
  ${add(below)}
END;`
}

/** The words of a phrase; punctuation divides. */
export const wordsOf = (text: string) => text.match(/[\p{L}\p{N}\p{Co}\p{Mn}\p{Mc}]+/gu) ?? []

/** How accents and syllables are written, each as one character or put together, or as whoever searches wrote them. */
const SPELLINGS = [(word: string) => word, ...['NFC', 'NFD'].map((form) => (w: string) => w.normalize(form))]

/**
 * Words that follow each other, as a phrase of the index, in every spelling that a text may be kept in: it stays as it
 * was written.
 * @param goesOn the last word may be longer
 */
function phraseOf(words: string[], goesOn = false): string {
  const phrases = SPELLINGS.map((spelled) => {
    const each = words.map((w, i) => partsOfWord(spelled(w), i === words.length - 1))
    const phrase = each.flatMap(({ parts }) => parts.map((p) => `"${p}"`)).join(' + ')
    return goesOn || each.at(-1)!.open ? `${phrase} *` : phrase
  })
  const different = [...new Set(phrases)]
  return different.length === 1 ? different[0]! : `(${different.join(' OR ')})`
}

/** Words a search looks for at most. */
const MOST_WORDS = 50

/** What each of a search's words is read as, or what some do that follow each other: any of these matches. */
function readings(search: Search, together: 'AND' | 'OR'): string[] {
  const words = wordsOf(search.text).slice(0, MOST_WORDS)
  const out: string[] = []
  for (let i = 0; i < words.length; ) {
    const begins = ({ words: own }: Alike) => own.every((w, n) => w === words[i + n]?.toLowerCase())
    const beginning = (search.along ?? []).filter(begins)
    const length = Math.max(1, ...beginning.map((a) => a.words.length))
    // What stands for fewer of them would stand for the others too.
    const along = beginning.filter((a) => a.words.length === length)
    const own = words.slice(i, i + length).map((w) => phraseOf([w]))
    const others = along.flatMap((a) => a.terms).map((term) => phraseOf(wordsOf(term)))
    out.push([own.length > 1 ? `(${own.join(` ${together} `)})` : own[0]!, ...others].join(' OR '))
    i += length
  }
  return out
}

const inMarketplace = (marketplace: string) => `${SCOPE} : ${scopeWord(marketplace)}`

/** What the index finds in some place. */
const inside = (query: string) => ` AND (${query})`

/** Where the index looks: in one marketplace, or among some values of the column that the table is searched within. */
export type Scope = SQL

/** All of a marketplace. */
export const allOf = (marketplace: string): Scope => sql`${inMarketplace(marketplace)}`

/**
 * What has some values, if they are few; else all of the marketplace.
 * @param values a select of them, as `Value`
 */
export const amongFew = (marketplace: string, values: SQL, most: number): Scope =>
  sql`(select iif(count(*) > ${sql.raw(String(most))}, ${allOf(marketplace)}, '${sql.raw(WITHIN)} : (' || coalesce(group_concat(${sql.raw(valueWord('Value'))}, ' OR '), '0') || ')')
    from (select Value from (${values}) limit ${sql.raw(String(most + 1))}))`

/** What the index finds there. */
export const within = (scope: Scope, query: string): SQL => sql`${scope} || ${inside(query)}`

/**
 * A search in the index's own language, within one marketplace.
 * @returns null when the search has no word in it
 */
export function matchOf(search: Search, marketplace: string): string | null {
  const query = queryOf(search)
  return query === null ? null : inMarketplace(marketplace) + inside(query)
}

/** The same, wherever it is found. */
export function queryOf(search: Search): string | null {
  const words = wordsOf(search.text).slice(0, MOST_WORDS)
  if (words.length === 0) return null
  const type = search.type ?? 'AnyTerm'
  const each = readings(search, type === 'AnyTerm' ? 'OR' : 'AND').map((reading) => `(${reading})`)
  const columns = search.on.map((p) => p.name.split('.')[0]!)
  const among = `{${columns.join(' ')}}`
  return {
    AnyTerm: `${among} : (${each.join(' OR ')})`,
    AllTermsAnyField: each.map((w) => `${among} : ${w}`).join(' AND '),
    AllTermsSameField: columns.map((c) => `(${c} : (${each.join(' AND ')}))`).join(' OR '),
    ExactPhrase: `${among} : (${phraseOf(words)})`,
    ExactPhrasePrefix: `${among} : (${phraseOf(words, true)})`,
  }[type]
}

/** Words whose every number gets a part of its own, one of them taken by what is searched along: a statement takes five parts. */
const MOST_COUNTED = 4

/** The different words of a search, as they were written: the index has small letters for fewer alphabets. */
const termsOf = (search: Search) => {
  const words = wordsOf(search.text).slice(0, MOST_WORDS)
  return [...new Map(words.map((word) => [word.toLowerCase(), word])).values()]
}

/** The choices of so many of some words. */
const choose = (n: number, from: string[]): string[][] =>
  n === 0
    ? [[]]
    : n > from.length
      ? []
      : from.flatMap((w, i) => choose(n - 1, from.slice(i + 1)).map((rest) => [w, ...rest]))

/**
 * A search in parts that follow each other in order of relevance, wherever they are found: what has the whole phrase, then
 * what has more of its words (of many words, what has all of them), and then what has what is searched along.
 */
export function partsOf(search: Search): string[] {
  const whole = queryOf(search)
  if (whole === null) return []
  if (search.type?.startsWith('Exact')) return [whole]
  const { along = [], ...exact } = search
  const parts = exactParts(exact, along.length > 0 ? MOST_COUNTED - 1 : MOST_COUNTED)
  return along.length > 0 ? [...parts, `(${whole}) NOT (${queryOf(exact)})`] : parts
}

function exactParts(search: Search, mostCounted: number): string[] {
  const match = queryOf(search)!
  if (wordsOf(search.text).length === 1) return [match]
  const terms = termsOf(search)
  const having = (n: number) =>
    choose(n, terms)
      .map((some) => `(${queryOf({ ...search, text: some.join(' '), type: 'AllTermsAnyField' })})`)
      .join(' OR ')
  const counts = terms.map((_, i) => terms.length - i).filter((n) => n > 1)
  const steps = [
    queryOf({ ...search, type: 'ExactPhrase' })!,
    ...(search.type === 'AnyTerm'
      ? counts.slice(0, terms.length > mostCounted ? 1 : undefined).map(having)
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
export const rankOf = (t: Pick<Table, 'fullText' | 'searchedWithin'>): SQL =>
  sql.raw(
    `'bm25(0, ${t.searchedWithin ? '0, ' : ''}${t.fullText.map((_, i) => WEIGHTS[i] ?? 1).join(', ')})'`,
  )
