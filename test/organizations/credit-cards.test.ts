import { beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Marketplace, marketplace, type User } from '../support/marketplace.ts'

const ROLES = ['Shopper', 'MeCreditCardAdmin']

let m: Marketplace
let b: { ID: string; user: User }
let colleague: User
let path: string

beforeAll(async () => {
  m = await marketplace()
  b = await m.buyer({}, ROLES)
  colleague = await m.user('Buyer', b.ID, ROLES)
  path = `/buyers/${b.ID}/creditcards`
  await m.must('POST', path, { ID: 'corporate', CardType: 'Visa', CardholderName: 'Acme' })
  await m.must('POST', path, { ID: 'travel', CardType: 'Amex' })
  await m.must('POST', `${path}/assignments`, { CreditCardID: 'corporate' })
  await m.must('POST', `${path}/assignments`, { CreditCardID: 'travel', UserID: b.user.ID })
})

const code = ({ body }: Answer) => body.Errors[0].ErrorCode
const mine = async (as: User, query = '') =>
  (await m.must('GET', `/me/creditcards${query}`, undefined, as)).Items
const bodyOf = (method: string) => (method.startsWith('P') ? {} : undefined)
const ids = (cards: { ID: string }[]) => cards.map((c) => c.ID)

describe('cards of a buyer', () => {
  it('need no property, and keep a token and five digits of the number at most', async () => {
    expect(await m.must('POST', path, { ID: 'bare' })).toMatchObject({ ID: 'bare', Token: null, xp: null })
    expect(await m.api('PATCH', `${path}/bare`, { PartialAccountNumber: '411111' })).toMatchObject({
      status: 400,
      body: { Errors: [{ Data: { Property: 'PartialAccountNumber', Rule: 'MaxLength' } }] },
    })
  })

  it('are seen by whom they are assigned to: the whole buyer, a group, or one user', async () => {
    expect(ids(await mine(b.user))).toEqual(['corporate', 'travel'])
    expect(ids(await mine(colleague))).toEqual(['corporate'])
    expect(code(await m.api('GET', '/me/creditcards/travel', undefined, colleague))).toBe('NotFound')
    await m.must('POST', `/buyers/${b.ID}/usergroups`, { ID: 'crew', Name: 'Crew' })
    const member = { UserGroupID: 'crew', UserID: colleague.ID }
    await m.must('POST', `/buyers/${b.ID}/usergroups/assignments`, member)
    await m.must('POST', `${path}/assignments`, { CreditCardID: 'travel', UserGroupID: 'crew' })
    expect(ids(await mine(colleague))).toEqual(['corporate', 'travel'])
    await m.must('DELETE', `${path}/travel/assignments?userGroupID=crew`)
    expect(ids(await mine(colleague))).toEqual(['corporate'])
    const both = { CreditCardID: 'travel', UserGroupID: 'crew', UserID: colleague.ID }
    expect(code(await m.api('POST', `${path}/assignments`, both))).toBe(
      'PartyAssignment.CannotSpecifyGroupAndUser',
    )
  })

  it('are not their users’ to change', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const answer = await m.api(method, '/me/creditcards/corporate', { CardType: 'Mine' }, b.user)
      expect([method, answer.status, code(answer)]).toEqual([method, 403, 'CreditCard.CannotEditPublic'])
    }
    expect((await m.must('GET', `${path}/corporate`)).CardType).toBe('Visa')
  })
})

describe('private cards', () => {
  let card: { ID: string }
  beforeAll(async () => {
    const body = {
      ID: 'chosen',
      CardholderName: 'Uma',
      PartialAccountNumber: '1111',
      ExpirationDate: '2031-02-01',
    }
    card = await m.must('POST', '/me/creditcards', body, b.user)
  })

  it('have an ID of the server’s choice, and are their user’s to change', async () => {
    expect(card).toMatchObject({ Editable: true, CardholderName: 'Uma', DateCreated: expect.any(String) })
    expect(card.ID).not.toBe('chosen')
    expect(await m.api('PATCH', `/me/creditcards/${card.ID}`, { Token: 't' }, b.user)).toMatchObject({
      status: 204,
      body: null,
    })
    expect(await m.must('GET', `/me/creditcards/${card.ID}`, undefined, b.user)).toMatchObject({
      Token: 't',
      CardholderName: 'Uma',
    })
    expect(await m.must('PUT', `/me/creditcards/${card.ID}`, { CardType: 'Visa' }, b.user)).toMatchObject({
      ...card,
      CardType: 'Visa',
      CardholderName: null,
      PartialAccountNumber: null,
      ExpirationDate: null,
    })
    expect((await m.api('PUT', '/me/creditcards/unknown', {}, b.user)).status).toBe(404)
  })

  it('are seen by nobody else, on no route', async () => {
    expect(ids(await mine(colleague))).not.toContain(card.ID)
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE'])
      expect((await m.api(method, `/me/creditcards/${card.ID}`, bodyOf(method), colleague)).status).toBe(404)
    expect(ids((await m.must('GET', path)).Items)).not.toContain(card.ID)
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE'])
      expect((await m.api(method, `${path}/${card.ID}`, bodyOf(method))).status).toBe(404)
  })

  it('are told apart by Editable, in filters and in searches', async () => {
    expect(ids(await mine(b.user, '?Editable=true'))).toEqual([card.ID])
    expect(ids(await mine(b.user, '?Editable=false'))).toEqual(['corporate', 'travel'])
    expect(ids(await mine(b.user, '?search=true&searchOn=Editable'))).toEqual([card.ID])
  })

  it('go with their user', async () => {
    const leaver = await m.user('Buyer', b.ID, ROLES)
    const own = await m.must('POST', '/me/creditcards', {}, leaver)
    await m.must('DELETE', `/buyers/${b.ID}/users/${leaver.ID}`)
    const successor = await m.user('Buyer', b.ID, ROLES, { ID: leaver.ID })
    expect(ids(await mine(successor))).toEqual(['corporate'])
    expect((await m.api('GET', `/me/creditcards/${own.ID}`, undefined, successor)).status).toBe(404)
    await m.must('DELETE', `/me/creditcards/${card.ID}`, undefined, b.user)
    expect(ids(await mine(b.user))).toEqual(['corporate', 'travel'])
  })
})
