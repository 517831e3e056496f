import { describe, expect, it } from 'vitest'
import { hurry, silence } from '../integration/receiver.ts'
import {
  asked,
  buyer,
  calculate,
  calculated,
  change,
  m,
  newOrder,
  path,
  server,
  step,
  submit,
  useCheckout,
  worksheet,
} from './shop.ts'

useCheckout()

const failed = (HttpStatusCode: number, UnhandledErrorBody: unknown) => ({
  HttpStatusCode,
  UnhandledErrorBody,
  Succeeded: false,
})
const json = (body: unknown, status = 200) => Response.json(body, { status })

/** What a server answers, and what is kept of it: a status, and what it has said. */
type Failure = [what: string, answer: () => Response | Promise<Response>, kept: object]

const anything: Failure[] = [
  ['500', () => new Response('boom', { status: 500 }), failed(500, 'boom')],
  ['404 in JSON', () => json({ Errors: [] }, 404), failed(404, '{"Errors":[]}')],
  ['nothing', () => new Response(null), failed(200, 'The answer is empty.')],
  ['HTML', () => new Response('<html>'), failed(200, '<html>')],
  ['a list', () => json([1]), failed(200, '[1]')],
  ['half an object', () => new Response('{"TaxTotal":'), failed(200, '{"TaxTotal":')],
  [
    'a redirect',
    () => new Response(null, { status: 302, headers: { Location: 'https://elsewhere.example.com' } }),
    failed(302, expect.any(String)),
  ],
  ['no connection', () => Promise.reject(new Error('refused')), failed(504, 'No connection: refused')],
  [
    'a failure that its body tells of',
    () => json({ HttpStatusCode: 500, UnhandledErrorBody: 'tax down' }),
    failed(500, 'tax down'),
  ],
  ['a failure without a reason', () => json({ Succeeded: false }), failed(200, null)],
]

const wrong = (...[said, property]: [said: object, property: string]): Failure => [
  JSON.stringify(said).slice(0, 60),
  () => json(said),
  failed(200, expect.stringContaining(property)),
]
const many = (length: number, one: object) => Array.from({ length }, () => one)

const ofCalculation: Failure[] = [
  wrong({ TaxTotal: '5' }, 'TaxTotal'),
  wrong({ TaxTotal: -1 }, 'TaxTotal'),
  wrong({ ShippingTotal: -0.01 }, 'ShippingTotal'),
  wrong({ FeeTotal: 1e300 }, 'FeeTotal'),
  wrong({ LineItemOverrides: {} }, 'LineItemOverrides'),
  wrong({ LineItemOverrides: [{ UnitPrice: 1 }] }, 'LineItemID'),
  wrong({ LineItemOverrides: [{ LineItemID: 'X1', UnitPrice: -1 }] }, 'UnitPrice'),
  wrong({ LineItemOverrides: [{ LineItemID: 'X1', Remove: 'yes' }] }, 'Remove'),
  wrong({ LineItemOverrides: [{ LineItemID: 'X1', PromotionOverrides: [{ Amount: 1 }] }] }, 'PromotionID'),
  wrong({ LineItemOverrides: many(5001, { LineItemID: 'X1' }) }, 'LineItemOverrides'),
  wrong({ xp: 'text' }, 'xp'),
  ['a million bytes', () => json({ xp: { text: 'x'.repeat(1_000_000) } }), failed(200, expect.any(String))],
]

const ofEstimate: Failure[] = [
  wrong({ ShipEstimates: [{ ShipMethods: [{ Cost: -1 }] }] }, 'Cost'),
  wrong({ ShipEstimates: [{ ShipMethods: 'all' }] }, 'ShipMethods'),
  wrong({ ShipEstimates: many(101, {}) }, 'ShipEstimates'),
  wrong({ ShipEstimates: [{ ID: 'e1' }, { ID: 'E1' }] }, 'E1'),
  wrong({ ShipEstimates: [{ ID: 'e1', SelectedShipMethodID: 'm1' }] }, 'SelectedShipMethodID'),
]

describe.each([
  ['calculate', '/ordercalculate', 'OrderCalculateResponse', [...anything, ...ofCalculation]],
  ['estimateshipping', '/shippingrates', 'ShipEstimateResponse', [...anything, ...ofEstimate]],
] as const)('a server that is asked to %s', (name, suffix, response, failures) => {
  it.each(failures)(
    'and answers %s is kept as having failed, and nothing is applied',
    async (_, answer, kept) => {
      const ID = await newOrder()
      const { Order, LineItems } = await calculated(ID)
      server.answers[suffix] = answer
      const { status, body } = await step(ID, name)
      expect(status).toBe(200)
      expect(body[response]).toMatchObject(kept)
      expect([body.Order, body.LineItems]).toEqual([{ ...Order, LastUpdated: expect.any(String) }, LineItems])
      expect(await worksheet(ID)).toEqual(body)
      expect(await submit(ID)).toEqual([400, 'Order.CannotSubmitUncalculatedOrder'])
    },
  )

  it('and never answers has failed when its time is up', async () => {
    const ID = await newOrder()
    const limits = hurry()
    server.answers[suffix] = silence
    const { status, body } = await step(ID, name)
    expect([status, body[response]]).toEqual([
      200,
      expect.objectContaining(failed(504, 'No answer within 30 seconds.')),
    ])
    expect(limits).toHaveBeenCalledWith(30_000)
  })

  it('and fails again and again is asked nothing for a while', async () => {
    const ID = await newOrder()
    server.answers[suffix] = () => new Response('boom', { status: 500 })
    for (let i = 0; i < 7; i++) expect((await step(ID, name)).status).toBe(200)
    expect(asked()).toEqual(Array(5).fill(suffix))
    expect((await worksheet(ID))[response]).toMatchObject(failed(504, 'It has failed too often lately.'))
  })
})

