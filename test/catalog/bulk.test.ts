import { env } from 'cloudflare:workers'
import { afterEach, expect, test, vi } from 'vitest'
import { type As, type Marketplace, marketplace, type User } from '../support/marketplace.ts'
import { betweenReadAndWrite, sentDuring } from '../support/observe.ts'

interface Item {
  Operation: string
  Params?: Record<string, unknown>
  Body?: Record<string, unknown>
}

// Receivers of webhooks, where a test has some, are content.
const receiving = () => vi.stubGlobal('fetch', async () => new Response())
afterEach(() => vi.unstubAllGlobals())

const product = (ID: string, more: Record<string, unknown> = {}): Item => ({
  Operation: 'Products.Save',
  Params: { productID: ID },
  Body: { Name: `Product ${ID}`, Active: true, ...more },
})

/** Sends items in one call. @returns of each its status, with the code of a refusal */
async function bulk(market: Marketplace, Items: Item[], as: As = 'seller', headers = {}) {
  const { status, body } = await market.api('POST', '/bulk', { Items }, as, headers)
  expect([status, body.Errors]).toEqual([200, undefined])
  expect(body.Items).toHaveLength(Items.length)
  return body.Items as {
    Status: number
    Body: Record<string, unknown>
    Errors: { ErrorCode: string; Data: unknown }[]
  }[]
}

const told = async (...sent: Parameters<typeof bulk>) =>
  (await bulk(...sent)).map(({ Status, Errors }) => (Errors ? [Status, Errors[0]!.ErrorCode] : Status))

const idsOf = async (market: Marketplace, path: string) =>
  (await market.must('GET', `${path}?pageSize=100`)).Items.map((o: { ID: string }) => o.ID)

test('answers each item as its own request would be answered, in their order', async () => {
  const market = await marketplace()
  const results = await bulk(market, [
    product('a', { xp: { Quote: "'", Back: '\\' } }),
    product('b', { Name: null }),
    { Operation: 'Products.Create', Body: { ID: 'c', Name: 'C' } },
    product('d', { DefaultPriceScheduleID: 'none' }),
    { Operation: 'Buyers.Create', Body: { ID: 'acme', Name: 'Acme', Active: true } },
    { Operation: 'Products.Delete', Params: { productID: 'nobody' } },
  ])
  expect(results.map((r) => [r.Status, r.Errors?.[0]])).toMatchObject([
    [200, undefined],
    [400, { ErrorCode: 'ValidationFailure', Data: { Property: 'Name' } }],
    [201, undefined],
    [404, { ErrorCode: 'NotFound', Data: { ObjectType: 'PriceSchedule' } }],
    [201, undefined],
    [404, { ErrorCode: 'NotFound' }],
  ])
  expect(results[0]!.Body).toEqual(await market.must('GET', '/products/a'))
  expect((await idsOf(market, '/products')).sort()).toEqual(['a', 'c'])
})

test('a hundred products are as right as one, in three round trips', async () => {
  const market = await marketplace()
  const buyer = await market.buyer()
  const items = Array.from({ length: 100 }, (_, i) => product(`p${String(i).padStart(2, '0')}`))
  const placed = items.map(({ Params }) => ({
    Operation: 'Catalogs.SaveProductAssignment',
    Body: { CatalogID: buyer.ID, ProductID: Params!.productID },
  }))
  const sent = await sentDuring(async () => {
    expect(new Set(await told(market, items))).toEqual(new Set([200]))
  })
  // The caller's state, what all read, what all write.
  expect(sent.map(({ operation, batches }) => [operation, batches.length])).toEqual([['Bulk.Save', 3]])
  // These send more statements than a request may: the last of them come again.
  expect(new Set((await told(market, placed)).slice(0, 60))).toEqual(new Set([204]))
  await told(market, placed.slice(60))
  const shown = await market.must('GET', '/me/products?pageSize=100', undefined, buyer.user)
  expect(shown.Meta.TotalCount).toBe(100)
  const shelves = await env.DB.prepare('select sum(Live) n from shelves where Marketplace = ?')
    .bind(market.id)
    .first()
  expect(shelves).toEqual({ n: 100 })
})

test('more than a hundred items are refused, and so is none', async () => {
  const market = await marketplace()
  const items = Array.from({ length: 101 }, (_, i) => product(`p${i}`))
  const codes = async (Items: unknown) => market.outcome('POST', '/bulk', { Items })
  expect(await codes(items)).toEqual([400, 'ValidationFailure'])
  expect(await codes(null)).toEqual([400, 'ValidationFailure'])
  expect(await codes([{ Params: {} }])).toEqual([400, 'ValidationFailure'])
})

