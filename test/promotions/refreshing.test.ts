import { describe, expect, it } from 'vitest'
import {
  added,
  addLine,
  adds,
  alice,
  drop,
  m,
  order,
  perPiece,
  post,
  promote,
  promoteAsTold,
  rows,
  see,
  submit,
  taken,
  told,
  usePromotions,
} from './shop.ts'

usePromotions()

const automatic = (ID: string, more: object = {}) => promote(ID, { AutoApply: true, ...more })
const apply = (path: string) => post(path, 'applypromotions')
const refresh = async (path: string) => (await post(path, 'refreshpromotions')).body
const eligible = async (path: string, query = '') =>
  (await see(`${path}/eligiblepromotions?pageSize=100&${query}`)).Items as { ID: string; Amount: number }[]
const ids = (items: { ID: string }[]) => items.map((p) => p.ID)

describe('automatic promotions', () => {
  it('come as they are asked for, where the order may have them', async () => {
    await promoteAsTold()
    const [rich, poor] = [await order([11]), await order([9])]
    const { status, body } = await apply(rich)
    expect([status, body]).toEqual([201, await see(rich)])
    await adds(rich, { PromotionDiscount: 5, Total: 105 })
    expect((await apply(poor)).body).toMatchObject({ PromotionDiscount: 0 })
    expect(told(await apply(rich))).toBe(201)
    await adds(rich, { PromotionDiscount: 5 })
  })

  it('come by priority, those without one last, and each sees those before', async () => {
    const tenth = { ValueExpression: 'order.Total * 0.1' }
    await automatic('NONE-B', tenth)
    await automatic('NONE-A', { ValueExpression: '10' })
    await automatic('SECOND', { Priority: 2, ...tenth })
    await automatic('FIRST', { Priority: -1, ValueExpression: '50' })
    await automatic('NEVER', { Priority: 0, EligibleExpression: '1 / 0 > 0' })
    await automatic('ALONE', { Priority: 1, CanCombine: false })
    await automatic('HIDDEN', { AllowAllBuyers: false })
    await automatic('OFF', { Active: false })
    const path = await order([10])
    await apply(path)
    expect(await taken(path)).toEqual([
      ['FIRST', null, 50],
      ['NONE-A', null, 10],
      ['NONE-B', null, 3.5],
      ['SECOND', null, 5],
    ])
    await adds(path)
  })

  it('come a hundred at once at most, beside all that are there', async () => {
    for (let i = 0; i < 105; i++) await automatic(`A${100 + i}`, { Priority: i, ValueExpression: '0.01' })
    const path = await order()
    await added(path, 'A204')
    await apply(path)
    const counted = async () => (await see(`${path}/promotions`)).Meta.TotalCount
    expect(await counted()).toBe(101)
    expect((await refresh(path)).PromosAdded).toHaveLength(4)
    expect(await counted()).toBe(105)
    await drop(path, 'A100')
    expect(await see(path)).toMatchObject({ PromotionDiscount: 1.04 })
    expect(told(await submit(path))).toBe(201)
    expect(await see(path)).toMatchObject({ PromotionDiscount: 1.04, Total: 8.96 })
  })
})

