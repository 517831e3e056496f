import { fail } from '../errors.ts'
import type { Fields } from '../field.ts'
import { type Filter, findProperty, type Property, parseTerms } from './filter.ts'
import { oneValueOf, type Query, valuesOf } from './query.ts'
import { MOST_SEARCHED, MOST_WORDS, words } from './search-words.ts'

/** What a list offers; names are the wire's, dotted below nested models. */
export interface ListSpec {
  /** Fields a search looks at, heaviest first; `any`: every text field and xp. */
  readonly search: readonly string[] | 'any'
  /** Fields `sortBy` may name (xp always may); `any`: every scalar field. */
  readonly sort: readonly string[] | 'any'
  /** Default order; the key follows as tie-breaker. */
  readonly order: readonly string[]
  /** Sorts with an index of their own; all of `sort` when absent. */
  readonly indexed?: readonly string[]
  /** Offers `searchType` (tokenised search). */
  readonly searchType?: boolean
  /** Assignment lists take pages and their own parameters only. */
  readonly pagesOnly?: boolean
  /** Emits `NextPageKey`. */
  readonly pageKeys?: boolean
}

/** How the words of a search have to match. */
export const searchTypes = [
  'AnyTerm',
  'AllTermsAnyField',
  'AllTermsSameField',
  'ExactPhrase',
  'ExactPhrasePrefix',
] as const
export type SearchType = (typeof searchTypes)[number]

/** One key that a list is sorted by. */
export interface Sort {
  property: Property
  descending: boolean
}

/** Words of a search that follow each other, lower-cased, and other words or phrases that are as good. */
export interface Alike {
  words: readonly string[]
  terms: readonly string[]
}

/** A parsed list query. */
export interface ListRequest {
  page: number
  pageSize: number
  search: {
    text: string
    on: Property[]
    type: SearchType | null
    /** What is searched along; found behind what has the words themselves. Exact phrases stay exact. */
    along?: readonly Alike[]
  } | null
  sortBy: Sort[]
  filters: Filter[]
}

/** Parameters that every list has, lower-cased: they never filter. */
const RESERVED = new Set([
  'search',
  'searchon',
  'searchtype',
  'sortby',
  'page',
  'pagesize',
  'pagekey',
  'depth',
])
/** Items a page has at most. */
export const MOST_PAGE_SIZE = 100
const DEFAULT_PAGE_SIZE = 20
/** Rows a list with tokenised search pages through; beyond, clients page by `ID=>{last}`. */
const RESULT_WINDOW = 100_000

/**
 * Reads the query of a list. Everything that is neither reserved nor one of the operation's own parameters filters.
 * @param fields the model whose properties may be named
 * @param own the operation's own parameters, lower-cased
 */
export function parseList(spec: ListSpec, fields: Fields, query: Query, own: Set<string>): ListRequest {
  const pages = pageOf(query)
  if (spec.searchType && pages.page * pages.pageSize > RESULT_WINDOW)
    throw fail('Search.ResultSetTooLarge', `This list can be paged to its first ${RESULT_WINDOW} results.`)
  if (spec.pagesOnly) return { ...pages, search: null, sortBy: [], filters: [] }
  const filters = query
    .filter(([name, value]) => isFilter(spec, own, name.toLowerCase(), value))
    .map(([name, value]) => parseFilter(fields, name, value))
  refuseTooMany(filters)
  return { ...pages, search: searchOf(spec, fields, query), sortBy: sortOf(spec, fields, query), filters }
}

/** Whether a parameter filters: it is not reserved and not the operation's own. */
const isFilter = (spec: ListSpec, own: Set<string>, name: string, value: string) =>
  !own.has(name) &&
  // Where there is no searchType, one is taken for a filter, and so refused.
  (!RESERVED.has(name) || (name === 'searchtype' && !spec.searchType && value !== ''))

/** The entries of a list of names, which is comma-separated, sent several times, or both. */
const namesOf = (query: Query, option: string): string[] =>
  valuesOf(query, option)
    .join()
    .split(',')
    .filter((name) => name.trim() !== '')

