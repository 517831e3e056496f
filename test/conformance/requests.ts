import type { Fields } from '../../src/api/field.ts'
import { pathParams } from '../../src/api/operation.ts'
import { toWire } from '../../src/api/time.ts'
import { hashSecret } from '../../src/auth/secrets.ts'
import { operations } from '../../src/operations.ts'
import type { Operation } from '../../src/resource/operation.ts'
import { collectionPath } from '../../src/resource/resource.ts'
import { oneTimeCodes } from '../../src/tables/auth/sign-in.ts'
import { type As, PASSWORD, type User, write } from '../support/marketplace.ts'
import { MARK } from './mark.ts'
import { oneTime, oneTimeInCart } from './one-time.ts'
import { portalBodies, portalParticulars } from './portal.ts'
import { repeatedBodies } from './repeated.ts'
import { itemToReturn, returnParticulars } from './returns.ts'
import { ignored, sampleBody } from './samples.ts'
import { toldBodies, toldParticulars } from './told.ts'
import { breaks, order, promoted, received, type World, waiting } from './world.ts'

type Values = Record<string, unknown>

/** A request with which an operation succeeds. */
export interface Request {
  path: string
  as: As
  body?: unknown
  headers?: Record<string, string>
}

/** Parts of a request that the operation's declaration does not tell. */
export interface Particular {
  params?: Record<string, string>
  query?: Record<string, string>
  /** More of the body, or all of it as text. */
  body?: Values | string
  as?: As
  headers?: Record<string, string>
}

/** A new user of the world's buyer, who may do everything. */
const newUser = ({ market }: World) => market.user('Buyer', 'acme', ['FullAccess'])

/** The world's buyer, through the client that has a checkout event. */
const checkingOut = async ({ market, buyer, checkoutClient }: World) => ({
  as: await market.as(buyer, { client: checkoutClient }),
})

/** Chooses a ship method of an order at a path. */
const choosing = (path: string) => async (world: World) => {
  const { as } = await checkingOut(world)
  await world.market.must('POST', `${path}/estimateshipping`, undefined, as)
  return { as, body: { ShipMethodSelections: [{ ShipEstimateID: 'all', ShipMethodID: 'ground' }] } }
}

/** An anonymous shopper, through the client that others sign in with too. */
const guest = ({ market, buyer }: World) => market.as(buyer, { order: crypto.randomUUID() })

/** The ID of a new security profile. */
const newProfile = async ({ market }: World): Promise<string> =>
  (await market.must('POST', '/securityprofiles', { Name: 'New', Roles: ['Shopper'] })).ID

const forgotten = ({ market, buyer }: World): Particular => ({
  body: { ClientID: market.clients.storefront, Username: buyer.username, Email: null, URL: null },
})

