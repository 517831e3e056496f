import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { misListed } from '../support/listings.ts'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'

/** The tree at first: `a` above `b` and `e`, `b` above `c`, and `d` beside them. */
const PARENTS: Record<string, string | null> = { a: null, b: 'a', c: 'b', d: null, e: 'a' }
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
  /** What each category hangs on, by what they are called by now. */
  parents: Map<string, string | null>
  active: Set<string>
  /** What is said of who sees them. */
  shown: Map<string, boolean | null>
}

const STEPS = [
  ...(['place', 'leave', 'rename', 'call', 'join', 'switch', 'drop'] as const),
  ...(['hide', 'show', 'move', 'callCategory'] as const),
]
/** What is done to the world: by the API, and by hand. */
type Step = {
  what: (typeof STEPS)[number]
  i: number
  j: number
}
const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom('place', 'place', 'place', 'place', 'show', 'show', ...STEPS),
  i: fc.nat(99),
  j: fc.nat(99),
})
const pick = <T>(all: readonly T[], i: number) => all[i % all.length]!

async function take(step: Step, w: World, m: Marketplace, CatalogID: string): Promise<void> {
  const { what, i, j } = step
  if (what === 'hide' || what === 'show' || what === 'move' || what === 'callCategory')
    return change(step, w, m, CatalogID)
  const at = `/catalogs/${CatalogID}/categories`
  const [CategoryID, ProductID] = [pick([...w.parents.keys()], i), pick([...w.products.keys()], j)]
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
  } else if (isChild(ProductID)) {
    await m.must('DELETE', `/products/${ProductID}`)
    w.products.delete(ProductID)
    w.places = w.places.filter((p) => p.ProductID !== ProductID)
  }
}

/** What is done to a category. */
async function change({ what, i, j }: Step, w: World, m: Marketplace, CatalogID: string): Promise<void> {
  const at = `/catalogs/${CatalogID}/categories`
  const CategoryID = pick([...w.parents.keys()], i)
  if (what === 'hide') {
    const Active = !w.active.has(CategoryID)
    if (Active) w.active.add(CategoryID)
    else w.active.delete(CategoryID)
    await m.must('PATCH', `${at}/${CategoryID}`, { Active })
  } else if (what === 'show') {
    // Something may be shown below what is not, and the other way round.
    const Visible = pick([false, false, true, null], j)
    w.shown.set(CategoryID, Visible)
    await m.must('POST', `${at}/assignments`, { CategoryID, BuyerID: CatalogID, Visible })
  } else if (what === 'move') {
    const others = [...w.parents.keys()].filter((c) => !above(w, c).includes(CategoryID))
    const ParentID = pick([null, ...others], j)
    w.parents.set(CategoryID, ParentID)
    await m.must('PATCH', `${at}/${CategoryID}`, { ParentID })
  } else {
    const ID = CategoryID.endsWith('b') && CategoryID.length > 1 ? CategoryID.slice(0, -1) : `${CategoryID}b`
    await m.must('PATCH', `${at}/${CategoryID}`, { ID })
    const named = (id: string) => (id === CategoryID ? ID : id)
    w.parents = new Map([...w.parents].map(([id, parent]) => [named(id), parent && named(parent)]))
    w.active = new Set([...w.active].map(named))
    w.shown = new Map([...w.shown].map(([id, shown]) => [named(id), shown]))
    w.places = w.places.map((p) => ({ ...p, CategoryID: named(p.CategoryID) }))
  }
}

const above = (w: World, category: string | null): string[] =>
  category === null ? [] : [category, ...above(w, w.parents.get(category)!)]

/** A category and all above it are active, and the nearest that says who sees it says so. */
function isSeen(w: World, category: string): boolean {
  const way = above(w, category)
  const said = way.map((k) => w.shown.get(k) ?? null).find((shown) => shown !== null)
  return way.every((k) => w.active.has(k)) && (said ?? true)
}

