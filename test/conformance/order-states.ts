import { order, submitted, type World, waiting } from './world.ts'

const Name = 'State'

/** Orders in each state that can be reached, with lines of each kind. */
export async function makeOrders(world: World) {
  const { market, buyer } = world
  const { must } = market
  const lines = '/orders/Outgoing/rich/lineitems'
  await must(
    'POST',
    '/orders/Outgoing',
    { ID: 'rich', BillingAddressID: 'dock', ShippingAddressID: 'dock', xp: { A: 1 } },
    buyer,
  )
  await must(
    'POST',
    lines,
    {
      ID: 'with-spec',
      ProductID: 'rope',
      Quantity: 2,
      DateNeeded: '2031-01-01',
      Specs: [{ SpecID: 'finish', OptionID: 'tarred' }],
      xp: { B: null },
    },
    buyer,
  )
  await must('POST', lines, { ID: 'one-time', ProductID: 'none', Quantity: 2 }, buyer)
  const address = { Street1: 'Quay', City: 'Hamburg', Country: 'DE' }
  await must('PUT', `${lines}/one-time/shipto`, address, buyer)
  await must('POST', lines, { ID: 'own-price', ProductID: 'none', Quantity: 3, UnitPrice: 2.5 }, buyer)
  await must('POST', '/orders/Outgoing/rich/bundles/kit', {}, buyer)
  await must('POST', '/orders/Outgoing', { ID: 'one-time' }, buyer)
  await must('PUT', '/orders/Outgoing/one-time/shipto', address, buyer)
  await must('PUT', '/orders/Outgoing/one-time/billto', address, buyer)
  await must('POST', '/orders/Outgoing', { ID: 'empty' }, buyer)
  await submitted(world, 'cancelled')
  await must('POST', '/orders/Outgoing/cancelled/cancel', {}, buyer)
  await waiting(world, 'declined')
  await must('POST', '/orders/Outgoing/declined/decline', {}, buyer)
  await submitted(world, 'completed')
  await must('POST', '/orders/Incoming/completed/complete')
  await order(world, 'addressed', { ShippingAddressID: 'dock', BillingAddressID: 'dock' })
  await must('POST', '/orders/Outgoing/addressed/submit', {}, buyer)
  await must('POST', '/shipments', {
    ID: 'later',
    BuyerID: 'acme',
    ToAddressID: 'dock',
    TrackingNumber: 'T',
    Cost: 3.5,
    xp: { A: 1 },
  })
  await must('POST', '/shipments/later/items', {
    OrderID: 'addressed',
    LineItemID: 'line',
    QuantityShipped: 1,
  })
}

/** What was in order when it was made, and would be refused today. */
export async function makeGone(world: World) {
  const { market, buyer } = world
  const { must } = market
  const product = async (ID: string, more: Record<string, unknown> = {}) => {
    await must('POST', '/priceschedules', { ID, Name, PriceBreaks: [{ Quantity: 1, Price: 4 }] })
    await must('POST', '/products', { ID, Name, Active: true, DefaultPriceScheduleID: ID, ...more })
    await must('POST', '/catalogs/productassignments', { CatalogID: 'industrial', ProductID: ID })
  }
  const stock = { Inventory: { Enabled: true, QuantityAvailable: 5 } }
  for (const ID of ['inactive', 'hidden', 'dear', 'priceless']) await product(ID)
  await product('sold-out', stock)
  for (const ID of ['optionless', 'specless', 'variantless', 'asking']) await product(ID)
  await makeSpecs(world)
  await must('POST', '/orders/Outgoing', { ID: 'gone', BillingAddressID: 'dock' }, buyer)
  for (const ProductID of ['inactive', 'hidden', 'dear', 'priceless', 'sold-out'])
    await must('POST', '/orders/Outgoing/gone/lineitems', { ID: ProductID, ProductID, Quantity: 2 }, buyer)
  for (const ProductID of ['optionless', 'specless', 'variantless', 'asking']) {
    const Specs = ProductID === 'asking' ? [] : [{ SpecID: ProductID, OptionID: 'one' }]
    await must('POST', '/orders/Outgoing/gone/lineitems', { ID: ProductID, ProductID, Specs }, buyer)
  }
  await must('POST', '/orders/Outgoing/gone/payments', { Type: 'PurchaseOrder' }, buyer)
  await must('DELETE', '/specs/optionless/options/one')
  await must('DELETE', '/specs/specless/productassignments/specless')
  await must('PATCH', '/products/variantless/variants/variantless-one', { Active: false })
  await must('POST', '/specs/productassignments', { SpecID: 'asking', ProductID: 'asking' })
  await must('PATCH', '/products/inactive', { Active: false })
  await must('DELETE', '/catalogs/industrial/productassignments/hidden')
  await must('PATCH', '/priceschedules/dear', {
    MinQuantity: 3,
    RestrictedQuantity: true,
    PriceBreaks: [{ Quantity: 3, Price: 9 }],
  })
  await must('PATCH', '/products/priceless', { DefaultPriceScheduleID: null })
  await must('PATCH', '/products/sold-out', { Inventory: { QuantityAvailable: 1 } })
  await must('POST', '/products', {
    ID: 'shelved',
    Name,
    IsParent: true,
    ...stock,
    ShipFromAddressID: 'dock',
  })
  await must('POST', '/products', { ID: 'shelved-child', Name, Active: true, ParentID: 'shelved' })
  await must('PATCH', '/products/shelved', { Inventory: { Enabled: false } })
}

/** Specs of products of the same IDs; that of `asking` comes to it later. */
async function makeSpecs({ market: { must } }: World) {
  for (const ID of ['optionless', 'specless', 'variantless', 'asking']) {
    const how = { Required: ID === 'asking' || ID === 'variantless', DefinesVariant: ID === 'variantless' }
    await must('POST', '/specs', { ID, Name, ...how })
    await must('POST', `/specs/${ID}/options`, { ID: 'one', Value: 'One' })
    if (ID !== 'asking') await must('POST', '/specs/productassignments', { SpecID: ID, ProductID: ID })
  }
  await must('POST', '/products/variantless/variants/generate')
  await must('PATCH', '/products/variantless/variants/variantless-one', { Active: true })
}
