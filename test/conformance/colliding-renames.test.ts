import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { marketplace } from '../support/marketplace.ts'

describe('a rename that collides where the object is told', () => {
  it('is refused as what is taken, and is nobody’s who should try again', async () => {
    const m = await marketplace()
    const buyer = await m.buyer({ ID: 'acme' })
    await m.product(buyer, { ID: 'rope' })
    await m.must('POST', '/buyers/acme/usergroups', { ID: 'crew', Name: 'Crew' })
    const given = { ProductID: 'rope', BuyerID: 'acme', UserGroupID: 'crew', PriceScheduleID: 'rope' }
    await m.must('POST', '/products/assignments', given)
    for (const ID of ['north', 'south']) await m.supplier({ ID })
    // Rows of sellers that are none, as no request makes them.
    const sellerIs = (to: string) =>
      env.DB.prepare('update product_assignments set SellerID = ?2 where Marketplace = ?1')
        .bind(m.id, to)
        .run()
    await sellerIs('elsewhere')
    await m.must('POST', '/products/assignments', given)
    await env.DB.prepare(
      'update product_assignments set SellerID = ?2 where Marketplace = ?1 and SellerID = ?1',
    )
      .bind(m.id, 'north')
      .run()
    const { status, body } = await m.api('PATCH', '/suppliers/north', { ID: 'elsewhere' })
    expect([status, body.Errors]).toMatchObject([
      409,
      [{ ErrorCode: 'IdExists', Data: { ObjectType: 'ProductAssignment' } }],
    ])
    expect(await m.outcome('PATCH', '/suppliers/north', { ID: 'west' })).toBe(200)
  })
})
