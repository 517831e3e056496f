import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { toWire } from '../../src/api/time.ts'
import { NOWHERE } from '../../src/catalog/visibility/shelves.ts'
import { collectionEntries } from '../../src/tables/catalog/collections.ts'
import { products } from '../../src/tables/catalog/products.ts'
import { type As, type Marketplace, marketplace, type User, write } from '../support/marketplace.ts'

const LISTS = '/me/productcollections'
const DAY = 86_400_000

let m: Marketplace
let buyer: { ID: string; user: User }
let owner: User
let friend: User

beforeEach(async () => {
  m = await marketplace()
  buyer = await m.buyer()
  owner = buyer.user
  friend = await m.user('Buyer', buyer.ID, ['Shopper'])
})

const code = (method: string, path: string, body?: unknown, as: As = owner) =>
  m.outcome(method, path, body, as)
const list = async (path: string, as: As = owner): Promise<string[]> =>
  (await m.must('GET', path, undefined, as)).Items.map((i: { ID: string }) => i.ID)
const wish = (ID: string, more: object = {}, as: User = owner) =>
  m.must('POST', LISTS, { ID, Name: `List ${ID}`, ...more }, as)
const invite = async (ID: string, more: object = {}, as: User = owner): Promise<string> =>
  (await m.must('POST', `${LISTS}/${ID}/invitations`, { Name: 'Friend', ...more }, as)).ID
const put = (ID: string, productID: string, as: As = owner) =>
  code('PUT', `${LISTS}/${ID}/${productID}`, undefined, as)

