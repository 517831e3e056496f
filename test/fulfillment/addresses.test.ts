import { beforeAll, describe, expect, it } from 'vitest'
import type { User } from '../support/marketplace.ts'
import { betweenReadAndWrite } from '../support/observe.ts'
import { alice, buyer, d, m, useDesk } from './support.ts'

useDesk()

const QUAY = { Street1: '1 Quay', City: 'Bergen', Country: 'NO' }

let sue: User

beforeAll(async () => {
  await m.product(buyer, { ID: 'P' })
  await m.address(buyer, { ID: 'hq', City: 'Oslo' })
  sue = (await m.supplier({ ID: 'S1' })).user
  await m.must('POST', '/suppliers/S1/addresses', { ...QUAY, ID: 'dock' })
  await m.must('POST', '/addresses', { ...QUAY, ID: 'dock', City: 'Trondheim' })
})

const notFound = (ObjectID: string) => ({
  status: 404,
  body: { Errors: [{ ErrorCode: 'NotFound', Data: { ObjectType: 'Address', ObjectID } }] },
})

describe('the addresses of a shipment', () => {
  it('are the owner’s to come from, the buyer’s to go to', async () => {
    const body = { BuyerID: 'B1', FromAddressID: 'dock', ToAddressID: 'HQ' }
    expect(await m.must('POST', '/shipments', body, sue)).toMatchObject({
      FromAddressID: 'dock',
      FromAddress: { ID: 'dock', City: 'Bergen' },
      ToAddressID: 'hq',
      ToAddress: { ID: 'hq', City: 'Oslo', Country: 'DE' },
    })
    expect(await m.must('POST', '/shipments', body)).toMatchObject({ FromAddress: { City: 'Trondheim' } })
    const owned = await m.must('POST', '/shipments', { ...body, OwnerID: 'S1' })
    expect(owned).toMatchObject({ FromAddress: { City: 'Bergen' } })
  })

  it('must exist, on the side they are named for', async () => {
    expect(await m.api('POST', '/shipments', { FromAddressID: 'hq' })).toMatchObject(notFound('hq'))
    expect(await m.api('POST', '/shipments', { ToAddressID: 'hq' })).toMatchObject(notFound('hq'))
    expect(await m.api('POST', '/shipments', { BuyerID: 'B1', ToAddressID: 'dock' })).toMatchObject(
      notFound('dock'),
    )
    const shipment = await d.shipment({ BuyerID: 'B1' })
    expect(await m.api('PATCH', `/shipments/${shipment}`, { ToAddressID: 'nowhere' })).toMatchObject(
      notFound('nowhere'),
    )
  })

  it.each([
    ['From', 'addresses', 'FromAddressID'],
    ['To', 'buyers/B1/addresses', 'ToAddressID'],
  ])('%s: are named as they are, though one is renamed while it is chosen', async (side, path, property) => {
    await m.must('POST', `/${path}`, { ...QUAY, ID: `was-${side}` })
    const rename = `update addresses set ID = 'is-${side}' where Marketplace = ? and ID = 'was-${side}'`
    const body = { BuyerID: 'B1', [property]: `was-${side}` }
    const create = () => m.api('POST', '/shipments', body)
    expect(await betweenReadAndWrite(m.id, 'Shipments.Create', [rename], create)).toMatchObject(
      notFound(`was-${side}`),
    )
  })

  it('stay what they were when the shipment was addressed', async () => {
    const shipment = await d.shipment({ BuyerID: 'B1', FromAddressID: 'dock', ToAddressID: 'hq' })
    await m.address({ ID: 'B1' }, { ID: 'old', City: 'Kiel' })
    await m.must('PATCH', `/shipments/${shipment}`, { ToAddressID: 'old' })
    await m.must('PATCH', '/buyers/B1/addresses/old', { City: 'Lübeck' })
    await m.must('PATCH', '/buyers/B1/addresses/old', { ID: 'new' })
    const read = await m.must('GET', `/shipments/${shipment}`)
    expect(read).toMatchObject({ ToAddressID: 'new', ToAddress: { ID: 'new', City: 'Kiel' } })
    await m.must('DELETE', '/buyers/B1/addresses/new')
    expect(await m.must('PUT', `/shipments/${shipment}`, read)).toEqual(read)
    expect(await m.must('PATCH', `/shipments/${shipment}`, { ToAddressID: null })).toMatchObject({
      ToAddressID: null,
      ToAddress: null,
      FromAddress: { ID: 'dock' },
    })
  })

  it('and its organisations follow their names', async () => {
    await m.buyer({ ID: 'B3' })
    await m.address({ ID: 'B3' }, { ID: 'depot' })
    const ted = (await m.supplier({ ID: 'S3' })).user
    await m.must('POST', '/suppliers/S3/addresses', { ...QUAY, ID: 'pier' })
    const body = { BuyerID: 'B3', FromAddressID: 'pier', ToAddressID: 'depot' }
    const shipment = await d.shipment(body, ted)
    await m.must('PATCH', '/suppliers/S3', { ID: 'S4' })
    await m.must('PATCH', '/suppliers/S4/addresses/pier', { ID: 'berth' })
    await m.must('PATCH', '/buyers/B3', { ID: 'B4' })
    await m.must('PATCH', '/buyers/B4/addresses/depot', { ID: 'store' })
    const followed = { OwnerID: 'S4', BuyerID: 'B4', FromAddressID: 'berth', ToAddressID: 'store' }
    expect(await m.must('GET', `/shipments/${shipment}`, undefined, ted)).toMatchObject(followed)
    expect(await m.must('PATCH', `/shipments/${shipment}`, { Shipper: 'DHL' }, ted)).toMatchObject(followed)
  })

  it('may be set for once, in place of saved ones', async () => {
    const shipment = await d.shipment({ BuyerID: 'B1', FromAddressID: 'dock', ToAddressID: 'hq' })
    expect(await m.must('PUT', `/shipments/${shipment}/shipto`, { ...QUAY, ID: 'hq' })).toMatchObject({
      ToAddressID: null,
      ToAddress: { ID: null, City: 'Bergen', Country: 'NO', Zip: null },
      FromAddressID: 'dock',
    })
    const read = await m.must('PUT', `/shipments/${shipment}/shipfrom`, QUAY)
    expect(read).toMatchObject({ FromAddressID: null, FromAddress: { City: 'Bergen' } })
    expect(await m.must('GET', `/shipments/${shipment}`)).toEqual(read)
    expect(await m.must('PUT', `/shipments/${shipment}`, read)).toEqual(read)
    expect(await m.must('PATCH', `/shipments/${shipment}`, { FromAddressID: 'dock' })).toMatchObject({
      FromAddress: { ID: 'dock', City: 'Trondheim' },
    })
  })

  it('are whole', async () => {
    const shipment = await d.shipment()
    const answer = await m.api('PUT', `/shipments/${shipment}/shipto`, { Street1: 'x', Country: 'US' })
    expect(answer.status).toBe(400)
    expect(answer.body.Errors.map((e: { Data: { Property: string } }) => e.Data.Property)).toEqual(['City'])
    expect((await m.api('PUT', '/shipments/none/shipto', QUAY)).status).toBe(404)
  })

  it('may be private only where an order of that user went there', async () => {
    const shopper = await m.as(alice, { roles: ['Shopper', 'MeAddressAdmin'] })
    const { ID } = await m.must('POST', '/me/addresses', { ...QUAY, Shipping: true, Billing: false }, shopper)
    const body = { BuyerID: 'B1', ToAddressID: ID }
    expect(await m.api('POST', '/shipments', body)).toMatchObject(notFound(ID))
    await d.open(alice, 'home', [['X1', 'P', 1]], { ShippingAddressID: ID })
    expect(await m.must('POST', '/shipments', body)).toMatchObject({ ToAddress: { ID, City: 'Bergen' } })
    expect(await m.api('POST', '/orders/Incoming/home/ship', { ID: 'home', ToAddressID: ID })).toMatchObject({
      status: 201,
    })
    expect(await m.must('GET', '/me/shipments/home', undefined, alice)).toMatchObject({
      ToAddress: { ID, City: 'Bergen' },
    })
  })
})
