import { makeGone, makeOrders } from './order-states.ts'
import type { World } from './world.ts'

/** Adds to a world objects in states that they come to only by more than one step: what was turned off, taken, ended. */
export async function makeStates(world: World): Promise<void> {
  await makeUsers(world)
  await makeProducts(world)
  await makeOthers(world)
  await makeOrders(world)
  await makeOfSupplier(world)
  await makeGone(world)
}

const Name = 'State'

async function makeUsers({ market, buyer }: World) {
  const { must } = market
  await must('PATCH', `/apiclients/${market.clients.guests}`, { DefaultContextUserName: buyer.username })
  await must('POST', '/locales', { ID: 'hamburg', Currency: 'EUR', Language: 'de-DE' })
  await must('POST', '/locales', {
    ID: 'rotterdam',
    Currency: 'EUR',
    Language: 'nl-NL',
    OwnerID: 'northwind',
  })
  await must('POST', '/buyers/bystander/usergroups', { ID: 'dutch', Name })
  await must('POST', '/locales/assignments', {
    LocaleID: 'hamburg',
    BuyerID: 'bystander',
    UserGroupID: 'dutch',
  })
  const person = { FirstName: Name, LastName: Name, Email: 'state@example.com', Active: true }
  for (const base of ['/buyers/bystander/users', '/suppliers/northwind/users', '/adminusers']) {
    const Username = `state-${base.replaceAll('/', '-')}`
    await must('POST', base, {
      ID: 'state',
      ...person,
      Username,
      Password: 'Wharf-Tests-2026',
      xp: { A: [1, null] },
    })
    await must('POST', base, {
      ID: 'idle',
      ...person,
      Username: `idle-${Username}`,
      Active: false,
      TermsAccepted: '2026-01-01',
    })
  }
  await must('POST', '/buyers/bystander/usergroups/assignments', { UserGroupID: 'dutch', UserID: 'state' })
  await must('POST', '/usergroups/assignments', { UserGroupID: 'crew', UserID: 'admin' })
  await must('POST', '/securityprofiles', {
    ID: 'own',
    Name,
    Roles: ['MeAdmin'],
    CustomRoles: ['Own'],
    PasswordConfig: { LockoutDuration: 5 },
  })
  await must('POST', '/securityprofiles/assignments', {
    SecurityProfileID: 'own',
    BuyerID: 'bystander',
    UserID: 'state',
  })
  await must('POST', '/securityprofiles/assignments', { SecurityProfileID: 'own', SupplierID: 'northwind' })
}

async function makeProducts({ market, ids }: World) {
  const { must } = market
  const product = async (ID: string, more: Record<string, unknown>) => {
    await must('POST', '/products', { ID, Name, Active: true, ...more })
    if (!more.ParentID)
      await must('POST', '/catalogs/productassignments', { CatalogID: ids.catalogID, ProductID: ID })
  }
  await product('none', { DefaultPriceScheduleID: 'rope' })
  await product('off', { DefaultPriceScheduleID: 'rope', Inventory: { Enabled: true, QuantityAvailable: 5 } })
  await must('PATCH', '/products/off', { Inventory: { Enabled: false } })
  await product('spent', { Inventory: { Enabled: true, QuantityAvailable: 0, NotificationPoint: 3 } })
  await must('PATCH', '/products/spent', { Inventory: { Enabled: false } })
  await product('over', { Inventory: { Enabled: true, QuantityAvailable: -2, OrderCanExceed: true } })
  await product('family', {
    IsParent: true,
    Description: 'Of all',
    DefaultPriceScheduleID: 'rope',
    QuantityMultiplier: 3,
    ShipWeight: 2.5,
    xp: { A: 1, B: { C: 2 } },
  })
  await product('member', { ParentID: 'family', xp: { D: 4 } })
  await product('cousin', {
    ParentID: 'family',
    Description: 'Own',
    Inventory: { Enabled: true, QuantityAvailable: 7 },
  })
  await product('recorded', { Inventory: { Enabled: true } })
  await must('POST', '/products/recorded/inventoryrecords', {
    ID: 'shelf',
    AddressID: 'dock',
    QuantityAvailable: 4,
  })
  await must('PATCH', '/products/recorded', { Inventory: { Enabled: false } })
  await product('sold', { DefaultSupplierID: 'northwind', ShipFromAddressID: 'dock' })
  await product('choice', { Inventory: { Enabled: true, VariantLevelTracking: true } })
  await must('POST', '/specs', { ID: 'size', Name, Required: true, DefinesVariant: true })
  for (const Value of ['S', 'L'])
    await must('POST', '/specs/size/options', {
      ID: Value,
      Value,
      PriceMarkup: 1.5,
      PriceMarkupType: 'AmountPerQuantity',
    })
  await must('PATCH', '/specs/size', { DefaultOptionID: 'L' })
  await must('POST', '/specs/productassignments', { SpecID: 'size', ProductID: 'choice' })
  await must('POST', '/products/choice/variants/generate')
  await must('PATCH', '/products/choice/variants/choice-S', {
    Active: true,
    Inventory: { QuantityAvailable: 6 },
  })
  await product('chosen', { Inventory: { Enabled: true, VariantLevelTracking: true } })
  await must('POST', '/specs/productassignments', { SpecID: 'size', ProductID: 'chosen' })
  await must('POST', '/products/chosen/variants/generate', { Active: true })
  await must('PATCH', '/products/chosen/variants/chosen-S', { Inventory: { QuantityAvailable: 6 } })
  await must('PATCH', '/products/chosen', { Inventory: { Enabled: false } })
  await must('POST', '/specs', { ID: 'text', Name, AllowOpenText: true, DefaultValue: 'Free' })
  await must('POST', '/bundles', { ID: 'idle', Name, Active: false })
  await must('POST', '/catalogs', { ID: 'empty', Name, Active: false })
  await must('POST', '/catalogs/industrial/categories', {
    ID: 'idle',
    Name,
    Active: false,
    ParentID: 'rigging',
    ListOrder: 7,
  })
}

