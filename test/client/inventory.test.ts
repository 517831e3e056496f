import {
  AdminAddresses,
  Auth,
  Catalogs,
  InventoryRecords,
  LineItems,
  Me,
  Orders,
  PriceSchedules,
  Products,
  Suppliers,
  Tokens,
} from 'ordercloud-javascript-sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSWORD, storefront } from '../../scripts/demo/demo.ts'
import { errorOf, useWorker } from './sdk.ts'

/** Options of a call as the seller's administrator; without them, a call is the buyer's. */
let admin: { accessToken: string }

/** A family of the SDK's own, in the buyer's catalogue, with an address that stock can stand at. */
beforeAll(async () => {
  admin = await useWorker()
  Tokens.SetAccessToken((await Auth.Login('buyer01', PASSWORD, storefront)).access_token)
  const { Buyer } = await Me.Get()
  const place = { Street1: '1 Quay', City: 'Hamburg', Country: 'DE' }
  await AdminAddresses.Create({ ID: 'sdk-depot', ...place }, admin)
  await Suppliers.Create({ ID: 'sdk-seller', Name: 'SDK', Active: true, AllBuyersCanOrder: true }, admin)
  const { Currency } = (await Me.Get()).Locale ?? {}
  for (const [ID, Price] of [
    ['sdk-price', 9],
    ['sdk-seller-price', 8],
  ] as const)
    await PriceSchedules.Create({ ID, Name: ID, Currency, PriceBreaks: [{ Quantity: 1, Price }] }, admin)
  await Products.Create(
    {
      ID: 'sdk-parent',
      Name: 'Parent',
      Active: true,
      IsParent: true,
      Description: 'Of the parent',
      DefaultPriceScheduleID: 'sdk-price',
      xp: { Color: 'red' },
    },
    admin,
  )
  await Catalogs.SaveProductAssignment({ CatalogID: Buyer!.DefaultCatalogID, ProductID: 'sdk-parent' }, admin)
  await Products.Create(
    { ID: 'sdk-child', Name: 'Child', Active: true, ParentID: 'sdk-parent', Inventory: { Enabled: true } },
    admin,
  )
})

afterAll(async () => {
  await Products.Delete('sdk-child', admin)
  await Products.Delete('sdk-parent', admin)
  await Suppliers.Delete('sdk-seller', admin)
  await AdminAddresses.Delete('sdk-depot', admin)
})

test('a child product shows what its parent has', async () => {
  const child = await Me.GetProduct('sdk-child')
  expect(child).toMatchObject({ Description: 'Of the parent', xp: { Color: 'red' } })
  expect(child.PriceSchedule!.ID).toBe('sdk-price')
  const { Items } = await Me.ListProducts({ filters: { ParentID: 'sdk-parent' } })
  expect(Items.map((p) => p.ID)).toEqual(['sdk-child'])
})

test('a supplier of a product is saved, listed, priced and removed', async () => {
  await Products.SaveSupplier(
    'sdk-child',
    'sdk-seller',
    { defaultPriceScheduleID: 'sdk-seller-price' },
    admin,
  )
  const { Items } = await Products.ListSuppliers('sdk-child', {}, admin)
  expect(Items).toMatchObject([{ ID: 'sdk-seller', DefaultPriceScheduleID: 'sdk-seller-price' }])
  expect((await Products.List({ supplierID: 'sdk-seller' }, admin)).Items.map((p) => p.ID)).toEqual([
    'sdk-child',
  ])
  const sellers = (await Me.ListProductSellers('sdk-child', { filters: { ID: 'sdk-seller' } })).Items
  expect(sellers).toMatchObject([{ Name: 'SDK', PriceSchedule: { ID: 'sdk-seller-price' } }])
  const sold = await Me.GetProduct('sdk-child', { sellerID: 'sdk-seller' })
  expect(sold.PriceSchedule!.PriceBreaks![0]!.Price).toBe(8)
  await Products.RemoveSupplier('sdk-child', 'sdk-seller', admin)
  expect((await errorOf(Me.GetProduct('sdk-child', { sellerID: 'sdk-seller' }))).status).toBe(404)
})

test('inventory records are kept, assigned, seen by whom they are for, and drawn on', async () => {
  const body = { ID: 'west', AddressID: 'sdk-depot', QuantityAvailable: 5, AllowAllBuyers: false }
  const created = await InventoryRecords.Create('sdk-child', body, admin)
  expect(created).toMatchObject({ ...body, Address: { ID: 'sdk-depot' } })
  expect(await InventoryRecords.Get('sdk-child', 'west', admin)).toEqual(created)
  await InventoryRecords.Patch('sdk-child', 'west', { NotificationPoint: 2 }, admin)
  expect(await InventoryRecords.Save('sdk-child', 'west', body, admin)).toMatchObject({
    NotificationPoint: null,
  })
  const listed = await InventoryRecords.List('sdk-child', { includeAddress: true } as never, admin)
  expect(listed.Items).toMatchObject([{ ID: 'west', Address: { City: 'Hamburg' } }])

  const seen = async () => (await Me.ListProductInventoryRecords('sdk-child')).Items.map((r) => r.ID)
  expect(await seen()).toEqual([])
  const assignment = { InventoryRecordID: 'west', BuyerID: 'acme' }
  await InventoryRecords.SaveAssignment('sdk-child', assignment, admin)
  expect((await InventoryRecords.ListAssignments('sdk-child', {}, admin)).Items).toMatchObject([assignment])
  expect(await seen()).toEqual(['west'])
  expect((await Me.GetProduct('sdk-child')).Inventory!.QuantityAvailable).toBe(5)
  const found = await Me.ListProducts({ filters: { 'InventoryRecords.AddressID': 'sdk-depot' } })
  expect(found.Items.map((p) => p.ID)).toEqual(['sdk-child'])

  const order = await Orders.Create('Outgoing', {})
  const line = { ProductID: 'sdk-child', Quantity: 6, InventoryRecordID: 'west' }
  expect((await errorOf(LineItems.Create('Outgoing', order.ID!, line))).errorCode).toBe(
    'Inventory.Insufficient',
  )
  const made = await LineItems.Create('Outgoing', order.ID!, { ...line, Quantity: 2 })
  expect(made.InventoryRecordID).toBe('west')
  await Orders.Submit('Outgoing', order.ID!)
  expect((await InventoryRecords.Get('sdk-child', 'west', admin)).QuantityAvailable).toBe(3)
  const refused = await errorOf(InventoryRecords.Delete('sdk-child', 'west', admin))
  expect(refused.errorCode).toBe('InventoryRecord.OpenOrdersExist')
  await Orders.Delete('Incoming', order.ID!, admin)

  await InventoryRecords.DeleteAssignment('sdk-child', 'west', { buyerID: 'acme' }, admin)
  expect(await seen()).toEqual([])
  await InventoryRecords.Delete('sdk-child', 'west', admin)
  expect((await errorOf(InventoryRecords.Get('sdk-child', 'west', admin))).status).toBe(404)
})
