/** What a file may hold under one name, and how it gets into a marketplace. */
export interface Kind {
  /** Path of one object or of the assignments; placeholders are properties of the record. */
  path: string
  /** Earlier stages are complete before a later one begins. */
  stage: number
  /** Saved by a POST to the path. Others are saved by PUT under their ID, so that seeding can be repeated. */
  assignment?: true
  /** The property that names the record above in a tree of the same kind. */
  parent?: string
  /** The property that names who owns the record: a supplier or the marketplace. */
  owner?: string
  /** The property that names API clients, whose IDs are the server's. */
  clients?: string
  /** Properties that a downloaded file does not tell. */
  secrets?: string[]
  /** Properties that move by themselves: one that exists is not set back. */
  moving?: string[]
}

type More = Omit<Kind, 'path' | 'stage'>
const object = (stage: number, path: string, more?: More): Kind => ({ stage, path, ...more })
const assignment = (stage: number, path: string, more?: More): Kind => ({
  stage,
  path,
  assignment: true,
  ...more,
})

const owned = { owner: 'OwnerID' }
const buyer = '/buyers/{BuyerID}'
const supplier = '/suppliers/{SupplierID}'
const catalog = '/catalogs/{CatalogID}'
const product = '/products/{ProductID}'

/** Under `Objects`; the names are those of the public seeding tool. */
export const objects: Record<string, Kind> = {
  Incrementors: object(1, '/incrementors/{ID}', { moving: ['LastNumber'] }),
  XpIndices: object(1, '/xpindices'),
  SecurityProfiles: object(1, '/securityprofiles/{ID}'),
  AdminUsers: object(1, '/adminusers/{ID}'),
  AdminUserGroups: object(1, '/usergroups/{ID}'),
  AdminAddresses: object(1, '/addresses/{ID}'),
  MessageSenders: object(1, '/messagesenders/{ID}', { secrets: ['SharedKey'] }),
  IntegrationEvents: object(1, '/integrationEvents/{ID}', { secrets: ['HashKey'] }),
  Suppliers: object(1, '/suppliers/{ID}'),
  ProductFacets: object(1, '/productfacets/{ID}'),
  Locales: object(2, '/locales/{ID}', owned),
  SupplierUsers: object(2, `${supplier}/users/{ID}`),
  SupplierUserGroups: object(2, `${supplier}/usergroups/{ID}`),
  SupplierAddresses: object(2, `${supplier}/addresses/{ID}`),
  Catalogs: object(2, '/catalogs/{ID}', owned),
  PriceSchedules: object(2, '/priceschedules/{ID}', owned),
  Specs: object(2, '/specs/{ID}', owned),
  Promotions: object(2, '/promotions/{ID}', owned),
  Buyers: object(3, '/buyers/{ID}'),
  Categories: object(3, `${catalog}/categories/{ID}`, { parent: 'ParentID' }),
  Products: object(3, '/products/{ID}', { ...owned, parent: 'ParentID' }),
  SpecOptions: object(3, '/specs/{SpecID}/options/{ID}'),
  SellerApprovalRules: object(3, '/approvalrules/{ID}', owned),
  Users: object(4, `${buyer}/users/{ID}`),
  UserGroups: object(4, `${buyer}/usergroups/{ID}`),
  Addresses: object(4, `${buyer}/addresses/{ID}`),
  CostCenters: object(4, `${buyer}/costcenters/{ID}`),
  CreditCards: object(4, `${buyer}/creditcards/{ID}`),
  SpendingAccounts: object(4, `${buyer}/spendingaccounts/{ID}`, { moving: ['Balance'] }),
  Bundles: object(4, '/bundles/{ID}', owned),
  InventoryRecords: object(4, `${product}/inventoryrecords/{ID}`, owned),
  ApiClients: object(5, '/apiclients/{ID}', { secrets: ['ClientSecret'] }),
  ApprovalRules: object(5, `${buyer}/approvalrules/{ID}`),
  Variants: object(5, `${product}/variants/{ID}`),
  ImpersonationConfigs: object(6, '/impersonationconfig/{ID}', { clients: 'ClientID' }),
  OpenIdConnects: object(6, '/openidconnects/{ID}', {
    clients: 'OrderCloudApiClientID',
    secrets: ['ConnectClientSecret'],
  }),
  Webhooks: object(6, '/webhooks/{ID}', { clients: 'ApiClientIDs', secrets: ['HashKey'] }),
  VariantInventoryRecords: object(6, `${product}/variants/{VariantID}/inventoryrecords/{ID}`, owned),
}

/** Under `Assignments`. */
export const assignments: Record<string, Kind> = {
  AdminUserGroupAssignments: assignment(2, '/usergroups/assignments'),
  SupplierUserGroupAssignments: assignment(3, `${supplier}/usergroups/assignments`),
  CatalogAssignments: assignment(4, '/catalogs/assignments'),
  ProductCatalogAssignments: assignment(4, '/catalogs/productassignments'),
  SpecProductAssignments: assignment(4, '/specs/productassignments'),
  BundleProductAssignments: assignment(5, '/bundles/productassignments'),
  BundleCatalogAssignments: assignment(5, '/catalogs/bundleassignments'),
  BundleCategoryAssignments: assignment(6, `${catalog}/categories/bundleassignments`),
  BundleAssignments: assignment(6, '/bundles/assignments'),
  ProductSupplierAssignments: object(
    4,
    `${product}/suppliers/{SupplierID}?defaultPriceScheduleID={DefaultPriceScheduleID}`,
  ),
  SupplierBuyerAssignments: object(4, `${supplier}/buyers/{BuyerID}`),
  SecurityProfileAssignments: assignment(5, '/securityprofiles/assignments'),
  LocaleAssignments: assignment(5, '/locales/assignments'),
  UserGroupAssignments: assignment(5, `${buyer}/usergroups/assignments`),
  AddressAssignments: assignment(5, `${buyer}/addresses/assignments`),
  CostCenterAssignments: assignment(5, `${buyer}/costcenters/assignments`),
  CreditCardAssignments: assignment(5, `${buyer}/creditcards/assignments`),
  SpendingAccountAssignments: assignment(5, `${buyer}/spendingaccounts/assignments`),
  CategoryAssignments: assignment(5, `${catalog}/categories/assignments`),
  CategoryProductAssignments: assignment(5, `${catalog}/categories/productassignments`),
  PromotionAssignments: assignment(5, '/promotions/assignments'),
  // A price must be in the currency of its party, which its locale says.
  ProductAssignments: assignment(6, '/products/assignments', { owner: 'SellerID' }),
  ApiClientAssignments: assignment(6, '/apiclients/assignments', { clients: 'ApiClientID' }),
}

/** Names as some versions of the public tool write them. */
export const aliases: Record<string, string> = {
  ProductCatalogAssignment: 'ProductCatalogAssignments',
  PromotionAssignment: 'PromotionAssignments',
  SupplierUserGroupsAssignments: 'SupplierUserGroupAssignments',
}

/** Lists that some versions of the public tool write into the record they belong to. */
export const nested: { in: string; property: string; kind: string; parent: string }[] = [
  { in: 'Products', property: 'Variants', kind: 'Variants', parent: 'ProductID' },
  { in: 'Specs', property: 'Options', kind: 'SpecOptions', parent: 'SpecID' },
]
