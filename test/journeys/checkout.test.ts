import { beforeEach, describe, expect, it } from 'vitest'
import { beforeItWrites } from '../support/observe.ts'
import { checkoutShop } from './order-shop.ts'

let shop: Awaited<ReturnType<typeof checkoutShop>>

beforeEach(async () => {
  shop = await checkoutShop()
})

const add = (ProductID: string, Quantity: number, ID = ProductID) =>
  shop.asAlice('POST', '/cart/lineitems', { ID, ProductID, Quantity })
const gift = (Amount: number) => ({ ID: 'gift', Type: 'SpendingAccount', SpendingAccountID: 'gift1', Amount })

describe('a cart with promotions', () => {
  it('is valued as they come and go, and keeps them once it is agreed', async () => {
    const { asAlice, asBob, asSeller } = shop
    const promote = (code: string) => asAlice('POST', `/cart/promotions/${code}`)
    const total = async () => {
      const { Subtotal, PromotionDiscount, Total } = await asAlice('GET', '/cart')
      return [Subtotal, PromotionDiscount, Total]
    }
    await add('P10', 4)
    expect(await promote('TENOFF')).toEqual(['Promotion.NotEligible'])
    await asAlice('PATCH', '/cart/lineitems/P10', { Quantity: 6 })
    expect(await promote('TENOFF')).toMatchObject({ Amount: 10, LineItemID: null, AmountOverridden: false })
    expect(await total()).toEqual([60, 10, 50])
    expect(await promote('TENOFF')).toEqual(['Promotion.AlreadyAdded'])
    expect(await promote('SOLO')).toEqual(['Promotion.CannotCombine'])
    const { Items } = await asAlice('GET', '/cart/eligiblepromotions?sortBy=ID')
    expect(Items.map((p: { ID: string; Amount: number }) => [p.ID, p.Amount])).toEqual([
      ['LINE1', 6],
      ['ONCE', 1],
    ])

    expect(await asAlice('POST', '/cart/applypromotions')).toMatchObject({ PromotionDiscount: 10 })
    await add('PS1', 2)
    expect(await asAlice('POST', '/cart/applypromotions')).toMatchObject({ PromotionDiscount: 15 })
    await add('P10', 3, 'rest')
    expect(await promote('LINE1')).toMatchObject({ LineItemID: 'P10', Amount: 6 })
    expect(await total()).toEqual([140, 24, 116])
    expect((await asAlice('GET', '/cart/lineitems/rest')).LineTotal).toBe(27)
    expect(await asAlice('DELETE', '/cart/promotions/LINE1')).toBeNull()
    expect(await total()).toEqual([140, 15, 125])

    await promote('ONCE')
    const { ID } = await asAlice('POST', '/cart/submit')
    await asBob('POST', '/orders/Outgoing', { ID: 'bobs' })
    await asBob('POST', '/orders/Outgoing/bobs/lineitems', { ProductID: 'PS1', Quantity: 2 })
    expect(await asBob('POST', '/orders/Outgoing/bobs/promotions/ONCE')).toEqual([
      'Promotion.ExceedsUsageLimit',
    ])
    const tenOff = '/orders/Outgoing/bobs/promotions/TENOFF'
    await asBob('POST', tenOff)
    // By its ID an order is answered as it has become; a cart is not.
    expect(await asBob('DELETE', tenOff)).toMatchObject({ ID: 'bobs', PromotionDiscount: 0, Total: 50 })
    await asBob('POST', tenOff)
    expect(await asBob('GET', '/orders/Outgoing/bobs')).toMatchObject({ PromotionDiscount: 10, Total: 40 })
    await asSeller('PATCH', '/promotions/TENOFF', { Active: false })
    expect(await asBob('GET', '/orders/Outgoing/bobs')).toMatchObject({ PromotionDiscount: 0, Total: 50 })
    expect(await asSeller('GET', `/orders/Incoming/${ID}`)).toMatchObject({
      Status: 'Open',
      PromotionDiscount: 16,
      Total: 124,
    })
  })

  it('has a worksheet before it is begun, and nothing is stored for that', async () => {
    const { asAlice } = shop
    expect(await asAlice('GET', '/cart/worksheet')).toMatchObject({
      Order: { ID: null, Status: 'Unsubmitted', Total: 0 },
      LineItems: [],
      OrderPromotions: [],
      ShipEstimateResponse: null,
      OrderCalculateResponse: null,
    })
    expect(await asAlice('GET', '/me/orders?IsSubmitted=false')).toMatchObject({ Meta: { TotalCount: 0 } })
  })
})

