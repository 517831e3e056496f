import { stemmer } from 'stemmer'
import type { Alike, ListRequest } from '../../api/lists/list.ts'
import type { Asked } from '../../store/lists/declaration.ts'
import { fullTextName, indexAnswers, matchOf, wordsOf } from '../../store/sql/full-text.ts'
import { SHORTEST } from '../../store/sql/vocabulary.ts'
import { as } from '../../tables/alias.ts'
import { products } from '../../tables/catalog/products.ts'
import { productWords, synonyms } from '../../tables/catalog/search-words.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { editsAllowed, nearest, plain } from './nearest-words.ts'

type Search = NonNullable<ListRequest['search']>

/** Words of a search that are read as others, words of the vocabulary each is compared with, and what is searched along. */
const [MOST_FORGIVEN, MOST_COMPARED, MOST_ALONG] = [5, 5000, 50]
/** Synonyms that are looked at, of those that may have a word of the search. */
const MOST_SYNONYMS = 100

/** What the database tells of a search's words, as JSON. */
interface Told {
  /** Words that match nothing, with words that begin alike and are about as long. */
  unknown: [word: string, like: string[]][]
  /** Synonyms of the marketplace that may have one of the words. */
  synonyms: string[][]
}

/** The search of a list, if it is one that forgives: by words, and answered by the index of products. */
export const forgiven = ({ search }: Asked): Search | undefined =>
  search && !search.type?.startsWith('Exact') && indexAnswers(products, search) ? search : undefined

const index = sql.identifier(fullTextName(products))
const pw = as(productWords, 'pw')
const sy = as(synonyms, 'sy')

/** What `alongOf` needs to know of a search, as a scalar. A word that the index knows costs a look into it. */
export function toldOf(search: Search, marketplace: string): SQL {
  const doubtful = wordsOf(search.text)
    .filter((word) => word.length >= SHORTEST && !/\p{N}/u.test(word))
    .slice(0, MOST_FORGIVEN)
    .map((word) => {
      const edits = editsAllowed(word)
      return {
        word,
        match: matchOf({ ...search, text: word }, marketplace),
        first: beginningsOf(word),
        shortest: word.length - edits,
        longest: word.length + edits,
      }
    })
  const like = sql`select ${pw.Word} as Word from json_each(w.value, '$.first') f cross join ${pw.from} on ${pw.here(marketplace)}
    and ${pw.Word} >= f.value ->> 0 and ${pw.Word} < f.value ->> 1
    and length(${pw.Word}) between w.value ->> 'shortest' and w.value ->> 'longest' ${sql.limit(MOST_COMPARED)}`
  const parts = [...new Set(wordsOf(search.text).flatMap((word) => spellingsOf(stemOf(word))))]
  const alike = sql`select ${sy.Terms} as Terms from ${sy.from} where ${sy.here(marketplace)}
    and exists (select 1 from json_each(${JSON.stringify(parts)}) q where instr(${sy.Terms}, q.value) > 0) ${sql.limit(MOST_SYNONYMS)}`
  return sql`json_object(
    'unknown', (select json_group_array(json_array(w.value ->> 'word', json((select json_group_array(Word) from (${like})))))
      from json_each(${JSON.stringify(doubtful)}) w where not exists (select 1 from ${index} where ${index} match w.value ->> 'match')),
    'synonyms', (select json_group_array(json(Terms)) from (${alike})))`
}

/**
 * Where the words of a vocabulary stand that begin as one does, whatever its first letter's case and accent: the database
 * knows letter case in ASCII only.
 */
function beginningsOf(word: string): [from: string, to: string][] {
  const [first = ''] = word.normalize('NFC')
  const letters = [first, plain(first)].flatMap((l) => [l.toLowerCase(), l.toUpperCase()])
  // Of ASCII, small letters: where case does not count, the capitals are among them.
  const asKept = letters.map((l) => (l < '\u0080' ? l.toLowerCase() : l)).filter((l) => [...l].length === 1)
  return [...new Set(asKept)].map((l) => [l, String.fromCodePoint(l.codePointAt(0)! + 1)])
}

/** How a word may be written at the beginning, in its middle, or in capitals; its last letter may be another by the ending. */
const spellingsOf = (stem: string): string[] => {
  const part = stem.length > 3 ? stem.slice(0, -1) : stem
  return [part, part.slice(0, 1).toUpperCase() + part.slice(1), part.toUpperCase()]
}

/** What is searched along with a search's words: for a word that matches nothing those nearest to it, and synonyms. */
export function alongOf(search: Search, told: string): Alike[] {
  const { unknown, synonyms } = JSON.parse(told) as Told
  const near = unknown.map(([word, like]) => ({ words: [word.toLowerCase()], terms: nearest(word, like) }))
  return [...near, ...meaningTheSame(wordsOf(search.text), synonyms)]
    .filter(({ terms }) => terms.length > 0)
    .slice(0, MOST_ALONG)
}

/** Where a search has a term of some synonyms, whatever the endings of its words, all others of these. */
function meaningTheSame(words: string[], synonyms: string[][]): Alike[] {
  const stems = words.map(stemOf)
  return synonyms.flatMap((terms) =>
    terms.flatMap((term) => {
      const own = wordsOf(term).map(stemOf)
      if (own.length === 0) return []
      const at = stems.findIndex((_, i) => own.every((stem, n) => stem === stems[i + n]))
      if (at < 0) return []
      const found = words.slice(at, at + own.length).map((word) => word.toLowerCase())
      return [{ words: found, terms: terms.filter((other) => other !== term && wordsOf(other).length > 0) }]
    }),
  )
}

/** A word without its ending and accents, as the index has it. */
const stemOf = (word: string) => stemmer(plain(word))
