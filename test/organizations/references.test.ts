import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Marketplace, marketplace } from '../support/marketplace.ts'

let m: Marketplace

beforeAll(async () => {
  m = await marketplace()
})

describe('references', () => {
  it('follow a rename through everything that names the object', async () => {
    await m.must('POST', '/buyers', { ID: 'old-name', Name: 'B', Active: true })
    const user = await m.user('Buyer', 'old-name', ['Shopper'])
    await m.must('POST', '/buyers/old-name/usergroups', { ID: 'grp', Name: 'g' })
    await m.must('POST', '/buyers/old-name/usergroups/assignments', { UserGroupID: 'grp', UserID: user.ID })
    const address = await m.address({ ID: 'old-name' })
    const product = await m.product({ ID: 'old-name' })
    await m.must('POST', '/products/assignments', {
      ProductID: product.ID,
      BuyerID: 'old-name',
      UserGroupID: 'grp',
      PriceScheduleID: product.ID,
    })
    const order = await m.order(user, [[product.ID, 1]])

    expect(await m.must('PATCH', '/buyers/old-name', { ID: 'new-name' })).toMatchObject({
      ID: 'new-name',
      DefaultCatalogID: 'old-name',
    })
    expect(await m.api('GET', '/buyers/old-name')).toMatchObject({ status: 404 })
    expect((await m.must('GET', '/buyers/new-name/usergroups/assignments')).Items).toEqual([
      { UserGroupID: 'grp', UserID: user.ID },
    ])
    expect((await m.must('GET', '/buyers/new-name/addresses/assignments')).Items[0].AddressID).toBe(
      address.ID,
    )
    expect((await m.must('GET', '/catalogs/assignments?buyerID=new-name')).Meta.TotalCount).toBe(1)
    expect((await m.must('GET', '/products/assignments?buyerID=new-name')).Meta.TotalCount).toBe(1)
    // The user's token goes on working, and the order is still theirs.
    expect(await m.must('GET', '/me', undefined, user)).toMatchObject({
      CompanyID: 'new-name',
      Buyer: { ID: 'new-name' },
    })
    expect(await m.must('GET', `/orders/Outgoing/${order.ID}`, undefined, user)).toMatchObject({
      FromCompanyID: 'new-name',
    })
    expect((await m.must('GET', '/me/products', undefined, user)).Meta.TotalCount).toBe(1)

    await m.must('PATCH', '/buyers/new-name/usergroups/grp', { ID: 'GRP' })
    expect((await m.must('GET', '/buyers/new-name/usergroups/assignments')).Items[0].UserGroupID).toBe('GRP')
    await m.must('PATCH', `/products/${product.ID}`, { ID: 'renamed-product' })
    expect(
      (await m.must('GET', `/orders/Outgoing/${order.ID}/lineitems`, undefined, user)).Items[0].ProductID,
    ).toBe('renamed-product')
    await m.must('PATCH', `/buyers/new-name/users/${user.ID}`, { ID: 'renamed-user' })
    expect(await m.must('GET', `/orders/Outgoing/${order.ID}`, undefined, user)).toMatchObject({
      FromUserID: 'renamed-user',
    })
  })

  it('go with what owns them, and refuse where something would be lost', async () => {
    const b = await m.buyer()
    await m.must('POST', `/buyers/${b.ID}/usergroups`, { ID: 'g', Name: 'g' })
    await m.must('POST', `/buyers/${b.ID}/usergroups/assignments`, { UserGroupID: 'g', UserID: b.user.ID })
    await m.must('POST', '/securityprofiles/assignments', {
      SecurityProfileID: 'shopper',
      BuyerID: b.ID,
      UserGroupID: 'g',
    })
    expect(await m.api('DELETE', `/catalogs/${b.ID}`)).toMatchObject({
      status: 400,
      body: { Errors: [{ ErrorCode: 'Catalog.CannotDelete' }] },
    })
    await m.must('DELETE', `/buyers/${b.ID}`)
    for (const t of [
      'users',
      'groups',
      'group_members',
      'security_profile_assignments',
      'catalog_assignments',
    ])
      expect([
        t,
        await env.DB.prepare(
          `select count(*) n from ${t} where Marketplace = ?1 and (${t === 'catalog_assignments' ? 'BuyerID' : 'Company'}) = ?2`,
        )
          .bind(m.id, b.ID)
          .first('n'),
      ]).toEqual([t, 0])
    // The catalogue stays, free to be deleted; the username is free at once.
    await m.must('DELETE', `/catalogs/${b.ID}`)
    await m.must('POST', '/adminusers', {
      Username: b.user.username,
      FirstName: 'a',
      LastName: 'b',
      Email: 'c@d.e',
      Active: true,
    })
    expect(await m.api('GET', '/me', undefined, b.user)).toMatchObject({
      status: 401,
      body: { Errors: [{ ErrorCode: 'Auth.UserNotFound' }] },
    })
  })

  it('must exist: 404 names what does not', async () => {
    const b = await m.buyer()
    const missing = async (path: string, body: unknown) =>
      (await m.api('POST', path, body)).body.Errors[0].Data
    expect(await missing('/catalogs/assignments', { CatalogID: 'nope', BuyerID: b.ID })).toEqual({
      ObjectType: 'Catalog',
      ObjectID: 'nope',
    })
    expect(await missing('/catalogs/assignments', { CatalogID: b.ID, BuyerID: 'nope' })).toEqual({
      ObjectType: 'Buyer',
      ObjectID: 'nope',
    })
    expect(
      await missing(`/buyers/${b.ID}/usergroups/assignments`, { UserGroupID: 'nope', UserID: b.user.ID }),
    ).toEqual({ ObjectType: 'UserGroup', ObjectID: 'nope' })
    expect(await missing('/buyers', { Name: 'x', DefaultCatalogID: 'nope' })).toEqual({
      ObjectType: 'Catalog',
      ObjectID: 'nope',
    })
    expect(
      await missing('/buyers/nope/users', {
        Username: 'u',
        FirstName: 'a',
        LastName: 'b',
        Email: 'c',
        Active: true,
      }),
    ).toEqual({ ObjectType: 'Buyer', ObjectID: 'nope' })
    expect((await m.api('GET', '/buyers/nope/users')).body.Errors[0].Data).toEqual({
      ObjectType: 'Buyer',
      ObjectID: 'nope',
    })
  })
})
