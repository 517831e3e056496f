import { type SQL, sql } from 'drizzle-orm'
import { fail, invalid, notFound } from '../../api/errors.ts'
import { ref, sameIgnoringCase } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { refuseUserLevel } from '../../resource/assignment.ts'
import { assignments } from '../../resource/assignments.ts'
import { type Operation, operation } from '../../resource/operation.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { remove } from '../../store/rows.ts'
import { and, plain } from '../../store/sql/sql.ts'
import { bumpAccess } from '../../store/versions.ts'
import { productAssignments } from '../../tables/catalog/prices.ts'
import { at } from '../../tables/columns.ts'
import { currencyOf } from '../../tables/organizations/party-locale.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import { bundleIDs } from '../bundles/bundle-contents.ts'

type Values = Record<string, unknown>
const roles = { read: ['ProductReader'], write: ['ProductAdmin', 'ProductAssignmentAdmin'] }

/** What the rules of an assignment look at. */
export const rulesRead = (call: Call<unknown>, row: Values) => {
  const m = call.marketplace
  const { ProductID, BuyerID, UserGroupID, PriceScheduleID } = row as Record<string, string | null>
  return {
    $product:
      plain(sql`select p.OwnerID, p.AllSuppliersCanSell, exists (select 1 from product_catalogs pc join catalog_assignments ca
        on ca.Marketplace = pc.Marketplace and ca.CatalogID = pc.CatalogID
        where pc.Marketplace = p.Marketplace and pc.ProductID = coalesce(p.ParentID, p.ID) and ca.BuyerID = ${BuyerID ?? null}) Shared
      from products p where p.Marketplace = ${m} and p.ID = ${ProductID}`),
    $party: plain(
      sql`select ${currencyOf({
        marketplace: sql`${m}`,
        buyer: sql`${BuyerID ?? null}`,
        groups: sql`(${UserGroupID ?? null})`,
      })} Currency`,
    ),
    $schedule: plain(sql`select OwnerID, Currency, json_array_length(PriceBreaks) Breaks from price_schedules
      where Marketplace = ${m} and ID = ${PriceScheduleID ?? null}`),
    $known:
      plain(sql`select exists (select 1 from product_assignments where Marketplace = ${m} and BuyerID = ${BuyerID ?? null} and UserGroupID is ${UserGroupID ?? null})
      or exists (select 1 from category_assignments where Marketplace = ${m} and BuyerID = ${BuyerID ?? null} and UserGroupID is ${UserGroupID ?? null}) found`),
  }
}

/** Completes and refuses a row: catalogue shared first, a usable schedule, and whose price it is. */
function complete(call: Call<unknown>, row: Values, read: Record<string, Values[]>): (Write | Guard)[] {
  const product = read.$product![0]!
  const schedule = read.$schedule?.[0]
  const { kind, company } = call.caller
  if (kind === 'Supplier' && !sameIgnoringCase(product.OwnerID, company) && !schedule)
    throw fail('Product.CannotModify', 'This product belongs to another organization.')
  if (product.Shared !== 1)
    throw fail(
      'Product.CannotAssignNotInBuyerCatalog',
      'The product is in no catalog that is assigned to the buyer.',
    )
  if (schedule) {
    if (!schedule.Breaks) throw fail('PriceSchedule.NoPriceBreaks', 'The price schedule has no price breaks.')
    if (!sameIgnoringCase(schedule.Currency, read.$party![0]!.Currency))
      throw fail('PriceSchedule.CurrencyMismatch', 'The currency of the price schedule is not the party’s.')
    if (kind === 'Supplier' && !sameIgnoringCase(schedule.OwnerID, company))
      throw fail('PriceSchedule.CannotModify', 'Suppliers price by their own schedules.')
    if (row.SellerID && !sameIgnoringCase(row.SellerID, schedule.OwnerID))
      throw invalid({
        property: 'SellerID',
        rule: 'Rule',
        message: 'SellerID must be the owner of the price schedule.',
      })
    row.SellerID = schedule.OwnerID
  } else {
    if (kind === 'Seller' && row.SellerID && !sameIgnoringCase(row.SellerID, call.marketplace))
      throw fail(
        'ProductAssigment.MustSpecifyPriceScheduleID',
        'PriceScheduleID is required for another seller.',
      )
    row.SellerID = company
  }
  // A supplier that prices a product all suppliers may sell has thereby chosen to sell it.
  const optsIn =
    kind === 'Supplier' && product.AllSuppliersCanSell === 1 && !sameIgnoringCase(product.OwnerID, company)
  return [
    ...(optsIn ? [optIn(call, row.ProductID as string)] : []),
    // Which groups matter makes an audience: only the first assignment of a party can change that.
    ...(read.$known?.[0]?.found === 1 ? [] : [bumpAccess(call)]),
  ]
}

