import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { lineItems } from '../../src/tables/orders/line-items.ts'
import { marketplace, type User, write } from '../support/marketplace.ts'
import { alice, buyer, codes, d, desk, m, roundTrips, useDesk } from './support.ts'

useDesk()

let zoe: User
let sue: User

beforeAll(async () => {
  const other = await m.buyer({ ID: 'B2' })
  zoe = other.user
  sue = (await m.supplier({ ID: 'S1' })).user
  await m.address(buyer, { ID: 'hq', City: 'Oslo' })
  await m.must('PATCH', `/buyers/B2/users/${zoe.ID}`, { xp: { Cost: 42 } })
  await m.product(buyer, { ID: 'P', xp: { Color: 'Red' } })
  await m.product(buyer, { ID: 'PS', price: 20, DefaultSupplierID: 'S1' })
  await m.must('POST', '/catalogs/productassignments', { CatalogID: other.ID, ProductID: 'P' })
  await d.open(
    alice,
    'A1',
    [
      ['X1', 'P', 1],
      ['X2', 'PS', 2],
    ],
    { Comments: 'call first', xp: { Downloaded: true } },
  )
  await d.open(zoe, 'Z1', [['X1', 'P', 3]])
  await d.open(alice, 'A2', [['X1', 'PS', 1]], { ToCompanyID: 'S1' })
  await d.draft(alice, 'draft', [['X1', 'P', 9]])
})

// biome-ignore lint/suspicious/noExplicitAny: a test looks where it likes
const lines = (list: any) => list.Items.map((i: { OrderID: string; ID: string }) => `${i.OrderID}/${i.ID}`)
const list = async (query = '', direction = 'All', as: User = m.seller) =>
  lines(await m.must('GET', `/lineitems/${direction}?${query}`, undefined, as))

