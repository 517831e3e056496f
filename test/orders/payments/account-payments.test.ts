import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { creditCards } from '../../../src/tables/organizations/credit-cards.ts'
import { write } from '../../support/marketplace.ts'
import { beforeItWrites } from '../../support/observe.ts'
import {
  alice,
  at,
  base,
  m,
  newOrder,
  outcome,
  pay,
  refusal,
  refusedAs,
  submit,
  useOrder,
  type Values,
} from './shop.ts'

useOrder()

const accounts = '/buyers/acme/spendingaccounts'
const refused = (ErrorCode: string, Data?: Values) => refusedAs(400, ErrorCode, Data)

async function account(ID: string, more: Values = {}, exceed = false, buyer = 'acme') {
  const body = { ID, Name: ID, Balance: 50, AllowAsPaymentMethod: true, ...more }
  await m.must('POST', `/buyers/${buyer}/spendingaccounts`, body)
  await m.must('POST', `/buyers/${buyer}/spendingaccounts/assignments`, {
    SpendingAccountID: ID,
    UserID: buyer === 'acme' ? alice.ID : null,
    AllowExceed: exceed,
  })
}
const change = (more: Values, ID = 'gift') => m.must('PATCH', `${accounts}/${ID}`, more)
const balance = async (ID = 'gift', buyer = 'acme') =>
  (await m.must('GET', `/buyers/${buyer}/spendingaccounts/${ID}`)).Balance
const gift = (Amount: number | null, SpendingAccountID = 'gift') => ({
  Type: 'SpendingAccount',
  SpendingAccountID,
  Amount,
})
/** What account payments of the marketplace say they have taken, in units of currency. */
const drawn = async () =>
  (await env.DB.prepare('select coalesce(sum(Drawn), 0) Drawn from payments where Marketplace = ?')
    .bind(m.id)
    .first<{
      Drawn: number
    }>())!.Drawn / 100

afterEach(() => vi.restoreAllMocks())

