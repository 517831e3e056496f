import { beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Marketplace, marketplace, type User } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'

let m: Marketplace
let b: { ID: string; user: User }

beforeAll(async () => {
  m = await marketplace()
  b = await m.buyer()
  for (const Currency of ['USD', 'EUR', 'GBP']) await m.must('POST', '/locales', { ID: Currency, Currency })
})

const code = ({ body }: Answer) => body.Errors[0].ErrorCode
const assign = (LocaleID: string, BuyerID: string, UserGroupID?: string) =>
  m.must('POST', '/locales/assignments', { LocaleID, BuyerID, UserGroupID })
const localeOf = async (user: User) => (await m.must('GET', '/me', undefined, user)).Locale

/** A group of a buyer with these members. */
async function group(of: { ID: string }, ID: string, ...members: User[]) {
  await m.must('POST', `/buyers/${of.ID}/usergroups`, { ID, Name: ID })
  for (const { ID: UserID } of members)
    await m.must('POST', `/buyers/${of.ID}/usergroups/assignments`, { UserGroupID: ID, UserID })
}

describe('locales', () => {
  it('are one for each currency and language, in any letter case, unset languages included', async () => {
    const conflict = { status: 409, body: { Errors: [{ ErrorCode: 'Locale.DuplicateLanguageAndCurrency' }] } }
    expect(await m.api('POST', '/locales', { Currency: 'usd' })).toMatchObject(conflict)
    await m.must('POST', '/locales', { ID: 'USD-en', Currency: 'USD', Language: 'en' })
    expect(await m.api('POST', '/locales', { Currency: 'USD', Language: 'EN' })).toMatchObject(conflict)
    expect(await m.api('PATCH', '/locales/USD-en', { Language: null })).toMatchObject(conflict)
    expect(await m.api('PUT', '/locales/fresh', { Currency: 'EUR' })).toMatchObject(conflict)
    expect((await m.must('PUT', '/locales/USD-en', { Currency: 'USD', Language: 'en' })).ID).toBe('USD-en')
    const other = await marketplace()
    await other.must('POST', '/locales', { Currency: 'USD' })
  })

  it('belong to who makes them; the marketplace owner may give one to a supplier, once', async () => {
    const supplier = await m.supplier({}, ['LocaleAdmin'])
    expect(await m.must('GET', '/locales/USD')).toMatchObject({ OwnerID: m.id })
    const given = { ID: 'CHF', Currency: 'CHF', OwnerID: supplier.ID }
    expect((await m.must('POST', '/locales', given)).OwnerID).toBe(supplier.ID)
    expect((await m.must('PATCH', '/locales/CHF', { OwnerID: m.id })).OwnerID).toBe(supplier.ID)
    const own = { ID: 'SEK', Currency: 'SEK', OwnerID: m.id }
    expect((await m.must('POST', '/locales', own, supplier.user)).OwnerID).toBe(supplier.ID)
    const seen = (await m.must('GET', '/locales', undefined, supplier.user)).Items
    expect(seen.map((l: { ID: string }) => l.ID)).toEqual(['CHF', 'SEK'])
    expect((await m.api('PATCH', '/locales/USD', {}, supplier.user)).status).toBe(404)
    // A buyer sees its own.
    await assign('SEK', b.ID)
    const reader = await m.as(b.user, { roles: ['LocaleReader'] })
    expect((await m.must('GET', '/locales', undefined, reader)).Items).toHaveLength(1)
    expect((await m.api('GET', '/locales/USD', undefined, reader)).status).toBe(404)
    expect((await m.must('GET', '/locales/assignments', undefined, reader)).Items).toEqual([
      { LocaleID: 'SEK', BuyerID: b.ID, UserGroupID: null },
    ])
    // In which currency a buyer is sold to is not theirs to say.
    const assignment = { LocaleID: 'SEK', BuyerID: b.ID }
    expect(code(await m.api('POST', '/locales/assignments', assignment, supplier.user))).toBe(
      'Auth.UserNotAuthorizedToAdmin',
    )
  })

  it('are one for each party: the last one assigned', async () => {
    const c = await m.buyer()
    await assign('USD', c.ID)
    await assign('EUR', c.ID)
    expect((await m.must('GET', `/locales/assignments?buyerID=${c.ID}`)).Items).toEqual([
      { LocaleID: 'EUR', BuyerID: c.ID, UserGroupID: null },
    ])
    await m.must('DELETE', `/locales/USD/assignments?buyerID=${c.ID}`)
    expect((await localeOf(c.user)).ID).toBe('EUR')
    expect((await m.api('DELETE', '/locales/EUR/assignments')).status).toBe(400)
    expect(
      code(await m.api('POST', '/locales/assignments', { LocaleID: 'EUR', BuyerID: c.ID, UserID: 'x' })),
    ).toBe('PartyAssignment.UserLevelNotAllowed')
    await m.must('DELETE', `/locales/EUR/assignments?buyerID=${c.ID}`)
    expect(await localeOf(c.user)).toBeNull()
  })

  it('of a user are the group’s before the buyer’s, and of several groups the first by ID', async () => {
    const c = await m.buyer()
    const path = `/buyers/${c.ID}/users/${c.user.ID}`
    expect((await m.must('GET', path)).Locale).toBeNull()
    await assign('USD', c.ID)
    expect((await m.must('GET', path)).Locale).toEqual({
      ID: 'USD',
      OwnerID: m.id,
      Currency: 'USD',
      Language: null,
    })
    await group(c, 'b-group', c.user)
    await assign('GBP', c.ID, 'b-group')
    expect((await localeOf(c.user)).ID).toBe('GBP')
    await group(c, 'a-group', c.user)
    await assign('EUR', c.ID, 'a-group')
    expect((await localeOf(c.user)).ID).toBe('EUR')
    // Lists show it too, and filter by it.
    const list = async (query: string) => (await m.must('GET', `/buyers/${c.ID}/users?${query}`)).Items
    expect((await list(''))[0].Locale.ID).toBe('EUR')
    expect(await list('Locale.Currency=eur')).toHaveLength(1)
    expect(await list('Locale.Currency=USD')).toHaveLength(0)
    // A colleague in neither group has the buyer's, from the first answer on.
    const body = { Username: `${c.ID}-2`, FirstName: 'a', LastName: 'b', Email: 'c@d.e', Active: true }
    expect((await m.must('POST', `/buyers/${c.ID}/users`, body)).Locale.ID).toBe('USD')
    await m.must('DELETE', `/buyers/${c.ID}/usergroups/a-group`)
    expect((await localeOf(c.user)).ID).toBe('GBP')
  })

  it('follow renames and go with a deletion', async () => {
    const c = await m.buyer()
    await m.must('POST', '/locales', { ID: 'NOK', Currency: 'NOK' })
    await assign('NOK', c.ID)
    await m.must('PATCH', '/locales/NOK', { ID: 'krone' })
    await m.must('PATCH', `/buyers/${c.ID}`, { ID: `${c.ID}-renamed` })
    expect((await localeOf(c.user)).ID).toBe('krone')
    await m.must('DELETE', '/locales/krone')
    expect(await localeOf(c.user)).toBeNull()
    expect((await m.must('GET', `/locales/assignments?buyerID=${c.ID}-renamed`)).Items).toEqual([])
  })
})

