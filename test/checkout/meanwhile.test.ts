import { env } from 'cloudflare:workers'
import { describe, expect, it, vi } from 'vitest'
import { eventually } from '../support/eventually.ts'
import {
  asked,
  buyer,
  calculate,
  calculated,
  change,
  elsewhere,
  m,
  newOrder,
  path,
  select,
  server,
  step,
  submit,
  useCheckout,
  worksheet,
} from './shop.ts'

useCheckout()

const ask = { estimateshipping: '/shippingrates', calculate: '/ordercalculate' } as const
const steps = Object.entries(ask) as [keyof typeof ask, (typeof ask)[keyof typeof ask]][]
const responses = { estimateshipping: 'ShipEstimateResponse', calculate: 'OrderCalculateResponse' }

/** Has something done while the server is asked, the first times or each time. */
function whileAsked(suffix: (typeof ask)[keyof typeof ask], act: (time: number) => Promise<unknown>) {
  const usual = server.answers[suffix]
  let times = 0
  server.answers[suffix] = async (received, signal) => {
    await act(++times)
    return usual(received, signal)
  }
}

/** How often the server was asked. */
const times = (suffix: string) => asked().filter((s) => s === suffix).length

describe.each(steps)('a server that is asked to %s', (name, suffix) => {
  it('may read the order and write its xp, and what it answers stands', async () => {
    const ID = await newOrder()
    await calculated(ID)
    server.received.length = 0
    const read: object[] = []
    whileAsked(suffix, async () => {
      read.push(await worksheet(ID))
      await m.must('PATCH', path(ID), { xp: { quote: 'q1' } }, buyer.user)
      await m.must('PATCH', path(ID, '/lineitems/X1'), { xp: { code: 'c1' } }, buyer.user)
    })
    const { status, body } = await step(ID, name)
    expect([status, asked()]).toEqual([200, [suffix]])
    expect(read).toEqual([server.received[0]!.body.OrderWorksheet])
    expect(body).toMatchObject({ Order: { xp: { quote: 'q1' } }, LineItems: [{ xp: { code: 'c1' } }] })
    expect(body[responses[name]].Succeeded).toBe(true)
    if (name === 'calculate')
      expect(body.ShipEstimateResponse.ShipEstimates[0].SelectedShipMethodID).toBe('m1')
    expect(await worksheet(ID)).toEqual(body)
  })

  type Change = [what: string, act: (id: string) => Promise<unknown>]
  it.each<Change>([
    ['a quantity', (id) => change(id, '/lineitems/X1', { Quantity: 3 })],
    ['a line more', (id) => change(id, '/lineitems', { ProductID: 'TWENTY' }, 'POST')],
    ['a cost', (id) => change(id, '', { Gratuity: 2 })],
    [
      'another estimate',
      (id) => {
        server.answers['/shippingrates'] = () => ({})
        return step(id, 'estimateshipping')
      },
    ],
    ['a choice', (id) => select(id, 'm2')],
  ])('and meanwhile sees %s change is asked once more', async (_, act) => {
    const ID = await newOrder()
    await step(ID, 'estimateshipping')
    server.received.length = 0
    let own = 0
    whileAsked(suffix, async (time) => {
      if (time > 1) return
      await act(ID)
      own = times(suffix) - 1
    })
    const { status, body } = await step(ID, name)
    expect([status, times(suffix) - own]).toEqual([200, 2])
    expect(body[responses[name]].Succeeded).toBe(true)
    const last = server.received.findLast((r) => r.url.endsWith(suffix))!.body.OrderWorksheet
    expect(last.LineItems).toEqual(body.LineItems)
    expect(await worksheet(ID)).toEqual(body)
  })

  it('and changes a line each time is not asked for ever, and leaves a usable order', async () => {
    const ID = await newOrder()
    whileAsked(suffix, (time) => change(ID, '/lineitems/X1', { Quantity: time + 1 }))
    const { status, body, headers } = await step(ID, name)
    expect([status, body.Errors[0].ErrorCode, headers.get('Retry-After')]).toEqual([503, 'Api.Busy', '1'])
    expect(times(suffix)).toBe(2)
    expect(await worksheet(ID)).toMatchObject({ LineItems: [{ Quantity: 3 }], [responses[name]]: null })
    server.answers = { ...server.answers, [suffix]: () => ({}) }
    expect((await step(ID, name)).status).toBe(200)
  })

  it('and finds the order submitted by then is not heard', async () => {
    const ID = await newOrder()
    await calculated(ID)
    whileAsked(suffix, () => submit(ID, elsewhere))
    const { status, body } = await step(ID, name)
    expect([status, body.Errors[0].ErrorCode]).toEqual([400, 'ValidationFailure'])
    expect(await worksheet(ID)).toMatchObject({
      Order: { Status: 'Open', TaxCost: 5 },
      OrderCalculateResponse: { TaxTotal: 5 },
    })
  })

  it('and finds the order gone is not heard', async () => {
    const ID = await newOrder()
    whileAsked(suffix, () => m.must('DELETE', path(ID), undefined, buyer.user))
    expect((await step(ID, name)).status).toBe(404)
  })

  it('may be asked about one order several times at once: all are answered of the order as it is then', async () => {
    const ID = await newOrder()
    const answers = await Promise.all([1, 2, 3].map(() => step(ID, name)))
    const done = answers.filter((a) => a.status === 200)
    expect(done.length).toBeGreaterThanOrEqual(2)
    for (const { status } of answers) expect([200, 503]).toContain(status)
    const last = await worksheet(ID)
    expect(done.map((a) => a.body[responses[name]].Succeeded)).not.toContain(false)
    expect(last[responses[name]].Succeeded).toBe(true)
    expect(last.Order.TaxCost).toBe(name === 'calculate' ? 5 : 0)
  })

  it('is not asked again for a request that is repeated with its key', async () => {
    const ID = await newOrder()
    const key = { 'Idempotency-Key': crypto.randomUUID() }
    const first = await step(ID, name, buyer.user, key)
    await change(ID, '/lineitems/X1', { Quantity: 9 })
    const again = await step(ID, name, buyer.user, key)
    expect([again.status, again.body]).toEqual([200, first.body])
    expect(times(suffix)).toBe(1)
  })

  it('and asked twice leaves webhooks to be asked and told once', async () => {
    const sent = vi.spyOn(env.DELIVERIES, 'sendBatch').mockImplementation(async () => undefined as never)
    const hook = {
      HashKey: 'k',
      ApiClientIDs: [m.clients.storefront],
      WebhookRoutes: [{ Route: `v1/orders/{direction}/{orderID}/${name}`, Verb: 'POST' }],
    }
    const url = 'https://hook.example.com/asked'
    await m.must('PUT', '/webhooks/before', { ...hook, Name: 'b', Url: url, BeforeProcessRequest: true })
    await m.must('PUT', '/webhooks/after', { ...hook, Name: 'a', Url: 'https://hook.example.com/told' })
    const ID = await newOrder()
    whileAsked(suffix, async (time) => time === 1 && change(ID, '/lineitems/X1', { Quantity: 3 }))
    const { body } = await step(ID, name)
    expect(times(suffix)).toBe(2)
    expect(server.received.filter((r) => r.url === url)).toHaveLength(1)
    const told = await m.must('GET', '/webhooks/after/deliveries')
    expect(told.Items).toHaveLength(1)
    await eventually(() => expect(sent).toHaveBeenCalledOnce())
    expect(body.LineItems).toMatchObject([{ Quantity: 3 }])
    for (const id of ['before', 'after']) await m.must('DELETE', `/webhooks/${id}`)
  })

  it('and takes its time: the order is of the time it was written', async () => {
    const ID = await newOrder()
    let changed = ''
    whileAsked(suffix, async () => {
      changed = (await change(ID, '', { Comments: 'Meanwhile' })).LastUpdated
    })
    const { body } = await step(ID, name)
    expect(body.Order.LastUpdated >= changed).toBe(true)
  })
})

