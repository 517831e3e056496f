import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import type { As, User } from '../../support/marketplace.ts'
import {
  alice,
  at,
  base,
  m,
  outcome,
  pay,
  refusal,
  refusedAs,
  submit,
  useOrder,
  type Values,
} from './shop.ts'

useOrder()

let bob: User
const listed = async (as: As = alice) => (await m.must('GET', at('', as), undefined, as)).Items as Values[]

beforeEach(async () => {
  bob = await m.user('Buyer', 'acme', ['Shopper'])
})

describe('a payment', () => {
  it('is accepted at first unless it is by card', async () => {
    expect(await pay({ Type: 'PurchaseOrder', Amount: 5 })).toMatchObject({
      Type: 'PurchaseOrder',
      Accepted: true,
      Amount: 5,
      Transactions: [],
      OrderReturnID: null,
    })
    expect(await pay({ ID: 'card', Type: 'CreditCard' })).toMatchObject({ Accepted: false, Amount: null })
    expect(await listed()).toHaveLength(2)
    expect(await m.must('GET', at('/card'), undefined, alice)).toMatchObject({ ID: 'card' })
    expect(await refusal('GET', '/nothing')).toEqual(refusedAs(404, 'NotFound', { ObjectType: 'Payment' }))
    expect(await refusal('POST', '', {})).toEqual(refusedAs(400, 'ValidationFailure'))
    expect(await outcome('GET', at('', bob), undefined, bob)).toContain('404')
  })

  it('is of more than nothing, and can be patched to nothing', async () => {
    for (const Amount of [0, -5])
      expect(await refusal('POST', '', { Type: 'PurchaseOrder', Amount })).toEqual(
        refusedAs(400, 'Payment.AmountGreaterThanZero'),
      )
    const { ID } = await pay({ Type: 'PurchaseOrder', Amount: 5 })
    expect(await m.must('PATCH', at(`/${ID}`), { Amount: 0 }, alice)).toMatchObject({ Amount: 0 })
    expect(await refusal('PATCH', `/${ID}`, { Amount: -1 })).toEqual(
      refusedAs(400, 'Payment.AmountGreaterThanZero'),
    )
  })

  it('pays no more than is due', async () => {
    await pay({ ID: 'first', Type: 'PurchaseOrder', Amount: 60 })
    expect(await refusal('POST', '', { Type: 'PurchaseOrder', Amount: 60 })).toEqual(
      refusedAs(400, 'Payment.AlreadyPaid', { AmountDue: 40 }),
    )
    await pay({ Type: 'PurchaseOrder', Amount: 40 })
    for (const Amount of [null, 1])
      expect(await refusal('POST', '', { Type: 'PurchaseOrder', Amount })).toEqual(
        refusedAs(400, 'Payment.AlreadyPaid', { AmountDue: 0 }),
      )
    expect(await refusal('PATCH', '/first', { Amount: 61 })).toEqual(
      refusedAs(400, 'Payment.AlreadyPaid', { AmountDue: 60 }),
    )
    expect(await m.must('PATCH', at('/first'), { Amount: 59 }, alice)).toMatchObject({ Amount: 59 })
  })

  it('of what is left leaves nothing to others, also where there is nothing', async () => {
    await pay({ Type: 'PurchaseOrder' })
    expect(await refusal('POST', '', { Type: 'PurchaseOrder' })).toEqual(
      refusedAs(400, 'Payment.AlreadyPaid'),
    )
    const { ID: empty } = await m.must('POST', '/orders/Outgoing', {}, alice)
    expect(await refusal('POST', '', { Type: 'PurchaseOrder', Amount: 5 }, alice, empty)).toEqual(
      refusedAs(400, 'Payment.AlreadyPaid', { AmountDue: 0 }),
    )
    await pay({ Type: 'PurchaseOrder' }, alice, empty)
  })

  it('is accepted by administrators alone', async () => {
    const card = { Type: 'CreditCard', Accepted: true }
    expect(await refusal('POST', '', card)).toEqual(refusedAs(403, 'Payment.CannotPatchAccepted'))
    const { ID } = await pay({ ...card, Accepted: false })
    expect(await refusal('PATCH', `/${ID}`, { Accepted: true })).toEqual(
      refusedAs(403, 'Payment.CannotPatchAccepted'),
    )
    expect(await m.must('PATCH', at(`/${ID}`), { Accepted: false, Description: 'x' }, alice)).toMatchObject({
      Description: 'x',
    })
    expect(await m.must('PATCH', at(`/${ID}`, 'seller'), { Accepted: true })).toMatchObject({
      Accepted: true,
    })
    for (const method of ['PATCH', 'DELETE'])
      expect(await refusal(method, `/${ID}`, method === 'PATCH' ? { xp: { a: 1 } } : undefined)).toEqual(
        refusedAs(403, 'Payment.NotAuthorizedToPatch'),
      )
  })

  it('names cards and accounts of its type, the caller’s and the order’s user’s', async () => {
    const card = await m.must('POST', '/me/creditcards', { CardType: 'Visa' }, await withCards(alice))
    const named = { CreditCardID: card.ID }
    const told = (body: Values, as: As = alice) => refusal('POST', '', body, as)
    expect(await told({ Type: 'PurchaseOrder', ...named })).toEqual(
      refusedAs(400, 'Payment.CannotSetCreditCard'),
    )
    expect(await told({ Type: 'PurchaseOrder', SpendingAccountID: 'x' })).toEqual(
      refusedAs(400, 'Payment.CannotSetSpendingAccount'),
    )
    expect(await told({ Type: 'SpendingAccount' })).toEqual(
      refusedAs(400, 'Payment.SpendingAccountIdMissing'),
    )
    expect(await told({ Type: 'SpendingAccount', SpendingAccountID: 'gift' })).toEqual(
      refusedAs(400, 'Payment.InvalidSpendingAccountID'),
    )
    const missing = refusedAs(404, 'NotFound', { ObjectType: 'CreditCard' })
    expect(await told({ Type: 'CreditCard', ...named }, 'seller')).toEqual(missing)
    expect(await told({ Type: 'CreditCard', CreditCardID: 'nothing' })).toEqual(missing)
    const { ID } = await pay({ Type: 'CreditCard', ...named, Amount: 5 })
    expect(await refusal('PATCH', `/${ID}`, { CreditCardID: null })).toEqual(
      refusedAs(400, 'Payment.CannotPatchProperty'),
    )
    await m.must('PATCH', at(`/${ID}`, 'seller'), { ...named, Type: 'CreditCard', Accepted: true })
    const theirs = (await m.order(bob, [['rope', 1]])).ID
    const asBob = await m.api('POST', at('', bob, theirs), { Type: 'CreditCard', ...named }, bob)
    expect(asBob.status).toBe(404)
  })

  it('stays as it is on a canceled order, and belongs to administrators from Open on', async () => {
    await pay({ ID: 'po', Type: 'PurchaseOrder', Amount: 5 })
    await submit()
    expect(await refusal('PATCH', '/po', { xp: { a: 1 } })).toEqual(
      refusedAs(403, 'Payment.NotAuthorizedToPatch'),
    )
    expect(await m.must('PATCH', at('/po', 'seller'), { xp: { a: 1 } })).toMatchObject({ xp: { a: 1 } })
    await m.must('POST', `${base('seller')}/cancel`)
    for (const [method, path, body] of [
      ['POST', '', { Type: 'PurchaseOrder' }],
      ['PATCH', '/po', {}],
      ['DELETE', '/po', undefined],
      ['POST', '/po/transactions', { Type: 'Auth', DateExecuted: '2024-05-01T10:00:00Z' }],
    ] as const)
      expect(await refusal(method, path, body, 'seller')).toEqual(
        refusedAs(400, 'Payment.CannotEditCancelled'),
      )
  })

  it('is renamed, but not to what another is called', async () => {
    await pay({ ID: 'a', Type: 'PurchaseOrder', Amount: 5 })
    await pay({ ID: 'b', Type: 'PurchaseOrder', Amount: 5 })
    expect((await refusal('POST', '', { ID: 'A', Type: 'PurchaseOrder' })).status).toBe(409)
    expect((await refusal('PATCH', '/a', { ID: 'b' })).status).toBe(409)
    expect(await m.must('PATCH', at('/a'), { ID: 'c' }, alice)).toMatchObject({ ID: 'c', Amount: 5 })
    expect((await listed()).map((p) => p.ID)).toEqual(['c', 'b'])
  })

  it('goes with its order', async () => {
    await pay({ Type: 'PurchaseOrder' })
    await m.must('DELETE', base(alice), undefined, alice)
    expect(await outcome('GET', at(), undefined, alice)).toContain('404')
  })

  it('records what a payment service says', async () => {
    await pay({ ID: 'card', Type: 'CreditCard' })
    const said = { Type: 'Auth', DateExecuted: '2024-05-01T10:00:00Z', Amount: 30.5, Succeeded: true }
    expect(await outcome('POST', at('/card/transactions'), said, alice)).toContain('403')
    const path = at('/card/transactions', 'seller')
    const paid = await m.must('POST', path, { ...said, xp: { Code: 'A' } })
    expect(paid).toMatchObject({ ID: 'card', Accepted: false })
    expect(paid.Transactions).toMatchObject([{ ID: expect.any(String), Amount: 30.5, xp: { Code: 'A' } }])
    expect(await listed()).toEqual([paid])
    expect(await outcome('POST', path, { Amount: 1 })).toContain('400')
    const [{ ID }] = paid.Transactions
    expect(await outcome('POST', path, { ...said, ID })).toContain('409')
    expect(await outcome('POST', path, { ...said, ID: ID.toUpperCase() })).toContain('409')
    expect(await m.outcome('DELETE', `${path}/${ID}`)).toBe(204)
    expect(await outcome('DELETE', `${path}/${ID}`)).toContain('404')
  })

  it('records a hundred transactions', async () => {
    await pay({ ID: 'po', Type: 'PurchaseOrder' })
    const said = { Type: 'Auth', DateExecuted: '2024-05-01T10:00:00Z' }
    const made = JSON.stringify(Array.from({ length: 99 }, (_, i) => ({ ...said, ID: `t${i}` })))
    await env.DB.prepare('update payments set Transactions = ?2 where Marketplace = ?1')
      .bind(m.id, made)
      .run()
    const path = at('/po/transactions', 'seller')
    expect((await m.must('POST', path, said)).Transactions).toHaveLength(100)
    expect(await outcome('POST', path, said)).toContain('ValidationFailure')
  })
})

