import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../errors.ts'
import { computed, flag, int, list, object, oneOf, text, timestamp, xp } from '../field.ts'
import type { Filter } from './filter.ts'
import { envelope, type ListRequest, type ListSpec, parseList, writePageKey } from './list.ts'

const fields = {
  ID: text(),
  Name: text(),
  Description: text(),
  Status: oneOf(['Open', 'Closed']),
  Active: flag(),
  Quantity: int(),
  DateCreated: timestamp(),
  IsOnSale: computed(flag()),
  Tags: list(text()),
  Address: object('Address', { City: text() }),
  xp: xp(),
}
const basic: ListSpec = { search: ['Name', 'ID'], sort: ['Name', 'ID', 'Address.City'], order: ['Name'] }
const tokenised: ListSpec = { search: 'any', sort: 'any', order: ['Name'], searchType: true }

const read = (query: string, spec: ListSpec = basic, own: string[] = []): ListRequest =>
  parseList(spec, fields, [...new URLSearchParams(query)], new Set(own))

/** The code of the refusal, and the property it names. */
function refused(query: string, spec?: ListSpec) {
  try {
    read(query, spec)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const { ErrorCode, Data } = error.errors[0]!
    return [error.status, ErrorCode, (Data as { Property?: string } | null)?.Property]
  }
  return 'accepted'
}

describe('pages', () => {
  it('start at 1 and have 20 items', () => {
    expect(read('')).toMatchObject({ page: 1, pageSize: 20 })
  })

  it('are taken from parameters of any letter case; empty ones count as absent', () => {
    expect(read('Page=3&PAGESIZE=100')).toMatchObject({ page: 3, pageSize: 100 })
    expect(read('page=&pageSize=')).toMatchObject({ page: 1, pageSize: 20 })
  })

  it.each(['0', '-1', '1.5', 'two', '1e3'])('refuse page=%s', (page) => {
    expect(refused(`page=${page}`)).toEqual([400, 'List.InvalidType', 'page'])
  })

  it.each(['0', '101', '-5', 'all'])('refuse pageSize=%s', (pageSize) => {
    expect(refused(`pageSize=${pageSize}`)).toEqual([400, 'List.InvalidPageSize', 'pageSize'])
  })

  it('of a tokenised search end at 100,000 results; others do not', () => {
    expect(refused('page=1000&pageSize=100', tokenised)).toBe('accepted')
    expect(refused('page=1001&pageSize=100', tokenised)).toEqual([400, 'Search.ResultSetTooLarge', undefined])
    expect(refused('page=1001&pageSize=100')).toBe('accepted')
  })

  it('come from a page key, whatever page and size are sent along', () => {
    const key = writePageKey(7, 50)
    expect(read(`pageKey=${key}&page=2&pageSize=1000`)).toMatchObject({ page: 7, pageSize: 50 })
    expect(key).toMatch(/^[A-Za-z0-9]+$/)
  })

  it.each(['x', '!!!', btoa('7'), btoa('0.20'), btoa('1.101'), btoa('1.0'), btoa('1.2.3'), btoa('-1.20')])(
    'refuse the page key "%s"',
    (key) => {
      expect(refused(`pageKey=${key}`)).toEqual([400, 'Search.InvalidQuery', 'pageKey'])
    },
  )

  it('of an assignment list ignore everything else', () => {
    const pages = { ...basic, pagesOnly: true }
    expect(read('foo=1&search=x&sortBy=nothing&page=2', pages)).toEqual({
      page: 2,
      pageSize: 20,
      search: null,
      sortBy: [],
      filters: [],
    })
  })
})

describe('the envelope', () => {
  it.each([
    [{ page: 1, pageSize: 20 }, 5, 5, { TotalPages: 1, ItemRange: [1, 5] }],
    [{ page: 2, pageSize: 20 }, 43, 20, { TotalPages: 3, ItemRange: [21, 40] }],
    [{ page: 3, pageSize: 20 }, 43, 3, { TotalPages: 3, ItemRange: [41, 43] }],
    [{ page: 4, pageSize: 20 }, 43, 0, { TotalPages: 3, ItemRange: [61, 60] }],
    [{ page: 1, pageSize: 20 }, 0, 0, { TotalPages: 0, ItemRange: [1, 0] }],
  ])('of %o with %d in all', (request, total, items, meta) => {
    expect(envelope(request, total, Array(items).fill({})).Meta).toEqual({
      Page: request.page,
      PageSize: request.pageSize,
      TotalCount: total,
      NextPageKey: null,
      ...meta,
    })
  })

  it('names the page behind it where page keys are offered, up to the last', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 100 }),
        fc.nat(2000),
        (p, s, total) => {
          const { Meta } = envelope({ page: p, pageSize: s }, total, [], true)
          if (p * s >= total) expect(Meta.NextPageKey).toBeNull()
          else expect(read(`pageKey=${Meta.NextPageKey}`)).toMatchObject({ page: p + 1, pageSize: s })
        },
      ),
    )
  })

  it('holds facets where the list has them', () => {
    expect(envelope({ page: 1, pageSize: 20 }, 0, [], false, []).Meta).toHaveProperty('Facets', [])
    expect(envelope({ page: 1, pageSize: 20 }, 0, []).Meta).not.toHaveProperty('Facets')
  })
})

