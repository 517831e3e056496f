import { expect, it } from 'vitest'
import { ids } from '../support/answers.ts'
import { marketplace } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'

it('A buyer’s user with ProductReader lists the products of its catalogues, active or not, and reads no others', async () => {
  const m = await marketplace()
  const reader = await m.buyer({ ID: 'acme' }, ['ProductReader'])
  await m.buyer({ ID: 'other' })
  await m.product({ ID: 'acme' }, { ID: 'mug', IsParent: true, Active: false })
  await m.must('POST', '/products', { ID: 'blue', Name: 'Blue', ParentID: 'mug' })
  await m.product({ ID: 'acme' }, { ID: 'cup' })
  await m.must('POST', '/catalogs/acme/categories', { ID: 'k', Name: 'k' })
  await m.must('POST', '/catalogs/acme/categories/productassignments', { CategoryID: 'k', ProductID: 'cup' })
  await m.product({ ID: 'other' }, { ID: 'theirs' })
  const list = async (query = '') => {
    let found: string[] = []
    const sent = await sentDuring(async () => {
      found = ids(await m.must('GET', `/products?${query}`, undefined, reader.user))
    })
    const rows = sent.flatMap((s) => s.batches.flat()).reduce((sum, s) => sum + s.rowsRead, 0)
    return { found, rows }
  }
  const before = await list('sortBy=ID')
  expect(before.found).toEqual(['blue', 'cup', 'mug'])
  expect((await list('catalogID=acme&categoryID=k')).found).toEqual(['cup'])
  for (const id of ['mug', 'blue']) await m.must('GET', `/products/${id}`, undefined, reader.user)
  expect((await m.api('GET', '/products/theirs', undefined, reader.user)).status).toBe(404)
  for (let i = 0; i < 40; i++) await m.must('POST', '/products', { ID: `x${i}`, Name: 'x', Active: true })
  const after = await list('sortBy=ID')
  expect(after.found).toEqual(before.found)
  expect(after.rows).toBeLessThanOrEqual(before.rows)
})
