import { vi } from 'vitest'
import { type Operation, pathParams } from '../../src/api/operation.ts'
import { collectionPath } from '../../src/api/resource.ts'
import { deliveries, events } from '../../src/integration/delivery-log.ts'
import { operations } from '../../src/operations.ts'
import {
  type As,
  type Marketplace,
  marketplace,
  ORIGIN,
  PASSWORD,
  type User,
  write,
} from '../support/marketplace.ts'
import { ignored, sampleBody } from './samples.ts'

type Values = Record<string, unknown>

/** A request with which an operation succeeds. */
export interface Request {
  path: string
  as: As
  body?: unknown
  headers?: Record<string, string>
}

/** Parts of a request that the operation's declaration does not tell. */
interface Particular {
  params?: Record<string, string>
  query?: Record<string, string>
  /** More of the body, or all of it as text. */
  body?: Values | string
  as?: As
  headers?: Record<string, string>
}

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

type Base = Awaited<ReturnType<typeof makeWorld>>
export type World = Base

/** Of the world's price schedule, before and after it is saved. */
const breaks = [1, 10].map((Quantity) => ({ Quantity, Price: 12.5 - Quantity / 10 }))

/** A new order of the world's buyer, with a line. */
async function order(
  { market, buyer }: Pick<Base, 'market' | 'buyer'>,
  ID?: string,
  more: Values = {},
): Promise<string> {
  const made = await market.must('POST', '/orders/Outgoing', { ID, Comments: MARK, ...more }, buyer)
  const line = { ID: 'line', ProductID: 'rope', Quantity: 2 }
  await market.must('POST', `/orders/Outgoing/${made.ID}/lineitems`, line, buyer)
  return made.ID
}

/** The same, submitted. */
async function submitted(
  world: Pick<Base, 'market' | 'buyer'>,
  ID?: string,
  more: Values = {},
): Promise<string> {
  const made = await order(world, ID, more)
  await world.market.must('POST', `/orders/Outgoing/${made}/submit`, {}, world.buyer)
  return made
}

/** A new user of the world's buyer, who may do everything. */
const newUser = ({ market }: World) => market.user('Buyer', 'acme', ['FullAccess'])

/** The ID of a new security profile. */
const newProfile = async ({ market }: World): Promise<string> =>
  (await market.must('POST', '/securityprofiles', { Name: 'New', Roles: ['Shopper'] })).ID

/** What an operation needs beyond its declaration. */
const particulars: Record<string, (world: World) => Promise<Particular> | Particular> = {
  'Auth.Login': ({ market, buyer }) => ({
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: market.clients.storefront,
      username: buyer.username,
      password: PASSWORD,
    }).toString(),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  }),
  'Certs.GetPublicKey': ({ buyer }) => ({ params: { ID: JSON.parse(atob(buyer.token.split('.')[0]!)).kid } }),
  'Orders.Delete': async (world) => ({ params: { orderID: await order(world) } }),
  'Orders.Submit': async (world) => ({ params: { orderID: await order(world) } }),
  'Orders.Cancel': async (world) => ({ params: { orderID: await order(world) } }),
  'Orders.Complete': ({ market }) => ({
    params: { direction: 'Incoming', orderID: 'submitted' },
    as: market.seller,
  }),
  'Orders.Ship': async (world) => ({
    params: { orderID: await submitted(world), direction: 'Incoming' },
    as: world.market.seller,
  }),
  'Orders.PatchBillingAddress': oneTime('billto'),
  'Orders.PatchShippingAddress': oneTime('shipto'),
  'LineItems.PatchShippingAddress': oneTime('lineitems/line/shipto'),
  // What a PUT leaves out is cleared, and without a default catalogue there are no categories to see.
  'Buyers.Save': () => ({ body: { DefaultCatalogID: 'acme' } }),
  'Me.RevokeTokens': async (world) => ({ as: await newUser(world) }),
  // Two configurations may not say the same.
  'ImpersonationConfigs.Create': async (world) => ({ body: { SecurityProfileID: await newProfile(world) } }),
  'ImpersonationConfigs.Save': async (world) => ({ body: { SecurityProfileID: await newProfile(world) } }),
  'Users.GetAccessToken': () => ({ body: { Roles: [], CustomRoles: [] } }),
  'Users.RevokeUserTokens': async (world) => ({ params: { userID: (await newUser(world)).ID } }),
}

/** What an operation's body needs beyond what its fields say, by model. */
const bodies: Record<string, (world: World) => Values> = {
  ApiClientAssignment: () => ({ BuyerID: 'acme' }),
  ShipmentItem: () => ({ OrderID: 'shipped' }),
  LineItem: () => ({ Specs: [] }),
  LocaleAssignment: () => ({ BuyerID: 'bystander' }),
  PriceSchedule: () => ({ PriceBreaks: breaks, Currency: null, SaleEnd: '2032-01-01T00:00:00.000+00:00' }),
  Product: () => ({ AutoForward: false, IsParent: false }),
  SpendingAccount: () => ({ StartDate: '2026-01-01T00:00:00.000+00:00' }),
  SecurityProfile: () => ({ PasswordConfig: { MinimumCharacterCount: 12, LockoutDuration: 5 } }),
  ApiClient: () => ({ IsAnonBuyer: false, DefaultContextUserName: null }),
  Webhook: ({ hook }) => ({
    ...hook,
    ApiClientIDs: [],
    WebhookRoutes: [],
    CustomAuthHeaderName: null,
    ElevatedRoles: [],
  }),
}