/** What operations need of which each has an order made for it. */
const its = (make: (world: World) => Promise<string>, ...ids: string[]) =>
  Object.fromEntries(ids.map((id) => [id, async (w: World) => ({ params: { orderID: await make(w) } })]))

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
  // Whose, a buyer's or a group's, is said by one of two parameters.
  'Catalogs.DeleteAssignment': () => ({ query: { buyerID: 'acme' } }),
  'Discounts.DeleteAssignment': () => ({ query: { buyerGroupID: 'chain' } }),
  'ForgottenCredentials.SendVerificationCode': forgotten,
  'ForgottenCredentials.SendOneTimePassword': forgotten,
  'ForgottenCredentials.RetrieveUsername': ({ market }) => ({
    query: { clientID: market.clients.storefront, email: 'somebody@example.com' },
  }),
  'ForgottenCredentials.ResetPasswordByVerificationCode': async (world) => {
    const { market } = world
    const user = await newUser(world)
    const verificationCode = crypto.randomUUID()
    await write(market.id, [
      [
        oneTimeCodes,
        {
          Hash: hashSecret(verificationCode),
          Use: 'PasswordReset',
          UserKey: user.identity.key,
          Expires: '2099-01-01T00:00:00.000+00:00',
        },
      ],
    ])
    return {
      params: { verificationCode },
      body: { ClientID: market.clients.storefront, Username: user.username, Password: `${PASSWORD}-2` },
    }
  },
  'Me.ResetPasswordByToken': async (world) => ({
    as: await newUser(world),
    body: { NewPassword: `${PASSWORD}-2` },
  }),
  'Certs.GetPublicKey': ({ buyer }) => ({ params: { ID: JSON.parse(atob(buyer.token.split('.')[0]!)).kid } }),
  'System.OpenIdConnectLogin': ({ provider }) => ({
    query: { id: 'provider', cid: provider.OrderCloudApiClientID, roles: 'Shopper', appstartpath: '/ropes' },
  }),
  'System.OpenIdConnectCode': async (world) => {
    const { headers, ...query } = await returning(world)
    return { query, headers }
  },
  'System.OpenIdConnectCodePost': async (world) => {
    const { headers, ...form } = await returning(world)
    return {
      body: new URLSearchParams(form).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    }
  },
  // Each on a payment of its own: what is recorded is shown with all there is.
  ...its(order, 'Payments.CreateTransaction', 'Payments.DeleteTransaction', 'Orders.AddPromotion'),
  ...its(order, 'Orders.Delete', 'Orders.Submit', 'Orders.Cancel', 'Cart.SetActiveCart'),
  ...its(waiting, 'Orders.Approve', 'Orders.Decline'),
  'Cart.DeletePaymentTransaction': () => ({}),
  'Orders.RemovePromotion': async (world) => ({
    params: { orderID: await promoted(world, await order(world)) },
  }),
  'Cart.AddPromotion': async (world) => inCart(world, await order(world)),
  'Cart.DeletePromotion': async (world) => inCart(world, await promoted(world, await order(world))),
  'IntegrationEvents.EstimateShipping': checkingOut,
  'IntegrationEvents.SelectShipmethods': choosing('/orders/Outgoing/order'),
  'IntegrationEvents.Calculate': checkingOut,
  'Cart.EstimateShipping': checkingOut,
  'Cart.SelectShipMethods': choosing('/cart'),
  'Cart.Calculate': checkingOut,
  ...returnParticulars,
  'Orders.Complete': ({ market }) => ({
    params: { direction: 'Incoming', orderID: 'submitted' },
    as: market.seller,
  }),
  'Orders.Ship': received,
  'Orders.Split': received,
  'Orders.Forward': received,
  'Cart.Delete': () => ({}),
  'Cart.PatchBillingAddress': oneTimeInCart('billto'),
  'Cart.PatchShippingAddress': oneTimeInCart('shipto'),
  'Orders.PatchBillingAddress': oneTime('billto'),
  'Orders.PatchShippingAddress': oneTime('shipto'),
  'LineItems.PatchShippingAddress': oneTime('lineitems/line/shipto'),
  // What a PUT leaves out is cleared, and without a default catalogue there are no categories to see.
  'Buyers.Save': () => ({ body: { DefaultCatalogID: 'industrial' } }),
  'Me.Register': async (world) => ({ as: await guest(world) }),
  'Me.TransferAnonUserOrder': async (world) => ({
    query: { anonUserToken: (await guest(world)).token },
  }),
  'Me.RevokeTokens': async (world) => ({ as: await newUser(world) }),
  // Whoever answers is not who invites.
  'Me.AcceptProductCollectionInvitation': answering,
  'Me.DeclineProductCollectionInvitation': answering,
  // Two configurations may not say the same.
  'ImpersonationConfigs.Create': async (world) => ({ body: { SecurityProfileID: await newProfile(world) } }),
  'ImpersonationConfigs.Save': async (world) => ({ body: { SecurityProfileID: await newProfile(world) } }),
  'InventoryRecords.SaveVariantAssignment': () => ({ body: { InventoryRecordID: 'hank' } }),
  'Users.Move': async (world) => ({
    params: { userID: (await newUser(world)).ID },
    query: { orders: 'All' },
  }),
  'Users.GetAccessToken': () => ({ body: { Roles: [], CustomRoles: [] } }),
  'Users.RevokeUserTokens': async (world) => ({ params: { userID: (await newUser(world)).ID } }),
  ...portalParticulars,
  ...toldParticulars,
}

