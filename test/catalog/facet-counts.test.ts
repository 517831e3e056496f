import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'

describe('the counts of many products', () => {
  const MANY = 2100
  let shop: Marketplace
  let first: { ID: string; user: User }
  const blue = async (as: User | 'seller' = first.user, query = '') => {
    const path = as === 'seller' ? '/products' : '/me/products'
    const { Meta } = await shop.must('GET', `${path}?${query}`, undefined, as)
    return Meta.Facets[0].Values.find((v: { Value: string }) => v.Value === 'Blue')?.Count
  }
  /** Changes a product behind the back of the API. */
  const paint = (ID: string, color: string) =>
    env.DB.prepare('update products set xp = ?3 where Marketplace = ?1 and ID = ?2')
      .bind(shop.id, ID, JSON.stringify({ Color: color }))
      .run()

  beforeEach(async () => {
    shop = await marketplace()
    first = await shop.buyer()
    await shop.product(first, { ID: 'p0', xp: { Color: 'Blue' } })
    await env.DB.batch([
      env.DB.prepare(
        `insert into products (Marketplace, ID, OwnerID, IsParent, IsBundle, AutoForward, AllSuppliersCanSell, Returnable, Name, QuantityMultiplier, Active, Live, Shelf, xp, Version)
          with recursive n(i) as (select 1 union all select i + 1 from n where i < ?2)
          select Marketplace, 'p' || i, OwnerID, 0, 0, 0, 0, 0, 'P' || i, 1, 1, 1, Shelf, '{"Color":"Red"}', 1 from n, products where Marketplace = ?1 and ID = 'p0'`,
      ).bind(shop.id, MANY),
      env.DB.prepare('update shelves set Live = ?2 where Marketplace = ?1 and Live = 1').bind(
        shop.id,
        MANY + 1,
      ),
    ])
    await shop.must('POST', '/productfacets', { ID: 'Color', Name: 'Color' })
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('are kept, for those who see the same and ask the same, and counted anew behind an answer after half a minute', async () => {
    expect(await blue()).toBe(1)
    expect(await blue('seller')).toBe(1)
    await eventually(async () => expect(await keptRows()).toBe(2))
    await paint('p1', 'Blue')
    const colleague = await shop.user('Buyer', first.ID, ['Shopper'])
    expect([await blue(), await blue(colleague, 'page=2&sortBy=Name'), await blue('seller')]).toEqual([
      1, 1, 1,
    ])
    expect(await blue(first.user, 'ID=p0|p1')).toBe(2)
    expect(await blue(first.user, 'xp.Color=blue')).toBe(2)
    const later = Date.now() + 31_000
    vi.spyOn(Date, 'now').mockImplementation(() => later)
    expect([await blue(), await blue('seller')]).toEqual([1, 1])
    await eventually(async () => expect([await blue(), await blue('seller')]).toEqual([2, 2]))
  })

  it('come with a total that is told once more, where it was dear, and counted behind the answer', async () => {
    const total = async () =>
      (await shop.must('GET', '/me/products?xp.Color=blue', undefined, first.user)).Meta.TotalCount
    const keep = (RowsRead: number) =>
      env.DB.prepare('update list_totals set RowsRead = ?2 where Marketplace = ?1')
        .bind(shop.id, RowsRead)
        .run()
    expect(await total()).toBe(1)
    await eventually(async () => expect((await keep(1000)).meta.changes).toBe(1))
    await paint('p1', 'Blue')
    expect(await total()).toBe(2)
    await eventually(async () => expect((await keep(50_000)).meta.changes).toBe(1))
    await paint('p2', 'Blue')
    expect(await total()).toBe(2)
    const later = Date.now() + 31_000
    vi.spyOn(Date, 'now').mockImplementation(() => later)
    expect(await total()).toBe(2)
    await eventually(async () => expect(await total()).toBe(3))
    await keep(50_000)
    await paint('p3', 'Blue')
    await shop.must('PATCH', `/catalogs/${first.ID}`, { Active: false })
    await shop.must('PATCH', `/catalogs/${first.ID}`, { Active: true })
    expect(await total()).toBe(4)
  })

  it('are kept anew when they have become few', async () => {
    const total = async () =>
      (await shop.must('GET', '/me/products?xp.Color=blue', undefined, first.user)).Meta.TotalCount
    expect(await total()).toBe(1)
    const dear = 'update list_totals set RowsRead = 50000 where Marketplace = ?'
    await eventually(async () =>
      expect((await env.DB.prepare(dear).bind(shop.id).run()).meta.changes).toBe(1),
    )
    await env.DB.prepare("delete from products where Marketplace = ? and ID not in ('p0', 'p1')")
      .bind(shop.id)
      .run()
    await paint('p1', 'Blue')
    const later = Date.now() + 31_000
    vi.spyOn(Date, 'now').mockImplementation(() => later)
    expect(await total()).toBe(1)
    await eventually(async () => expect(await total()).toBe(2))
  })

  it('are not kept of a list that each user has another of', async () => {
    for (const query of ['Inventory.Enabled=!*', 'PriceSchedule.ID=!*', 'InventoryRecords.ID|Name=!x']) {
      const { Meta } = await shop.must('GET', `/me/products?${query}`, undefined, first.user)
      expect(Meta.TotalCount).toBeGreaterThanOrEqual(MANY)
    }
    await blue()
    await eventually(async () => expect(await keptRows()).not.toBe(0))
    expect(await keptRows()).toBe(1)
  })

  it('cost a few rows where they are kept', async () => {
    await blue()
    await eventually(async () => expect(await keptRows()).toBe(1))
    const colleague = await shop.user('Buyer', first.ID, ['Shopper'])
    const sent = await sentDuring(() => blue(colleague))
    const statements = sent.flatMap((s) => s.batches.flat()).filter((s) => s.sql.includes('facet_counts'))
    expect(statements).not.toEqual([])
    expect(statements.reduce((sum, s) => sum + s.rowsRead, 0)).toBeLessThan(50)
  })

  it('are made anew when access changes, or a facet does', async () => {
    await blue()
    await eventually(async () => expect(await keptRows()).toBe(1))
    await paint('p1', 'Blue')
    expect(await blue()).toBe(1)
    await shop.must('PATCH', `/catalogs/${first.ID}`, { Active: false })
    await shop.must('PATCH', `/catalogs/${first.ID}`, { Active: true })
    expect(await blue()).toBe(2)
    await eventually(async () => expect(await blue()).toBe(2))
    await paint('p2', 'Blue')
    await shop.must('PATCH', '/productfacets/Color', { MinCount: 2 })
    expect(await blue()).toBe(3)
  })

  it('are bounded: a hundred thousand are counted at most', async () => {
    const sent = await sentDuring(() => blue('seller'))
    const statement = sent.flatMap((s) => s.batches.flat()).find((s) => s.sql.includes('ranked as'))!
    expect(statement.params).toContain(100_000)
  })

  it('are of two thousand products for a shopper who is the first to ask, and of all behind the answer', async () => {
    const reds = async (as?: 'seller') => {
      const { Meta } = await shop.must('GET', as ? '/products' : '/me/products', undefined, as ?? first.user)
      return Meta.Facets[0].Values.find((v: { Value: string }) => v.Value === 'Red').Count
    }
    const told = await reds()
    expect([told >= 1999, told <= 2000]).toEqual([true, true])
    await eventually(async () => expect(await reds()).toBe(MANY))
    expect(await reds('seller')).toBe(MANY)
  })

  it('come with a total that is of five thousand matches for a shopper who is the first to ask', async () => {
    await env.DB.prepare(
      `insert into products (Marketplace, ID, OwnerID, IsParent, IsBundle, AutoForward, AllSuppliersCanSell, Returnable, Name, QuantityMultiplier, Active, Live, Shelf, xp, Version)
        select Marketplace, ID || n, OwnerID, 0, 0, 0, 0, 0, 'Glove', 1, 1, 1, Shelf, xp, 1 from products, (select 'a' as n union all select 'b' union all select 'c')
        where Marketplace = ?1 and ID <> 'p0'`,
    )
      .bind(shop.id)
      .run()
    await shop.must('PUT', '/synonyms/hands', { Terms: ['mitten', 'glove'] })
    const path = '/me/products?xp.Color=red&Name=Glove&pageSize=100&page=61'
    const { Meta, Items } = await shop.must('GET', path, undefined, first.user)
    // What a page shows is among what there is said to be.
    expect([Items.length, Meta.TotalCount, Meta.ItemRange]).toEqual([100, 6101, [6001, 6100]])
    for (const [query, all] of [
      ['xp.Color=red', 4 * MANY],
      ['search=glove', 3 * MANY],
      ['search=mitten', 3 * MANY],
      ['search=glove&xp.Color=red', 3 * MANY],
    ] as const) {
      const total = async () =>
        (await shop.must('GET', `/me/products?${query}`, undefined, first.user)).Meta.TotalCount
      // That it is not all is not remembered.
      expect([query, await total()]).toEqual([query, 5000])
      await eventually(async () => expect([query, await total()]).toEqual([query, all]))
      // When products have changed, it is told as it was.
      await shop.must('PATCH', '/products/p0', { Description: 'changed' })
      expect([query, await total()]).toEqual([query, all])
    }
  })

  it('show fewer values where they would be too long to be kept', async () => {
    const FACETS = 30
    await env.DB.prepare(
      `update products set xp = (select json_group_object('F' || f, printf('%0200d', rowid % 150 * 100 + f))
        from (with recursive g(f) as (select 1 union all select f + 1 from g where f < ?2) select f from g)) where Marketplace = ?1`,
    )
      .bind(shop.id, FACETS)
      .run()
    for (let f = 1; f <= FACETS; f++)
      await shop.must('POST', '/productfacets', { ID: `F${f}`, Name: `F${f}` })
    const values = async () => {
      const { Meta } = await shop.must('GET', '/me/products?pageSize=1', undefined, first.user)
      return Meta.Facets.at(-1).Values as { Count: number }[]
    }
    expect((await values()).length).toBe(50)
    await eventually(async () => expect(await keptRows()).toBe(1))
    const kept = await values()
    expect([kept.length, kept.every((v) => v.Count >= 14)]).toEqual([50, true])
  })

  const keptRows = () =>
    env.DB.prepare('select count(*) n from facet_counts where Marketplace = ?').bind(shop.id).first('n')
})