test('takes writes of single objects only, and tells what an item lacks', async () => {
  const market = await marketplace()
  const item = (Operation: string, Params?: Record<string, unknown>) => ({ Operation, Params, Body: {} })
  const results = await bulk(market, [
    item('Products.List'),
    item('Bulk.Save'),
    item('Orders.Submit', { direction: 'Incoming', orderID: 'x' }),
    item('Auth.Login'),
    item('constructor'),
    item('Products.Save'),
  ])
  expect(results.map((r) => r.Errors[0]!.Data)).toMatchObject([
    ...Array.from({ length: 5 }, () => ({ Property: 'Operation', Rule: 'Enum' })),
    { Property: 'Params.productID', Rule: 'Required' },
  ])
})

test('an item of the same call may need what an earlier one makes, and the last word on an object is the last', async () => {
  const market = await marketplace()
  const price = (Price: number): Item => ({
    Operation: 'PriceSchedules.Save',
    Params: { PRICESCHEDULEID: 'one' },
    Body: { Name: 'One', PriceBreaks: [{ Quantity: 1, Price }] },
  })
  expect(
    await told(market, [
      product('child', { ParentID: 'parent' }),
      product('parent', { IsParent: true }),
      product('child', { ParentID: 'PARENT', DefaultPriceScheduleID: 'one' }),
      price(1),
      product('child', { ParentID: 'parent', DefaultPriceScheduleID: 'one', Name: 'Last' }),
      price(2),
      price(3),
    ]),
  ).toEqual([[404, 'NotFound'], 200, [404, 'NotFound'], 200, 200, 200, 200])
  expect(await market.must('GET', '/products/child')).toMatchObject({ Name: 'Last', ParentID: 'parent' })
  expect((await market.must('GET', '/priceschedules/one')).PriceBreaks[0].Price).toBe(3)
})

test('many items about one object are done one after the other', async () => {
  const market = await marketplace()
  const items = Array.from({ length: 50 }, (_, i) => product(i % 2 ? 'same' : 'SAME', { Name: `Name ${i}` }))
  expect(new Set(await told(market, items))).toEqual(new Set([200]))
  expect((await market.must('GET', '/products/same')).Name).toBe('Name 49')
})

test('what sends more than a request may is told to come again, and nothing of it is written', async () => {
  const market = await marketplace()
  const buyers = Array.from(
    { length: 100 },
    (_, i): Item => ({
      Operation: 'Buyers.Save',
      Params: { buyerID: `b${i}` },
      Body: { Name: `Buyer ${i}`, Active: true },
    }),
  )
  // Hooks that hear of it are statements too.
  receiving()
  await market.must('PUT', '/webhooks/hook', {
    Name: 'Hook',
    Url: 'https://example.com/hook',
    HashKey: 'k',
    ApiClientIDs: [market.clients.backOffice],
    WebhookRoutes: [{ Route: 'v1/buyers/{buyerID}', Verb: 'PUT' }],
  })
  const first = await told(market, buyers)
  const late = buyers.filter((_, i) => first[i] !== 200)
  expect(late.length).toBeGreaterThan(0)
  expect(new Set(first.filter((s) => s !== 200).map(String))).toEqual(new Set(['503,Api.Busy']))
  expect((await market.must('GET', '/buyers')).Meta.TotalCount).toBe(100 - late.length)
  expect(new Set(await told(market, late))).toEqual(new Set([200]))
})

test('what the database refuses of one is written of none of it, and of the others all', async () => {
  const market = await marketplace()
  const buyer = await market.buyer()
  await market.user('Buyer', buyer.ID, [], { ID: 'taken', Username: 'taken' })
  const user = (ID: string, Username: string): Item => ({
    Operation: 'Users.Create',
    Params: { buyerID: buyer.ID },
    Body: { ID, Username, FirstName: 'A', LastName: 'B', Email: 'a@example.com', Active: true },
  })
  expect(
    await told(market, [
      user('n1', 'first'),
      user('taken', 'second'),
      user('n3', 'FIRST'),
      user('n4', 'taken'),
      user('n5', 'fifth'),
      product('p'),
    ]),
  ).toEqual([
    201,
    [409, 'IdExists'],
    [409, 'User.UsernameMustBeUnique'],
    [409, 'User.UsernameMustBeUnique'],
    201,
    200,
  ])
  const found = (await idsOf(market, `/buyers/${buyer.ID}/users`)) as string[]
  expect(found.filter((id) => /^n/.test(id)).sort()).toEqual(['n1', 'n5'])
})

