import { beforeAll, describe, expect, it } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let b: { ID: string; user: User }
let path: string

beforeAll(async () => {
  m = await marketplace()
  b = await m.buyer({}, ['Shopper', 'MeAddressAdmin'])
  path = `/buyers/${b.ID}/addresses`
  await m.must('POST', path, { ID: 'dock', Street1: '1 Quay', City: 'Hamburg', Country: 'DE' })
})

describe('an assigned address', () => {
  it('is for shipping, billing or both', async () => {
    expect(await m.api('POST', `${path}/assignments`, { AddressID: 'dock' })).toMatchObject({
      status: 400,
      body: { Errors: [{ ErrorCode: 'AddressAssignment.MustBeBillingOrShipping' }] },
    })
  })

  it('appears once under /me, for all that any of its assignments allows, and is not editable', async () => {
    await m.must('POST', `${path}/assignments`, { AddressID: 'dock', IsBilling: true })
    await m.must('POST', `${path}/assignments`, { AddressID: 'dock', UserID: b.user.ID, IsShipping: true })
    const { Items } = await m.must('GET', '/me/addresses', undefined, b.user)
    expect(Items).toMatchObject([{ ID: 'dock', Shipping: true, Billing: true, Editable: false }])
    const colleague = await m.user('Buyer', b.ID, ['Shopper'])
    expect(await m.must('GET', '/me/addresses/dock', undefined, colleague)).toMatchObject({
      Shipping: false,
      Billing: true,
    })
  })

  it('is not its users’ to change, and one that is unknown is not made by PUT', async () => {
    const body = { Street1: 's', City: 'c', Country: 'DE', Shipping: true }
    for (const method of ['PUT', 'PATCH'])
      expect(await m.api(method, '/me/addresses/dock', body, b.user)).toMatchObject({
        status: 403,
        body: { Errors: [{ ErrorCode: 'Address.CannotEditPublic' }] },
      })
    expect((await m.api('PUT', '/me/addresses/unknown', body, b.user)).status).toBe(404)
  })
})
