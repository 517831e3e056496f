import { beforeEach, describe, expect, it } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'
import { beforeItWrites } from '../support/observe.ts'

let m: Marketplace
let alice: User
let northwind: string

beforeEach(async () => {
  m = await marketplace()
  alice = (await m.buyer({ ID: 'acme' })).user
  northwind = (await m.supplier({ ID: 'northwind' })).ID
})

/** Every way to begin an order, here one to the supplier; the last is the marketplace owner's own. */
const beginnings: [method: string, path: string, as: () => 'seller' | User, more?: () => object][] = [
  ['PUT', '/cart', () => alice],
  ['POST', '/orders/Outgoing', () => alice],
  ['PUT', '/orders/Outgoing/O1', () => alice],
  ['POST', '/orders/Incoming', () => 'seller', () => ({ FromCompanyID: 'acme', FromUserID: alice.ID })],
  ['POST', '/orders/Outgoing', () => 'seller'],
]

const begun = async () => {
  const orders = await Promise.all(
    ['Incoming', 'Outgoing'].map((d) => m.must('GET', `/orders/${d}?Status=Unsubmitted`)),
  )
  return orders.flatMap(({ Items }) => Items)
}

describe.each(beginnings)('%s %s', (method, path, as, more = () => ({})) => {
  const begin = () => m.outcome(method, path, { ToCompanyID: northwind, ...more() }, as())
  it.each([
    ['deleted', () => m.must('DELETE', `/suppliers/${northwind}`)],
    ['renamed', () => m.must('PATCH', `/suppliers/${northwind}`, { ID: 'southwind' })],
  ])('goes to no supplier that was %s since it was looked up', async (_, leave) => {
    beforeItWrites(leave)
    expect(await begin()).toEqual([404, 'NotFound'])
    expect(await begun()).toEqual([])
  })
})

it.each(beginnings.slice(0, -1))(
  '%s %s goes to no supplier that was closed to the buyer since',
  async (method, path, as, more = () => ({})) => {
    beforeItWrites(() => m.must('PATCH', `/suppliers/${northwind}`, { AllBuyersCanOrder: false }))
    expect(await m.outcome(method, path, { ToCompanyID: northwind, ...more() }, as())).toEqual([
      404,
      'NotFound',
    ])
    expect(await begun()).toEqual([])
  },
)

it('an order on behalf of a buyer is from nobody who was renamed since they were looked up', async () => {
  const onBehalf = () =>
    m.outcome('POST', '/orders/Incoming', { FromCompanyID: 'acme', FromUserID: alice.ID })
  beforeItWrites(() => m.must('PATCH', `/buyers/acme/users/${alice.ID}`, { ID: 'alicia' }))
  expect(await onBehalf()).toEqual([404, 'Buyer.UserNotFound'])
  await m.must('PATCH', '/buyers/acme/users/alicia', { ID: alice.ID })
  beforeItWrites(() => m.must('PATCH', '/buyers/acme', { ID: 'apex' }))
  expect(await onBehalf()).toEqual([404, 'Buyer.UserNotFound'])
  expect(await begun()).toEqual([])
})
