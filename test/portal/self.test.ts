import { beforeEach, describe, expect, it } from 'vitest'
import { PASSWORD } from '../support/marketplace.ts'
import { account, failedSignIns, outbox, portal, signIn } from '../support/portal.ts'

let mail: ReturnType<typeof outbox>
beforeEach(() => {
  mail = outbox()
})

const codes = (answer: { body: { Errors: { ErrorCode: string }[] } }) =>
  answer.body.Errors.map((e) => e.ErrorCode)

describe('an account', () => {
  it('says of itself what it likes, but for its address and its rank', async () => {
    const who = await account()
    const Username = `${who.Username}-new`
    const sent = {
      Username,
      Name: 'Other',
      Country: 'DE',
      Region: 'EU',
      Email: 'x@example.com',
      SCAdmin: true,
    }
    const saved = await who.must('PUT', '/me', sent)
    expect(saved).toMatchObject({ Username, Name: 'Other', Country: 'DE', Email: who.Email, SCAdmin: false })
    expect(await who.must('GET', '/me')).toEqual(saved)
    expect((await signIn({ grant_type: 'password', username: Username, password: PASSWORD })).status).toBe(
      200,
    )
    const there = await account()
    expect(codes(await who.api('PUT', '/me', { Username: there.Username }))).toEqual([
      'User.UsernameMustBeUnique',
    ])
    expect((await who.api('PUT', '/me', { Username: 'a@b.example' })).status).toBe(400)
  })

  it('accepts the terms once', async () => {
    const who = await account()
    await who.must('POST', '/me/accept')
    const { TermsAccepted } = await who.must('GET', '/me')
    expect(TermsAccepted).toMatch(/^\d{4}-/)
    await who.must('POST', '/me/accept')
    expect((await who.must('GET', '/me')).TermsAccepted).toBe(TermsAccepted)
  })

  it('verifies its address by a code that is its own', async () => {
    const [who, other] = [await account({ Verified: false }), await account()]
    await who.must('POST', '/me/verifyemail', {})
    const Code = await mail.code(who.Email, 'VerifyEmail')
    expect((await other.api('POST', '/confirmation', { Code })).status).toBe(400)
    await who.must('POST', '/confirmation', { Code })
    expect((await who.must('GET', '/me')).Verified).toBe(true)
  })

  it('changes its address with its password and a code sent to the new one, and the old one is told', async () => {
    const who = await account({ Verified: false })
    const Email = `new-${who.Email}`
    const wrong = await who.api('PUT', '/me/email', { Email, Password: 'wrong' })
    expect(codes(wrong)).toEqual(['Auth.InvalidUsernameOrPassword'])
    await who.must('PUT', '/me/email', { Email, Password: PASSWORD })
    expect((await who.must('GET', '/me')).Email).toBe(who.Email)
    await who.must('POST', '/confirmation', { Code: await mail.code(Email, 'ChangeEmail') })
    expect(await who.must('GET', '/me')).toMatchObject({ Email, Verified: true })
    await mail.last(who.Email, 'EmailChanged')
  })

  it('does not learn by that whether an address has an account', async () => {
    const [who, there] = [await account(), await account()]
    const answer = await who.api('PUT', '/me/email', { Email: there.Email, Password: PASSWORD })
    expect([answer.status, answer.body]).toEqual([204, null])
    await mail.last(there.Email, 'AlreadyRegistered')
  })

  it('has its password guessed no oftener by its token than by a sign-in', async () => {
    const who = await account()
    const change = { CurrentPassword: 'wrong', NewPassword: 'Another-Quay-2026' }
    await failedSignIns(who.Username, 9)
    await who.api('PUT', '/me/password', change)
    const right = await who.api('PUT', '/me/password', { ...change, CurrentPassword: PASSWORD })
    expect(codes(right)).toEqual(['Auth.LockedOut'])
  })

  it('cannot take a weak password', async () => {
    const who = await account()
    const weak = await who.api('PUT', '/me/password', { CurrentPassword: PASSWORD, NewPassword: 'weak' })
    expect(codes(weak)).toEqual(['Auth.InsecurePassword'])
    expect((await who.api('GET', '/me')).status).toBe(200)
  })

  it('makes marketplaces in the one region there is', async () => {
    const who = await account()
    expect((await who.must('GET', '/me/regions')).Items).toMatchObject([
      { Region: { Id: 'default' }, CanCreateSandbox: true, CanCreateProduction: false },
    ])
  })
})

describe('other accounts', () => {
  it('are found by username, and show no more than their names', async () => {
    const [who, there] = [await account(), await account()]
    const shown = { Username: there.Username, Name: there.Name }
    expect((await who.must('GET', `/portalusers?search=${there.Username.slice(2)}`)).Items).toEqual([shown])
    expect(await who.must('GET', `/portalusers/${there.Username.toUpperCase()}`)).toEqual(shown)
    expect((await who.must('GET', `/portalusers?search=${there.Email}`)).Items).toEqual([])
    expect((await who.api('GET', `/portalusers?Email=${there.Email}`)).status).toBe(400)
    const nobody = await who.api('GET', '/portalusers/nobody-at-all')
    expect([nobody.status, nobody.body.Errors[0].Data]).toEqual([
      404,
      { ObjectType: 'User', ObjectID: 'nobody-at-all' },
    ])
  })
})

describe('what is not built', () => {
  it.each([
    ['GET', '/me/authorizationmethods'],
    ['POST', '/me/authorizationmethods/Github/link'],
    ['GET', '/organizations/x/searchindexes'],
    ['POST', '/organizations/x/searchindexes/Products/rebuild'],
    ['PUT', '/organizations/x/stagingrestorewebhook'],
    ['POST', '/organizations/x/processsubscriptions'],
    ['GET', '/organizations/x/authurls/backbonelogin'],
  ])('%s %s says so', async (method, path) => {
    const answer = await portal(method, path)
    expect([answer.status, codes(answer)]).toEqual([501, ['Api.NotImplemented']])
  })

  it('differs from what is nowhere', async () => {
    expect((await portal('GET', '/nowhere')).status).toBe(404)
    expect((await portal('DELETE', '/me')).status).toBe(405)
  })
})
