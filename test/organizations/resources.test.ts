import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace

beforeAll(async () => {
  m = await marketplace()
})

const code = (answer: { body: { Errors: { ErrorCode: string }[] } }) => answer.body.Errors[0]!.ErrorCode
const ids = (page: { Items: { ID: string }[] }) => page.Items.map((i) => i.ID)

describe('every resource', () => {
  it('creates with 201 and a Location, and generates an ID of 22 characters', async () => {
    const { status, body, headers } = await m.api('POST', '/securityprofiles', { Name: 'Generated', ID: '' })
    expect(status).toBe(201)
    expect(body.ID).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect(headers.get('Location')).toMatch(new RegExp(`/v1/securityprofiles/${body.ID}$`))
    expect(headers.get('X-oc-logid')).toMatch(/^[\w-]{36}$/)
    expect(headers.get('Server-Timing')).toContain('round trips')
  })

  it('answers every property of its model, null when unset', async () => {
    const group = await m.must('POST', '/usergroups', { Name: 'g' })
    expect(group).toEqual({ ID: group.ID, Name: 'g', Description: null, xp: null })
  })

  it('finds IDs in any letter case and keeps the case they were given', async () => {
    await m.must('POST', '/usergroups', { ID: 'MixedCase', Name: 'g' })
    expect((await m.must('GET', '/usergroups/mixedcase')).ID).toBe('MixedCase')
    expect(code(await m.api('POST', '/usergroups', { ID: 'MIXEDCASE', Name: 'g' }))).toBe('IdExists')
  })

  it('refuses IDs outside the alphabet, and words that stand in paths', async () => {
    expect(await m.api('POST', '/usergroups', { ID: 'a b', Name: 'g' })).toMatchObject({
      status: 400,
      body: { Errors: [{ Data: { Property: 'ID', Rule: 'Pattern' } }] },
    })
    expect(await m.api('POST', '/usergroups', { ID: 'x'.repeat(101), Name: 'g' })).toMatchObject({
      status: 400,
    })
    expect(await m.api('POST', '/usergroups', { ID: 'Assignments', Name: 'g' })).toMatchObject({
      status: 400,
      body: { Errors: [{ Data: { Property: 'ID' } }] },
    })
    expect(await m.api('PUT', '/usergroups/%7Borders%7D', { Name: 'g' })).toMatchObject({ status: 400 })
  })

  it('accepts property names in any letter case and ignores unknown and read-only ones', async () => {
    const body = await m.must('POST', '/buyers', {
      id: 'case-b',
      name: 'N',
      ACTIVE: true,
      DateCreated: '2001-01-01',
      Nonsense: 1,
    })
    expect(body).toMatchObject({ ID: 'case-b', Name: 'N', Active: true })
    expect(body.DateCreated).not.toContain('2001')
    expect(body).not.toHaveProperty('Nonsense')
  })

  it('names every failing property and the rule', async () => {
    const { status, body } = await m.api('POST', '/adminusers', {
      Username: 'x'.repeat(101),
      FirstName: '',
      LastName: 1,
      Active: 'yes',
      TermsAccepted: 'soon',
    })
    expect(status).toBe(400)
    const found = body.Errors.map((e: { ErrorCode: string; Data: { Property: string; Rule: string } }) => [
      e.ErrorCode,
      e.Data.Property,
      e.Data.Rule,
    ])
    expect(found.sort()).toEqual(
      [
        ['Username', 'MaxLength'],
        ['FirstName', 'Required'],
        ['LastName', 'Type'],
        ['Email', 'Required'],
        ['Active', 'Type'],
        ['TermsAccepted', 'Type'],
      ]
        .map((e) => ['ValidationFailure', ...e])
        .sort(),
    )
  })

  it('replaces with PUT: what is omitted falls to its default; a secret that is not sent stays', async () => {
    await m.must('PUT', '/adminusers/put-user', {
      Username: 'put-user',
      Password: 'Old-Password-1',
      FirstName: 'A',
      LastName: 'B',
      Email: 'a@b.c',
      Active: true,
      Phone: '1',
      xp: { a: 1 },
    })
    const hash = () =>
      env.DB.prepare("select PasswordHash from users where Marketplace = ? and ID = 'put-user'")
        .bind(m.id)
        .first('PasswordHash')
    const before = await hash()
    const body = await m.must('PUT', '/adminusers/put-user', {
      Username: 'put-user',
      FirstName: 'A',
      LastName: 'B',
      Email: 'a@b.c',
      Active: true,
    })
    expect(body).toMatchObject({ Phone: null, xp: null, Password: null })
    expect(await hash()).toBe(before)
  })

  it('merges with PATCH: xp key by key, null kept, arrays replaced; an empty patch changes nothing', async () => {
    const xp = { a: 1, job: { title: 'Dev', dept: 'IT' }, tags: ['x', 'y'] }
    await m.must('POST', '/usergroups', { ID: 'patched', Name: 'Ann', Description: 'd', xp })
    const patched = await m.must('PATCH', '/usergroups/patched', {
      xp: { a: null, job: { title: 'Lead' }, tags: ['z'] },
    })
    expect(patched).toEqual({
      ID: 'patched',
      Name: 'Ann',
      Description: 'd',
      xp: { a: null, job: { title: 'Lead', dept: 'IT' }, tags: ['z'] },
    })
    expect(await m.must('PATCH', '/usergroups/patched', {})).toEqual(patched)
    expect(await m.must('PATCH', '/usergroups/patched', { xp: null, Description: null })).toMatchObject({
      xp: null,
      Description: null,
    })
    expect(await m.api('PATCH', '/usergroups/patched', { Name: null })).toMatchObject({
      status: 400,
      body: { Errors: [{ Data: { Property: 'Name', Rule: 'Required' } }] },
    })
    expect(await m.api('PATCH', '/usergroups/nobody', {})).toMatchObject({ status: 404 })
    expect(await m.must('PATCH', '/usergroups/patched', { Name: 'ANN' })).toMatchObject({ Name: 'ANN' })
  })

  it('limits xp to an object of 8,000 bytes', async () => {
    const put = (xp: unknown) => m.api('PUT', '/usergroups/xp-limit', { Name: 'x', xp })
    expect((await put({ k: 'x'.repeat(7990) })).status).toBe(200)
    expect(await put({ k: 'x'.repeat(8000) })).toMatchObject({
      status: 400,
      body: { Errors: [{ Data: { Property: 'xp', Rule: 'MaxLength' } }] },
    })
    expect(await put([1])).toMatchObject({
      status: 400,
      body: { Errors: [{ Data: { Property: 'xp', Rule: 'Type' } }] },
    })
    expect((await put({ __proto__x: 1, 'odd "key"': { a: [] } })).body.xp).toEqual({
      __proto__x: 1,
      'odd "key"': { a: [] },
    })
  })

  it('deletes with 204, and then answers 404 with type and ID', async () => {
    await m.must('POST', '/usergroups', { ID: 'gone', Name: 'x' })
    expect(await m.api('DELETE', '/usergroups/gone')).toMatchObject({ status: 204, body: null })
    expect(await m.api('DELETE', '/usergroups/gone')).toMatchObject({
      status: 404,
      body: { Errors: [{ ErrorCode: 'NotFound', Data: { ObjectType: 'UserGroup', ObjectID: 'gone' } }] },
    })
  })
})

