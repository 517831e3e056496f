import { stemmer } from 'stemmer'
import type { Alike, ListRequest } from '../../api/lists/list.ts'
import type { Asked } from '../../store/lists/declaration.ts'
import { fullTextName, indexAnswers, matchOf, wordsOf } from '../../store/sql/full-text.ts'
import { SHORTEST } from '../../store/sql/vocabulary.ts'
import { as } from '../../tables/alias.ts'
import { products } from '../../tables/catalog/products.ts'
import { productWords, synonyms } from '../../tables/catalog/search-words.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { editsAllowed, nearest } from './nearest-words.ts'

type Search = NonNullable<ListRequest['search']>

/** Words of a search that are read as others, words of the vocabulary each is compared with, and what is searched along. */
const [MOST_FORGIVEN, MOST_COMPARED, MOST_ALONG] = [10, 5000, 50]

/** What the database tells of a search's words, as JSON. */
interface Told {
  /** Words that match nothing, with words that begin alike and are about as long. */
  unknown: [word: string, like: string[]][]
  /** The marketplace's synonyms. */
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
      const first = word.codePointAt(0)!
      const edits = editsAllowed(word)
      return {
        word,
        match: matchOf({ ...search, text: word }, marketplace),
        from: String.fromCodePoint(first),
        to: String.fromCodePoint(first + 1),
        shortest: word.length - edits,
        longest: word.length + edits,
      }
    })
  const like = sql`select ${pw.Word} as Word from ${pw.from} where ${pw.here(marketplace)} and ${pw.Word} >= w.value ->> 'from'
    and ${pw.Word} < w.value ->> 'to' and length(${pw.Word}) between w.value ->> 'shortest' and w.value ->> 'longest' limit ${MOST_COMPARED}`
  return sql`json_object(
    'unknown', (select json_group_array(json_array(w.value ->> 'word', json((select json_group_array(Word) from (${like})))))
      from json_each(${JSON.stringify(doubtful)}) w where not exists (select 1 from ${index} where ${index} match w.value ->> 'match')),
    'synonyms', (select json_group_array(json(${sy.Terms})) from ${sy.from} where ${sy.here(marketplace)}))`
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
      const at = stems.findIndex((_, i) => own.every((stem, n) => stem === stems[i + n]))
      if (at < 0) return []
      const found = words.slice(at, at + own.length).map((word) => word.toLowerCase())
      return [{ words: found, terms: terms.filter((other) => other !== term) }]
    }),
  )
}

/** A word without its ending, as the index has it. */
const stemOf = (word: string) => stemmer(word.toLowerCase())
