import { describe, expect, it } from 'vitest'
import { signature } from '../../src/store/outbox/signature.ts'
import { eventually, hurryWaits } from '../support/eventually.ts'
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
  promote,
  promotion,
  server,
  step,
  submit,
  useCheckout,
  worksheet,
} from './shop.ts'

useCheckout()

const UNCALCULATED = [400, 'Order.CannotSubmitUncalculatedOrder']
const codes = async (id: string, name: string, headers?: Record<string, string>) => {
  const { body } = await step(id, name, buyer.user, headers)
  return body?.Errors?.map((e: { ErrorCode: string }) => e.ErrorCode)
}

describe('submit', () => {
  it('needs a calculation that stands where the client has a checkout event, and only there', async () => {
    const ID = await newOrder()
    expect(await submit(ID)).toEqual(UNCALCULATED)
    await step(ID, 'estimateshipping')
    expect(await submit(ID)).toEqual(UNCALCULATED)
    await calculate(ID)
    await change(ID, '/lineitems/X1', { Quantity: 2 })
    expect(await submit(ID)).toEqual(UNCALCULATED)
    server.received.length = 0
    expect(await submit(ID, elsewhere)).toBe(201)
    expect(asked()).toEqual([])
    expect(await worksheet(ID)).toMatchObject({ Order: { Status: 'Open' }, OrderSubmitResponse: null })
  })

  it('says so first, and with it all else that refuses the order', async () => {
    const ID = await newOrder()
    await m.must('POST', path(ID, '/payments'), { ID: 'pay', Type: 'PurchaseOrder', Amount: 1 }, buyer.user)
    await change(ID, '/payments/pay', { Accepted: false })
    const both = ['Order.CannotSubmitUncalculatedOrder', 'Order.CannotSubmitWithUnaccceptedPayments']
    for (const name of ['validate', 'submit']) expect(await codes(ID, name)).toEqual(both)
  })

  it.each(['validate', 'submit'])(
    'needs another where prices are others by now, says %s and has them',
    async (name) => {
      const ProductID = `MOVED-${name}`
      await m.product(buyer, { ID: ProductID, price: 10 })
      const ID = await newOrder([[ProductID, 2]])
      await calculated(ID)
      await m.must('PATCH', `/priceschedules/${ProductID}`, { PriceBreaks: [{ Quantity: 1, Price: 11 }] })
      const key = { 'Idempotency-Key': crypto.randomUUID() }
      // Refused again, and not answered as if it had been done.
      for (let i = 0; i < 2; i++)
        expect(await codes(ID, name, key)).toEqual(['Order.CannotSubmitUncalculatedOrder'])
      expect(await worksheet(ID)).toMatchObject({
        Order: { Status: 'Unsubmitted', Subtotal: 22, DateSubmitted: null },
        ShipEstimateResponse: null,
        OrderCalculateResponse: null,
      })
      await calculate(ID)
      expect([await codes(ID, 'validate'), await submit(ID)]).toEqual([undefined, 201])
    },
  )

  it('leaves prices and discounts to the calculation, and asks of promotions but whether they may be used', async () => {
    await promotion('MUCH', { EligibleExpression: 'order.Subtotal >= 50', ValueExpression: '10' })
    const orders = [await newOrder([['TEN', 5]]), await newOrder([['TEN', 5]])]
    const override = { UnitPrice: 1, PromotionOverrides: [{ PromotionID: 'MUCH', Amount: 3 }] }
    server.answers['/ordercalculate'] = () => ({ LineItemOverrides: [{ LineItemID: 'X1', ...override }] })
    for (const ID of orders) {
      await promote(ID, 'MUCH')
      await calculate(ID)
    }
    expect(await submit(orders[0]!)).toBe(201)
    expect((await worksheet(orders[0]!)).Order).toMatchObject({ Subtotal: 5, PromotionDiscount: 3, Total: 2 })
    await m.must('PATCH', '/promotions/MUCH', { ExpirationDate: '2020-01-01T00:00:00Z' })
    expect(await submit(orders[1]!)).toEqual([400, 'Promotion.Expired'])
  })
})

