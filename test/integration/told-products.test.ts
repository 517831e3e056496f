import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { MINUTE, useDeliveries } from './harness.ts'
import { receive } from './receiver.ts'
import { types, useSelling } from './selling.ts'

const t = useDeliveries()
const { sync, deliverAll, must, deliverSwept } = useSelling(t)

describe('a product', () => {
  test('is told with its parts, and anew when one of them or its price changes', async () => {
    const received = receive()
    await sync('productsync', { ConfigData: { index: 1 } })
    const last = async () => {
      await deliverAll()
      t.now += MINUTE
      await t.sweepAt(t.now)
      await deliverAll()
      return received.splice(0).at(-1)?.body
    }
    await must('PATCH', '/products/p', { Name: 'P2' })
    expect(await last()).toMatchObject({
      Type: 'sitecore.ordercloud.messages.productsync.updated',
      ConfigData: { index: 1 },
      Data: {
        ID: 'p',
        Name: 'P2',
        Catalogs: ['c'],
        Categories: [],
        Specs: [],
        Variants: [],
        PriceSchedules: [{ ID: 'ps', PriceBreaks: [{ Price: 5 }] }],
      },
    })
    await must('PUT', '/catalogs/c/categories/k', { Name: 'K', Active: true })
    expect(await last()).toBeUndefined()
    await must('POST', '/catalogs/c/categories/productassignments', { CategoryID: 'k', ProductID: 'p' })
    expect(await last()).toMatchObject({ Data: { Categories: [{ CatalogID: 'c', CategoryID: 'k' }] } })
    await must('PATCH', '/priceschedules/ps', { PriceBreaks: [{ Quantity: 1, Price: 7 }] })
    expect(await last()).toMatchObject({
      Data: { ID: 'p', PriceSchedules: [{ PriceBreaks: [{ Price: 7 }] }] },
    })
    await must('PATCH', '/products/p', { Inventory: { QuantityAvailable: 3 } })
    expect(await last()).toBeUndefined()
    await sync('productsync', { ExcludePriceSchedules: true })
    await must('PATCH', '/products/p', { Name: 'P3' })
    expect((await last()).Data).not.toHaveProperty('PriceSchedules')
    await must('PATCH', '/priceschedules/ps', { PriceBreaks: [{ Quantity: 1, Price: 8 }] })
    expect(await last()).toBeUndefined()
  })
})

describe('a product that is told', () => {
  test('has all its price schedules, each once', async () => {
    const received = receive()
    for (let i = 0; i < 3; i++) {
      await must('PUT', `/buyers/b${i}`, { Name: 'B', Active: true })
      await must('POST', '/catalogs/assignments', { CatalogID: 'c', BuyerID: `b${i}` })
      await must('PUT', `/priceschedules/ps${i}`, { Name: 'PS', PriceBreaks: [{ Quantity: 1, Price: i }] })
      for (const BuyerID of ['b', `b${i}`])
        await must('POST', '/products/assignments', {
          ProductID: 'p',
          BuyerID,
          PriceScheduleID: BuyerID === 'b' ? 'ps' : `ps${i}`,
        })
    }
    await sync('productsync')
    await must('PATCH', '/products/p', { Name: 'P2' })
    await deliverAll()
    const { Data, ...envelope } = received[0]!.body
    expect(Data.Assignments.length).toBe(4)
    const schedules = await must('GET', '/priceschedules')
    const { Items } = schedules as { Items: { ID: string }[] }
    const sorted = (all: { ID: string }[]) => all.toSorted((a, b) => a.ID.localeCompare(b.ID))
    expect(sorted(Data.PriceSchedules)).toEqual(sorted(Items))
    expect(envelope).not.toHaveProperty('Incomplete')
  })

  test('is told as far as there is room, and which of its parts are not whole', async () => {
    const received = receive()
    await env.DB.batch([
      env.DB.prepare(
        `insert into variants (Marketplace, ProductID, ID, Name, Active, xp, Combination, Version)
           select ?1, 'p', 'v' || value, 'V', 1, json_object('a', ?2), value, 1 from json_each(?3)`,
      ).bind(t.market.id, 'x'.repeat(7900), JSON.stringify(Array.from({ length: 700 }, (_, i) => i))),
      env.DB.prepare("update products set VariantCount = 700 where Marketplace = ? and ID = 'p'").bind(
        t.market.id,
      ),
    ])
    await sync('productsync')
    await must('PATCH', '/products/p', { Name: 'P2' })
    await deliverAll()
    const { Data, Incomplete } = received[0]!.body
    expect(Data.Variants.length).toBe(500)
    expect(Incomplete).toEqual(['Variants', 'PriceSchedules'])
  })
})

describe('a product with variants', () => {
  beforeEach(async () => {
    await must('PUT', '/specs/size', { Name: 'Size', Required: true, DefinesVariant: true })
    await must('PUT', '/specs/size/options/l', { Value: 'L' })
    await must('POST', '/specs/productassignments', { SpecID: 'size', ProductID: 'p' })
    await must('POST', '/products/p/variants/generate')
    await must('PUT', '/integrations/inventory', { DeliveryConfigID: 'erp' })
    await sync('productsync')
  })

  test.each([
    [{ ShipHeight: 1.5 }],
    [{ ShipWidth: 2 }],
    [{ ShipLength: 3 }],
    [{ Inventory: { NotificationPoint: 2 } }],
    [{ xp: { Color: 'red' } }],
  ])('is told anew with %j', async (change) => {
    const received = receive()
    await must('PATCH', '/products/p/variants/p-l', change)
    await deliverSwept()
    expect(types(received)).toEqual(['productsync.updated'])
    expect(received[0]!.body.Data.Variants).toMatchObject([change])
  })

  test.each([
    ['its spec', () => must('PATCH', '/specs/size', { Name: 'How large' })],
    ['an option', () => must('PATCH', '/specs/size/options/l', { PriceMarkup: 5 })],
    ['a new option', () => must('PUT', '/specs/size/options/m', { Value: 'M' })],
    ['an option that goes', () => must('DELETE', '/specs/size/options/l')],
    [
      'its assignment',
      () => must('POST', '/specs/productassignments', { SpecID: 'size', ProductID: 'p', DefaultValue: 'M' }),
    ],
    ['one assignment less', () => must('DELETE', '/specs/size/productassignments/p')],
    ['a spec that goes', () => must('DELETE', '/specs/size')],
  ])('is told anew with %s', async (_, change) => {
    const received = receive()
    await change()
    await deliverSwept()
    await deliverSwept()
    expect(new Set(types(received))).toEqual(new Set(['productsync.updated']))
    const { Items } = await must('GET', '/products/p/specs')
    expect(received.at(-1)!.body.Data.Specs).toEqual(Items)
  })

  test('is not told anew with what is in stock of one', async () => {
    await must('PATCH', '/products/p', { Inventory: { Enabled: true, VariantLevelTracking: true } })
    await deliverSwept()
    const received = receive()
    await must('PATCH', '/products/p/variants/p-l', { Inventory: { QuantityAvailable: 7 } })
    await deliverSwept()
    expect(types(received)).toEqual(['inventory.updated'])
  })
})