/** What a browser brings back from the identity provider. */
async function returning({ market, provider }: World) {
  const query = new URLSearchParams({ id: 'provider', cid: provider.OrderCloudApiClientID })
  const { headers } = await market.api('GET', `/ocrplogin?${query}`, undefined, 'nobody')
  const { searchParams } = new URL(headers.get('Location')!)
  const cookie = headers.get('Set-Cookie')!.split(';')[0]!
  return {
    code: searchParams.get('nonce')!,
    state: searchParams.get('state')!,
    headers: { Cookie: cookie } as Record<string, string>,
  }
}

async function answering(world: World): Promise<Particular> {
  const path = '/me/productcollections/wishes/invitations'
  const { ID } = await world.market.must('POST', path, { Name: 'New' }, world.buyer)
  return { params: { invitationID: ID }, as: await newUser(world) }
}

/** What an operation's body needs beyond what its fields say, by model. */
const bodies: Record<string, (world: World) => Values> = {
  BundleItems: () => ({ LineItems: [{ ProductID: 'rope', Quantity: 2 }] }),
  // Within a year.
  ProductCollectionInvitation: () => ({ ExpirationDate: toWire(Date.now() + 1_000_000_000) }),
  GroupOrderInvitation: () => ({ ExpirationDate: toWire(Date.now() + 1_000_000_000) }),
  ApiClientAssignment: () => ({ BuyerID: 'acme' }),
  ShipmentItem: () => ({ OrderID: 'shipped' }),
  LineItem: () => ({ Specs: [{ SpecID: 'finish', OptionID: 'tarred', Value: MARK }] }),
  CatalogAssignment: () => ({ BuyerID: 'acme', BuyerGroupID: null }),
  Discount: () => ({ ProductFilter: 'xp.Color=red', CategoryID: null, ProductID: null }),
  DiscountAssignment: () => ({ BuyerID: 'acme', BuyerGroupID: null }),
  LocaleAssignment: () => ({ BuyerID: 'bystander' }),
  PriceSchedule: () => ({ PriceBreaks: breaks, Currency: null, SaleEnd: '2032-01-01T00:00:00.000+00:00' }),
  Product: () => ({
    AutoForward: false,
    IsParent: false,
    // Its stock stands in a record, so where it is counted is settled, and what the product says of it not shown.
    Inventory: { Enabled: true, NotificationPoint: 2, VariantLevelTracking: false, OrderCanExceed: true },
  }),
  Promotion: () => ({
    LineItemLevel: true,
    EligibleExpression: 'item.Quantity > 1',
    ValueExpression: 'item.LineSubtotal * .1',
    UseIntegration: false,
    // With codes of its own, its one code would be good no more.
    GeneratedCodeCount: 0,
    QuantityLimitPerOrder: null,
    ItemSortBy: '!UnitPrice',
  }),
  Synonym: () => ({ Terms: ['rope', 'line'] }),
  ApprovalRule: () => ({ RuleExpression: 'order.xp.Waits = true' }),
  SellerApprovalRule: () => ({ ApprovalType: 'OrderReturn', RuleExpression: 'order.Total > 1' }),
  OrderReturn: () => ({ OrderID: 'returned', ItemsToReturn: [itemToReturn] }),
  Payment: () => ({ Type: 'PurchaseOrder', Amount: 0.01, Accepted: true }),
  Spec: () => ({ AllowOpenText: false, DefaultOptionID: null }),
  SpecProductAssignment: () => ({ DefaultOptionID: null }),
  Variant: () => ({ Inventory: { NotificationPoint: 2 } }),
  SpendingAccount: () => ({ StartDate: '2026-01-01T00:00:00.000+00:00' }),
  SecurityProfile: () => ({ PasswordConfig: { MinimumCharacterCount: 12, LockoutDuration: 5 } }),
  ApiClient: () => ({ IsAnonBuyer: false, DefaultContextUserName: null }),
  MessageSender: () => ({
    URL: 'https://mail.example.com/{messagetype}',
    SharedKey: 'secret',
    ElevatedRoles: [],
  }),
  MessageCCListenerAssignment: () => ({
    MessageSenderAssignment: { MessageSenderID: 'mailer', BuyerID: 'acme' },
  }),
  PromotionIntegration: () => ({ Url: 'https://hooks.example.com/value', CustomAuthHeaderName: null }),
  IntegrationEvent: ({ service }) => ({ ...service, CustomAuthHeaderName: null }),
  OpenIdConnect: ({ provider }) => provider,
  Webhook: ({ hook }) => ({
    ...hook,
    ApiClientIDs: [],
    WebhookRoutes: [],
    CustomAuthHeaderName: null,
    ElevatedRoles: [],
  }),
  ...portalBodies,
  ...repeatedBodies,
  ...toldBodies,
}

