import { id } from '../api/field.ts'
import { model } from '../api/model.ts'
import { sameIgnoringCase } from '../api/names.ts'
import { crud } from '../resource/crud.ts'
import { resource } from '../resource/resource.ts'
import { rulesFor } from '../resource/rules.ts'
import { insert, presence } from '../store/rows.ts'
import { plain } from '../store/sql/sql.ts'
import { bumpAccess } from '../store/versions.ts'
import { catalogAssignments } from '../tables/catalog/catalogs.ts'
import { buyerGroups } from '../tables/organizations/companies.ts'
import { sql } from '../tables/sql.ts'
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

/** A group's default catalogue is assigned to it, as a buyer's is. */
const rules = rulesFor(declared, {
  read: ({ marketplace, body: { DefaultCatalogID: CatalogID, ID } }, id) => ({
    assigned: CatalogID
      ? plain(presence(catalogAssignments, marketplace, { CatalogID, BuyerGroupID: id ?? ID ?? null }))
      : undefined,
  }),
  decide: ({ call, before, after, read }) => {
    const isNew = call.body.DefaultCatalogID && !read.assigned?.[0]
    const isMoved = !sameIgnoringCase(before?.DefaultCatalogID, after.DefaultCatalogID)
    return [
      ...(isNew
        ? [
            insert(catalogAssignments, call.marketplace, {
              CatalogID: after.DefaultCatalogID,
              BuyerGroupID: after.ID,
              ViewAllCategories: true,
              ViewAllProducts: true,
            }),
          ]
        : []),
      ...(isNew || isMoved ? [bumpAccess(call)] : []),
    ]
  },
  // Its buyers are in none then.
  remove: ({ marketplace }, { ID }) => [
    dropUncarried(marketplace, buyersOfGroup(marketplace, ID), sql`ca.BuyerGroupID is not ${ID}`),
    bumpAccess({ marketplace }),
  ],
})

export const operations = crud(declared, rules)
