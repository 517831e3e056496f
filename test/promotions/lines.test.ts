import { describe, expect, it } from 'vitest'
import {
  add,
  added,
  addLine,
  adds,
  alice,
  buyer,
  copies,
  drop,
  m,
  order,
  perPiece,
  post,
  promote,
  promoteAsTold,
  redeemed,
  rows,
  see,
  submit,
  taken,
  told,
  usePromotions,
} from './shop.ts'

usePromotions()

const line = (path: string, ID: string) => `${path}/lineitems/${ID}`
const amounts = async (path: string) => (await taken(path)).map(([, , amount]: unknown[]) => amount)

describe('a promotion on lines', () => {
  it('takes something off each that it is for, and answers the first', async () => {
    await promoteAsTold()
    const path = await order([2, 3])
    await addLine(path, 'L3', 1, alice, 'P25')
    const { body } = await add(path, 'LINE1')
    expect(body).toMatchObject({ LineItemID: 'L1', Amount: 2 })
    expect(await taken(path)).toEqual([
      ['LINE1', 'L1', 2],
      ['LINE1', 'L2', 3],
    ])
    await adds(path, { PromotionDiscount: 5, Total: 70 })
    expect(await see(line(path, 'L2'))).toMatchObject({ PromotionDiscount: 3, LineTotal: 27 })
    await drop(path, 'LINE1')
    expect(await rows(path)).toEqual([])
    await adds(path, { PromotionDiscount: 0, Total: 75 })
  })

  it('takes no more than is left of a line by those before', async () => {
    const all = { ...perPiece, ValueExpression: 'item.LineSubtotal' }
    await promote('MOST', { ...perPiece, ValueExpression: 'item.LineSubtotal - 1' })
    await promote('ALL', all)
    await promote('MORE', all)
    const path = await added(await order([1, 2]), 'MOST', 'ALL', 'MORE')
    expect(await taken(path)).toEqual([
      ['ALL', 'L1', 1],
      ['ALL', 'L2', 1],
      ['MORE', 'L1', 0],
      ['MORE', 'L2', 0],
      ['MOST', 'L1', 9],
      ['MOST', 'L2', 19],
    ])
    await adds(path, { Total: 0 })
  })

  it('is for as many lines as it says, or as many pieces, in its own order', async () => {
    const half = {
      ...perPiece,
      EligibleExpression: 'item.Quantity > 0',
      ValueExpression: 'item.LineSubtotal / 2',
    }
    await promote('FIRST', { ...half, ItemLimitPerOrder: 1 })
    await promote('DEAREST', { ...half, ItemLimitPerOrder: 2, ItemSortBy: '!UnitPrice,!Quantity' })
    await promote('PIECES', {
      ...half,
      ValueExpression: '1',
      QuantityLimitPerOrder: 4,
      ItemSortBy: '!UnitPrice,!Quantity',
    })
    const make = async (code: string) => {
      const path = await order([2, 3])
      await addLine(path, 'L3', 2, alice, 'P25')
      return taken(await added(path, code))
    }
    expect(await make('FIRST')).toEqual([['FIRST', 'L1', 10]])
    expect(await make('DEAREST')).toEqual(
      expect.arrayContaining([
        ['DEAREST', 'L3', 25],
        ['DEAREST', 'L2', 15],
      ]),
    )
    expect(await make('PIECES')).toEqual(
      expect.arrayContaining([
        ['PIECES', 'L3', 2],
        ['PIECES', 'L2', 2],
      ]),
    )
  })

  it('is no item of a bundle’s heading', async () => {
    await m.must('POST', '/bundles', { ID: 'kit', Name: 'Kit', Active: true })
    await m.must('POST', '/catalogs/bundleassignments', { CatalogID: buyer.ID, BundleID: 'kit' })
    for (const ProductID of ['P10', 'P25'])
      await m.must('POST', '/bundles/productassignments', { BundleID: 'kit', ProductID, Required: false })
    const path = await order([1])
    const { ID } = await m.must(
      'POST',
      `${path}/bundles/kit`,
      { LineItems: [{ ProductID: 'P10' }, { ProductID: 'P25' }] },
      alice,
    )
    await promote('EACH', { ...perPiece, EligibleExpression: 'item.Quantity > 0', ValueExpression: '2' })
    await added(path, 'EACH')
    await adds(path, { PromotionDiscount: 6, Subtotal: 45 })
    await m.must('DELETE', `${path}/bundles/kit/${ID}`, undefined, alice)
    await adds(path, { PromotionDiscount: 2, Total: 8 })
    expect(await taken(path)).toEqual([['EACH', 'L1', 2]])
  })

  it('is on hundreds of them, which are listed page by page', async () => {
    const LINES = 300
    const path = await order([1])
    const ID = path.split('/').at(-1)!
    const of = 'OrderKey = (select Key from orders where Marketplace = ?1 and ID = ?2)'
    await copies('line_items', { ID: "'C' || i" }, of, ID, LINES - 1)
    await promote('EACH', {
      ...perPiece,
      ValueExpression: "iif(items.quantity(ProductID = 'P10') > 1, 1, 0)",
    })
    await m.must('PATCH', line(path, 'L1'), { Quantity: 2 }, alice)
    await added(path, 'EACH')
    expect(await see(path)).toMatchObject({
      LineItemCount: LINES,
      PromotionDiscount: LINES,
      Total: LINES * 9 + 10,
    })
    const seen: string[] = []
    for (const page of [1, 2, 3, 4]) {
      const { Items, Meta } = await see(`${path}/promotions?pageSize=100&page=${page}`)
      expect(Meta).toMatchObject({ TotalCount: LINES, TotalPages: 3 })
      seen.push(...Items.map((p: { LineItemID: string }) => p.LineItemID))
    }
    expect(new Set(seen).size).toBe(LINES)
    expect(seen).toHaveLength(LINES)
    await m.must('DELETE', line(path, 'C7'), undefined, alice)
    expect((await submit(path)).body).toMatchObject({
      PromotionDiscount: LINES - 1,
      Total: (LINES - 1) * 9 + 10,
    })
    expect(await redeemed('EACH')).toBe(1)
  })
})

