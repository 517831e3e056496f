import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Fields } from '../../src/api/field.ts'
import { operations } from '../../src/operations.ts'
import type { Operation } from '../../src/resource/operation.ts'
import { type As, type Marketplace, marketplace, type User } from '../support/marketplace.ts'
import { callerOf, callIn, pathIn } from './requests.ts'
import { makeWorld, type World } from './world.ts'

describe('any text as property, value, sort or search', () => {
  let world: World
  beforeAll(async () => {
    world = await makeWorld()
  })

  const queried = operations.filter((o) => o.list && !o.list.pagesOnly).map((o) => [o.id, o] as const)
  /** Text of what means something to a query, to SQL, to JSON or its paths, to full text, or to nobody. */
  const text = fc.string({
    unit: fc.constantFrom(
      ...'\\\0"\'`[]{}()#$.*!|<>=,;:%_-^ \n09aA',
      'é',
      '\u0301',
      '界',
      'ก',
      '\u{1f600}',
      '\uffff',
    ),
    maxLength: 12,
  })
  const name = fc.oneof(
    text,
    text.map((t) => `xp.${t}`),
    fc.array(text, { maxLength: 200 }).map((t) => `xp.${t.join('.')}`),
  )

  const answers = async (o: Operation, query: Record<string, string>) => {
    const path = pathIn(world, o, {}, query)
    const { status } = await callIn(world, o, { path, as: callerOf(world, o) })
    expect([path, status]).toEqual([path, expect.toSatisfy((s: number) => s === 200 || s === 400)])
  }
  const namesIn = (fields: Fields): string[] =>
    Object.entries(fields).flatMap(([property, f]) => [
      property,
      ...namesIn(f.fields ?? f.of?.fields ?? {}).map((below) => `${property}.${below}`),
    ])
  const namesOf = (o: Operation) => [
    ...namesIn(o.listFields ?? o.response!.fields),
    ...Object.keys(o.query ?? {}),
  ]

  it.each(queried)('is answered by %s, never by a failure', async (_, o) => {
    const property = fc.oneof(name, fc.constantFrom(...namesOf(o), 'page', 'pageSize', 'pageKey', 'depth'))
    await fc.assert(
      fc.asyncProperty(property, text, async (property, value) => {
        await answers(o, { [property]: value })
        await answers(o, { sortBy: property, search: value })
        await answers(o, { search: value || 'x', searchOn: property })
      }),
      { numRuns: 10, seed: o.id.length },
    )
  })

  it.each(queried)('of whatever kind a property of %s is', async (_, o) => {
    for (const property of namesOf(o)) {
      for (const value of ['*', '', '!x', '>1']) await answers(o, { [property]: value })
      await answers(o, { sortBy: property })
      await answers(o, { search: 'x', searchOn: property })
    }
  })
})

describe('a key of xp that holds no dot', () => {
  const keys = [
    'plain',
    'Plain',
    'back\\',
    '\\',
    'back\\slash',
    'quo"ted',
    'quoted',
    '"',
    "it's",
    'a\0b',
    'a\0c',
    '\0',
    'a',
    '[0]',
    '0',
    '#-1',
    '$',
    '@',
    ' spaced ',
    'spaced',
    'line\nbreak',
    '\\u0061',
    '漢字',
    'é',
    'e\u0301',
    '%_',
    '{}',
    '<5 kg',
    'a>b!c',
    '__proto__',
    'constructor',
    'toJSON',
    '',
  ]
  let m: Marketplace
  let shopper: User
  beforeAll(async () => {
    m = await marketplace()
    const buyer = await m.buyer()
    shopper = buyer.user
    for (const [i, key] of keys.entries()) {
      const own = { ID: `k${i}`, Name: 'Thing', Active: true, xp: Object.fromEntries([[key, 'yes']]) }
      await m.product(buyer, own)
      await m.must('POST', '/buyers', own)
      await m.must('POST', '/orders/Outgoing', { ID: own.ID, xp: own.xp }, shopper)
    }
  })

  const lists: [string, (() => As)?][] = [
    ['/products'],
    ['/me/products', () => shopper],
    ['/buyers'],
    ['/me/orders', () => shopper],
  ]
  describe.each(lists)('of %s', (path, as) => {
    const found = async (query: Record<string, string>) => {
      const asked = new URLSearchParams({
        ...(path === '/me/orders' ? { IsSubmitted: 'false' } : {}),
        pageSize: '100',
        ...query,
      })
      const { Items } = await m.must('GET', `${path}?${asked}`, undefined, as?.() ?? 'seller')
      return Items.map((o: { ID: string }) => o.ID)
    }

    it.each(keys.map((key, i) => [JSON.stringify(key), key, `k${i}`]))(
      'is found, sorted and searched as itself: %s',
      async (_, key, id) => {
        expect(await found({ [`xp.${key}`]: 'yes' })).toEqual([id])
        expect(await found({ [`xp.${key}`]: '*' })).toEqual([id])
        expect(await found({ [`xp.${key}`]: '!yes' })).not.toContain(id)
        expect((await found({ sortBy: `!xp.${key}` }))[0]).toBe(id)
        expect((await found({ sortBy: `xp.${key}` })).at(-1)).toBe(id)
        expect(await found({ search: 'yes', searchOn: `xp.${key}` })).toEqual([id])
      },
    )
  })

  it('is counted as itself by a facet, or cannot be one', async () => {
    for (const [i, XpPath] of keys.entries()) {
      const { status } = await m.api('POST', '/productfacets', { ID: 'one', Name: 'One', XpPath })
      expect([XpPath, status]).toEqual([XpPath, XpPath === '' || XpPath.includes('\0') ? 400 : 201])
      if (status === 400) continue
      const { Meta } = await m.must('GET', '/products?pageSize=1')
      const one = [{ XpPath, Values: [{ Value: 'yes', Count: 1 }] }]
      expect(Meta.Facets).toMatchObject(one)
      const mine = await m.must('GET', `/me/products?ID=k${i}`, undefined, shopper)
      expect(mine.Meta.Facets).toMatchObject(one)
      await m.must('DELETE', '/productfacets/one')
    }
  })
})
