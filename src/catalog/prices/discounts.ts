import { type ApiError, invalid } from '../../api/errors.ts'
import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { eitherBuyers, refuseUserLevel } from '../../resource/assignment.ts'
import { assignments } from '../../resource/assignments.ts'
import { crud } from '../../resource/crud.ts'
import { resource } from '../../resource/resource.ts'
import { bumpAccess } from '../../store/versions.ts'
import { discountAssignments, discounts } from '../../tables/catalog/prices.ts'
import { isForBuyer } from '../../tables/organizations/parties.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Guard } from '../../tables/statements.ts'
import type { Row } from '../../tables/table.ts'
import { checkProductFilter } from './product-discounts.ts'

const roles = { read: ['PriceScheduleReader'], write: ['PriceScheduleAdmin'] }
const users = { read: ['Seller'], write: ['Seller'] } as const

const declared = resource({
  id: 'Discounts',
  table: discounts,
  model: model('Discount', { ID: id(), ...discounts.fields }),
  path: '/discounts/{discountID}',
  scope: {},
  roles,
  users,
  list: { search: [], sort: ['ID'], order: ['ID'] },
})

const refused = (property: string, message: string): ApiError => invalid({ property, rule: 'Rule', message })

/** Checks a discount as a whole, and sorts its breaks. */
function settle(after: Row<typeof discounts>): void {
  const { DiscountBreaks: breaks, CatalogID, CategoryID, ProductID, ProductFilter } = after
  after.DiscountBreaks = breaks.toSorted((a, b) => a.Quantity - b.Quantity)
  if (breaks.length === 0) throw refused('DiscountBreaks', 'A discount has one break at least.')
  if (new Set(breaks.map((b) => b.Quantity)).size < breaks.length)
    throw refused('DiscountBreaks', 'Discount breaks must differ in quantity.')
  if (CategoryID && !CatalogID)
    throw refused('CatalogID', 'A category is of a catalog: CatalogID is required.')
  if (ProductID && CatalogID)
    throw refused(
      'ProductID',
      'A discount is on a product, or on a catalog or a category of it, not on both.',
    )
  if (ProductFilter) checkProductFilter(ProductFilter)
}

/** Discounts that may reach a buyer: what is on a product is looked at for each that is shown. */
const MOST_DISCOUNTS = 100

/**
 * Refuses that too many discounts reach a buyer; stands behind what is written.
 * @param which buyers, over `companies o`
 * @param property whose value would bring them
 */
export const boundedDiscounts = (marketplace: string, which: SQL, property: string): Guard => ({
  guard: sql`not exists (select 1 from companies o where o.Marketplace = ${marketplace} and o.Kind = 'Buyer' and ${which}
    and (select count(distinct da.DiscountID) from discount_assignments da where da.Marketplace = ${marketplace}
      and ${isForBuyer('da', sql`${marketplace}`, sql`o.ID`)}) > ${MOST_DISCOUNTS})`,
  else: refused(property, `At most ${MOST_DISCOUNTS} discounts may be assigned to a buyer and its groups.`),
})

export const operations = [
  ...crud(declared, {
    decide: ({ call, after }) => {
      settle(after)
      return [bumpAccess(call)]
    },
    remove: (call) => [bumpAccess(call)],
  }),
  ...assignments({
    id: 'Discounts',
    table: discountAssignments,
    model: model('DiscountAssignment', discountAssignments.fields),
    scope: {},
    path: '/discounts/assignments',
    removePath: '/discounts/{discountID}/assignments',
    roles,
    users,
    identity: ['DiscountID', 'BuyerGroupID', 'BuyerID', 'UserGroupID'],
    levels: true,
    check: (row, call) => {
      refuseUserLevel(row, call)
      if (row.UserGroupID && !row.BuyerID)
        throw refused('BuyerID', 'A user group is of a buyer: BuyerID is required.')
    },
    requires: (_call, row) => {
      eitherBuyers(row)
      return []
    },
    saved: (call, { BuyerID, BuyerGroupID }) => [
      boundedDiscounts(
        call.marketplace,
        BuyerID ? sql`o.ID = ${BuyerID}` : sql`o.GroupID = ${BuyerGroupID}`,
        'DiscountID',
      ),
      bumpAccess(call),
    ],
    removed: (call) => [bumpAccess(call)],
  }),
]