describe('what is taken off a line', () => {
  it('stays while the line changes, and never makes less of it than nothing', async () => {
    await promote('FIVE', { ...perPiece, ValueExpression: '15' })
    const path = await added(await order([2, 2]), 'FIVE')
    await adds(path, { PromotionDiscount: 30, Total: 10 })
    await m.must('PATCH', line(path, 'L1'), { Quantity: 1 }, alice)
    expect(await see(line(path, 'L1'))).toMatchObject({
      LineSubtotal: 10,
      PromotionDiscount: 15,
      LineTotal: 0,
    })
    await adds(path, { PromotionDiscount: 30, Subtotal: 30, Total: 0 })
    await m.must('PATCH', line(path, 'L1'), { Quantity: 9 }, alice)
    await adds(path, { PromotionDiscount: 30, Total: 80 })
    await m.must('PATCH', `${path.replace('Outgoing', 'Incoming')}/lineitems/L1`, { UnitPrice: 1 })
    await adds(path, { Subtotal: 29, Total: 0 })
    expect(await amounts(path)).toEqual([15, 15])
    expect(told(await post(path, 'validate'))).toBe(204)
    expect(await taken(path)).toEqual([
      ['FIVE', 'L1', 9],
      ['FIVE', 'L2', 15],
    ])
    await adds(path, { Total: 5 })
  })

  it('goes with the line, and the promotion with the last', async () => {
    await promoteAsTold()
    const path = await added(await order([2, 3, 1]), 'LINE1', 'TENOFF')
    await m.must('DELETE', line(path, 'L2'), undefined, alice)
    expect(await taken(path)).toEqual([
      ['LINE1', 'L1', 2],
      ['LINE1', 'L3', 1],
      ['TENOFF', null, 10],
    ])
    await adds(path, { PromotionDiscount: 13 })
    await m.must('DELETE', line(path, 'L1'), undefined, alice)
    await m.must('DELETE', line(path, 'L3'), undefined, alice)
    expect(await taken(path)).toEqual([['TENOFF', null, 10]])
    await adds(path, { Subtotal: 0, Total: 0 })
  })

  it('goes with a deleted product, off the orders that are not submitted', async () => {
    await promote('EACH', { ...perPiece, EligibleExpression: 'item.Quantity > 0' })
    await promote('ONE', perPiece)
    const path = await order([2])
    await addLine(path, 'L2', 2, alice, 'P25')
    await added(path, 'EACH', 'ONE')
    await adds(path, { PromotionDiscount: 6 })
    const other = await added(await order([3]), 'ONE')
    const open = await added(await order([3]), 'ONE')
    await submit(open)
    await m.must('DELETE', '/products/P10')
    expect(await taken(path)).toEqual([['EACH', 'L2', 2]])
    await adds(path, { PromotionDiscount: 2, Subtotal: 50, Total: 48 })
    expect(await rows(other)).toEqual([])
    await adds(other, { PromotionDiscount: 0, Total: 0 })
    await adds(open, { PromotionDiscount: 3, Total: 27 })
  })

  it('follows the line’s new name, be it the old one in other letters', async () => {
    await promote('EACH', perPiece)
    const path = await added(await order([1, 2]), 'EACH')
    for (const [from, to] of [
      ['L1', 'Bolts'],
      ['Bolts', 'bolts'],
      ['bolts', 'l2x'],
    ]) {
      await m.must('PATCH', line(path, from!), { ID: to }, alice)
      await adds(path, { PromotionDiscount: 3 })
      expect(await taken(path)).toEqual(
        expect.arrayContaining([
          ['EACH', to, 1],
          ['EACH', 'L2', 2],
        ]),
      )
    }
    await m.must('DELETE', line(path, 'L2X'), undefined, alice)
    expect(await taken(path)).toEqual([['EACH', 'L2', 2]])
    const { ID } = await m.must('PATCH', path, { ID: 'renamed' }, alice)
    await adds(`/orders/Outgoing/${ID}`, { PromotionDiscount: 2 })
  })
})

