import { beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type As, type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let market: Marketplace
let supplier: { ID: string; user: User }

beforeAll(async () => {
  market = await marketplace()
  supplier = await market.supplier({}, ['PromotionAdmin'])
})

let made = 0
const rules = { EligibleExpression: 'order.Subtotal > 100', ValueExpression: '10' }
const onLines = { LineItemLevel: true, EligibleExpression: 'item.Quantity > 1', ValueExpression: '10' }
const create = (more: Record<string, unknown> = {}, as: As = 'seller') =>
  market.must('POST', '/promotions', { Code: `code-${++made}`, ...rules, ...more }, as)
const refused = (more: Record<string, unknown>, as: As = 'seller') =>
  market.outcome('POST', '/promotions', { Code: `code-${++made}`, ...rules, ...more }, as)
const idsIn = ({ Items }: { Items: { ID: string }[] }) => Items.map((i) => i.ID)

describe('a promotion', () => {
  it('is made with what it does not say, kept, changed and deleted', async () => {
    const promotion = await create({ ID: 'first', Code: 'FIRST' })
    expect(promotion).toEqual({
      ID: 'first',
      LineItemLevel: false,
      Code: 'FIRST',
      Name: null,
      RedemptionLimit: null,
      RedemptionLimitPerUser: null,
      RedemptionCount: 0,
      QuantityLimitPerOrder: null,
      ItemLimitPerOrder: null,
      ItemSortBy: null,
      Description: null,
      FinePrint: null,
      GeneratedCodeCount: 0,
      GeneratedCodeLength: 16,
      GeneratedCodePrefix: null,
      StartDate: null,
      ExpirationDate: null,
      ...rules,
      CanCombine: false,
      AllowAllBuyers: false,
      OwnerID: market.id,
      AutoApply: false,
      Active: true,
      UseIntegration: false,
      Priority: null,
      xp: null,
    })
    expect(await market.must('GET', '/promotions/first')).toEqual(promotion)
    const off = await market.must('PATCH', '/promotions/first', {
      Active: false,
      Priority: 3,
      RedemptionCount: 9,
    })
    expect(off).toEqual({ ...promotion, Active: false, Priority: 3 })
    const again = await market.must('PUT', '/promotions/first', { Code: 'first', ...rules })
    expect(again).toEqual({ ...promotion, Code: 'first' })
    await market.must('DELETE', '/promotions/first')
    expect((await market.api('GET', '/promotions/first')).status).toBe(404)
  })

  it('has a code that no other of the marketplace has, in any letter case', async () => {
    const { ID, Code } = await create({ Code: 'Unique' })
    const taken = [409, 'Promotion.CodeInUse']
    expect(await refused({ Code: 'UNIQUE' })).toEqual(taken)
    const other = await create()
    expect(await market.outcome('PATCH', `/promotions/${other.ID}`, { Code: 'unique' })).toEqual(taken)
    expect(await market.outcome('PUT', '/promotions/another', { Code, ...rules })).toEqual(taken)
    expect(await market.outcome('POST', '/promotions', { ID, Code: 'free', ...rules })).toEqual([
      409,
      'IdExists',
    ])
    const elsewhere = await marketplace()
    await elsewhere.must('POST', '/promotions', { Code, ...rules })
    await market.must('DELETE', `/promotions/${ID}`)
    await create({ Code })
  })

  it('of several with one code that are made at once, is the only one', async () => {
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => refused({ Code: 'at-once' })))
    expect(outcomes.filter((o) => o === 201)).toHaveLength(1)
    expect(outcomes.filter((o) => o !== 201)).toEqual(Array(9).fill([409, 'Promotion.CodeInUse']))
    expect(idsIn(await market.must('GET', '/promotions?Code=AT-ONCE'))).toHaveLength(1)
  })

  it('is found by its texts, filtered and sorted', async () => {
    const { ID } = await create({ Name: 'Needle', Priority: 77, FinePrint: 'In a haystack', xp: { a: 1 } })
    for (const query of [
      'search=haystack',
      'Priority=77',
      'sortBy=!Priority&pageSize=1',
      'xp.a=1&Name=need*',
    ])
      expect([query, idsIn(await market.must('GET', `/promotions?${query}`))]).toEqual([query, [ID]])
  })

  it.each<[string, Record<string, unknown>]>([
    [
      'Promotion.ExpirationPrecedsStart',
      { StartDate: '2026-05-02T00:00:00Z', ExpirationDate: '2026-05-01T00:00:00Z' },
    ],
    ['Promotion.CannotSetItemLimitPerOrder', { ItemLimitPerOrder: 1 }],
    ['Promotion.CannotSetQuantityLimitPerOrder', { QuantityLimitPerOrder: 1 }],
    [
      'Promotion.CannotSetQuantityAndItemLimitPerOrder',
      { ...onLines, ItemLimitPerOrder: 1, QuantityLimitPerOrder: 1 },
    ],
    ['Promotion.CannotSetItemSortBy', { ItemSortBy: 'UnitPrice' }],
    ['Promotion.CannotSetItemSortBy', { ...onLines, ItemSortBy: 'UnitPrice' }],
    ['ValidationFailure', { ...onLines, ItemLimitPerOrder: 1, ItemSortBy: 'UnitPrice,Prise' }],
    ['ValidationFailure', { ...onLines, ItemLimitPerOrder: 1, ItemSortBy: 'Product' }],
    ['ValidationFailure', { ...onLines, ItemLimitPerOrder: 1, ItemSortBy: 'Specs' }],
    ['ValidationFailure', { ...onLines, ItemLimitPerOrder: 1, ItemSortBy: "ID = '' or item.ID" }],
    ['ValidationFailure', { ...onLines, ItemLimitPerOrder: 1, ItemSortBy: 'UnitPrice,' }],
    ['ValidationFailure', { ItemLimitPerOrder: -1 }],
    ['Promotion.ValueExpressionCanBeNullIfUseIntegration', { ValueExpression: null }],
    ['Promotion.ValueExpressionCanBeNullIfUseIntegration', { ValueExpression: '' }],
    ['Promotion.ValueExpressionCannotBeNull', { ValueExpression: null, UseIntegration: true }],
    ['Promotion.UseIntegrationMustBeFalse', { UseIntegration: true }],
    ['ValidationFailure', { EligibleExpression: `true${' '.repeat(400)}` }],
    ['ValidationFailure', { ValueExpression: `1${' '.repeat(1000)}` }],
    ['Expression.InvalidSyntax', { EligibleExpression: 'order.Subtotal >' }],
    ['Expression.InvalidToken', { EligibleExpression: 'order.Subtotl > 1' }],
    ['Expression.InvalidFunction', { ValueExpression: 'sum(1, 2)' }],
    ['Expression.InvalidFunction', { EligibleExpression: "order.approved('rule')" }],
    ['Expression.InvalidArguments', { ValueExpression: 'min(1)' }],
    ['Expression.ItemNotAllowed', { EligibleExpression: 'item.Quantity > 1' }],
    ['Expression.ItemNotAllowed', { ValueExpression: 'item.Quantity' }],
    ['Expression.ItemRequired', { LineItemLevel: true }],
    // What is no part of the wire's models, and what is secret, is no word.
    ['Expression.InvalidToken', { EligibleExpression: "order.FromUser.Password = 'x'" }],
    ['Expression.InvalidToken', { EligibleExpression: 'order.PricingVersion > 1' }],
    ['Expression.InvalidToken', { EligibleExpression: "items.any(Product.StockKey = 'x')" }],
  ])('is refused as %s: %j', async (code, more) => {
    expect(await refused(more)).toEqual([400, code])
  })

  it.each<[Record<string, unknown>]>([
    [{ StartDate: '2026-05-01T00:00:00Z', ExpirationDate: '2026-05-01T00:00:00Z' }],
    [
      {
        ...onLines,
        ItemLimitPerOrder: 0,
        ItemSortBy: '!Product.Inventory.QuantityAvailable, xp.a.1, unitprice',
      },
    ],
    [{ ...onLines, QuantityLimitPerOrder: 1, ItemSortBy: 'ShippingAddress.State,Variant.ShipWeight' }],
    [{ LineItemLevel: true, EligibleExpression: "item.product.incategory('bikes')", ValueExpression: '1' }],
    [{ EligibleExpression: "order.FromUser.Email = '*@acme.example' and order.FromUser.xp.a = 1" }],
    [{ EligibleExpression: "order.BillingAddress.State in ('CA', 'NY')" }],
    [{ EligibleExpression: "items.quantity(ProductID='A')>= 2 and items.quantity(ProductID='B')>=1" }],
    [{ EligibleExpression: "items.any(Specs.any(item.OptionID = 'red') and Variant.ID <> null)" }],
  ])('is accepted: %j', async (more) => {
    expect(await create(more)).toMatchObject({ RedemptionCount: 0 })
  })

  it('says which piece of which rule is wrong', async () => {
    const { body }: Answer = await market.api('POST', '/promotions', {
      Code: 'wrong',
      EligibleExpression: 'true',
      ValueExpression: 'order.Subtotal * rate',
    })
    expect(body.Errors[0]).toMatchObject({
      ErrorCode: 'Expression.InvalidToken',
      Data: { Expression: 'order.Subtotal * rate', Position: 17, Token: 'rate' },
    })
  })

  it('is checked as a whole when a part of it is changed', async () => {
    const { ID } = await create()
    const patch = (body: Record<string, unknown>) => market.outcome('PATCH', `/promotions/${ID}`, body)
    expect(await patch({ LineItemLevel: true })).toEqual([400, 'Expression.ItemRequired'])
    expect(await patch({ UseIntegration: true })).toEqual([400, 'Promotion.UseIntegrationMustBeFalse'])
    expect(await patch({ EligibleExpression: null })).toEqual([400, 'ValidationFailure'])
    expect(await patch({ ...onLines, ItemLimitPerOrder: 2, ItemSortBy: 'UnitPrice' })).toBe(200)
    expect(await patch({ LineItemLevel: false })).toEqual([400, 'Promotion.CannotSetItemLimitPerOrder'])
    expect(await patch({ ItemLimitPerOrder: null })).toEqual([400, 'Promotion.CannotSetItemSortBy'])
    expect(await patch({ ItemLimitPerOrder: null, ItemSortBy: '' })).toBe(200)
  })
})

