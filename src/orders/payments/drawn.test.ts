import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orders } from '../../tables/orders/orders.ts'
import { payments } from '../../tables/orders/payments.ts'
import { blankRow } from '../state/new-rows.ts'
import { isOpened, type OrderRow, type OrderWith, type PaymentRow } from '../state/order-state.ts'
import { accountMoves, amountOf, dueAfter, settledPayments } from './drawn.ts'
import { amountRefusal } from './payment-rules.ts'

const header = (more: Partial<OrderRow> = {}): OrderRow => ({
  ...blankRow(orders),
  Status: 'Unsubmitted',
  Total: 100,
  Owner: null,
  LiveBilling: null,
  ...more,
})
const payment = (Amount: number | null, more: Partial<PaymentRow> = {}): PaymentRow => ({
  ...blankRow(payments),
  ID: 'pay',
  StoredID: 'pay',
  Type: 'SpendingAccount',
  SpendingAccountID: 'gift',
  Accepted: true,
  Amount,
  Drawn: null,
  OrderReturnID: null,
  ...more,
})
const open = header({ Status: 'Open' })

describe('what an account pays', () => {
  it('is nothing before the order opens, then the amount, or what is left', () => {
    const paid = [payment(30.1, { ID: 'a', StoredID: 'a' }), payment(null)]
    expect(settledPayments(paid, header(), paid).map((p) => p.Drawn)).toEqual([null, null])
    const settled = settledPayments(paid, open, paid)
    expect(settled.map((p) => p.Drawn)).toEqual([30.1, 69.9])
    expect(accountMoves({ header: header(), payments: paid }, { header: open, payments: settled })).toEqual([
      { ID: 'gift', by: -100 },
    ])
  })

  it('of what was left stays as it was taken, whatever the total comes to', () => {
    const taken = [payment(null, { Drawn: 100 })]
    expect(settledPayments(taken, header({ Status: 'Open', Total: 40 }), taken)).toMatchObject([
      { Drawn: 100 },
    ])
  })

  it('goes back with the payment, and not with the order', () => {
    const before = { header: open, payments: [payment(30, { Drawn: 30 })] }
    expect(accountMoves(before, { header: open, payments: [] })).toEqual([{ ID: 'gift', by: 30 }])
    expect(accountMoves(before, null)).toEqual([])
  })
})

type Paid = OrderWith<'payments'>
/** Something that is done to an order, or to one of its payments. */
type Act = (order: Paid) => Paid

const cents = (most: number) => fc.integer({ min: 0, max: most }).map((n) => n / 100)
const amounts = fc.option(cents(9_999), { freq: 2 })
const changing =
  (n: number, change: Partial<PaymentRow>): Act =>
  (order) => ({
    ...order,
    payments: order.payments.map((p, i) => (i === n % order.payments.length ? { ...p, ...change } : p)),
  })
const becoming =
  (more: Partial<OrderRow>): Act =>
  (order) => ({ ...order, header: { ...order.header, ...more } })
const acts = fc.oneof(
  fc
    .record({
      Amount: amounts,
      Accepted: fc.boolean(),
      SpendingAccountID: fc.constantFrom('gift', 'GIFT', 'points'),
    })
    .map(
      (made): Act =>
        (order) => ({
          ...order,
          payments: [...order.payments, payment(null, { ...made, ID: '', StoredID: null })],
        }),
    ),
  fc.tuple(fc.nat(9), amounts).map(([n, Amount]) => changing(n, { Amount })),
  fc.tuple(fc.nat(9), fc.boolean()).map(([n, Accepted]) => changing(n, { Accepted })),
  fc.nat(9).map(
    (n): Act =>
      (order) => ({ ...order, payments: order.payments.filter((_, i) => i !== n) }),
  ),
  cents(20_000).map((Total) => becoming({ Total })),
  fc.constantFrom('Open', 'Completed').map((Status) => becoming({ Status })),
)

describe('after whatever is done to an order', () => {
  it('accounts have paid what its payments say, which is what was asked of them', () => {
    fc.assert(
      fc.property(fc.array(acts, { minLength: 4, maxLength: 30, size: 'max' }), (history) => {
        const paid = new Map<string, number>()
        let made = 0
        let order: Paid = { header: header(), payments: [] }
        for (const act of history) {
          const wanted = act(order)
          const named = wanted.payments.map((p) => (p.ID === '' ? { ...p, ID: `p${made++}` } : p))
          const after = { ...wanted, payments: settledPayments(order.payments, wanted.header, named) }
          for (const { ID, by } of accountMoves(order, after)) {
            const id = ID.toLowerCase()
            paid.set(id, Math.round(((paid.get(id) ?? 0) - by) * 100) / 100)
          }
          for (const id of ['gift', 'points']) {
            const own = after.payments.filter((p) => p.SpendingAccountID?.toLowerCase() === id)
            expect(paid.get(id) ?? 0).toBeCloseTo(
              own.reduce((sum, p) => sum + (p.Drawn ?? 0), 0),
              6,
            )
          }
          for (const { Accepted, Amount, Drawn } of after.payments)
            if (!isOpened(after.header.Status) || !Accepted) expect(Drawn).toBeNull()
            else if (Amount !== null) expect(Drawn).toBe(Amount)
            else expect(Drawn).not.toBeNull()
          order = { ...after, payments: after.payments.map((p) => ({ ...p, StoredID: p.ID })) }
        }
      }),
    )
  })
})

describe('what may be paid', () => {
  it.each([
    [60, [], 'may'],
    [100.01, [], 100],
    [null, [], 'may'],
    [null, [payment(100)], 0],
    [null, [payment(null)], 0],
    [1, [payment(null)], 0],
    [30, [payment(80)], 20],
    [20, [payment(80)], 'may'],
    [0, [payment(120)], 'may'],
    [1, [payment(120)], 0],
    [100, [payment(-40, { OrderReturnID: 'back' })], 'may'],
  ] as const)('%s beside others', (amount, others, due) => {
    const refusal = amountRefusal(amount, 100, others)
    expect(refusal ? (refusal.errors[0]!.Data as { AmountDue: number }).AmountDue : 'may').toBe(due)
  })

  it('never comes to more than the total', () => {
    const amount = fc.option(fc.integer({ min: 1, max: 9_999 }).map((cents) => cents / 100))
    fc.assert(
      fc.property(
        fc.array(amount, { maxLength: 12 }),
        fc.integer({ min: 0, max: 20_000 }),
        (wanted, cents) => {
          const total = cents / 100
          const made: PaymentRow[] = []
          for (const one of wanted) if (!amountRefusal(one, total, made)) made.push(payment(one))
          expect(dueAfter(total, made)).toBeGreaterThanOrEqual(0)
          const sum = made.reduce((all, p) => all + Math.round(amountOf(p, made, total) * 100), 0)
          expect(sum).toBeLessThanOrEqual(cents)
        },
      ),
    )
  })
})
