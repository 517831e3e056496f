import { UnsecuredJWT } from 'jose'
import { vi } from 'vitest'
import { openIdLinks } from '../../src/tables/auth/openid.ts'
import { deliveries, events } from '../../src/tables/integration/deliveries.ts'
import { marketplace, ORIGIN, write } from '../support/marketplace.ts'
import { makePortal } from './portal.ts'

type Values = Record<string, unknown>

/** Stands in every name of the world, so that it would be recognised in an answer to somebody else. */
export const MARK = 'World-Of-Its-Own'

/**
 * A marketplace with one object of everything. The ID of each is known by the name of the path parameter that
 * stands for it, whatever path that is: users of every kind have the same ID, and so have groups and addresses.
 */
export async function makeWorld() {
  vi.stubGlobal('fetch', fetchInWorld)
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
    specID: 'finish',
    optionID: 'tarred',
    variantID: 'rope-tarred',
    securityProfileID: 'shopping',
    incrementorID: 'numbers',
    webhookID: 'hook',
    integrationEventID: 'service',
    openidconnectID: 'provider',
    deliveryID: 'delivery',
    messageSenderID: 'mailer',
    newBuyerID: 'bystander',
    thingType: 'Order',
    key: 'Color',
    verificationCode: 'no-code',
    orderID: 'order',
    lineItemID: 'line',
    inventoryRecordID: 'west',
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
  await must('PATCH', '/products/rope', { Inventory: { Enabled: true } })
  const west = { ID: 'west', AddressID: 'dock', OrderCanExceed: true, AllowAllBuyers: false }
  await must('POST', '/products/rope/inventoryrecords', {
    ...west,
    QuantityAvailable: 10,
    xp: { Aisle: MARK },
  })
  await must('POST', '/products/rope/inventoryrecords/assignments', {
    InventoryRecordID: 'west',
    BuyerID: 'acme',
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
  await must('POST', '/specs', {
    ID: 'finish',
    Name,
    Required: true,
    DefinesVariant: true,
    DefaultValue: MARK,
  })
  await must('POST', '/specs/finish/options', { ID: 'tarred', Value: MARK })
  await must('POST', '/specs/productassignments', {
    SpecID: 'finish',
    ProductID: 'rope',
    DefaultOptionID: 'tarred',
  })
  await must('POST', '/products/rope/variants/generate')
  // What is kept of each of its variants.
  await must('POST', '/products', { ID: 'cord', Name, Active: true, Inventory: tracked })
  await must('POST', '/catalogs/productassignments', { CatalogID: 'acme', ProductID: 'cord' })
  await must('POST', '/specs/productassignments', { SpecID: 'finish', ProductID: 'cord' })
  await must('POST', '/products/cord/variants/generate', { Active: true })
  const hanks = '/products/cord/variants/cord-tarred/inventoryrecords'
  await must('POST', hanks, { ...west, ID: 'hank' })
  await must('POST', `${hanks}/assignments`, { InventoryRecordID: 'hank', BuyerID: 'acme' })
  await must('POST', '/securityprofiles', { ID: 'shopping', Name, Roles: ['Shopper'] })
  await must('POST', '/securityprofiles/assignments', { SecurityProfileID: 'shopping', BuyerID: 'acme' })
  await must('POST', '/apiclients/assignments', { ApiClientID: ids.apiClientID, BuyerID: 'acme' })
  await must('POST', '/apiclients/assignments', { ApiClientID: ids.apiClientID, SupplierID: 'northwind' })
  const secret = await must('POST', `/apiclients/${market.clients.guests}/secrets`, { Name })
  await must('POST', '/incrementors', { ID: 'numbers', Name, LastNumber: 0, LeftPaddingCount: 4 })
  const acting = { ID: 'acting', BuyerID: 'acme', SecurityProfileID: 'shopping', ClientID: ids.apiClientID }
  await must('POST', '/impersonationconfig', acting)
  const hook = { Url: `${CUSTOMER}/wharf`, HashKey: 'secret', BeforeProcessRequest: false }
  await must('POST', '/webhooks', { ID: 'hook', Name, ...hook })
  const mail = { URL: 'https://mail.example.com', SharedKey: 'secret', MessageTypes: ['ForgottenPassword'] }
  await must('POST', '/messagesenders', { ID: 'mailer', Name, ...mail })
  await must('POST', '/messagesenders/assignments', { MessageSenderID: 'mailer', BuyerID: 'acme' })
  const service = {
    EventType: 'OpenIDConnect',
    CustomImplementationUrl: `${CUSTOMER}/sign-on`,
    ElevatedRoles: ['BuyerReader'],
  }
  await must('POST', '/integrationEvents', { ID: 'service', Name, HashKey: 'secret', ...service })
  const provider = {
    OrderCloudApiClientID: market.clients.storefront,
    AppStartUrl: 'https://shop.example.com{2}?token={0}',
    TokenEndpoint: `${CUSTOMER}/token`,
    AuthorizationEndpoint: `${CUSTOMER}/authorize`,
    ConnectClientID: 'wharf',
    CustomErrorUrl: null,
    IntegrationEventID: 'service',
    CallSyncUserIntegrationEvent: true,
  }
  await must('POST', '/openidconnects', { ID: 'provider', ConnectClientSecret: MARK, ...provider })
  const link = { ConnectID: 'provider', Issuer: CUSTOMER, Subject: 'uma', UserKey: buyer.identity.key }
  await write(market.id, [
    [openIdLinks, link],
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
    [
      deliveries,
      // Of both kinds of receiver, so that one ID serves for either.
      { ID: 'delivery', WebhookID: 'hook', MessageSenderID: 'mailer', EventID: 'event', Status: 'Delivered' },
    ],
  ])
  await must('PUT', '/xpindices', { ThingType: 'Order', Key: 'Color' })
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
  const portal = await makePortal(market.id)
  Object.assign(ids, portal.ids)
  const privateID = privateAddress.ID as string
  const world = {
    market,
    ids,
    buyer,
    supplier,
    privateAddress: privateID,
    secret,
    hook,
    service,
    provider,
    portal,
  }
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

const tracked = { Enabled: true, VariantLevelTracking: true }

export type World = Awaited<ReturnType<typeof makeWorld>>

/** Origin of the servers that are not ours. */
const CUSTOMER = 'https://hooks.example.com'

/** Servers of customers, and an identity provider whose codes are the nonces of its logins. */
async function fetchInWorld(url: string, init: RequestInit): Promise<Response> {
  const sent = () => new TextDecoder().decode(init.body as Uint8Array)
  if (url === `${CUSTOMER}/sign-on/syncuser`) return Response.json({ ErrorMessage: null })
  if (url !== `${CUSTOMER}/token`) return new Response(null, { status: 204 })
  const now = Math.floor(Date.now() / 1000)
  const nonce = new URLSearchParams(sent()).get('code') ?? (JSON.parse(sent()) as { code: string }).code
  const claims = { iss: CUSTOMER, sub: 'uma', aud: 'wharf', exp: now + 60, iat: now, nonce }
  return Response.json({ id_token: new UnsecuredJWT(claims).encode(), access_token: 'access' })
}

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
