import { beforeEach, expect, it } from 'vitest'
import { type Marketplace, marketplace } from '../support/marketplace.ts'

let m: Marketplace
beforeEach(async () => {
  m = await marketplace()
})

const put = (ThingType: unknown, Key: unknown) => m.api('PUT', '/xpindices', { ThingType, Key })
const list = async (query = '') =>
  (await m.must('GET', `/xpindices${query}`)).Items.map((i: { ThingType: string; Key: string }) => [
    i.ThingType,
    i.Key,
  ])

it('is kept once, however often it is put, ten times at once too', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => put('Order', 'Billed')))
  expect(new Set(answers.map((a) => a.status))).toEqual(new Set([204]))
  await put('order', 'Deep.Path')
  await put('User', 'Job')
  expect(await list()).toEqual([
    ['Order', 'Billed'],
    ['Order', 'Deep.Path'],
    ['User', 'Job'],
  ])
  expect(await list('?ThingType=User')).toEqual([['User', 'Job']])
  expect(await list('?search=deep')).toEqual([['Order', 'Deep.Path']])
})

it('is refused for products, all of whose xp can be queried, and for nothing', async () => {
  const { status, body } = await put('Product', 'Color')
  expect([status, body.Errors[0].Data.Property, body.Errors[0].Data.Rule]).toEqual([400, 'ThingType', 'Enum'])
  expect((await put('Order', '')).body.Errors[0].Data).toEqual({ Property: 'Key', Rule: 'Required' })
})

it('can be removed; xp is filtered with and without it', async () => {
  await put('Order', 'Deep.Path')
  await m.must('POST', '/buyers', { ID: 'acme', Name: 'Acme', xp: { Color: 'Blue' } })
  await put('Company', 'Color')
  const blue = async () => (await m.must('GET', '/buyers?xp.Color=Blue')).Items.length
  expect(await blue()).toBe(1)
  expect((await m.api('DELETE', '/xpindices/company/Color')).status).toBe(204)
  expect(await blue()).toBe(1)
  expect((await m.api('DELETE', '/xpindices/Order/Deep.Path')).status).toBe(204)
  expect(await list()).toEqual([])
  expect((await m.api('DELETE', '/xpindices/Order/Deep.Path')).body.Errors[0].Data).toEqual({
    ObjectType: 'XpIndex',
    ObjectID: 'Order/Deep.Path',
  })
})