/** What a list of a category shows, told without any index: by the first place, name and ID. */
function expected(w: World, category: string, depth: number): string[] {
  const counted = [...w.parents.keys()].filter((c) => {
    const level = above(w, c).indexOf(category)
    return level >= 0 && level < depth && isSeen(w, c)
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
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 20 }), fc.nat(99), async (steps, n) => {
      const m = await marketplace()
      const { ID: CatalogID, user } = await m.buyer()
      const parents = new Map(Object.entries(PARENTS))
      const w: World = {
        products: new Map(),
        places: [],
        parents,
        active: new Set(parents.keys()),
        shown: new Map(),
      }
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
      const category = pick([...w.parents.keys()], n)
      const check = async (sizes: number[]) => {
        const all = [...w.parents.keys()].map((k) => [k, 'all', 9] as const)
        for (const [k, depth, levels] of [...all, [category, '1', 1] as const, [category, '2', 2] as const]) {
          const query = `catalogID=${CatalogID}&categoryID=${k}&depth=${depth}`
          const rule = expected(w, k, levels)
          for (const size of sizes) expect([query, await shown(m, user, query, size)]).toEqual([query, rule])
        }
      }
      // The first list finds out what there is, the second knows it, and whether it is of one category.
      await check([2, 3])
      // What is known of branches decides how they are read, and not what is shown.
      await env.DB.prepare('delete from audience_branches where Marketplace = ?').bind(m.id).run()
      await check([4])
      await env.DB.prepare(
        `insert into audience_branches (Marketplace, Audience, CatalogID, CategoryID, Most, Version)
          select a.Marketplace, a.ID, k.CatalogID, k.ID, 1, 1 from audiences a join categories k on k.Marketplace = a.Marketplace
            where a.Marketplace = ?`,
      )
        .bind(m.id)
        .run()
      await check([5])
      expect(await misListed(m.id)).toEqual([])
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

it('a page of a branch reads as much as it shows, however many categories it has', async () => {
  const m = await marketplace()
  const { ID: CatalogID, user } = await m.buyer()
  const category = (ID: string, ParentID: string | null) =>
    m.must('POST', `/catalogs/${CatalogID}/categories`, { ID, Name: ID, ParentID, Active: true })
  await category('top', null)
  await category('a', 'top')
  await category('b', 'top')
  await m.product({ ID: CatalogID }, { ID: 'first', Name: 'First' })
  const CategoryID = 'b'
  await m.must('POST', `/catalogs/${CatalogID}/categories/productassignments`, {
    CategoryID,
    ProductID: 'first',
  })
  await env.DB.batch(
    [
      `insert into categories (Marketplace, CatalogID, ID, Name, ListOrder, Active, ParentID, Key, Version)
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 500)
        select Marketplace, CatalogID, 'k' || i, 'K', i, 1, 'a', 'k' || i, 1 from n, categories where Marketplace = ?1 and ID = 'a'`,
      `insert into products (Marketplace, ID, OwnerID, IsParent, IsBundle, AutoForward, AllSuppliersCanSell, Returnable, Name, QuantityMultiplier, Active, Live, Shelf, Version)
        select p.Marketplace, k.ID, p.OwnerID, 0, 0, 0, 0, 0, k.ID, 1, 1, 1, p.Shelf, 1 from products p join categories k
          on k.Marketplace = p.Marketplace and k.ParentID = 'a' where p.Marketplace = ?1 and p.ID = 'first'`,
      `insert into category_products (Marketplace, CatalogID, CategoryID, ProductID, ListOrder, Version)
        select Marketplace, CatalogID, ID, ID, 1, 1 from categories where Marketplace = ?1 and ParentID = 'a'`,
      'update marketplaces set AccessVersion = AccessVersion + 1 where ID = ?1',
    ].map((s) => env.DB.prepare(s).bind(m.id)),
  )
  const page = async (query: string, shows: number) => {
    // Whose audience is known, and not what they asked for.
    await m.must('GET', `/me/products?pageSize=19&${query}`, undefined, user)
    const sent = await sentDuring(async () => {
      const { Items } = await m.must('GET', `/me/products?${query}`, undefined, user)
      expect([query, Items.length]).toEqual([query, shows])
    })
    return sent.flatMap((s) => s.batches.flat()).find((s) => / as Schedule\b/.test(s.sql))!.rowsRead
  }
  expect(await page('categoryID=top', 20)).toBeLessThanOrEqual(12 * 20 + 40)
  expect(await page('categoryID=top&page=2', 20)).toBeLessThanOrEqual(21 * 20 + 40)
  expect(await page('categoryID=a', 20)).toBeLessThanOrEqual(12 * 20 + 40)
  // Of whom nothing below `a` is seen, nothing there is looked at.
  for (const [ID, Visible] of [
    ['a', false],
    ['b', true],
  ] as const)
    await m.must('POST', `/catalogs/${CatalogID}/categories/assignments`, {
      CategoryID: ID,
      BuyerID: CatalogID,
      Visible,
    })
  expect(await page('categoryID=top', 1)).toBeLessThanOrEqual(60)
})
