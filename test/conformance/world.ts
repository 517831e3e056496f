import { env } from 'cloudflare:workers'
import { UnsecuredJWT } from 'jose'
import { vi } from 'vitest'
import rigging from '../../scripts/demo/rigging.yml?raw'
import { type Item, parseSeedFile, type SeedFile } from '../../scripts/seed/file.ts'
import { seed } from '../../scripts/seed/seed.ts'
import { toWire } from '../../src/api/time.ts'
import { openIdLinks } from '../../src/tables/auth/openid.ts'
import { deliveries, events } from '../../src/tables/integration/deliveries.ts'
import { marketplace, ORIGIN, write } from '../support/marketplace.ts'
import { MARK } from './mark.ts'
import { makePortal } from './portal.ts'
import { repeated } from './repeated.ts'
import { returned } from './returns.ts'
import { told } from './told.ts'

type Values = Record<string, unknown>

const seedFile = parseSeedFile(rigging)

/** What somebody reads of an object. */
const TEXTS = new Set([
  'Name',
  'FirstName',
  'Street1',
  'AddressName',
  'CardholderName',
  'DefaultValue',
  'Value',
])

/** Of free JSON, only what tells where something lies: facets would count the rest. */
const markedXp = (xp: unknown) => ('Aisle' in (xp as Item) ? { Aisle: MARK } : null)

const markedRecord = (record: Item): Item =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      TEXTS.has(name) ? MARK : name === 'xp' ? markedXp(value) : value,
    ]),
  )

