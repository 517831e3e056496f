import { describe, expect, it } from 'vitest'
import {
  buyer,
  calculate,
  calculated,
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

describe('a promotion whose condition is not met any more', () => {
  it('keeps an order from being submitted, be it calculated or not', async () => {
    await promotion('BULK', { EligibleExpression: 'order.Subtotal >= 50', ValueExpression: '40' })
    const ID = await newOrder([['TEN', 5]])
    await promote(ID, 'BULK')
    await m.must('PATCH', path(ID, '/lineitems/X1'), { Quantity: 1 }, buyer.user)
    await calculate(ID)
    expect(await submit(ID)).toEqual([400, 'Promotion.NotEligible'])
    expect(await submit(ID, elsewhere)).toEqual([400, 'Promotion.NotEligible'])
  })

  it('takes no more off a line than that comes to by now, where an old calculation would have it do so', async () => {
    await m.product(buyer, { ID: 'FALLEN', price: 100 })
    await promotion('ALL', {
      LineItemLevel: true,
      EligibleExpression: 'item.Quantity > 0',
      ValueExpression: 'item.LineSubtotal',
    })
    const ID = await newOrder([
      ['FALLEN', 1],
      ['TEN', 1],
    ])
    await promote(ID, 'ALL')
    server.answers['/ordercalculate'] = () => ({ ShippingTotal: 30 })
    await calculate(ID)
    await m.must('PATCH', '/priceschedules/FALLEN', { PriceBreaks: [{ Quantity: 1, Price: 1 }] })
    expect(await submit(ID, elsewhere)).toBe(201)
    expect((await worksheet(ID)).Order).toMatchObject({ Subtotal: 11, PromotionDiscount: 11, Total: 30 })
  })
})

describe('an answer is of the order and the server that were asked', () => {
  it.each([
    ['estimateshipping', '/shippingrates'],
    ['calculate', '/ordercalculate'],
  ] as const)('by %s of a cart that is another order by then', async (name, suffix) => {
    const orders = [await newOrder(), await newOrder()]
    const usual = server.answers[suffix]
    server.answers[suffix] = async (received, signal) => {
      if (received.body.OrderWorksheet.Order.ID === orders[0])
        await m.must('PUT', `/cart/${orders[1]}`, undefined, buyer.user)
      return {
        ...(await (usual(received, signal) as Promise<object>)),
        xp: { of: received.body.OrderWorksheet.Order.ID },
      }
    }
    await m.must('PUT', `/cart/${orders[0]}`, undefined, buyer.user)
    const body = await m.must('POST', `/cart/${name}`, undefined, buyer.user)
    const response = name === 'calculate' ? 'OrderCalculateResponse' : 'ShipEstimateResponse'
    expect([body.Order.ID, body[response].xp]).toEqual([orders[1], { of: orders[1] }])
    expect((await worksheet(orders[0]!))[response]).toBeNull()
  })

  it.each([
    ['estimateshipping', '/shippingrates'],
    ['calculate', '/ordercalculate'],
  ] as const)('by %s through a client that names none by then', async (name, suffix) => {
    const ID = await newOrder()
    const linked = (OrderCheckoutIntegrationEventID: string | null) =>
      m.must('PATCH', `/apiclients/${m.clients.storefront}`, { OrderCheckoutIntegrationEventID })
    server.answers[suffix] = async () => {
      await linked(null)
      return {}
    }
    const { status, body } = await step(ID, name)
    await linked('checkout')
    expect([status, body.Errors[0].ErrorCode]).toEqual([
      400,
      'IntegrationEvent.ApiClientNotConfiguredForOrderCalculate',
    ])
  })
})

describe('who only reads the orders of others', () => {
  it('moves no checkout of theirs on', async () => {
    const colleague = await m.user('Buyer', 'B1', ['Shopper', 'OrderReader', 'UnsubmittedOrderReader'])
    const ID = await newOrder()
    await calculated(ID)
    const choice = { ShipMethodSelections: [{ ShipEstimateID: 'e1', ShipMethodID: 'm2' }] }
    const before = await worksheet(ID)
    for (const [name, body] of [
      ['estimateshipping', undefined],
      ['shipmethods', choice],
      ['calculate', undefined],
    ] as const)
      expect(await m.outcome('POST', path(ID, `/${name}`), body, colleague)).toEqual([
        403,
        'Auth.InsufficientRoles',
      ])
    expect(await worksheet(ID, colleague)).toEqual(before)
  })
})