test('a row that somebody changes between reading and writing is read again, alone', async () => {
  const market = await marketplace()
  await told(market, [product('a'), product('b'), product('c')])
  const meanwhile =
    "update products set Description = 'theirs', Version = Version + 1 where Marketplace = ?1 and ID = 'b'"
  const items = ['a', 'b', 'c'].map(
    (ID): Item => ({
      Operation: 'Products.Patch',
      Params: { productID: ID },
      Body: { Name: 'New' },
    }),
  )
  let batches = 0
  const results = await betweenReadAndWrite(market.id, 'Bulk.Save', [meanwhile], async () => {
    const answers = await told(market, items)
    batches++
    return answers
  })
  expect([results, batches]).toEqual([[200, 200, 200], 1])
  expect(await market.must('GET', '/products/b')).toMatchObject({ Name: 'New', Description: 'theirs' })
})

test('the rights of the caller hold for each item', async () => {
  const market = await marketplace()
  const other = await marketplace()
  await told(other, [product('theirs')])
  const supplier = await market.supplier({}, ['ProductAdmin'])
  const rival = await market.supplier()
  const address = (supplierID: string): Item => ({
    Operation: 'SupplierAddresses.Save',
    Params: { supplierID, addressID: 'dock' },
    Body: { Street1: '1 Quay', City: 'Hamburg', Country: 'DE' },
  })
  expect(
    await told(
      market,
      [
        product('own'),
        { Operation: 'Products.Patch', Params: { productID: 'theirs' }, Body: { Name: 'Ours' } },
        { Operation: 'Buyers.Create', Body: { Name: 'B', Active: true } },
        address(rival.ID),
      ],
      supplier.user,
    ),
  ).toEqual([200, [404, 'NotFound'], [403, 'Auth.InsufficientRoles'], [403, 'Auth.InsufficientRoles']])
  const allowed: User = await market.as(supplier.user, { roles: ['SupplierAddressAdmin'] })
  expect(await told(market, [address(rival.ID), address(supplier.ID)], allowed)).toEqual([
    [403, 'Auth.UserNotAuthorizedToAdmin'],
    200,
  ])
  expect((await market.must('GET', '/products/own')).OwnerID).toBe(supplier.ID)
  expect((await other.must('GET', '/products/theirs')).Name).toBe('Product theirs')
})

test('under an idempotency key each item is done once, and tells its first answer again', async () => {
  const market = await marketplace()
  const create = (Name: string): Item => ({ Operation: 'Products.Create', Body: { Name } })
  const once = (Items: Item[]) => bulk(market, Items, 'seller', { 'Idempotency-Key': 'load-1' })
  const first = await once([create('A'), create(''), create('B')])
  expect(first.map((r) => r.Status)).toEqual([201, 400, 201])
  expect(await once([create('A'), create('Mended'), create('B')])).toEqual([
    first[0],
    expect.objectContaining({ Status: 201 }),
    first[2],
  ])
  expect((await once([create('Other')]))[0]).toMatchObject({ Status: 422 })
  expect((await market.must('GET', '/products')).Meta.TotalCount).toBe(3)
})

test('webhooks hear of each item', async () => {
  receiving()
  const market = await marketplace()
  const hook = {
    Name: 'Hook',
    Url: 'https://example.com/hook',
    HashKey: 'k',
    ApiClientIDs: [market.clients.backOffice],
    WebhookRoutes: [{ Route: 'v1/products/{productID}', Verb: 'PUT' }],
  }
  await market.must('PUT', '/webhooks/hook', hook)
  expect(await told(market, [product('a'), product('b', { Name: '' }), product('c')])).toEqual([
    200,
    [400, 'ValidationFailure'],
    200,
  ])
  const { results } = await env.DB.prepare(
    "select e.Body ->> '$.RouteParams.productID' ID from deliveries d join events e on e.Marketplace = d.Marketplace and e.ID = d.EventID where d.Marketplace = ? order by 1",
  )
    .bind(market.id)
    .all()
  expect(results).toEqual([{ ID: 'a' }, { ID: 'c' }])
})

test('a revoked token may send nothing, however empty the items', async () => {
  const market = await marketplace()
  const buyer = await market.buyer()
  const someone = await market.user('Buyer', buyer.ID, ['ProductAdmin'])
  await market.must('PATCH', `/buyers/${buyer.ID}`, { Active: false })
  expect(await market.outcome('POST', '/bulk', { Items: [product('x')] }, someone)).toEqual([
    401,
    'Auth.CompanyNotActive',
  ])
})