describe('an answer that has failed', () => {
  it('is replaced by the next that has not, of which all is applied', async () => {
    const ID = await newOrder()
    server.answers['/ordercalculate'] = () => new Response('boom', { status: 500 })
    expect((await calculate(ID)).Order.TaxCost).toBe(0)
    server.answers['/ordercalculate'] = () => json({ taxtotal: 3, UNKNOWN: 1 }, 201)
    expect(await calculate(ID)).toMatchObject({
      Order: { TaxCost: 3 },
      OrderCalculateResponse: { HttpStatusCode: 201, Succeeded: true },
    })
    expect(await submit(ID)).toBe(201)
  })

  it('keeps the prices of the calculation before it', async () => {
    const ID = await newOrder([['TEN', 2]])
    server.answers['/ordercalculate'] = () => ({ LineItemOverrides: [{ LineItemID: 'X1', UnitPrice: 8 }] })
    await calculate(ID)
    server.answers['/ordercalculate'] = () => new Response('boom', { status: 500 })
    expect(await calculate(ID)).toMatchObject({
      Order: { Subtotal: 16 },
      LineItems: [{ UnitPrice: 8, PriceOverridden: true }],
    })
  })
})

describe('overrides', () => {
  it('of five thousand lines are kept, and the last word on each is the one that counts', async () => {
    const ID = await newOrder()
    const LineItemOverrides = Array.from({ length: 5000 }, (_, i) => ({
      LineItemID: i < 2500 ? 'X1' : `line-${i}`,
      UnitPrice: i,
    }))
    server.answers['/ordercalculate'] = () => ({ LineItemOverrides })
    const body = await calculate(ID)
    expect(body.LineItems).toMatchObject([{ UnitPrice: 2499 }])
    expect(body.OrderCalculateResponse.LineItemOverrides).toHaveLength(5000)
    expect(await submit(ID)).toBe(201)
  })

  it('end with the next calculation, also of a line whose product is not seen any more', async () => {
    await m.must('POST', '/products', {
      ID: 'HIDDEN',
      Name: 'Hidden',
      DefaultPriceScheduleID: 'TEN',
      Active: true,
    })
    await m.must('POST', '/catalogs/productassignments', { CatalogID: 'B1', ProductID: 'HIDDEN' })
    const ID = await newOrder([['HIDDEN', 2]])
    server.answers['/ordercalculate'] = () => ({ LineItemOverrides: [{ LineItemID: 'X1', UnitPrice: 8 }] })
    await calculate(ID)
    await m.must('PATCH', '/products/HIDDEN', { Active: false })
    server.answers['/ordercalculate'] = () => ({})
    expect(await calculate(ID)).toMatchObject({
      Order: { Subtotal: 16 },
      LineItems: [{ UnitPrice: 8, PriceOverridden: false }],
    })
    expect(await submit(ID)).toEqual([400, 'Order.CannotSubmitWithInactiveProduct'])
  })

  it('of the seller’s own are not those of a calculation, and last', async () => {
    const ID = await newOrder()
    await change(ID, '/lineitems/X1', { UnitPrice: 7 })
    for (let i = 0; i < 2; i++)
      expect((await calculate(ID)).LineItems).toMatchObject([{ UnitPrice: 7, PriceOverridden: true }])
  })

  it('of a line that stands for a bundle give it no price', async () => {
    await m.must('POST', '/bundles', { ID: 'KIT', Name: 'Kit', Active: true })
    await m.must('POST', '/catalogs/bundleassignments', { CatalogID: 'B1', BundleID: 'KIT' })
    const item = { ProductID: 'TEN', Required: true, DefaultQuantity: 1 }
    await m.must('POST', '/bundles/productassignments', { BundleID: 'KIT', ...item })
    const ID = await newOrder([])
    await m.must('POST', path(ID, '/bundles/KIT'), {}, buyer.user)
    server.answers['/ordercalculate'] = ({ body }) => ({
      LineItemOverrides: body.OrderWorksheet.LineItems.map((l: { ID: string }) => ({
        LineItemID: l.ID,
        UnitPrice: 4,
      })),
    })
    expect((await calculate(ID)).Order.Subtotal).toBe(4)
    server.answers['/ordercalculate'] = ({ body }) => {
      const heading = body.OrderWorksheet.LineItems.find((l: { IsBundle: boolean }) => l.IsBundle)
      return { LineItemOverrides: [{ LineItemID: heading.ID, Remove: true }] }
    }
    expect((await calculate(ID)).LineItems).toEqual([])
  })
})
