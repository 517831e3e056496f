import { sql } from 'drizzle-orm'
import { fail, idExists } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/field.ts'
import { buyers, suppliers } from '../../organizations/companies.ts'
import { crud } from '../../resource/crud.ts'
import type { Rules, Writing } from '../../resource/loose.ts'
import { endTokens } from '../../resource/reopening.ts'
import { exists, insert } from '../../store/rows.ts'
import type { Query } from '../../store/sql/sql.ts'
import { bumpAccess } from '../../store/versions.ts'
import { catalogAssignments, catalogs } from '../../tables/catalog/catalogs.ts'
import { companies } from '../../tables/organizations/companies.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import { leftToAll } from '../categories/uncarried.ts'
import {
  removal as productRemoval,
  removalReads as productRemovalReads,
} from '../products/product-removal.ts'
import { supplierStockRemoval } from '../stock/record-removal.ts'
import { refreshLive } from './shelves.ts'

/** IDs of companies stand beside the marketplace's own in orders, so they differ from it. */
function refuseOwnID({ call, after }: Writing) {
  if ((after.ID as string).toLowerCase() === call.marketplace.toLowerCase())
    throw idExists('Seller', after.ID as string)
}

/** Only the marketplace owner creates organisations; their own users may change them. */
function refuseCreation({ call, before }: Writing) {
  if (!before && call.caller.kind !== 'Seller')
    throw fail('Auth.UserNotAuthorizedToAdmin', 'Only users of the marketplace owner create organizations.')
}

/**
 * A buyer always has a default catalogue that is assigned to it: one with the buyer's own ID is made when none is
 * named.
 */
const buyerRules: Rules = {
  read: (call, id) => {
    const body = call.body
    const wanted = body.DefaultCatalogID as string | null | undefined
    const own = (body.ID as string) || id
    const reads: Record<string, Query<unknown>> = {}
    if (wanted)
      reads.assigned = exists(catalogAssignments, call.marketplace, {
        CatalogID: wanted,
        BuyerID: id ?? own ?? '',
      })
    else if (own) {
      reads.taken = exists(catalogs, call.marketplace, { ID: own })
      reads.buyer = exists(companies, call.marketplace, { Kind: 'Buyer', ID: own })
    }
    return reads
  },
  first: (w) => (w.before ? [] : defaultCatalog(w)),
  decide: (w) => {
    refuseOwnID(w)
    refuseCreation(w)
    endTokens(w)
    const { call, before, after } = w
    const statements: (Write | Guard)[] = []
    if (!before && !after.DefaultCatalogID) {
      // A buyer of this ID has mostly a catalogue of this ID too; it is the buyer that is in the way.
      if (w.read.buyer?.[0]?.found) throw idExists('Buyer', after.ID as string)
      if (w.read.taken?.[0]?.found)
        throw fail(
          'Buyer.DefaultCatalogAlreadyExists',
          `A catalog with the buyer's ID "${after.ID}" exists already.`,
        )
      after.DefaultCatalogID = after.ID
      statements.push(...assign(w))
    } else if (call.body.DefaultCatalogID && !w.read.assigned?.[0]?.found) statements.push(...assign(w))
    // Lists of a category are of the default catalogue where they name none.
    const moved = before && !sameIgnoringCase(before.DefaultCatalogID, after.DefaultCatalogID)
    if (moved || (before && before.Active !== after.Active)) statements.push(bumpAccess(call))
    return statements
  },
  remove: (call) => [bumpAccess(call)],
}

/** The catalogue of a new buyer for which none was named. */
const defaultCatalog = ({ call, after }: Writing): Write[] =>
  call.body.DefaultCatalogID
    ? []
    : [
        insert(catalogs, call.marketplace, {
          ID: after.ID,
          OwnerID: call.marketplace,
          Name: after.Name,
          Description: `Default catalog for ${after.Name}`,
          Active: true,
          Key: call.newID(),
        }),
      ]

const assign = ({ call, after }: Writing): Write[] => [
  insert(catalogAssignments, call.marketplace, {
    CatalogID: after.DefaultCatalogID,
    BuyerID: after.ID,
    ViewAllCategories: true,
    ViewAllProducts: true,
  }),
  bumpAccess(call),
]

const supplierRules: Rules = {
  decide: (w) => {
    refuseOwnID(w)
    refuseCreation(w)
    endTokens(w)
    // Who may order from a supplier is the marketplace owner's decision.
    if (w.call.caller.kind !== 'Seller') w.after.AllBuyersCanOrder = w.before?.AllBuyersCanOrder ?? false
    return w.before && w.before.Active !== w.after.Active
      ? [bumpAccess(w.call), ...refreshLive(w.call.marketplace, sql`OwnerID = ${w.after.ID as string}`)]
      : []
  },
  readForRemoval: (call, supplierID) => productRemovalReads(call, sql`OwnerID = ${supplierID}`),
  remove: (call, row, read) => [
    ...productRemoval(call, sql`OwnerID = ${row.ID as string}`, read),
    ...supplierStockRemoval(call, row.ID as string),
    leftToAll(
      call.marketplace,
      sql`select ID from catalogs where Marketplace = ${call.marketplace} and OwnerID = ${row.ID as string}`,
    ),
    // No key says that this column's supplier is gone.
    {
      sql: sql`update products set DefaultSupplierID = null, AutoForward = 0, Version = Version + 1 where Marketplace = ${call.marketplace} and DefaultSupplierID = ${row.ID as string}`,
    },
    bumpAccess(call),
  ],
}

export const operations = [...crud(buyers, buyerRules), ...crud(suppliers, supplierRules)]
