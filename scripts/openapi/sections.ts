import type { Operation } from '../../src/resource/operation.ts'
import { capitalise, words } from './words.ts'

interface Section {
  id: string
  name: string
  description: string
  /** Resources and what each is. */
  resources: Record<string, string>
}

/** The chapters of the document, in reading order. A new resource is added to one of them. */
const sections: Section[] = [
  {
    id: 'AuthenticationAndAuthorization',
    name: 'Authentication and Authorization',
    description: 'Who may sign in, through which application, and what they may do.',
    resources: {
      Auth: 'Access tokens, by OAuth 2.0.',
      Certs: 'The public keys that access tokens are signed with.',
      UserInfo: 'A signed statement of who the caller is, for other services.',
      ForgottenCredentials: 'Passwords and usernames that somebody has forgotten.',
      ApiClients: 'Applications that sign users in.',
      ImpersonationConfigs: 'Who may act as whom, through which application.',
      OpenIdConnects: 'Identity providers that users sign in with.',
      SecurityProfiles: 'Sets of roles and password rules, assigned to organizations, groups and users.',
    },
  },
  {
    id: 'Buyer',
    name: 'Buyer Organizations',
    description: 'Organizations that buy, with their users, groups, addresses and means of payment.',
    resources: {
      Buyers: 'Organizations that buy.',
      BuyerGroups: 'Buyers that are given catalogs and discounts together.',
      Users: 'Users of buyer organizations.',
      UserGroups: 'Groups of the users of a buyer organization.',
      Addresses: 'Addresses that a buyer organization ships and bills to.',
      CostCenters: 'What a buyer organization accounts its purchases to.',
      CreditCards: 'Cards that the users of a buyer organization pay with.',
      ApprovalRules: 'Which orders of a buyer organization which of its groups approves.',
      SpendingAccounts: 'Budgets and gift cards of a buyer organization, with their balances.',
    },
  },
  {
    id: 'Supplier',
    name: 'Supplier Organizations',
    description: 'Organizations that sell through the marketplace.',
    resources: {
      Suppliers: 'Organizations that sell through the marketplace.',
      SupplierUsers: 'Users of suppliers.',
      SupplierUserGroups: 'Groups of the users of a supplier.',
      SupplierAddresses: 'Addresses that a supplier ships from.',
    },
  },
  {
    id: 'MarketplaceOwner',
    name: 'Marketplace Owner',
    description: 'The organization that runs the marketplace, and what holds for all of it.',
    resources: {
      AdminUsers: 'Users of the marketplace owner.',
      AdminUserGroups: 'Groups of the users of the marketplace owner.',
      AdminAddresses: 'Addresses that the marketplace owner ships from.',
      Locales: 'Currencies and languages of buyer organizations and their groups.',
      Incrementors: 'Counters for the IDs of new objects.',
      Bulk: 'Many operations that write one object each, in one request.',
      XpIndices: 'Keys of extended properties that lists are filtered and sorted by.',
    },
  },
  {
    id: 'ProductCatalogs',
    name: 'Product Catalogs',
    description: 'What is sold, at which prices, and who sees it.',
    resources: {
      Catalogs: 'What a buyer organization is given to shop from.',
      Categories: 'The tree that the products of a catalog are found by.',
      Products: 'What is sold.',
      InventoryRecords: 'Stock of a product at an address, for all buyers or some.',
      Specs: 'What can be chosen of a product, and what it adds to the price.',
      PriceSchedules: 'Prices by quantity, assigned to whom they are for.',
      Discounts: 'Percentages off prices, assigned to whom they are for.',
      Synonyms: 'Words and phrases that mean the same: whoever searches for one of them searches for all.',
      ProductFacets: 'Extended properties whose values product lists count.',
      ProductCollections:
        'Lists of products that the users of a buyer organization keep, such as wish lists.',
      Bundles: 'Products that are sold together.',
    },
  },
  {
    id: 'OrdersAndFulfillment',
    name: 'Orders and Fulfillment',
    description: 'From the first line to the last shipment.',
    resources: {
      Orders: 'What a buyer orders from a seller.',
      GroupOrders: 'Orders that their user has invited others to fill.',
      Cart: 'The caller’s order that is not submitted yet; the first write begins it.',
      LineItems: 'Products of an order, with quantities and prices.',
      BundleLineItems: 'Bundles of an order, with a line for each of their items.',
      Payments: 'What an order is paid by, and what payment services have said of it.',
      Promotions: 'What is taken off orders or their lines, under which conditions and for whom.',
      SellerApprovalRules: 'Which returns a group of the seller approves.',
      Shipments: 'What has been sent to a buyer, item by item.',
      Subscriptions: 'What is ordered again and again, and when next.',
      SubscriptionItems: 'Products of a subscription, with quantities and prices.',
      BundleSubscriptionItems: 'Bundles of a subscription, with an item for each of theirs.',
      OrderReturns: 'What comes back of an order, and what is paid back for it.',
    },
  },
  {
    id: 'MeAndMyStuff',
    name: 'Me and My Stuff',
    description: 'The marketplace as the signed-in user sees it.',
    resources: { Me: 'The signed-in user, and what is theirs to see and use.' },
  },
  {
    id: 'Integrations',
    name: 'Integrations',
    description: "Calls to the marketplace owner's own services.",
    resources: {
      IntegrationEvents: 'Calls to a service where the marketplace leaves a step to it.',
      PromotionIntegrations:
        'The service that says what promotions are worth which do not say it themselves.',
      SubscriptionIntegrations: 'The service that submits the orders of subscriptions.',
      Webhooks: 'Calls to a service before or after an operation.',
      DeliveryConfigurations: 'Where events are delivered to: servers, queues and storage of the customer’s.',
      EntitySynchronization:
        'Whether changes of organizations, users, categories, catalogs and stock records are delivered.',
      ProductSynchronization: 'Whether changes of products are delivered.',
      OrderSynchronization: 'Whether changes of submitted orders are delivered.',
      InventoryIntegrations: 'Whether changes of quantities in stock are delivered.',
      TrackingEvents: 'Which doings of an application’s users are delivered.',
      ErrorConfigs: 'Where deliveries that have failed are reported.',
      MessageSenders: 'Services that send users mail of what concerns them.',
    },
  },
  {
    id: 'Portal',
    name: 'Portal',
    description: 'Where people make marketplaces and share them: an account of its own, and its own tokens.',
    resources: {
      PortalAuth: 'Access tokens of the portal.',
      PortalAccounts: 'How an account comes to be, and is recovered.',
      PortalMe: 'The account that calls, and what it is invited to.',
      PortalUsers: 'Other accounts, by name.',
      PortalOrganizations: 'Marketplaces, and who has access to them.',
      PortalApiClients: 'API clients of a marketplace, and tokens for it.',
      PortalTeams: 'People who share their access to marketplaces.',
    },
  },
  {
    id: 'Service',
    name: 'Service',
    description: 'About this server.',
    resources: { System: 'The API itself: its version, its description, and sign-on by a browser.' },
  },
]

