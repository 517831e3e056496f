import {
  Addresses,
  AdminUsers,
  ApiClients,
  Bundles,
  Buyers,
  Catalogs,
  Categories,
  Incrementors,
  IntegrationEvents,
  OpenIdConnects,
  PriceSchedules,
  ProductFacets,
  Products,
  SecurityProfiles,
  Specs,
  Suppliers,
  SupplierUsers,
  UserGroups,
  Users,
  Webhooks,
} from 'ordercloud-javascript-sdk'
import { storefront } from '../../scripts/demo/demo.ts'

/** A resource of the SDK whose six operations are alike, but for the IDs that stand before their own arguments. */
interface Resource {
  // biome-ignore lint/suspicious/noExplicitAny: the SDK types each resource by itself
  api: any
  parents: string[]
  body: Record<string, unknown>
  change: Record<string, unknown>
  /** Writes take options of their own, before those of the request. */
  options?: [object]
}

const person = { FirstName: 'Ada', LastName: 'Byron', Email: 'ada@example.com', Active: true }
const address = { Street1: '1 Quay', City: 'Hamburg', Zip: '20457', Country: 'DE' }

/** What is created, replaced, patched, listed and deleted with the SDK; references are to the demo. */
export const resources: Record<string, Resource> = {
  Buyers: {
    api: Buyers,
    parents: [],
    body: { ID: 'sdk', Name: 'SDK', Active: true, xp: { Region: 'North' } },
    change: { Name: 'Another', xp: { Region: 'South' } },
  },
  Users: {
    api: Users,
    parents: ['acme'],
    body: { ID: 'sdk', Username: 'sdk-user', ...person },
    change: { LastName: 'Lovelace' },
  },
  UserGroups: {
    api: UserGroups,
    parents: ['acme'],
    body: { ID: 'sdk', Name: 'Testers' },
    change: { Description: 'They test.' },
  },
  Addresses: {
    api: Addresses,
    parents: ['acme'],
    body: { ID: 'sdk', ...address },
    change: { Street2: 'Third floor', xp: { Gate: 4 } },
  },
  AdminUsers: {
    api: AdminUsers,
    parents: [],
    body: { ID: 'sdk', Username: 'sdk-admin', ...person },
    change: { Phone: '555-0199' },
  },
  Suppliers: { api: Suppliers, parents: [], body: { ID: 'sdk', Name: 'SDK' }, change: { Active: true } },
  SupplierUsers: {
    api: SupplierUsers,
    parents: ['northwind'],
    body: { ID: 'sdk', Username: 'sdk-supplier', ...person },
    change: { Active: false },
  },
  SecurityProfiles: {
    api: SecurityProfiles,
    parents: [],
    body: { ID: 'sdk', Name: 'SDK', Roles: ['ProductReader'] },
    change: { Roles: ['ProductReader', 'BuyerReader'] },
  },
  ApiClients: {
    api: ApiClients,
    parents: [],
    body: {
      AppName: 'SDK',
      Active: true,
      AccessTokenDuration: 60,
      RefreshTokenDuration: 0,
      AllowSeller: true,
    },
    change: { AppName: 'Another' },
  },
  Catalogs: {
    api: Catalogs,
    parents: [],
    // A buyer gets a catalog of its own ID.
    body: { ID: 'sdk-catalog', Name: 'SDK', Active: true },
    change: { Description: 'Of a test' },
  },
  Categories: {
    api: Categories,
    parents: ['industrial'],
    body: { ID: 'sdk', Name: 'SDK', Active: true, ParentID: 'hands' },
    change: { ParentID: null },
    options: [{ adjustListOrders: false }],
  },
  PriceSchedules: {
    api: PriceSchedules,
    parents: [],
    body: { ID: 'sdk', Name: 'SDK', PriceBreaks: [{ Quantity: 1, Price: 9.99 }] },
    change: { MinQuantity: 2, RestrictedQuantity: false },
  },
  Products: {
    api: Products,
    parents: [],
    body: { ID: 'sdk', Name: 'SDK', Active: true, xp: { Tags: ['new'] } },
    change: { Name: 'Another', xp: { Tags: ['old', 'cheap'] } },
  },
  ProductFacets: {
    api: ProductFacets,
    parents: [],
    body: { ID: 'sdk', Name: 'SDK', XpPath: 'Nested.Sdk', ListOrder: 3, MinCount: 2 },
    change: { XpPath: 'Other', xp: { Widget: 'swatch' } },
  },
  Bundles: {
    api: Bundles,
    parents: [],
    body: { ID: 'sdk-kit', Name: 'SDK', Active: true, xp: { Tags: ['new'] } },
    change: { Name: 'Another', Description: 'Of a test' },
  },
  Specs: {
    api: Specs,
    parents: [],
    body: { ID: 'sdk', Name: 'SDK', Required: true, AllowOpenText: true, ListOrder: 3, xp: { Unit: 'inch' } },
    change: { DefaultValue: 'plain', AllowOpenText: false },
  },
  Incrementors: {
    api: Incrementors,
    parents: [],
    body: { ID: 'sdk', Name: 'SDK', LastNumber: 41, LeftPaddingCount: 4 },
    change: { LastNumber: 100 },
  },
  Webhooks: {
    api: Webhooks,
    parents: [],
    body: { ID: 'sdk', Name: 'SDK', Url: 'https://example.com/hook', HashKey: 'key' },
    change: { ConfigData: { a: 1 } },
  },
  IntegrationEvents: {
    api: IntegrationEvents,
    parents: [],
    body: {
      ID: 'sdk',
      Name: 'SDK',
      EventType: 'OpenIDConnect',
      CustomImplementationUrl: 'https://example.com/sso',
      HashKey: 'key',
      ElevatedRoles: ['BuyerUserAdmin'],
    },
    change: { ConfigData: { a: 1 }, ElevatedRoles: [] },
  },
  OpenIdConnects: {
    api: OpenIdConnects,
    parents: [],
    body: {
      ID: 'sdk',
      OrderCloudApiClientID: storefront,
      ConnectClientID: 'sdk',
      ConnectClientSecret: 'secret',
      AppStartUrl: 'https://example.com{2}?token={0}',
      AuthorizationEndpoint: 'https://idp.example.com/authorize',
      TokenEndpoint: 'https://idp.example.com/token',
      UrlEncoded: true,
    },
    change: { AdditionalIdpScopes: ['offline_access'], CustomErrorUrl: 'https://example.com/oops?m={0}' },
  },
}
