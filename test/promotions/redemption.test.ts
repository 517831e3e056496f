import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { send } from '../support/marketplace.ts'
import { beforeItWrites } from '../support/observe.ts'
import {
  add,
  added,
  addLine,
  adds,
  alice,
  bob,
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
  told,
  usePromotions,
} from './shop.ts'

usePromotions()

const usedUp = [400, 'Promotion.ExceedsUsageLimit']
const sellers = (path: string) => path.replace('Outgoing', 'All')
const cancel = (path: string) => post(sellers(path), 'cancel', 'seller')

describe('a promotion is redeemed', () => {
  it('by orders that open, and not by those that only have it', async () => {
    await promoteAsTold()
    const [first, second] = [await added(await order(), 'ONCE'), await added(await order([1], alice), 'ONCE')]
    expect(await redeemed('ONCE')).toBe(0)
    await submit(first)
    expect(await redeemed('ONCE')).toBe(1)
    expect(told(await add(await order([1], bob), 'ONCE', bob))).toEqual(usedUp)
    const { status, body } = await submit(second)
    expect([status, body.Errors]).toEqual([
      400,
      [
        expect.objectContaining({
          ErrorCode: 'Promotion.ExceedsUsageLimit',
          Data: { PromotionID: 'ONCE', Code: 'ONCE' },
        }),
      ],
    ])
    expect(await see(second)).toMatchObject({ Status: 'Unsubmitted', PromotionDiscount: 1 })
    expect(await redeemed('ONCE')).toBe(1)
  })

  it('once by an order, however many lines it is on', async () => {
    await promote('EACH', perPiece)
    await submit(await added(await order([1, 2, 3]), 'EACH'))
    expect(await redeemed('EACH')).toBe(1)
  })

  it('for each user as often as it says', async () => {
    await promote('TWICE', { RedemptionLimitPerUser: 2 })
    for (let i = 0; i < 2; i++) await submit(await added(await order(), 'TWICE'))
    const path = await order()
    expect(told(await add(path, 'TWICE'))).toEqual(usedUp)
    const his = await order([1], bob)
    expect(told(await add(his, 'TWICE', bob))).toBe(201)
    expect((await see(`${path}/eligiblepromotions`)).Items).toEqual([])
    expect(told(await submit(his, bob))).toBe(201)
    expect(await redeemed('TWICE')).toBe(3)
  })

  it('no more by an order that is canceled or deleted, and that once', async () => {
    await promote('ONE', { RedemptionLimit: 1, RedemptionLimitPerUser: 1 })
    for (const undo of [cancel, (path: string) => m.api('DELETE', sellers(path))]) {
      const path = await added(await order(), 'ONE')
      await submit(path)
      expect(await redeemed('ONE')).toBe(1)
      expect((await undo(path)).status).toBeLessThan(300)
      expect(await redeemed('ONE')).toBe(0)
      await m.api('DELETE', sellers(path))
      expect(await redeemed('ONE')).toBe(0)
    }
    const open = await added(await order(), 'ONE')
    const begun = await added(await order(), 'ONE')
    await submit(open)
    await m.must('POST', `${sellers(open)}/complete`)
    await post(begun, 'cancel')
    expect(await redeemed('ONE')).toBe(1)
    await m.must('DELETE', sellers(begun))
    expect(await redeemed('ONE')).toBe(1)
    await cancel(open)
    expect(await redeemed('ONE')).toBe(0)
    expect(await rows(open)).toMatchObject([{ ID: 'ONE', Amount: 1 }])
  })
})

