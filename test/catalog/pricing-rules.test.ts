import { beforeEach, describe, expect, it } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let shopper: User
let order: string

/** A buyer `acme` that sees the product `mug` at 10, and an order of its user. */
beforeEach(async () => {
  m = await marketplace()
  ;({ user: shopper } = await m.buyer({ ID: 'acme' }))
  await m.product({ ID: 'acme' }, { ID: 'mug' })
  order = `/orders/Outgoing/${(await m.order(shopper)).ID}`
})

type Answer = Awaited<ReturnType<Marketplace['api']>>
const schedule = (more: object) => m.must('PATCH', '/priceschedules/mug', more)
const breaks = (...rows: [number, number][]) => ({
  PriceBreaks: rows.map(([Quantity, Price]) => ({ Quantity, Price })),
})
const add = (Quantity: number | undefined, ID?: string, more: object = {}) =>
  m.api('POST', `${order}/lineitems`, { ID, ProductID: 'mug', Quantity, ...more }, shopper)
const change = (ID: string, body: object, method = 'PATCH') =>
  m.api(method, `${order}/lineitems/${ID}`, body, shopper)
const act = (action: string) => m.api('POST', `${order}/${action}`, {}, shopper)
const line = (ID: string) => m.must('GET', `${order}/lineitems/${ID}`, undefined, shopper)
const prices = async () =>
  (await m.must('GET', `${order}/lineitems?sortBy=ID`, undefined, shopper)).Items.map(
    (l: { UnitPrice: number }) => l.UnitPrice,
  )
const codeOf = ({ status, body }: Answer) => body?.Errors?.[0]?.ErrorCode ?? status
const dataOf = ({ body }: Answer) => body.Errors[0].Data

describe('the quantity of a line', () => {
  it('is a whole number of one or more', async () => {
    await add(2, 'a')
    const code = 'LineItem.QuantityMustBePositive'
    for (const Quantity of [0, -1]) {
      expect(codeOf(await add(Quantity))).toBe(code)
      expect(codeOf(await change('a', { Quantity }))).toBe(code)
      expect(codeOf(await change('a', { ProductID: 'mug', Quantity }, 'PUT'))).toBe(code)
    }
    expect(codeOf(await add(1.5))).toBe('ValidationFailure')
    expect((await add(undefined)).body.Quantity).toBe(1)
    expect((await line('a')).Quantity).toBe(2)
  })

  it('is held to minimum and maximum when it is written, which the refusal tells', async () => {
    await schedule({ MinQuantity: 3, MaxQuantity: 5 })
    const limits = { ProductID: 'mug', MinQuantity: 3, MaxQuantity: 5 }
    const few = await add(2)
    expect([codeOf(few), dataOf(few)]).toEqual([
      'PriceSchedule.CannotBeLessThanMin',
      { ...limits, Quantity: 2 },
    ])
    const many = await add(6)
    expect([codeOf(many), dataOf(many)]).toEqual([
      'PriceSchedule.CannotExceedMax',
      { ...limits, Quantity: 6 },
    ])
    for (const Quantity of [3, 5]) expect(codeOf(await add(Quantity, `q${Quantity}`))).toBe(201)
    expect(codeOf(await change('q3', { Quantity: 2 }))).toBe('PriceSchedule.CannotBeLessThanMin')
    expect(codeOf(await change('q3', { Quantity: 6 }))).toBe('PriceSchedule.CannotExceedMax')
  })

  it('is held to minimum and maximum again when the order is validated and submitted', async () => {
    await add(4, 'a')
    await schedule({ MinQuantity: 5 })
    for (const action of ['validate', 'submit'])
      expect(codeOf(await act(action))).toBe('PriceSchedule.CannotBeLessThanMin')
    await schedule({ MinQuantity: 1, MaxQuantity: 3 })
    for (const action of ['validate', 'submit'])
      expect(codeOf(await act(action))).toBe('PriceSchedule.CannotExceedMax')
    await schedule({ MaxQuantity: 4 })
    expect(codeOf(await act('submit'))).toBe(201)
  })

  it('is that of a break where the schedule is restricted', async () => {
    await schedule({ RestrictedQuantity: true, ...breaks([2, 10], [4, 9]) })
    for (const Quantity of [1, 3, 5])
      expect(codeOf(await add(Quantity))).toBe('PriceSchedule.QuantityNotAllowed')
    expect((await add(2)).body.UnitPrice).toBe(10)
    expect((await add(4)).body.UnitPrice).toBe(9)
    await schedule({ MinQuantity: 3 })
    expect(codeOf(await add(2))).toBe('PriceSchedule.CannotBeLessThanMin')
  })

  it('is refused below the lowest break', async () => {
    await schedule(breaks([5, 8]))
    expect(codeOf(await add(4))).toBe('PriceSchedule.QuantityNotAllowed')
    expect((await add(5)).body.UnitPrice).toBe(8)
  })
})