describe('whose a promotion is', () => {
  it('is who makes it, or the supplier that the marketplace owner names, for good', async () => {
    const given = await create({ OwnerID: supplier.ID })
    expect(given.OwnerID).toBe(supplier.ID)
    expect((await market.must('PATCH', `/promotions/${given.ID}`, { OwnerID: market.id })).OwnerID).toBe(
      supplier.ID,
    )
    const own = await create({ OwnerID: market.id }, supplier.user)
    expect(own.OwnerID).toBe(supplier.ID)
    expect(await refused({ OwnerID: 'nobody' })).toEqual([404, 'NotFound'])
    const other = await market.supplier()
    await create({ ID: 'others', OwnerID: other.ID })
    await market.must('DELETE', `/suppliers/${other.ID}`)
    expect((await market.api('GET', '/promotions/others')).status).toBe(404)
  })

  it('says which a supplier sees, changes and gives out: its own', async () => {
    const own = await create({}, supplier.user)
    const sellers = await create()
    const buyer = await market.buyer()
    const listed = await market.must('GET', '/promotions?pageSize=100', undefined, supplier.user)
    expect(idsIn(listed)).toContain(own.ID)
    expect(idsIn(listed)).not.toContain(sellers.ID)
    expect(await market.outcome('PATCH', `/promotions/${own.ID}`, { Name: 'x' }, supplier.user)).toBe(200)
    const assign = (PromotionID: string) =>
      market.outcome('POST', '/promotions/assignments', { PromotionID, BuyerID: buyer.ID }, supplier.user)
    expect(await assign(own.ID)).toBe(204)
    const absent = [404, 'NotFound']
    expect(await market.outcome('GET', `/promotions/${sellers.ID}`, undefined, supplier.user)).toEqual(absent)
    for (const method of ['PATCH', 'DELETE'])
      expect(await market.outcome(method, `/promotions/${sellers.ID}`, {}, supplier.user)).toEqual(absent)
    expect(await market.outcome('PUT', `/promotions/${sellers.ID}`, sellers, supplier.user)).toEqual(absent)
    expect(await assign(sellers.ID)).toEqual(absent)
    await market.must('POST', '/promotions/assignments', { PromotionID: sellers.ID, BuyerID: buyer.ID })
    const removal = `/promotions/${sellers.ID}/assignments?buyerID=${buyer.ID}`
    expect(await market.outcome('DELETE', removal, undefined, supplier.user)).toEqual(absent)
    const seen = `/promotions/assignments?buyerID=${buyer.ID}`
    expect((await market.must('GET', seen, undefined, supplier.user)).Items).toEqual([
      { PromotionID: own.ID, BuyerID: buyer.ID, UserGroupID: null },
    ])
    expect((await market.must('GET', seen)).Items).toHaveLength(2)
  })

  it('is nothing for buyers, whatever their roles', async () => {
    const { user } = await market.buyer({}, ['PromotionAdmin', 'PromotionReader'])
    const refusal = [403, 'Auth.UserNotAuthorizedToAdmin']
    for (const path of ['/promotions', '/promotions/assignments'])
      expect([path, (await market.outcome('GET', path, undefined, user)) as unknown]).toEqual([path, refusal])
    expect(await refused({}, user)).toEqual(refusal)
  })
})

