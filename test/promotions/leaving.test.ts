import { describe, expect, it } from 'vitest'
import { sentDuring } from '../support/observe.ts'
import {
  add,
  added,
  adds,
  alice,
  copies,
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

const ways: [string, (ID: string) => Promise<unknown>][] = [
  ['switched off', (ID) => m.must('PATCH', `/promotions/${ID}`, { Active: false })],
  [
    'replaced by one that is off',
    async (ID) =>
      m.must('PUT', `/promotions/${ID}`, { ...(await see(`/promotions/${ID}`, 'seller')), Active: false }),
  ],
  [
    'switched off as it is renamed',
    (ID) => m.must('PATCH', `/promotions/${ID}`, { ID: `${ID}-new`, Active: false }),
  ],
  ['deleted', (ID) => m.must('DELETE', `/promotions/${ID}`)],
]

describe.each(ways)('a promotion that is %s', (_, go) => {
  it('leaves the orders that are not submitted, and what it took comes back', async () => {
    await promoteAsTold()
    const [begun, open] = [await order([6]), await order([6])]
    await added(begun, 'TENOFF', 'LINE1')
    await added(open, 'TENOFF', 'LINE1')
    await submit(open)
    await go('TENOFF')
    await adds(begun, { PromotionDiscount: 6, Total: 54 })
    await adds(open, { PromotionDiscount: 16, Total: 44 })
    await go('LINE1')
    await adds(begun, { PromotionDiscount: 0, Total: 60 })
    await adds(open, { PromotionDiscount: 16, Total: 44 })
    expect(await see(`${begun}/lineitems/L1`)).toMatchObject({ PromotionDiscount: 0, LineTotal: 60 })
    expect(await see(`${open}/lineitems/L1`)).toMatchObject({ PromotionDiscount: 6, LineTotal: 54 })
    expect(told(await submit(begun))).toBe(201)
  })

  it('leaves them lines and totals that are not below zero', async () => {
    await promote('MUCH', { ...perPiece, ValueExpression: '15' })
    await promote('ALL', { ValueExpression: '100' })
    const path = await added(await order([2, 2]), 'MUCH', 'ALL')
    await m.must('PATCH', `${path}/lineitems/L1`, { Quantity: 1 }, alice)
    await adds(path, { Total: 0 })
    await go('ALL')
    await adds(path, { PromotionDiscount: 30, Total: 0 })
    await go('MUCH')
    await adds(path, { PromotionDiscount: 0, Total: 30 })
  })

  it('leaves one that is being changed', async () => {
    await promote('GOING')
    await promote('STAYS')
    const path = await added(await order([1, 1, 1, 1]), 'GOING', 'STAYS')
    await Promise.all([
      ...[1, 2, 3, 4].map((i) => m.must('PATCH', `${path}/lineitems/L${i}`, { Quantity: 2 }, alice)),
      go('GOING'),
    ])
    await adds(path, { PromotionDiscount: 1, Total: 79 })
  })
})

describe('a promotion', () => {
  it('that is switched on again comes back to nobody', async () => {
    await promote('ONOFF')
    const path = await added(await order(), 'ONOFF')
    await m.must('PATCH', '/promotions/ONOFF', { Active: false })
    await m.must('PATCH', '/promotions/ONOFF', { Active: true })
    await adds(path, { PromotionDiscount: 0 })
    await added(path, 'ONOFF')
  })

  it('that is made under the name of a deleted one has been redeemed by nobody', async () => {
    const limits = { RedemptionLimit: 1, RedemptionLimitPerUser: 1 }
    await promote('ONE', limits)
    const old = await added(await order(), 'ONE')
    await submit(old)
    await m.must('DELETE', '/promotions/ONE')
    await promote('ONE', { ...limits, Name: 'New' })
    expect(await rows(old)).toMatchObject([{ ID: 'ONE', Name: null, Amount: 1 }])
    const path = await added(await order(), 'ONE')
    await submit(path)
    await post(old.replace('Outgoing', 'All'), 'cancel', 'seller')
    expect(await redeemed('ONE')).toBe(1)
  })

  it('keeps its orders, count and code as it is renamed', async () => {
    await promote('ONE', { RedemptionLimitPerUser: 1, ...perPiece })
    const [begun, open] = [await order([2]), await order([3])]
    await added(begun, 'ONE')
    await submit(await added(open, 'ONE'))
    for (const [from, to] of [
      ['ONE', 'one'],
      ['one', 'uno'],
    ]) {
      await m.must('PATCH', `/promotions/${from}`, { ID: to })
      expect(await rows(begun)).toMatchObject([{ ID: to, Code: 'ONE', LineItemID: 'L1' }])
      expect(await rows(open)).toMatchObject([{ ID: to, Code: 'ONE', LineItemID: 'L1' }])
      expect(told(await add(await order(), 'ONE'))).toEqual([400, 'Promotion.ExceedsUsageLimit'])
    }
    await post(open.replace('Outgoing', 'All'), 'cancel', 'seller')
    expect(await redeemed('uno')).toBe(0)
    expect(told(await submit(begun))).toBe(201)
    expect(await redeemed('uno')).toBe(1)
  })

  it('goes with its owner', async () => {
    const supplier = await m.supplier()
    await promote('THEIRS', { OwnerID: supplier.ID })
    await m.product({ ID: 'acme' }, { ID: 'S', DefaultSupplierID: supplier.ID })
    const { ID } = await m.order(alice, [['S', 1]], { ToCompanyID: supplier.ID })
    const path = `/orders/Outgoing/${ID}`
    await added(path, 'THEIRS')
    await m.must('DELETE', `/suppliers/${supplier.ID}`)
    expect((await see(path)).PromotionDiscount).toBe(0)
    expect(await taken(path)).toEqual([])
  })

  it('that no order was opened with is shown by those that were canceled as it was', async () => {
    await promote('GONE', { Name: 'Gone', xp: { a: 1 }, Priority: 3 })
    const path = await added(await order(), 'GONE')
    const before = await rows(path)
    await post(path, 'cancel')
    await m.must('DELETE', '/promotions/GONE')
    expect(await rows(path)).toEqual(before)
    expect(await rows(path, 'xp.a=1&Name=gone')).toEqual(before)
  })
})

it('switching off looks at the orders that have it and are not submitted, and at no others', async () => {
  await promote('MANY', perPiece)
  const [begun, open] = [await added(await order([1, 2]), 'MANY'), await added(await order(), 'MANY')]
  await submit(open)
  const [CARTS, OPENED] = [200, 1000]
  const own = 'OrderKey = (select Key from orders where Marketplace = ?1 and ID = ?2)'
  for (const [path, many, key] of [
    [begun, CARTS, 'c'],
    [open, OPENED, 'o'],
  ] as const) {
    const ID = path.split('/').at(-1)!
    await copies('orders', { Key: `'${key}' || i || ?1`, ID: `'${key}' || i` }, 'ID = ?2', ID, many)
    for (const table of ['line_items', 'order_promotions'])
      await copies(table, { OrderKey: `'${key}' || i || ?1` }, own, ID, many)
  }
  const sent = await sentDuring(() => m.must('PATCH', '/promotions/MANY', { Active: false }))
  const statements = sent.flatMap((s) => s.batches.flat())
  expect(Math.max(...statements.map((s) => s.rowsRead))).toBeLessThan(40 * CARTS)
  await adds(`/orders/Outgoing/c${CARTS}`, { PromotionDiscount: 0, Total: 30 })
  await adds(`/orders/Outgoing/o${OPENED}`, { PromotionDiscount: 1, Total: 9 })
})