describe('a collection', () => {
  it('is made, changed and deleted by its owner, private unless told otherwise', async () => {
    const made = await wish('w', { xp: { Color: 'Red' } })
    expect(made).toEqual({ ID: 'w', Name: 'List w', xp: { Color: 'Red' }, AccessLevel: 'Private' })
    expect(await m.must('GET', `${LISTS}/w`, undefined, owner)).toEqual(made)
    await m.must('PATCH', `${LISTS}/w`, { ID: 'x', Name: 'Other' }, owner)
    expect(await m.must('PUT', `${LISTS}/x`, { Name: 'Third', AccessLevel: 'Public' }, owner)).toEqual({
      ID: 'x',
      Name: 'Third',
      xp: null,
      AccessLevel: 'Public',
    })
    expect((await m.must('PUT', `${LISTS}/new`, { Name: 'New' }, owner)).ID).toBe('new')
    expect(await list(`${LISTS}?sortBy=!Name`)).toEqual(['x', 'new'])
    await m.must('DELETE', `${LISTS}/x`, undefined, owner)
    expect(await list(`${LISTS}?search=new`)).toEqual(['new'])
    expect(await code('POST', LISTS, { Name: 'x', AccessLevel: 'Open' })).toEqual([400, 'ValidationFailure'])
  })

  it('has an ID of its own within the buyer', async () => {
    await wish('w')
    expect(await code('POST', LISTS, { ID: 'W', Name: 'x' }, friend)).toEqual([409, 'IdExists'])
    expect(await code('PUT', `${LISTS}/w`, { Name: 'x' }, friend)).toEqual([404, 'NotFound'])
    expect(await code('POST', LISTS, { ID: 'w', Name: 'x' }, (await m.buyer()).user)).toBe(201)
  })

  it('that is public is in the lists of the whole buyer, a shareable one known by its ID, a private one unknown', async () => {
    await wish('private')
    await wish('shareable', { AccessLevel: 'Shareable' })
    await wish('public', { AccessLevel: 'Public' })
    expect(await list(LISTS)).toEqual(['private', 'public', 'shareable'])
    const guest = await m.as(friend, { order: 'an-order' })
    for (const as of [friend, guest]) {
      expect(await list(LISTS, as)).toEqual(['public'])
      for (const path of ['', '/products']) {
        expect(await code('GET', `${LISTS}/public${path}`, undefined, as)).toBe(200)
        expect(await code('GET', `${LISTS}/shareable${path}`, undefined, as)).toBe(200)
        expect(await code('GET', `${LISTS}/private${path}`, undefined, as)).toEqual([404, 'NotFound'])
      }
    }
    const stranger = (await m.buyer()).user
    expect(await list(LISTS, stranger)).toEqual([])
    expect(await code('GET', `${LISTS}/public`, undefined, stranger)).toEqual([404, 'NotFound'])
  })

  it('is changed by its owner only, and by those invited to', async () => {
    await m.product(buyer, { ID: 'mug' })
    await wish('w', { AccessLevel: 'Public' })
    const refused = [403, 'ProductCollection.CannotModify']
    const attempts = (): Promise<unknown>[] => [
      code('PATCH', `${LISTS}/w`, { Name: 'x' }, friend),
      code('PUT', `${LISTS}/w`, { Name: 'x', AccessLevel: 'Public' }, friend),
      put('w', 'mug', friend),
      code('POST', `${LISTS}/w/products`, { ProductID: 'mug' }, friend),
      code('DELETE', `${LISTS}/w/mug`, undefined, friend),
      code('POST', `${LISTS}/w/invitations`, { Name: 'x' }, friend),
      code('GET', `${LISTS}/w/invitations`, undefined, friend),
    ]
    expect(await Promise.all(attempts())).toEqual(Array(7).fill(refused))
    expect(await code('DELETE', `${LISTS}/w`, undefined, friend)).toEqual(refused)
    const invitation = await invite('w')
    await m.must('POST', `${LISTS}/w/invitations/accept/${invitation}`, undefined, friend)
    expect(await Promise.all(attempts())).toEqual(Array(7).fill(refused))
    await m.must('PATCH', `${LISTS}/w/invitations/${invitation}`, { Admin: true }, owner)
    expect(await Promise.all(attempts())).toEqual([200, 200, 204, 204, 204, 201, 200])
    await m.must('DELETE', `${LISTS}/w/invitations/${invitation}`, undefined, owner)
    expect(await Promise.all(attempts())).toEqual(Array(7).fill(refused))
  })

  it('stays what it is when its buyer, users and products get other IDs', async () => {
    await m.product(buyer, { ID: 'mug' })
    await wish('w')
    await put('w', 'mug')
    const invitation = await invite('w', { Admin: true })
    await m.must('POST', `${LISTS}/w/invitations/accept/${invitation}`, undefined, friend)
    await m.must('PATCH', `/buyers/${buyer.ID}/users/${owner.ID}`, { ID: 'renamed' })
    await m.must('PATCH', `/buyers/${buyer.ID}`, { ID: 'other' })
    await m.must('PATCH', '/products/mug', { ID: 'MUG' })
    await m.must('PATCH', '/products/MUG', { ID: 'cup' })
    for (const as of [owner, friend]) {
      expect(await list(LISTS, as)).toEqual(['w'])
      expect(await list(`${LISTS}/w/products`, as)).toEqual(['cup'])
      expect(await code('PATCH', `${LISTS}/w`, { Name: 'Other' }, as)).toBe(200)
    }
  })

  it('goes with its user, and with its buyer', async () => {
    await m.product(buyer, { ID: 'mug' })
    await wish('w', { AccessLevel: 'Public' }, friend)
    await put('w', 'mug', friend)
    await invite('w', {}, friend)
    await m.must('DELETE', `/buyers/${buyer.ID}/users/${friend.ID}`)
    expect(await list(LISTS)).toEqual([])
    await wish('v')
    await put('v', 'mug')
    await m.must('DELETE', `/buyers/${buyer.ID}`)
    const left = await env.DB.prepare(
      'select count(*) n from product_collection_entries where Marketplace = ?',
    )
      .bind(m.id)
      .first('n')
    expect(left).toBe(0)
  })
})

