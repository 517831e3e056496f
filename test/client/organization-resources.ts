import {
  Addresses,
  AdminAddresses,
  AdminUserGroups,
  AdminUsers,
  ApiClients,
  Buyers,
  CostCenters,
  CreditCards,
  ImpersonationConfigs,
  IntegrationEvents,
  Locales,
  MessageSenders,
  OpenIdConnects,
  SecurityProfiles,
  SpendingAccounts,
  SupplierAddresses,
  Suppliers,
  SupplierUserGroups,
  SupplierUsers,
  UserGroups,
  Users,
} from 'ordercloud-javascript-sdk'
import { beforeAll } from 'vitest'
import { storefront } from '../../scripts/demo/demo.ts'
import { useWorker } from './sdk.ts'

type Values = Record<string, unknown>
interface Options {
  accessToken: string
}
interface Page {
  Items: Values[]
  Meta: { TotalCount: number }
}

/** Options of a call as the seller's administrator. */
export let admin: Options

export const BUYER = 'sdk-buyer'
export const SUPPLIER = 'sdk-supplier'

/** Assignments of a resource's object, through the SDK. */
interface Assigned {
  save: (id: string) => Promise<unknown>
  list: (id: string) => Promise<Page>
  remove: (id: string) => Promise<unknown>
  /** What the list shows of it. */
  shown: Values
}

interface Resource {
  // biome-ignore lint/suspicious/noExplicitAny: the SDK types each resource by itself
  api: any
  parents?: string[]
  body: Values
  change: Values
  /** A filter that finds it, beside that by ID. */
  filter: Values
  assigned?: Assigned[]
}

export const person = { FirstName: 'Ada', LastName: 'Byron', Email: 'ada@example.com', Active: true }
export const place = { Street1: '1 Quay', City: 'Hamburg', Zip: '20457', Country: 'DE', AddressName: 'Dock' }
export const url = 'https://example.com/service'

/** Assignments that name a buyer in their path. */
// biome-ignore lint/suspicious/noExplicitAny: the SDK types each resource by itself
const inBuyer = (api: any, key: string, party: Values, more: Values = {}): Assigned => ({
  save: (id) => api.SaveAssignment(BUYER, { [key]: id, ...party, ...more }, admin),
  list: (id) => api.ListAssignments(BUYER, { [lower(key)]: id }, admin),
  remove: (id) => api.DeleteAssignment(BUYER, id, lowerKeys(party), admin),
  shown: { ...party, ...more },
})
const lower = (name: string) => name.charAt(0).toLowerCase() + name.slice(1)
const lowerKeys = (values: Values) =>
  Object.fromEntries(Object.entries(values).map(([k, v]) => [lower(k), v]))

// biome-ignore lint/suspicious/noExplicitAny: the SDK types each resource by itself
const members = (api: any, parents: string[]): Assigned => ({
  save: (UserGroupID) => api.SaveUserAssignment(...parents, { UserGroupID, UserID: 'member' }, admin),
  list: (userGroupID) => api.ListUserAssignments(...parents, { userGroupID }, admin),
  remove: (id) => api.DeleteUserAssignment(...parents, id, 'member', admin),
  shown: { UserID: 'member' },
})

/** Assignments that name a buyer in their body. */
// biome-ignore lint/suspicious/noExplicitAny: the SDK types each resource by itself
const toBuyer = (api: any, key: string, more: Values = {}): Assigned => ({
  save: (id) => api.SaveAssignment({ [key]: id, BuyerID: BUYER, ...more }, admin),
  list: (id) => api.ListAssignments({ [lower(key)]: id }, admin),
  remove: (id) => api.DeleteAssignment(id, { buyerID: BUYER, ...lowerKeys(more) }, admin),
  shown: { BuyerID: BUYER, ...more },
})