describe('a spending account', () => {
  it('pays when the order opens, and gets back what is deleted', async () => {
    await account('gift')
    expect(await refusal('POST', '', gift(60))).toEqual(refused('Payment.ExceedsBalance', { Balance: 50 }))
    await pay({ ID: 'paid', ...gift(30) })
    expect(await balance('gift')).toBe(50)
    expect(await outcome('DELETE', `${accounts}/gift`)).toContain('Payment.CannotDeleteSpendingAccount')
    await submit()
    expect(await balance('gift')).toBe(20)
    await m.must('PATCH', at('/paid', 'seller'), { Amount: 45 })
    expect(await balance('gift')).toBe(5)
    expect(await refusal('PATCH', '/paid', { Amount: 51 }, 'seller')).toEqual(
      refused('Payment.ExceedsBalance'),
    )
    await m.must('DELETE', at('/paid', 'seller'))
    expect(await balance('gift')).toBe(50)
  })

  it('pays what is left, and keeps it when the order is canceled or deleted', async () => {
    await account('gift', { Balance: 95.5 })
    await pay({ Type: 'PurchaseOrder', Amount: 60.25 })
    await pay(gift(null))
    await submit()
    expect(await balance('gift')).toBe(55.75)
    await m.must('POST', `${base('seller')}/cancel`)
    await m.must('DELETE', base('seller'))
    expect(await balance('gift')).toBe(55.75)
  })

  it('is refused by submit when it is out of date, not the user’s any more, or short', async () => {
    for (const ID of ['late', 'gone', 'short']) await account(ID)
    for (const ID of ['late', 'gone', 'short']) await pay(gift(20, ID))
    await pay({ ID: 'card', Type: 'CreditCard' })
    await change({ EndDate: '2020-01-01T00:00:00Z' }, 'late')
    await change({ AllowAsPaymentMethod: false }, 'gone')
    await change({ Balance: 10 }, 'short')
    for (const verb of ['validate', 'submit']) {
      const { status, body } = await m.api('POST', `${base(alice)}/${verb}`, undefined, alice)
      expect(status).toBe(400)
      expect((body as { Errors: Values[] }).Errors.map((e) => e.ErrorCode)).toEqual([
        'Order.CannotSubmitWithUnaccceptedPayments',
        'Payment.CannotUseExpiredSpendingAccount',
        'Payment.InvalidSpendingAccountID',
        'Payment.ExceedsBalance',
      ])
    }
  })

  it('goes below zero only where the user’s own assignment says so', async () => {
    await account('open', {}, true)
    await pay(gift(80, 'open'))
    await submit()
    expect(await balance('open')).toBe(-30)
  })

  it('of 100 pays ten of twenty orders of 10 that are submitted at once', async () => {
    await account('gift', { Balance: 100 })
    const ids: string[] = []
    for (let i = 0; i < 20; i++) {
      const id = await newOrder(1)
      await pay(gift(10), alice, id)
      ids.push(id)
    }
    const outcomes = await Promise.all(
      ids.map((id) => m.outcome('POST', `${base(alice, id)}/submit`, undefined, alice)),
    )
    expect(outcomes.filter((o) => o === 201)).toHaveLength(10)
    expect(outcomes.filter((o) => o !== 201)).toEqual(Array(10).fill([400, 'Payment.ExceedsBalance']))
    expect(await balance('gift')).toBe(0)
  })

  it('pays from its first moment to its last, and is told by its own name', async () => {
    const now = Date.now()
    const minutes = (after: number) => new Date(now + after * 60_000).toISOString()
    await account('gift', { StartDate: minutes(-1), EndDate: minutes(1) })
    await account('later', { StartDate: minutes(1) })
    expect(await refusal('POST', '', gift(20, 'later'))).toEqual(
      refused('Payment.CannotUseExpiredSpendingAccount'),
    )
    expect(await pay({ ID: 'paid', ...gift(20, 'GIFT') })).toMatchObject({ SpendingAccountID: 'gift' })
    vi.spyOn(Date, 'now').mockReturnValue(now + 60_001)
    expect(await outcome('POST', `${base(alice)}/submit`, undefined, alice)).toContain(
      'Payment.CannotUseExpiredSpendingAccount',
    )
    vi.spyOn(Date, 'now').mockReturnValue(now + 60_000)
    await submit()
    expect(await balance()).toBe(30)
  })

  it('that cannot be used any more is paid back, and asked for no more', async () => {
    await account('gift')
    await pay({ ID: 'paid', ...gift(30) })
    await submit()
    await change({ EndDate: '2020-01-01T00:00:00Z' })
    const patch = (body: Values) => m.must('PATCH', at('/paid', 'seller'), body)
    await patch({ Amount: 20 })
    expect(await balance()).toBe(30)
    await patch({ Accepted: false })
    expect(await balance()).toBe(50)
    for (const body of [{ Accepted: true }, { Amount: 21 }])
      expect(await refusal('PATCH', '/paid', body, 'seller')).toEqual(
        refused('Payment.CannotUseExpiredSpendingAccount'),
      )
  })

  it('below zero has nothing to pay, and pays that', async () => {
    await account('gift', { Balance: -30 })
    await pay({ ID: 'rest', ...gift(null) })
    expect(await outcome('POST', `${base(alice)}/submit`, undefined, alice)).toContain(
      'Payment.ExceedsBalance',
    )
    await m.must('PATCH', at('/rest'), { Amount: 0 }, alice)
    await submit()
    expect(await balance()).toBe(-30)
  })

  it.each<[string, () => Promise<unknown>]>([
    ['it', () => change({ ID: 'card' })],
    ['its buyer', () => m.must('PATCH', '/buyers/acme', { ID: 'bolt' })],
  ])('gets back what it has paid also where %s is renamed meanwhile', async (_, rename) => {
    await account('gift')
    await pay({ ID: 'paid', ...gift(30) })
    await submit()
    beforeItWrites(rename)
    await m.must('DELETE', at('/paid', 'seller'))
    const { Items } = await m.must('GET', '/buyers')
    const [{ ID }] = (await m.must('GET', `/buyers/${Items[0].ID}/spendingaccounts`)).Items
    expect(await balance(ID, Items[0].ID)).toBe(50)
  })

  it.each<[string, string, () => Promise<unknown>]>([
    [
      'taken from the user',
      'Payment.InvalidSpendingAccountID',
      () => m.must('DELETE', `${accounts}/gift/assignments?userID=${alice.ID}`),
    ],
    [
      'no means of payment',
      'Payment.InvalidSpendingAccountID',
      () => change({ AllowAsPaymentMethod: false }),
    ],
    ['ended', 'Payment.CannotUseExpiredSpendingAccount', () => change({ EndDate: '2020-01-01T00:00:00Z' })],
    ['emptied', 'Payment.ExceedsBalance', () => change({ Balance: 0 })],
  ])('that is %s while the order is submitted does not pay', async (_, code, act) => {
    await account('gift')
    await pay(gift(30))
    beforeItWrites(act)
    expect(await outcome('POST', `${base(alice)}/submit`, undefined, alice)).toContain(code)
    expect(await m.must('GET', base(alice), undefined, alice)).toMatchObject({ Status: 'Unsubmitted' })
  })

  it('pays beyond its balance as long as that is so when the order opens, whatever its user is called', async () => {
    await account('gift', {}, true)
    await pay(gift(80))
    const allow = (AllowExceed: boolean) =>
      m.must('POST', `${accounts}/assignments`, { SpendingAccountID: 'gift', UserID: alice.ID, AllowExceed })
    beforeItWrites(() => allow(false))
    expect(await outcome('POST', `${base(alice)}/submit`, undefined, alice)).toContain(
      'Payment.ExceedsBalance',
    )
    await allow(true)
    beforeItWrites(() => m.must('PATCH', `/buyers/acme/users/${alice.ID}`, { ID: 'alicia' }))
    await m.must('POST', `${base('seller')}/submit`)
    expect(await balance()).toBe(-30)
  })

  it('that is deleted while a payment names it is not named', async () => {
    await account('gift')
    beforeItWrites(() => m.must('DELETE', `${accounts}/gift`))
    expect(await refusal('POST', '', gift(5))).toEqual(refused('Payment.InvalidSpendingAccountID'))
  })

  it('stays with its buyer when an order goes to another that has one of that name, and so do cards', async () => {
    await account('gift')
    await m.must('POST', '/buyers', { ID: 'bolt', Name: 'Bolt', Active: true })
    await account('gift', {}, false, 'bolt')
    const cards = '/buyers/acme/creditcards'
    await write(m.id, [[creditCards, { Kind: 'Buyer', Company: 'acme', ID: 'own', PrivateUserID: alice.ID }]])
    await m.must('POST', cards, { ID: 'shared' })
    await m.must('POST', `${cards}/assignments`, { CreditCardID: 'shared', UserID: alice.ID })
    await pay({ ID: 'paid', ...gift(30) })
    await submit()
    const cart = await newOrder()
    await pay({ ID: 'wanted', ...gift(20) }, alice, cart)
    for (const CreditCardID of ['own', 'shared'])
      await pay({ ID: CreditCardID, Type: 'CreditCard', CreditCardID, Amount: 5 }, alice, cart)
    await m.must('POST', `/buyers/acme/users/${alice.ID}/moveto/bolt?orders=All`)
    expect(await m.must('GET', at('/paid', 'seller'))).toMatchObject({ Amount: 30, SpendingAccountID: null })
    expect((await m.must('GET', at('?sortBy=ID', 'seller', cart))).Items).toMatchObject([
      { ID: 'own', CreditCardID: 'own' },
      { ID: 'shared', CreditCardID: null },
    ])
    await m.must('DELETE', at('/paid', 'seller'))
    expect([await balance(), await balance('gift', 'bolt')]).toEqual([20, 50])
  })

  it('has paid what its payments say, whatever is done to one order at once', async () => {
    await account('gift', { Balance: 100 })
    await pay({ ID: 'a', ...gift(30) })
    await pay({ ID: 'b', ...gift(20.05) })
    const patch = (ID: string, Amount: number | null) => m.api('PATCH', at(`/${ID}`, 'seller'), { Amount })
    const acts = [
      () => patch('a', 40),
      () => patch('b', 5.55),
      () => m.api('POST', `${base(alice)}/submit`, undefined, alice),
      () => m.api('DELETE', at('/b', 'seller')),
      () => m.api('POST', at('', 'seller'), gift(null)),
      () => patch('a', 12.34),
      () => m.api('POST', at('', 'seller'), { ID: 'b', ...gift(7) }),
    ]
    const answers = await Promise.all(acts.map((act) => act()))
    expect(answers.filter((a) => a.status >= 500)).toEqual([])
    expect(await m.must('GET', base(alice), undefined, alice)).toMatchObject({ Status: 'Open' })
    expect(await drawn()).toBeGreaterThan(0)
    expect(await balance()).toBeCloseTo(100 - (await drawn()), 9)
  })
})