function oneTime(which: string) {
  return async (world: World): Promise<Particular> => {
    const orderID = await order(world)
    const body = { Street1: 'Quay', City: 'Hamburg', Country: 'DE' }
    await world.market.must('PUT', `/orders/Outgoing/${orderID}/${which}`, body, world.buyer)
    return { params: { orderID } }
  }
}

/** IDs of single paths that differ from the rest of the world. */
const idsByPath: [path: string, param: string, id: (world: World) => string][] = [
  ['/me/addresses', 'addressID', ({ privateAddress }) => privateAddress],
  ['/orders/{direction}/{orderID}/shipments', 'orderID', () => 'shipped'],
  ['/shipments', 'orderID', () => 'shipped'],
  ['/apiclients/{apiClientID}/secrets', 'apiClientID', ({ market }) => market.clients.guests],
  ['/apiclients/{apiClientID}/secrets', 'apiClientSecretID', ({ secret }) => secret.ID],
]

/**
 * The ID that a path parameter of an operation has in the world.
 * @throws Error for a parameter the world has nothing for: a new resource needs an object of its own here
 */
function idOf(world: World, operation: Operation, param: string): string {
  const special = idsByPath.find(([path, name]) => operation.path.startsWith(path) && name === param)
  const id = special ? special[2](world) : world.ids[param]
  if (id === undefined)
    throw new Error(
      `${operation.id}: the world has no object for {${param}} of ${operation.path}. Make one in makeWorld() in test/conformance/world.ts and put its ID into \`ids\`.`,
    )
  return id
}

/** The ID of the world's object of a model, as references name it. */
function idOfModel(world: World, model: string): string {
  const param = `${model.charAt(0).toLowerCase()}${model.slice(1)}ID`
  const id = world.ids[param]
  if (id === undefined)
    throw new Error(`The world has no ${model} for a required reference: put ${param} into \`ids\`.`)
  return id
}

/** Whose token an operation is called with. */
export const callerOf = (world: World, operation: Operation): User =>
  operation.path.startsWith('/me') || operation.path.startsWith('/orders') ? world.buyer : world.market.seller

/** The path of an operation, with the IDs of the world and the query parameters it must have. */
export function pathIn(
  world: World,
  operation: Operation,
  params: Record<string, string> = {},
  query: Record<string, string> = {},
): string {
  const path = operation.path.replace(
    /\{(\w+)\}/g,
    (_, name: string) => params[name] ?? idOf(world, operation, name),
  )
  const required = Object.entries(operation.query ?? {}).filter(([name, f]) => f.required && !(name in query))
  const all = {
    ...Object.fromEntries(required.map(([name]) => [name, idOf(world, operation, name)])),
    ...query,
  }
  const text = new URLSearchParams(all).toString()
  return text ? `${path}?${text}` : path
}

/** A body with which an operation succeeds; it also names what must be ignored. */
export function bodyIn(world: World, operation: Operation, more?: Values): Values | undefined {
  const model = operation.body?.model
  if (!model) return undefined
  const sample = sampleBody(model.fields, (name) => idOfModel(world, name))
  return { ...ignored(model.fields), ...sample, ...bodies[model.name]?.(world), ...more }
}

/** The operation that makes the objects whose path an operation has, if it stands for one object. */
const creatorOf = (operation: Operation): Operation | undefined =>
  operation.path.endsWith('}')
    ? operations.find((o) => o.method === 'POST' && o.path === collectionPath(operation.path))
    : undefined

/** Deletes what is made for it, or harms nobody: the others take something of the world away. */
export const isHarmless = (operation: Operation) =>
  operation.method !== 'DELETE' || operation.id in particulars || creatorOf(operation) !== undefined

/** A request with which an operation succeeds; what it deletes is made for it. */
export async function requestIn(world: World, operation: Operation): Promise<Request> {
  const particular = (await particulars[operation.id]?.(world)) ?? {}
  const params = { ...particular.params }
  const own = pathParams(operation.path).at(-1)
  const creator =
    operation.method === 'DELETE' && !particulars[operation.id] ? creatorOf(operation) : undefined
  if (creator) {
    const made = await requestIn(world, creator)
    params[own!] = (await world.market.must('POST', made.path, made.body, made.as)).ID
  }
  return {
    path: pathIn(world, operation, params, particular.query),
    as: particular.as ?? (operation.roles === 'anonymous' ? 'nobody' : callerOf(world, operation)),
    body: typeof particular.body === 'string' ? particular.body : bodyIn(world, operation, particular.body),
    headers: particular.headers,
  }
}

/** Calls an operation as the world's request says. */
export const callIn = ({ market }: { market: Marketplace }, operation: Operation, request: Request) =>
  market.api(operation.method, request.path, request.body, request.as, request.headers)
