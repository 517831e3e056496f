import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Answer } from '../support/marketplace.ts'
import {
  add,
  added,
  adds,
  alice,
  drop,
  m,
  openShop,
  order,
  perPiece,
  post,
  promote,
  rows,
  submit,
} from './shop.ts'

type Values = Record<string, unknown>

const CODES = ['FLAT', 'EACH', 'SOLO', 'AUTO', 'HALF']
/** What each run begins with: limits that are met, one that stands alone, one that comes by itself; an order that is open. */
async function begin() {
  await openShop()
  await promote('FLAT', { ValueExpression: '30', RedemptionLimit: 2 })
  await promote('EACH', { ...perPiece, RedemptionLimitPerUser: 2 })
  await promote('SOLO', { CanCombine: false, RedemptionLimit: 1 })
  await promote('AUTO', {
    AutoApply: true,
    EligibleExpression: 'order.Subtotal > 30',
    ValueExpression: 'order.Total * 0.1',
  })
  await promote('HALF', {
    ...perPiece,
    ValueExpression: 'item.LineSubtotal / 2',
    ItemLimitPerOrder: 1,
    ItemSortBy: '!Quantity',
  })
  const paths = await Promise.all([[2, 3], [1], [4, 4, 1], [6]].map((quantities) => order(quantities)))
  await submit(await added(paths[3]!, 'FLAT', 'EACH'))
  return paths
}

type Step = (path: string, code: string, n: number) => Promise<Answer>
const line = (path: string, n: number) => `${path}/lineitems/L${(n % 3) + 1}`
const incoming = (path: string) => path.replace('Outgoing', 'All')
const steps: Record<string, Step> = {
  add: (path, code) => add(path, code),
  drop: (path, code) => drop(path, code),
  apply: (path) => post(path, 'applypromotions'),
  refresh: (path) => post(path, 'refreshpromotions'),
  validate: (path) => post(path, 'validate'),
  submit: (path) => submit(path),
  quantity: (path, _, n) => m.api('PATCH', line(path, n), { Quantity: n + 1 }, alice),
  newLine: (path, _, n) => m.api('PUT', line(path, n), { ProductID: 'P10', Quantity: n + 1 }, alice),
  renamedLine: (path, _, n) => m.api('PATCH', line(path, n), { ID: `l${((n + 1) % 3) + 1}` }, alice),
  lineGone: (path, _, n) => m.api('DELETE', line(path, n), undefined, alice),
  cancel: (path) => post(incoming(path), 'cancel', 'seller'),
  removal: (path, _, n) => (n === 0 ? m.api('DELETE', incoming(path)) : post(path, 'validate')),
  price: (_, __, n) =>
    m.api('PATCH', '/priceschedules/P10', { PriceBreaks: [{ Quantity: 1, Price: n + 1 }] }),
  off: (_, code) => m.api('PATCH', `/promotions/${code}`, { Active: false }),
  on: (_, code, n) => m.api('PATCH', `/promotions/${code}`, { Active: true, Priority: n }),
  renamed: (_, code) => m.api('PATCH', `/promotions/${code}`, { ID: code.toLowerCase() }),
}

/** Of each promotion how many orders have redeemed it, as itself and as the orders say. */
async function counts() {
  const { Items: orders } = await m.must('GET', '/orders/All?pageSize=100&Status=Open|Completed')
  const had = await Promise.all(orders.map((o: Values) => rows(`/orders/All/${o.ID}`, '', 'seller')))
  const codes = had.flatMap((promotions) => [...new Set(promotions.map((p: Values) => p.Code))])
  const { Items: promotions } = await m.must('GET', '/promotions?pageSize=100')
  return promotions.map((p: Values) => [p.Code, p.RedemptionCount, codes.filter((c) => c === p.Code).length])
}

const often = ['add', 'add', 'add', 'add', 'newLine', 'submit', 'submit', 'on', 'on']
const step = fc.record({
  what: fc.constantFrom(...Object.keys(steps), ...often),
  order: fc.nat(3),
  code: fc.constantFrom(...CODES),
  n: fc.nat(5),
})

it('whatever is done to orders and promotions, by twos at once, they agree', {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(step, step), { minLength: 15, maxLength: 25 }), async (history) => {
      const paths = await begin()
      for (const pair of history) {
        const answers = await Promise.all(pair.map((s) => steps[s.what]!(paths[s.order]!, s.code, s.n)))
        expect(answers.map((a) => a.status).filter((status) => status >= 500 || status === 401)).toEqual([])
        for (const { order } of pair)
          if ((await m.api('GET', paths[order]!, undefined, alice)).status === 200) await adds(paths[order]!)
      }
      for (const [code, count, opened] of await counts()) expect([code, count]).toEqual([code, opened])
      const limits = await m.must('GET', '/promotions?pageSize=100')
      for (const { RedemptionLimit, RedemptionCount } of limits.Items)
        if (RedemptionLimit !== null) expect(RedemptionCount).toBeLessThanOrEqual(RedemptionLimit)
    }),
    { numRuns: 3, endOnFailure: true },
  )
})
