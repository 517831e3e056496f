import type { Operation } from './api/operation.ts'
import { operations as forgottenCredentials } from './auth/forgotten-credentials.ts'
import { operations as impersonation } from './auth/impersonation.ts'
import { operations as publishedKeys } from './auth/keys-published.ts'
import { operations as oauth } from './auth/oauth.ts'
import { operations as browsing } from './catalog/browsing.ts'
import { operations as bundleAssignments } from './catalog/bundle-assignments.ts'
import { operations as bundles } from './catalog/bundles.ts'
import { operations as catalogs } from './catalog/catalogs.ts'
import { operations as categories } from './catalog/categories.ts'
import { operations as collectionEntries } from './catalog/collection-entries.ts'
import { operations as collectionInvitations } from './catalog/collection-invitations.ts'
import { operations as generatedVariants } from './catalog/generate-variants.ts'
import { operations as inventoryRecords } from './catalog/inventory-records.ts'
import { operations as myInventoryRecords } from './catalog/my-inventory-records.ts'
import { operations as priceSchedules } from './catalog/price-schedules.ts'
import { operations as productCollections } from './catalog/product-collections.ts'
import { operations as productFacets } from './catalog/product-facets.ts'
import { operations as productSellers } from './catalog/product-sellers.ts'
import { operations as productSpecs } from './catalog/product-specs.ts'
import { operations as productSuppliers } from './catalog/product-suppliers.ts'
import { operations as products } from './catalog/products.ts'
import { operations as recordAssignments } from './catalog/record-assignments.ts'
import { operations as shopping } from './catalog/shopping.ts'
import { operations as specAssignments } from './catalog/spec-assignments.ts'
import { operations as specs } from './catalog/specs.ts'
import { operations as variants } from './catalog/variants.ts'
import { operations as myShipments } from './fulfillment/my-shipments.ts'
import { operations as shipping } from './fulfillment/ship.ts'
import { operations as shipmentItems } from './fulfillment/shipment-items.ts'
import { operations as shipments } from './fulfillment/shipments.ts'
import { operations as ccListeners } from './integration/cc-listeners.ts'
import { operations as deliveryLog } from './integration/delivery-log.ts'
import { operations as integrationEvents } from './integration/integration-events.ts'
import { operations as messageSenders } from './integration/message-senders.ts'
import { operations as webhooks } from './integration/webhooks.ts'
import { operations as linesAcross } from './orders/across.ts'
import { operations as orderActions } from './orders/actions.ts'
import { operations as orderAddresses } from './orders/addresses.ts'
import { operations as bundleLines } from './orders/bundles.ts'
import { operations as guests } from './orders/guests.ts'
import { operations as lineItems } from './orders/line-items.ts'
import { operations as lineLists } from './orders/line-lists.ts'
import { operations as orderLists } from './orders/order-lists.ts'
import { operations as orders } from './orders/orders.ts'
import { operations as submission } from './orders/submit.ts'
import { operations as addresses } from './organizations/addresses.ts'
import { operations as apiClients } from './organizations/api-clients.ts'
import { operations as companies } from './organizations/companies.ts'
import { operations as costCenters } from './organizations/cost-centers.ts'
import { operations as creditCards } from './organizations/credit-cards.ts'
import { operations as groups } from './organizations/groups.ts'
import { operations as incrementors } from './organizations/incrementors.ts'
import { operations as locales } from './organizations/locales.ts'
import { operations as me } from './organizations/me.ts'
import { operations as myAddresses } from './organizations/me-addresses.ts'
import { operations as moveUser } from './organizations/move-user.ts'
import { operations as securityProfiles } from './organizations/security-profiles.ts'
import { operations as spendingAccounts } from './organizations/spending-accounts.ts'
import { operations as supplierRelations } from './organizations/supplier-relations.ts'
import { operations as users } from './organizations/users.ts'
import { operations as xpIndices } from './organizations/xp-indices.ts'
import { operations as portalAccess } from './portal/access.ts'
import { operations as portalAccounts } from './portal/accounts.ts'
import { operations as portalClients } from './portal/clients.ts'
import { operations as portalConfirmation } from './portal/confirmation.ts'
import { operations as portalContributors } from './portal/contributors.ts'
import { operations as documents } from './portal/documents.ts'
import { operations as portalInvites } from './portal/invites.ts'
import { operations as portalMembers } from './portal/members.ts'
import { operations as portalOrganizations } from './portal/organizations.ts'
import { operations as portalPeople } from './portal/people.ts'
import { operations as portalSelf } from './portal/self.ts'
import { operations as portalSignIn } from './portal/sign-in.ts'
import { operations as portalTeams } from './portal/teams.ts'
import { operations as portalTokens } from './portal/tokens.ts'
import { operations as signOnCode } from './sign-on/code.ts'
import { operations as signOnLogin } from './sign-on/login.ts'
import { operations as openIdConnects } from './sign-on/open-id-connects.ts'

/** Every endpoint of the API, sorted by its ID: the table of contents. */
export const operations: readonly Operation[] = [
  oauth,
  addresses,
  apiClients,
  browsing,
  bundleAssignments,
  bundleLines,
  bundles,
  catalogs,
  categories,
  collectionEntries,
  collectionInvitations,
  ccListeners,
  companies,
  costCenters,
  creditCards,
  deliveryLog,
  documents,
  forgottenCredentials,
  generatedVariants,
  groups,
  guests,
  impersonation,
  incrementors,
  integrationEvents,
  lineItems,
  lineLists,
  linesAcross,
  locales,
  me,
  messageSenders,
  moveUser,
  myAddresses,
  myInventoryRecords,
  myShipments,
  openIdConnects,
  orderActions,
  orderAddresses,
  orderLists,
  orders,
  portalAccess,
  portalAccounts,
  portalClients,
  portalConfirmation,
  portalContributors,
  portalInvites,
  portalMembers,
  portalOrganizations,
  portalPeople,
  portalSelf,
  portalSignIn,
  portalTeams,
  portalTokens,
  priceSchedules,
  productCollections,
  productFacets,
  productSpecs,
  products,
  productSellers,
  productSuppliers,
  inventoryRecords,
  recordAssignments,
  publishedKeys,
  securityProfiles,
  shipmentItems,
  shipments,
  shipping,
  shopping,
  signOnCode,
  signOnLogin,
  specAssignments,
  specs,
  spendingAccounts,
  submission,
  supplierRelations,
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
