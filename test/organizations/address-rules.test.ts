import { beforeAll, describe, expect, it } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let buyer: { ID: string; user: User }

beforeAll(async () => {
  m = await marketplace()
  buyer = await m.buyer()
})

describe.each([
  ['of the seller', () => '/addresses'],
  ['of a buyer', () => `/buyers/${buyer.ID}/addresses`],
])('an address %s', (_, path) => {
  const place = { Street1: '1 Quay', City: 'Somewhere' }

  it.each(['US', 'CA'])('in %s needs state and postal code', async (Country) => {
    const refused = async (more: object) => {
      const { status, body } = await m.api('POST', path(), { ...place, Country, ...more })
      return [status, body.Errors[0].ErrorCode]
    }
    expect(await refused({ Zip: '12345' })).toEqual([400, 'ValidationFailure'])
    expect(await refused({ State: 'NY' })).toEqual([400, 'ValidationFailure'])
    await m.must('POST', path(), { ...place, Country, State: 'NY', Zip: '12345' })
  })

  it('elsewhere needs neither', async () => {
    await m.must('POST', path(), { ...place, Country: 'DE' })
  })
})

it('the cost center of a line is any text, whatever cost centers there are', async () => {
  const product = await m.product(buyer)
  const { ID } = await m.must('POST', '/orders/Outgoing', {}, buyer.user)
  const line = { ProductID: product.ID, Quantity: 1, CostCenter: 'no such cost center' }
  const made = await m.must('POST', `/orders/Outgoing/${ID}/lineitems`, line, buyer.user)
  expect(made.CostCenter).toBe('no such cost center')
})
