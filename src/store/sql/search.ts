import type { Property } from '../../api/lists/filter.ts'
import type { ListRequest, SearchType } from '../../api/lists/list.ts'
import { words } from '../../api/lists/search-words.ts'
import { lower } from '../../api/names.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Locate } from './filter-sql.ts'
import { textAt } from './json-path.ts'
import { and, combine, or } from './sql.ts'

/** Text of a property as a search sees it: flags are the wire's words, of xp every value below, but no names. */
const textOf = (p: Property, locate: Locate): SQL =>
  p.free
    ? sql`lower(coalesce(${textAt(locate(p), p.path)}, ''))`
    : p.field.kind.column.form === 'flag'
      ? sql`iif(${locate(p)}, 'true', 'false')`
      : sql`lower(coalesce(${locate(p)}, ''))`

const contains = (text: SQL, phrase: string): SQL => sql`instr(${text}, ${phrase}) > 0`

/**
 * A search as a condition. Basic lists look for the whole phrase anywhere in a field; lists with `searchType` look
 * for its words.
 */
export function searchSql(search: NonNullable<ListRequest['search']>, locate: Locate): SQL {
  const texts = search.on.map((p) => textOf(p, locate))
  const phrase = lower(search.text)
  if (search.type === null || search.type.startsWith('Exact'))
    return or(...texts.map((t) => contains(t, phrase)))
  const terms = words(search.text)
  const modes: Record<Exclude<SearchType, 'ExactPhrase' | 'ExactPhrasePrefix'>, () => SQL> = {
    AnyTerm: () => or(...texts.flatMap((t) => terms.map((w) => contains(t, w)))),
    AllTermsAnyField: () => and(...terms.map((w) => or(...texts.map((t) => contains(t, w))))),
    AllTermsSameField: () => or(...texts.map((t) => and(...terms.map((w) => contains(t, w))))),
  }
  return modes[search.type as keyof typeof modes]()
}

/** Points of a word that is found, and of the whole phrase: more than all the words there may be. */
const WORD = 10_000
const PHRASE = 1_000_000

/**
 * How well a row answers a search: the whole phrase, then more words, then earlier fields.
 * @param fields how many fields are looked at
 * @param holds whether one of them has a word, or the phrase
 */
export function relevance<T>(
  fields: number,
  phrase: T,
  terms: T[],
  holds: (field: number, what: T) => SQL,
): SQL {
  const best = (what: T, points: number) => {
    const cases = Array.from(
      { length: fields },
      (_, i) => sql`when ${holds(i, what)} then ${sql.raw(String(points + fields - i))}`,
    )
    return sql`case ${sql.join(cases, sql` `)} else 0 end`
  }
  return combine([best(phrase, PHRASE), ...terms.map((t) => best(t, WORD))], '+')
}

/** The relevance of a row by the text of its fields. */
export function rankSql(search: NonNullable<ListRequest['search']>, locate: Locate): SQL {
  const texts = search.on.map((p) => textOf(p, locate))
  const terms = [...new Set(words(search.text))]
  return relevance(texts.length, lower(search.text), terms, (i, what) => contains(texts[i]!, what))
}
