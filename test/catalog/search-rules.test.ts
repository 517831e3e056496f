import { beforeAll, describe, expect, it } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let buyer: { ID: string; user: User }

const lists = ['/products', '/me/products', '/me/products?categoryID=all'] as const

const read = (list: string, query: string) =>
  m.must(
    'GET',
    `${list}${list.includes('?') ? '&' : '?'}${query}`,
    undefined,
    list.startsWith('/me') ? buyer.user : 'seller',
  )
const ids = (page: { Items: { ID: string; Product?: { ID: string } }[] }) =>
  page.Items.map((item) => item.Product?.ID ?? item.ID)
const search = async (list: string, text: string, query = 'pageSize=100') =>
  ids(await read(list, `search=${encodeURIComponent(text)}&${query}`))

/** A shop whose shopper finds the same products in every list. */
async function open(products: Record<string, unknown>[]) {
  m = await marketplace()
  buyer = await m.buyer()
  await m.must('POST', `/catalogs/${buyer.ID}/categories`, { ID: 'all', Name: 'All', Active: true })
  for (const product of products) {
    await m.product(buyer, product)
    const place = { CategoryID: 'all', ProductID: product.ID }
    await m.must('POST', `/catalogs/${buyer.ID}/categories/productassignments`, place)
  }
}

const LONG = 'made by hand in a small workshop near the coast, and sent in a box of wood with straw around it'

describe('ranking', () => {
  beforeAll(() =>
    open([
      { ID: 'phrase-late', Name: 'Rug', Description: 'the quilt lamp goes with it' },
      { ID: 'phrase-early', Name: 'Quilt lamp stand', Description: 'none' },
      { ID: 'both-early', Name: 'Lamp of quilt', Description: 'none' },
      { ID: 'both-late', Name: 'Cushion', Description: `lamp ${LONG}, and a quilt` },
      { ID: 'lamp', Name: 'Lamp, lamp, lamp', Description: 'lamp, lamp, lamp' },
      { ID: 'shade', Name: 'Lamp shade', Description: 'none' },
      { ID: 'hundred', Name: 'Hundred stools', Description: 'wooden' },
      { ID: 'red', Name: 'Stool', Description: 'painted red' },
      { ID: 'twice', Name: 'Bench', Description: 'the teak teak bench' },
      { ID: 'teak', Name: 'Teak', Description: 'teak and again teak' },
    ]),
  )

  describe.each(lists)('of %s', (list) => {
    it.each(['quilt lamp', 'QUILTS lamps'])(
      'puts the whole phrase first, then more of the words, then earlier fields: %s',
      async (text) => {
        const found = await search(list, text)
        expect(found.slice(0, 4)).toEqual(['phrase-early', 'phrase-late', 'both-early', 'both-late'])
        expect(found.slice(4).sort()).toEqual(['lamp', 'shade'])
      },
    )

    it('puts more words first though others have one of them in every field', async () => {
      const found = await search(list, 'lamp cushion straw')
      expect(found[0]).toBe('both-late')
      expect(found).toHaveLength(6)
    })

    it('puts an earlier field first where one word is looked for, whatever its ending', async () => {
      for (const text of ['quilt', 'quilts']) {
        const found = await search(list, text)
        expect(found.slice(0, 2).sort()).toEqual(['both-early', 'phrase-early'])
        expect(found.slice(2).sort()).toEqual(['both-late', 'phrase-late'])
      }
    })

    it('does not take a part of a word for the word', async () => {
      expect(await search(list, 'stool red')).toEqual(['red', 'hundred'])
    })

    it('takes a word said twice for a phrase of two', async () => {
      expect(await search(list, 'teak teak', 'searchType=ExactPhrase')).toEqual(['twice'])
      expect(await search(list, 'teak teak')).toEqual(['twice', 'teak'])
    })

    it('is the same for every searchType', async () => {
      const all = ['phrase-early', 'phrase-late', 'both-early', 'both-late']
      for (const [type, found] of [
        ['AllTermsAnyField', all],
        ['AllTermsSameField', all],
        ['ExactPhrase', all.slice(0, 2)],
        ['ExactPhrasePrefix', all.slice(0, 2)],
      ] as const)
        expect([type, await search(list, 'quilt lamp', `searchType=${type}`)]).toEqual([type, found])
    })

    it('gives way to the sort that is asked for', async () => {
      expect(await search(list, 'quilt lamp', 'sortBy=!ID')).toEqual([
        'shade',
        'phrase-late',
        'phrase-early',
        'lamp',
        'both-late',
        'both-early',
      ])
    })

    it('divides words at punctuation, and finds nothing by punctuation alone', async () => {
      const found = await search(list, 'quilt lamp')
      for (const text of ['"quilt lamp"', 'quilt-lamp', 'Quilt, LAMP!', '(quilt) * lamp^', "quilt'lamp"])
        expect([text, await search(list, text)]).toEqual([text, found])
      for (const text of ['"', '""', '*', '%', '()', '…'])
        expect([text, await search(list, text)]).toEqual([text, []])
    })
  })
})

