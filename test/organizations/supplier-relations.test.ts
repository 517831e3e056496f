import { beforeAll, describe, expect, it } from 'vitest'
import { ids } from '../support/answers.ts'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let b: { ID: string; user: User }
let closed: { ID: string; user: User }
let relation: string

beforeAll(async () => {
  m = await marketplace()
  b = await m.buyer()
  closed = await m.supplier({ AllBuyersCanOrder: false }, ['SupplierAdmin', 'SupplierReader'])
  relation = `/suppliers/${closed.ID}/buyers/${b.ID}`
})

const sellers = async () => ids(await m.must('GET', '/me/sellers?sortBy=ID', undefined, b.user))

describe('a supplier', () => {
  it('sells to all buyers, or to those it is related to', async () => {
    const open = await m.supplier({ ID: 'zz-open' })
    expect(await sellers()).toEqual([m.id, open.ID].sort())
    await m.must('PUT', relation)
    expect(await sellers()).toEqual([m.id, open.ID, closed.ID].sort())
    expect(ids(await m.must('GET', `/buyers/${b.ID}/sellers?sortBy=ID`))).toEqual(await sellers())
    const order = await m.must('POST', '/orders/Outgoing', { ToCompanyID: closed.ID }, b.user)
    expect(order.ToCompanyID).toBe(closed.ID)
    await m.must('DELETE', relation)
    expect(await sellers()).toEqual([m.id, open.ID].sort())
    expect((await m.api('POST', '/orders/Outgoing', { ToCompanyID: closed.ID }, b.user)).status).toBe(404)
  })

  it('is related once, however often it is said, and the same for the end of it', async () => {
    for (let i = 0; i < 2; i++) expect((await m.api('PUT', relation)).status).toBe(204)
    expect((await m.must('GET', `/suppliers/${closed.ID}/buyers`)).Items).toEqual([
      { ID: b.ID, Name: 'Buyer' },
    ])
    for (let i = 0; i < 2; i++) expect((await m.api('DELETE', relation)).status).toBe(204)
    expect((await m.must('GET', `/suppliers/${closed.ID}/buyers`)).Items).toEqual([])
  })

  it('sees its buyers, but does not choose them', async () => {
    await m.must('PUT', relation)
    expect(ids(await m.must('GET', `/suppliers/${closed.ID}/buyers`, undefined, closed.user))).toEqual([b.ID])
    for (const method of ['PUT', 'DELETE'])
      expect(await m.api(method, relation, undefined, closed.user)).toMatchObject({
        status: 403,
        body: { Errors: [{ ErrorCode: 'Auth.UserNotAuthorizedToAdmin' }] },
      })
    const other = await m.supplier()
    const path = `/suppliers/${other.ID}/buyers`
    expect((await m.api('GET', path, undefined, closed.user)).status).toBe(403)
  })

  it('and the buyer must exist: 404 names which does not', async () => {
    const missing = async (path: string) => (await m.api('PUT', path)).body.Errors[0].Data
    expect(await missing(`/suppliers/nobody/buyers/${b.ID}`)).toEqual({
      ObjectType: 'Supplier',
      ObjectID: 'nobody',
    })
    expect(await missing(`/suppliers/${closed.ID}/buyers/nobody`)).toEqual({
      ObjectType: 'Buyer',
      ObjectID: 'nobody',
    })
  })

  it('keeps its buyers through renames, and loses those that are deleted', async () => {
    const gone = await m.buyer()
    await m.must('PUT', `/suppliers/${closed.ID}/buyers/${gone.ID}`)
    await m.must('PATCH', `/buyers/${gone.ID}`, { ID: `${gone.ID}-renamed` })
    await m.must('PATCH', `/suppliers/${closed.ID}`, { ID: 'renamed-supplier' })
    const list = () => m.must('GET', '/suppliers/renamed-supplier/buyers?sortBy=ID')
    expect(ids(await list())).toEqual([b.ID, `${gone.ID}-renamed`].sort())
    await m.must('DELETE', `/buyers/${gone.ID}-renamed`)
    expect(ids(await list())).toEqual([b.ID])
  })
})
