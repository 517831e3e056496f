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

describe('what is private', () => {
  const place = { Street1: '1', City: 'Kiel', Country: 'DE' }
  const mine = { ...place, Shipping: true, Billing: true }

  it('gets a new ID where its own is taken, and is told by it on what goes along', async () => {
    const address = await m.must('POST', '/me/addresses', mine, una)
    const other = await m.must('POST', '/me/addresses', { ...mine, City: 'Mainz' }, una)
    const card = await m.must(
      'POST',
      '/me/creditcards',
      { CardholderName: 'Una' },
      { ...una, ...(await cards()) },
    )
    await m.must('POST', '/me/productcollections', { ID: 'wishes', Name: 'Wishes' }, una)
    await m.must('PUT', '/me/productcollections/wishes/rope', undefined, una)
    await m.order(una, [['rope', 1]], { ID: 'draft' })
    const chosen = { ShippingAddressID: address.ID, BillingAddressID: other.ID }
    await m.must('PATCH', '/orders/Outgoing/draft', chosen, una)
    const bo = await m.user('Buyer', 'bolt', SHOPPER_ROLES, { ID: 'bo' })
    for (const { ID } of [address, other])
      await m.must('POST', '/buyers/bolt/addresses', { ...place, ID, City: 'Ulm' })
    await m.must('POST', '/buyers/bolt/creditcards', { ID: card.ID, CardholderName: 'Bolt' })
    await m.must('POST', '/me/productcollections', { ID: 'wishes', Name: 'Bo’s' }, bo)

    expect((await move('Unsubmitted')).status).toBe(201)
    const user = await moved()
    const addresses = (await m.must('GET', '/me/addresses?sortBy=City', undefined, user)).Items
    expect(addresses).toMatchObject([{ City: 'Kiel' }, { City: 'Mainz' }])
    const IDs = addresses.map((a: { ID: string }) => a.ID)
    expect(IDs).not.toContain(address.ID)
    const draft = await m.must('GET', '/orders/Outgoing/draft', undefined, user)
    expect(draft).toMatchObject({
      ShippingAddressID: IDs[0],
      BillingAddressID: IDs[1],
      BillingAddress: { City: 'Mainz' },
    })
    const [line] = (await m.must('GET', '/orders/Outgoing/draft/lineitems', undefined, user)).Items
    expect(line).toMatchObject({ ShippingAddressID: IDs[0], ShippingAddress: { ID: IDs[0], City: 'Kiel' } })
    const collections = (await m.must('GET', '/me/productcollections', undefined, user)).Items
    expect(collections).toMatchObject([{ Name: 'Wishes' }])
    expect(collections[0].ID).not.toBe('wishes')
    const entries = `/me/productcollections/${collections[0].ID}/products`
    expect((await m.must('GET', entries, undefined, user)).Items).toMatchObject([{ ID: 'rope' }])
    expect(await m.must('GET', '/me/productcollections/wishes', undefined, bo)).toMatchObject({
      Name: 'Bo’s',
    })
    expect(await m.must('GET', `/buyers/bolt/creditcards/${card.ID}`)).toMatchObject({
      CardholderName: 'Bolt',
    })
    expect((await m.must('POST', '/orders/Outgoing/draft/submit', {}, user)).BillingAddress.ID).toBe(IDs[1])
  })

  /** A token that may write cards. */
  const cards = () => m.as(una, { roles: [...SHOPPER_ROLES, 'MeCreditCardAdmin'] })

  it('of ten who move at once gets new IDs, too, and of one whose ID is taken meanwhile', async () => {
    const collection = (ID: string, Name: string, as: User) =>
      m.api('POST', '/me/productcollections', { ID, Name }, as)
    const bo = await m.user('Buyer', 'bolt', SHOPPER_ROLES, { ID: 'bo' })
    const movers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => m.user('Buyer', 'acme', SHOPPER_ROLES, { ID: `u${i}` })),
    )
    for (const [i, user] of movers.entries()) await collection(`c${i}`, user.ID, user)
    for (const i of movers.keys()) if (i % 2) await collection(`c${i}`, 'Bo', bo)
    const [answers, made] = await Promise.all([
      Promise.all(movers.map((u) => move('None', 'bolt', u.ID))),
      Promise.all(movers.map((_, i) => (i % 2 ? null : collection(`c${i}`, 'Bo', bo)))),
    ])
    expect(answers.map((a) => a.status)).toEqual(movers.map(() => 201))
    for (const answer of made) if (answer) expect([201, 409]).toContain(answer.status)
    const { Items } = await m.must('GET', '/buyers/bolt/productcollections?pageSize=100')
    const theirs = Items.map((c: { Name: string }) => c.Name).filter((name: string) => name !== 'Bo')
    expect(theirs.sort()).toEqual(movers.map((u) => u.ID).sort())
  })

  it('is shared no longer with users of the former buyer, nor theirs with the user', async () => {
    const ben = await m.user('Buyer', 'acme', SHOPPER_ROLES, { ID: 'ben' })
    for (const [owner, guest] of [
      [una, ben],
      [ben, una],
    ] as const) {
      const path = `/me/productcollections/of-${owner.ID}`
      await m.must('POST', '/me/productcollections', { ID: `of-${owner.ID}`, Name: 'Shared' }, owner)
      const { ID } = await m.must('POST', `${path}/invitations`, { Name: 'You' }, owner)
      await m.must('POST', `${path}/invitations/accept/${ID}`, undefined, guest)
      await m.must('GET', path, undefined, guest)
    }
    expect((await move()).status).toBe(201)
    const seen = async (user: User) => (await m.must('GET', '/me/productcollections', undefined, user)).Items
    expect(await m.outcome('GET', '/me/productcollections/of-una', undefined, ben)).toEqual([404, 'NotFound'])
    expect((await seen(await moved())).map((c: { ID: string }) => c.ID)).toEqual(['of-una'])
    expect((await seen(ben)).map((c: { ID: string }) => c.ID)).toEqual(['of-ben'])
  })

  it('is nobody else’s to name in an assignment', async () => {
    const address = await m.must('POST', '/me/addresses', mine, una)
    const given = { AddressID: address.ID, IsShipping: true }
    expect(await m.outcome('POST', '/buyers/acme/addresses/assignments', given)).toEqual([404, 'NotFound'])
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
    const copy = { ID: null, AddressName: 'Dock', City: 'Hamburg' }
    expect(draft).toMatchObject({
      FromCompanyID: 'bolt',
      ShippingAddressID: null,
      BillingAddressID: null,
      BillingAddress: copy,
    })
    expect((await m.must('GET', '/orders/Outgoing/draft/lineitems', undefined, user)).Items[0]).toMatchObject(
      { ShippingAddressID: null, ShippingAddress: copy },
    )
    expect((await m.api('POST', '/orders/Outgoing/draft/submit', undefined, user)).status).toBe(201)
  })

  it('that stay keep the addresses that go along', async () => {
    const own = await m.must(
      'POST',
      '/me/addresses',
      { Street1: '1', City: 'Kiel', Country: 'DE', Shipping: true, Billing: true },
      una,
    )
    const chosen = { ShippingAddressID: own.ID, BillingAddressID: own.ID }
    await m.must('PATCH', '/orders/Outgoing/draft', chosen, una)
    await move('None')
    expect(await m.must('GET', '/orders/Incoming/draft')).toMatchObject({
      FromCompanyID: 'acme',
      ShippingAddressID: null,
      BillingAddressID: null,
      BillingAddress: { ID: null, City: 'Kiel' },
    })
    expect((await m.must('GET', '/orders/Incoming/draft/lineitems')).Items[0]).toMatchObject({
      ShippingAddressID: null,
      ShippingAddress: { City: 'Kiel' },
    })
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
