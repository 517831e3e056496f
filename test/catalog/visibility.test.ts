import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ids } from '../support/answers.ts'
import { misListed } from '../support/listings.ts'
import { productsOfCategory, type Shopper, seesCategory, seesProduct } from '../support/visibility-rule.ts'
import { type Command, commands } from './commands.ts'
import { type Category, pick, type World } from './visibility-model.ts'
import { makeWorld } from './visibility-world.ts'

const compare = (x: string | number, y: string | number) => (x < y ? -1 : x > y ? 1 : 0)

/** Categories of a catalogue as a list shows them: depth first, siblings by place, name and ID. */
function inTreeOrder(w: World, u: Shopper, catalog: string): string[] {
  const of = w.categories.filter((k) => k.CatalogID === catalog)
  const from = (parent: string | null): Category[] =>
    of
      .filter((k) => k.ParentID === parent)
      .sort(
        (x, y) =>
          compare(x.ListOrder, y.ListOrder) ||
          compare(x.Name, y.Name) ||
          compare(x.ID.toLowerCase(), y.ID.toLowerCase()),
      )
      .flatMap((k) => [k, ...from(k.ID)])
  return from(null)
    .filter((k) => seesCategory(w, u, k))
    .map((k) => k.ID)
}
/** Compares what users are shown with the rule. */
async function check(w: World, { i, j }: Command) {
  for (const { user, groups } of w.users) {
    const shopper: Shopper = { BuyerID: w.buyer, groups }
    const get = (path: string) => w.api.must('GET', path, undefined, user)
    const seen = (catalog?: string) =>
      w.products.filter((p) => seesProduct(w, shopper, p.ID, catalog)).map((p) => p.ID)

    const all = await get('/me/products?pageSize=100')
    expect(ids(all).toSorted()).toEqual(seen().toSorted())
    expect(all.Meta.TotalCount).toBe(seen().length)

    const catalog = pick(w.catalogs, i)!
    const inCatalog = await get(`/me/products?pageSize=100&catalogID=${catalog.ID}`)
    expect([catalog.ID, ids(inCatalog).toSorted()]).toEqual([catalog.ID, seen(catalog.ID).toSorted()])
    expect([catalog.ID, inCatalog.Meta.TotalCount]).toEqual([catalog.ID, seen(catalog.ID).length])

    const k = pick(w.categories, j)
    if (k) {
      for (const depth of ['all', '1']) {
        const expected = productsOfCategory(w, shopper, k.CatalogID, k.ID, depth === 'all' ? 100 : 1)
        const where = `catalogID=${k.CatalogID}&categoryID=${k.ID}&depth=${depth}`
        const found = await get(`/me/products?pageSize=100&${where}`)
        expect([where, ids(found).toSorted()]).toEqual([where, expected.toSorted()])
        expect([where, found.Meta.TotalCount]).toEqual([where, expected.length])
      }
    }

    const product = pick(w.products, i + j)
    if (product) {
      const { status } = await w.api.api('GET', `/me/products/${product.ID}`, undefined, user)
      expect([product.ID, status]).toEqual([product.ID, seesProduct(w, shopper, product.ID) ? 200 : 404])
    }

    expect(ids(await get('/me/categories?pageSize=100&depth=all'))).toEqual(
      inTreeOrder(w, shopper, w.defaultCatalog),
    )
    expect(ids(await get(`/me/categories?pageSize=100&depth=all&catalogID=${catalog.ID}`))).toEqual(
      inTreeOrder(w, shopper, catalog.ID),
    )
  }
  const listed = (query: string) =>
    w.api.must('GET', `/products?pageSize=100&sortBy=ID&${query}`).then((page) => ids(page).toSorted())
  const catalog = pick(w.catalogs, i)!
  const family = (holds: (id: string) => boolean) =>
    w.products.filter((p) => holds(p.ID) || (p.ParentID !== null && holds(p.ParentID))).map((p) => p.ID)
  const inCatalog = (id: string) =>
    w.productCatalogs.some((a) => a.CatalogID === catalog.ID && a.ProductID === id)
  expect(await listed(`catalogID=${catalog.ID}`)).toEqual(family(inCatalog).toSorted())
  const k = pick(w.categories, j)
  const inCategory = (id: string) =>
    w.categoryProducts.some(
      (a) => a.CatalogID === k?.CatalogID && a.CategoryID === k.ID && a.ProductID === id,
    )
  if (k)
    expect(await listed(`catalogID=${k.CatalogID}&categoryID=${k.ID}`)).toEqual(family(inCategory).toSorted())
  // What is told to be active is so with its parent.
  const active = family(() => true).filter((id) => {
    const p = w.products.find((q) => q.ID === id)!
    return p.Active && (w.products.find((q) => q.ID === p.ParentID)?.Active ?? true)
  })
  expect(await listed('Active=true')).toEqual(active.toSorted())
  const wrong = await env.DB.prepare(
    `select h.ID, h.Live, (select count(*) from products p where p.Marketplace = h.Marketplace and p.Shelf = h.ID and p.Live = 1) Products
      from shelves h where h.Marketplace = ?1 and h.Live <> (select count(*) from products p where p.Marketplace = h.Marketplace and p.Shelf = h.ID and p.Live = 1)`,
  )
    .bind(w.api.id)
    .all()
  expect(wrong.results).toEqual([])
  expect(await misListed(w.api.id)).toEqual([])
}

type Kind = Command['kind']
const command = (kinds: Kind[]): fc.Arbitrary<Command> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    i: fc.nat(20),
    j: fc.nat(20),
    k: fc.nat(3),
    a: fc.constantFrom(true, false, null),
    b: fc.constantFrom(true, false, null),
  })

/** What makes most of the differences between shoppers. */
const rights: Kind[] = [
  'assignCategory',
  'assignCategory',
  'assignCategory',
  'enterCategory',
  'enterCategory',
  'assignProduct',
  'assignCatalog',
  'assignCatalogToBuyers',
  'joinBuyerGroup',
  'joinGroup',
  'fillBundle',
]
const anything = command([...rights, ...(Object.keys(commands) as Kind[])])

it('shoppers see what the rule says, after any sequence of changes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(command(rights), { minLength: 12, maxLength: 16 }),
      fc.array(anything, { minLength: 8, maxLength: 12 }),
      async (before, sequence) => {
        const w = await makeWorld()
        for (const c of before) await commands[c.kind](w, c)
        for (const c of sequence) {
          await commands[c.kind](w, c)
          await check(w, c)
        }
      },
    ),
    { numRuns: 12 },
  )
})