function pageOf(query: Query) {
  const [key, sentPage, sentSize] = ['pageKey', 'page', 'pageSize'].map((name) => oneValueOf(query, name))
  if (key !== undefined) {
    const [page, pageSize] = readPageKey(key)
    return { page, pageSize }
  }
  const page = whole(sentPage) ?? 1
  const pageSize = whole(sentSize) ?? DEFAULT_PAGE_SIZE
  if (!(page >= 1))
    throw fail('List.InvalidType', 'page must be a whole number from 1.', { Property: 'page' })
  if (!(pageSize >= 1 && pageSize <= MOST_PAGE_SIZE))
    throw fail('List.InvalidPageSize', `pageSize must be a whole number from 1 to ${MOST_PAGE_SIZE}.`, {
      Property: 'pageSize',
    })
  return { page, pageSize }
}

const whole = (text: string | undefined) =>
  text === undefined ? undefined : /^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN

/** The opaque key of the page behind this one. */
export const writePageKey = (page: number, pageSize: number) =>
  btoa(`${page}.${pageSize}`).replaceAll('=', '')

function readPageKey(key: string): [number, number] {
  let text = ''
  try {
    text = atob(key)
  } catch {
    // Not base64: reported below with every other malformed key.
  }
  const [, page, size] = /^(\d{1,7})\.(\d{1,3})$/.exec(text) ?? []
  if (!page || !size || +page < 1 || +size < 1 || +size > MOST_PAGE_SIZE)
    throw fail('Search.InvalidQuery', 'pageKey is malformed.', { Property: 'pageKey' })
  return [+page, +size]
}

/** The property of a name. Space around it is nothing, unless it is part of a key of xp. */
const named = (fields: Fields, name: string): Property | undefined =>
  findProperty(fields, name.trimStart()) ?? findProperty(fields, name.trim())

/** One filter parameter. */
function parseFilter(fields: Fields, name: string, value: string): Filter {
  const [names, operand] = splitOperator(fields, name, value)
  const properties = names.split('|').map((n) => {
    const property = named(fields, n)
    if (!property)
      throw fail('List.InvalidProperty', `"${n}" is not a property this list can filter by.`, { Property: n })
    return property
  })
  return { properties, terms: parseTerms(operand) }
}

/**
 * Published samples also put the operator where `=` belongs: `Total>5`, `Total>=5`, `Status!=Open`. Parsing the query
 * has cut those at their first `=`, so what follows the property's name is put together again. A key of xp may hold such
 * characters, too: with more behind them, and a value, it is one.
 */
function splitOperator(fields: Fields, name: string, value: string): [names: string, operand: string] {
  const at = name.search(/[<>!]/)
  if (at < 0) return [name, value]
  const tail = name.slice(at)
  if (value !== '' && /[^<>!]$/.test(tail) && named(fields, name)?.free) return [name, value]
  // `!=` negates; in `>=` the sign is part of the operator, and elsewhere of the operand.
  const sign = value === '' || /^!+$/.test(tail) ? '' : '='
  return [name.slice(0, at), tail + sign + value]
}

/** Conditions a list may ask for at once: its statement must stay below 100 KB. */
const MOST_CONDITIONS = 100
/** Values of all filters together: a list of IDs may be long. */
const MOST_VALUES = 5000

/** Equalities count as one condition, however many they are: they become one list. */
function refuseTooMany(filters: Filter[]) {
  let conditions = 0
  let values = 0
  for (const { properties, terms } of filters) {
    values += properties.length * terms.length
    if (values > MOST_VALUES)
      throw tooMuch(properties[0]!.name, `A list can be filtered by at most ${MOST_VALUES} values.`)
    conditions += properties.length * (1 + terms.filter((t) => t.op !== 'eq' || t.negate).length)
    if (conditions > MOST_CONDITIONS)
      throw tooMuch(properties[0]!.name, `A list can be filtered by at most ${MOST_CONDITIONS} conditions.`)
  }
}