describe('the products of a collection', () => {
  it('stand by ListOrder and then by when they were added, with their price', async () => {
    for (const ID of ['a', 'b', 'c', 'd']) await m.product(buyer, { ID, price: 3 })
    await wish('w')
    for (const ID of ['d', 'c', 'b']) await put('w', ID)
    await m.must('POST', `${LISTS}/w/products`, { ProductID: 'a', ListOrder: 2 }, owner)
    await m.must('POST', `${LISTS}/w/products`, { ProductID: 'b', ListOrder: 1 }, owner)
    expect(await list(`${LISTS}/w/products`)).toEqual(['b', 'a', 'd', 'c'])
    await put('w', 'b')
    const page = await m.must('GET', `${LISTS}/w/products`, undefined, owner)
    expect(page.Items[0]).toMatchObject({ ID: 'b', ListOrder: 1, DateAdded: expect.any(String) })
    expect(page.Items[0].PriceSchedule.PriceBreaks[0].Price).toBe(3)
    expect(page.Meta.Facets).toEqual([])
    await m.must('DELETE', `${LISTS}/w/b`, undefined, owner)
    await m.must('DELETE', `${LISTS}/w/b`, undefined, owner)
    expect(await list(`${LISTS}/w/products?sortBy=!ID`)).toEqual(['d', 'c', 'a'])
    expect(await list(`${LISTS}/w/products?ListOrder=!*`)).toEqual(['d', 'c'])
  })

  it('are those the caller sees now: what is hidden returns', async () => {
    await m.product(buyer, { ID: 'mug' })
    await m.product(buyer, { ID: 'secret', Active: false })
    await wish('w')
    expect(await put('w', 'mug')).toBe(204)
    expect(await put('w', 'secret')).toEqual([404, 'NotFound'])
    expect(await put('w', 'none')).toEqual([404, 'NotFound'])
    await m.must('PATCH', '/products/mug', { Active: false })
    expect((await m.must('GET', `${LISTS}/w/products`, undefined, owner)).Meta.TotalCount).toBe(0)
    await m.must('PATCH', '/products/mug', { Active: true })
    expect(await list(`${LISTS}/w/products`)).toEqual(['mug'])
    await m.must('DELETE', '/products/mug')
    expect(await list(`${LISTS}/w/products`)).toEqual([])
  })

  it('show what they take from their parent, and the stock of records the caller sees', async () => {
    const Inventory = { Enabled: true }
    await m.product(buyer, { ID: 'tee', IsParent: true, Description: 'Soft', xp: { Color: 'Blue' } })
    const child = { ID: 'tee-s', ParentID: 'tee', Name: 'S', Active: true, xp: { Size: 'S' }, Inventory }
    await m.must('POST', '/products', child)
    await m.must('POST', '/addresses', { ID: 'dock', Street1: 'Quay', City: 'Hamburg', Country: 'DE' })
    const path = '/products/tee-s/inventoryrecords'
    await m.must('POST', path, { AddressID: 'dock', QuantityAvailable: 3 })
    await m.must('POST', path, { AddressID: 'dock', QuantityAvailable: 4, AllowAllBuyers: false })
    await m.must('POST', '/productfacets', { ID: 'Color', Name: 'Color' })
    await wish('w', { AccessLevel: 'Public' })
    await put('w', 'tee-s')
    const reader = await m.as(friend, { roles: ['ProductCollectionReader'] })
    const ofBuyer = `/buyers/${buyer.ID}/productcollections/w/products`
    for (const [at, as, QuantityAvailable] of [
      [`${LISTS}/w/products`, owner, 3],
      [ofBuyer, reader, 3],
      [ofBuyer, 'seller', 7],
    ] as const) {
      const { Items, Meta } = await m.must('GET', at, undefined, as)
      expect(Items[0]).toMatchObject({
        ID: 'tee-s',
        Description: 'Soft',
        xp: { Color: 'Blue', Size: 'S' },
        Inventory: { QuantityAvailable },
      })
      expect(Meta.Facets[0].Values).toEqual([{ Value: 'Blue', Count: 1 }])
      expect(await list(`${at}?xp.Color=Blue&Description=soft&sortBy=xp.Color`, as)).toEqual(['tee-s'])
      const large = await list(`${at}?InventoryRecords.QuantityAvailable=>3`, as)
      expect(large).toEqual(as === 'seller' ? ['tee-s'] : [])
    }
    expect((await m.must('GET', `${LISTS}/w/products`, undefined, owner)).Items[0].PriceSchedule.ID).toBe(
      'tee',
    )
  })

  it('are searched, filtered and counted by facets', async () => {
    await m.must('POST', '/productfacets', { ID: 'Color', Name: 'Color' })
    await m.product(buyer, { ID: 'mug', Name: 'Enamel mug', xp: { Color: 'Blue' } })
    await m.product(buyer, { ID: 'cup', Name: 'Enamel cup', xp: { Color: 'Red' } })
    await m.product(buyer, { ID: 'pan', Name: 'Enamel pan', xp: { Color: 'Red' } })
    await wish('w')
    for (const ID of ['mug', 'cup']) await put('w', ID)
    expect((await list(`${LISTS}/w/products?search=enamels`)).sort()).toEqual(['cup', 'mug'])
    expect(await list(`${LISTS}/w/products?search=enamel mug`)).toEqual(['mug', 'cup'])
    expect(await list(`${LISTS}/w/products?search=mugs&searchType=AllTermsAnyField`)).toEqual(['mug'])
    const page = await m.must('GET', `${LISTS}/w/products?xp.Color=red`, undefined, owner)
    expect(page.Items.map((p: { ID: string }) => p.ID)).toEqual(['cup'])
    expect(page.Meta.Facets[0].Values).toEqual([{ Value: 'Red', Count: 1 }])
  })

  it('are five hundred at most, however many are added at once', async () => {
    await wish('w')
    const IDs = Array.from({ length: 505 }, (_, i) => `p${i}`)
    const catalog = { Marketplace: m.id, OwnerID: m.id, Active: true, Live: true, Shelf: NOWHERE }
    for (let i = 0; i < IDs.length; i += 50)
      await write(
        m.id,
        IDs.slice(i, i + 50).map((ID) => [products, { ...catalog, ID, Name: ID }]),
      )
    for (const ID of IDs.slice(495))
      await m.must('POST', '/catalogs/productassignments', { CatalogID: buyer.ID, ProductID: ID })
    const entry = { Kind: 'Buyer', Company: buyer.ID, CollectionID: 'w', DateAdded: toWire(Date.now()) }
    for (let i = 0; i < 495; i += 45)
      await write(
        m.id,
        IDs.slice(i, i + 45).map((ProductID) => [collectionEntries, { ...entry, ProductID }]),
      )
    const answers = await Promise.all(IDs.slice(495).map((ID) => put('w', ID)))
    expect(answers.filter((a) => a === 204)).toHaveLength(5)
    expect(answers.filter((a) => a !== 204)).toEqual(
      Array(5).fill([400, 'ProductCollection.ProductEntryLimit']),
    )
    const added = IDs.slice(495)[answers.indexOf(204)]
    expect(await code('POST', `${LISTS}/w/products`, { ProductID: added, ListOrder: 1 })).toBe(204)
  })
})