describe('a cumulative schedule', () => {
  beforeEach(async () => {
    await schedule({ UseCumulativeQuantity: true, ...breaks([2, 10], [5, 8]) })
  })

  it('lets an order be filled up to its minimum, which holds when it is validated and submitted', async () => {
    await schedule({ MinQuantity: 4 })
    expect((await add(1, 'a')).body.UnitPrice).toBe(10)
    for (const action of ['validate', 'submit']) {
      const refused = await act(action)
      expect(codeOf(refused)).toBe('PriceSchedule.CumulativeCannotBeLessThanMin')
      expect(dataOf(refused)).toMatchObject({ ProductID: 'mug', Quantity: 1, MinQuantity: 4 })
    }
    expect(codeOf(await add(3, 'b'))).toBe(201)
    expect(codeOf(await act('submit'))).toBe(201)
  })

  it('has its maximum held by all lines together, at once', async () => {
    await schedule({ MaxQuantity: 6 })
    expect(codeOf(await add(4, 'a'))).toBe(201)
    const refused = await add(3, 'b')
    expect(codeOf(refused)).toBe('PriceSchedule.CumulativeCannotExceedMax')
    expect(dataOf(refused)).toMatchObject({ ProductID: 'mug', Quantity: 7, MaxQuantity: 6 })
    expect(codeOf(await add(2, 'b'))).toBe(201)
    expect(codeOf(await change('b', { Quantity: 3 }))).toBe('PriceSchedule.CumulativeCannotExceedMax')
  })

  it('that is restricted waits until submit for the lines to come to a break together', async () => {
    await schedule({ RestrictedQuantity: true })
    await add(3, 'a')
    expect(codeOf(await act('submit'))).toBe('PriceSchedule.CumulativeQuantityNotAllowed')
    await add(2, 'b')
    expect(codeOf(await act('submit'))).toBe(201)
    expect(await prices()).toEqual([8, 8])
  })

  it('prices every line of its product anew when one is added, changed or deleted', async () => {
    await m.product({ ID: 'acme' }, { ID: 'cap', price: 3 })
    await add(2, 'a')
    await add(9, 'z', { ProductID: 'cap' })
    expect(await prices()).toEqual([10, 3])
    await add(3, 'b')
    expect(await prices()).toEqual([8, 8, 3])
    await change('b', { Quantity: 2 })
    expect(await prices()).toEqual([10, 10, 3])
    await change('a', { Quantity: 3 })
    expect(await prices()).toEqual([8, 8, 3])
    await m.must('DELETE', `${order}/lineitems/b`, undefined, shopper)
    expect(await prices()).toEqual([10, 3])
    expect((await m.must('GET', order, undefined, shopper)).Subtotal).toBe(57)
  })

  it('prices its lines anew when a bundle goes that held more of the product', async () => {
    await m.must('POST', '/bundles', { ID: 'set', Name: 'Set', Active: true })
    await m.must('POST', '/catalogs/bundleassignments', { CatalogID: 'acme', BundleID: 'set' })
    const item = { BundleID: 'set', ProductID: 'mug', Required: true, DefaultQuantity: 3 }
    await m.must('POST', '/bundles/productassignments', item)
    await add(2, 'a')
    const heading = await m.must('POST', `${order}/bundles/set`, {}, shopper)
    expect((await line('a')).UnitPrice).toBe(8)
    await m.must('DELETE', `${order}/bundles/set/${heading.ID}`, undefined, shopper)
    expect(await prices()).toEqual([10])
    expect((await m.must('GET', order, undefined, shopper)).Total).toBe(20)
  })

  it('counts a line whose price is overridden, and leaves that price alone', async () => {
    await add(2, 'a')
    await m.must('POST', `${order.replace('Outgoing', 'All')}/lineitems`, {
      ID: 'b',
      ProductID: 'mug',
      Quantity: 3,
      UnitPrice: 1.5,
    })
    expect(await prices()).toEqual([8, 1.5])
    await change('a', { Quantity: 4 })
    await act('validate')
    expect(await prices()).toEqual([8, 1.5])
  })
})

