import './tables/every-table.ts'
import { operations as impersonation } from './auth/impersonation.ts'
import { operations as impersonationConfigs } from './auth/impersonation-configs.ts'
import { operations as oauth } from './auth/oauth.ts'
import { operations as forgottenCredentials } from './auth/passwords/forgotten-credentials.ts'
import { operations as publishedKeys } from './auth/tokens/keys-published.ts'
import { operations as bulk } from './bulk.ts'
import { operations as bundleAssignments } from './catalog/bundles/bundle-assignments.ts'
import { operations as bundles } from './catalog/bundles/bundles.ts'
import { operations as buyerGroups } from './catalog/buyer-groups.ts'
import { operations as buyers } from './catalog/buyers.ts'
import { operations as catalogs } from './catalog/categories/catalogs.ts'
import { operations as categories } from './catalog/categories/categories.ts'
import { operations as productsInCatalogs } from './catalog/categories/products-in-catalogs.ts'
import { operations as collectionEntries } from './catalog/collections/collection-entries.ts'
import { operations as collectionInvitations } from './catalog/collections/collection-invitations.ts'
import { operations as productCollections } from './catalog/collections/product-collections.ts'
import { operations as discounts } from './catalog/prices/discounts.ts'
import { operations as priceSchedules } from './catalog/prices/price-schedules.ts'
import { operations as products } from './catalog/products/managed-products.ts'
import { operations as productFacets } from './catalog/products/product-facets.ts'
import { operations as productSuppliers } from './catalog/products/product-suppliers.ts'
import { operations as myCatalogs } from './catalog/shop/my-catalogs.ts'
import { operations as myProducts } from './catalog/shop/my-products.ts'
import { operations as productSellers } from './catalog/shop/product-sellers.ts'
import { operations as generatedVariants } from './catalog/specs/generate-variants.ts'
import { operations as productSpecs } from './catalog/specs/product-specs.ts'
import { operations as specAssignments } from './catalog/specs/spec-assignments.ts'
import { operations as specs } from './catalog/specs/specs.ts'
import { operations as variants } from './catalog/specs/variants.ts'
import { operations as inventoryRecords } from './catalog/stock/inventory-records.ts'
import { operations as myInventoryRecords } from './catalog/stock/my-inventory-records.ts'
import { operations as recordAssignments } from './catalog/stock/record-assignments.ts'
import { operations as suppliers } from './catalog/suppliers.ts'
import { operations as synonyms } from './catalog/synonyms.ts'
import { operations as deliveryConfigs } from './integration/delivery/delivery-configs.ts'
import { operations as deliveryLog } from './integration/delivery-log.ts'
import { operations as integrationEvents } from './integration/events/integration-events.ts'
import { operations as ccListeners } from './integration/messages/cc-listeners.ts'
import { operations as messageSenders } from './integration/messages/message-senders.ts'
import { operations as signOnCode } from './integration/openid/code.ts'
import { operations as signOnLogin } from './integration/openid/login.ts'
import { operations as openIdConnects } from './integration/openid/open-id-connects.ts'
import { operations as synchronization } from './integration/sync/synchronizations.ts'
import { operations as trackingEvents } from './integration/sync/tracking-events.ts'
import { operations as webhooks } from './integration/webhooks/webhooks.ts'
import { operations as approvalRules } from './orders/approvals/approval-rules.ts'
import { operations as approving } from './orders/approvals/approve.ts'
import { operations as readApprovals } from './orders/approvals/read-approvals.ts'
import { operations as cart } from './orders/cart/cart.ts'
import { operations as checkout } from './orders/checkout/checkout.ts'
import { operations as forwarding } from './orders/forward/forward.ts'
import { operations as contributorTokens } from './orders/groups/contributor-token.ts'
import { operations as orderInvitations } from './orders/groups/invitations.ts'
import { operations as guests } from './orders/guests/guests.ts'
import { operations as bundleLines } from './orders/lines/bundles.ts'
import { operations as lineItems } from './orders/lines/line-items.ts'
import { operations as linesAcross } from './orders/lines/lines-across-orders.ts'
import { operations as readLines } from './orders/lines/read-lines.ts'
import { operations as closingOrders } from './orders/order/closing-orders.ts'
import { operations as fromUser } from './orders/order/from-user.ts'
import { operations as oneTimeAddresses } from './orders/order/one-time-addresses.ts'
import { operations as orderLists } from './orders/order/order-lists.ts'
import { operations as orders } from './orders/order/orders.ts'
import { operations as repeatOrder } from './orders/order/repeat-order.ts'
import { operations as payments } from './orders/payments/payments.ts'
import { operations as readPayments } from './orders/payments/read-payments.ts'
import { operations as transactions } from './orders/payments/transactions.ts'
import { operations as changePromotions } from './orders/promotions/applied/change-promotions.ts'
import { operations as readPromotions } from './orders/promotions/applied/read-promotions.ts'
import { operations as promotionIntegrations } from './orders/promotions/engine/promotion-integrations.ts'
import { operations as myPromotions } from './orders/promotions/my-promotions.ts'
import { operations as promotions } from './orders/promotions/promotions.ts'
import { operations as returnApprovals } from './orders/returns/approve-returns.ts'
import { operations as returnChanges } from './orders/returns/change-returns.ts'
import { operations as closingReturns } from './orders/returns/close-returns.ts'
import { operations as shownReturns } from './orders/returns/shown-returns.ts'
import { operations as myShipments } from './orders/shipments/my-shipments.ts'
import { operations as shipping } from './orders/shipments/ship-order.ts'
import { operations as shipmentItems } from './orders/shipments/shipment-items.ts'
import { operations as shipments } from './orders/shipments/shipments.ts'
import { operations as submission } from './orders/submit/submit.ts'
import { operations as subscriptionItems } from './orders/subscriptions/by-subscription.ts'
import { operations as subscriptionIntegrations } from './orders/subscriptions/subscription-integrations.ts'
import { operations as subscriptions } from './orders/subscriptions/subscriptions.ts'
import { operations as addresses } from './organizations/addresses/addresses.ts'
import { operations as apiClientAssignments } from './organizations/api-client-assignments.ts'
import { operations as apiClientSecrets } from './organizations/api-client-secrets.ts'
import { operations as apiClients } from './organizations/api-clients.ts'
import { operations as incrementors } from './organizations/incrementors.ts'
import { operations as me } from './organizations/me/me.ts'
import { operations as myAddresses } from './organizations/me/me-addresses.ts'
import { operations as costCenters } from './organizations/payment/cost-centers.ts'
import { operations as creditCards } from './organizations/payment/credit-cards.ts'
import { operations as spendingAccounts } from './organizations/payment/spending-accounts.ts'
import { operations as supplierRelations } from './organizations/supplier-relations.ts'
import { operations as groups } from './organizations/users/groups.ts'
import { operations as locales } from './organizations/users/locales.ts'
import { operations as moveUser } from './organizations/users/move-user.ts'
import { operations as securityProfiles } from './organizations/users/security-profiles.ts'
import { operations as users } from './organizations/users/users.ts'
import { operations as xpIndices } from './organizations/xp-indices.ts'
import { operations as portalAccess } from './portal/access/access-assignments.ts'
import { operations as portalContributors } from './portal/access/contributors.ts'
import { operations as portalInvites } from './portal/access/invites.ts'
import { operations as portalMembers } from './portal/access/members.ts'
import { operations as portalPeople } from './portal/access/people.ts'
import { operations as portalTeams } from './portal/access/teams.ts'
import { operations as portalAccounts } from './portal/accounts/accounts.ts'
import { operations as portalConfirmation } from './portal/accounts/confirmation.ts'
import { operations as portalSelf } from './portal/accounts/self.ts'
import { operations as portalSignIn } from './portal/accounts/sign-in.ts'
import { operations as portalAudit } from './portal/marketplaces/audit.ts'
import { operations as portalClients } from './portal/marketplaces/clients.ts'
import { operations as documents } from './portal/marketplaces/documents.ts'
import { operations as environments } from './portal/marketplaces/environments.ts'
import { operations as portalOrganizations } from './portal/marketplaces/organizations.ts'
import { operations as portalSynchronizations } from './portal/marketplaces/synchronizations.ts'
import { operations as portalTokens } from './portal/marketplaces/tokens.ts'
import type { Operation } from './resource/operation.ts'