/** The demo's file, with the mark for every text; and prices have no currency but one that nothing else has. */
const marked: SeedFile = {
  ...seedFile,
  Objects: {
    ...Object.fromEntries(
      Object.entries(seedFile.Objects).map(([kind, records]) => [kind, records.map(markedRecord)]),
    ),
    Locales: seedFile.Objects.Locales!.map((l) => ({ ...l, Currency: MARK })),
  },
}

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
    buyerGroupID: 'chain',
    discountID: 'tenth',
    supplierID: 'northwind',
    userID: 'uma',
    userGroupID: 'crew',
    addressID: 'dock',
    costCenterID: 'office',
    creditCardID: 'corporate',
    spendingAccountID: 'budget',
    localeID: 'usual',
    catalogID: 'industrial',
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
    deliveryConfigID: 'erp',
    eventID: 'tracked',
    newBuyerID: 'bystander',
    thingType: 'Order',
    key: 'Color',
    verificationCode: 'no-code',
    orderID: 'order',
    lineItemID: 'line',
    subscriptionID: 'repeated',
    subscriptionItemID: 'line',
    paymentID: 'payment',
    returnID: 'return',
    transactionID: 'paid',
    inventoryRecordID: 'west',
    shipmentID: 'parcel',
    impersonationConfigID: 'acting',
    productFacetID: 'color',
    synonymID: 'gloves',
    productCollectionID: 'wishes',
    promotionID: 'launch',
    approvalRuleID: 'dear',
    promoCode: MARK,
    bundleID: 'kit',
    bundleItemID: 'line',
    quantity: '10',
    apiClientID: market.clients.backOffice,
  }
  const { errors } = await seed(marked, (method, path, body) => market.api(method, path, body))
  if (errors.length > 0) throw new Error(errors.join('\n'))
  const buyer = await market.signIn('Buyer', 'acme', 'uma', ['FullAccess'])
  /** Whose orders wait for the buyer's group, where they say so. */
  const colleague = await market.user('Buyer', 'acme', ['Shopper'], { FirstName: MARK })
  const supplier = await market.signIn('Supplier', 'northwind', 'uma', ['FullAccess'])
  await market.signIn('Seller', market.id, 'uma', ['FullAccess'])
  // What a seed file has no words for, or a demo no use.
  const Name = MARK
  const toBuyer = { BuyerID: 'acme' }
  await must('POST', '/synonyms', { ID: 'gloves', Terms: ['glove', 'mitten'] })
  await must('POST', '/buyergroups', { ID: 'chain', Name, Description: MARK, DefaultCatalogID: 'industrial' })
  await must('PATCH', '/buyers/acme', { GroupID: 'chain' })
  const breaks = [{ Quantity: 2, Amount: 10 }]
  const rope = { ProductID: 'rope', ProductFilter: `Name=${MARK}` }
  await must('POST', '/discounts', { ID: 'tenth', Description: MARK, DiscountBreaks: breaks, ...rope })
  await must('POST', '/discounts/assignments', { DiscountID: 'tenth', BuyerID: 'acme', UserGroupID: 'crew' })
  await must('POST', '/discounts/assignments', { DiscountID: 'tenth', BuyerGroupID: 'chain' })
  const records = '/products/rope/inventoryrecords'
  await must('POST', `${records}/assignments`, { InventoryRecordID: 'west', ...toBuyer })
  // What is kept of each of its variants; the newest product, and no bundle.
  const tracked = { Enabled: true, VariantLevelTracking: true }
  await must('POST', '/products', { ID: 'cord', Name, Active: true, Inventory: tracked })
  await must('POST', '/catalogs/productassignments', { CatalogID: 'industrial', ProductID: 'cord' })
  await must('POST', '/specs/productassignments', { SpecID: 'finish', ProductID: 'cord' })
  await must('POST', '/products/cord/variants/generate', { Active: true })
  const hanks = '/products/cord/variants/cord-tarred/inventoryrecords'
  const hank = { ID: 'hank', AddressID: 'dock', OrderCanExceed: true, AllowAllBuyers: false }
  await must('POST', hanks, hank)
  await must('POST', `${hanks}/assignments`, { InventoryRecordID: 'hank', ...toBuyer })
  await must('POST', '/bundles/assignments', { BundleID: 'kit', ...toBuyer })
  await must('POST', '/apiclients/assignments', { ApiClientID: ids.apiClientID, ...toBuyer })
  await must('POST', '/apiclients/assignments', { ApiClientID: ids.apiClientID, SupplierID: 'northwind' })
  const running = { StartDate: '2020-01-01T00:00:00Z', ExpirationDate: '2099-01-01T00:00:00Z' }
  const reward = { EligibleExpression: 'true', ValueExpression: '10', CanCombine: true, ...running }
  await must('POST', '/promotions', { ID: 'launch', Code: MARK, Name, Description: MARK, ...reward })
  await must('POST', '/promotions/assignments', { PromotionID: 'launch', ...toBuyer })
  // One that no order has.
  await must('POST', '/promotions', {
    ID: 'further',
    Code: `${MARK}-further`,
    Name,
    Description: MARK,
    ...reward,
  })
  await must('POST', '/promotions/assignments', { PromotionID: 'further', ...toBuyer })
  const coded = { ID: 'coded', Code: `${MARK}-coded`, GeneratedCodeCount: 3, ...reward }
  await must('POST', '/promotions', coded)
  const rule = { ID: 'dear', Name, Description: MARK, ApprovingGroupID: 'crew' }
  await must('POST', '/buyers/acme/approvalrules', { ...rule, RuleExpression: 'order.xp.Waits = true' })
  const returns = { ApprovalType: 'OrderReturn', RuleExpression: 'true' }
  await must('POST', '/approvalrules', { ...rule, ...returns })
  const secret = await must('POST', `/apiclients/${market.clients.guests}/secrets`, { Name })
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
  const checkout = { EventType: 'OrderCheckout', CustomImplementationUrl: CUSTOMER, HashKey: 'secret' }
  await must('POST', '/integrationEvents', { ID: 'checkout', Name, ...checkout })
  const asked = { AllowAnyBuyer: true, OrderCheckoutIntegrationEventID: 'checkout' }
  const app = { AppName: Name, Active: true, AccessTokenDuration: 60 }
  const { ID: checkoutClient } = await must('POST', '/apiclients', { ...app, ...asked })
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
  await must('PUT', '/integrations/promotion', { Url: `${CUSTOMER}/promotions`, HashKey: 'secret' })
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
      // Of every kind of receiver, so that one ID serves for each.
      {
        ID: 'delivery',
        WebhookID: 'hook',
        MessageSenderID: 'mailer',
        DeliveryConfigID: 'erp',
        Source: MARK,
        EventID: 'event',
        Status: 'Delivered',
      },
    ],
  ])
  await told(market, Name)
  await must('PUT', '/xpindices', { ThingType: 'Order', Key: 'Color' })
  const address = { Street1: MARK, City: 'Hamburg', Country: 'DE', AddressName: MARK }
  const privateAddress = await must(
    'POST',
    '/me/addresses',
    { ...address, ID: 'dock', Shipping: true, Billing: true },
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
    colleague,
    supplier,
    privateAddress: privateID,
    secret,
    hook,
    service,
    checkoutClient: checkoutClient as string,
    provider,
    portal,
    /** The ID of an invitation to an order. */
    invited: '',
    repeating: await repeated(market, buyer),
  }
  await promoted(world, await order(world, 'order'))
  const toOrder = { OrderID: 'order', ExpirationDate: toWire(Date.now() + 1_000_000_000), Name }
  world.invited = (await must('POST', '/me/orderinvitations', toOrder, buyer)).ID
  await submitted(world, 'submitted')
  await submitted(world, 'shipped')
  await submitted(world, 'supplied', { ToCompanyID: 'northwind' })
  await waiting(world, 'waiting')
  await submitted(world, 'returned')
  await must('POST', '/orders/Incoming/returned/complete')
  await returned(world, 'return')
  await must('POST', '/orderreturns/return/submit')
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
  // Whatever orders are made later: it has all that a cart can have.
  await must('PUT', '/cart/order', undefined, buyer)
  await shorten(market.id)
  return world
}

