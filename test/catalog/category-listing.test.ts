import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'

/** The tree: `a` above `b` above `c`, and `d` beside them. */
const PARENTS: Record<string, string | null> = { a: null, b: 'a', c: 'b', d: null }
const CATEGORIES = Object.keys(PARENTS)
/** Products that may have children, children, and others. */
const TOPS = ['t0', 't1']
const CHILDREN = ['k0', 'k1', 'k2']
const PRODUCTS = [...TOPS, ...CHILDREN, 'p0', 'p1', 'p2']
/** Whatever they are called by now. */
const isChild = (id: string) => CHILDREN.includes(id.replace('b', ''))
const isTop = (id: string) => TOPS.includes(id.replace('b', ''))
const NAMES = ['x', 'X', 'y', 'z']

interface Product {
  Name: string
  ParentID: string | null
  Active: boolean
}

interface World {
  products: Map<string, Product>
  places: { CategoryID: string; ProductID: string; ListOrder: number | null }[]
  active: Set<string>
}

/** What is done to the world: by the API, and by hand. */
type Step = {
  what: 'place' | 'leave' | 'rename' | 'call' | 'join' | 'switch' | 'hide' | 'drop'
  i: number
  j: number
}
const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(
    'place',
    'place',
    'place',
    'leave',
    'rename',
    'call',
    'join',
    'switch',
    'hide',
    'drop',
  ),
  i: fc.nat(99),
  j: fc.nat(99),
})
const pick = <T>(all: readonly T[], i: number) => all[i % all.length]!

async function take({ what, i, j }: Step, w: World, m: Marketplace, CatalogID: string): Promise<void> {
  const at = `/catalogs/${CatalogID}/categories`
  const [CategoryID, ProductID] = [pick(CATEGORIES, i), pick([...w.products.keys()], j)]
  const same = (p: World['places'][number]) => p.CategoryID === CategoryID && p.ProductID === ProductID
  const product = w.products.get(ProductID)!
  if (what === 'place') {
    const ListOrder = pick([null, 0, 1, 2], i + j)
    await m.must('POST', `${at}/productassignments`, { CategoryID, ProductID, ListOrder })
    w.places = [...w.places.filter((p) => !same(p)), { CategoryID, ProductID, ListOrder }]
  } else if (what === 'leave') {
    await m.must('DELETE', `${at}/${CategoryID}/productassignments/${ProductID}`)
    w.places = w.places.filter((p) => !same(p))
  } else if (what === 'rename') {
    product.Name = pick(NAMES, i)
    await m.must('PATCH', `/products/${ProductID}`, { Name: product.Name })
  } else if (what === 'call') {
    // Another ID, by which its children and its places must go too.
    const ID = ProductID.endsWith('b') ? ProductID.slice(0, -1) : `${ProductID}b`
    await m.must('PATCH', `/products/${ProductID}`, { ID })
    const named = (id: string | null) => (id === ProductID ? ID : id)
    w.products = new Map(
      [...w.products].map(([id, p]) => [named(id)!, { ...p, ParentID: named(p.ParentID) }]),
    )
    w.places = w.places.map((p) => ({ ...p, ProductID: named(p.ProductID)! }))
  } else if (what === 'join') {
    const child = pick([...w.products.keys()].filter(isChild), j)
    const found = child && w.products.get(child)
    if (!found) return
    const ParentID = pick([...w.products.keys()].filter(isTop), i)
    if (ParentID === found.ParentID) return
    found.ParentID = ParentID
    await m.must('PATCH', `/products/${child}`, { ParentID })
    // Who joins another family gives up places of its own.
    w.places = w.places.filter((p) => p.ProductID !== child)
  } else if (what === 'switch') {
    product.Active = !product.Active
    await m.must('PATCH', `/products/${ProductID}`, { Active: product.Active })
  } else if (what === 'hide') {
    const Active = !w.active.has(CategoryID)
    if (Active) w.active.add(CategoryID)
    else w.active.delete(CategoryID)
    await m.must('PATCH', `${at}/${CategoryID}`, { Active })
  } else if (isChild(ProductID)) {
    await m.must('DELETE', `/products/${ProductID}`)
    w.products.delete(ProductID)
    w.places = w.places.filter((p) => p.ProductID !== ProductID)
  }
}

const above = (category: string | null): string[] =>
  category === null ? [] : [category, ...above(PARENTS[category]!)]

/** What a list of a category shows, told without any index: by the first place, name and ID. */
function expected(w: World, category: string, depth: number): string[] {
  const counted = CATEGORIES.filter((c) => {
    const way = above(c)
    const level = way.indexOf(category)
    return level >= 0 && level < depth && way.every((k) => w.active.has(k))
  })
  const place = (id: string, { ParentID }: Product) =>
    Math.min(
      ...w.places
        .filter((p) => counted.includes(p.CategoryID) && (p.ProductID === id || p.ProductID === ParentID))
        .map((p) => p.ListOrder ?? 2 ** 31 - 1),
    )
  const live = ({ Active, ParentID }: Product) => Active && (!ParentID || w.products.get(ParentID)!.Active)
  const order = (x: string | number, y: string | number) => (x < y ? -1 : x > y ? 1 : 0)
  return [...w.products]
    .filter(([id, p]) => live(p) && place(id, p) < Number.POSITIVE_INFINITY)
    .map(([id, p]) => ({ id, place: place(id, p), name: p.Name.toLowerCase() }))
    .sort((x, y) => order(x.place, y.place) || order(x.name, y.name) || order(x.id, y.id))
    .map(({ id }) => id)
}

