import { beforeEach, describe, expect, it } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let alice: User

const PLACE = { Street1: '1 Quay', City: 'Bergen', Country: 'NO', AddressName: 'Quay' }
const COPY = { ...PLACE, ID: null, DateCreated: null }

beforeEach(async () => {
  m = await marketplace()
  const buyer = await m.buyer({ ID: 'acme' })
  alice = buyer.user
  await m.supplier({ ID: 'north' })
  await m.product(buyer, { ID: 'rope' })
  await m.product(buyer, { ID: 'cord', DefaultSupplierID: 'north' })
})

/** Where an address may be, and what deletes it, alone or with what it belongs to. */
interface Home {
  make: () => Promise<{ ID: string }>
  remove: (id: string) => [path: string, as?: User]
}

const deleted = async ({ remove }: Home, id: string) => {
  const [path, as] = remove(id)
  await m.must('DELETE', path, undefined, as)
}

const ofBuyer: Record<string, Home> = {
  'an address of the buyer': {
    make: () => m.address({ ID: 'acme' }, { ...PLACE, ID: 'dock' }),
    remove: (id) => [`/buyers/acme/addresses/${id}`],
  },
  'a private address': {
    make: () => m.must('POST', '/me/addresses', { ...PLACE, Shipping: true, Billing: true }, alice),
    remove: (id) => [`/me/addresses/${id}`, alice],
  },
  'the user with a private address': {
    make: () => m.must('POST', '/me/addresses', { ...PLACE, Shipping: true, Billing: true }, alice),
    remove: () => [`/buyers/acme/users/${alice.ID}`],
  },
  'the buyer with an address': {
    make: () => m.address({ ID: 'acme' }, { ...PLACE, ID: 'dock' }),
    remove: () => ['/buyers/acme'],
  },
}

const shippedFrom: Record<string, Home & { product: string }> = {
  'an address of the supplier': {
    make: () => m.must('POST', '/suppliers/north/addresses', { ...PLACE, ID: 'dock' }),
    remove: (id) => [`/suppliers/north/addresses/${id}`],
    product: 'cord',
  },
  'an address of the marketplace owner': {
    make: () => m.must('POST', '/addresses', { ...PLACE, ID: 'dock' }),
    remove: (id) => [`/addresses/${id}`],
    product: 'rope',
  },
  'the supplier with an address': {
    make: () => m.must('POST', '/suppliers/north/addresses', { ...PLACE, ID: 'dock' }),
    remove: () => ['/suppliers/north'],
    product: 'cord',
  },
}

const header = (id: string) => m.must('GET', `/orders/Incoming/${id}`)
const lines = async (id: string) => (await m.must('GET', `/orders/Incoming/${id}/lineitems`)).Items