describe('filters', () => {
  const said = (filters: Filter[]) =>
    filters.map((f) => [
      f.properties.map((p) => p.name).join('|'),
      f.terms.map((t) => `${t.negate ? '!' : ''}${t.op} ${t.pieces.join('*')}`.trim()).join(' or '),
    ])

  it.each([
    ['Name=Smith', [['Name', 'eq Smith']]],
    [
      'Name=!Smith&Name=!Jones',
      [
        ['Name', '!eq Smith'],
        ['Name', '!eq Jones'],
      ],
    ],
    ['ID|Name|Description=*foo*', [['ID|Name|Description', 'wild *foo*']]],
    ['ID | Name=x', [['ID|Name', 'eq x']]],
    ['Quantity=>5', [['Quantity', 'gt 5']]],
    ['Quantity=>=5', [['Quantity', 'gte 5']]],
    ['Quantity==>5', [['Quantity', 'gte 5']]],
    // The operator where the equals sign belongs.
    ['Quantity>5', [['Quantity', 'gt 5']]],
    ['Quantity<5', [['Quantity', 'lt 5']]],
    ['Quantity>=5', [['Quantity', 'gte 5']]],
    ['Quantity<=5', [['Quantity', 'lte 5']]],
    ['Quantity!=5', [['Quantity', '!eq 5']]],
    ['Quantity!>5', [['Quantity', '!gt 5']]],
    ['Quantity!>=5', [['Quantity', '!gte 5']]],
    ['Quantity!!=5', [['Quantity', 'eq 5']]],
    ['Quantity>5|<2', [['Quantity', 'gt 5 or lt 2']]],
    ['Status!=Open|Closed', [['Status', '!eq Open or eq Closed']]],
    ['xp.D>2018-01-19', [['xp.D', 'gt 2018-01-19']]],
    ['DateCreated>1/1/2022', [['DateCreated', 'gt 1/1/2022']]],
    ['Name>a=b', [['Name', 'gt a=b']]],
    ['Name!=', [['Name', '!empty']]],
    ['ID|Name>m', [['ID|Name', 'gt m']]],
    ['address.CITY=Chicago', [['Address.City', 'eq Chicago']]],
    ['Name=', [['Name', 'empty']]],
    ['Name=a=b', [['Name', 'eq a=b']]],
    ['Name=a%26b', [['Name', 'eq a&b']]],
  ])('%s', (query, filters) => {
    expect(said(read(query).filters)).toEqual(filters)
  })

  it.each([
    ['foo=1', 'foo'],
    ['IsOnSale=true', 'IsOnSale'],
    ['ID|foo=1', 'foo'],
    ['searchType=AnyTerm', 'searchType'],
    ['=x', ''],
    ['>5', ''],
  ])('refuses %s', (query, property) => {
    expect(refused(query)).toEqual([400, 'List.InvalidProperty', property])
  })

  it('leaves the operation its own parameters, and depth to nobody', () => {
    expect(read('categoryID=x&depth=all&Name=y', basic, ['categoryid']).filters).toHaveLength(1)
  })

  it('takes hundreds of IDs, but not hundreds of conditions', () => {
    const many = (of: (i: number) => string) => Array.from({ length: 500 }, (_, i) => of(i)).join('|')
    expect(refused(`ID=${many((i) => `id${i}`)}`)).toBe('accepted')
    expect(refused(`ID=${many((i) => `*${i}*`)}`)).toEqual([400, 'Search.InvalidQuery', 'ID'])
    expect(refused(`Name=x&ID=${many((i) => `!${i}`)}`)).toEqual([400, 'Search.InvalidQuery', 'ID'])
  })

  it('takes thousands of values, and no more', () => {
    expect(refused(`Name=x&ID=${'i|'.repeat(4998)}i`)).toBe('accepted')
    expect(refused(`Name=x&ID=${'i|'.repeat(4999)}i`)).toEqual([400, 'Search.InvalidQuery', 'ID'])
    expect(refused(`ID|Name=${'i|'.repeat(2500)}i`)).toEqual([400, 'Search.InvalidQuery', 'ID'])
  })

  it('reaches fifty names deep into free JSON', () => {
    const path = (n: number) => `xp${'.a'.repeat(n)}`
    for (const ask of [
      (p: string) => `${p}=1`,
      (p: string) => `sortBy=${p}`,
      (p: string) => `search=x&searchOn=${p}`,
    ]) {
      expect(refused(ask(path(50)))).toBe('accepted')
      expect(refused(ask(path(51)))).toEqual([400, expect.stringMatching(/^List\.Invalid/), path(51)])
    }
  })
})

