import { createExecutionContext, env } from 'cloudflare:test'
import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import type { User } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'
import { stoppedClock } from '../support/stopped-clock.ts'
import { type Command, commands } from './commands.ts'
import { type Picks, pick, type World } from './visibility-model.ts'
import { makeWorld } from './visibility-world.ts'

/** Milliseconds that each command takes: what an isolate has found to have changed has settled behind it. */
const STEP = 11_000

/** A Worker with a memory of its own, on the same database. */
async function isolate() {
  vi.resetModules()
  const [{ createApp }, { operations }, remembered] = await Promise.all([
    import('../../src/app.ts'),
    import('../../src/operations.ts'),
    import('../../src/store/remembered.ts'),
  ])
  const app = createApp(operations)
  const recall = vi.spyOn(remembered.Remembered.prototype, 'recall')
  return {
    async ask(path: string, as: User) {
      const request = new Request(`https://wharf.example/v1${path}`, {
        headers: { Authorization: `Bearer ${as.token}` },
      })
      const response = await app.fetch(request, env, createExecutionContext())
      return { status: response.status, body: await response.json() }
    },
    /** How often it knew something. */
    known: () => recall.mock.results.filter((r) => r.value !== undefined).length,
    forgets: () => void recall.mockReturnValue(undefined),
  }
}

/** What shoppers are shown of products beside which they see. */
const shown = {
  async setPrice(w: World, { i, k }: Picks) {
    const ID = `price${i % 3}`
    await w.api.must('PATCH', `/priceschedules/${ID}`, { PriceBreaks: [{ Quantity: 1, Price: 10 + k }] })
  },
  async beginSale(w: World, { i, j, k }: Picks) {
    const at = (steps: number) => new Date(Date.now() + steps * STEP).toISOString()
    await w.api.must('PATCH', `/priceschedules/price${i % 3}`, {
      PriceBreaks: [{ Quantity: 1, Price: 10, SalePrice: 5 }],
      SaleStart: at((j % 3) - 0.5),
      SaleEnd: at((j % 3) + k + 0.5),
    })
  },
  async pricing(w: World, { i, j }: Picks) {
    const product = pick(w.products, j)
    if (product)
      await w.api.must('PATCH', `/products/${product.ID}`, { DefaultPriceScheduleID: `price${i % 3}` })
  },
  async stock(w: World, { i, j, a }: Picks) {
    const product = pick(w.products, i)
    const Inventory = a === false ? { Enabled: false } : { Enabled: true, QuantityAvailable: j }
    if (product) await w.api.must('PATCH', `/products/${product.ID}`, { Inventory })
  },
  async rename(w: World, { i, j }: Picks) {
    const product = pick(w.products, i)
    if (product)
      await w.api.must('PATCH', `/products/${product.ID}`, { Name: `Name ${j}`, xp: { Color: `c${j % 3}` } })
  },
  async letterCase(w: World, { i, j }: Picks) {
    const product = pick(w.products, i)
    if (product) await w.api.must('PATCH', `/products/${product.ID}`, { Description: pick(['x', 'X'], j) })
  },
  async describeCategory(w: World, { i, j }: Picks) {
    const k = pick(w.categories, i)
    if (k) await w.api.must('PATCH', `/catalogs/${k.CatalogID}/categories/${k.ID}`, { Description: `D${j}` })
  },
  async describeCatalog(w: World, { i, j }: Picks) {
    const catalog = pick(w.catalogs, i)
    if (catalog) await w.api.must('PATCH', `/catalogs/${catalog.ID}`, { Description: `D${j}` })
  },
  async discount(w: World, { i, k }: Picks) {
    const DiscountBreaks = [{ Quantity: 1, Amount: 1 + k }]
    await w.api.must('PUT', `/discounts/d${i % 2}`, { DiscountBreaks, ProductFilter: 'xp.Color=c1' })
    await w.api.must('POST', '/discounts/assignments', { DiscountID: `d${i % 2}`, BuyerID: w.buyer })
  },
  async locale(w: World, { i, a }: Picks) {
    const group = pick(w.groups, i)
    const query = `buyerID=${w.buyer}${group ? `&userGroupID=${group}` : ''}`
    if (a) await w.api.must('DELETE', `/locales/euro/assignments?${query}`)
    else
      await w.api.must('POST', '/locales/assignments', {
        LocaleID: 'euro',
        BuyerID: w.buyer,
        UserGroupID: group ?? null,
      })
  },
  async spec(w: World, { i, j }: Picks) {
    const product = pick(w.products, i)
    await w.api.must('PUT', '/specs/size', { Name: `Size ${j}`, AllowOpenText: true })
    if (product)
      await w.api.api('POST', '/specs/productassignments', { SpecID: 'size', ProductID: product.ID })
  },
  async sell(w: World, { i, a }: Picks) {
    const product = pick(w.products, i)
    if (!w.suppliers.some((s) => s.ID === 'sup') || !product || product.ParentID) return
    const path = `/products/${product.ID}/suppliers/sup`
    if (a) await w.api.api('DELETE', path)
    else await w.api.api('PUT', path)
  },
  async synonym(w: World, { i, a }: Picks) {
    if (a) await w.api.api('DELETE', '/synonyms/names')
    else await w.api.must('PUT', '/synonyms/names', { Terms: ['label', pick(['name', `c${i % 3}`], i)] })
  },
  async supply(w: World, { a }: Picks) {
    await w.api.api('PATCH', '/suppliers/sup', { AllBuyersCanOrder: a === true })
  },
}

