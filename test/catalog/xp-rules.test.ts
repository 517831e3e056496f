import { beforeAll, describe, expect, it } from 'vitest'
import { type Marketplace, marketplace } from '../support/marketplace.ts'

let m: Marketplace

beforeAll(async () => {
  m = await marketplace()
  const products: Record<string, unknown> = {
    text: { Width: '10', Box: { Lid: 'oak' } },
    number: { Width: 10, Box: { Lid: 'ash' } },
    wide: { Width: 200, Box: { Lid: 'elm' } },
    flag: { Width: true },
    none: { Other: 1 },
    bare: null,
  }
  for (const [ID, xp] of Object.entries(products)) await m.must('POST', '/products', { ID, Name: ID, xp })
})

const found = async (query: string) =>
  (await m.must('GET', `/products?${query}`)).Items.map((p: { ID: string }) => p.ID)
const sorted = async (query: string) => (await found(query)).sort()

describe('extended properties of products', () => {
  it('that are not there match a negative filter', async () => {
    expect(await sorted('xp.Box.Lid=!oak')).toEqual(['bare', 'flag', 'none', 'number', 'wide'])
  })

  it('are told apart by being there: * finds what has one, !* what has none', async () => {
    expect(await sorted('xp.Width=*')).toEqual(['flag', 'number', 'text', 'wide'])
    expect(await sorted('xp.Width=!*')).toEqual(['bare', 'none'])
  })

  it('of several types under one name leave no product out of a list', async () => {
    expect((await found('sortBy=xp.Width')).length).toBe(6)
    expect((await found('sortBy=!xp.Width')).length).toBe(6)
  })

  it('compare by the type of what is asked: 200 is more than 30 as a number', async () => {
    expect(await sorted('xp.Width=>30')).toContain('wide')
    expect(await sorted('xp.Width=>30')).not.toContain('number')
    expect(await sorted('xp.Width=true')).toEqual(['flag'])
  })

  it('are filtered, sorted and searched by a dotted path', async () => {
    expect(await found('xp.Box.Lid=elm')).toEqual(['wide'])
    expect(await found('xp.Box.Lid=*&sortBy=xp.Box.Lid')).toEqual(['number', 'wide', 'text'])
    expect(await found('search=ash&searchOn=xp.Box.Lid')).toEqual(['number'])
  })

  it('are searched by all values below a name, and not by names', async () => {
    expect(await found('search=ash&searchOn=xp.Box.*')).toEqual(['number'])
    expect(await found('search=Lid&searchOn=xp.Box.*')).toEqual([])
  })

  it('need no index, and get none', async () => {
    const answer = await m.api('PUT', '/xpindices', { ThingType: 'Product', Key: 'Width' })
    expect(answer.status).toBe(400)
  })

  it('take 8000 bytes, and not one more', async () => {
    const xp = (size: number) => ({ T: 'x'.repeat(size - JSON.stringify({ T: '' }).length) })
    const save = async (size: number) =>
      (await m.api('PUT', '/products/long', { Name: 'Long', xp: xp(size) })).status
    expect(await save(8001)).toBe(400)
    expect(await save(8000)).toBeOneOf([200, 201])
  })
})