/** An order is the cart. */
async function inCart({ market, buyer }: World, orderID: string): Promise<Particular> {
  await market.must('PUT', `/cart/${orderID}`, undefined, buyer)
  return {}
}

/** IDs of single paths that differ from the rest of the world. */
const hanks = '/products/{productID}/variants/{variantID}/inventoryrecords'
const idsByPath: [path: string, param: string, id: (world: World) => string][] = [
  ['/promotions/{promotionID}/codes', 'promotionID', () => 'coded'],
  ...[hanks, `/me${hanks}`].flatMap((path): typeof idsByPath => [
    [path, 'productID', () => 'cord'],
    [path, 'variantID', () => 'cord-tarred'],
    [path, 'inventoryRecordID', () => 'hank'],
  ]),
  ['/me/addresses', 'addressID', ({ privateAddress }) => privateAddress],
  ['/orders/{direction}/{orderID}/shipments', 'orderID', () => 'shipped'],
  ['/shipments', 'orderID', () => 'shipped'],
  ['/me/orderinvitations', 'invitationID', ({ invited }) => invited],
  ['/grouporders', 'invitationID', ({ invited }) => invited],
  ['/orders/{direction}/{orderID}/approvals', 'orderID', () => 'waiting'],
  ['/orders/{direction}/{orderID}/eligibleapprovers', 'orderID', () => 'waiting'],
  ['/apiclients/{apiClientID}/secrets', 'apiClientID', ({ market }) => market.clients.guests],
  ['/apiclients/{apiClientID}/secrets', 'apiClientSecretID', ({ secret }) => secret.ID],
]

/**
 * The ID that a path parameter of an operation has in the world.
 * @throws Error for a parameter the world has nothing for: a new resource needs an object of its own here
 */
export function idOf(world: World, operation: Operation, param: string): string {
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

/** Operations that are called as the world's buyer. */
const isBuyers = ({ path }: Operation) => /^\/(me|orders|cart)(\/|$)/.test(path)

/** Whose token an operation is called with. */
export const callerOf = (world: World, operation: Operation): User | string =>
  operation.roles === 'portal'
    ? world.portal.account.token
    : isBuyers(operation)
      ? world.buyer
      : world.market.seller

/** Fields without those that whoever calls the operation is not told of, nor may ask about. */
export const toldOf = (operation: Operation, fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).filter(([, f]) => !(isBuyers(operation) && f.withheldFrom?.includes('Buyer'))),
  )

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
    ...Object.fromEntries(required.map(([name, f]) => [name, f.values?.[0] ?? idOf(world, operation, name)])),
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

const isOfCart = ({ path }: Operation) => /^\/cart(\/|$)/.test(path)

/** Gives the buyer a cart with a line of its own, whatever became of the one before. */
async function newCart(world: World) {
  await world.market.must('PUT', `/cart/${await order(world)}`, undefined, world.buyer)
}

/** A request with which an operation succeeds; what it deletes is made for it. */
export async function requestIn(world: World, operation: Operation): Promise<Request> {
  if (isOfCart(operation)) await newCart(world)
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
export const callIn = ({ market }: Pick<World, 'market'>, operation: Operation, request: Request) =>
  market.api(operation.method, request.path, request.body, request.as, request.headers)
