import { beforeAll, expect, it } from 'vitest'
import { scans, strays } from '../conformance/plan.ts'
import { explain } from '../support/explain.ts'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'

let m: Marketplace
let alice: User
const line = (ID: string, ProductID: string, OptionID: string) => ({
  ID,
  ProductID,
  Quantity: 1,
  Specs: [{ SpecID: 'size', OptionID }],
})

beforeAll(async () => {
  m = await marketplace()
  const buyer = await m.buyer({ ID: 'B1' })
  alice = buyer.user
  await m.must('POST', '/specs', { ID: 'size', Name: 'Size', Required: true, DefinesVariant: true })
  for (const ID of ['s', 'm']) await m.must('POST', '/specs/size/options', { ID, Value: ID })
  for (const ID of ['mug', 'cap']) {
    await m.product(buyer, { ID, Inventory: { Enabled: true, VariantLevelTracking: ID === 'mug' } })
    await m.must('PATCH', `/products/${ID}`, { Inventory: { OrderCanExceed: true } })
    await m.must('POST', '/specs/productassignments', { SpecID: 'size', ProductID: ID })
    await m.must('POST', `/products/${ID}/variants/generate`)
  }
  for (const order of ['open', 'cart']) {
    await m.must('POST', '/orders/Outgoing', { ID: order }, alice)
    for (const product of ['mug', 'cap'])
      await m.must('POST', `/orders/Outgoing/${order}/lineitems`, line(product, product, 's'), alice)
  }
})

it.each<[string, string, string, unknown?, ('seller' | 'alice')?]>([
  ['LineItems.Create', 'POST', '/orders/Outgoing/cart/lineitems', line('x', 'mug', 'm'), 'alice'],
  [
    'LineItems.Patch',
    'PATCH',
    '/orders/Outgoing/cart/lineitems/x',
    { Specs: [{ SpecID: 'size', Value: 's' }] },
    'alice',
  ],
  ['Orders.Validate', 'POST', '/orders/Outgoing/open/validate', undefined, 'alice'],
  ['Orders.Submit', 'POST', '/orders/Outgoing/open/submit', undefined, 'alice'],
  ['LineItems.Patch', 'PATCH', '/orders/Incoming/open/lineitems/mug', { Quantity: 2 }],
  ['Orders.Cancel', 'POST', '/orders/Incoming/open/cancel'],
  ['Products.PatchVariant', 'PATCH', '/products/mug/variants/mug-s', { Inventory: { QuantityAvailable: 5 } }],
  ['Products.PatchVariant', 'PATCH', '/products/mug/variants/mug-s', { ID: 'small' }],
  ['Specs.PatchOption', 'PATCH', '/specs/size/options/s', { ID: 'small', Value: 'Small' }],
  ['Specs.Patch', 'PATCH', '/specs/size', { ID: 'fit', Name: 'Fit', DefaultOptionID: 'm' }],
  ['Specs.Patch', 'PATCH', '/specs/fit', { Required: false, DefinesVariant: false }],
  ['Specs.Patch', 'PATCH', '/specs/fit', { Required: true, DefinesVariant: true }],
  ['Products.GenerateVariants', 'POST', '/products/mug/variants/generate?overwriteExisting=true'],
  ['Specs.DeleteOption', 'DELETE', '/specs/fit/options/m'],
  ['Specs.DeleteProductAssignment', 'DELETE', '/specs/fit/productassignments/cap'],
  ['Products.ListSpecs', 'GET', '/products/mug/specs?DefaultOptionID=x&sortBy=Name'],
  ['Me.ListSpecs', 'GET', '/me/products/mug/specs', undefined, 'alice'],
  ['Me.ListVariants', 'GET', '/me/products/mug/variants?Inventory.QuantityAvailable=1', undefined, 'alice'],
  ['Specs.Delete', 'DELETE', '/specs/fit'],
])(
  '%s finds by index, in two round trips at most (%s %s)',
  async (operation, method, path, body, as = 'seller') => {
    await m.must('GET', '/me/products', undefined, alice)
    const user = as === 'alice' ? alice : m.seller
    const sent = await sentDuring(() => m.must(method, path, body, user))
    const { batches } = sent.find((s) => s.operation === operation)!
    expect(batches.length).toBeLessThanOrEqual(method === 'GET' ? 1 : 2)
    for (const statement of batches.flat()) {
      const plan = await explain(statement)
      expect([statement.sql, scans(statement.sql, plan)]).toEqual([statement.sql, []])
      expect([statement.sql, strays(statement.sql, plan)]).toEqual([statement.sql, []])
    }
  },
)

it('a line that changes its option keeps up with renamed specs and options', async () => {
  const { Items } = await m.must('GET', '/orders/Outgoing/cart/lineitems', undefined, alice)
  // Those of the mug went with its variants.
  expect(Items).toMatchObject([{ ID: 'cap', Specs: [{ SpecID: 'fit', OptionID: 'small' }] }])
})