describe('an assignment of a promotion', () => {
  it('is to a buyer or a group of one, never to a single user', async () => {
    const { ID: PromotionID } = await create()
    const { ID: BuyerID, user } = await market.buyer()
    await market.must('POST', `/buyers/${BuyerID}/usergroups`, { ID: 'crew', Name: 'Crew' })
    const assign = (more: Record<string, unknown>) =>
      market.outcome('POST', '/promotions/assignments', { PromotionID, BuyerID, ...more })
    expect(await assign({ UserID: user.ID })).toEqual([400, 'PartyAssignment.UserLevelNotAllowed'])
    expect(await assign({ UserGroupID: 'none' })).toEqual([404, 'NotFound'])
    expect(await assign({ BuyerID: 'none' })).toEqual([404, 'NotFound'])
    expect(await assign({ BuyerID: null })).toEqual([400, 'PartyAssignment.RequiresBuyer'])
    expect(await assign({ PromotionID: 'none' })).toEqual([404, 'NotFound'])
    for (const more of [{}, {}, { UserGroupID: 'crew' }]) expect(await assign(more)).toBe(204)
    const list = async (query: string) =>
      (await market.must('GET', `/promotions/assignments?promotionID=${PromotionID}&${query}`)).Items
    expect(await list('level=Company')).toEqual([{ PromotionID, BuyerID, UserGroupID: null }])
    expect(await list('level=Group')).toEqual([{ PromotionID, BuyerID, UserGroupID: 'crew' }])
    expect(await list(`buyerID=${BuyerID}`)).toHaveLength(2)
    const path = `/promotions/${PromotionID}/assignments`
    expect(await market.outcome('DELETE', path)).toEqual([400, 'ValidationFailure'])
    await market.must('DELETE', `${path}?buyerID=${BuyerID}&userID=${user.ID}`)
    expect(await list('')).toHaveLength(2)
    await market.must('DELETE', `${path}?buyerID=${BuyerID}`)
    expect(await list('')).toEqual([{ PromotionID, BuyerID, UserGroupID: 'crew' }])
  })

  it('follows new names, and goes with what it is of', async () => {
    await create({ ID: 'old' })
    const { ID } = await market.buyer()
    await market.must('POST', `/buyers/${ID}/usergroups`, { ID: 'crew', Name: 'Crew' })
    await market.must('POST', '/promotions/assignments', {
      PromotionID: 'old',
      BuyerID: ID,
      UserGroupID: 'crew',
    })
    await market.must('POST', '/promotions/assignments', { PromotionID: 'old', BuyerID: ID })
    await market.must('PATCH', '/promotions/old', { ID: 'new' })
    await market.must('PATCH', `/buyers/${ID}`, { ID: `${ID}-new` })
    await market.must('PATCH', `/buyers/${ID}-new/usergroups/crew`, { ID: 'team' })
    const list = async () => (await market.must('GET', `/promotions/assignments?promotionID=new`)).Items
    expect(await list()).toEqual([
      { PromotionID: 'new', BuyerID: `${ID}-new`, UserGroupID: null },
      { PromotionID: 'new', BuyerID: `${ID}-new`, UserGroupID: 'team' },
    ])
    await market.must('DELETE', `/buyers/${ID}-new/usergroups/team`)
    expect(await list()).toHaveLength(1)
    await market.must('DELETE', `/buyers/${ID}-new`)
    expect(await list()).toEqual([])
  })
})