describe('promotions are valued anew', () => {
  it('by validation and submit, over prices as they are by then', async () => {
    await promote('TENTH', { ValueExpression: 'order.Subtotal * 0.1' })
    await promote('HALF', { ...perPiece, ValueExpression: 'item.LineSubtotal / 2' })
    const path = await added(await order([1]), 'TENTH', 'HALF')
    await m.must('PATCH', line(path, 'L1'), { Quantity: 4 }, alice)
    expect(await amounts(path)).toEqual([5, 1])
    expect(told(await post(path, 'validate'))).toBe(204)
    await adds(path, { PromotionDiscount: 24, Total: 16 })
    await m.must('PATCH', '/priceschedules/P10', { PriceBreaks: [{ Quantity: 1, Price: 5 }] })
    expect((await submit(path)).body).toMatchObject({ Subtotal: 20, PromotionDiscount: 12, Total: 8 })
    await adds(path, { Total: 8 })
  })

  it('where they may not be any more they stay, and refuse the order together', async () => {
    await promoteAsTold()
    await promote('OVER')
    const path = await added(await order([6]), 'TENOFF', 'LINE1', 'OVER')
    await m.must('PATCH', '/promotions/OVER', { ExpirationDate: '2020-01-01T00:00:00Z' })
    await m.must('PATCH', '/promotions/LINE1', { CanCombine: false })
    await m.must('PATCH', line(path, 'L1'), { Quantity: 2 }, alice)
    const refusal = [400, 'Promotion.CannotCombine', 'Promotion.CannotCombine', 'Promotion.Expired']
    for (const what of ['validate', 'submit'])
      expect(told(await post(path, what))).toEqual(expect.arrayContaining(refusal))
    await adds(path, { Status: 'Unsubmitted' })
    expect(await rows(path)).toHaveLength(3)
    await drop(path, 'LINE1')
    const { body } = await submit(path)
    const refused = body.Errors.map((e: { ErrorCode: string; Data: object }) => [e.ErrorCode, e.Data])
    expect(refused).toHaveLength(2)
    expect(new Map(refused)).toEqual(
      new Map([
        ['Promotion.NotEligible', { PromotionID: 'TENOFF', Code: 'TENOFF' }],
        ['Promotion.Expired', expect.objectContaining({ PromotionID: 'OVER', Code: 'OVER' })],
      ]),
    )
  })
})