describe('limits hold at once', () => {
  it('for fifty orders of which ten may: the others stay as they are, and so does what they would take', async () => {
    const [ORDERS, LIMIT] = [50, 10]
    await m.must('PATCH', '/products/P10', { Inventory: { Enabled: true, QuantityAvailable: 1000 } })
    const account = { ID: 'gift', Name: 'Gift', Balance: 1000, AllowAsPaymentMethod: true }
    await m.must('POST', '/buyers/acme/spendingaccounts', account)
    await m.must('POST', '/buyers/acme/spendingaccounts/assignments', {
      SpendingAccountID: 'gift',
      UserID: alice.ID,
    })
    await promote('TEN', { RedemptionLimit: LIMIT })
    const path = await added(await order(), 'TEN')
    await m.must('POST', `${path}/payments`, { Type: 'SpendingAccount', SpendingAccountID: 'gift' }, alice)
    const ID = path.split('/').at(-1)!
    await copies('orders', { Key: "'k' || i || ?1", ID: "'o' || i" }, 'ID = ?2', ID, ORDERS)
    const own = 'OrderKey = (select Key from orders where Marketplace = ?1 and ID = ?2)'
    for (const table of ['line_items', 'order_promotions', 'payments'])
      await copies(table, { OrderKey: "'k' || i || ?1" }, own, ID, ORDERS)
    const paths = Array.from({ length: ORDERS }, (_, i) => `/orders/Outgoing/o${i + 1}`)
    const outcomes = (await Promise.all(paths.map((p) => submit(p)))).map(told)
    expect(outcomes.filter((o) => o === 201)).toHaveLength(LIMIT)
    expect(outcomes.filter((o) => o !== 201)).toEqual(Array(ORDERS - LIMIT).fill(usedUp))
    expect(await redeemed('TEN')).toBe(LIMIT)
    const counted = async (Status: string) =>
      (await see(`/orders/Incoming?Status=${Status}&ID=o*`, 'seller')).Meta.TotalCount
    expect([await counted('Open'), await counted('Unsubmitted')]).toEqual([LIMIT, ORDERS - LIMIT])
    expect((await m.must('GET', '/products/P10')).Inventory.QuantityAvailable).toBe(1000 - LIMIT)
    expect((await m.must('GET', '/buyers/acme/spendingaccounts/gift')).Balance).toBe(1000 - 9 * LIMIT)
  })

  it('for two orders of one user', async () => {
    await promote('ONE', { RedemptionLimitPerUser: 1 })
    const paths = [await added(await order(), 'ONE'), await added(await order(), 'ONE')]
    const outcomes = (await Promise.all(paths.map((p) => submit(p)))).map(told)
    expect(outcomes).toEqual(expect.arrayContaining([201, usedUp]))
    expect(await redeemed('ONE')).toBe(1)
  })

  it('for orders that close while others open', async () => {
    await promote('TWO', { RedemptionLimit: 2 })
    const [a, b, c, d] = [await order(), await order(), await order(), await order()]
    for (const path of [a, b, c, d]) await added(path, 'TWO')
    await submit(a)
    await submit(b)
    const outcomes = (await Promise.all([submit(c), cancel(a), submit(d), cancel(b)])).map(told)
    const opened = [outcomes[0], outcomes[2]].filter((o) => o === 201).length
    expect([outcomes[1], outcomes[3]]).toEqual([201, 201])
    expect(await redeemed('TWO')).toBe(opened)
  })

  it('for an order whose promotion was used up since it was checked', async () => {
    await promote('ONE', { RedemptionLimit: 1 })
    const [a, b] = [await added(await order(), 'ONE'), await added(await order([1], alice), 'ONE')]
    await see('/me/products')
    beforeItWrites(() => submit(a))
    expect(told(await submit(b))).toEqual(usedUp)
    await adds(b, { Status: 'Unsubmitted' })
  })
})

describe('between read and write', () => {
  it('a promotion that is changed or renamed keeps its count, whatever opens or closes', async () => {
    await promote('ONE', { RedemptionLimit: 5 })
    const path = await added(await order(), 'ONE')
    await see('/me/products')
    beforeItWrites(() => submit(path))
    await m.must('PATCH', '/promotions/ONE', { Name: 'One' })
    expect(await redeemed('ONE')).toBe(1)
    beforeItWrites(() => m.must('PATCH', '/promotions/ONE', { ID: 'UNO' }))
    await cancel(path)
    expect(await redeemed('UNO')).toBe(0)
    const other = await added(await order(), 'ONE')
    beforeItWrites(() => m.must('PATCH', '/promotions/UNO', { ID: 'EINS' }))
    expect(told(await submit(other))).toBe(201)
    expect(await redeemed('EINS')).toBe(1)
    beforeItWrites(() => m.must('PATCH', '/promotions/EINS', { ID: 'ONE' }))
    await m.must('DELETE', sellers(other))
    expect(await redeemed('ONE')).toBe(0)
  })

  it.each<[string, object, unknown]>([
    ['switched off', { Active: false }, [400, 'Promotion.NotActive']],
    ['given another code', { Code: 'OTHER' }, [404, 'NotFound']],
    ['made to stand alone', { CanCombine: false }, [400, 'Promotion.CannotCombine']],
    ['taken from the buyer', { AllowAllBuyers: false }, [404, 'NotFound']],
  ])('a promotion that is %s is not added', async (_, change, refusal) => {
    await promote('BESIDE')
    await promote('CODE')
    const path = await added(await order(), 'BESIDE')
    beforeItWrites(() => m.must('PATCH', '/promotions/CODE', change))
    expect(told(await add(path, 'CODE'))).toEqual(refusal)
    await adds(path, { PromotionDiscount: 1 })
  })

  it('one that is deleted is on no order that opens', async () => {
    await promote('GONE')
    const path = await added(await order(), 'GONE')
    await see('/me/products')
    beforeItWrites(() => m.must('DELETE', '/promotions/GONE'))
    expect(told(await submit(path))).toBe(201)
    await adds(path, { PromotionDiscount: 0, Status: 'Open' })
  })

  it('one that is renamed leaves an order as wholly as its line', async () => {
    await promote('EACH', perPiece)
    const path = await added(await order([1, 2]), 'EACH')
    beforeItWrites(() => m.must('PATCH', '/promotions/EACH', { ID: 'EVERY' }))
    await m.must('DELETE', `${path}/lineitems/L1`, undefined, alice)
    await adds(path, { PromotionDiscount: 2 })
    beforeItWrites(() => m.must('PATCH', '/promotions/EVERY', { ID: 'ALL' }))
    await drop(path, 'EACH')
    expect(await rows(path)).toEqual([])
    await adds(path)
  })

  it('two that come at once are both there if they go together, and one if not', async () => {
    for (const Code of ['A', 'B', 'SOLO', 'ALONE']) await promote(Code, { CanCombine: Code.length === 1 })
    const path = await order()
    expect((await Promise.all([add(path, 'A'), add(path, 'B')])).map(told)).toEqual([201, 201])
    await adds(path, { PromotionDiscount: 2 })
    const other = await order()
    const outcomes = (await Promise.all([add(other, 'SOLO'), add(other, 'ALONE')])).map(told)
    expect(outcomes).toEqual(expect.arrayContaining([201, [400, 'Promotion.CannotCombine']]))
    const twice = (await Promise.all([add(await order(), 'A'), add(path, 'A')])).map(told)
    expect(twice).toEqual([201, [400, 'Promotion.AlreadyAdded']])
    await adds(other, { PromotionDiscount: 1 })
  })
})