const withCards = async (user: User) => m.as(user, { roles: ['Shopper', 'MeCreditCardAdmin'] })

describe('the cart', () => {
  it('has payments like any order', async () => {
    const cart = (path = '') => `/cart/payments${path}`
    const { ID } = await m.must('POST', cart(), { Type: 'PurchaseOrder', Amount: 5 }, alice)
    expect(await m.must('GET', cart(`/${ID}`), undefined, alice)).toMatchObject({ Amount: 5 })
    await m.must('PATCH', cart(`/${ID}`), { Amount: 6 }, alice)
    expect(await m.must('GET', cart(), undefined, alice)).toMatchObject({ Items: [{ ID, Amount: 6 }] })
    const said = { Type: 'Auth', DateExecuted: '2024-05-01T10:00:00Z' }
    expect(await outcome('POST', cart(`/${ID}/transactions`), said, alice)).toContain('403')
    expect(await m.outcome('DELETE', cart(`/${ID}`), undefined, alice)).toBe(204)
  })

  it('has none before it is begun', async () => {
    expect(await m.must('GET', '/cart/payments', undefined, bob)).toMatchObject({ Items: [] })
    const none = (body: unknown) => (body as { Errors: { Data: Values }[] }).Errors[0]!.Data.ObjectType
    const got = await m.api('GET', '/cart/payments/x', undefined, bob)
    expect([got.status, none(got.body)]).toEqual([404, 'Payment'])
    const posted = await m.api('POST', '/cart/payments', { Type: 'PurchaseOrder' }, bob)
    expect([posted.status, none(posted.body)]).toEqual([404, 'Order'])
  })
})
