import { beforeAll, describe, expect, it } from 'vitest'
import { code } from '../support/answers.ts'
import type { User } from '../support/marketplace.ts'
import { m, order, useOrders } from './order-shop.ts'

useOrders()

describe('addresses of an order', () => {
  let hq: { ID: string }
  let other: { ID: string }
  let b: { ID: string; user: User }
  beforeAll(async () => {
    b = await m.buyer({ ID: 'B2' })
    await m.product(b, { ID: 'PA', price: 1 })
    hq = await m.address(b, { ID: 'hq' })
    other = await m.address(b, { ID: 'other', Country: 'DE' })
    await m.must('POST', `/buyers/B2/addresses`, { ID: 'bills', Street1: 's', City: 'c', Country: 'DE' })
    await m.must('POST', `/buyers/B2/addresses/assignments`, { AddressID: 'bills', IsBilling: true })
  })

  it('are those the user may use, with the right flag', async () => {
    const { ID } = await m.order(b.user, [['PA', 1]])
    expect(
      await m.must('PATCH', order(ID), { ShippingAddressID: hq.ID, BillingAddressID: 'bills' }, b.user),
    ).toMatchObject({
      ShippingAddressID: 'hq',
      BillingAddressID: 'bills',
      BillingAddress: { ID: 'bills', City: 'c' },
    })
    expect(code(await m.api('PATCH', order(ID), { ShippingAddressID: 'bills' }, b.user))).toBe(
      'Address.IsNotShippingAddress',
    )
    expect(await m.api('PATCH', order(ID), { ShippingAddressID: 'nope' }, b.user)).toMatchObject({
      status: 404,
      body: { Errors: [{ Data: { ObjectType: 'Address', ObjectID: 'nope' } }] },
    })
  })

  it('show none in the header as soon as lines differ, and again when they agree', async () => {
    const { ID } = await m.order(b.user, [['PA', 1]], { ShippingAddressID: hq.ID })
    const [line] = (await m.must('GET', order(`${ID}/lineitems`), undefined, b.user)).Items
    expect(line).toMatchObject({ ShippingAddressID: 'hq', ShippingAddress: { City: 'Hamburg' } })
    await m.must('PATCH', order(`${ID}/lineitems/${line.ID}`), { ShippingAddressID: other.ID }, b.user)
    expect(await m.must('GET', order(ID), undefined, b.user)).toMatchObject({ ShippingAddressID: null })
    // Later lines still inherit what was set on the order.
    expect(await m.must('POST', order(`${ID}/lineitems`), { ProductID: 'PA' }, b.user)).toMatchObject({
      ShippingAddressID: 'hq',
    })
    await m.must('PATCH', order(`${ID}/lineitems/${line.ID}`), { ShippingAddressID: 'hq' }, b.user)
    expect(await m.must('GET', order(ID), undefined, b.user)).toMatchObject({ ShippingAddressID: 'hq' })
  })

  it('can be set once for this order, and then patched', async () => {
    const { ID } = await m.order(b.user, [['PA', 1]])
    expect(code(await m.api('PATCH', order(`${ID}/billto`), { City: 'x' }, b.user))).toBe(
      'BillingAddress.CannotModifyNotFound',
    )
    const once = { Street1: '1 High St', City: 'Oslo', Country: 'NO' }
    expect(await m.must('PUT', order(`${ID}/billto`), once, b.user)).toMatchObject({
      BillingAddressID: null,
      BillingAddress: { ID: null, City: 'Oslo' },
    })
    expect(await m.must('PATCH', order(`${ID}/billto`), { City: 'Bergen' }, b.user)).toMatchObject({
      BillingAddress: { City: 'Bergen', Street1: '1 High St' },
    })
    await m.must('PUT', order(`${ID}/shipto`), once, b.user)
    expect(
      (await m.must('GET', order(`${ID}/lineitems`), undefined, b.user)).Items[0].ShippingAddress,
    ).toMatchObject({ City: 'Oslo' })
    expect(await m.api('PUT', order(`${ID}/shipto`), { ...once, Country: 'US' }, b.user)).toMatchObject({
      status: 400,
      body: { Errors: [{ Data: { Property: 'State', Rule: 'Required' } }, { Data: { Property: 'Zip' } }] },
    })
  })

  it('show as they were chosen once the order is submitted', async () => {
    const dock = await m.address(b, { ID: 'dock', City: 'Kiel' })
    const { ID } = await m.order(b.user, [['PA', 1]], { ShippingAddressID: hq.ID, BillingAddressID: hq.ID })
    await m.must('POST', order(`${ID}/submit`), undefined, b.user)
    const [line] = (await m.must('GET', order(`${ID}/lineitems`), undefined, b.user)).Items
    const admin = `/orders/Incoming/${ID}`
    await m.must('PATCH', admin, { BillingAddressID: dock.ID, ShippingAddressID: dock.ID })
    await m.must('PATCH', '/buyers/B2/addresses/dock', { City: 'Bremen' })
    expect(await m.must('GET', admin)).toMatchObject({
      BillingAddressID: 'dock',
      BillingAddress: { ID: 'dock', City: 'Kiel' },
    })
    const shown = async () => (await m.must('GET', `${admin}/lineitems/${line.ID}`)).ShippingAddress
    expect(await shown()).toMatchObject({ ID: 'dock', City: 'Kiel' })
    await m.must('PATCH', `${admin}/lineitems/${line.ID}`, { ShippingAddressID: other.ID })
    await m.must('PATCH', '/buyers/B2/addresses/other', { City: 'Emden' })
    expect(await shown()).toMatchObject({ ID: 'other', City: 'Hamburg' })
  })

  it('can be patched in place on a submitted order, however they were set', async () => {
    const { ID } = await m.order(b.user, [['PA', 1]], { ShippingAddressID: hq.ID })
    await m.must('POST', order(`${ID}/submit`), undefined, b.user)
    await m.must('PATCH', `/orders/Incoming/${ID}/shipto`, { City: 'Husum' })
    const [line] = (await m.must('GET', order(`${ID}/lineitems`), undefined, b.user)).Items
    expect(line.ShippingAddress).toMatchObject({ ID: null, City: 'Husum', Street1: '1 Quay' })
  })

  it('are none of the saved ones when they are set for once, and stay those they were chosen as when they are patched', async () => {
    const { ID } = await m.order(b.user, [['PA', 1]], { ShippingAddressID: hq.ID, BillingAddressID: hq.ID })
    await m.must('POST', order(`${ID}/submit`), undefined, b.user)
    const admin = `/orders/Incoming/${ID}`
    const [{ ID: line }] = (await m.must('GET', `${admin}/lineitems`)).Items
    const saved = async () => {
      const { BillingAddressID, ShippingAddressID } = await m.must('GET', admin)
      return [
        BillingAddressID,
        ShippingAddressID,
        (await m.must('GET', `${admin}/lineitems/${line}`)).ShippingAddressID,
      ]
    }
    for (const path of ['billto', 'shipto', `lineitems/${line}/shipto`])
      await m.must('PATCH', `${admin}/${path}`, { City: 'Husum' })
    expect(await saved()).toEqual(['hq', 'hq', 'hq'])
    const once = { Street1: '1 High St', City: 'Oslo', Country: 'NO' }
    await m.must('PUT', `${admin}/lineitems/${line}/shipto`, once)
    expect(await saved()).toEqual(['hq', null, null])
    for (const path of ['billto', 'shipto']) await m.must('PUT', `${admin}/${path}`, once)
    expect(await saved()).toEqual([null, null, null])
  })

  it('cannot be patched in place when they were set by ID', async () => {
    const { ID } = await m.order(b.user, [['PA', 1]], { ShippingAddressID: hq.ID })
    expect(code(await m.api('PATCH', order(`${ID}/shipto`), { City: 'x' }, b.user))).toBe(
      'ShippingAddress.CannotPatchSetByID',
    )
  })
})
