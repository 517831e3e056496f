import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { promotions } from '../../src/tables/orders/promotions.ts'
import {
  add,
  added,
  adds,
  alice,
  cancel,
  incoming,
  m,
  order,
  perPiece,
  post,
  promote,
  redeemed,
  rows,
  see,
  submit,
  told,
  usePromotions,
} from './shop.ts'

usePromotions()

const asked = async (path: string, query: string) =>
  (await rows(path, query)).map((p: { ID: string; LineItemID: string | null }) =>
    p.LineItemID === null ? p.ID : `${p.ID} ${p.LineItemID}`,
  )

describe('the list of an order’s promotions', () => {
  const states: [string, (path: string) => Promise<unknown>][] = [
    ['before it is submitted', async () => undefined],
    ['from Open on', submit],
  ]
  it.each(states)('is filtered, sorted and searched by all it shows, %s', async (_, reach) => {
    const path = await order([2, 3])
    await promote('EACH', { ...perPiece, Name: 'Zeta', Priority: 1, xp: { tags: ['a'], n: 1 } })
    await promote('FLAT', { Name: 'alpha', ValueExpression: '2.5', StartDate: '2020-01-01T00:00:00Z' })
    await promote('SHIP', { Name: 'Mid', ValueExpression: '0', xp: { n: 2 }, FinePrint: 'Terms' })
    await added(path, 'EACH', 'FLAT', 'SHIP')
    await reach(path)
    for (const [query, found] of [
      ['sortBy=Name', ['FLAT', 'SHIP', 'EACH L1', 'EACH L2']],
      ['sortBy=!Code&LineItemID=!L*', ['SHIP', 'FLAT']],
      ['sortBy=Priority&Priority=1&LineItemID=l2', ['EACH L2']],
      ['Amount=2.5', ['FLAT']],
      ['Amount=>2', ['EACH L2', 'FLAT']],
      ['Amount=0|2', ['EACH L1', 'SHIP']],
      ['LineItemID=L1', ['EACH L1']],
      ['AmountOverridden=true', []],
      ['AmountOverridden=false&Code=flat', ['FLAT']],
      ['Code=fl*', ['FLAT']],
      ['ID=each&LineItemID=L1|L2&sortBy=ID', ['EACH L1', 'EACH L2']],
      ['xp.n=2', ['SHIP']],
      ['xp.tags=a', ['EACH L1', 'EACH L2']],
      ['LineItemLevel=true', ['EACH L1', 'EACH L2']],
      ['LineItemLevel=false&CanCombine=true', ['FLAT', 'SHIP']],
      ['StartDate=<2021-01-01', ['FLAT']],
      ['StartDate=2020-01-01T00:00:00Z', ['FLAT']],
      ['search=terms', ['SHIP']],
      ['search=ALPHA', ['FLAT']],
      ['RedemptionCount=0', ['EACH L1', 'EACH L2', 'FLAT', 'SHIP']],
      ['Active=true&DateApplied=>2020-01-01', ['EACH L1', 'EACH L2', 'FLAT', 'SHIP']],
    ] as const)
      expect([query, (await asked(path, query)).toSorted()]).toEqual([query, found.toSorted()])
    for (const query of ['sortBy=Name', 'sortBy=!Name', 'sortBy=DateApplied', 'sortBy=Priority,!ID'])
      expect(await asked(path, query)).toEqual(
        (await Promise.all([1, 2].map((page) => see(`${path}/promotions?${query}&pageSize=2&page=${page}`))))
          .flatMap(({ Items }) => Items)
          .map((p) => (p.LineItemID === null ? p.ID : `${p.ID} ${p.LineItemID}`)),
      )
  })

  it('shows promotions as they are, and from Open on as they were', async () => {
    await promote('ONE', { Name: 'Old', xp: { a: 1 }, StartDate: '2020-01-01T00:00:00Z' })
    const [begun, open] = [await added(await order(), 'ONE'), await added(await order(), 'ONE')]
    await submit(open)
    const before = await rows(open)
    expect(before).toMatchObject([{ Name: 'Old', xp: { a: 1 }, Code: 'ONE', RedemptionCount: 0 }])
    await m.must('PATCH', '/promotions/ONE', { Name: 'New', Code: 'UNO', xp: { b: 2 }, CanCombine: false })
    expect(await rows(open)).toEqual(before)
    expect(await rows(open, 'Name=old&xp.a=1&Code=one&CanCombine=true')).toEqual(before)
    expect(await rows(open, 'Name=new')).toEqual([])
    expect(await rows(begun)).toMatchObject([
      { Name: 'New', Code: 'UNO', xp: { a: 1, b: 2 }, CanCombine: false, Amount: 1, RedemptionCount: 1 },
    ])
    await m.must('DELETE', '/promotions/ONE')
    expect(await rows(open)).toEqual(before)
    await cancel(open)
    expect(await rows(open)).toEqual(before)
  })

  it('tells no buyer whose a promotion is, however it is asked', async () => {
    const supplier = await m.supplier()
    await promote('MINE')
    const path = await added(await order(), 'MINE')
    expect((await rows(path))[0].OwnerID).toBeNull()
    const filtered = async (query: string) => {
      const { status, body } = await m.api('GET', `${path}/promotions?${query}`, undefined, alice)
      return [status, body.Meta?.TotalCount]
    }
    expect(await filtered(`OwnerID=${m.id}`)).toEqual(await filtered('OwnerID=other'))
    expect(await rows(incoming(path), `OwnerID=${m.id}`, 'seller')).toMatchObject([{ OwnerID: m.id }])
    expect(await rows(incoming(path), `OwnerID=${supplier.ID}`, 'seller')).toEqual([])
    await promote('AUTO', { AutoApply: true })
    const refreshed = (await post(path, 'refreshpromotions')).body
    const { body } = await add(path, 'MINE')
    expect(JSON.stringify([refreshed, body, await see(`${path}/eligiblepromotions`)])).not.toContain(m.id)
    await submit(path)
    expect((await rows(path))[0].OwnerID).toBeNull()
    expect(await filtered(`OwnerID=${m.id}`)).toEqual(await filtered('OwnerID=other'))
    expect(await rows(incoming(path), `OwnerID=${m.id}`, 'seller')).toHaveLength(2)
  })
})