describe('lines over all orders', () => {
  it('are those of submitted orders, as they came', async () => {
    const answer = await m.api('GET', '/lineitems/All')
    expect([answer.status, roundTrips(answer)]).toEqual([200, 1])
    expect(lines(answer.body)).toEqual(['A1/X1', 'A1/X2', 'Z1/X1', 'A2/X1'])
    expect(answer.body.Meta).toMatchObject({ TotalCount: 4, NextPageKey: null })
    expect(answer.body.Items[1]).toMatchObject({
      OrderID: 'A1',
      Order: null,
      ProductID: 'PS',
      Quantity: 2,
      UnitPrice: 20,
      LineTotal: 40,
      SupplierID: 'S1',
      Product: { ID: 'PS', Name: 'Product PS' },
    })
  })

  it('bring their order when it is asked for', async () => {
    const answer = await m.api('GET', '/lineitems/Incoming?include=Order')
    expect(roundTrips(answer)).toBe(1)
    expect(answer.body.Items.map((i: { Order: { ID: string } }) => i.Order.ID)).toEqual(['A1', 'A1', 'Z1'])
    expect(answer.body.Items[0].Order).toEqual(await d.order('A1'))
    const ignored = await m.must('GET', '/lineitems/Incoming?include=Buyer')
    expect(ignored.Items[0].Order).toBeNull()
  })

  it('are those of the caller’s side', async () => {
    expect(await list('', 'Incoming')).toEqual(['A1/X1', 'A1/X2', 'Z1/X1'])
    expect(await list('', 'Outgoing')).toEqual([])
    expect(await list('', 'Incoming', sue)).toEqual(['A2/X1'])
    expect(await list('', 'Outgoing', sue)).toEqual([])
    const shopper = await m.as(alice, { roles: ['OrderAdmin'] })
    const refused = await m.api('GET', '/lineitems/Outgoing', undefined, shopper)
    expect([refused.status, codes(refused)]).toEqual([403, ['Auth.UserNotAuthorizedToAdmin']])
    const unable = await m.as(sue, { roles: ['ShipmentAdmin'] })
    expect((await m.api('GET', '/lineitems/Incoming', undefined, unable)).status).toBe(403)
    expect((await m.api('GET', '/lineitems/Sideways')).status).toBe(404)
  })

  it.each([
    ['buyerID=b1', ['A1/X1', 'A1/X2', 'A2/X1']],
    ['supplierID=S1', ['A1/X2', 'A2/X1']],
    ['from=1/1/2020&to=2020-02-01', []],
    ['from=2020-01-01', ['A1/X1', 'A1/X2', 'Z1/X1', 'A2/X1']],
    ['Order.ID=A1', ['A1/X1', 'A1/X2']],
    ['OrderID=Z1|A2', ['Z1/X1', 'A2/X1']],
    ['Order.Comments=call*', ['A1/X1', 'A1/X2']],
    ['Order.Total=>49.5', ['A1/X1', 'A1/X2']],
    ['Order.Total=50', ['A1/X1', 'A1/X2']],
    ['Order.xp.Downloaded=!true', ['Z1/X1', 'A2/X1']],
    ['Order.FromUser.xp.Cost=42', ['Z1/X1']],
    ['Order.BillingAddress.City=Oslo', ['A1/X1', 'A1/X2', 'A2/X1']],
    ['Order.FromUser.Email=*', ['A1/X1', 'A1/X2', 'Z1/X1', 'A2/X1']],
    ['Order.Status=Open&Quantity=>1', ['A1/X2', 'Z1/X1']],
    ['Product.Name=*PS', ['A1/X2', 'A2/X1']],
    ['Product.xp.Color=Red', ['A1/X1', 'Z1/X1']],
    ['ID|ProductID=PS', ['A1/X2', 'A2/X1']],
    ['UnitPrice=20', ['A1/X2', 'A2/X1']],
    ['search=PS', ['A1/X2', 'A2/X1']],
    ['search=call&searchOn=Order.Comments', ['A1/X1', 'A1/X2']],
    [`search=call&searchOn=Order.Comments${',Order.ID'.repeat(5)}`, ['A1/X1', 'A1/X2']],
    ['sortBy=!Order.ID,ID', ['Z1/X1', 'A2/X1', 'A1/X1', 'A1/X2']],
    ['sortBy=Order.DateSubmitted,!Quantity', ['A1/X2', 'A1/X1', 'Z1/X1', 'A2/X1']],
    ['sortBy=Order.DateSubmitted,Product.ID', ['A1/X1', 'A1/X2', 'Z1/X1', 'A2/X1']],
    ['sortBy=Order.FromCompanyID,!Product.Name,!ID', ['A1/X2', 'A2/X1', 'A1/X1', 'Z1/X1']],
    ['sortBy=Order.FromCompanyID,Product.xp.Color,OrderID', ['A1/X2', 'A2/X1', 'A1/X1', 'Z1/X1']],
    ['sortBy=Order.DateSubmitted,Product.Nonsense', null],
    ['sortBy=Order.FromCompanyID,!ProductID,ID', ['A2/X1', 'A1/X2', 'A1/X1', 'Z1/X1']],
    ['sortBy=!Order.xp.Downloaded,ID&Order.ID=A1', ['A1/X1', 'A1/X2']],
  ])('can be asked for by %s', async (query, expected) => {
    if (expected) expect(await list(query)).toEqual(expected)
    else expect(codes(await m.api('GET', `/lineitems/All?${query}`))).toEqual(['List.InvalidSortProperty'])
  })

  it.each([
    ['sortBy=ID', 'LineItem.MustSortByOrderFirst'],
    ['sortBy=xp.a,Order.ID', 'LineItem.MustSortByOrderFirst'],
    ['Order.ID|ID=X1', 'LineItem.CannotFilterByOrderOrLineItem'],
    ['OrderID|ProductID=P', 'LineItem.CannotFilterByOrderOrLineItem'],
    ['search=x&searchOn=ID,Order.ID', 'LineItem.CannotSearchByOrderOrLineItem'],
    // As many as a search looks at that names none.
    [`search=x&searchOn=ID${',Order.ID'.repeat(5)}`, 'LineItem.CannotSearchByOrderOrLineItem'],
    ['Order.Status=Unsubmitted', 'Order.AllowedOnSubmittedOnly'],
    ['Order.IsSubmitted=false', 'Order.AllowedOnSubmittedOnly'],
    ['Order.Nope=1', 'List.InvalidProperty'],
    ['searchOn=Order.Total&search=1', 'List.InvalidSearchProperty'],
    ['pageKey=nonsense', 'Search.InvalidQuery'],
    ['page=1001&pageSize=100', 'Search.ResultSetTooLarge'],
  ])('refuse %s', async (query, code) => {
    const answer = await m.api('GET', `/lineitems/All?${query}`)
    expect([answer.status, codes(answer)]).toEqual([400, [code]])
  })

  it('come page by page, each once', async () => {
    const own = await marketplace()
    const buyer = await own.buyer()
    await own.product(buyer, { ID: 'P' })
    const desks = desk(own)
    for (const ID of ['O1', 'O2', 'O3', 'O4', 'O5']) await desks.open(buyer.user, ID, [['X0', 'P', 1]])
    const { results } = await env.DB.prepare('select Key from orders where Marketplace = ?')
      .bind(own.id)
      .all<{ Key: string }>()
    for (const { Key } of results)
      await write(
        own.id,
        Array.from({ length: 49 }, (_, i) => [
          lineItems,
          { OrderKey: Key, ID: `X${i + 1}`, ProductID: 'P', DateAdded: '2024-01-01T00:00:00.000+00:00' },
        ]),
      )
    const query = 'sortBy=Order.DateSubmitted,ID&pageSize=100'
    const seen: string[] = []
    let key: string | null = ''
    for (let page = 0; key !== null; page++) {
      // Page and size that are sent beside a key are those of the key.
      const answer = await own.must('GET', `/lineitems/Incoming?${query}${key && `&page=7&pageKey=${key}`}`)
      expect(answer.Meta).toMatchObject({ Page: page + 1, PageSize: 100, TotalCount: 250 })
      seen.push(...lines(answer))
      key = answer.Meta.NextPageKey
      expect(key === null).toBe(page === 2)
    }
    expect(seen).toHaveLength(250)
    expect(new Set(seen).size).toBe(250)
  })
})
