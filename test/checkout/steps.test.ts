import { describe, expect, it } from 'vitest'
import { signature } from '../../src/store/outbox/signature.ts'
import {
  AIR,
  asked,
  buyer,
  calculate,
  calculated,
  elsewhere,
  event,
  GROUND,
  m,
  newOrder,
  path,
  promote,
  promotion,
  select,
  server,
  step,
  submit,
  url,
  useCheckout,
  worksheet,
} from './shop.ts'

useCheckout()

const code = (answer: { status: number; body: { Errors: { ErrorCode: string }[] } }) => [
  answer.status,
  answer.body.Errors[0]!.ErrorCode,
]
const succeeded = { HttpStatusCode: 200, UnhandledErrorBody: null, Succeeded: true, xp: null }

describe('what is asked', () => {
  it('is the worksheet, signed over its bytes, with what was configured', async () => {
    const header = { CustomAuthHeaderName: 'X-Shop', CustomAuthHeaderValue: 'hush' }
    await event({ CustomImplementationUrl: `${url}/?code=7`, ConfigData: { region: 'eu' }, ...header })
    const ID = await newOrder([['TEN', 2]], { xp: { ö: '€' } })
    const { body: answer } = await step(ID, 'estimateshipping')
    const [{ url: called, text, headers, body }] = server.received as [(typeof server.received)[0]]
    expect(called).toBe(`${url}/shippingrates?code=7`)
    expect(headers.get('X-oc-hash')).toBe(signature('Key', new TextEncoder().encode(text)))
    expect(headers.get('X-Shop')).toBe('hush')
    expect(Object.keys(body)).toEqual([
      'Environment',
      'OrderCloudAccessToken',
      'ConfigData',
      'OrderWorksheet',
    ])
    expect(body).toMatchObject({
      Environment: 'Sandbox',
      OrderCloudAccessToken: null,
      ConfigData: { region: 'eu' },
    })
    const { ShipEstimateResponse, ...rest } = answer
    expect(body.OrderWorksheet).toEqual({
      ...rest,
      Order: { ...rest.Order, LastUpdated: expect.any(String) },
      ShipEstimateResponse: null,
    })
    expect(ShipEstimateResponse.ShipEstimates[0].ShipEstimateItems).toEqual([
      { LineItemID: 'X1', Quantity: 2 },
    ])
  })

  it('needs a client that names an event', async () => {
    const ID = await newOrder()
    for (const name of ['estimateshipping', 'calculate'])
      expect(code(await step(ID, name, elsewhere))).toEqual([
        400,
        'IntegrationEvent.ApiClientNotConfiguredForOrderCalculate',
      ])
    expect(asked()).toEqual([])
  })

  it('is nothing of an order that was submitted', async () => {
    const ID = await newOrder()
    await calculated(ID)
    await submit(ID)
    server.received.length = 0
    for (const answer of [
      await step(ID, 'estimateshipping'),
      await select(ID, 'm1'),
      await step(ID, 'calculate'),
    ])
      expect(code(answer)).toEqual([400, 'ValidationFailure'])
    expect(asked()).toEqual([])
  })
})

describe('an estimate', () => {
  it('replaces the one before it, its choices, and the calculation', async () => {
    const ID = await newOrder()
    expect((await calculated(ID)).OrderCalculateResponse.Succeeded).toBe(true)
    const { status, body } = await step(ID, 'estimateshipping')
    expect(status).toBe(200)
    expect(body.ShipEstimateResponse.ShipEstimates[0].SelectedShipMethodID).toBeNull()
    expect(body).toMatchObject({ Order: { ShippingCost: 10, TaxCost: 5 }, OrderCalculateResponse: null })
    expect(await worksheet(ID)).toEqual(body)
  })

  it('is given the IDs that it leaves out, by which it can be chosen from', async () => {
    server.answers['/shippingrates'] = () => ({
      ShipEstimates: [{ ShipMethods: [{ Cost: 1 }, { Cost: 2.5 }] }, { ShipMethods: [{ Cost: 4 }] }],
    })
    const ID = await newOrder()
    const { body } = await step(ID, 'estimateshipping')
    const estimates: { ID: string; ShipMethods: { ID: string }[] }[] = body.ShipEstimateResponse.ShipEstimates
    const ids = estimates.flatMap((e) => [e.ID, ...e.ShipMethods.map((s) => s.ID)])
    expect(new Set(ids.filter(Boolean)).size).toBe(5)
    const chosen = await select(ID, estimates[0]!.ShipMethods[1]!.ID, estimates[0]!.ID)
    expect(chosen.body.Order.ShippingCost).toBe(2.5)
  })
})