describe('an order that is paid in parts', () => {
  it('opens once all of them are accepted, and what an account has paid comes back with its payment', async () => {
    const { asAlice, asSeller, moved } = shop
    await add('PS1', 4)
    const pay = (body: object) => asAlice('POST', '/cart/payments', body)
    expect(await pay(gift(60))).toEqual(['Payment.ExceedsBalance'])
    expect(await pay(gift(30))).toMatchObject({ Accepted: true, Amount: 30 })
    expect(await pay({ ID: 'po', Type: 'PurchaseOrder', Amount: 40 })).toMatchObject({ Accepted: true })
    expect(await pay({ Type: 'CreditCard', Amount: 40 })).toEqual(['Payment.AlreadyPaid'])
    expect(await pay({ ID: 'card', Type: 'CreditCard' })).toMatchObject({ Accepted: false, Amount: null })
    expect(await pay({ Type: 'PurchaseOrder', Amount: 1 })).toEqual(['Payment.AlreadyPaid'])
    expect(await asAlice('POST', '/cart/submit')).toEqual(['Order.CannotSubmitWithUnaccceptedPayments'])

    const { ID } = await asAlice('GET', '/cart')
    const payments = `/orders/Incoming/${ID}/payments`
    const said = { Type: 'Auth', DateExecuted: '2024-05-01T10:00:00Z', Amount: 30, Succeeded: true }
    expect(await asAlice('POST', '/cart/payments/card/transactions', said)).toEqual([
      'Auth.InsufficientRoles',
    ])
    expect(await asSeller('POST', `${payments}/card/transactions`, said)).toMatchObject({
      Accepted: false,
      Transactions: [{ ID: expect.any(String), Amount: 30 }],
    })
    expect(await asAlice('PATCH', '/cart/payments/card', { Accepted: true })).toEqual([
      'Payment.CannotPatchAccepted',
    ])
    await asSeller('PATCH', `${payments}/card`, { Accepted: true })
    expect(await moved()).toEqual([5, 50, 0])
    expect(await asAlice('POST', '/cart/submit')).toMatchObject({ ID, Status: 'Open', Total: 100 })
    expect(await moved()).toEqual([5, 20, 0])

    const patch = ['PATCH', `/orders/Outgoing/${ID}/payments/po`, { xp: { a: 1 } }] as const
    expect(await asAlice(...patch)).toEqual(['Payment.NotAuthorizedToPatch'])
    await asSeller('DELETE', `${payments}/gift`)
    expect(await moved()).toEqual([5, 50, 0])
    await asSeller('POST', `/orders/Incoming/${ID}/cancel`)
    expect(await asSeller('DELETE', `${payments}/po`)).toEqual(['Payment.CannotEditCancelled'])
  })
})

