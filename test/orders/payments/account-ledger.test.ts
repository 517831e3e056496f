import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Marketplace, marketplace, type User } from '../../support/marketplace.ts'

let m: Marketplace
let alice: User

const IDS = ['gift', 'points'] as const
const START = 60
const accounts = '/buyers/acme/spendingaccounts'
const balances = async (): Promise<number[]> => {
  const { Items } = await m.must('GET', `${accounts}?sortBy=ID`)
  return Items.map((account: { Balance: number }) => account.Balance)
}
/** What payments of the accounts say they have taken, in units of currency. */
const drawn = () =>
  Promise.all(
    IDS.map(async (id) => {
      const sum = env.DB.prepare(
        'select coalesce(sum(Drawn), 0) Cents from payments where Marketplace = ? and SpendingAccountID = ?',
      )
      return (await sum.bind(m.id, id).first<{ Cents: number }>())!.Cents / 100
    }),
  )

beforeEach(async () => {
  m = await marketplace()
  const buyer = await m.buyer({ ID: 'acme' })
  alice = buyer.user
  await m.product(buyer, { ID: 'rope', price: 10 })
  for (const ID of IDS) {
    await m.must('POST', accounts, { ID, Name: ID, Balance: START, AllowAsPaymentMethod: true })
    await m.must('POST', `${accounts}/assignments`, {
      SpendingAccountID: ID,
      UserID: alice.ID,
      AllowExceed: ID === 'points',
    })
  }
})

/** What is done to an order: whether it is refused is not the point. */
type Act = [method: string, path: string, body?: object]
const amount = fc.option(
  fc.integer({ min: 0, max: 4_000 }).map((cents) => cents / 100),
  { freq: 4 },
)
const payment = fc.constantFrom('a', 'b', 'c')
const Type = 'SpendingAccount'
const acts = fc.oneof(
  fc
    .tuple(payment, amount, fc.constantFrom(...IDS))
    .map(([ID, Amount, id]): Act => ['POST', '/payments', { ID, Type, Amount, SpendingAccountID: id }]),
  fc.tuple(payment, amount).map(([id, Amount]): Act => ['PATCH', `/payments/${id}`, { Amount }]),
  fc.tuple(payment, fc.boolean()).map(([id, Accepted]): Act => ['PATCH', `/payments/${id}`, { Accepted }]),
  fc.tuple(payment, payment).map(([id, ID]): Act => ['PATCH', `/payments/${id}`, { ID }]),
  payment.map((id): Act => ['DELETE', `/payments/${id}`]),
  payment.map(
    (id): Act => [
      'POST',
      `/payments/${id}/transactions`,
      { Type: 'Auth', DateExecuted: '2024-05-01T10:00:00Z', Amount: 5 },
    ],
  ),
  fc.integer({ min: 1, max: 12 }).map((Quantity): Act => ['PATCH', '/lineitems/line', { Quantity }]),
  fc.constantFrom<Act>(
    ['POST', '/submit'],
    ['POST', '/submit'],
    ['POST', '/complete'],
    ['PATCH', '', { ShippingCost: 3.33 }],
  ),
)

describe('after whatever is done to an order', () => {
  it('accounts are short of what its payments have taken, and of nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(acts, { minLength: 10, maxLength: 25, size: 'max' }), async (history) => {
        for (const ID of IDS) await m.must('PATCH', `${accounts}/${ID}`, { Balance: START })
        const { ID } = await m.must('POST', '/orders/Outgoing', {}, alice)
        const order = `/orders/Incoming/${ID}`
        await m.must('POST', `${order}/lineitems`, { ID: 'line', ProductID: 'rope', Quantity: 8 })
        for (const [method, path, body] of history) {
          const { status } = await m.api(method, order + path, body)
          expect(status).toBeLessThan(500)
          const left = await balances()
          expect(left).toEqual((await drawn()).map((taken) => Math.round((START - taken) * 100) / 100))
          expect(left[0]).toBeGreaterThanOrEqual(0)
        }
        await m.must('DELETE', order)
      }),
      { numRuns: 6 },
    )
  })
})
