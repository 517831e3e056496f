import { vi } from 'vitest'
import { deliveries, events } from '../../src/integration/delivery-log.ts'
import { marketplace, ORIGIN, write } from '../support/marketplace.ts'

type Values = Record<string, unknown>

/** Stands in every name of the world, so that it would be recognised in an answer to somebody else. */
export const MARK = 'World-Of-Its-Own'

/**
 * A marketplace with one object of everything. The ID of each is known by the name of the path parameter that
 * stands for it, whatever path that is: users of every kind have the same ID, and so have groups and addresses.
 */
export async function makeWorld() {
  // Servers of customers, which webhooks are sent to.
  vi.stubGlobal('fetch', async () => new Response(null, { status: 204 }))
  const market = await marketplace()
  const { must } = market
  const ids: Record<string, string> = {
    direction: 'Outgoing',
    buyerID: 'acme',
    supplierID: 'northwind',
    userID: 'uma',
    userGroupID: 'crew',
    addressID: 'dock',
    costCenterID: 'office',
    creditCardID: 'corporate',
    spendingAccountID: 'budget',
    localeID: 'usual',
    catalogID: 'acme',
    categoryID: 'ropes',
    productID: 'rope',
    priceScheduleID: 'rope',
    securityProfileID: 'shopping',
    incrementorID: 'numbers',
    webhookID: 'hook',
    deliveryID: 'delivery',
    orderID: 'order',
    lineItemID: 'line',
    shipmentID: 'parcel',
    impersonationConfigID: 'acting',
    productFacetID: 'color',
    productCollectionID: 'wishes',
    bundleID: 'kit',
    bundleItemID: 'line',
    quantity: '10',
    apiClientID: market.clients.backOffice,
  }
  const Name = MARK
  const address = { Street1: MARK, City: 'Hamburg', Country: 'DE', AddressName: MARK, ID: ids.addressID }
  const person = { ID: ids.userID, FirstName: MARK }
  await must('POST', '/buyers', { ID: 'acme', Name, Active: true })
  await must('POST', '/suppliers', { ID: 'northwind', Name, Active: true, AllBuyersCanOrder: true })
  const buyer = await market.user('Buyer', 'acme', ['FullAccess'], person)
  const supplier = await market.user('Supplier', 'northwind', ['FullAccess'], person)
  await market.user('Seller', market.id, ['FullAccess'], person)
  for (const base of ['/buyers/acme', '/suppliers/northwind', '']) {
    await must('POST', `${base}/usergroups`, { ID: 'crew', Name })
    await must('POST', `${base}/usergroups/assignments`, { UserGroupID: 'crew', UserID: 'uma' })
    await must('POST', `${base}/addresses`, address)
  }
  await must('POST', '/buyers/acme/costcenters', { ID: 'office', Name })
  await must('POST', '/buyers/acme/costcenters/assignments', { CostCenterID: 'office', UserGroupID: 'crew' })
  await must('POST', '/buyers/acme/creditcards', { ID: 'corporate', CardholderName: MARK })
  await must('POST', '/buyers/acme/creditcards/assignments', { CreditCardID: 'corporate', UserID: 'uma' })
  await must('POST', '/buyers/acme/spendingaccounts', { ID: 'budget', Name, Balance: 100 })
  await must('POST', '/buyers/acme/spendingaccounts/assignments', { SpendingAccountID: 'budget' })
  await must('PUT', '/suppliers/northwind/buyers/acme')
  // Of another buyer: the prices of this world have no currency.
  await must('POST', '/buyers', { ID: 'bystander', Name, Active: true })
  await must('POST', '/locales', { ID: 'usual', Currency: MARK })
  await must('POST', '/locales/assignments', { LocaleID: 'usual', BuyerID: 'bystander' })
  const uses = { IsShipping: true, IsBilling: true }
  await must('POST', '/buyers/acme/addresses/assignments', { AddressID: 'dock', UserID: 'uma', ...uses })
  await must('POST', '/catalogs/acme/categories', { ID: 'rigging', Name, Active: true })
  await must('POST', '/catalogs/acme/categories', { ID: 'ropes', Name, Active: true, ParentID: 'rigging' })
  await must('POST', '/catalogs/acme/categories/assignments', {
    CategoryID: 'ropes',
    BuyerID: 'acme',
    Visible: true,
  })
  await must('POST', '/priceschedules', { ID: 'rope', Name, PriceBreaks: breaks })
  await must('POST', '/products', {
    ID: 'rope',
    Name,
    Active: true,
    DefaultPriceScheduleID: 'rope',
    DefaultSupplierID: 'northwind',
  })
  await must('POST', '/catalogs/productassignments', { CatalogID: 'acme', ProductID: 'rope' })
  await must('POST', '/catalogs/acme/categories/productassignments', {
    CategoryID: 'ropes',
    ProductID: 'rope',
  })
  await must('POST', '/products/assignments', { ProductID: 'rope', BuyerID: 'acme', PriceScheduleID: 'rope' })
  await must('POST', '/productfacets', { ID: 'color', Name, XpPath: 'Color' })
  await must('POST', '/bundles', { ID: 'kit', Name, Active: true })
  await must('POST', '/bundles/productassignments', {
    BundleID: 'kit',
    ProductID: 'rope',
    Required: true,
    DefaultQuantity: 1,
  })
  await must('POST', '/catalogs/bundleassignments', { CatalogID: 'acme', BundleID: 'kit' })
  await must('POST', '/catalogs/acme/categories/bundleassignments', { CategoryID: 'ropes', BundleID: 'kit' })
  await must('POST', '/bundles/assignments', { BundleID: 'kit', BuyerID: 'acme' })
  await must('POST', '/securityprofiles', { ID: 'shopping', Name, Roles: ['Shopper'] })
  await must('POST', '/securityprofiles/assignments', { SecurityProfileID: 'shopping', BuyerID: 'acme' })
  await must('POST', '/apiclients/assignments', { ApiClientID: ids.apiClientID, BuyerID: 'acme' })
  await must('POST', '/apiclients/assignments', { ApiClientID: ids.apiClientID, SupplierID: 'northwind' })
  const secret = await must('POST', `/apiclients/${market.clients.guests}/secrets`, { Name })
  await must('POST', '/incrementors', { ID: 'numbers', Name, LastNumber: 0, LeftPaddingCount: 4 })
  const acting = { ID: 'acting', BuyerID: 'acme', SecurityProfileID: 'shopping', ClientID: ids.apiClientID }
  await must('POST', '/impersonationconfig', acting)
  const hook = { Url: 'https://hooks.example.com/wharf', HashKey: 'secret', BeforeProcessRequest: false }
  await must('POST', '/webhooks', { ID: 'hook', Name, ...hook })
  await write(market.id, [
    [
      events,
      {
        ID: 'event',
        Route: 'v1/buyers',
        Verb: 'POST',
        Claims: { ...buyer.identity, baseUrl: ORIGIN },
        Body: {},
      },
    ],
    [deliveries, { ID: 'delivery', WebhookID: 'hook', EventID: 'event', Status: 'Delivered' }],
  ])
  const privateAddress = await must(
    'POST',
    '/me/addresses',
    { ...address, Shipping: true, Billing: true },
    buyer,
  )
  const privateCard = await must('POST', '/me/creditcards', { CardholderName: MARK }, buyer)
  ids.creditcardID = privateCard.ID
  await must('POST', '/me/productcollections', { ID: 'wishes', Name, AccessLevel: 'Public' }, buyer)
  await must('PUT', '/me/productcollections/wishes/rope', undefined, buyer)
  const invitation = await must('POST', '/me/productcollections/wishes/invitations', { Name }, buyer)
  ids.invitationID = invitation.ID
  const world = { market, ids, buyer, supplier, privateAddress: privateAddress.ID as string, secret, hook }
  await order(world, 'order')
  await submitted(world, 'submitted')
  await submitted(world, 'shipped')
  await submitted(world, 'supplied', { ToCompanyID: 'northwind' })
  await must('POST', '/shipments', {
    ID: 'parcel',
    BuyerID: 'acme',
    DateShipped: '2026-01-02',
    Account: MARK,
  })
  await must('POST', '/shipments/parcel/items', {
    OrderID: 'shipped',
    LineItemID: 'line',
    QuantityShipped: 1,
  })
  return world
}

export type World = Awaited<ReturnType<typeof makeWorld>>

/** Of the world's price schedule, before and after it is saved. */
export const breaks = [1, 10].map((Quantity) => ({ Quantity, Price: 12.5 - Quantity / 10 }))

/** A new order of the world's buyer, with a line. */
export async function order(
  { market, buyer }: Pick<World, 'market' | 'buyer'>,
  ID?: string,
  more: Values = {},
): Promise<string> {
  const made = await market.must('POST', '/orders/Outgoing', { ID, Comments: MARK, ...more }, buyer)
  const line = { ID: 'line', ProductID: 'rope', Quantity: 2 }
  await market.must('POST', `/orders/Outgoing/${made.ID}/lineitems`, line, buyer)
  return made.ID
}

/** The same, submitted. */
export async function submitted(
  world: Pick<World, 'market' | 'buyer'>,
  ID?: string,
  more: Values = {},
): Promise<string> {
  const made = await order(world, ID, more)
  await world.market.must('POST', `/orders/Outgoing/${made}/submit`, {}, world.buyer)
  return made
}
