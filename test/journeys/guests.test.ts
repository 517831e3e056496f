import { env } from 'cloudflare:workers'
import { decodeJwt } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  type Answer,
  type Marketplace,
  marketplace,
  PASSWORD,
  send,
  type User,
} from '../support/marketplace.ts'

type Values = Record<string, unknown>

let m: Marketplace
let buyer: { ID: string; user: User }

/** A token of an anonymous shopper, and the order it is for. */
async function guest() {
  const { body } = await send(
    'POST',
    '/oauth/token',
    new URLSearchParams({ grant_type: 'client_credentials', client_id: m.clients.guests }).toString(),
    { 'Content-Type': 'application/x-www-form-urlencoded' },
  )
  const token = body.access_token as string
  return { token, order: decodeJwt(token).orderid as string }
}

/** The guest's order, with a line of the product. */
async function fill(token: string, Quantity = 2): Promise<string> {
  const { ID } = await m.must('POST', '/orders/Outgoing', {}, token)
  await m.must('POST', `/orders/Outgoing/${ID}/lineitems`, { ID: 'line', ProductID: 'rope', Quantity }, token)
  return ID
}

const person = (more: Values = {}) => ({
  Username: `reg-${crypto.randomUUID()}`,
  FirstName: 'Gus',
  LastName: 'Guest',
  Email: 'gus@example.com',
  Password: PASSWORD,
  Active: true,
  ...more,
})
const register = (token: string, more: Values = {}, query = '') =>
  m.api('PUT', `/me/register${query}`, person(more), token)
const transfer = (guestToken: string, as: User = buyer.user) =>
  m.api('PUT', `/me/orders?anonUserToken=${guestToken}`, undefined, as)
const codeOf = ({ body }: Answer) => body?.Errors?.[0].ErrorCode

beforeEach(async () => {
  m = await marketplace()
  buyer = await m.buyer({ ID: 'acme' })
  const template = await m.user('Buyer', 'acme', [], { ID: 'template' })
  await m.must('POST', '/securityprofiles/assignments', { SecurityProfileID: 'shopper', BuyerID: 'acme' })
  await m.must('PATCH', `/apiclients/${m.clients.guests}`, { DefaultContextUserName: template.username })
  await m.product({ ID: 'acme' }, { ID: 'rope', price: 10 })
})

describe('an anonymous shopper', () => {
  it('has private addresses and cards of its own order, which nobody else sees', async () => {
    const [one, other] = [await guest(), await guest()]
    const address = { Street1: '1', City: 'Kiel', Country: 'DE', Shipping: true, Billing: true }
    const saved = await m.must('POST', '/me/addresses', address, one.token)
    const own = async (token: string) =>
      (await m.must('GET', '/me/addresses', undefined, token)).Items.map((a: { ID: string }) => a.ID)
    expect(await own(one.token)).toEqual([saved.ID])
    expect(await own(other.token)).toEqual([])
    for (const method of ['GET', 'PATCH', 'DELETE'])
      expect(
        (await m.api(method, `/me/addresses/${saved.ID}`, method === 'PATCH' ? {} : undefined, other.token))
          .status,
      ).toBe(404)
    const template = await m.as(buyer.user, { user: 'template', key: await keyOf('template') })
    expect(await own(template.token)).toEqual([])
    await fill(one.token)
    await fill(other.token)
    const shipTo = (g: { token: string; order: string }) =>
      m.api('PATCH', `/orders/Outgoing/${g.order}`, { ShippingAddressID: saved.ID }, g.token)
    expect((await shipTo(one)).body.ShippingAddressID).toBe(saved.ID)
    expect((await shipTo(other)).status).toBe(404)
  })

  it('needs the role for them', async () => {
    await m.must('PATCH', '/securityprofiles/shopper', { Roles: ['Shopper'] })
    const { token } = await guest()
    expect(codeOf(await m.api('POST', '/me/creditcards', { CardType: 'Visa' }, token))).toBe(
      'Auth.InsufficientRoles',
    )
  })

  it('changes neither the user it borrows nor what is everybody’s', async () => {
    const { token } = await guest()
    for (const [method, path, body] of [
      ['PATCH', '/me', { FirstName: 'X' }],
      ['POST', '/me/password', { NewPassword: PASSWORD }],
      ['DELETE', '/me/tokens', undefined],
      ['PUT', '/me/orders?anonUserToken=x', undefined],
    ] as const) {
      const answer = await m.api(method, path, body, token)
      expect([path, answer.status]).toEqual([path, 403])
    }
  })
})

