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

test('seeding again resets what the file says of an object, and keeps what it does not speak of', async () => {
  const api = await connect(inject('url'), { clientID: integration, clientSecret: INTEGRATION_SECRET })
  const body = async (path: string) => (await api('GET', path)).body
  const file = parseSeedFile(`
Objects:
  Buyers: [{ ID: reset, Name: Reset, Active: true }]
  Users:
    - { ID: ruth, BuyerID: reset, Username: ruth, FirstName: Ruth, LastName: Less, Email: ruth@example.com, Active: true }
  SpendingAccounts: [{ ID: budget, BuyerID: reset, Name: Budget, Balance: 100, AllowAsPaymentMethod: true }]
  Incrementors: [{ ID: reset, Name: Reset, LastNumber: 5, LeftPaddingCount: 3 }]
  Products:
    - { ID: reset, Name: Reset, Active: true, Inventory: { Enabled: true, QuantityAvailable: 10 }, xp: { Color: Red } }
    - { ID: bare, Name: Bare, Active: true }
`)
  expect(await seed(file, api)).toMatchObject({ errors: [] })
  const change = async (path: string, changes: object) =>
    expect((await api('PATCH', path, changes)).status).toBe(200)
  const more = { Description: 'Changed', xp: { Size: 'L' }, Inventory: { QuantityAvailable: 3 } }
  await change('/products/reset', { Name: 'Changed', ...more })
  await change('/products/bare', { ...more, Inventory: { Enabled: true, QuantityAvailable: 3 } })
  await change('/buyers/reset/users/ruth', { Phone: '555-0100', Password: 'Some-Password-1' })
  await change('/buyers/reset/spendingaccounts/budget', { Name: 'Changed', Balance: 60 })
  await change('/incrementors/reset', { LastNumber: 9, Name: 'Changed' })
  await api('PUT', '/products/other', { Name: 'Other' })
  const { PasswordLastSetDate } = (await body('/buyers/reset/users/ruth')) as { PasswordLastSetDate: string }
  expect(PasswordLastSetDate).toBeTruthy()

  expect(await seed(file, api)).toMatchObject({ errors: [] })
  expect(await body('/products/reset')).toMatchObject({
    Name: 'Reset',
    Description: null,
    xp: { Color: 'Red' },
    Inventory: { QuantityAvailable: 10 },
  })
  expect(((await body('/products/reset')) as { xp: object }).xp).toEqual({ Color: 'Red' })
  expect(await body('/products/bare')).toMatchObject({
    Description: null,
    xp: null,
    Inventory: null,
  })
  expect(await body('/buyers/reset/users/ruth')).toMatchObject({ Phone: null, PasswordLastSetDate })
  expect(await body('/buyers/reset/spendingaccounts/budget')).toMatchObject({ Name: 'Budget', Balance: 60 })
  expect(await body('/incrementors/reset')).toMatchObject({ Name: 'Reset', LastNumber: 9 })
  expect(await body('/products/other')).toMatchObject({ Name: 'Other' })
})