describe('a choice of methods', () => {
  it('is what shipping costs, and takes the calculation along', async () => {
    const ID = await newOrder()
    await calculated(ID)
    const { status, body } = await select(ID, 'M2')
    expect(status).toBe(200)
    const [estimate] = body.ShipEstimateResponse.ShipEstimates
    expect(estimate).toMatchObject({ SelectedShipMethodID: 'm2', ShipMethods: [GROUND, AIR] })
    expect(body).toMatchObject({ Order: { ShippingCost: 25, Total: 40 }, OrderCalculateResponse: null })
    expect(await worksheet(ID)).toEqual(body)
  })

  it('must be of what was estimated', async () => {
    const ID = await newOrder()
    expect(code(await select(ID, 'm1'))).toEqual([400, 'IntegrationEvent.MustCalculateShipping'])
    await step(ID, 'estimateshipping')
    expect([code(await select(ID, 'm3')), code(await select(ID, 'm1', 'e2'))]).toEqual([
      [404, 'NotFound'],
      [404, 'NotFound'],
    ])
    server.answers['/shippingrates'] = () => ({ ShipEstimates: [] })
    await step(ID, 'estimateshipping')
    expect(code(await select(ID, 'm1'))).toEqual([400, 'IntegrationEvent.MustHaveShipEstimates'])
  })
})

describe('a calculation', () => {
  it('says taxes, and leaves shipping as chosen and fees at nothing where it is silent of them', async () => {
    const ID = await newOrder()
    await step(ID, 'estimateshipping')
    await select(ID, 'm2')
    const body = await calculate(ID)
    expect(body.Order).toMatchObject({ TaxCost: 5, ShippingCost: 25, Fees: 0, Total: 40 })
    expect(body.OrderCalculateResponse).toEqual({
      ...succeeded,
      LineItemOverrides: [],
      ShippingTotal: null,
      TaxTotal: 5,
      FeeTotal: null,
    })
    expect(body.ShipEstimateResponse.ShipEstimates[0].SelectedShipMethodID).toBe('m2')
    expect(await worksheet(ID)).toEqual(body)
    server.answers['/ordercalculate'] = () => ({ ShippingTotal: 0, FeeTotal: 2 })
    expect((await calculate(ID)).Order).toMatchObject({ TaxCost: 5, ShippingCost: 0, Fees: 2, Total: 17 })
    server.answers['/ordercalculate'] = () => ({})
    expect((await calculate(ID)).Order).toMatchObject({ ShippingCost: 25, Fees: 0, Total: 40 })
  })

  it('without an estimate leaves shipping at what it was', async () => {
    const ID = await newOrder()
    await m.must('PATCH', `/orders/Incoming/${ID}`, { ShippingCost: 7 })
    expect(await calculate(ID)).toMatchObject({
      Order: { ShippingCost: 7, Total: 22 },
      ShipEstimateResponse: null,
    })
  })

  it('overrides prices and promotions, which needs no role, until one that does not', async () => {
    await promotion('TENOFF', { EligibleExpression: 'order.Subtotal >= 50', ValueExpression: '10' })
    const ID = await newOrder([
      ['TEN', 2],
      ['TEN', 3],
    ])
    await promote(ID, 'TENOFF')
    server.answers['/ordercalculate'] = () => ({
      ShippingTotal: 12.5,
      TaxTotal: 1,
      FeeTotal: 2,
      LineItemOverrides: [
        { LineItemID: 'X1', UnitPrice: 8, PromotionOverrides: [{ PromotionID: 'TENOFF', Amount: 4 }] },
      ],
    })
    const body = await calculate(ID)
    expect(body).toMatchObject({
      Order: { Subtotal: 46, PromotionDiscount: 4, ShippingCost: 12.5, TaxCost: 1, Fees: 2, Total: 57.5 },
      LineItems: [
        { ID: 'X1', UnitPrice: 8, PriceOverridden: true, LineSubtotal: 16 },
        { ID: 'X2', UnitPrice: 10, PriceOverridden: false },
      ],
      OrderPromotions: [{ ID: 'TENOFF', Amount: 4, AmountOverridden: true, LineItemID: null }],
    })
    expect(await worksheet(ID)).toEqual(body)
    server.answers['/ordercalculate'] = () => ({ TaxTotal: 1 })
    expect(await calculate(ID)).toMatchObject({
      Order: { Subtotal: 50, PromotionDiscount: 10 },
      LineItems: [{ UnitPrice: 10, PriceOverridden: false, LineSubtotal: 20 }, {}],
      OrderPromotions: [{ Amount: 10, AmountOverridden: false }],
    })
    const [first, second] = server.received.map((r) => r.body.OrderWorksheet)
    // The server is asked over the order's own prices, whatever it has said of them before.
    expect([second.LineItems, second.Order.Subtotal]).toEqual([first.LineItems, 50])
  })

  it('takes away a promotion of a line with the line, and stands for what is left', async () => {
    await promotion('ONE', {
      LineItemLevel: true,
      EligibleExpression: 'item.Quantity > 0',
      ValueExpression: 'item.Quantity',
    })
    const ID = await newOrder([
      ['TEN', 1],
      ['TWENTY', 3],
    ])
    await promote(ID, 'ONE')
    server.answers['/ordercalculate'] = () => ({ LineItemOverrides: [{ LineItemID: 'x2', Remove: true }] })
    const body = await calculate(ID)
    expect(body).toMatchObject({
      Order: { LineItemCount: 1, Subtotal: 10, PromotionDiscount: 1, Total: 9 },
      OrderCalculateResponse: { Succeeded: true },
      OrderPromotions: [{ LineItemID: 'X1' }],
    })
    expect(body.LineItems).toHaveLength(1)
    expect(await submit(ID)).toBe(201)
  })

  it('that removes every line is kept of an order without any, which cannot be submitted', async () => {
    const ID = await newOrder()
    server.answers['/ordercalculate'] = () => ({ LineItemOverrides: [{ LineItemID: 'X1', Remove: true }] })
    expect(await calculate(ID)).toMatchObject({
      Order: { LineItemCount: 0, Total: 0 },
      LineItems: [],
      OrderCalculateResponse: { Succeeded: true },
    })
    expect(await submit(ID)).toEqual([400, 'Order.CannotSubmitWithNoLineItems'])
  })

  it('may take a line from any record of its product, and says nothing of records and lines that are not there', async () => {
    await m.product(buyer, { ID: 'COUNTED', price: 10, Inventory: { Enabled: true, QuantityAvailable: 9 } })
    await m.must('POST', '/addresses', { ID: 'dock', Street1: 'Quay 1', City: 'Hamburg', Country: 'DE' })
    const ID = await newOrder([['COUNTED', 2]])
    const records = '/products/COUNTED/inventoryrecords'
    await m.must('POST', records, { ID: 'far', AddressID: 'dock', QuantityAvailable: 2 })
    const from = (InventoryRecordID: string) => {
      server.answers['/ordercalculate'] = () => ({
        LineItemOverrides: [
          { LineItemID: 'X1', InventoryRecordID },
          { LineItemID: 'X9', UnitPrice: 1, Remove: true },
        ],
      })
      return calculate(ID)
    }
    expect((await from('nowhere')).LineItems).toMatchObject([{ InventoryRecordID: null }])
    const { LineItems, OrderCalculateResponse } = await from('FAR')
    expect(LineItems).toMatchObject([{ ID: 'X1', UnitPrice: 10, InventoryRecordID: 'far' }])
    expect(OrderCalculateResponse.LineItemOverrides).toMatchObject([{ LineItemID: 'X1' }, { UnitPrice: 1 }])
    expect(await submit(ID)).toBe(201)
    expect(await m.must('GET', `${records}/far`)).toMatchObject({ QuantityAvailable: 0 })
  })

  it('values lines anew, as the catalogue has them by now', async () => {
    await m.product(buyer, { ID: 'DEARER', price: 1 })
    const ID = await newOrder([['DEARER', 3]])
    await m.must('PATCH', '/priceschedules/DEARER', { PriceBreaks: [{ Quantity: 1, Price: 2 }] })
    expect(await calculate(ID)).toMatchObject({ Order: { Subtotal: 6, Total: 11 } })
    expect(server.received[0]!.body.OrderWorksheet.Order).toMatchObject({ Subtotal: 6, Total: 6 })
  })

  it('goes on naming a line that is renamed', async () => {
    server.answers['/ordercalculate'] = () => ({ LineItemOverrides: [{ LineItemID: 'X1', UnitPrice: 8 }] })
    const ID = await newOrder()
    await calculated(ID)
    await m.must('PATCH', path(ID, '/lineitems/X1'), { ID: 'first' }, buyer.user)
    const { ShipEstimateResponse, OrderCalculateResponse } = await worksheet(ID)
    expect(ShipEstimateResponse.ShipEstimates[0].ShipEstimateItems[0].LineItemID).toBe('first')
    expect(OrderCalculateResponse.LineItemOverrides[0].LineItemID).toBe('first')
  })
})