const all: Record<string, (w: World, picks: Picks) => Promise<unknown>> = { ...commands, ...shown }

/** Questions, of which some are asked after each command. */
const questions = (w: World, { i, j }: Picks): string[] => {
  const product = pick(w.products, j)?.ID ?? 'none'
  const category = pick(w.categories, i)
  return [
    '/me/products?pageSize=100',
    '/me/products?pageSize=2&page=2&sortBy=!Name',
    '/me/products?search=name',
    '/me/products?search=nmae label&searchType=AllTermsAnyField',
    '/me/products?xp.Color=c1',
    '/me/products?PriceSchedule.IsOnSale=true',
    '/me/products?Inventory.QuantityAvailable=>5',
    '/me/products?sellerID=sup',
    `/me/products?catalogID=${category?.CatalogID ?? 'acme'}&categoryID=${category?.ID ?? 'a'}&depth=all`,
    `/me/products/${product}`,
    `/me/products/${product}?sellerID=sup`,
    `/me/products/${product}/specs`,
    '/me/categories?depth=all&pageSize=100',
    `/me/categories?productID=${product}`,
    `/me/categories/${category?.ID ?? 'a'}`,
    '/me/catalogs',
    '/me/catalogs/extra',
  ]
}

const clock = stoppedClock()

it('costs two rows by their keys, of whatever a shopper has asked before', async () => {
  const w = await makeWorld()
  const { user } = w.users[0]!
  await shown.stock(w, { i: 0, j: 7, k: 0, a: true, b: null })
  await shown.discount(w, { i: 0, j: 0, k: 1, a: true, b: null })
  await shown.spec(w, { i: 0, j: 0, k: 0, a: true, b: null })
  clock.now += STEP
  // The first finds out what their rights come to.
  await w.api.must('GET', '/me/products', undefined, user)
  for (const path of questions(w, { i: 0, j: 0, k: 0, a: true, b: null })) {
    // Who asks for prices or stock is answered by what these are.
    if (/PriceSchedule|Inventory/.test(path)) continue
    const { status } = await w.api.api('GET', path, undefined, user)
    if (status !== 200) continue
    const sent = await sentDuring(() => w.api.must('GET', path, undefined, user))
    const statements = sent.flatMap(({ batches }) => batches.flat())
    expect([path, statements.length]).toEqual([path, 1])
    // One of the two may be found by an index, which is another row.
    expect(statements[0]!.rowsRead).toBeLessThanOrEqual(3)
  }
})

it('isolates answer what a Worker that remembers nothing answers, after any sequence of changes', async () => {
  const naive = await isolate()
  naive.forgets()
  const isolates = [await isolate(), await isolate()]
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record<Command>({
          // What is written of goods is as likely as what they are seen by.
          kind: fc.oneof(
            fc.constantFrom(...(Object.keys(commands) as Command['kind'][])),
            fc.constantFrom(...(Object.keys(shown) as Command['kind'][])),
          ),
          i: fc.nat(20),
          j: fc.nat(20),
          k: fc.nat(3),
          a: fc.constantFrom(true, false, null),
          b: fc.constantFrom(true, false, null),
        }),
        { minLength: 8, maxLength: 14 },
      ),
      async (sequence) => {
        const w = await makeWorld()
        for (const ID of ['price0', 'price1', 'price2'])
          await w.api.must('POST', '/priceschedules', {
            ID,
            Name: ID,
            Currency: ID === 'price2' ? 'EUR' : null,
            PriceBreaks: [{ Quantity: 1, Price: 3 }],
          })
        await w.api.must('POST', '/locales', { ID: 'euro', Currency: 'EUR' })
        await w.api.must('POST', '/productfacets', { ID: 'Color', Name: 'Color' })
        for (const command of sequence) {
          await all[command.kind]!(w, command)
          clock.now += STEP
          for (const path of questions(w, command).filter((_, n) => (n + command.k) % 3 > 0))
            for (const { user } of w.users) {
              const { status, body } = await naive.ask(path, user)
              for (const { ask } of isolates)
                expect({ path, ...(await ask(path, user)) }).toEqual({ path, status, body })
            }
        }
      },
    ),
    { numRuns: 4, endOnFailure: true },
  )
  // What has not changed between two commands is known.
  for (const { known } of isolates) expect(known()).toBeGreaterThan(200)
})