describe('a refresh', () => {
  it('values promotions anew, and tells which went, and why', async () => {
    await promote('SPRING10', {
      LineItemLevel: true,
      EligibleExpression: "item.ProductID = 'P10' and order.Subtotal > 100",
      ValueExpression: 'item.LineSubtotal * .1',
      ItemLimitPerOrder: 2,
      ItemSortBy: '!Quantity',
    })
    await promote('FLAT20', { EligibleExpression: 'order.Subtotal > 300', ValueExpression: '20' })
    const path = await added(await order([30, 10, 1]), 'SPRING10', 'FLAT20')
    await adds(path, { PromotionDiscount: 60, Total: 350 })
    await m.must('PATCH', `${path}/lineitems/L1`, { Quantity: 12 }, alice)
    await adds(path, { PromotionDiscount: 60, Subtotal: 230 })
    const { status, body } = await post(path, 'refreshpromotions')
    expect(status).toBe(200)
    expect(body.PromosAdded).toEqual([])
    expect(body.PromosRemoved).toMatchObject([
      { ID: 'FLAT20', Code: 'FLAT20', LineItemID: null, Amount: 20, ErrorCode: 'Promotion.NotEligible' },
    ])
    expect(body.PromosRemoved[0].Reason).toEqual(expect.any(String))
    expect(await taken(path)).toEqual([
      ['SPRING10', 'L1', 12],
      ['SPRING10', 'L2', 10],
    ])
    await adds(path, { PromotionDiscount: 22, Total: 208 })
  })

  it('tells lines that a promotion came to and left', async () => {
    await promote('MOST', { ...perPiece, ItemLimitPerOrder: 1, ItemSortBy: '!Quantity' })
    const path = await added(await order([3, 2]), 'MOST')
    await m.must('PATCH', `${path}/lineitems/L2`, { Quantity: 5 }, alice)
    expect(await refresh(path)).toMatchObject({
      PromosAdded: [{ ID: 'MOST', LineItemID: 'L2', Amount: 5 }],
      PromosRemoved: [{ ID: 'MOST', LineItemID: 'L1', Amount: 3, ErrorCode: 'Promotion.NotEligible' }],
    })
    await adds(path, { PromotionDiscount: 5 })
    expect(await refresh(path)).toEqual({ PromosAdded: [], PromosRemoved: [] })
  })

  it('settles by priority what does not go together, and then for what is there', async () => {
    await promote('A', { Priority: 5 })
    await promote('B', { Priority: 5 })
    const path = await added(await order(), 'B', 'A')
    await automatic('BEST', { Priority: 1, CanCombine: false, ValueExpression: '3' })
    expect(await refresh(path)).toMatchObject({
      PromosAdded: [{ ID: 'BEST', Amount: 3, LineItemID: null }],
      PromosRemoved: [
        { ID: 'B', ErrorCode: 'Promotion.CannotCombine' },
        { ID: 'A', ErrorCode: 'Promotion.CannotCombine' },
      ],
    })
    await adds(path, { PromotionDiscount: 3 })
    await m.must('PATCH', '/promotions/BEST', { Priority: 5 })
    const other = await added(await order(), 'A')
    expect(await refresh(other)).toEqual({ PromosAdded: [], PromosRemoved: [] })
  })
})

describe('promotions that an order could have', () => {
  it('are those it may be given beside what it has, with all they would take off', async () => {
    await promoteAsTold()
    const path = await added(await order([2, 4]), 'TENOFF')
    expect(await eligible(path)).toMatchObject([
      { ID: 'LINE1', Amount: 6 },
      { ID: 'ONCE', Amount: 1 },
    ])
    await adds(path, { PromotionDiscount: 10 })
    const none = await order([])
    expect(ids(await eligible(none))).toEqual(['ONCE', 'SOLO'])
    await addLine(none, 'L1', 11)
    expect(ids(await eligible(none))).toEqual(['AUTO5', 'LINE1', 'ONCE', 'SOLO', 'TENOFF'])
    await added(none, 'SOLO')
    expect(await eligible(none)).toEqual([])
  })

  it('are searched, filtered, sorted and paged like others', async () => {
    for (const [i, ID] of ['C', 'A', 'B', 'D'].entries())
      await promote(ID, { Name: `Name ${ID}`, Priority: i, ValueExpression: String(i), xp: { i } })
    await promote('NOT', { EligibleExpression: 'false', Name: 'Name' })
    const path = await order()
    const asked = async (query: string) => ids(await eligible(path, query))
    expect(await asked('')).toEqual(['A', 'B', 'C', 'D'])
    expect(await asked('sortBy=!Priority')).toEqual(['D', 'B', 'A', 'C'])
    expect(await asked('search=name b')).toEqual(['B'])
    expect(await asked('xp.i=>1')).toEqual(['B', 'D'])
    expect(await asked('Code=a|d')).toEqual(['A', 'D'])
    const { Items, Meta } = await see(`${path}/eligiblepromotions?pageSize=3&page=2`)
    expect([ids(Items), Meta]).toEqual([
      ['D'],
      expect.objectContaining({ TotalCount: 4, TotalPages: 2, Page: 2 }),
    ])
    for (const query of ['Amount=2', 'OwnerID=x', 'sortBy=Amount'])
      expect([
        query,
        (await m.api('GET', `${path}/eligiblepromotions?${query}`, undefined, alice)).status,
      ]).toEqual([query, 400])
    expect(await rows(path)).toEqual([])
  })
})