describe('the cart', () => {
  it('goes through the same steps, and has a worksheet before it is begun', async () => {
    const { user } = await m.buyer()
    await m.must('POST', '/catalogs/productassignments', {
      CatalogID: user.identity.company,
      ProductID: 'TEN',
    })
    const empty = await m.must('GET', '/cart/worksheet', undefined, user)
    expect(empty).toMatchObject({ Order: { ID: null, Total: 0 }, LineItems: [], ShipEstimateResponse: null })
    expect(await m.outcome('POST', '/cart/calculate', undefined, user)).toEqual([404, 'NotFound'])
    await m.must('POST', '/cart/lineitems', { ProductID: 'TEN', Quantity: 2 }, user)
    await m.must('POST', '/cart/estimateshipping', undefined, user)
    const ShipMethodSelections = [{ ShipEstimateID: 'e1', ShipMethodID: 'm2' }]
    await m.must('POST', '/cart/shipmethods', { ShipMethodSelections }, user)
    const body = await m.must('POST', '/cart/calculate', undefined, user)
    expect(body.Order.Total).toBe(50)
    expect(await m.must('GET', '/cart/worksheet', undefined, user)).toEqual(body)
    await m.must('POST', '/cart/submit', undefined, user)
    expect(asked()).toEqual(['/shippingrates', '/ordercalculate', '/ordersubmit'])
  })
})
