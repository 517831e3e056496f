import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import type { As } from '../support/marketplace.ts'
import { enter, m, patch, product, s1, schedule, shopper, useSuppliedShop } from './supplied-shop.ts'

useSuppliedShop()

describe('the address a product ships from', () => {
  const at = { Street1: 'Quay', City: 'Hamburg', Country: 'DE' }
  const set = (ID: string, ShipFromAddressID: string, as: As = 'seller') =>
    m.outcome('PATCH', `/products/${ID}`, { ShipFromAddressID }, as)
  beforeEach(async () => {
    await m.must('POST', '/addresses', { ID: 'yard', ...at })
    await m.must('POST', '/suppliers/s1/addresses', { ID: 'dock', ...at })
    await m.must('POST', '/suppliers/s2/addresses', { ID: 'pier', ...at })
    await product('mug')
  })

  it('is the marketplace owner’s without a default supplier, and that supplier’s with one', async () => {
    const missing = [404, 'NotFound']
    expect(await set('mug', 'none')).toEqual(missing)
    expect(await set('mug', 'dock')).toEqual(missing)
    expect(await set('mug', 'yard')).toBe(200)
    await product('cup', { DefaultSupplierID: 's1' })
    expect(await set('cup', 'yard')).toEqual(missing)
    expect(await set('cup', 'pier')).toEqual(missing)
    expect(await set('cup', 'dock')).toBe(200)
    await m.address({ ID: 'acme' }, { ID: 'buyers' })
    expect(await set('cup', 'buyers')).toEqual(missing)
  })

  it('may be the supplier’s own on its own products', async () => {
    await product('theirs', {}, s1.user)
    expect(await set('theirs', 'pier', s1.user)).toEqual([404, 'NotFound'])
    expect(await set('theirs', 'dock', s1.user)).toBe(200)
  })

  it('goes with the supplier whose it is, however that ends', async () => {
    const ends: Record<string, () => Promise<unknown>> = {
      none: () => patch('cup', { DefaultSupplierID: null }),
      another: () => patch('cup', { DefaultSupplierID: 's2' }),
      put: () => m.must('PUT', '/products/cup', { Name: 'Cup', DefaultSupplierID: 's2', IsParent: true }),
      'sells no longer': () => m.must('DELETE', '/products/cup/suppliers/s1'),
      'own address now': () => patch('cup', { DefaultSupplierID: null, ShipFromAddressID: 'yard' }),
      'its address now': () => patch('cup', { DefaultSupplierID: 's2', ShipFromAddressID: 'pier' }),
    }
    const left: Record<string, unknown> = {}
    for (const [how, end] of Object.entries(ends)) {
      await product('cup', { DefaultSupplierID: 's1', ShipFromAddressID: 'dock', IsParent: true })
      await product('cup-s', { ParentID: 'cup', ShipFromAddressID: 'dock' })
      await end()
      const cup = await m.must('GET', '/products/cup')
      const child = await m.must('GET', '/products/cup-s')
      left[how] = [cup.ShipFromAddressID, child.ShipFromAddressID, cup.AutoForward]
      for (const ID of ['cup-s', 'cup']) await m.must('DELETE', `/products/${ID}`)
    }
    expect(left).toEqual({
      none: [null, null, false],
      another: [null, null, false],
      put: [null, null, false],
      'sells no longer': [null, null, false],
      'own address now': ['yard', 'yard', false],
      'its address now': ['pier', 'pier', false],
    })
  })

  it('goes without a successor, and then nothing is forwarded any more', async () => {
    const ends = [
      () => patch('cup', { DefaultSupplierID: null }),
      () => patch('cup', { DEFAULTSUPPLIERID: '' }),
      () => m.must('PUT', '/products/cup', { Name: 'Cup' }),
      () => m.must('DELETE', '/products/cup/suppliers/s1'),
      () => m.must('DELETE', '/suppliers/s1'),
    ]
    for (const end of ends) {
      await product('cup', { DefaultSupplierID: 's1', ShipFromAddressID: 'dock' })
      // No request can say so as long as orders are not forwarded.
      await env.DB.prepare('update products set AutoForward = 1 where Marketplace = ?').bind(m.id).run()
      await end()
      const { AutoForward, DefaultSupplierID, ShipFromAddressID } = await m.must('GET', '/products/cup')
      expect([String(end), AutoForward, DefaultSupplierID, ShipFromAddressID]).toEqual([
        String(end),
        false,
        null,
        null,
      ])
      await m.must('DELETE', '/products/cup')
    }
  })

  it('stays with a product that keeps its supplier, and where the supplier owns the product', async () => {
    await product('cup', { DefaultSupplierID: 's1', ShipFromAddressID: 'dock' })
    const { Items } = await m.must('GET', '/products?ID=cup')
    expect(await m.must('PUT', '/products/cup', Items[0])).toMatchObject({ ShipFromAddressID: 'dock' })
    expect(await patch('cup', { DefaultSupplierID: 'S1', Name: 'Cup' })).toMatchObject({
      ShipFromAddressID: 'dock',
    })
    // What another supplier is sent along with must be that one's.
    const whole = { Name: 'Cup', DefaultSupplierID: 's2', ShipFromAddressID: 'dock' }
    expect(await m.outcome('PUT', '/products/cup', whole)).toEqual([404, 'NotFound'])
    await product('theirs', { DefaultSupplierID: 's1', ShipFromAddressID: 'dock' }, s1.user)
    expect(await patch('theirs', { DefaultSupplierID: null })).toMatchObject({ ShipFromAddressID: 'dock' })
    await m.must('PATCH', '/products/theirs', { IsParent: true }, s1.user)
    await product('child', { ParentID: 'theirs' }, s1.user)
    const child = await m.must('GET', '/products/child')
    expect(child.ShipFromAddressID).toBe('dock')
    expect(await m.must('PUT', '/products/child', child)).toEqual(child)
  })

  it('is known by its owner, of several of one ID', async () => {
    for (const at of ['/addresses', '/suppliers/s2/addresses'])
      await m.must('POST', at, { ID: 'dock', Street1: 'Other', City: 'Kiel', Country: 'DE' })
    await product('cup', { DefaultSupplierID: 's1', ShipFromAddressID: 'dock' })
    const now = async () => (await m.must('GET', '/products/cup')).ShipFromAddressID
    for (const at of ['/addresses', '/suppliers/s2/addresses']) {
      await m.must('PATCH', `${at}/dock`, { ID: 'moved' })
      await m.must('DELETE', `${at}/moved`)
      expect(await now()).toBe('dock')
    }
    await m.must('PATCH', '/suppliers/s1', { ID: 's9' })
    await m.must('PATCH', '/suppliers/s9/addresses/dock', { ID: 'berth' })
    expect(await now()).toBe('berth')
  })

  it('is that of a line as it was when the line was made, as is the supplier', async () => {
    await schedule('list', 9)
    await patch('mug', { Active: true, DefaultPriceScheduleID: 'list', ShipFromAddressID: 'yard' })
    await enter('mug')
    await m.must('POST', '/addresses', { ID: 'hall', ...at })
    const { ID } = await m.order(shopper, [['mug', 1]])
    await patch('mug', { ShipFromAddressID: 'hall' })
    const line = async () =>
      (await m.must('GET', `/orders/Outgoing/${ID}/lineitems`, undefined, shopper)).Items[0]
    expect((await line()).ShipFromAddressID).toBe('yard')
    await m.must('POST', `/orders/Outgoing/${ID}/submit`, undefined, shopper)
    expect((await line()).ShipFromAddressID).toBe('yard')
  })
})