it('answers with a tag that is good as long as the answer is, in each isolate the same', async () => {
  const w = await makeWorld()
  const [first, second] = w.users.map(({ user }) => user) as [User, User]
  await shown.stock(w, { i: 0, j: 7, k: 0, a: true, b: null })
  const get = (path: string, as: User, tag?: string | null) =>
    w.api.api('GET', path, undefined, as, tag ? { 'If-None-Match': tag } : {})
  for (const path of ['/me/products', '/me/products/one', '/me/categories', '/me/catalogs']) {
    await get(path, first)
    const before = await get(path, first)
    const tag = before.headers.get('ETag')
    expect(tag).toMatch(/^"[\w+/]{24}"$/)
    expect(before.headers.get('Cache-Control')).toBe('private, no-cache')
    for (const [as, sent] of [
      [first, tag],
      [second, `"other", W/${tag}`],
      [first, '*'],
    ] as const) {
      await get(path, as)
      const again = await get(path, as, sent)
      expect([path, again.status, again.body]).toEqual([path, 304, null])
    }
    expect(await get(path, first, '"other"')).toMatchObject({ status: 200, body: before.body })
  }
  const stock = await get('/me/products', first)
  await shown.stock(w, { i: 0, j: 8, k: 0, a: true, b: null })
  const sold = await get('/me/products', first, stock.headers.get('ETag'))
  expect(sold.status).toBe(200)
  const one = sold.body.Items.find((p: { ID: string }) => p.ID === 'one')
  expect(one.Inventory.QuantityAvailable).toBe(8)
})

it('tells apart the groups of a buyer that have prices or stock of their own', async () => {
  const w = await makeWorld()
  const [member, other] = w.users.map(({ user }) => user) as [User, User]
  await commands.joinGroup(w, { i: 0, j: 0 } as Picks)
  const [group] = w.users[0]!.groups
  const PriceBreaks = [{ Quantity: 1, Price: 3 }]
  await w.api.must('POST', '/priceschedules', { ID: 'euro', Name: 'Euro', Currency: 'EUR', PriceBreaks })
  await w.api.must('PATCH', '/products/one', {
    DefaultPriceScheduleID: 'euro',
    Inventory: { Enabled: true },
  })
  await w.api.must('POST', '/locales', { ID: 'euro', Currency: 'EUR' })
  await w.api.must('POST', '/addresses', {
    ID: 'depot',
    AddressName: 'Depot',
    Street1: 'Main 1',
    City: 'X',
    State: 'MN',
    Zip: '55401',
    Country: 'US',
  })
  const record = '/products/one/inventoryrecords'
  await w.api.must('POST', record, {
    ID: 'r',
    AddressID: 'depot',
    AllowAllBuyers: false,
    QuantityAvailable: 9,
  })
  let pages = 0
  const sees = async (as: User) => {
    const get = (path: string) => w.api.must('GET', path, undefined, as)
    const seen = await get('/me/products/one')
    expect(await get('/me/products/one')).toEqual(seen)
    // A page that nobody has asked for takes what is known of its products.
    expect((await get(`/me/products?ID=one&pageSize=${++pages}`)).Items).toEqual([seen])
    return [seen.PriceSchedule?.Currency ?? null, seen.Inventory.QuantityAvailable]
  }
  const both = async () => [await sees(member), await sees(other), await sees(member)]
  expect(await both()).toEqual(Array(3).fill([null, 0]))
  const assigned = { BuyerID: w.buyer, UserGroupID: group }
  await w.api.must('POST', '/locales/assignments', { LocaleID: 'euro', ...assigned })
  clock.now += STEP
  expect(await both()).toEqual([
    ['EUR', 0],
    [null, 0],
    ['EUR', 0],
  ])
  await w.api.must('DELETE', `/locales/euro/assignments?buyerID=${w.buyer}&userGroupID=${group}`)
  await w.api.must('POST', `${record}/assignments`, { InventoryRecordID: 'r', ...assigned })
  clock.now += STEP
  expect(await both()).toEqual([
    [null, 9],
    [null, 0],
    [null, 9],
  ])
})