describe('a long or strange phrase', () => {
  beforeAll(() =>
    open([
      { ID: 'cafe', Name: 'Café table', Description: 'AND so on, NOT for outdoors' },
      { ID: 'don', Name: 'Don’t panic', Description: 'x'.repeat(500) },
    ]),
  )

  it.each(lists)('is text like any other for %s', async (list) => {
    expect(await search(list, 'cafés', 'searchType=AllTermsAnyField')).toEqual(['cafe'])
    expect(await search(list, 'cafe\u0301s table', 'searchType=ExactPhrase')).toEqual(['cafe'])
    expect(await search(list, "don't panic", 'searchType=ExactPhrase')).toEqual(['don'])
    expect(await search(list, 'AND')).toEqual(['cafe'])
    expect(await search(list, 'x'.repeat(500))).toEqual(['don'])
    expect(await search(list, 'x'.repeat(499))).toEqual([])
    expect(await search(list, Array(50).fill('panic').join(' '))).toEqual(['don'])
    const many = Array.from({ length: 49 }, (_, i) => `w${i}`)
    expect(await search(list, [...many, 'panic'].join(' '))).toEqual(['don'])
  })

  it('of more than fifty words is refused', async () => {
    for (const list of ['/products', '/orders/Incoming'])
      expect(await m.api('GET', `${list}?search=${Array(51).fill('w').join('+')}`)).toMatchObject({
        status: 400,
        body: { Errors: [{ ErrorCode: 'Search.InvalidQuery' }] },
      })
  })

  it('is none where it is empty, whatever searchOn and searchType say', async () => {
    for (const list of lists)
      for (const empty of ['', '%20'])
        expect(
          ids(await read(list, `search=${empty}&searchOn=ID,Name,xp.Facets.supplier&searchType=ExactPhrase`)),
        ).toEqual(['cafe', 'don'])
  })
})

describe('pages of a search', () => {
  const texts = ['oak', 'oak chair', 'oak chair tall', 'oak chair tall blue', 'a oak b chair c']
  beforeAll(() =>
    open(
      Array.from({ length: 37 }, (_, i) => ({
        ID: `p${i}`,
        Name: ['Oak chair', 'Oak', 'Chair, tall, of oak', 'Tall oak', 'Blue chair'][i % 5],
        Description: i % 3 ? 'oak' : null,
        xp: { Row: i },
      })),
    ),
  )

  it.each(lists)('hold every result of %s once, in the order of the whole', async (list) => {
    for (const text of texts)
      for (const more of ['', '&xp.Row=>4', '&searchType=AllTermsAnyField']) {
        const query = (page: number, size: number) => `page=${page}&pageSize=${size}${more}`
        const whole = await search(list, text, query(1, 100))
        expect(new Set(whole).size).toBe(whole.length)
        for (const size of [5, 16]) {
          const paged: string[] = []
          for (let page = 1; page <= Math.ceil(whole.length / size) + 1; page++) {
            const { Meta, ...rest } = await read(list, `search=${text}&${query(page, size)}`)
            expect(Meta.TotalCount).toBe(whole.length)
            paged.push(...ids(rest))
          }
          expect([text, more, paged]).toEqual([text, more, whole])
        }
      }
  })
})

