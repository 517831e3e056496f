import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let buyer: { ID: string; user: User }

beforeAll(async () => {
  m = await marketplace()
  buyer = await m.buyer()
  const add = (ID: string, Name: string, Description: string | null = null, xp: unknown = null) =>
    m.product(buyer, { ID, Name, Description, xp })
  await add('p1', 'Leather gloves', 'Warm and "strong": for gardening/fishing')
  await add('p2', 'Blue rope', 'Twisted\tpolypropylene\\nylon\nmarine', { Brand: { Of: ['Kentwood'] } })
  await add('p3', 'Café crème', 'Blue')
  await add('p4', 'Sofa', 'Two seats')
  await add('p5', 'Couch', 'Three seats')
  await add('p6', 'AB1234 bolt', 'Stainless')
  await add('p7', 'ねじ回しセット')
  await add('p8', 'T-shirt')
  await add('p9', 'Undershirt jersey')
  await add('p11', 'Перчатки', '“Zebra” pattern, adhesive—permanent')
  await add('p12', 'Ölfilter')
  // The vocabulary of another marketplace is its own.
  const other = await marketplace()
  await other.product(await other.buyer(), { ID: 'foreign', Name: 'Gadget' })
})

const items = async (query: string, as?: User) =>
  (await m.must('GET', `${as ? '/me/products' : '/products'}?${query}`, undefined, as)).Items.map(
    (p: { ID: string }) => p.ID,
  )
const found = (query: string) => items(query, buyer.user)

describe('a word that matches nothing', () => {
  it.each([
    ['glvoes', ['p1'], 'two letters swapped'],
    ['gloes', ['p1'], 'one left out'],
    ['glloves', ['p1'], 'one too many'],
    ['glpves', ['p1'], 'another one'],
    ['GLVOES', ['p1'], 'in any letter case'],
    ['gardning', ['p1'], 'of a description'],
    ['fishign', ['p1'], 'behind a slash'],
    ['stong', ['p1'], 'in quotation marks'],
    ['poliproylene', ['p2'], 'two of a long one'],
    ['nylno', ['p2'], 'behind a backslash'],
    ['mairne', ['p2'], 'behind a line’s end'],
    ['kentwod', ['p2'], 'of extended properties, where they are searched', '&searchOn=xp.*'],
    ['cofe', ['p3'], 'with accents'],
    ['zebrra', ['p11'], 'between quotation marks'],
    ['Zebrra', ['p11'], 'with a capital'],
    ['ZEBRRA', ['p11'], 'in capitals'],
    ['permannet', ['p11'], 'behind a dash'],
    ['перчаткы', ['p11'], 'whose capital the database does not know'],
    ['Перчаткы', ['p11'], 'with such a capital'],
    ['ölfiltre', ['p12'], 'with an accent at the beginning'],
  ])('%s: %j, %s', async (word, ids, _, more = '') => {
    expect(await found(`search=${word}${more}`)).toEqual(ids)
  })

  it.each([
    ['gadgte', 'another marketplace’s'],
    ['glxxes', 'too far from all'],
    ['rpoe2', 'with a digit: a number of an article'],
    ['ab1235', 'with a digit: a number of an article'],
    ['rop', 'too short'],
    ['hloves', 'another first letter'],
    ['ねじ回すセット', 'of a script without spaces'],
    ['qlove"s\\xx\0yyyy', 'that is none'],
  ])('%s matches nothing still: %s', async (word) => {
    expect(await found(`search=${encodeURIComponent(word)}&searchType=AllTermsAnyField`)).toEqual([])
  })

  it('is read so beside words that match', async () => {
    expect((await found('search=blue glvoes')).sort()).toEqual(['p1', 'p2', 'p3'])
    expect(await found('search=lether glvoes&searchType=AllTermsAnyField')).toEqual(['p1'])
    expect(await found('search=lether glvoes&searchType=AllTermsSameField')).toEqual(['p1'])
    expect(await found('search=lether rope&searchType=AllTermsAnyField')).toEqual([])
    // What has the words themselves comes first.
    expect((await found('search=blue glvoes')).at(-1)).toBe('p1')
  })

  it('is counted so, and filtered and sorted', async () => {
    await m.must('PUT', '/productfacets/brand', { Name: 'Brand', XpPath: 'Brand.Of' })
    const { Meta } = await m.must('GET', '/me/products?search=nylno', undefined, buyer.user)
    expect([Meta.TotalCount, Meta.Facets[0].Values]).toEqual([1, [{ Value: 'Kentwood', Count: 1 }]])
    expect(await found('search=blue glvoes&sortBy=!Name&ID=!p2')).toEqual(['p1', 'p3'])
    expect(await found('search=blue glvoes&pageSize=1&page=3')).toEqual(['p1'])
  })

  it('stays what it is in an exact phrase, and for the seller', async () => {
    for (const type of ['ExactPhrase', 'ExactPhrasePrefix'])
      expect(await found(`search=glvoes&searchType=${type}`)).toEqual([])
    expect(await items('search=glvoes')).toEqual([])
  })

  it('is found itself as soon as there is one', async () => {
    expect(await found('search=jersye')).toEqual(['p9'])
    await m.product(buyer, { ID: 'p10', Name: 'Jersye of its own' })
    expect(await found('search=jersye')).toEqual(['p10'])
    await m.must('PATCH', '/products/p10', { Name: 'Zylophone' })
    expect(await found('search=jersye')).toEqual(['p9'])
    expect(await found('search=zylofone')).toEqual(['p10'])
    await m.must('DELETE', '/products/p10')
    expect(await found('search=zylofone')).toEqual([])
  })
})