describe('an invitation', () => {
  const answer = (which: 'accept' | 'decline', invitation: string, as: As = friend) =>
    code('POST', `${LISTS}/w/invitations/${which}/${invitation}`, undefined, as)
  beforeEach(() => wish('w'))

  it('can be accepted for thirty days unless told otherwise, and for a year at most', async () => {
    const days = async (ExpirationDate?: string) =>
      (Date.parse(
        (await m.must('POST', `${LISTS}/w/invitations`, { Name: 'x', ExpirationDate }, owner)).ExpirationDate,
      ) -
        Date.now()) /
      DAY
    expect(await days()).toBeCloseTo(30, 2)
    expect(await days(toWire(Date.now() + 365 * DAY))).toBeCloseTo(365, 2)
    const late = { Name: 'x', ExpirationDate: toWire(Date.now() + 367 * DAY) }
    expect(await code('POST', `${LISTS}/w/invitations`, late)).toEqual([400, 'ValidationFailure'])
  })

  it('opens a private collection to the one who accepts it, once', async () => {
    const invitation = await invite('w')
    const path = `${LISTS}/w/invitations/${invitation}`
    expect(await m.must('GET', path, undefined, friend)).toMatchObject({ Admin: false, Accepted: false })
    expect(await list(LISTS, friend)).toEqual([])
    expect(await answer('accept', invitation)).toBe(204)
    expect(await list(LISTS, friend)).toEqual(['w'])
    expect(await m.must('GET', path, undefined, owner)).toMatchObject({ Accepted: true })
    const already = [400, 'ProductCollection.AlreadyAcceptedInvitation']
    expect(await answer('accept', invitation)).toEqual(already)
    expect(await answer('decline', invitation)).toEqual(already)
    const third = await m.user('Buyer', buyer.ID, ['Shopper'])
    expect(await answer('accept', invitation, third)).toEqual(already)
    await m.must('DELETE', path, undefined, owner)
    expect(await list(LISTS, friend)).toEqual([])
  })

  it('is accepted by one of ten who do so at once', async () => {
    const invitation = await invite('w')
    const friends = await Promise.all(
      Array.from({ length: 10 }, () => m.user('Buyer', buyer.ID, ['Shopper'])),
    )
    const answers = await Promise.all(friends.map((f) => answer('accept', invitation, f)))
    expect(answers.filter((a) => a === 204)).toHaveLength(1)
  })

  it('is not the owner’s to answer, nor anybody’s when it has expired or is of another buyer', async () => {
    const own = [400, 'ProductCollection.CannotAcceptOrDeclineOwnInvitation']
    const invitation = await invite('w')
    expect(await answer('accept', invitation, owner)).toEqual(own)
    expect(await answer('decline', invitation, owner)).toEqual(own)
    expect(await answer('accept', invitation, (await m.buyer()).user)).toEqual([404, 'NotFound'])
    expect(await answer('accept', 'none')).toEqual([404, 'NotFound'])
    await m.must('PATCH', `${LISTS}/w/invitations/${invitation}`, { ExpirationDate: '2020-01-01' }, owner)
    expect(await answer('accept', invitation)).toEqual([404, 'NotFound'])
    expect(await answer('decline', invitation)).toEqual([404, 'NotFound'])
  })

  it('that is declined is over', async () => {
    const invitation = await invite('w')
    expect(await answer('decline', invitation)).toBe(204)
    expect(await answer('accept', invitation)).toEqual([404, 'NotFound'])
    expect(await list(`${LISTS}/w/invitations`)).toEqual([])
  })

  it('is found by words', async () => {
    const invitation = await invite('w', { Name: 'For the crew' })
    await invite('w')
    expect(await list(`${LISTS}/w/invitations?search=crew&searchType=AnyTerm`)).toEqual([invitation])
  })
})