it('an order that is open keeps of a promotion what it shows, and nothing of whose it is', async () => {
  await promote('ONE', { RedemptionLimitPerUser: 3 })
  await submit(await added(await order(), 'ONE'))
  const kept = await env.DB.prepare('select Agreed from order_promotions where Marketplace = ?')
    .bind(m.id)
    .first<string>('Agreed')
  expect(Object.keys(JSON.parse(kept!))).toEqual(Object.keys(promotions.fields))
})

describe('promotions of suppliers', () => {
  it('are for orders to themselves; the marketplace owner’s are for all', async () => {
    const [own, other] = [await m.supplier(), await m.supplier()]
    await m.product({ ID: 'acme' }, { ID: 'S', DefaultSupplierID: own.ID })
    await promote('OWN', { OwnerID: own.ID })
    await promote('OTHER', { OwnerID: other.ID })
    await promote('ALL')
    const wrong = [400, 'Promotion.OwnerIDMustMatchOrderToCompanyID']
    const { ID } = await m.order(alice, [['S', 1]], { ToCompanyID: own.ID })
    const theirs = `/orders/Outgoing/${ID}`
    expect(told(await add(theirs, 'OTHER'))).toEqual(wrong)
    await added(theirs, 'OWN', 'ALL')
    const path = await order()
    for (const code of ['OWN', 'OTHER']) expect(told(await add(path, code))).toEqual(wrong)
    expect((await see(`${path}/eligiblepromotions`)).Items).toMatchObject([{ ID: 'ALL' }])
    expect(told(await submit(theirs))).toBe(201)
    expect([await redeemed('OWN'), await redeemed('ALL')]).toEqual([1, 1])
    const seen = await m.must('GET', `/orders/Incoming/${ID}/promotions`, undefined, own.user)
    expect(seen.Items).toMatchObject([{ ID: 'OWN' }, { ID: 'ALL' }])
    await adds(theirs, { PromotionDiscount: 2 })
  })

  it('are on the owner’s own orders to them', async () => {
    const supplier = await m.supplier()
    await promote('OWN', { OwnerID: supplier.ID })
    await promote('BUYERS', { AllowAllBuyers: false })
    const { ID } = await m.must('POST', '/orders/Outgoing', { ToCompanyID: supplier.ID })
    const path = `/orders/Outgoing/${ID}`
    expect(told(await add(path, 'OWN', 'seller'))).toBe(201)
    expect(told(await add(path, 'BUYERS', 'seller'))).toEqual([404, 'NotFound'])
    await adds(path, { PromotionDiscount: 1 }, 'seller')
  })
})
