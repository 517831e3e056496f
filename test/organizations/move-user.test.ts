import { beforeEach, describe, expect, it } from 'vitest'
import { type Marketplace, marketplace, SHOPPER_ROLES, type User } from '../support/marketplace.ts'

let m: Marketplace
let una: User

const move = (orders = 'None', to = 'bolt', user = una.ID) =>
  m.api('POST', `/buyers/acme/users/${user}/moveto/${to}?orders=${orders}`)
const codeOf = (answer: { body: { Errors?: { ErrorCode: string }[] } }) => answer.body.Errors?.[0]?.ErrorCode

beforeEach(async () => {
  m = await marketplace()
  for (const ID of ['acme', 'bolt']) await m.must('POST', '/buyers', { ID, Name: ID, Active: true })
  una = await m.user('Buyer', 'acme', SHOPPER_ROLES, { ID: 'una' })
  await m.product({ ID: 'acme' }, { ID: 'rope' })
  await m.must('POST', '/catalogs/productassignments', { CatalogID: 'bolt', ProductID: 'rope' })
})

/** The user as they sign in after the move. */
const moved = () => m.as(una, { company: 'bolt', generation: 1 })

describe('a moved user', () => {
  it('is one of the other buyer, with the roles and the locale it gives', async () => {
    await m.must('POST', '/securityprofiles/assignments', { SecurityProfileID: 'shopper', BuyerID: 'bolt' })
    await m.must('POST', '/locales', { ID: 'eur', Currency: 'EUR' })
    await m.must('POST', '/locales/assignments', { LocaleID: 'eur', BuyerID: 'bolt' })
    const { status, body } = await move()
    expect(status).toBe(201)
    expect(body).toMatchObject({
      ID: 'una',
      CompanyID: 'bolt',
      AvailableRoles: SHOPPER_ROLES,
      Locale: { ID: 'eur' },
    })
    expect(await m.must('GET', '/buyers/bolt/users/una')).toEqual(body)
    expect((await m.api('GET', '/buyers/acme/users/una')).status).toBe(404)
    expect(await m.must('GET', '/me', undefined, await moved())).toMatchObject({ Buyer: { ID: 'bolt' } })
  })

  it('signs in anew: tokens of before hold roles of the former buyer', async () => {
    await move()
    expect(codeOf(await m.api('GET', '/me', undefined, una))).toBe('Auth.TokenRevoked')
  })

  it('gets no more copies of the messages of the former buyer', async () => {
    const sender = { ID: 'mailer', Name: 'Mailer', URL: 'https://mail.example.com', SharedKey: 'Key' }
    await m.must('POST', '/messagesenders', { ...sender, MessageTypes: ['OrderSubmitted'] })
    await m.must('POST', '/messagesenders/assignments', { MessageSenderID: 'mailer', BuyerID: 'acme' })
    await m.must('POST', '/messagesenders/CCListenerAssignments', {
      MessageSenderAssignment: { MessageSenderID: 'mailer', BuyerID: 'acme' },
      MessageType: 'OrderSubmitted',
      BuyerID: 'acme',
      UserID: 'una',
    })
    const listeners = async () =>
      (await m.must('GET', '/messagesenders/CCListenerAssignments')).Meta.TotalCount
    expect(await listeners()).toBe(1)
    expect((await move()).status).toBe(201)
    expect(await listeners()).toBe(0)
  })

  it('takes private addresses and cards along, and leaves what it was given', async () => {
    const address = { Street1: '1', City: 'Kiel', Country: 'DE', Shipping: true, Billing: true }
    const own = await m.must('POST', '/me/addresses', address, una)
    await m.must('POST', '/buyers/acme/usergroups', { ID: 'crew', Name: 'Crew' })
    await m.must('POST', '/buyers/acme/usergroups/assignments', { UserGroupID: 'crew', UserID: 'una' })
    await m.must('POST', '/buyers/acme/spendingaccounts', { ID: 'budget', Name: 'Budget', Balance: 5 })
    await m.must('POST', '/buyers/acme/spendingaccounts/assignments', {
      SpendingAccountID: 'budget',
      UserID: 'una',
    })
    await m.must('POST', '/securityprofiles/assignments', {
      SecurityProfileID: 'full-access',
      BuyerID: 'acme',
      UserID: 'una',
    })
    expect((await move()).body.AvailableRoles).toEqual([])
    const user = await moved()
    const { Items } = await m.must('GET', '/me/addresses', undefined, user)
    expect(Items.map((a: { ID: string }) => a.ID)).toEqual([own.ID])
    expect((await m.must('GET', '/me/usergroups', undefined, user)).Items).toEqual([])
    expect((await m.must('GET', '/me/spendingaccounts', undefined, user)).Items).toEqual([])
    expect((await m.must('GET', '/buyers/acme/usergroups/assignments')).Items).toEqual([])
  })
})

