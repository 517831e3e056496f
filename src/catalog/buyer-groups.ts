import { id } from '../api/field.ts'
import { model } from '../api/model.ts'
import { sameIgnoringCase } from '../api/names.ts'
import { crud } from '../resource/crud.ts'
import { resource } from '../resource/resource.ts'
import { existing } from '../store/rows.ts'
import { bumpAccess } from '../store/versions.ts'
import { catalogAssignments } from '../tables/catalog/catalogs.ts'
import { buyerGroups } from '../tables/organizations/companies.ts'
import { type SQL, sql } from '../tables/sql.ts'
import { buyersOfGroup, dropUncarried } from './categories/uncarried.ts'

const declared = resource({
  id: 'BuyerGroups',
  table: buyerGroups,
  model: model('BuyerGroup', { ID: id(), ...buyerGroups.fields }),
  path: '/buyergroups/{buyerGroupID}',
  scope: {},
  roles: { read: ['BuyerReader'], write: ['BuyerAdmin'] },
  users: { read: ['Seller'], write: ['Seller'] },
  list: { search: ['Name', 'ID'], sort: ['ID', 'Name'], order: ['ID'] },
})

/** Assigns a default catalogue, with all that is in it, to a party that has been written, unless it is already. */
export function giveDefault(
  marketplace: string,
  CatalogID: string | null,
  party: { BuyerID: string } | { BuyerGroupID: string },
): SQL[] {
  const row = { CatalogID, BuyerID: null, BuyerGroupID: null, ...party }
  const isNew = sql`not ${existing(catalogAssignments, marketplace, row)}`
  return [
    sql`update marketplaces set AccessVersion = AccessVersion + 1 where ID = ${marketplace} and ${isNew}`,
    sql`insert into catalog_assignments (Marketplace, CatalogID, BuyerID, BuyerGroupID, ViewAllCategories, ViewAllProducts, Version)
      select ${marketplace}, ${CatalogID}, ${row.BuyerID}, ${row.BuyerGroupID}, 1, 1, 1 where ${isNew}`,
  ]
}

export const operations = crud(declared, {
  decide: ({ call, before, after }) => [
    ...(call.body.DefaultCatalogID
      ? giveDefault(call.marketplace, after.DefaultCatalogID, { BuyerGroupID: after.ID })
      : []),
    // Lists of a category are of the default catalogue where they name none.
    ...(sameIgnoringCase(before?.DefaultCatalogID, after.DefaultCatalogID) ? [] : [bumpAccess(call)]),
  ],
  // Its buyers are in none then.
  remove: ({ marketplace }, { ID }) => [
    dropUncarried(marketplace, buyersOfGroup(marketplace, ID), sql`ca.BuyerGroupID is not ${ID}`),
    bumpAccess({ marketplace }),
  ],
})