function searchOf(spec: ListSpec, fields: Fields, query: Query): ListRequest['search'] {
  const type = spec.searchType ? oneValueOf(query, 'searchType') : undefined
  const known = searchTypes.find((t) => t.toLowerCase() === type?.toLowerCase())
  if (type !== undefined && !known)
    throw fail('List.InvalidType', `searchType must be one of ${searchTypes.join(', ')}.`, {
      Property: 'searchType',
    })
  const text = oneValueOf(query, 'search')?.trim()
  if (!text) return null
  const names = namesOf(query, 'searchOn')
  const on = names.length > 0 ? names.map((n) => searchable(spec, fields, n)) : defaultSearch(spec, fields)
  // Older SDKs send a search to lists that have none.
  if (on.length === 0) return null
  if (words(text).length > MOST_WORDS) throw tooMuch('search', `A search takes ${MOST_WORDS} words at most.`)
  if (names.length > MOST_SEARCHED)
    throw tooMuch('searchOn', `A search looks at ${MOST_SEARCHED} properties at most.`)
  return { text, on, type: spec.searchType ? (known ?? 'AnyTerm') : null }
}

const defaultSearch = (spec: ListSpec, fields: Fields): Property[] =>
  (spec.search === 'any' ? ['ID', 'Name', 'Description'] : spec.search)
    .map((n) => findProperty(fields, n))
    .filter((p) => p !== undefined)

function searchable(spec: ListSpec, fields: Fields, name: string): Property {
  const below = name.endsWith('.*') ? name.slice(0, -2) : name
  const property = named(fields, below)
  const allowed =
    property &&
    (property.free || spec.search === 'any'
      ? property.free || property.field.kind.isText
      : spec.search.some((s) => s.toLowerCase() === property.name.toLowerCase()))
  if (!allowed)
    throw fail('List.InvalidSearchProperty', `"${name}" is not a property this list can search.`, {
      Property: name,
    })
  return property
}

/** 400 for more than a list can be asked for at once, naming the parameter. */
const tooMuch = (Property: string, message: string) => fail('Search.InvalidQuery', message, { Property })

const MOST_SORTS = 20

function sortOf(spec: ListSpec, fields: Fields, query: Query): Sort[] {
  const out: Sort[] = []
  const parts = namesOf(query, 'sortBy')
  if (parts.length > MOST_SORTS)
    throw tooMuch('sortBy', `A list can be sorted by at most ${MOST_SORTS} properties.`)
  for (const part of parts) {
    const [, bangs, name] = /^\s*(!*)(.*)$/s.exec(part)!
    if (!name!.trim()) continue
    const property = named(fields, name!)
    const allowed =
      property &&
      (property.free
        ? property.path.length > 0
        : spec.sort === 'any'
          ? !property.field.fields
          : spec.sort.some((s) => s.toLowerCase() === property.name.toLowerCase()))
    if (!allowed)
      throw fail('List.InvalidSortProperty', `"${name}" is not a property this list can sort by.`, {
        Property: name,
      })
    if (!out.some((s) => s.property.name === property.name))
      out.push({ property, descending: bangs!.length > 0 })
  }
  return out
}

/**
 * A page of the wire. `Meta` totals do not depend on the page.
 * @param total items on all the pages
 * @param hasKeys whether it tells the key of the page behind it
 */
export function envelope<T>(
  request: Pick<ListRequest, 'page' | 'pageSize'>,
  total: number,
  items: T[],
  hasKeys = false,
  facets?: unknown[],
) {
  const { page, pageSize } = request
  const first = (page - 1) * pageSize + 1
  const pages = Math.ceil(total / pageSize)
  return {
    Meta: {
      ...(facets ? { Facets: facets } : {}),
      Page: page,
      PageSize: pageSize,
      TotalCount: total,
      TotalPages: pages,
      ItemRange: [first, first - 1 + items.length],
      NextPageKey: hasKeys && page < pages ? writePageKey(page + 1, pageSize) : null,
    },
    Items: items,
  }
}