it('a calculation is asked for once more where the catalogue has another price by then', async () => {
  await m.product(buyer, { ID: 'MOVED', price: 1 })
  const ID = await newOrder([['MOVED', 2]])
  const PriceBreaks = [{ Quantity: 1, Price: 3 }]
  whileAsked('/ordercalculate', () => m.must('PATCH', '/priceschedules/MOVED', { PriceBreaks }))
  expect((await calculate(ID)).Order.Subtotal).toBe(6)
  expect(server.received.map((r) => r.body.OrderWorksheet.Order.Subtotal)).toEqual([2, 6])
})

it('a calculation that was begun before a line was removed says nothing of it', async () => {
  const ID = await newOrder([
    ['TEN', 1],
    ['TWENTY', 1],
  ])
  server.answers['/ordercalculate'] = ({ body }) => ({
    LineItemOverrides: body.OrderWorksheet.LineItems.map((l: { ID: string }) => ({
      LineItemID: l.ID,
      UnitPrice: 1,
    })),
  })
  whileAsked('/ordercalculate', async (time) => time === 1 && change(ID, '/lineitems/X2', {}, 'DELETE'))
  expect(await calculate(ID)).toMatchObject({
    Order: { Subtotal: 1, LineItemCount: 1 },
    OrderCalculateResponse: { LineItemOverrides: [{ LineItemID: 'X1' }] },
  })
})