async function shown(m: Marketplace, user: User, query: string, pageSize: number): Promise<string[]> {
  const ids: string[] = []
  for (let page = 1; ; page++) {
    const { Items, Meta } = await m.must(
      'GET',
      `/me/products?${query}&pageSize=${pageSize}&page=${page}`,
      undefined,
      user,
    )
    ids.push(...Items.map((i: { ID: string }) => i.ID))
    if (page >= Meta.TotalPages) {
      expect(Meta.TotalCount).toBe(ids.length)
      return ids
    }
  }
}

it('the pages of a category together are its products, each once, in the order of their places', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 14 }), fc.nat(99), async (steps, n) => {
      const m = await marketplace()
      const { ID: CatalogID, user } = await m.buyer()
      const w: World = { products: new Map(), places: [], active: new Set(CATEGORIES) }
      for (const [ID, ParentID] of Object.entries(PARENTS))
        await m.must('POST', `/catalogs/${CatalogID}/categories`, { ID, Name: ID, ParentID, Active: true })
      for (const [i, ID] of PRODUCTS.entries()) {
        const ParentID = CHILDREN.includes(ID) ? pick(TOPS, i) : null
        const product = { Name: pick(NAMES, i), ParentID, Active: true }
        await m.must('POST', '/products', { ID, ...product, IsParent: TOPS.includes(ID) })
        if (!ParentID) await m.must('POST', '/catalogs/productassignments', { CatalogID, ProductID: ID })
        w.products.set(ID, product)
      }
      for (const s of steps) await take(s, w, m, CatalogID)
      const category = pick(CATEGORIES, n)
      for (const [depth, levels] of [
        ['all', 9],
        ['1', 1],
        ['2', 2],
      ] as const) {
        const query = `catalogID=${CatalogID}&categoryID=${category}&depth=${depth}`
        const rule = expected(w, category, levels)
        // The first list finds out what there is, the second knows it, and whether it is of one category.
        const asked = [await shown(m, user, query, 2), await shown(m, user, query, 3)]
        expect([query, ...asked]).toEqual([query, rule, rule])
      }
      const { results } = await env.DB.prepare(
        `with derived as (select p.ID as ProductID, k.CategoryID, min(coalesce(k.ListOrder, 2147483647)) as Place, p.Name
            from products p join category_products k on k.Marketplace = p.Marketplace and k.ProductID in (p.ID, p.ParentID)
            where p.Marketplace = ?1 group by p.ID, k.CategoryID),
          listed as (select ProductID, CategoryID, Place, Name from listed_products where Marketplace = ?1)
        select * from (select * from derived except select * from listed)
        union all select * from (select * from listed except select * from derived)`,
      )
        .bind(m.id)
        .all()
      expect(results).toEqual([])
    }),
    { numRuns: 25 },
  )
})

it('a page of a category reads as much as it shows, however many there are', async () => {
  const m = await marketplace()
  const { ID: CatalogID, user } = await m.buyer()
  await m.must('POST', `/catalogs/${CatalogID}/categories`, { ID: 'a', Name: 'A', Active: true })
  await m.product({ ID: CatalogID }, { ID: 'first', Name: 'First' })
  await m.must('POST', `/catalogs/${CatalogID}/categories/productassignments`, {
    CategoryID: 'a',
    ProductID: 'first',
  })
  await env.DB.batch(
    [
      `insert into products (Marketplace, ID, OwnerID, IsParent, IsBundle, AutoForward, AllSuppliersCanSell, Returnable, Name, QuantityMultiplier, Active, Live, Shelf, Version)
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 500)
        select Marketplace, 'p' || i, OwnerID, 0, 0, 0, 0, 0, 'P' || i, 1, 1, 1, Shelf, 1 from n, products where Marketplace = ?1 and ID = 'first'`,
      `insert into category_products (Marketplace, CatalogID, CategoryID, ProductID, ListOrder, Version)
        select Marketplace, '${CatalogID}', 'a', ID, null, 1 from products where Marketplace = ?1 and ID <> 'first'`,
      `update shelves set Live = 501 where Marketplace = ?1 and Live = 1`,
    ].map((s) => env.DB.prepare(s).bind(m.id)),
  )
  const page = async (more = '') => {
    const sent = await sentDuring(async () => {
      const { Items, Meta } = await m.must('GET', `/me/products?categoryID=a${more}`, undefined, user)
      expect([Meta.TotalCount, Items.length, Items[0].ID]).toEqual([501, 20, 'first'])
    })
    const statements = sent.flatMap((s) => s.batches.flat())
    return statements.find((s) => / as Schedule\b/.test(s.sql))!.rowsRead
  }
  await m.must('GET', '/me/products?ID=first', undefined, user)
  expect(await page()).toBeLessThan(400)
  // Asked for otherwise, the answer is not known, but how many there are.
  expect(await page('&')).toBeLessThanOrEqual(5 * 20 + 10)
})
