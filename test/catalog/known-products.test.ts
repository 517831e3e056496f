import { env } from 'cloudflare:workers'
import { expect, it, vi } from 'vitest'
import { Session } from '../../src/store/session.ts'
import type { User } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'
import { stoppedClock } from '../support/stopped-clock.ts'
import { makeWorld } from './visibility-world.ts'

/** Milliseconds after which what an isolate has found to have changed has settled. */
const STEP = 11_000

const clock = stoppedClock()

it('reads of a page what an isolate has not shown to the audience yet', async () => {
  const w = await makeWorld()
  const { user } = w.users[0]!
  const stock = (QuantityAvailable: number) =>
    w.api.must('PATCH', '/products/one', { Inventory: { Enabled: true, QuantityAvailable } })
  await stock(7)
  let pages = 0
  /** Products of a page that were read, though it was asked for by other words before. */
  const read = async () => {
    const path = `/me/products?pageSize=${50 + ++pages}`
    const sent = await sentDuring(() => w.api.must('GET', path, undefined, user))
    const { sql, params } = sent.flatMap((s) => s.batches.flat()).find((s) => s.sql.includes('as Schedule'))!
    const { results } = await env.DB.prepare(sql)
      .bind(...params)
      .all<{ ID: string | null; ProductID: string }>()
    return results.map((row) => [row.ProductID, row.ID !== null])
  }
  const all = (isRead: (id: unknown) => boolean) => async () => {
    const products = await read()
    expect(products.length).toBeGreaterThan(1)
    expect(products).toEqual(products.map(([id]) => [id, isRead(id)]))
  }
  const [nothing, everything] = [all(() => false), all(() => true)]
  // The first finds out what their rights come to.
  await w.api.must('GET', '/me/products', undefined, user)
  await everything()
  await nothing()
  await stock(8)
  await all((id) => id === 'one')()
  await nothing()
  await w.api.must('PATCH', '/products/two', { Name: 'Another name' })
  clock.now += STEP
  await everything()
  await nothing()
  const PriceBreaks = [{ Quantity: 1, Price: 10, SalePrice: 5 }]
  const SaleStart = new Date(clock.now + 2 * STEP).toISOString()
  await w.api.must('POST', '/priceschedules', { ID: 'price0', Name: 'Sale', PriceBreaks, SaleStart })
  await w.api.must('PATCH', '/products/two', { DefaultPriceScheduleID: 'price0' })
  clock.now += STEP
  await everything()
  await nothing()
  clock.now += STEP + 1
  await all((id) => id === 'two')()
  await nothing()
  await w.api.must('PATCH', '/priceschedules/price0', { PriceBreaks: [{ Quantity: 1, Price: 12 }] })
  await everything()
})

it('shows whoever joins a group what that is shown, and not what their audience was', async () => {
  const w = await makeWorld()
  const { user } = w.users[0]!
  const [UserGroupID] = w.groups
  const PriceBreaks = [{ Quantity: 1, Price: 7 }]
  await w.api.must('POST', '/priceschedules', { ID: 'ours', Name: 'Ours', PriceBreaks })
  const assigned = { ProductID: 'one', PriceScheduleID: 'ours', BuyerID: w.buyer, UserGroupID }
  await w.api.must('POST', '/products/assignments', assigned)
  clock.now += STEP
  let pages = 0
  const price = async () => {
    const { Items } = await w.api.must('GET', `/me/products?ID=one&pageSize=${++pages}`, undefined, user)
    return Items[0].PriceSchedule?.ID ?? null
  }
  expect([await price(), await price(), await price()]).toEqual([null, null, null])
  await w.api.must('POST', `/buyers/${w.buyer}/usergroups/assignments`, { UserGroupID, UserID: user.ID })
  expect(await price()).toBe('ours')
})

it('remembers nothing of a request that was read as one audience and then as another', async () => {
  const w = await makeWorld()
  const [a, b] = w.users.map(({ user }) => user) as [User, User]
  const [UserGroupID] = w.groups
  const PriceBreaks = [{ Quantity: 1, Price: 7 }]
  await w.api.must('POST', '/priceschedules', { ID: 'ours', Name: 'Ours', PriceBreaks })
  const assigned = { ProductID: 'one', PriceScheduleID: 'ours', BuyerID: w.buyer, UserGroupID }
  await w.api.must('POST', '/products/assignments', assigned)
  await w.api.must('PUT', '/synonyms/names', { Terms: ['label', 'one'] })
  clock.now += STEP
  const prices = async (path: string, as: User) =>
    (await w.api.must('GET', `/me/products?ID=one&${path}`, undefined, as)).Items.map(
      (p: { PriceSchedule?: { ID: string } }) => p.PriceSchedule?.ID ?? null,
    )
  for (const as of [a, b, a, b]) await prices('', as)
  // A search along a synonym is read twice: between the two, its user joins a group, and their rights are found anew.
  const send = Session.prototype.batch
  let sent = 0
  const between = vi.spyOn(Session.prototype, 'batch').mockImplementation(async function (this: Session, s) {
    if (++sent === 2) {
      await w.api.must('POST', `/buyers/${w.buyer}/usergroups/assignments`, { UserGroupID, UserID: a.ID })
      await w.api.must('GET', '/me/categories', undefined, a)
    }
    return send.call(this, s)
  })
  expect(await prices('search=label', a)).toEqual(['ours'])
  between.mockRestore()
  expect(sent).toBeGreaterThan(2)
  for (const path of ['pageSize=5', 'search=label'])
    expect([path, await prices(path, b)]).toEqual([path, [null]])
})