describe('submit', () => {
  it('is promised by validate, which moves nothing', async () => {
    const { market, alice, asAlice, moved } = shop
    await asAlice('PATCH', '/cart', { Comments: 'x' })
    for (const verb of ['validate', 'submit'])
      expect(await asAlice('POST', `/cart/${verb}`)).toEqual(['Order.CannotSubmitWithNoLineItems'])
    await add('PINV', 2)
    const { status, body } = await market.api('POST', '/cart/validate', undefined, alice)
    expect([status, body]).toEqual([204, null])
    expect(await moved()).toEqual([5, 50, 0])
    const order = await asAlice('POST', '/cart/submit')
    expect(order).toMatchObject({ Status: 'Open', IsSubmitted: true, DateApproved: null })
    expect(await moved()).toEqual([3, 50, 0])
    expect(await asAlice('POST', `/orders/Outgoing/${order.ID}/validate`)).toEqual([
      'Order.CannotSubmitBadStatus',
    ])
  })

  it('tells everything that is in its way at once: what another has bought, and who has not paid', async () => {
    const { market, bob, asAlice, asBob, asSeller, moved } = shop
    await add('PINV', 3)
    await asAlice('POST', '/cart/payments', { Type: 'CreditCard' })
    await asBob('POST', '/cart/lineitems', { ID: 'L', ProductID: 'PINV', Quantity: 3 })
    await asAlice('POST', '/orders/Outgoing', { ID: 'first' })
    await asAlice('POST', '/orders/Outgoing/first/lineitems', { ProductID: 'PINV', Quantity: 3 })
    expect(await asAlice('POST', '/orders/Outgoing/first/submit')).toMatchObject({ Status: 'Open' })
    expect(await moved()).toEqual([2, 50, 0])

    expect(await asAlice('POST', '/cart/validate')).toEqual([
      'Order.CannotSubmitWithUnaccceptedPayments',
      'Inventory.Insufficient',
    ])
    const { status, body } = await market.api('POST', '/cart/submit', undefined, bob)
    const told = { QuantityAvailable: 2, QuantityRequested: 3, LineItemID: 'L' }
    expect([status, body.Errors]).toMatchObject([400, [{ ErrorCode: 'Inventory.Insufficient', Data: told }]])
    await asSeller('PATCH', '/products/PINV', { Active: false })
    expect(await asBob('POST', '/cart/submit')).toEqual([
      'Order.CannotSubmitWithInactiveProduct',
      'Inventory.Insufficient',
    ])
    const kept = { Status: 'Unsubmitted', DateSubmitted: null, LineItemCount: 1 }
    expect(await asBob('GET', '/cart')).toMatchObject(kept)
    expect(await moved()).toEqual([2, 50, 0])
  })

  it('is done by an administrator for the user, and not by a colleague', async () => {
    const { asAlice, asBob, asSeller } = shop
    await asAlice('POST', '/orders/Outgoing', { ID: 'O1' })
    await add('P10', 1)
    expect(await asBob('POST', '/orders/Outgoing/O1/submit')).toEqual(['NotFound'])
    expect(await asSeller('POST', '/orders/Incoming/O1/submit')).toMatchObject({
      Status: 'Open',
      FromUserID: 'alice',
    })
  })

  const empty = () => shop.market.must('PATCH', '/buyers/B1/spendingaccounts/gift1', { Balance: 10 })

  it.each<[string, () => unknown]>([
    ['at its last check', empty],
    ['as it is written', () => beforeItWrites(empty)],
  ])('that fails %s has moved nothing, and all of it once nothing is in the way', async (_, fails) => {
    const { asAlice, asSeller, moved } = shop
    await add('PINV', 2)
    await asAlice('POST', '/cart/promotions/ONCE')
    await asAlice('POST', '/cart/payments', gift(50))
    await fails()
    expect(await asAlice('POST', '/cart/submit')).toEqual(['Payment.ExceedsBalance'])
    expect(await moved()).toEqual([5, 10, 0])
    expect(await asAlice('GET', '/cart')).toMatchObject({ Status: 'Unsubmitted', DateSubmitted: null })
    await asSeller('PATCH', '/buyers/B1/spendingaccounts/gift1', { Balance: 50 })
    expect(await asAlice('POST', '/cart/submit')).toMatchObject({ Status: 'Open', Total: 59 })
    expect(await moved()).toEqual([3, 0, 1])
  })
})