const keyOf = async (ID: string) =>
  (await env.DB.prepare('select Key from users where Marketplace = ? and ID = ?')
    .bind(m.id, ID)
    .first<{ Key: string }>())!.Key

describe('registration', () => {
  it('makes a user of the buyer with what the shared one was given, who keeps order, address and card', async () => {
    const g = await guest()
    await m.must('POST', '/buyers/acme/usergroups', { ID: 'crew', Name: 'Crew' })
    await m.must('POST', '/buyers/acme/usergroups/assignments', { UserGroupID: 'crew', UserID: 'template' })
    await m.must('POST', '/securityprofiles', { ID: 'reader', Name: 'Reader', Roles: ['OrderReader'] })
    const assignment = { SecurityProfileID: 'reader', BuyerID: 'acme', UserID: 'template' }
    await m.must('POST', '/securityprofiles/assignments', assignment)
    const address = { Street1: '1', City: 'Kiel', Country: 'DE', Shipping: true, Billing: true }
    const saved = await m.must('POST', '/me/addresses', address, g.token)
    await fill(g.token)
    const { status, body } = await register(
      g.token,
      { ID: 'gus', Username: 'gus' },
      `?anonUserToken=${g.token}`,
    )
    expect([status, Object.keys(body)]).toEqual([200, ['access_token']])
    const claims = decodeJwt(body.access_token)
    expect(claims).toMatchObject({ usr: 'gus', cid: m.clients.guests, usrtype: 'buyer' })
    expect([claims.orderid, claims.exp! - claims.iat!]).toEqual([undefined, 36_000])
    expect(claims.role).toContain('OrderReader')
    const me = await m.must('GET', '/me', undefined, body.access_token)
    expect(me).toMatchObject({ ID: 'gus', Buyer: { ID: 'acme' }, Email: 'gus@example.com', Active: true })
    expect((await m.must('GET', '/me/usergroups', undefined, body.access_token)).Items[0].ID).toBe('crew')
    const order = await m.must('GET', `/orders/Outgoing/${g.order}`, undefined, body.access_token)
    expect(order).toMatchObject({ FromUserID: 'gus', Total: 20, FromUser: { FirstName: 'Gus' } })
    const addresses = (await m.must('GET', '/me/addresses', undefined, body.access_token)).Items
    expect(addresses.map((a: { ID: string }) => a.ID)).toEqual([saved.ID])
    // The guest has nothing any more.
    expect((await m.api('GET', `/orders/Outgoing/${g.order}`, undefined, g.token)).status).toBe(404)
    expect((await m.api('POST', '/orders/Outgoing', {}, g.token)).status).toBe(409)
  })

  it('keeps a submitted order with the name that was given for it', async () => {
    const g = await guest()
    const ID = await fill(g.token)
    const names = { FirstName: 'Ordering', LastName: 'Guest', Email: 'order@example.com' }
    await m.must('PATCH', `/orders/Outgoing/${ID}/fromuser`, names, g.token)
    await m.must('POST', `/orders/Outgoing/${ID}/submit`, undefined, g.token)
    const { access_token } = (await register(g.token)).body
    expect((await m.must('GET', `/orders/Outgoing/${ID}`, undefined, access_token)).FromUser).toMatchObject(
      names,
    )
    expect((await m.must('GET', '/me/orders', undefined, access_token)).Meta.TotalCount).toBe(1)
  })

  it('works before there is an order, and signs in with the password', async () => {
    const g = await guest()
    await register(g.token, { Username: 'gus' })
    const form = { grant_type: 'password', client_id: m.clients.guests, username: 'gus', password: PASSWORD }
    const { status } = await send('POST', '/oauth/token', new URLSearchParams(form).toString(), {
      'Content-Type': 'application/x-www-form-urlencoded',
    })
    expect(status).toBe(200)
  })

  it('is for anonymous shoppers, with their own token', async () => {
    const [g, other] = [await guest(), await guest()]
    expect(codeOf(await register(buyer.user.token))).toBe('User.IsNotTemp')
    expect(codeOf(await register(g.token, {}, '?anonUserToken=nonsense'))).toBe('Auth.MustPassAnonUserToken')
    expect(codeOf(await register(g.token, {}, `?anonUserToken=${other.token}`))).toBe(
      'Auth.MustPassAnonUserToken',
    )
    expect(codeOf(await register(g.token, { Password: 'weak' }))).toBe('Auth.InsecurePassword')
    expect(codeOf(await register(g.token, { Username: buyer.user.username }))).toBe(
      'User.UsernameMustBeUnique',
    )
    expect(codeOf(await register(g.token, { ID: buyer.user.ID }))).toBe('IdExists')
    expect((await m.must('GET', '/buyers/acme/users')).Meta.TotalCount).toBe(2)
  })

  it('ten times at once hands the order to one', async () => {
    const g = await guest()
    const ID = await fill(g.token)
    const answers = await Promise.all(Array.from({ length: 5 }, () => register(g.token)))
    const owners = await Promise.all(
      answers
        .filter((a) => a.status === 200)
        .map(
          async (a) => (await m.api('GET', `/orders/Outgoing/${ID}`, undefined, a.body.access_token)).status,
        ),
    )
    expect(owners.filter((s) => s === 200)).toEqual([200])
  })
})