describe('the currency of a locale', () => {
  /** A product with a schedule in each currency; the one without is its default. */
  async function product(of: { ID: string }, currencies: (string | null)[]) {
    const made = await m.product(of)
    for (const Currency of currencies) {
      const ID = `${made.ID}-${Currency}`
      await m.must('POST', '/priceschedules', {
        ID,
        Name: ID,
        Currency,
        PriceBreaks: [{ Quantity: 1, Price: 7 }],
      })
    }
    return made.ID as string
  }
  const priceFor = async (user: User, productID: string) =>
    (await m.must('GET', `/me/products/${productID}`, undefined, user)).PriceSchedule?.ID ?? null

  it('says which schedules a shopper is priced by, in any letter case; none is a currency like others', async () => {
    const c = await m.buyer()
    const p = await product(c, ['eur', 'USD'])
    expect(await priceFor(c.user, p)).toBe(p)
    await m.must('PATCH', `/products/${p}`, { DefaultPriceScheduleID: `${p}-eur` })
    expect(await priceFor(c.user, p)).toBeNull()
    await assign('EUR', c.ID)
    expect(await priceFor(c.user, p)).toBe(`${p}-eur`)
    await assign('USD', c.ID)
    expect(await priceFor(c.user, p)).toBeNull()
    const { Items } = await m.must('GET', '/me/products', undefined, c.user)
    expect(Items.map((i: { ID: string; PriceSchedule: unknown }) => [i.ID, i.PriceSchedule])).toEqual([
      [p, null],
    ])
  })

  it('must be that of a schedule assigned to the party: the group’s, else the buyer’s', async () => {
    const c = await m.buyer()
    const p = await product(c, ['EUR', 'USD'])
    await group(c, 'abroad', c.user)
    const give = (Currency: string | null, UserGroupID?: string) =>
      m.api('POST', '/products/assignments', {
        ProductID: p,
        BuyerID: c.ID,
        UserGroupID,
        PriceScheduleID: Currency ? `${p}-${Currency}` : p,
      })
    expect(code(await give('USD'))).toBe('PriceSchedule.CurrencyMismatch')
    await assign('USD', c.ID)
    expect((await give('USD')).status).toBe(204)
    expect((await give('USD', 'abroad')).status).toBe(204)
    expect(code(await give(null))).toBe('PriceSchedule.CurrencyMismatch')
    await assign('EUR', c.ID, 'abroad')
    expect(code(await give('USD', 'abroad'))).toBe('PriceSchedule.CurrencyMismatch')
    expect((await give('EUR', 'abroad')).status).toBe(204)
    expect(await priceFor(c.user, p)).toBe(`${p}-EUR`)
    const colleague = await m.user('Buyer', c.ID, ['Shopper'])
    expect(await priceFor(colleague, p)).toBe(`${p}-USD`)
  })

  it('is that of an order from its creation on; a change of locale fails its submit', async () => {
    const c = await m.buyer()
    const p = await product(c, ['EUR', 'USD'])
    await assign('USD', c.ID)
    await m.must('PATCH', `/products/${p}`, { DefaultPriceScheduleID: `${p}-USD` })
    const order = await m.order(c.user, [[p, 2]])
    expect(order).toMatchObject({ Currency: 'USD', Subtotal: 14 })
    await assign('EUR', c.ID)
    await m.must('PATCH', `/products/${p}`, { DefaultPriceScheduleID: `${p}-EUR` })
    const submit = `/orders/Outgoing/${order.ID}/submit`
    for (const path of [submit, `/orders/Outgoing/${order.ID}/validate`])
      expect(await m.api('POST', path, undefined, c.user)).toMatchObject({
        status: 400,
        body: {
          Errors: [
            { ErrorCode: 'Order.CurrencyMismatch', Data: { OrderCurrency: 'USD', UserCurrency: 'EUR' } },
          ],
        },
      })
    await assign('USD', c.ID)
    await m.must('PATCH', `/products/${p}`, { DefaultPriceScheduleID: `${p}-USD` })
    expect(await m.must('POST', submit, undefined, c.user)).toMatchObject({ Status: 'Open', Currency: 'USD' })
    // What is agreed on stays: no later locale touches it.
    await m.must('DELETE', `/locales/USD/assignments?buyerID=${c.ID}`)
    expect((await m.must('GET', `/orders/Outgoing/${order.ID}`, undefined, c.user)).Currency).toBe('USD')
  })

  it('of an order on behalf of a shopper is the shopper’s', async () => {
    const c = await m.buyer()
    await assign('GBP', c.ID)
    const body = { FromCompanyID: c.ID, FromUserID: c.user.ID }
    expect((await m.must('POST', '/orders/Incoming', body)).Currency).toBe('GBP')
  })

  it('refuses a line that has no price in it', async () => {
    const c = await m.buyer()
    const p = await product(c, ['EUR'])
    await assign('EUR', c.ID)
    const order = await m.order(c.user)
    const line = { ProductID: p, Quantity: 1 }
    const lines = `/orders/Outgoing/${order.ID}/lineitems`
    expect(code(await m.api('POST', lines, line, c.user))).toBe('PriceSchedule.MissingOrConflicting')
    await m.must('PATCH', `/products/${p}`, { DefaultPriceScheduleID: `${p}-EUR` })
    expect(await m.must('POST', lines, line, c.user)).toMatchObject({ LineTotal: 7 })
  })

  it('is looked for once, and not for each product of a list', async () => {
    const c = await m.buyer()
    for (let i = 0; i < 20; i++) await m.product(c)
    const { ID } = await m.product(c)
    let described = 0
    const rows = async () => {
      await m.must('GET', '/me/products', undefined, c.user)
      // What is known is void each time.
      await m.must('PATCH', `/products/${ID}`, { Description: `${described++}` })
      const sent = await sentDuring(() => m.must('GET', '/me/products', undefined, c.user))
      return sent.flatMap((s) => s.batches.flat()).reduce((sum, s) => sum + s.rowsRead, 0)
    }
    const without = await rows()
    await group(c, 'one', c.user)
    await group(c, 'two', c.user)
    await assign('EUR', c.ID, 'two')
    // The schedules are in no currency, and so not read now: what is left is the price of knowing that.
    expect(await rows()).toBeLessThanOrEqual(without + 40)
  })
})