describe('a parameter of one value', () => {
  it.each([
    'page=1&page=1',
    'page=&PAGE=2',
    'pageSize=5&pagesize=5',
    'search=a&search=b',
    'pageKey=&pageKey=',
  ])('stands once in a query: %s', (query) =>
    expect(refused(query)).toEqual([400, 'ValidationFailure', query.split('=')[0]]),
  )

  it('may stand as often as it likes where it is ignored', () => {
    const pages = { ...basic, pagesOnly: true }
    expect(refused('search=a&search=b&depth=1&depth=2', pages)).toBe('accepted')
    expect(refused('depth=1&depth=2')).toBe('accepted')
  })
})

describe('sorts', () => {
  const sorts = (query: string, spec?: ListSpec) =>
    read(query, spec).sortBy.map((s) => (s.descending ? '!' : '') + s.property.name)

  it.each([
    ['sortBy=Name', ['Name']],
    ['sortBy=!Name', ['!Name']],
    ['sortBy=!!Name', ['!Name']],
    ['sortBy=name,!id', ['Name', '!ID']],
    ['sortBy=Name, ID', ['Name', 'ID']],
    ['sortBy=Name,!Name,ID', ['Name', 'ID']],
    ['sortBy=,Name,', ['Name']],
    ['sortBy=!address.city', ['!Address.City']],
    ['sortBy=xp.Rank,!xp.a.b', ['xp.Rank', '!xp.a.b']],
    ['SORTBY=Name', ['Name']],
    ['sortBy=', []],
    ['sortBy=Name&sortBy=!ID', ['Name', '!ID']],
    ['sortBy=!ID&sortBy=&SORTBY=Name,ID', ['!ID', 'Name']],
  ])('%s', (query, expected) => {
    expect(sorts(query)).toEqual(expected)
  })

  it('name any scalar where the list says so, nested ones included', () => {
    expect(sorts('sortBy=Quantity,!DateCreated,Address.City', tokenised)).toEqual([
      'Quantity',
      '!DateCreated',
      'Address.City',
    ])
  })

  it.each([
    ['sortBy=Quantity', basic, 'Quantity'],
    ['sortBy=foo', tokenised, 'foo'],
    ['sortBy=xp', tokenised, 'xp'],
    ['sortBy=Address', tokenised, 'Address'],
    ['sortBy=Tags', tokenised, 'Tags'],
    ['sortBy=IsOnSale', tokenised, 'IsOnSale'],
    ['sortBy=!foo', basic, 'foo'],
    ['sortBy=foo&sortBy=Name', basic, 'foo'],
  ])('refuses %s', (query, spec, property) => {
    expect(refused(query, spec)).toEqual([400, 'List.InvalidSortProperty', property])
  })
})

describe('a search', () => {
  const on = (query: string, spec?: ListSpec) => read(query, spec).search?.on.map((p) => p.name)

  it('looks at the fields of the list, or at those of searchOn', () => {
    expect(on('search=mug')).toEqual(['Name', 'ID'])
    expect(on('search=mug&searchOn=id')).toEqual(['ID'])
    expect(on('search=mug&searchOn=ID, Name')).toEqual(['ID', 'Name'])
    expect(on('search=mug&searchOn=xp.Color')).toEqual(['xp.Color'])
    expect(on('search=mug&searchOn=Description,xp.a.*', tokenised)).toEqual(['Description', 'xp.a'])
    expect(on('search=mug', tokenised)).toEqual(['ID', 'Name', 'Description'])
  })

  it('is none without words, and then ignores searchOn', () => {
    expect(read('search=').search).toBeNull()
    expect(read('search=%20').search).toBeNull()
    expect(read('searchOn=Quantity').search).toBeNull()
  })

  it('has a type where the list offers one', () => {
    expect(read('search=a b').search).toMatchObject({ text: 'a b', type: null })
    expect(read('search=a', tokenised).search).toMatchObject({ type: 'AnyTerm' })
    expect(read('search=a&searchType=exactphrase', tokenised).search).toMatchObject({ type: 'ExactPhrase' })
    expect(refused('search=a&searchType=Fuzzy', tokenised)).toEqual([400, 'List.InvalidType', 'searchType'])
    expect(refused('searchType=', basic)).toBe('accepted')
  })

  it.each([
    ['searchOn=Description', basic, 'Description'],
    ['searchOn=Quantity', tokenised, 'Quantity'],
    ['searchOn=foo', tokenised, 'foo'],
  ])('refuses %s', (query, spec, property) => {
    expect(refused(`search=x&${query}`, spec)).toEqual([400, 'List.InvalidSearchProperty', property])
  })

  it('refuses more words than one statement can look for', () => {
    const words = (n: number) => Array.from({ length: n }, (_, i) => `w${i}`).join('+')
    expect(refused(`search=${words(50)}`, tokenised)).toBe('accepted')
    expect(refused(`search=${words(51)}`, tokenised)).toEqual([400, 'Search.InvalidQuery', 'search'])
  })
})