describe('an order that is not submitted keeps where it goes and who pays as one-time addresses', () => {
  it.each(Object.entries(ofBuyer))('when %s is deleted', async (_, home) => {
    const { ID } = await home.make()
    await m.order(alice, [['rope', 1]], { ID: 'draft' })
    await m.must('PATCH', '/orders/Outgoing/draft', { ShippingAddressID: ID, BillingAddressID: ID }, alice)
    const own = { ID: 'own', ProductID: 'rope', Quantity: 1 }
    await m.order(alice, [], { ID: 'lines' })
    await m.must(
      'PATCH',
      '/orders/Outgoing/lines',
      { ShippingAddressID: null, BillingAddressID: null },
      alice,
    )
    await m.must('POST', '/orders/Outgoing/lines/lineitems', { ...own, ShippingAddressID: ID }, alice)
    await deleted(home, ID)

    const gone = { ShippingAddressID: null, BillingAddressID: null }
    expect(await header('draft')).toMatchObject({ ...gone, BillingAddress: COPY })
    expect(await lines('draft')).toMatchObject([{ ShippingAddressID: null, ShippingAddress: COPY }])
    expect(await header('lines')).toMatchObject({ ...gone, BillingAddress: null })
    expect(await lines('lines')).toMatchObject([{ ShippingAddressID: null, ShippingAddress: COPY }])
  })

  it.each(Object.entries(ofBuyer).slice(0, 2))(
    'and is changed and submitted with them: %s',
    async (_, home) => {
      const { ID } = await home.make()
      await m.order(alice, [['rope', 1]], { ID: 'draft' })
      const path = '/orders/Outgoing/draft'
      await m.must('PATCH', path, { ShippingAddressID: ID, BillingAddressID: ID }, alice)
      await deleted(home, ID)
      // What was read can be put back, and changes nothing.
      for (const place of [path, `${path}/lineitems/${(await lines('draft'))[0].ID}`]) {
        const read = await m.must('GET', place, undefined, alice)
        const { LastUpdated: _, ...put } = await m.must('PUT', place, read, alice)
        expect(put).toEqual(Object.fromEntries(Object.entries(read).filter(([n]) => n !== 'LastUpdated')))
      }
      // Later lines go there, too, and the address can be corrected now.
      await m.must('POST', `${path}/lineitems`, { ProductID: 'cord', Quantity: 1 }, alice)
      expect(await lines('draft')).toMatchObject([{ ShippingAddress: COPY }, { ShippingAddress: COPY }])
      await m.must('PATCH', `${path}/shipto`, { Street2: 'Shed 4' }, alice)
      expect(await m.must('POST', `${path}/submit`, {}, alice)).toMatchObject({ BillingAddress: COPY })
      for (const line of await lines('draft'))
        expect(line).toMatchObject({
          ShippingAddressID: null,
          ShippingAddress: { ...COPY, Street2: 'Shed 4' },
        })
    },
  )

  it.each(Object.entries(shippedFrom))(
    'where its lines come from, and a product comes from nowhere certain: %s',
    async (_, home) => {
      const { ID } = await home.make()
      await m.must('PATCH', `/products/${home.product}`, { ShipFromAddressID: ID })
      await m.order(alice, [[home.product, 1]], { ID: 'draft' })
      expect(await lines('draft')).toMatchObject([{ ShipFromAddressID: ID, ShipFromAddress: { ID } }])
      await deleted(home, ID)
      const kept = [{ ShipFromAddressID: null, ShipFromAddress: COPY }]
      expect(await lines('draft')).toMatchObject(kept)
      expect(await m.must('GET', `/products/${home.product}`)).toMatchObject({ ShipFromAddressID: null })
      await m.must('POST', '/orders/Outgoing/draft/submit', {}, alice)
      expect(await lines('draft')).toMatchObject(kept)
    },
  )

  it('while it is being changed and submitted by many: each shows the address in the end', async () => {
    await m.address({ ID: 'acme' }, { ...PLACE, ID: 'dock' })
    const ids = Array.from({ length: 10 }, (_, i) => `draft${i}`)
    for (const ID of ids) {
      await m.order(alice, [['rope', 1]], { ID })
      await m.must(
        'PATCH',
        `/orders/Outgoing/${ID}`,
        { ShippingAddressID: 'dock', BillingAddressID: 'dock' },
        alice,
      )
    }
    const more = (ID: string) =>
      m.api('POST', `/orders/Outgoing/${ID}/lineitems`, { ProductID: 'rope', Quantity: 1 }, alice)
    const [removed, ...answers] = await Promise.all([
      m.api('DELETE', '/buyers/acme/addresses/dock'),
      ...ids.map((ID, i) => (i % 2 ? more(ID) : m.api('POST', `/orders/Outgoing/${ID}/submit`, {}, alice))),
    ])
    expect([removed.status, ...answers.map((a) => a.status)]).toEqual([204, ...ids.map(() => 201)])
    for (const ID of ids) {
      expect(await header(ID)).toMatchObject({ BillingAddress: PLACE })
      for (const line of await lines(ID)) expect(line.ShippingAddress).toMatchObject(PLACE)
    }
  })
})

describe('an order that was submitted', () => {
  it('tells what was agreed, under the ID of then, when the address is deleted', async () => {
    await m.address({ ID: 'acme' }, { ...PLACE, ID: 'dock' })
    await m.order(alice, [['rope', 1]], { ID: 'sent' })
    await m.must(
      'PATCH',
      '/orders/Outgoing/sent',
      { ShippingAddressID: 'dock', BillingAddressID: 'dock' },
      alice,
    )
    await m.must('POST', '/orders/Outgoing/sent/submit', {}, alice)
    const before = [await header('sent'), await lines('sent')]
    await m.must('DELETE', '/buyers/acme/addresses/dock')
    expect([await header('sent'), await lines('sent')]).toEqual(before)
  })
})

describe('an address that is given to its user no longer', () => {
  it('stays where it was chosen, and goes along when the order is submitted', async () => {
    await m.address({ ID: 'acme' }, { ...PLACE, ID: 'dock' })
    await m.order(alice, [['rope', 1]], { ID: 'draft' })
    await m.must(
      'PATCH',
      '/orders/Outgoing/draft',
      { ShippingAddressID: 'dock', BillingAddressID: 'dock' },
      alice,
    )
    await m.must('DELETE', '/buyers/acme/addresses/dock/assignments')
    const read = await m.must('GET', '/orders/Outgoing/draft', undefined, alice)
    expect(await m.must('PUT', '/orders/Outgoing/draft', read, alice)).toMatchObject({
      ShippingAddressID: 'dock',
    })
    await m.must('POST', '/orders/Outgoing/draft/submit', {}, alice)
    expect(await lines('draft')).toMatchObject([{ ShippingAddressID: 'dock', ShippingAddress: PLACE }])
  })
})