describe('the server', () => {
  it('is told once of an order that is submitted, as it has become, and its answer kept', async () => {
    const ID = await newOrder()
    await calculated(ID)
    server.received.length = 0
    const { status, body } = await step(ID, 'submit')
    expect([status, body.Status, asked()]).toEqual([201, 'Open', ['/ordersubmit']])
    const [{ headers, text, body: sent }] = server.received as [(typeof server.received)[0]]
    expect(headers.get('X-oc-hash')).toBe(signature('Key', new TextEncoder().encode(text)))
    expect(sent.OrderWorksheet).toMatchObject({ Order: body, OrderCalculateResponse: { TaxTotal: 5 } })
    const shown = await worksheet(ID)
    expect(shown).toEqual({
      ...sent.OrderWorksheet,
      LineItems: sent.OrderWorksheet.LineItems.map((line: object) => ({
        ...line,
        Product: expect.anything(),
      })),
      OrderSubmitResponse: {
        HttpStatusCode: 200,
        UnhandledErrorBody: null,
        Succeeded: true,
        xp: { ok: true },
      },
    })
    expect(shown.OrderSubmitForApprovalResponse).toBeNull()
    expect(await submit(ID)).toEqual([400, 'Order.CannotSubmitBadStatus'])
    expect(asked()).toEqual(['/ordersubmit'])
  })

  it.each([
    [
      'fails',
      () => new Response('boom', { status: 500 }),
      { HttpStatusCode: 500, UnhandledErrorBody: 'boom' },
    ],
    ['talks nonsense', () => ({ xp: 7 }), { HttpStatusCode: 200 }],
  ])('that %s has not undone it, and is not told again', async (_, answer, kept) => {
    server.answers['/ordersubmit'] = answer
    const ID = await newOrder()
    await calculated(ID)
    expect(await submit(ID)).toBe(201)
    expect((await worksheet(ID)).OrderSubmitResponse).toMatchObject({ ...kept, Succeeded: false })
    expect(asked().filter((s) => s === '/ordersubmit')).toHaveLength(1)
  })

  it('may read and change the order of which it is told', async () => {
    const ID = await newOrder()
    await calculated(ID)
    server.answers['/ordersubmit'] = async () => {
      const { Order } = await worksheet(ID)
      await change(ID, '', { xp: { erp: Order.Status } })
      return {}
    }
    expect(await submit(ID)).toBe(201)
    expect(await worksheet(ID)).toMatchObject({
      Order: { xp: { erp: 'Open' } },
      OrderCalculateResponse: { TaxTotal: 5 },
      OrderSubmitResponse: { Succeeded: true },
    })
  })

  it('that is slow keeps nobody longer than ten seconds, and its answer is kept when it comes', async () => {
    const ID = await newOrder()
    await calculated(ID)
    const late = Promise.withResolvers<object>()
    server.answers['/ordersubmit'] = () => late.promise
    const limits = hurryWaits(10_000)
    const submitted = submit(ID)
    await eventually(() => expect(asked()).toContain('/ordersubmit'))
    expect(await submitted).toBe(201)
    expect(limits).toContain(10_000)
    expect((await worksheet(ID)).OrderSubmitResponse).toBeNull()
    late.resolve({ xp: { late: true } })
    const kept = await eventually(async () => {
      const { OrderSubmitResponse } = await worksheet(ID)
      expect(OrderSubmitResponse).not.toBeNull()
      return OrderSubmitResponse
    })
    expect(kept).toMatchObject({ Succeeded: true, xp: { late: true } })
  })

  it('is told once of an order whose submit is repeated with its key', async () => {
    const ID = await newOrder()
    await calculated(ID)
    const key = { 'Idempotency-Key': crypto.randomUUID() }
    const first = await step(ID, 'submit', buyer.user, key)
    const again = await step(ID, 'submit', buyer.user, key)
    expect([again.status, again.body]).toEqual([201, first.body])
    expect(asked().filter((s) => s === '/ordersubmit')).toHaveLength(1)
  })

  it('is told once of an order that is submitted twice at once', async () => {
    const ID = await newOrder()
    await calculated(ID)
    const outcomes = await Promise.all([submit(ID), submit(ID)])
    expect(outcomes).toContain(201)
    expect(outcomes).toContainEqual([400, 'Order.CannotSubmitBadStatus'])
    expect(asked().filter((s) => s === '/ordersubmit')).toHaveLength(1)
  })
})