/** Forgets the first of what was audited: a page shows the whole of each list of the world. */
const shorten = (marketplace: string) =>
  env.DB.prepare(
    `delete from audit where Marketplace = ?1 and ID not in
      (select ID from audit where Marketplace = ?1 order by DateCreated desc limit 20)`,
  )
    .bind(marketplace)
    .run()

export type World = Awaited<ReturnType<typeof makeWorld>>

/** Origin of the servers that are not ours. */
const CUSTOMER = 'https://hooks.example.com'

const ESTIMATE = { ID: 'all', ShipMethods: [{ ID: 'ground', Name: 'Ground', Cost: 2 }] }

/** Servers of customers, and an identity provider whose codes are the nonces of its logins. */
async function fetchInWorld(url: string, init: RequestInit): Promise<Response> {
  const sent = () => new TextDecoder().decode(init.body as Uint8Array)
  if (url === `${CUSTOMER}/sign-on/syncuser`) return Response.json({ ErrorMessage: null })
  if (url === `${CUSTOMER}/shippingrates`) return Response.json({ ShipEstimates: [ESTIMATE] })
  if (url === `${CUSTOMER}/ordercalculate`) return Response.json({ TaxTotal: 1 })
  if (url !== `${CUSTOMER}/token`) return new Response(null, { status: 204 })
  const now = Math.floor(Date.now() / 1000)
  const nonce = new URLSearchParams(sent()).get('code') ?? (JSON.parse(sent()) as { code: string }).code
  const claims = { iss: CUSTOMER, sub: 'uma', aud: 'wharf', exp: now + 60, iat: now, nonce }
  return Response.json({ id_token: new UnsecuredJWT(claims).encode(), access_token: 'access' })
}

/** Of the world's price schedule, before and after it is saved. */
export const breaks = seedFile.Objects.PriceSchedules![0]!.PriceBreaks

/** A new order of the world's buyer, with a line and a payment. */
export async function order(
  { market, buyer }: Pick<World, 'market' | 'buyer'>,
  ID?: string,
  more: Values = {},
): Promise<string> {
  const made = await market.must('POST', '/orders/Outgoing', { ID, Comments: MARK, ...more }, buyer)
  const line = { ID: 'line', ProductID: 'rope', Quantity: 2 }
  await market.must('POST', `/orders/Outgoing/${made.ID}/lineitems`, line, buyer)
  const payments = `/orders/Outgoing/${made.ID}/payments`
  const payment = { ID: 'payment', Type: 'PurchaseOrder', Amount: 1, Description: MARK }
  await market.must('POST', payments, payment, buyer)
  const paid = { ID: 'paid', Type: 'Auth', DateExecuted: '2026-01-02', ResultMessage: MARK }
  await market.must('POST', `${payments}/payment/transactions`, paid, buyer)
  return made.ID
}

/** Adds the world's promotion to an order. */
export async function promoted({ market, buyer }: Pick<World, 'market' | 'buyer'>, ID: string) {
  await market.must('POST', `/orders/Outgoing/${ID}/promotions/${MARK}`, undefined, buyer)
  return ID
}

/** An order with a promotion, submitted. */
export async function submitted(
  world: Pick<World, 'market' | 'buyer'>,
  ID?: string,
  more: Values = {},
): Promise<string> {
  const made = await promoted(world, await order(world, ID, more))
  await world.market.must('POST', `/orders/Outgoing/${made}/submit`, {}, world.buyer)
  return made
}

/** An order of the buyer's colleague, submitted, which waits for the buyer. */
export async function waiting(
  { market, colleague }: Pick<World, 'market' | 'colleague'>,
  ID?: string,
): Promise<string> {
  const made = await market.must('POST', '/orders/Outgoing', { ID, xp: { Waits: true } }, colleague)
  const path = `/orders/Outgoing/${made.ID}`
  await market.must('POST', `${path}/lineitems`, { ID: 'line', ProductID: 'rope', Quantity: 2 }, colleague)
  await market.must('POST', `${path}/submit`, {}, colleague)
  return made.ID
}

/** An order that has come to the marketplace owner, and who does something with it. */
export const received = async (world: World) => ({
  params: { orderID: await submitted(world), direction: 'Incoming' },
  as: world.market.seller,
})