async function makeOthers({ market, service, hook }: World) {
  const { must } = market
  const price = {
    Name,
    PriceBreaks: [
      { Quantity: 1, Price: 3.5, SalePrice: 3 },
      { Quantity: 5, Price: 2.123456 },
    ],
  }
  await must('POST', '/priceschedules', {
    ID: 'sale',
    ...price,
    SaleStart: '2020-01-01',
    SaleEnd: '2040-01-01',
    MinQuantity: 1,
    MaxQuantity: 10,
  })
  await must('POST', '/priceschedules', {
    ID: 'restricted',
    ...price,
    RestrictedQuantity: true,
    Currency: 'EUR',
    SaleEnd: '2020-01-01',
  })
  await must('POST', '/priceschedules', { ID: 'bare', Name })
  await must('POST', '/buyers/acme/spendingaccounts', {
    ID: 'spent',
    Name,
    Balance: -3.5,
    RedemptionCode: 'GIFT',
    StartDate: '2020-01-01',
    EndDate: '2021-01-01',
  })
  await must('POST', '/buyers/acme/creditcards', {
    ID: 'expired',
    CardType: 'Visa',
    PartialAccountNumber: '1234',
    ExpirationDate: '2020-01-01',
    Token: 'secret',
  })
  await must('POST', '/integrationEvents', {
    ...service,
    ID: 'plain',
    Name,
    HashKey: 'secret',
    ElevatedRoles: [],
    ConfigData: { A: [1] },
  })
  await must('POST', '/webhooks', {
    ...hook,
    ID: 'before',
    Name,
    ConfigData: 'text',
    WebhookRoutes: [{ Route: 'v1/specs/{specID}', Verb: 'DELETE' }],
    BeforeProcessRequest: true,
    Active: false,
  })
  await must('POST', '/apiclients', {
    AppName: Name,
    AccessTokenDuration: 10,
    Active: false,
    AllowSeller: true,
    DefaultContextUserName: 'admin',
    ClientSecret: 'A-secret-of-its-own-2026',
  })
  await must('POST', '/apiclients', {
    AppName: Name,
    AccessTokenDuration: 10,
    RefreshTokenDuration: 60,
    Active: true,
    AllowAnyBuyer: true,
    MinimumRequiredRoles: ['Shopper'],
    MaximumGrantedRoles: ['Shopper'],
  })
  await must('POST', '/suppliers', { ID: 'idle', Name, Active: false, AllBuyersCanOrder: false })
  await must('POST', '/incrementors', { ID: 'other', Name, LastNumber: 41, LeftPaddingCount: 0 })
}

/** What a supplier owns, and what it may send. */
async function makeOfSupplier({ market, supplier }: World) {
  const must = (path: string, body: Record<string, unknown>) => market.must('POST', path, body, supplier)
  await must('/priceschedules', { ID: 'theirs', Name, PriceBreaks: [{ Quantity: 1, Price: 4 }] })
  await must('/specs', { ID: 'theirs', Name })
  await must('/specs/theirs/options', { ID: 'one', Value: 'One' })
  await must('/products', {
    ID: 'theirs',
    Name,
    Active: true,
    DefaultPriceScheduleID: 'theirs',
    Inventory: { Enabled: true },
  })
  await must('/products/theirs/inventoryrecords', { ID: 'dock', AddressID: 'dock', QuantityAvailable: 4 })
  await must('/catalogs', { ID: 'theirs', Name })
  await must('/catalogs/theirs/categories', { ID: 'theirs', Name })
  await must('/bundles', { ID: 'their-kit', Name })
  await must('/promotions', { ID: 'theirs', Code: Name, EligibleExpression: 'true', ValueExpression: '1' })
  await must('/shipments', { ID: 'theirs', BuyerID: 'acme' })
  await must('/shipments/theirs/items', { OrderID: 'supplied', LineItemID: 'line', QuantityShipped: 1 })
}