/** Rows of a caller's own side; all to the marketplace owner. */
export const assignmentsSeen = (call: Call<unknown>, alias: string): SQL | undefined =>
  call.caller.kind === 'Seller'
    ? undefined
    : call.caller.kind === 'Supplier'
      ? sql`${at(alias, 'SellerID')} = ${call.caller.company}`
      : sql`${at(alias, 'BuyerID')} = ${call.caller.company}`

const optIn = (call: Call<unknown>, productID: string): Write => ({
  sql: sql`insert or ignore into product_suppliers (Marketplace, ProductID, SupplierID, Version)
    select Marketplace, ID, ${call.caller.company}, 1 from products
      where Marketplace = ${call.marketplace} and ID = ${productID} and AllSuppliersCanSell = 1`,
})

const standard = assignments({
  id: 'Products',
  table: productAssignments,
  model: model('ProductAssignment', productAssignments.fields),
  scope: {},
  path: '/products/assignments',
  removePath: '/products/{productID}/assignments/{buyerID}',
  roles,
  users: { write: ['Seller', 'Supplier'] },
  identity: ['ProductID', 'BuyerID', 'UserGroupID', 'SellerID'],
  filters: {
    productID: 'ProductID',
    priceScheduleID: 'PriceScheduleID',
    buyerID: 'BuyerID',
    userGroupID: 'UserGroupID',
  },
  levels: true,
  check: refuseUserLevel,
  read: rulesRead,
  saved: complete,
  visible: (call, alias) =>
    and(assignmentsSeen(call, alias), sql`${at(alias, 'ProductID')} not in ${bundleIDs(call.marketplace)}`),
})

/** The removal of an assignment to a party: of a product, or of a bundle, which is one. */
export const removalFromParty = (
  o: Pick<Operation, 'id' | 'path' | 'roles' | 'summary'>,
  type: 'Product' | 'Bundle',
) =>
  operation({
    ...o,
    method: 'DELETE',
    users: ['Seller', 'Supplier'],
    // The buyer is the party of the row, whose seller the caller is.
    anyCompany: true,
    // The path has always taken a user, which products are never assigned to.
    query: { userID: ref('User'), userGroupID: ref('UserGroup'), sellerID: ref('Supplier') },
    status: 204,
    run: async (call) => {
      const productID = call.params[type === 'Product' ? 'productID' : 'bundleID']!
      const buyerID = call.params.buyerID!
      const { caller, marketplace } = call
      const seller = caller.kind === 'Supplier' ? caller.company : (call.query.sellerID as string | null)
      const party = {
        ProductID: productID,
        BuyerID: buyerID,
        UserGroupID: (call.query.userGroupID as string | null) ?? null,
      }
      const read = await call.read({
        product: plain(
          sql`select 1 from products where Marketplace = ${marketplace} and ID = ${productID}${
            type === 'Bundle' ? sql` and IsBundle = 1` : sql``
          }`,
        ),
        own: plain(sql`select 1 from product_assignments a where a.Marketplace = ${marketplace} and a.ProductID = ${productID} and a.BuyerID = ${buyerID}
        and a.UserGroupID is ${party.UserGroupID} and a.SellerID = ${marketplace}`),
      })
      if (!read.product[0]) throw notFound(type, productID)
      // Without a seller it is the caller's own row; where the marketplace owner has none, every row of the party.
      const which = seller ? { SellerID: seller } : read.own[0] ? { SellerID: marketplace } : {}
      await commit(call, {
        statements: [remove(productAssignments, marketplace, { ...party, ...which })],
        answer: null,
      })
    },
  })

const removal = removalFromParty(
  {
    id: 'Products.DeleteAssignment',
    path: '/products/{productID}/assignments/{buyerID}',
    roles: roles.write,
    summary: 'Removes a product assignment.',
  },
  'Product',
)

export const assignmentOperations = [standard[0]!, standard[1]!, removal]