describe('a line', () => {
  it('is found by the place it comes from, whosever that is, and by names as they are now', async () => {
    await m.address({ ID: 'acme' }, { ...PLACE, ID: 'dock' })
    await m.must('POST', '/addresses', { ...PLACE, ID: 'yard', City: 'Molde' })
    await m.order(alice, [], { ID: 'draft', ShippingAddressID: 'dock', xp: {} })
    const line = { ID: 'c', ProductID: 'cord', Quantity: 1 }
    await m.must('POST', '/orders/Outgoing/draft/lineitems', line, alice)
    await m.must('PATCH', '/orders/Incoming/draft/lineitems/c', { ShipFromAddressID: 'yard' })
    const found = async (path: string, query: string) =>
      (await m.must('GET', `${path}?${query}`)).Items.map(({ ID }: { ID: string }) => ID)
    const lists = ['/orders/Incoming/draft/lineitems', '/lineitems/Incoming']
    expect(await lines('draft')).toMatchObject([{ ShipFromAddress: { City: 'Molde' } }])
    expect(await found(lists[0]!, 'ShipFromAddress.City=Molde')).toEqual(['c'])

    await m.must('POST', '/orders/Outgoing/draft/submit', {}, alice)
    await m.must('PATCH', '/addresses/yard', { ID: 'pier' })
    await m.must('PATCH', '/buyers/acme/addresses/dock', { ID: 'quay' })
    await m.must('PATCH', '/products/cord', { ID: 'twine' })
    const shown = {
      ShipFromAddress: { ID: 'pier' },
      ShippingAddress: { ID: 'quay' },
      Product: { ID: 'twine' },
    }
    expect(await lines('draft')).toMatchObject([shown])
    for (const list of lists) {
      for (const [model, { ID }] of Object.entries(shown))
        expect([list, model, await found(list, `${model}.ID=${ID}`)]).toEqual([list, model, ['c']])
      for (const former of ['ShipFromAddress.ID=yard', 'ShippingAddress.ID=dock', 'Product.ID=cord'])
        expect([list, former, await found(list, former)]).toEqual([list, former, []])
    }
    expect(await found('/orders/Incoming', 'LineItems.Product.ID=twine')).toEqual(['draft'])
  })

  it('comes from the address of its supplier, of several of one ID, and shows it at once', async () => {
    await m.must('POST', '/addresses', { ...PLACE, ID: 'dock', City: 'Oslo' })
    await m.must('POST', '/suppliers/north/addresses', { ...PLACE, ID: 'dock' })
    await m.must('PATCH', '/products/cord', { ShipFromAddressID: 'dock' })
    await m.order(alice, [], { ID: 'draft' })
    const add = (body: object) => m.must('POST', '/orders/Outgoing/draft/lineitems', body, alice)
    expect(await add({ ID: 'c', ProductID: 'cord', Quantity: 1 })).toMatchObject({
      ShipFromAddress: { City: 'Bergen' },
    })
    await add({ ID: 'r', ProductID: 'rope', Quantity: 1 })
    const set = (line: string, ShipFromAddressID: string | null) =>
      m.must('PATCH', `/orders/Incoming/draft/lineitems/${line}`, { ShipFromAddressID })
    expect(await set('r', 'dock')).toMatchObject({ ShipFromAddress: { City: 'Oslo' } })
    await m.must('POST', '/orders/Outgoing/draft/submit', {}, alice)
    // Another place than was agreed is agreed anew.
    await m.must('POST', '/addresses', { ...PLACE, ID: 'yard', City: 'Molde' })
    expect(await set('r', 'yard')).toMatchObject({
      ShipFromAddressID: 'yard',
      ShipFromAddress: { City: 'Molde' },
    })
    await m.must('PATCH', '/addresses/yard', { City: 'Voss' })
    expect(await lines('draft')).toMatchObject([
      { ShipFromAddress: { City: 'Bergen' } },
      { ShipFromAddress: { City: 'Molde' } },
    ])
    expect(await set('r', null)).toMatchObject({ ShipFromAddressID: null, ShipFromAddress: null })
  })
})