describe('guests', () => {
  /** A new anonymous shopper's token, and the path of their order, which has one of P10. */
  async function guest() {
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: m.clients.guests })
    const type = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const { body } = await send('POST', '/oauth/token', form.toString(), type)
    const token: string = body.access_token
    await addLine('/cart', 'L1', 1, token)
    return { token, path: `/orders/Outgoing/${decodeJwt(token).orderid}` }
  }
  async function open() {
    const template = await m.user('Buyer', 'acme', [], { ID: 'template' })
    await m.must('POST', '/securityprofiles/assignments', { SecurityProfileID: 'shopper', BuyerID: 'acme' })
    await m.must('PATCH', `/apiclients/${m.clients.guests}`, { DefaultContextUserName: template.username })
    await promote('ONE', { RedemptionLimitPerUser: 1 })
  }

  it('are each another user, and whoever takes over their order has redeemed what it has', async () => {
    await open()
    const [a, b] = [await guest(), await guest()]
    for (const { token } of [a, b]) {
      expect(told(await add('/cart', 'ONE', token))).toBe(201)
      expect(told(await submit('/cart', token))).toBe(201)
    }
    expect(await redeemed('ONE')).toBe(2)
    const path = await order()
    await added(path, 'ONE')
    await m.must('PUT', `/me/orders?anonUserToken=${a.token}`, undefined, alice)
    await adds(a.path, { PromotionDiscount: 1, FromUserID: alice.ID })
    expect(told(await submit(path))).toEqual(usedUp)
    const { access_token } = await m.must(
      'PUT',
      '/me/register',
      { Username: 'new', FirstName: 'N', LastName: 'Ew', Email: 'n@example.com', Active: true },
      b.token,
    )
    await addLine('/cart', 'L1', 1, access_token)
    expect(told(await add('/cart', 'ONE', access_token))).toEqual(usedUp)
    await cancel(a.path)
    expect(await redeemed('ONE')).toBe(1)
    expect(told(await submit(path))).toBe(201)
  })

  it('have promotions of their own, which the order keeps and may not be submitted with', async () => {
    await open()
    await m.must('POST', '/buyers/acme/usergroups', { ID: 'club', Name: 'Club' })
    await m.must('POST', '/buyers/acme/usergroups/assignments', { UserGroupID: 'club', UserID: 'template' })
    await promote('CLUB', { ...perPiece, AllowAllBuyers: false })
    await m.must('POST', '/promotions/assignments', {
      PromotionID: 'CLUB',
      BuyerID: 'acme',
      UserGroupID: 'club',
    })
    const { token, path } = await guest()
    await add('/cart', 'CLUB', token)
    await add('/cart', 'ONE', token)
    await m.must('PUT', `/me/orders?anonUserToken=${token}`, undefined, alice)
    await adds(path, { PromotionDiscount: 2, FromUserID: alice.ID })
    expect(told(await submit(path))).toEqual([400, 'NotFound'])
    expect((await post(path, 'refreshpromotions')).body.PromosRemoved).toMatchObject([
      { ID: 'CLUB', LineItemID: 'L1', Amount: 1, ErrorCode: 'NotFound' },
    ])
    expect(told(await submit(path))).toBe(201)
    expect(await redeemed('ONE')).toBe(1)
  })
})