/** The resource an operation belongs to: `Buyers` of `Buyers.List`. */
export const resourceOf = (o: Pick<Operation, 'id'>) => o.id.slice(0, o.id.indexOf('.'))

/** The tag of a resource: `ApiClients` to `API Clients`. */
export const tagName = (resource: string) => words(resource).split(' ').map(capitalise).join(' ')

/**
 * Tags of the resources the operations have, each behind its section's; a section carries `x-id`, a resource
 * `x-id` and the `x-section-id` of its section. `x-tagGroups` says the same to readers that know only that.
 * @throws Error for a resource without a section
 */
export function tagsOf(operations: readonly Operation[]) {
  const present = new Set(operations.map(resourceOf))
  for (const resource of present)
    if (!sections.some((s) => resource in s.resources))
      throw new Error(`${resource} is in no section of scripts/openapi/sections.ts`)
  const used = sections
    .map((s) => ({ ...s, resources: Object.entries(s.resources).filter(([id]) => present.has(id)) }))
    .filter((s) => s.resources.length > 0)
  return {
    tags: used.flatMap((s) => [
      { name: s.name, description: s.description, 'x-id': s.id },
      ...s.resources.map(([id, description]) => ({
        name: tagName(id),
        description,
        'x-id': id,
        'x-section-id': s.id,
      })),
    ]),
    groups: used.map((s) => ({ name: s.name, tags: s.resources.map(([id]) => tagName(id)) })),
  }
}