describe('the collections of a buyer', () => {
  const path = () => `/buyers/${buyer.ID}/productcollections`
  beforeEach(async () => {
    await m.product(buyer, { ID: 'mug' })
    await wish('w')
    await put('w', 'mug')
  })

  it('are all shown to the marketplace owner, seen by shoppers or not', async () => {
    expect(await list(path(), 'seller')).toEqual(['w'])
    expect(await code('GET', `${path()}/w`, undefined, 'seller')).toBe(200)
    await m.must('PATCH', '/products/mug', { Active: false })
    const page = await m.must('GET', `${path()}/w/products`)
    expect(page.Items[0]).toMatchObject({ ID: 'mug', OwnerID: m.id, ListOrder: null, Active: false })
    expect(await code('GET', '/buyers/none/productcollections/w', undefined, 'seller')).toEqual([
      404,
      'NotFound',
    ])
  })

  it('are shown to their own company as far as the user sees the products', async () => {
    const reader = await m.as(friend, { roles: ['ProductCollectionReader'] })
    expect(await list(`${path()}/w/products`, reader)).toEqual(['mug'])
    await m.must('PATCH', '/products/mug', { Active: false })
    expect(await list(`${path()}/w/products`, reader)).toEqual([])
    const other = await m.as((await m.buyer()).user, { roles: ['ProductCollectionReader'] })
    expect(await code('GET', path(), undefined, other)).toEqual([403, 'Auth.UserNotAuthorizedToAdmin'])
  })

  it('are shown to suppliers that sell to it, with what they own or sell', async () => {
    const roles = ['ProductCollectionReader']
    const supplier = await m.supplier({}, roles)
    await m.product(buyer, { ID: 'theirs', OwnerID: supplier.ID })
    await m.product(buyer, { ID: 'sold', DefaultSupplierID: supplier.ID })
    await m.product(buyer, { ID: 'added' })
    await m.must('PUT', `/products/added/suppliers/${supplier.ID}`)
    for (const ID of ['theirs', 'sold', 'added']) await put('w', ID)
    expect((await list(`${path()}/w/products`, supplier.user)).sort()).toEqual(['added', 'sold', 'theirs'])
    const closed = await m.supplier({ AllBuyersCanOrder: false }, roles)
    expect(await list(path(), closed.user)).toEqual([])
    expect(await code('GET', `${path()}/w/products`, undefined, closed.user)).toEqual([404, 'NotFound'])
  })
})
