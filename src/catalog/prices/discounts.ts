import { invalid } from '../../api/errors.ts'
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

/** Checks a discount as a whole, and sorts its breaks. */
function settle(after: Row<typeof discounts>): void {
  const { DiscountBreaks, CatalogID, CategoryID, ProductID, ProductFilter } = after
  after.DiscountBreaks = DiscountBreaks.toSorted((a, b) => a.Quantity - b.Quantity)
  if (DiscountBreaks.length === 0)
    throw invalid('DiscountBreaks', 'Rule', 'A discount has one break at least.')
  if (new Set(DiscountBreaks.map((b) => b.Quantity)).size < DiscountBreaks.length)
    throw invalid('DiscountBreaks', 'Rule', 'Discount breaks must differ in quantity.')
  if (CategoryID && !CatalogID) throw invalid('CatalogID', 'Rule', 'CategoryID needs a CatalogID.')
  if (ProductID && CatalogID)
    throw invalid('ProductID', 'Rule', 'A discount is on a product or on a catalog.')
  checkProductFilter(ProductFilter)
}

/** Discounts that may reach a buyer: what is on a product is looked at for each that is shown. */
const MOST_DISCOUNTS = 100

/** That no more reach some buyers (over `companies o`) by what has been written, of which `property` is refused. */
export const boundedDiscounts = (marketplace: string, which: SQL, property: string): Guard => ({
  guard: sql`not exists (select 1 from companies o where o.Marketplace = ${marketplace} and ${which}
    and (select count(distinct da.DiscountID) from discount_assignments da where da.Marketplace = ${marketplace}
      and ${isForBuyer('da', marketplace, sql`o.ID`)}) > ${MOST_DISCOUNTS})`,
  else: invalid(
    property,
    'Rule',
    `At most ${MOST_DISCOUNTS} discounts may be assigned to a buyer and its groups.`,
  ),
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
    check: refuseUserLevel,
    requires: (_call, row) => eitherBuyers(row),
    saved: (call, { BuyerID, BuyerGroupID }) => [
      boundedDiscounts(
        call.marketplace,
        BuyerID ? sql`o.Kind = 'Buyer' and o.ID = ${BuyerID}` : sql`o.GroupID = ${BuyerGroupID}`,
        'DiscountID',
      ),
      bumpAccess(call),
    ],
    removed: (call) => [bumpAccess(call)],
  }),
]
