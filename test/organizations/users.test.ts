import { beforeAll, describe, expect, it } from 'vitest'
import { code, ids } from '../support/answers.ts'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace

beforeAll(async () => {
  m = await marketplace()
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