/** What is created, listed, patched, assigned and deleted with the SDK. */
export const resources: Record<string, Resource> = {
  Buyers: {
    api: Buyers,
    body: { ID: 'sdk-org', Name: 'SDK org', Active: true, xp: { Region: 'North' } },
    change: { Name: 'Another org', xp: { Region: 'South' } },
    filter: { xp: { Region: 'South' } },
  },
  Users: {
    api: Users,
    parents: [BUYER],
    body: { ID: 'sdk', Username: 'sdk-of-buyer', ...person },
    change: { LastName: 'Lovelace' },
    filter: { LastName: 'Love*' },
  },
  UserGroups: {
    api: UserGroups,
    parents: [BUYER],
    body: { ID: 'sdk', Name: 'Testers' },
    change: { Description: 'They test.' },
    filter: { Name: 'testers' },
    assigned: [members(UserGroups, [BUYER])],
  },
  Addresses: {
    api: Addresses,
    parents: [BUYER],
    body: { ID: 'sdk', ...place },
    change: { Street2: 'Third floor' },
    filter: { City: 'Ham*', Country: 'DE' },
    assigned: [
      inBuyer(Addresses, 'AddressID', { UserID: 'member' }, { IsShipping: true, IsBilling: false }),
      inBuyer(Addresses, 'AddressID', { UserGroupID: 'crew' }, { IsShipping: true, IsBilling: true }),
    ],
  },
  CostCenters: {
    api: CostCenters,
    parents: [BUYER],
    body: { ID: 'sdk', Name: 'Office' },
    change: { Description: 'Pens' },
    filter: { Description: 'Pens' },
    assigned: [inBuyer(CostCenters, 'CostCenterID', { UserGroupID: 'crew' })],
  },
  CreditCards: {
    api: CreditCards,
    parents: [BUYER],
    body: { ID: 'sdk', CardType: 'Visa', PartialAccountNumber: '4242', CardholderName: 'Ada' },
    change: { Token: 'token' },
    filter: { CardType: 'Visa' },
    assigned: [inBuyer(CreditCards, 'CreditCardID', { UserID: 'member' })],
  },
  SpendingAccounts: {
    api: SpendingAccounts,
    parents: [BUYER],
    body: { ID: 'sdk', Name: 'Budget', Balance: 100.5 },
    change: { Balance: 50, AllowAsPaymentMethod: true },
    filter: { Balance: '<=50' },
    assigned: [inBuyer(SpendingAccounts, 'SpendingAccountID', { UserID: 'member' }, { AllowExceed: true })],
  },
  Suppliers: {
    api: Suppliers,
    body: { ID: 'sdk-sup', Name: 'SDK supplier' },
    change: { Active: true },
    filter: { Active: true },
    assigned: [
      {
        save: (id) => Suppliers.SaveBuyer(id, BUYER, admin),
        list: (id) => Suppliers.ListBuyers(id, {}, admin) as never,
        remove: (id) => Suppliers.DeleteBuyer(id, BUYER, admin),
        shown: { ID: BUYER },
      },
    ],
  },
  SupplierUsers: {
    api: SupplierUsers,
    parents: [SUPPLIER],
    body: { ID: 'sdk', Username: 'sdk-of-supplier', ...person },
    change: { Active: false },
    filter: { Active: false },
  },
  SupplierUserGroups: {
    api: SupplierUserGroups,
    parents: [SUPPLIER],
    body: { ID: 'sdk', Name: 'Packers' },
    change: { xp: { Shift: 2 } },
    filter: { xp: { Shift: 2 } },
    assigned: [members(SupplierUserGroups, [SUPPLIER])],
  },
  SupplierAddresses: {
    api: SupplierAddresses,
    parents: [SUPPLIER],
    body: { ID: 'sdk', ...place },
    change: { Phone: '040' },
    filter: { Phone: '040' },
  },
  AdminUsers: {
    api: AdminUsers,
    body: { ID: 'sdk', Username: 'sdk-of-seller', ...person },
    change: { Phone: '555-0199' },
    filter: { Phone: '*0199' },
  },
  AdminUserGroups: {
    api: AdminUserGroups,
    body: { ID: 'sdk', Name: 'Helpdesk' },
    change: { Description: 'They help.' },
    filter: { Description: '*help*' },
    assigned: [members(AdminUserGroups, [])],
  },
  AdminAddresses: {
    api: AdminAddresses,
    body: { ID: 'sdk', ...place },
    change: { City: 'Kiel' },
    filter: { City: 'Kiel' },
  },
  ApiClients: {
    api: ApiClients,
    body: { AppName: 'SDK app', Active: true, AccessTokenDuration: 60, AllowSeller: true },
    change: { AppName: 'Another app' },
    filter: { AppName: 'Another*' },
    assigned: [
      {
        save: (ApiClientID) => ApiClients.SaveAssignment({ ApiClientID, BuyerID: BUYER }, admin),
        list: (apiClientID) => ApiClients.ListAssignments({ apiClientID }, admin) as never,
        remove: (id) => ApiClients.DeleteBuyerAssignment(id, BUYER, admin),
        shown: { BuyerID: BUYER },
      },
      {
        save: (ApiClientID) => ApiClients.SaveAssignment({ ApiClientID, SupplierID: SUPPLIER }, admin),
        list: (apiClientID) => ApiClients.ListAssignments({ apiClientID }, admin) as never,
        remove: (id) => ApiClients.DeleteSupplierAssignment(id, SUPPLIER, admin),
        shown: { SupplierID: SUPPLIER },
      },
    ],
  },
  SecurityProfiles: {
    api: SecurityProfiles,
    body: { ID: 'sdk', Name: 'SDK', Roles: ['ProductReader'], CustomRoles: ['sdk'] },
    change: { Roles: ['ProductReader', 'BuyerReader'] },
    filter: { Name: 'SDK' },
    assigned: [toBuyer(SecurityProfiles, 'SecurityProfileID', { UserID: 'member' })],
  },
  ImpersonationConfigs: {
    api: ImpersonationConfigs,
    body: { ID: 'sdk', ClientID: storefront, SecurityProfileID: 'buyer', BuyerID: BUYER },
    change: { UserID: 'member' },
    filter: { BuyerID: BUYER },
  },
  Locales: {
    api: Locales,
    body: { ID: 'sdk', Currency: 'SDK', Language: 'sd' },
    change: { Language: 'kk' },
    filter: { Language: 'kk' },
    assigned: [toBuyer(Locales, 'LocaleID', { UserGroupID: 'crew' })],
  },
  MessageSenders: {
    api: MessageSenders,
    body: { ID: 'sdk', Name: 'Mailer', URL: url, SharedKey: 'key', MessageTypes: ['ForgottenPassword'] },
    change: { MessageTypes: ['OrderSubmitted', 'ShipmentCreated'], xp: { Sender: 'shop' } },
    filter: { Name: 'Mailer' },
    assigned: [toBuyer(MessageSenders, 'MessageSenderID', { UserGroupID: 'crew' })],
  },
  OpenIdConnects: {
    api: OpenIdConnects,
    body: {
      ID: 'sdk',
      OrderCloudApiClientID: storefront,
      ConnectClientID: 'client',
      ConnectClientSecret: 'secret',
      AppStartUrl: 'https://shop.example.com?token={0}',
      AuthorizationEndpoint: url,
      TokenEndpoint: url,
    },
    change: { UrlEncoded: true, AdditionalIdpScopes: ['address'] },
    filter: { UrlEncoded: true },
  },
  IntegrationEvents: {
    api: IntegrationEvents,
    body: {
      ID: 'sdk',
      Name: 'Sign-on',
      EventType: 'OpenIDConnect',
      CustomImplementationUrl: url,
      HashKey: 'key',
    },
    change: { ConfigData: { tenant: 1 } },
    filter: { EventType: 'OpenIDConnect' },
  },
}

/** Signs in as the administrator, and makes the organisations and people that those refer to. */
export function useOrganizations() {
  beforeAll(async () => {
    admin = await useWorker()
    await Buyers.Create({ ID: BUYER, Name: 'Of the SDK', Active: true }, admin)
    await Suppliers.Create({ ID: SUPPLIER, Name: 'Of the SDK', Active: true }, admin)
    const member = (of: string) => ({ ID: 'member', Username: `member-${of}`, ...person })
    await Users.Create(BUYER, member('buyer'), admin)
    await SupplierUsers.Create(SUPPLIER, member('supplier'), admin)
    await AdminUsers.Create(member('seller'), admin)
    await UserGroups.Create(BUYER, { ID: 'crew', Name: 'Crew' }, admin)
  })
}