describe('the order of an anonymous shopper', () => {
  it('goes to the user who signs in, at their own prices and in their own name', async () => {
    const breaks = [{ Quantity: 1, Price: 7 }]
    await m.must('POST', '/buyers/acme/usergroups', { ID: 'vip', Name: 'VIP' })
    await m.must('POST', '/buyers/acme/usergroups/assignments', { UserGroupID: 'vip', UserID: buyer.user.ID })
    await m.must('POST', '/priceschedules', { ID: 'vip', Name: 'VIP', PriceBreaks: breaks })
    const vip = { ProductID: 'rope', BuyerID: 'acme', UserGroupID: 'vip', PriceScheduleID: 'vip' }
    await m.must('POST', '/products/assignments', vip)
    const g = await guest()
    const ID = await fill(g.token, 3)
    await m.must('PATCH', `/orders/Outgoing/${ID}/fromuser`, { FirstName: 'Somebody' }, g.token)
    expect((await m.must('GET', `/orders/Outgoing/${ID}`, undefined, g.token)).Total).toBe(30)
    expect((await transfer(g.token)).status).toBe(204)
    const order = await m.must('GET', `/orders/Outgoing/${ID}`, undefined, buyer.user)
    expect(order).toMatchObject({
      Total: 21,
      Subtotal: 21,
      FromUserID: buyer.user.ID,
      FromUser: { FirstName: 'Uma' },
    })
    const line = await m.must('GET', `/orders/Outgoing/${ID}/lineitems/line`, undefined, buyer.user)
    expect(line).toMatchObject({ UnitPrice: 7, LineTotal: 21, PriceScheduleID: 'vip' })
    expect((await m.api('GET', `/orders/Outgoing/${ID}`, undefined, g.token)).status).toBe(404)
    await m.must('POST', `/orders/Outgoing/${ID}/submit`, undefined, buyer.user)
  })

  it('goes there once: repeated, and without an order, nothing happens', async () => {
    const g = await guest()
    expect((await transfer(g.token)).status).toBe(204)
    const ID = await fill(g.token)
    const other = await m.user('Buyer', 'acme', ['Shopper'])
    const answers = await Promise.all(
      [...Array(5)].map((_, i) => transfer(g.token, i % 2 ? other : buyer.user)),
    )
    expect(new Set(answers.map((a) => a.status))).toEqual(new Set([204]))
    const seen = await Promise.all(
      [other, buyer.user].map(
        async (u) => (await m.api('GET', `/orders/Outgoing/${ID}`, undefined, u)).status,
      ),
    )
    expect(seen.sort()).toEqual([200, 404])
  })

  it('keeps its ID as long as it is theirs, by which their token and what they saved name it', async () => {
    const g = await guest()
    const address = { Street1: '1', City: 'Kiel', Country: 'DE', Shipping: true, Billing: true }
    await m.must('POST', '/me/addresses', address, g.token)
    const ID = await fill(g.token)
    const rename = (ID: string) => m.outcome('PATCH', `/orders/All/${ID}`, { ID: 'anew' })
    expect(await rename(ID)).toEqual([400, 'ValidationFailure'])
    await m.must('POST', `/orders/Outgoing/${ID}/submit`, undefined, g.token)
    expect(await rename(ID)).toEqual([400, 'ValidationFailure'])
    expect((await m.must('GET', `/orders/Outgoing/${ID}`, undefined, g.token)).BillingAddress).toMatchObject({
      Street1: '1',
    })
    expect((await transfer(g.token)).status).toBe(204)
    expect(await rename(ID)).toBe(200)
  })

  it('brings its addresses along', async () => {
    const g = await guest()
    const address = { Street1: '1', City: 'Kiel', Country: 'DE', Shipping: true, Billing: true }
    const saved = await m.must('POST', '/me/addresses', address, g.token)
    const ID = await fill(g.token)
    expect((await m.must('GET', `/orders/Outgoing/${ID}`, undefined, g.token)).ShippingAddressID).toBe(
      saved.ID,
    )
    await transfer(g.token)
    expect((await m.must('GET', `/orders/Outgoing/${ID}`, undefined, buyer.user)).ShippingAddressID).toBe(
      saved.ID,
    )
    expect((await m.must('GET', `/me/addresses/${saved.ID}`, undefined, buyer.user)).Editable).toBe(true)
  })

  it('brings them along also when the user it borrows has another ID since', async () => {
    const g = await guest()
    const address = { Street1: '1', City: 'Kiel', Country: 'DE', Shipping: true, Billing: true }
    const saved = await m.must('POST', '/me/addresses', address, g.token)
    await m.must('PATCH', '/buyers/acme/users/template', { ID: 'renamed' })
    expect((await transfer(g.token)).status).toBe(204)
    expect((await m.must('GET', `/me/addresses/${saved.ID}`, undefined, buyer.user)).Editable).toBe(true)
  })

  it('goes nowhere with a token of a client that was shut', async () => {
    const g = await guest()
    await fill(g.token)
    await m.must('PATCH', `/apiclients/${m.clients.guests}`, { Active: false })
    expect(codeOf(await transfer(g.token))).toBe('Auth.MustPassAnonUserToken')
  })

  it('is told to no webhook with the token of the shopper', async () => {
    await m.must('POST', '/webhooks', {
      Name: 'Hook',
      Url: 'https://hook.example.com',
      HashKey: 'Key',
      ApiClientIDs: [m.clients.storefront],
      WebhookRoutes: [{ Route: 'v1/me/orders', Verb: 'PUT' }],
    })
    const g = await guest()
    await transfer(g.token)
    const { results } = await env.DB.prepare('select Body from events where Marketplace = ?')
      .bind(m.id)
      .all<{ Body: string }>()
    expect(results.map((r) => JSON.parse(r.Body).QueryParams)).toEqual([{ anonUserToken: '[redacted]' }])
  })

  it('goes to a user of another buyer with no address it may not use', async () => {
    const bolt = await m.buyer({ ID: 'bolt' })
    await m.must('POST', '/catalogs/productassignments', { CatalogID: 'bolt', ProductID: 'rope' })
    await m.address({ ID: 'acme' })
    const g = await guest()
    const ID = await fill(g.token)
    expect((await transfer(g.token, bolt.user)).status).toBe(204)
    const order = await m.must('GET', `/orders/Outgoing/${ID}`, undefined, bolt.user)
    // What was chosen stays, as the order's own.
    const copy = { ID: null, AddressName: 'Dock' }
    const gone = { ShippingAddressID: null, BillingAddressID: null, BillingAddress: copy }
    expect(order).toMatchObject({ FromCompanyID: 'bolt', ...gone })
    const line = await m.must('GET', `/orders/Outgoing/${ID}/lineitems/line`, undefined, bolt.user)
    expect(line).toMatchObject({ ShippingAddressID: null, ShippingAddress: copy })
    const later = { ProductID: 'rope', Quantity: 1 }
    const added = await m.must('POST', `/orders/Outgoing/${ID}/lineitems`, later, bolt.user)
    expect(added).toMatchObject({ ShippingAddress: copy })
    expect((await m.api('POST', `/orders/Outgoing/${ID}/submit`, undefined, bolt.user)).status).toBe(201)
  })

  it('brings along what is saved there under an ID of its own, as one that is free', async () => {
    const bolt = await m.buyer({ ID: 'bolt' })
    await m.must('POST', '/catalogs/productassignments', { CatalogID: 'bolt', ProductID: 'rope' })
    const g = await guest()
    const place = { Street1: '1', City: 'Kiel', Country: 'DE' }
    const address = await m.must(
      'POST',
      '/me/addresses',
      { ...place, Shipping: true, Billing: true },
      g.token,
    )
    await m.must('POST', '/buyers/bolt/addresses', { ...place, ID: address.ID, City: 'Ulm' })
    const ID = await fill(g.token)
    await m.must('PATCH', `/orders/Outgoing/${ID}`, { ShippingAddressID: address.ID }, g.token)
    const answers = await Promise.all([...Array(10)].map(() => transfer(g.token, bolt.user)))
    expect(new Set(answers.map((a) => a.status))).toEqual(new Set([204]))
    const { Items } = await m.must('GET', '/me/addresses', undefined, bolt.user)
    expect(Items).toMatchObject([{ City: 'Kiel', Editable: true }])
    expect(Items[0].ID).not.toBe(address.ID)
    expect(await m.must('GET', `/buyers/bolt/addresses/${address.ID}`)).toMatchObject({ City: 'Ulm' })
    const line = await m.must('GET', `/orders/Incoming/${ID}/lineitems/line`)
    expect(line).toMatchObject({ ShippingAddressID: Items[0].ID, ShippingAddress: { City: 'Kiel' } })
  })

  it('is given for the valid token of an anonymous shopper of this marketplace only', async () => {
    const g = await guest()
    await fill(g.token)
    const other = await marketplace()
    const foreign = await other.buyer()
    for (const token of ['', 'nonsense', buyer.user.token])
      expect(codeOf(await transfer(token))).toBe('Auth.MustPassAnonUserToken')
    expect(
      codeOf(await other.api('PUT', `/me/orders?anonUserToken=${g.token}`, undefined, foreign.user)),
    ).toBe('Auth.MustPassAnonUserToken')
    await m.must('DELETE', '/buyers/acme/users/template/tokens')
    expect(codeOf(await transfer(g.token))).toBe('Auth.MustPassAnonUserToken')
  })
})
