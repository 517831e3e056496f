import { fail, idExists } from '../api/errors.ts'
import { id, xp } from '../api/field.ts'
import { model } from '../api/model.ts'
import { sameIgnoringCase } from '../api/names.ts'
import { endTokens } from '../resource/reopening.ts'
import { fixed, resource } from '../resource/resource.ts'
import type { Writing } from '../resource/rules.ts'
import { companies } from '../tables/organizations/companies.ts'
import { sql } from '../tables/sql.ts'

const { Name, Active, DateCreated, DefaultCatalogID, GroupID, AllBuyersCanOrder } = companies.fields

export const buyers = resource({
  id: 'Buyers',
  table: companies,
  model: model('Buyer', { ID: id(), Name, DefaultCatalogID, GroupID, Active, DateCreated, xp: xp() }),
  path: '/buyers/{buyerID}',
  scope: { Kind: fixed('Buyer') },
  roles: { read: ['BuyerReader'], write: ['BuyerAdmin'] },
  users: { create: ['Seller'], remove: ['Seller'] },
  list: { search: ['Name', 'ID'], sort: ['ID', 'Name', 'DateCreated'], order: ['ID'] },
  visible: (caller, alias) =>
    caller.kind === 'Buyer' ? sql`${sql.identifier(alias)}.ID = ${caller.company}` : undefined,
})

export const suppliers = resource({
  id: 'Suppliers',
  table: companies,
  model: model('Supplier', { ID: id(), Name, Active, DateCreated, AllBuyersCanOrder, xp: xp() }),
  path: '/suppliers/{supplierID}',
  scope: { Kind: fixed('Supplier') },
  roles: { read: ['SupplierReader'], write: ['SupplierAdmin'] },
  users: { create: ['Seller'], remove: ['Seller'] },
  list: { search: ['Name', 'ID'], sort: ['ID', 'Name', 'DateCreated'], order: ['ID'] },
  visible: (caller, alias) =>
    caller.kind === 'Supplier' ? sql`${sql.identifier(alias)}.ID = ${caller.company}` : undefined,
})

/**
 * What every write of an organisation checks. IDs of organisations stand beside the marketplace's own in orders, so they
 * differ from it; only the marketplace owner creates organisations, their own users may change them.
 */
export function checkCompany(
  writing: Writing<typeof companies, typeof buyers.model> | Writing<typeof companies, typeof suppliers.model>,
): void {
  const { call, before, after } = writing
  if (sameIgnoringCase(after.ID, call.marketplace)) throw idExists('Seller', after.ID)
  if (!before && call.caller.kind !== 'Seller')
    throw fail('Auth.UserNotAuthorizedToAdmin', 'Only users of the marketplace owner create organizations.')
  endTokens(writing)
}