describe('the price of a line', () => {
  it('names its schedule, and the sale where the sale price is the one used', async () => {
    await schedule({
      PriceBreaks: [
        { Quantity: 1, Price: 10 },
        { Quantity: 5, Price: 9, SalePrice: 6 },
      ],
    })
    expect((await add(1)).body).toMatchObject({ UnitPrice: 10, IsOnSale: false, PriceScheduleID: 'mug' })
    expect((await add(5)).body).toMatchObject({ UnitPrice: 6, IsOnSale: true, PriceScheduleID: 'mug' })
  })

  it('does not depend on what the schedule says of tax and shipping', async () => {
    await schedule({ ApplyTax: true, ApplyShipping: true })
    await add(2, 'a')
    expect(await m.must('GET', order, undefined, shopper)).toMatchObject({
      Subtotal: 20,
      TaxCost: 0,
      ShippingCost: 0,
      Total: 20,
    })
  })

  it.each([
    ['a price that changes', breaks([1, 7]), 7],
    ['a sale that starts', { PriceBreaks: [{ Quantity: 1, Price: 10, SalePrice: 6 }] }, 6],
  ])('stands when the cart is read, and follows %s when the order is validated', async (_, to, price) => {
    await add(2, 'a')
    await schedule(to)
    expect(await line('a')).toMatchObject({ UnitPrice: 10, LineTotal: 20 })
    expect((await m.must('GET', order, undefined, shopper)).Total).toBe(20)
    expect(codeOf(await act('validate'))).toBeLessThan(300)
    expect(await line('a')).toMatchObject({ UnitPrice: price, LineTotal: 2 * price })
    expect((await m.must('GET', order, undefined, shopper)).Total).toBe(2 * price)
  })

  it('stands when another property of the line changes, and follows the schedule with its quantity', async () => {
    await add(2, 'a')
    await schedule(breaks([1, 7]))
    expect((await change('a', { xp: { Gift: true } })).body.UnitPrice).toBe(10)
    expect((await change('a', { Quantity: 3 })).body).toMatchObject({ UnitPrice: 7, LineTotal: 21 })
  })

  it('that is overridden stands at validate and submit, and with another quantity', async () => {
    await add(2, 'a')
    await m.must('PATCH', `${order.replace('Outgoing', 'All')}/lineitems/a`, { UnitPrice: 4 })
    await schedule(breaks([1, 7]))
    expect((await change('a', { Quantity: 3 })).body).toMatchObject({ UnitPrice: 4, LineTotal: 12 })
    await act('validate')
    expect((await act('submit')).body.Total).toBe(12)
    expect(await line('a')).toMatchObject({ UnitPrice: 4, PriceOverridden: true })
  })

  it.each([null, ''])('that is overridden is taken back by a unit price of %j', async (UnitPrice) => {
    await add(2, 'a')
    const path = `${order.replace('Outgoing', 'All')}/lineitems/a`
    await m.must('PATCH', path, { UnitPrice: 4 })
    expect(await m.must('PATCH', path, { UnitPrice })).toMatchObject({
      UnitPrice: 10,
      LineTotal: 20,
      PriceOverridden: false,
    })
  })
})

describe('a price schedule', () => {
  it('has a minimum of one again when that is cleared', async () => {
    await schedule({ MinQuantity: 3 })
    expect((await schedule({ MinQuantity: null })).MinQuantity).toBe(1)
  })

  it('keeps a break of one or more among others when breaks are deleted one by one', async () => {
    await m.must('POST', '/priceschedules/mug/PriceBreaks', { Quantity: 0, Price: 12 })
    const gone = await m.api('DELETE', '/priceschedules/mug/PriceBreaks?quantity=1')
    expect(codeOf(gone)).toBe('PriceSchedule.MinQtyMustBePositive')
    await m.must('DELETE', '/priceschedules/mug/PriceBreaks?quantity=0')
    expect((await m.must('GET', '/priceschedules/mug')).PriceBreaks).toMatchObject([{ Quantity: 1 }])
  })

  it('of a currency prices mark-ups in it as they are: nothing is converted', async () => {
    await m.must('POST', '/locales', { ID: 'de', Currency: 'EUR' })
    await m.must('POST', '/locales/assignments', { LocaleID: 'de', BuyerID: 'acme' })
    await schedule({ Currency: 'eur' })
    await m.must('POST', '/specs', { ID: 'gift', Name: 'Gift' })
    const option = { ID: 'box', Value: 'Box', PriceMarkupType: 'AmountPerQuantity', PriceMarkup: 2.5 }
    await m.must('POST', '/specs/gift/options', option)
    await m.must('POST', '/specs/productassignments', { SpecID: 'gift', ProductID: 'mug' })
    order = `/orders/Outgoing/${(await m.order(shopper)).ID}`
    const added = await add(2, 'a', { Specs: [{ SpecID: 'gift', OptionID: 'box' }] })
    expect(added.body).toMatchObject({ UnitPrice: 12.5, LineTotal: 25 })
    expect((await act('submit')).body).toMatchObject({ Currency: 'EUR', Total: 25 })
  })
})
