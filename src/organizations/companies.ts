import { sql } from 'drizzle-orm'
import { id, xp } from '../api/field.ts'
import { model } from '../api/model.ts'
import { fixed, resource } from '../resource/resource.ts'
import { companies } from '../tables/organizations/companies.ts'

const { Name, Active, DateCreated, DefaultCatalogID, AllBuyersCanOrder } = companies.fields

export const buyers = resource({
  id: 'Buyers',
  table: companies,
  model: model('Buyer', { ID: id(), Name, DefaultCatalogID, Active, DateCreated, xp: xp() }),
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