/** Every endpoint of the API, sorted by its ID: the table of contents. */
export const operations: readonly Operation[] = [
  oauth,
  addresses,
  apiClientAssignments,
  apiClientSecrets,
  apiClients,
  approvalRules,
  approving,
  myCatalogs,
  bulk,
  bundleAssignments,
  bundleLines,
  bundles,
  catalogs,
  categories,
  collectionEntries,
  collectionInvitations,
  ccListeners,
  buyerGroups,
  buyers,
  suppliers,
  cart,
  contributorTokens,
  costCenters,
  creditCards,
  deliveryConfigs,
  deliveryLog,
  discounts,
  documents,
  environments,
  forgottenCredentials,
  fromUser,
  generatedVariants,
  groups,
  guests,
  impersonation,
  impersonationConfigs,
  incrementors,
  integrationEvents,
  lineItems,
  readLines,
  linesAcross,
  locales,
  me,
  messageSenders,
  moveUser,
  myAddresses,
  myInventoryRecords,
  myPromotions,
  myShipments,
  openIdConnects,
  closingOrders,
  oneTimeAddresses,
  orderInvitations,
  orderLists,
  orders,
  payments,
  readApprovals,
  readPayments,
  transactions,
  portalAccess,
  forwarding,
  portalAccounts,
  portalAudit,
  portalClients,
  portalConfirmation,
  portalContributors,
  portalInvites,
  portalMembers,
  portalOrganizations,
  portalPeople,
  portalSelf,
  portalSignIn,
  portalSynchronizations,
  portalTeams,
  portalTokens,
  priceSchedules,
  productCollections,
  productFacets,
  productSpecs,
  products,
  productSellers,
  productsInCatalogs,
  productSuppliers,
  inventoryRecords,
  recordAssignments,
  promotionIntegrations,
  promotions,
  readPromotions,
  repeatOrder,
  changePromotions,
  checkout,
  publishedKeys,
  returnApprovals,
  returnChanges,
  closingReturns,
  shownReturns,
  securityProfiles,
  shipmentItems,
  shipments,
  shipping,
  myProducts,
  signOnCode,
  signOnLogin,
  specAssignments,
  specs,
  spendingAccounts,
  submission,
  subscriptionIntegrations,
  subscriptionItems,
  subscriptions,
  supplierRelations,
  synchronization,
  synonyms,
  trackingEvents,
  users,
  variants,
  webhooks,
  xpIndices,
]
  .flat()
  .sort((a, b) => (a.id < b.id ? -1 : 1))

const byID = new Map(operations.map((o) => [o.id, o]))

/**
 * An operation by its ID.
 * @throws TypeError for an unknown one: IDs come from our own array only
 */
export function operationByID(id: string): Operation {
  const found = byID.get(id)
  if (!found) throw new TypeError(`no operation ${id}`)
  return found
}