describe('a search', () => {
  beforeAll(async () => {
    await open([
      { ID: 'mug', Name: 'Enamel mug', xp: { Color: 'Blue', SKU: 'X-1', Facets: { supplier: 'Acme' } } },
      { ID: 'pot', Name: 'Enamel pot', xp: { Color: 'Red', SKU: 'X-2', Facets: { supplier: 'Borda' } } },
      { ID: 'jug', Name: 'Jug', Description: 'enamel inside', xp: { Color: 'Blue', SKU: 'Y-1' } },
      { ID: 'cup', Name: 'Cup', xp: { Color: 'Blue', SKU: 'Y-2' } },
    ])
    await m.must('POST', `/catalogs/${buyer.ID}/categories`, {
      ID: 'below',
      ParentID: 'all',
      Name: 'Below',
      Active: true,
    })
    await m.product(buyer, { ID: 'inner', Name: 'Enamel bowl', xp: { Color: 'Green' } })
    const place = { CategoryID: 'below', ProductID: 'inner' }
    await m.must('POST', `/catalogs/${buyer.ID}/categories/productassignments`, place)
    await m.product(buyer, { ID: 'elsewhere', Name: 'Enamel sign', xp: { Color: 'Red' } })
    await m.product(buyer, { ID: 'inactive', Name: 'Enamel mug', Active: false, xp: { Color: 'Blue' } })
    const stranger = await m.buyer()
    await m.product(stranger, { ID: 'foreign', Name: 'Enamel mug', xp: { Color: 'Blue' } })
    await m.must('POST', '/productfacets', { ID: 'Color', Name: 'Color' })
  })

  const counted = async (query: string) => {
    const { Meta, Items } = await read('/me/products', query)
    const values = Meta.Facets[0].Values.map((v: { Value: string; Count: number }) => `${v.Value} ${v.Count}`)
    return { found: ids({ Items }).sort(), total: Meta.TotalCount, values }
  }

  it('finds and counts, page and facets alike, only what the caller sees', async () => {
    expect(await counted('search=enamel')).toEqual({
      found: ['elsewhere', 'inner', 'jug', 'mug', 'pot'],
      total: 5,
      values: ['Blue 2', 'Red 2', 'Green 1'],
    })
    expect(await counted('search=enamel mug&searchType=ExactPhrase')).toEqual({
      found: ['mug'],
      total: 1,
      values: ['Blue 1'],
    })
    expect(await search('/products', 'enamel mug', 'searchType=ExactPhrase&sortBy=ID')).toEqual([
      'foreign',
      'inactive',
      'mug',
    ])
  })

  it('keeps to filters, of xp and of several properties at once, and ranks what is left', async () => {
    expect(await counted('search=enamel mug&xp.Color=blue')).toEqual({
      found: ['jug', 'mug'],
      total: 2,
      values: ['Blue 2'],
    })
    expect(await search('/me/products', 'mug enamel', 'ID|Name|xp.SKU=*x-*')).toEqual(['mug', 'pot'])
    expect(await search('/me/products', 'enamel', 'xp.Color=!blue&sortBy=xp.Color,!ID')).toEqual([
      'inner',
      'pot',
      'elsewhere',
    ])
  })

  it('of a category finds what stands in it, as deep as asked', async () => {
    const deep = await counted('search=enamel pot&categoryID=all')
    expect(deep).toEqual({
      found: ['inner', 'jug', 'mug', 'pot'],
      total: 4,
      values: ['Blue 2', 'Green 1', 'Red 1'],
    })
    expect((await search('/me/products?categoryID=all', 'enamel pot'))[0]).toBe('pot')
    expect((await counted('search=enamel pot&categoryID=all&depth=1')).found).toEqual(['jug', 'mug', 'pot'])
    expect((await counted('search=enamel&categoryID=below')).found).toEqual(['inner'])
    expect((await counted('search=enamel&categoryID=nowhere')).found).toEqual([])
  })

  it('looks in fields of the product and of its xp together', async () => {
    const on = 'searchOn=ID,Name,xp.Facets.supplier'
    for (const list of lists) {
      expect(await search(list, 'acme', on)).toEqual(['mug'])
      expect(await search(list, 'borda jug', `${on}&sortBy=ID`)).toEqual(['jug', 'pot'])
      expect(await search(list, 'acme', 'searchOn=xp.Facets.*')).toEqual(['mug'])
      expect(await search(list, 'acme', 'searchOn=ID,Name')).toEqual([])
    }
  })

  it('by single fields of xp puts more words first, too', async () => {
    for (const list of lists)
      expect(
        (await search(list, 'enamel borda pot', 'searchOn=xp.Facets.supplier,Name,Description,ID'))[0],
      ).toBe('pot')
  })
})
