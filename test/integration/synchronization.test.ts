import { describe, expect, test } from 'vitest'
import { signature } from '../../src/store/outbox/signature.ts'
import { MINUTE, useDeliveries } from './harness.ts'
import { type Received, receive } from './receiver.ts'
import { useSynchronization } from './synchronizing.ts'

const t = useDeliveries()
const { config, sync, deliverAll } = useSynchronization(t)

const told = (received: Received[]) => received.map(({ body }) => `${body.Action} ${body.Data.ID}`)

describe('synchronization', () => {
  test('tells of an object that is made, changed, renamed and deleted, in an envelope that is signed', async () => {
    const received = receive()
    const url = await config()
    expect((await sync('entitysync/buyers')).status).toBe(200)
    await t.create('acme')
    expect(t.market.queue.length).toBe(1)
    await deliverAll()
    await t.market.call('PATCH', '/buyers/acme', { Name: 'Acme Inc.' })
    await deliverAll()
    await t.market.call('PATCH', '/buyers/acme', { ID: 'apex' })
    await deliverAll()
    await t.market.call('DELETE', '/buyers/apex')
    await deliverAll()
    expect(told(received).slice(0, 2)).toEqual(['Created acme', 'Updated acme'])
    expect(told(received).slice(2, 4).sort()).toEqual(['Deleted acme', 'Updated apex'])
    expect(told(received).slice(4)).toEqual(['Deleted apex'])
    const [{ url: sentTo, headers, text, body }] = received as [Received]
    expect(sentTo).toBe(url)
    expect(headers.get('X-oc-hash')).toBe(signature('hush', new TextEncoder().encode(text)))
    expect(body).toMatchObject({
      Type: 'sitecore.ordercloud.messages.entitysync.buyers.created',
      MarketplaceID: t.market.id,
      Environment: 'Sandbox',
      Data: { ID: 'acme', Name: 'acme', Active: true },
    })
    const numbers = received.map((r) => r.body.Sequence)
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(Math.max(...numbers)).toBe(numbers.at(-1))
    expect(headers.get('X-oc-delivery-id')).toBe(body.ID)
  })

  test.each([
    [
      'adminusers',
      '/adminusers',
      { ID: 'u', Username: 'u-NAME', FirstName: 'F', LastName: 'L', Email: 'f@x.com', Active: true },
    ],
    [
      'buyers/users',
      '/buyers/b/users',
      { ID: 'u', Username: 'u-NAME', FirstName: 'F', LastName: 'L', Email: 'f@x.com', Active: true },
    ],
    ['buyers/usergroups', '/buyers/b/usergroups', { ID: 'g', Name: 'G' }],
    ['suppliers', '/suppliers', { ID: 's2', Name: 'S', Active: true }],
    [
      'suppliers/users',
      '/suppliers/s/users',
      { ID: 'u', Username: 'u-NAME', FirstName: 'F', LastName: 'L', Email: 'f@x.com', Active: true },
    ],
    ['catalogs', '/catalogs', { ID: 'c2', Name: 'C' }],
    ['categories', '/catalogs/c/categories', { ID: 'k', Name: 'K' }],
    ['products', '/products', { ID: 'p2', Name: 'P' }],
    [
      'products/inventoryrecords',
      '/products/p/inventoryrecords',
      { ID: 'r', AddressID: 'a', QuantityAvailable: 3 },
    ],
  ])('%s: made, asked for, deleted', async (entity, path, sent) => {
    const received = receive()
    await config()
    await t.market.call('PUT', '/buyers/b', { Name: 'B', Active: true })
    await t.market.call('PUT', '/suppliers/s', { Name: 'S', Active: true })
    await t.market.call('PUT', '/catalogs/c', { Name: 'C' })
    await t.market.call('PUT', '/addresses/a', { Street1: 'S', City: 'C', Country: 'NO', AddressName: 'A' })
    await t.market.call('PUT', '/products/p', { Name: 'P', Inventory: { Enabled: true } })
    const at = entity === 'products' ? 'productsync' : `entitysync/${entity}`
    expect((await sync(at)).status).toBe(200)
    const body = JSON.parse(JSON.stringify(sent).replace('NAME', t.market.id))
    const made = await t.market.call('POST', path, body)
    expect([made.status, made.body.Errors]).toEqual([201, undefined])
    await deliverAll()
    expect(told(received)).toEqual([`Created ${body.ID}`])
    // A product is told with what belongs to it.
    expect(received[0]!.body.Data).toEqual(
      entity === 'products' ? expect.objectContaining(made.body) : made.body,
    )

    const names = {
      adminusers: ['UserID'],
      products: ['ProductID'],
      suppliers: ['SupplierID'],
      catalogs: ['CatalogID'],
    }
    const named: Record<string, string[]> = {
      ...names,
      'buyers/users': ['BuyerID', 'UserID'],
      'buyers/usergroups': ['BuyerID', 'UserGroupID'],
      'suppliers/users': ['SupplierID', 'UserID'],
      categories: ['CatalogID', 'CategoryID'],
      'products/inventoryrecords': ['ProductID', 'InventoryRecordID'],
    }
    const parent = path.split('/')[2]
    const ids = [...(parent ? [parent] : []), body.ID]
    const asked = Object.fromEntries(named[entity]!.map((name, i) => [name, ids[i]]))
    const ask = `/integrations/${at.replace('suppliers', entity === 'suppliers' ? 'supplier' : 'suppliers')}/sync`
    expect((await t.market.call('POST', ask, asked)).status).toBe(204)
    await deliverAll()
    expect(told(received).slice(1)).toEqual([`Updated ${body.ID}`])
    expect(await t.market.call('POST', ask, { ...asked, [named[entity]!.at(-1)!]: 'nothing' })).toMatchObject(
      { status: 404 },
    )

    expect((await t.market.call('DELETE', `${path}/${body.ID}`)).status).toBe(204)
    await deliverAll()
    expect(told(received).slice(2)).toEqual([`Deleted ${body.ID}`])
    if (parent) expect(Object.values(received.at(-1)!.body.Data)).toEqual([parent, body.ID])
  })

  test('of an object that has gone, where deletions are not told, is nothing, and nothing that failed', async () => {
    const received = receive()
    await config()
    await t.market.call('PUT', '/integrations/ErrorConfig', { DeliveryConfigID: 'erp' })
    await sync('entitysync/buyers', { SyncEntityDeleted: false })
    await t.create('acme')
    await t.market.call('DELETE', '/buyers/acme')
    await deliverAll()
    t.now += MINUTE
    await t.sweepAt(t.now)
    await deliverAll()
    expect(received).toEqual([])
    const log = async () =>
      (await t.market.call('GET', '/integrations/deliveryconfig/erp/deliveries')).body.Items
    expect(await log()).toMatchObject([
      { Status: 'Skipped', Attempts: 0, LastError: 'There is nothing to tell any more.' },
    ])
    // The catalog that a new buyer is given has its ID.
    await t.market.call('DELETE', '/catalogs/acme')
    expect(await t.create('acme')).toBe(201)
    await deliverAll()
    expect(told(received)).toEqual(['Created acme'])
    expect(await log()).toMatchObject([{ Status: 'Delivered', Attempts: 1, LastError: null }])
  })

  test('that was given up while something waited leaves nothing that failed', async () => {
    const received = receive()
    await config()
    await t.market.call('PUT', '/integrations/ErrorConfig', { DeliveryConfigID: 'erp' })
    await sync('entitysync/buyers')
    await t.create('acme')
    await t.market.call('DELETE', '/integrations/entitysync/buyers')
    await deliverAll()
    expect(received).toEqual([])
  })
})