describe('lists', () => {
  beforeAll(async () => {
    await m.must('POST', '/buyers', { ID: 'lists', Name: 'L', Active: true })
    for (let i = 1; i <= 25; i++)
      await m.must('POST', '/buyers/lists/usergroups', {
        ID: `g${String(i).padStart(2, '0')}`,
        Name: `Group ${26 - i}`,
        Description: i % 2 ? 'odd' : null,
        xp:
          i % 5
            ? { n: i, Color: i % 2 ? 'Red' : 'blue', tags: [`t${i % 3}`, 'all'], deep: { list: [{ k: i }] } }
            : null,
      })
  })
  const list = (query: string) => m.must('GET', `/buyers/lists/usergroups?${query}`)

  it('have the envelope, 1-based ranges and stable totals', async () => {
    const second = await list('page=2&pageSize=10')
    expect(second.Meta).toEqual({
      Page: 2,
      PageSize: 10,
      TotalCount: 25,
      TotalPages: 3,
      ItemRange: [11, 20],
      NextPageKey: null,
    })
    expect((await list('page=4&pageSize=10')).Meta).toMatchObject({ TotalCount: 25, ItemRange: [31, 30] })
    expect((await list('ID=none')).Meta).toMatchObject({ TotalCount: 0, TotalPages: 0, ItemRange: [1, 0] })
  })

  it('refuse bad pages by name', async () => {
    const answer = (q: string) => m.api('GET', `/buyers/lists/usergroups?${q}`)
    expect(code(await answer('pageSize=101'))).toBe('List.InvalidPageSize')
    expect(code(await answer('pageSize=0'))).toBe('List.InvalidPageSize')
    expect(code(await answer('page=0'))).toBe('List.InvalidType')
    expect(code(await answer('foo=1'))).toBe('List.InvalidProperty')
    expect(code(await answer('sortBy=Description'))).toBe('List.InvalidSortProperty')
    expect(code(await answer('search=x&searchOn=Nope'))).toBe('List.InvalidSearchProperty')
    expect(code(await answer('searchType=AnyTerm'))).toBe('List.InvalidProperty')
    expect(code(await answer('pageKey=zzz'))).toBe('Search.InvalidQuery')
    expect((await answer('depth=all')).status).toBe(200)
  })

  it('filter and sort by what was asked', async () => {
    expect(ids(await list('ID=g01|g03|nope&sortBy=!ID'))).toEqual(['g03', 'g01'])
    expect(ids(await list('ID=>g23&sortBy=ID'))).toEqual(['g24', 'g25'])
    expect((await list('Description=!*')).Meta.TotalCount).toBe(12)
    expect((await list('xp.Color=RED')).Meta.TotalCount).toBe(10)
    expect((await list('xp.Color=!red')).Meta.TotalCount).toBe(15)
    expect((await list('xp.tags=t0')).Meta.TotalCount).toBe(7)
    expect((await list('xp.n=>20')).Meta.TotalCount).toBe(4)
    expect((await list('xp.n=7')).Items[0].ID).toBe('g07')
    expect((await list('xp.deep.list.k=7')).Items[0].ID).toBe('g07')
    expect((await list('Name=*oup 1*')).Meta.TotalCount).toBe(11)
    expect((await list('ID|Name=*7')).Meta.TotalCount).toBe(4)
    expect((await list('search=OUP 2')).Meta.TotalCount).toBe(7)
    expect(ids(await list('sortBy=!xp.n&pageSize=2'))).toEqual(['g24', 'g23'])
  })

  it('page by the last ID without a gap', async () => {
    const seen: string[] = []
    for (let last = ''; ; last = seen.at(-1)!) {
      const page = await list(`sortBy=ID&pageSize=7${last ? `&ID=%3E${last}` : ''}`)
      if (page.Items.length === 0) break
      seen.push(...ids(page))
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => `g${String(i + 1).padStart(2, '0')}`))
  })
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

describe('users', () => {
  it('have names unique over buyers, suppliers and sellers, in any letter case', async () => {
    const b = await m.buyer()
    const body = {
      Username: b.user.username.toUpperCase(),
      FirstName: 'a',
      LastName: 'b',
      Email: 'c',
      Active: true,
    }
    expect(await m.api('POST', '/adminusers', body)).toMatchObject({
      status: 409,
      body: { Errors: [{ ErrorCode: 'User.UsernameMustBeUnique' }] },
    })
  })

  it('need a password that meets the rules, and never see it again', async () => {
    const post = (Password: string) =>
      m.api('POST', '/adminusers', {
        Username: `pw-${Password.length}`,
        FirstName: 'a',
        LastName: 'b',
        Email: 'c',
        Active: true,
        Password,
      })
    expect(await post('short')).toMatchObject({
      status: 400,
      body: {
        Errors: [
          {
            ErrorCode: 'Auth.InsecurePassword',
            Data: { MinimumCharacterCount: 10, UpperCaseRequired: true },
          },
        ],
      },
    })
    const created = await post('Long-Enough-1')
    expect(created.body).toMatchObject({ Password: null })
    expect(created.body.PasswordLastSetDate).not.toBeNull()
    expect(JSON.stringify(created.body)).not.toContain('scrypt')
  })

  it('cannot be deleted with an open order, or as a default context user', async () => {
    const b = await m.buyer()
    const p = await m.product(b)
    const order = await m.order(b.user, [[p.ID, 1]])
    await m.must('POST', `/orders/Outgoing/${order.ID}/submit`, undefined, b.user)
    expect(code(await m.api('DELETE', `/buyers/${b.ID}/users/${b.user.ID}`))).toBe(
      'User.CannotDeleteWithOpenOrder',
    )
    await m.must('PATCH', `/apiclients/${m.clients.guests}`, { DefaultContextUserName: b.user.username })
    await m.must('POST', `/orders/Incoming/${order.ID}/complete`)
    expect(await m.api('DELETE', `/buyers/${b.ID}/users/${b.user.ID}`)).toMatchObject({
      status: 409,
      body: { Errors: [{ ErrorCode: 'User.CannotDeleteDefaultContextUser' }] },
    })
  })

  it('have the union of the roles of organisation, groups and themselves', async () => {
    const b = await m.buyer()
    for (const [ID, Roles, CustomRoles] of [
      ['org-p', ['Shopper'], []],
      ['group-p', ['MeAdmin'], ['Picker']],
      ['user-p', ['AddressReader'], []],
    ] as const)
      await m.must('PUT', `/securityprofiles/${b.ID}-${ID}`, { Name: ID, Roles, CustomRoles })
    await m.must('POST', `/buyers/${b.ID}/usergroups`, { ID: 'g', Name: 'g' })
    await m.must('POST', `/buyers/${b.ID}/usergroups/assignments`, { UserGroupID: 'g', UserID: b.user.ID })
    await m.must('POST', '/securityprofiles/assignments', {
      SecurityProfileID: `${b.ID}-org-p`,
      BuyerID: b.ID,
    })
    await m.must('POST', '/securityprofiles/assignments', {
      SecurityProfileID: `${b.ID}-group-p`,
      BuyerID: b.ID,
      UserGroupID: 'g',
    })
    await m.must('POST', '/securityprofiles/assignments', {
      SecurityProfileID: `${b.ID}-user-p`,
      BuyerID: b.ID,
      UserID: b.user.ID,
    })
    const roles = (await m.must('GET', '/me', undefined, b.user)).AvailableRoles
    expect([...roles].sort()).toEqual(['AddressReader', 'MeAdmin', 'Picker', 'Shopper'])
    expect((await m.must('GET', `/securityprofiles/assignments?buyerID=${b.ID}&level=Group`)).Items).toEqual([
      {
        SecurityProfileID: `${b.ID}-group-p`,
        BuyerID: b.ID,
        SupplierID: null,
        UserID: null,
        UserGroupID: 'g',
      },
    ])
    expect(
      code(
        await m.api('POST', '/securityprofiles/assignments', {
          SecurityProfileID: 'shopper',
          BuyerID: b.ID,
          UserID: 'u',
          UserGroupID: 'g',
        }),
      ),
    ).toBe('PartyAssignment.CannotSpecifyGroupAndUser')
  })
})

describe('organisations', () => {
  let a: { ID: string; user: User }
  let b: { ID: string; user: User }
  beforeAll(async () => {
    a = await m.buyer({}, ['BuyerUserAdmin', 'BuyerAdmin', 'AddressAdmin', 'UserGroupAdmin'])
    b = await m.buyer()
  })

  it('are closed to each other: another buyer in the path is 403, existing or not', async () => {
    for (const other of [b.ID, 'nobody-at-all'])
      for (const path of ['', '/users', '/addresses', '/usergroups', '/users/x'])
        expect(await m.api('GET', `/buyers/${other}${path}`, undefined, a.user)).toMatchObject({
          status: 403,
          body: { Errors: [{ ErrorCode: 'Auth.UserNotAuthorizedToAdmin' }] },
        })
    expect(await m.api('GET', `/buyers/${a.ID.toUpperCase()}/users`, undefined, a.user)).toMatchObject({
      status: 200,
    })
    expect(ids(await m.must('GET', '/buyers', undefined, a.user))).toEqual([a.ID])
  })

  it('are neither created nor deleted by their own users', async () => {
    expect((await m.api('POST', '/buyers', { Name: 'x' }, a.user)).status).toBe(403)
    expect((await m.api('DELETE', `/buyers/${a.ID}`, undefined, a.user)).status).toBe(403)
    expect((await m.api('PATCH', `/buyers/${a.ID}`, { Name: 'mine' }, a.user)).status).toBe(200)
  })

  it('of another marketplace do not exist', async () => {
    const other = await marketplace()
    const answer = await other.api('GET', `/buyers/${a.ID}`)
    expect(answer).toMatchObject({ status: 404 })
    expect((await other.must('GET', '/buyers')).Meta.TotalCount).toBe(0)
  })
})

describe('/me', () => {
  it('changes the caller’s own profile, xp only with its role', async () => {
    const b = await m.buyer({}, ['MeAdmin'])
    expect(await m.must('PATCH', '/me', { FirstName: 'New', ID: 'other' }, b.user)).toMatchObject({
      FirstName: 'New',
      ID: b.user.ID,
    })
    expect(code(await m.api('PATCH', '/me', { xp: { a: 1 } }, b.user))).toBe('User.XPNotAllowed')
    expect(
      await m.must('PATCH', '/me', { xp: { a: 1 } }, await m.as(b.user, { roles: ['MeAdmin', 'MeXpAdmin'] })),
    ).toMatchObject({ xp: { a: 1 } })
    expect(code(await m.api('PATCH', '/me', { Password: 'x' }, b.user))).toBe('Auth.InsecurePassword')
  })

  it('has private addresses, which nobody else sees', async () => {
    const b = await m.buyer({}, ['MeAddressAdmin', 'Shopper'])
    const body = { Street1: 's', City: 'c', Country: 'DE', Shipping: true }
    expect(code(await m.api('POST', '/me/addresses', { ...body, Shipping: false }, b.user))).toBe(
      'BuyerAddress.MustBeBillingOrShipping',
    )
    const mine = await m.must('POST', '/me/addresses', body, b.user)
    expect(mine).toMatchObject({ Editable: true, Shipping: true, Billing: false })
    const assigned = await m.address(b)
    expect((await m.must('GET', '/me/addresses?sortBy=City', undefined, b.user)).Meta.TotalCount).toBe(2)
    expect((await m.must('GET', '/me/addresses?Billing=true', undefined, b.user)).Items[0].ID).toBe(
      assigned.ID,
    )
    expect(ids(await m.must('GET', `/buyers/${b.ID}/addresses`))).toEqual([assigned.ID])
    expect((await m.api('GET', `/buyers/${b.ID}/addresses/${mine.ID}`)).status).toBe(404)
    expect(code(await m.api('DELETE', `/me/addresses/${assigned.ID}`, undefined, b.user))).toBe(
      'Address.CannotEditPublic',
    )
    expect(await m.api('PATCH', `/me/addresses/${mine.ID}`, { City: 'd' }, b.user)).toMatchObject({
      status: 204,
      body: null,
    })
    expect(await m.must('GET', `/me/addresses/${mine.ID}`, undefined, b.user)).toMatchObject({ City: 'd' })
    const colleague = await m.user('Buyer', b.ID, ['Shopper', 'MeAddressAdmin'])
    expect((await m.api('GET', `/me/addresses/${mine.ID}`, undefined, colleague)).status).toBe(404)
    await m.must('DELETE', `/me/addresses/${mine.ID}`, undefined, b.user)
  })

  it('is for buyers below, for everyone at the top', async () => {
    expect((await m.api('GET', '/me')).status).toBe(200)
    expect(code(await m.api('GET', '/me/addresses'))).toBe('Auth.UserNotAuthorizedToAdmin')
  })
})
