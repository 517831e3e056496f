import { expect, inject, test } from 'vitest'
import { INTEGRATION_SECRET, integration } from '../../scripts/demo/demo.ts'
import { connect } from '../../scripts/seed/api.ts'
import { parseSeedFile } from '../../scripts/seed/file.ts'
import { seed } from '../../scripts/seed/seed.ts'

/** As the public tool downloads a marketplace: counts, and lists inside the record they belong to. */
const downloaded = `
Objects:
  AdminAddresses:
    - { ID: seeded-dock, Street1: 4th, City: Minneapolis, State: MN, Zip: '55409', Country: US }
  Products:
    - { ID: seeded-mask, OwnerID: <MarketplaceID placeholder>, Name: Mask, Active: true, SpecCount: 2, VariantCount: 4, Inventory: { Enabled: true } }
    - ID: seeded-jacket
      Name: Jacket
      VariantCount: 2
      Variants:
        - { ID: jacket-small, Name: null, Active: false, Inventory: null, Specs: [{ SpecID: seeded-size, OptionID: S }], xp: null }
  Specs:
    - ID: seeded-color
      Name: Color
      DefinesVariant: true
      Required: true
      DefaultOptionID: red
      OptionCount: 2
      Options: [{ ID: red, Value: Red }, { ID: blue, Value: Blue }]
    - { ID: seeded-size, Name: Size, DefinesVariant: true, Required: true }
  SpecOptions:
    - { ID: S, SpecID: seeded-size, Value: S }
    - { ID: M, SpecID: seeded-size, Value: M }
  InventoryRecords:
    - { ProductID: seeded-mask, AddressID: seeded-dock, QuantityAvailable: 30 }
    - { ProductID: seeded-mask, AddressID: seeded-dock, QuantityAvailable: 30 }
Assignments:
  SpecProductAssignments:
    - { SpecID: seeded-color, ProductID: seeded-mask }
    - { SpecID: seeded-size, ProductID: seeded-mask }
    - { SpecID: seeded-size, ProductID: seeded-jacket }
`

test('a downloaded file has its variants generated, and seeded again changes nothing', async () => {
  const api = await connect(inject('url'), { clientID: integration, clientSecret: INTEGRATION_SECRET })
  const list = async (path: string) => {
    const { status, body } = await api('GET', path)
    expect([path, status]).toEqual([path, 200])
    return (body as { Items: { ID: string; Active?: boolean }[] }).Items.map(({ ID, Active }) => [ID, Active])
  }
  const file = parseSeedFile(downloaded)
  const seeded = async () => {
    expect(await seed(file, api)).toMatchObject({ saved: 15, errors: [] })
    return {
      masks: await list('/products/seeded-mask/variants'),
      jackets: await list('/products/seeded-jacket/variants'),
      records: await list('/products/seeded-mask/inventoryrecords'),
    }
  }
  const first = await seeded()
  expect(first.masks.map(([id]) => id)).toEqual([
    'seeded-mask-blue-M',
    'seeded-mask-blue-S',
    'seeded-mask-red-M',
    'seeded-mask-red-S',
  ])
  expect(first.jackets).toContainEqual(['jacket-small', false])
  expect(first.jackets.length).toBe(2)
  expect(first.records.length).toBe(2)
  expect(await seeded()).toEqual(first)
})
