import { beforeAll, describe, expect, it } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let buyer: { ID: string; user: User }

beforeAll(async () => {
  m = await marketplace()
  buyer = await m.buyer()
  const add = (ID: string, Name: string, Description: string | null, xp: unknown = null) =>
    m.product(buyer, { ID, Name, Description, xp })
  await add('mug', 'Enamel mug', 'For people who eat outdoors')
  await add('kettle', 'Kettle', 'An enamel kettle, and a mug to go with it')
  await add('tray', 'Serving tray', 'Beats carrying plates', {
    Brand: 'Enamelware',
    Tags: ['mugs', 'plates'],
  })
  await add('MUG-2', 'Steel cup', null)
  // The same words in another marketplace, which must never be found.
  const other = await marketplace()
  await other.product(await other.buyer(), { ID: 'foreign', Name: 'Enamel mug' })
})

const found = async (query: string, as: User | 'seller' = 'seller') =>
  (
    await m.must('GET', `${as === 'seller' ? '/products' : '/me/products'}?${query}`, undefined, as)
  ).Items.map((p: { ID: string }) => p.ID)

describe.each(['the seller', 'a shopper'])('%s', (who) => {
  const search = (query: string) => found(query, who === 'the seller' ? 'seller' : buyer.user)

  it('finds words whatever their ending, and no parts of words', async () => {
    expect(await search('search=eats')).toEqual(['mug'])
    expect(await search('search=beat')).toEqual(['tray'])
    expect(await search('search=eat')).not.toContain('tray')
  })

  it('puts the whole phrase first, then heavier fields', async () => {
    expect((await search('search=enamel mug'))[0]).toBe('mug')
    expect((await search('search=mug&searchOn=Name,Description'))[0]).toBe('mug')
  })

  it('looks in ID, Name and Description unless told otherwise', async () => {
    expect((await search('search=mug')).sort()).toEqual(['MUG-2', 'kettle', 'mug'])
    expect(await search('search=mug&searchOn=Name')).toEqual(['mug'])
    expect(await search('search=mugs&searchOn=xp.*')).toEqual(['tray'])
    expect(await search('search=Enamelware&searchOn=xp.Brand')).toEqual(['tray'])
    expect(await search('search=Enamelware&searchOn=xp.Tags')).toEqual([])
  })

  it('knows the search types', async () => {
    const both = 'search=enamel kettle&searchType='
    expect((await search(`${both}AnyTerm`)).sort()).toEqual(['kettle', 'mug'])
    expect(await search(`${both}AllTermsAnyField`)).toEqual(['kettle'])
    expect(await search('search=kettle people&searchType=AllTermsAnyField')).toEqual([])
    expect(await search('search=mug outdoors&searchType=AllTermsAnyField')).toEqual(['mug'])
    expect(await search('search=mug outdoors&searchType=AllTermsSameField')).toEqual([])
    expect(await search('search=enamel mug&searchType=ExactPhrase')).toEqual(['mug'])
    expect(await search('search=enamel ke&searchType=ExactPhrasePrefix')).toEqual(['kettle'])
  })

  it('takes quotes and operators of the index for what they are: text', async () => {
    for (const text of ['"', 'mug" OR "x', 'Name:mug', '*', 'NEAR(mug)', '-mug', '%22%22'])
      expect((await m.api('GET', `/products?search=${encodeURIComponent(text)}`)).status).toBe(200)
  })

  it('has a product once, whatever alphabet its words are of', async () => {
    const ID = `syllables-${who.length}`
    await m.product(buyer, { ID, Name: 'ᎠᎡᎢ ᎣᎤᎥ' })
    expect(await search('search=ᎠᎡᎢ ᎣᎤᎥ')).toEqual(expect.arrayContaining([ID]))
    const found = await search('search=ᎠᎡᎢ ᎣᎤᎥ&searchType=AnyTerm')
    expect(found).toEqual([...new Set(found)])
    await m.must('DELETE', `/products/${ID}`)
  })

  it('filters, sorts and counts within the search', async () => {
    expect(await search('search=mug&sortBy=!Name')).toEqual(['MUG-2', 'kettle', 'mug'])
    expect(await search('search=mug&ID=!kettle&sortBy=ID')).toEqual(['mug', 'MUG-2'])
  })
})

describe('the index', () => {
  it('follows every change of a product', async () => {
    const p = await m.product(buyer, { ID: 'changing', Name: 'Zylophone' })
    expect(await found('search=zylophones')).toEqual([p.ID])
    await m.must('PATCH', `/products/${p.ID}`, { Name: 'Marimba' })
    expect(await found('search=zylophone')).toEqual([])
    expect(await found('search=marimbas')).toEqual([p.ID])
    await m.must('DELETE', `/products/${p.ID}`)
    expect(await found('search=marimba')).toEqual([])
  })

  it('serves orders too', async () => {
    const order = await m.order(buyer.user, [['mug', 1]], { Comments: 'Please deliver to the loading docks' })
    await m.must('POST', `/orders/Outgoing/${order.ID}/submit`, undefined, buyer.user)
    expect((await m.must('GET', '/orders/Incoming?search=dock')).Items).toHaveLength(1)
    expect(
      (await m.must('GET', '/orders/Incoming?search=dock delivering&searchType=AllTermsSameField')).Items,
    ).toHaveLength(1)
    expect((await m.must('GET', '/me/orders?search=ock', undefined, buyer.user)).Items).toHaveLength(0)
  })
})