describe('orders of a moved user', () => {
  const orders = async (company: string, query = '') =>
    (await m.must('GET', `/orders/Incoming?FromCompanyID=${company}${query}`)).Items.map(
      (o: { ID: string }) => o.ID,
    )

  beforeEach(async () => {
    await m.order(una, [['rope', 1]], { ID: 'draft' })
  })

  it('stay with None', async () => {
    await move('None')
    expect(await orders('acme', '&IsSubmitted=false')).toEqual(['draft'])
    expect((await m.must('GET', '/me/orders', undefined, await moved())).Items).toEqual([])
  })

  it('follow with Unsubmitted, without addresses of the former buyer', async () => {
    const dock = await m.address({ ID: 'acme' })
    await m.must(
      'PATCH',
      '/orders/Outgoing/draft',
      { ShippingAddressID: dock.ID, BillingAddressID: dock.ID },
      una,
    )
    await move('Unsubmitted')
    const user = await moved()
    const draft = await m.must('GET', '/orders/Outgoing/draft', undefined, user)
    expect(draft).toMatchObject({ FromCompanyID: 'bolt', ShippingAddressID: null, BillingAddressID: null })
    expect((await m.must('GET', '/orders/Outgoing/draft/lineitems', undefined, user)).Items[0]).toMatchObject(
      {
        ShippingAddressID: null,
      },
    )
    expect((await m.api('POST', '/orders/Outgoing/draft/submit', undefined, user)).status).toBe(201)
  })

  it('that are open keep their user, but with All, which takes everything', async () => {
    await m.must('POST', '/orders/Outgoing/draft/submit', undefined, una)
    for (const option of ['None', 'Unsubmitted'])
      expect(codeOf(await move(option))).toBe('User.CannotMoveeWithOpenOrder')
    expect((await m.must('GET', '/buyers/acme/users/una')).CompanyID).toBe('acme')
    await m.must('POST', '/shipments', { ID: 'box', BuyerID: 'acme' })
    const item = { OrderID: 'draft', LineItemID: (await lines())[0]!.ID, QuantityShipped: 1 }
    await m.must('POST', '/shipments/box/items', item)
    expect((await move('All')).status).toBe(201)
    expect(await orders('bolt')).toEqual(['draft'])
    expect((await m.must('GET', '/shipments/box')).BuyerID).toBe('bolt')
  })

  const lines = async () =>
    (await m.must('GET', '/orders/Incoming/draft/lineitems')).Items as { ID: string }[]
})

describe('a move is refused', () => {
  it('for what is not there, and without saying what becomes of orders', async () => {
    expect((await move('None', 'nobody')).body.Errors[0].Data).toEqual({
      ObjectType: 'Buyer',
      ObjectID: 'nobody',
    })
    expect((await move('None', 'bolt', 'nobody')).body.Errors[0].Data.ObjectType).toBe('User')
    for (const query of ['', '?orders=Some'])
      expect(
        (await m.api('POST', `/buyers/acme/users/una/moveto/bolt${query}`)).body.Errors[0].Data.Property,
      ).toBe('orders')
  })

  it('for the default context user of a client, and one named by an impersonation configuration', async () => {
    await m.must('PATCH', `/apiclients/${m.clients.guests}`, { DefaultContextUserName: una.username })
    expect(codeOf(await move())).toBe('User.CannotMoveDefaultContextUser')
    const ben = await m.user('Buyer', 'acme', [], { ID: 'ben' })
    await m.must('POST', '/impersonationconfig', {
      BuyerID: 'acme',
      UserID: ben.ID,
      SecurityProfileID: 'shopper',
      ClientID: m.clients.storefront,
    })
    expect(codeOf(await move('None', 'bolt', 'ben'))).toBe('Impersonation.CannotDeleteImpersonateeParty')
  })

  it('where the ID is taken, and nothing is changed', async () => {
    await m.user('Buyer', 'bolt', [], { ID: 'una' })
    await m.order(una, [['rope', 1]], { ID: 'draft' })
    expect(codeOf(await move('All'))).toBe('IdExists')
    expect((await m.must('GET', '/orders/Outgoing/draft', undefined, una)).FromCompanyID).toBe('acme')
  })

  it('to all but one of ten at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => move('All')))
    expect(answers.map((a) => a.status).sort()).toEqual([201, ...new Array(9).fill(404)])
  })
})
