import { beforeEach, describe, expect, it } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let buyer: { ID: string; user: User }

const INVENTORY = { Enabled: true, QuantityAvailable: 10 }
const records = '/products/mug/inventoryrecords'
const variantRecords = '/products/mug/variants/mug-s/inventoryrecords'
const sized = { Specs: [{ SpecID: 'size', OptionID: 's' }] }
const shown = async (path: string) => {
  const { Inventory, QuantityAvailable } = await m.must('GET', path)
  return Inventory ? Inventory.QuantityAvailable : QuantityAvailable
}

const mug = (Inventory: object) => m.must('PUT', '/products/mug', { Name: 'Mug', Active: true, Inventory })
const variant = async (QuantityAvailable?: number) => {
  await mug({ Enabled: true, VariantLevelTracking: true })
  await m.must('POST', '/specs/productassignments', { SpecID: 'size', ProductID: 'mug' })
  await m.must('POST', '/products/mug/variants/generate?overwriteExisting=true', { Active: true })
  await m.must('PATCH', '/products/mug/variants/mug-s', { Inventory: { QuantityAvailable } })
}
const record = (path: string, QuantityAvailable = 10) =>
  m.must('POST', path, { ID: 'west', AddressID: 'dock', QuantityAvailable })

interface CounterKind {
  /** Makes the counter, with ten; made again it stands under the same IDs. */
  make: () => Promise<unknown>
  /** Deletes it. */
  drop: () => Promise<unknown>
  /** Where its quantity shows. */
  at: string
  /** What the line says beside its quantity. */
  line?: object
  /** Gives it, or what it stands below, another ID. @returns where its quantity shows then */
  rename: () => Promise<string>
}

const dropMug = () => m.must('DELETE', '/products/mug')
const moved = async (path: string, ID: string, then: string) => {
  await m.must('PATCH', path, { ID })
  return then
}

/** Everything that counts stock. */
const kinds: Record<string, CounterKind> = {
  'a product': {
    make: () => mug(INVENTORY),
    drop: dropMug,
    at: '/products/mug',
    rename: () => moved('/products/mug', 'cup', '/products/cup'),
  },
  'the parent of a product': {
    make: async () => {
      await m.must('PUT', '/products/all-mugs', {
        Name: 'Mugs',
        Active: true,
        IsParent: true,
        Inventory: INVENTORY,
      })
      await m.must('POST', '/catalogs/productassignments', { CatalogID: buyer.ID, ProductID: 'all-mugs' })
      await m.must('PUT', '/products/mug', { Name: 'Mug', Active: true, ParentID: 'all-mugs' })
    },
    drop: async () => {
      await m.must('PATCH', '/products/mug', { ParentID: null })
      await m.must('DELETE', '/products/all-mugs')
    },
    at: '/products/all-mugs',
    rename: () => moved('/products/all-mugs', 'cups', '/products/cups'),
  },
  'a variant': {
    make: () => variant(10),
    drop: () => m.must('POST', '/products/mug/variants/generate?overwriteExisting=true', { Active: true }),
    at: '/products/mug/variants/mug-s',
    line: sized,
    rename: () => moved('/products/mug/variants/mug-s', 'small', '/products/mug/variants/small'),
  },
  'an inventory record': {
    make: async () => {
      await mug(INVENTORY)
      await record(records)
    },
    drop: dropMug,
    at: `${records}/west`,
    line: { InventoryRecordID: 'west' },
    rename: () => moved(`${records}/west`, 'east', `${records}/east`),
  },
  'an inventory record of a variant': {
    make: async () => {
      await variant()
      await record(variantRecords)
    },
    drop: dropMug,
    at: `${variantRecords}/west`,
    line: { ...sized, InventoryRecordID: 'west' },
    rename: () => moved('/products/mug', 'cup', '/products/cup/variants/mug-s/inventoryrecords/west'),
  },
}

/** Every way in which an order gives back the three it took. */
const ways: Record<string, (order: string) => Promise<unknown>> = {
  'an order that is canceled': (order) => m.must('POST', `${order}/cancel`),
  'an order that is deleted': (order) => m.must('DELETE', order),
  'a line that is removed': (order) => m.must('DELETE', `${order}/lineitems/l`),
  'a completed order that is canceled': async (order) => {
    await m.must('POST', `${order}/complete`)
    await m.must('POST', `${order}/cancel`)
  },
  'a line of which all but one is taken back': (order) =>
    m.must('PATCH', `${order}/lineitems/l`, { Quantity: 1 }),
}
const given = (way: string) => (way.includes('all but one') ? 2 : 3)

/** An open order that took three of ten. */
async function bought({ line = {}, at }: CounterKind): Promise<string> {
  await m.must('POST', '/priceschedules', {
    ID: 'ten',
    Name: 'Ten',
    PriceBreaks: [{ Quantity: 1, Price: 10 }],
  })
  await m.must('PATCH', '/products/mug', { DefaultPriceScheduleID: 'ten' })
  await m
    .must('POST', '/catalogs/productassignments', { CatalogID: buyer.ID, ProductID: 'mug' })
    .catch(() => null)
  const { ID } = await m.order(buyer.user)
  const path = `/orders/Outgoing/${ID}`
  await m.must('POST', `${path}/lineitems`, { ID: 'l', ProductID: 'mug', Quantity: 3, ...line }, buyer.user)
  await m.must('POST', `${path}/submit`, undefined, buyer.user)
  expect(await shown(at)).toBe(7)
  return `/orders/Incoming/${ID}`
}

beforeEach(async () => {
  m = await marketplace()
  buyer = await m.buyer()
  await m.must('POST', '/addresses', { ID: 'dock', Street1: 'Quay', City: 'Hamburg', Country: 'DE' })
  await m.must('POST', '/specs', { ID: 'size', Name: 'Size', Required: true, DefinesVariant: true })
  await m.must('POST', '/specs/size/options', { ID: 's', Value: 's' })
})

describe.each(Object.entries(kinds))('stock of %s', (_, kind) => {
  it.each(Object.entries(ways))(
    'comes back by %s, under whatever ID it has by then',
    async (way, giveBack) => {
      await kind.make()
      const order = await bought(kind)
      const at = await kind.rename()
      await giveBack(order)
      expect(await shown(at)).toBe(7 + given(way))
    },
  )

  it.each(Object.entries(ways))('made again under the same ID gets nothing by %s', async (_, giveBack) => {
    await kind.make()
    const order = await bought(kind)
    await kind.drop()
    await kind.make()
    expect(await shown(kind.at)).toBe(10)
    await giveBack(order)
    expect(await shown(kind.at)).toBe(10)
  })
})

it('stock of a parent comes back to it, and not to the parent that the child has by then', async () => {
  const kind = kinds['the parent of a product']!
  await kind.make()
  const order = await bought(kind)
  await m.must('POST', '/products', {
    ID: 'others',
    Name: 'Others',
    Active: true,
    IsParent: true,
    Inventory: INVENTORY,
  })
  await m.must('PATCH', '/products/mug', { ParentID: 'others' })
  await m.must('PATCH', `${order}/lineitems/l`, { Quantity: 2 })
  await m.must('POST', `${order}/cancel`)
  expect([await shown('/products/all-mugs'), await shown('/products/others')]).toEqual([10, 10])
})
