import { describe, expect, it } from 'vitest'
import {
  add,
  added,
  addLine,
  adds,
  alice,
  bob,
  buyer,
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

const past = '2020-01-01T00:00:00Z'
const future = '2120-01-01T00:00:00Z'

describe('a promotion that is added by its code', () => {
  it('takes its value off the order, once', async () => {
    await promoteAsTold()
    const poor = await order([4])
    expect(told(await add(poor, 'TENOFF'))).toEqual([400, 'Promotion.NotEligible'])
    const path = await order([6])
    const { status, body } = await add(path, 'TENOFF')
    expect(status).toBe(201)
    expect(body).toEqual((await rows(path))[0])
    expect(body).toMatchObject({
      ID: 'TENOFF',
      Code: 'TENOFF',
      Amount: 10,
      LineItemID: null,
      AmountOverridden: false,
      RedemptionCount: 0,
    })
    await adds(path, { PromotionDiscount: 10, Total: 50 })
    expect(told(await add(path, 'tenoff'))).toEqual([400, 'Promotion.AlreadyAdded'])
    await adds(path, { PromotionDiscount: 10 })
  })

  it('is unknown to whoever it is not for, as is one that is not there', async () => {
    await promote('Hidden', { AllowAllBuyers: false })
    const path = await order()
    for (const code of ['nothing', 'HIDDEN', 'hidden'])
      expect((await add(path, code)).body.Errors).toMatchObject([
        { ErrorCode: 'NotFound', Data: { ObjectType: 'Promotion', ObjectID: code } },
      ])
    await m.must('POST', '/promotions/assignments', { PromotionID: 'Hidden', BuyerID: buyer.ID })
    expect((await add(path, 'hidden')).status).toBe(201)
  })

  it('is for the order’s user, whoever adds it', async () => {
    await m.must('POST', '/buyers/acme/usergroups', { ID: 'crew', Name: 'Crew' })
    await promote('CREW', { AllowAllBuyers: false })
    await m.must('POST', '/promotions/assignments', {
      PromotionID: 'CREW',
      BuyerID: 'acme',
      UserGroupID: 'crew',
    })
    await m.must('POST', '/buyers/acme/usergroups/assignments', { UserGroupID: 'crew', UserID: alice.ID })
    const [hers, his] = [await order(), await order([1], bob)]
    const sellers = (path: string) => path.replace('Outgoing', 'Incoming')
    expect(told(await add(sellers(his), 'CREW', 'seller'))).toEqual([404, 'NotFound'])
    expect(told(await add(sellers(hers), 'CREW', 'seller'))).toBe(201)
    expect(told(await add(hers, 'CREW', bob))).toEqual([404, 'NotFound'])
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['off', { Active: false }, 'NotActive'],
    ['off and over', { Active: false, ExpirationDate: past }, 'NotActive'],
    ['not begun', { StartDate: future }, 'NotYetValid'],
    ['over', { ExpirationDate: past }, 'Expired'],
    ['over and used up', { ExpirationDate: past, RedemptionLimit: 0 }, 'Expired'],
    ['used up', { RedemptionLimit: 0, EligibleExpression: 'false' }, 'ExceedsUsageLimit'],
    ['used up by the user', { RedemptionLimitPerUser: 0 }, 'ExceedsUsageLimit'],
    ['not for such an order', { EligibleExpression: 'order.Subtotal > 10' }, 'NotEligible'],
    ['for no line of it', { ...perPiece, EligibleExpression: "item.ProductID = 'P25'" }, 'NotEligible'],
    ['of no value there is', { ValueExpression: '1 / (order.Subtotal - 10)' }, 'NotEligible'],
  ])('is refused that is %s', async (_, more, code) => {
    await promote('CODE', more)
    const path = await order()
    expect(told(await add(path, 'CODE'))).toEqual([400, `Promotion.${code}`])
    expect(await rows(path)).toEqual([])
  })

  it('combines with none where either stands alone', async () => {
    await promoteAsTold()
    const path = await added(await order([6]), 'TENOFF', 'LINE1')
    expect(told(await add(path, 'SOLO'))).toEqual([400, 'Promotion.CannotCombine'])
    const other = await added(await order([6]), 'SOLO')
    expect(told(await add(other, 'TENOFF'))).toEqual([400, 'Promotion.CannotCombine'])
    await adds(path, { PromotionDiscount: 16 })
    await adds(other, { PromotionDiscount: 5 })
  })

  it('sees the order as those before have left it', async () => {
    await promote('TENTH', { ValueExpression: 'order.Total * 0.1' })
    await promote('TEN', { ValueExpression: '10' })
    await adds(await added(await order([10]), 'TENTH', 'TEN'), { PromotionDiscount: 20 })
    await adds(await added(await order([10]), 'TEN', 'TENTH'), { PromotionDiscount: 19 })
  })

  it.each([
    ['order.Subtotal / 3', 3.33],
    ['0.005', 0.01],
    ['-5', 0],
    ['order.ShippingCost', 0],
    ['order.Subtotal * 3', 30],
  ])('is worth %s as an amount: %d', async (ValueExpression, Amount) => {
    await promote('WORTH', { ValueExpression })
    const path = await added(await order(), 'WORTH')
    await adds(path, { PromotionDiscount: Amount, Total: Math.max(0, 10 - Amount) })
  })

  it('is found by any code there is, in any letter case', async () => {
    const path = await order()
    for (const [i, code] of [
      'a b',
      'a/b',
      '100%',
      '%2F',
      "'o'",
      '"q"',
      'ß+é',
      '値引き',
      '?x=1',
      '#1',
      'a;b',
      'Ünique',
    ].entries()) {
      await promote(`P${i}`, { Code: code })
      expect((await add(path, code)).body).toMatchObject({ ID: `P${i}`, Code: code })
      expect(told(await add(path, code.toLowerCase()))).toEqual(
        /[^\0-\x7f]/.test(code) && code !== code.toLowerCase()
          ? [404, 'NotFound']
          : [400, 'Promotion.AlreadyAdded'],
      )
    }
    expect((await drop(path, 'A/B')).body).toMatchObject({ PromotionDiscount: 11 })
    expect((await drop(path, '%2f')).body).toMatchObject({ PromotionDiscount: 10 })
    await adds(path)
  })

  it('is told from one whose code differs in the case of other letters than ASCII', async () => {
    const path = await order()
    for (const Code of ['É', 'é']) await promote(`c${Code.charCodeAt(0)}`, { Code })
    await added(path, 'É', 'é')
    expect((await drop(path, 'É')).status).toBe(200)
    expect(await taken(path)).toEqual([['é', null, 1]])
  })

  it('is of another marketplace never', async () => {
    await promote('MINE')
    const path = await order()
    const { marketplace } = await import('../support/marketplace.ts')
    const other = await marketplace()
    await other.must('POST', '/promotions', {
      Code: 'THEIRS',
      AllowAllBuyers: true,
      EligibleExpression: 'true',
      ValueExpression: '1',
    })
    expect(told(await add(path, 'THEIRS'))).toEqual([404, 'NotFound'])
    const stranger = (await other.buyer({ ID: 'acme' })).user
    expect(told(await add(path, 'MINE', stranger))).toEqual([404, 'NotFound'])
    expect(told(await m.api('GET', `${path}/promotions`, undefined, other.seller))).toEqual([404, 'NotFound'])
  })
})

describe('a promotion that is removed', () => {
  it('goes with all its rows, and gives the order back; a cart answers nothing', async () => {
    await promoteAsTold()
    const path = await added(await order([2, 3]), 'LINE1', 'TENOFF')
    const { status, body } = await drop(path, 'line1')
    expect([status, body]).toEqual([200, await see(path)])
    await adds(path, { PromotionDiscount: 10, Total: 40 })
    expect(told(await drop(path, 'LINE1'))).toEqual([404, 'NotFound'])
    const answer = await drop('/cart', 'TENOFF')
    expect([answer.status, answer.body]).toEqual([204, null])
    await adds(path, { PromotionDiscount: 0, Total: 50 })
  })

  it('may be over by now, and have another code', async () => {
    await promote('OLD')
    await promote('BESIDE')
    const path = await added(await order(), 'OLD', 'BESIDE')
    await m.must('PATCH', '/promotions/OLD', { Code: 'NEW', ExpirationDate: past })
    await m.must('PATCH', '/promotions/BESIDE', { Code: 'AGAIN' })
    expect((await rows(path, 'Code=new')).map((p: { Code: string }) => p.Code)).toEqual(['NEW'])
    expect(told(await drop(path, 'new'))).toBe(200)
    expect(told(await drop(path, 'BESIDE'))).toBe(200)
    await adds(path, { PromotionDiscount: 0 })
  })

  it('is the one whose code is asked for, where another has come to have that of old', async () => {
    await promote('A')
    await promote('B', { ValueExpression: '2' })
    const path = await added(await order(), 'A', 'B')
    await m.must('PATCH', '/promotions/A', { Code: 'C' })
    await m.must('PATCH', '/promotions/B', { Code: 'A' })
    await drop(path, 'A')
    expect(await taken(path)).toEqual([['C', null, 1]])
  })
})

describe('promotions of an order', () => {
  it('are changed by whoever may change it, until it is agreed', async () => {
    await promoteAsTold()
    const path = await added(await order([6]), 'TENOFF')
    const incoming = path.replace('Outgoing', 'Incoming')
    const clerk = await m.user('Seller', m.id, ['OrderReader'])
    expect((await add(incoming, 'LINE1', clerk)).status).toBe(403)
    const all = await m.user('Buyer', 'acme', ['Shopper'])
    expect((await add(path, 'LINE1', all)).status).toBe(404)
    await submit(path)
    const refusal = [400, 'Order.CannotApplyPromoBadStatus']
    for (const act of [
      () => add(path, 'LINE1'),
      () => drop(path, 'TENOFF'),
      () => post(path, 'applypromotions'),
      () => post(path, 'refreshpromotions'),
    ])
      expect(told(await act())).toEqual(refusal)
    await adds(path, { PromotionDiscount: 10, Status: 'Open' })
  })

  it('are those of the cart, by whatever name', async () => {
    await promoteAsTold()
    expect(told(await add('/cart', 'SOLO'))).toEqual([404, 'NotFound'])
    expect((await see('/cart/promotions')).Items).toEqual([])
    expect((await see('/cart/eligiblepromotions')).Items).toMatchObject([{ ID: 'ONCE' }, { ID: 'SOLO' }])
    await addLine('/cart', 'L1', 11)
    await added('/cart', 'TENOFF')
    const { ID } = await see('/cart')
    expect(await taken(`/orders/Outgoing/${ID}`)).toEqual([['TENOFF', null, 10]])
    expect((await post('/cart', 'applypromotions')).body).toMatchObject({ ID, PromotionDiscount: 15 })
    expect((await post('/cart', 'refreshpromotions')).body).toEqual({ PromosAdded: [], PromosRemoved: [] })
    await adds('/cart', { Total: 95 })
  })
})