describe('synonyms', () => {
  it('are searched along, behind the words themselves', async () => {
    expect(await found('search=sofa')).toEqual(['p4'])
    await m.must('PUT', '/synonyms/sofas', { Terms: ['sofa', 'couch', 'settee'] })
    expect(await found('search=sofa')).toEqual(['p4', 'p5'])
    expect(await found('search=Couches')).toEqual(['p5', 'p4'])
    expect((await found('search=settee')).sort()).toEqual(['p4', 'p5'])
    expect(await found('search=sofa seats&searchType=AllTermsAnyField')).toEqual(['p4', 'p5'])
    expect(await found('search=sofa three&searchType=AllTermsAnyField')).toEqual(['p5'])
    expect(await found('search=sofa&searchType=ExactPhrase')).toEqual(['p4'])
    expect(await items('search=sofa')).toEqual(['p4'])
    await m.must('PATCH', '/synonyms/sofas', { Terms: ['couch', 'settee'] })
    expect(await found('search=sofa')).toEqual(['p4'])
    await m.must('DELETE', '/synonyms/sofas')
    expect(await found('search=settee')).toEqual([])
  })

  it('may be phrases', async () => {
    await m.must('PUT', '/synonyms/shirts', { Terms: ['t shirt', 'undershirt', 'vest'] })
    expect(await found('search=vest')).toEqual(['p9', 'p8'].sort())
    expect(await found('search=undershirt&searchType=AllTermsAnyField')).toEqual(['p9', 'p8'])
    expect(await found('search=t-shirt jersey&searchType=AllTermsAnyField')).toEqual(['p9'])
    await m.must('DELETE', '/synonyms/shirts')
  })

  it('of more words are not loosened by those of fewer', async () => {
    await m.must('PUT', '/synonyms/one', { Terms: ['nylon', 'sofa'] })
    await m.must('PUT', '/synonyms/two', { Terms: ['nylon marine', 'jersey'] })
    expect((await found('search=nylon marine&searchType=AllTermsAnyField')).sort()).toEqual(['p2', 'p9'])
    expect((await found('search=nylon&searchType=AllTermsAnyField')).sort()).toEqual(['p2', 'p4'])
    for (const id of ['one', 'two']) await m.must('DELETE', `/synonyms/${id}`)
  })

  it('count no accents and no endings', async () => {
    await m.must('PUT', '/synonyms/coffee', { Terms: ['Café', 'Couches'] })
    for (const word of ['cafe', 'CAFÉ', 'cafés'])
      expect([word, (await found(`search=${word}`)).sort()]).toEqual([word, ['p3', 'p5']])
    expect((await found('search=couch')).sort()).toEqual(['p3', 'p5'])
    await m.must('DELETE', '/synonyms/coffee')
  })

  it('without a word are refused, and pass by where they were imported', async () => {
    for (const term of ['-', '_', '---', '\u20dd'])
      expect((await m.api('POST', '/synonyms', { Terms: [term, 'shirt'] })).status).toBe(400)
    const add = 'insert into synonyms (Marketplace, ID, Terms, Version) values (?, ?, ?, 1)'
    await env.DB.prepare(add).bind(m.id, 'odd', '["-","shirt"]').run()
    expect(await found('search=rope')).toEqual(['p2'])
    expect(await found('search=shirt')).toEqual(['p8'])
    await m.must('DELETE', '/synonyms/odd')
  })

  it('are two terms at least, of words', async () => {
    for (const Terms of [[], ['one'], ['one', ''], ['one', '!?'], null, 'one', ['a', 1]]) {
      const { status, body } = await m.api('POST', '/synonyms', { Terms })
      expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('Terms')])
    }
    const { status } = await m.api('POST', '/synonyms', {
      Terms: Array.from({ length: 21 }, (_, i) => `w${i}`),
    })
    expect(status).toBe(400)
  })

  it('are no operators of the index', async () => {
    await m.must('PUT', '/synonyms/odd', { Terms: ['sofa', 'x" OR couch', 'NEAR(couch)', 'Name:couch*'] })
    expect(await found('search=sofa')).toEqual(['p4'])
    await m.must('DELETE', '/synonyms/odd')
  })
})
