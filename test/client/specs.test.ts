import { Auth, LineItems, Me, Orders, Products, Specs, Tokens } from 'ordercloud-javascript-sdk'
import { beforeAll, describe, expect, test } from 'vitest'
import { PASSWORD, storefront } from '../../scripts/demo/demo.ts'
import { errorOf, useWorker } from './sdk.ts'

/** Options of a call as the seller's administrator; without them, a call is the buyer's. */
let admin: { accessToken: string }

beforeAll(async () => {
  admin = await useWorker()
  Tokens.SetAccessToken((await Auth.Login('buyer01', PASSWORD, storefront)).access_token)
})

describe('a vest of the demo', () => {
  const vest = 'BR-VT-200'

  test('tells a buyer what can be chosen, and what it is made in', async () => {
    const specs = await Me.ListSpecs(vest)
    expect(specs.Items.map((s) => [s.ID, s.Options!.length])).toEqual([
      ['vest-color', 2],
      ['vest-size', 4],
      ['vest-print', 1],
      ['vest-pack', 2],
    ])
    expect(await Me.GetSpec(vest, 'vest-size')).toEqual(specs.Items[1])
    const variants = await Me.ListVariants(vest, { sortBy: ['ID'] })
    expect(variants.Items.map((v) => v.ID)).toContain('BR-VT-200-orange-2XL')
    expect(variants.Meta.TotalCount).toBe(8)
    expect(await Me.GetVariant(vest, variants.Items[0]!.ID!)).toEqual(variants.Items[0])
    const product = await Me.GetProduct(vest)
    const counted = variants.Items.reduce((sum, v) => sum + v.Inventory!.QuantityAvailable!, 0)
    expect(product).toMatchObject({
      SpecCount: 4,
      VariantCount: 8,
      Inventory: { QuantityAvailable: counted },
    })
  })

  test('is ordered in a size, with a name on it, for what that costs', async () => {
    const { ID } = await Orders.Create('Outgoing', {})
    const missing = await errorOf(LineItems.Create('Outgoing', ID, { ProductID: vest, Quantity: 10 }))
    expect([missing.status, missing.errorCode]).toEqual([400, 'Spec.OneOrMoreRequiresValue'])
    const line = await LineItems.Create('Outgoing', ID, {
      ProductID: vest,
      Quantity: 10,
      Specs: [
        { SpecID: 'vest-size', OptionID: '2XL' },
        { SpecID: 'vest-print', OptionID: 'name', Value: 'Acme' },
        { SpecID: 'vest-pack', OptionID: 'bulk' },
      ],
    })
    // 14.20, 1.50 more for the size, 3 % less in a carton, and 35 for the print.
    expect(line).toMatchObject({
      LineSubtotal: 187.74,
      UnitPrice: 18.774,
      Variant: { ID: 'BR-VT-200-lime-2XL' },
    })
    const before = await Products.GetVariant(vest, 'BR-VT-200-lime-2XL', admin)
    await Orders.Submit('Outgoing', ID)
    const after = await Products.GetVariant(vest, 'BR-VT-200-lime-2XL', admin)
    expect(after.Inventory!.QuantityAvailable).toBe(before.Inventory!.QuantityAvailable! - 10)
  })
})

test('an administrator makes specs, options and variants', async () => {
  await Products.Create({ ID: 'sdk-shirt', Name: 'Shirt', Active: true }, admin)
  const spec = { ID: 'sdk-size', Name: 'Size', Required: true, DefinesVariant: true }
  expect(await Specs.Create(spec, admin)).toMatchObject({ ...spec, OptionCount: 0, Options: [] })
  const small = { ID: 's', Value: 'Small', PriceMarkupType: 'AmountTotal' as const, PriceMarkup: 1.5 }
  expect(await Specs.CreateOption('sdk-size', small, admin)).toMatchObject(small)
  await Specs.SaveOption('sdk-size', 'm', { Value: 'Medium', ListOrder: 2 }, admin)
  await Specs.PatchOption('sdk-size', 'm', { ListOrder: 1 }, admin)
  expect((await Specs.ListOptions('sdk-size', {}, admin)).Items.map((o) => o.ID)).toEqual(['s', 'm'])
  expect((await Specs.GetOption('sdk-size', 'm', admin)).Value).toBe('Medium')
  await Specs.Patch('sdk-size', { DefaultOptionID: 'm' }, admin)
  await Specs.SaveProductAssignment(
    { SpecID: 'sdk-size', ProductID: 'sdk-shirt', DefaultOptionID: 's' },
    admin,
  )
  const assigned = await Specs.ListProductAssignments({ filters: { ProductID: 'sdk-shirt' } }, admin)
  expect(assigned.Items).toMatchObject([{ SpecID: 'sdk-size', DefaultOptionID: 's' }])
  expect((await Products.ListSpecs('sdk-shirt', {}, admin)).Items).toMatchObject([{ DefaultOptionID: 's' }])

  const product = await Products.GenerateVariants('sdk-shirt', {}, {}, admin)
  expect(product).toMatchObject({ VariantCount: 2, SpecCount: 1 })
  const saved = await Products.SaveVariant('sdk-shirt', 'sdk-shirt-s', { ID: 'sdk-small', Name: 'S' }, admin)
  expect(saved).toMatchObject({ ID: 'sdk-small', Active: true })
  await Products.PatchVariant('sdk-shirt', 'sdk-shirt-m', { Active: false, xp: { Fit: 'loose' } }, admin)
  const list = await Products.ListVariants('sdk-shirt', { filters: { 'xp.Fit': 'loose' } }, admin)
  expect(list.Items.map((v) => v.ID)).toEqual(['sdk-shirt-m'])
  await Products.GenerateVariants('sdk-shirt', { Active: true }, { overwriteExisting: true }, admin)
  expect((await errorOf(Products.GetVariant('sdk-shirt', 'sdk-small', admin))).status).toBe(404)

  await Specs.DeleteOption('sdk-size', 's', admin)
  await Specs.DeleteProductAssignment('sdk-size', 'sdk-shirt', admin)
  await Products.Delete('sdk-shirt', admin)
  await Specs.Delete('sdk-size', admin)
})
