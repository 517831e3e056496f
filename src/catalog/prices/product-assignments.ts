import { fail, invalid } from '../../api/errors.ts'
import { ref } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import { type Assigned, refuseUserLevel } from '../../resource/assignment.ts'
import { assignments } from '../../resource/assignments.ts'
import { type Operation, operation } from '../../resource/operation.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { existence, type Fact, rely, the } from '../../store/fact.ts'
import { existing, remove } from '../../store/rows.ts'
import { and, plain } from '../../store/sql/sql.ts'
import { bumpAccess } from '../../store/versions.ts'
import { carriedBy } from '../../tables/catalog/catalogs.ts'
import { productAssignments } from '../../tables/catalog/prices.ts'
import { products } from '../../tables/catalog/products.ts'
import { at } from '../../tables/columns.ts'
import { currencyOf } from '../../tables/organizations/party-locale.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { bundleIDs } from '../bundles/bundle-contents.ts'

const roles = { read: ['ProductReader'], write: ['ProductAdmin', 'ProductAssignmentAdmin'] }

type Assignment = Assigned<typeof productAssignments>

/** A product that is to be given to a party. */
interface Assignable {
  OwnerID: string
  AllSuppliersCanSell: 0 | 1
  /** It stands in a catalogue of the buyer. */
  Shared: 0 | 1
  /** The party has been assigned something already. */
  Known: 0 | 1
}

/** The product of an assignment (there is one: it was looked for), which the buyer must have a catalogue with. */
export const assignableProduct = (
  { marketplace, caller }: Call,
  { ProductID, BuyerID, UserGroupID = null, PriceScheduleID }: Assignment,
  noun = 'product',
): Fact<Assignable> => {
  const shared = carriedBy('p', marketplace, BuyerID)
  const known = (table: SQL) =>
    sql`exists (select 1 from ${table} where Marketplace = ${marketplace} and BuyerID = ${BuyerID} and UserGroupID is ${UserGroupID})`
  const itself = sql`products p where p.Marketplace = ${marketplace} and p.ID = ${ProductID}`
  return {
    ...plain<Assignable>(sql`select p.OwnerID, p.AllSuppliersCanSell, ${shared} Shared,
      ${known(sql`product_assignments`)} or ${known(sql`category_assignments`)} Known from ${itself}`),
    refusal: ({ OwnerID, Shared }) => {
      if (caller.kind === 'Supplier' && !sameIgnoringCase(OwnerID, caller.company) && !PriceScheduleID)
        return fail('Product.CannotModify', 'This product belongs to another organization.')
      return Shared
        ? undefined
        : fail(
            'Product.CannotAssignNotInBuyerCatalog',
            `The ${noun} is in no catalog that is assigned to the buyer.`,
          )
    },
    holds: () => sql`exists (select 1 from ${itself} and ${shared})`,
  }
}

/** A schedule that is to price a product for a party. */
interface Pricing {
  OwnerID: string
  Currency: string | null
  Breaks: number
  /** What the party pays in. */
  PartyCurrency: string | null
}

/** The price schedule of an assignment (there is one: it was looked for), which the party must be able to buy at. */
const usableSchedule = (
  { marketplace, caller }: Call,
  { BuyerID, UserGroupID = null, SellerID, PriceScheduleID }: Assignment,
): Fact<Pricing> => {
  const currency = currencyOf({
    marketplace: sql`${marketplace}`,
    buyer: sql`${BuyerID}`,
    groups: sql`(${UserGroupID})`,
  })
  const itself = sql`price_schedules where Marketplace = ${marketplace} and ID = ${PriceScheduleID}`
  return {
    ...plain<Pricing>(
      sql`select OwnerID, Currency, json_array_length(PriceBreaks) Breaks, ${currency} PartyCurrency from ${itself}`,
    ),
    refusal: ({ OwnerID, Currency, Breaks, PartyCurrency }) => {
      if (!Breaks) return fail('PriceSchedule.NoPriceBreaks', 'The price schedule has no price breaks.')
      if (!sameIgnoringCase(Currency, PartyCurrency))
        return fail(
          'PriceSchedule.CurrencyMismatch',
          'The currency of the price schedule is not the party’s.',
        )
      if (caller.kind === 'Supplier' && !sameIgnoringCase(OwnerID, caller.company))
        return fail('PriceSchedule.CannotModify', 'Suppliers price by their own schedules.')
      return SellerID && !sameIgnoringCase(SellerID, OwnerID)
        ? invalid('SellerID', 'Rule', 'SellerID must be the owner of the price schedule.')
        : undefined
    },
    // Until it is assigned, its owner may take its breaks or change its currency.
    holds: ([schedule]) =>
      sql`exists (select 1 from ${itself} and json_array_length(PriceBreaks) > 0 and Currency is ${schedule!.Currency})`,
  }
}

/** The seller of an assignment without a price schedule: the caller. */
function ownSeller({ caller, marketplace }: Call, { SellerID }: Assignment): string {
  if (caller.kind === 'Seller' && SellerID && !sameIgnoringCase(SellerID, marketplace))
    throw fail(
      'ProductAssigment.MustSpecifyPriceScheduleID',
      'PriceScheduleID is required for another seller.',
    )
  return caller.company
}

/** Rows of a caller's own side; all to the marketplace owner. */
export const assignmentsSeen = (call: Call, alias: string): SQL | undefined =>
  call.caller.kind === 'Seller'
    ? undefined
    : call.caller.kind === 'Supplier'
      ? sql`${at(alias, 'SellerID')} = ${call.caller.company}`
      : sql`${at(alias, 'BuyerID')} = ${call.caller.company}`

/** A supplier that prices a product all suppliers may sell has thereby chosen to sell it. */
function optIn(call: Call, productID: string | undefined): SQL {
  return sql`insert or ignore into product_suppliers (Marketplace, ProductID, SupplierID, Version)
    select Marketplace, ID, ${call.caller.company}, 1 from products
      where Marketplace = ${call.marketplace} and ID = ${productID} and AllSuppliersCanSell = 1`
}

const standard = assignments({
  id: 'Products',
  table: productAssignments,
  model: model('ProductAssignment', productAssignments.fields),
  scope: {},
  path: '/products/assignments',
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
  read: (call, row) => ({
    product: assignableProduct(call, row),
    schedule: row.PriceScheduleID ? usableSchedule(call, row) : undefined,
  }),
  saved: (call, row, read) => {
    const { kind, company } = call.caller
    const product = rely(call, read.product)
    row.SellerID = read.schedule ? rely(call, read.schedule).OwnerID : ownSeller(call, row)
    const chosen =
      kind === 'Supplier' && product.AllSuppliersCanSell && !sameIgnoringCase(product.OwnerID, company)
    return [
      ...(chosen ? [optIn(call, row.ProductID)] : []),
      // Which groups matter makes an audience: only the first assignment of a party can change that.
      ...(product.Known ? [] : [bumpAccess(call)]),
    ]
  },
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
    run: async (call) => {
      const { caller, marketplace, params, query } = call
      const ID = params[type === 'Product' ? 'productID' : 'bundleID']!
      const which = type === 'Bundle' ? { ID, IsBundle: true } : { ID }
      const read = await call.read({ product: existence(products, marketplace, which, { type, id: ID }) })
      the(read.product)
      const party = { ProductID: ID, BuyerID: params.buyerID, UserGroupID: query.userGroupID ?? null }
      const seller = caller.kind === 'Supplier' ? caller.company : query.sellerID
      const ownersRow = existing(productAssignments, marketplace, { ...party, SellerID: marketplace })
      // Without a seller it is the caller's own row; where the marketplace owner has none, every row of the party.
      const sold = seller ? sql`SellerID = ${seller}` : sql`(SellerID = ${marketplace} or not ${ownersRow})`
      await commit(call, [remove(productAssignments, marketplace, party, sold)])
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

export const assignmentOperations = [...standard, removal]
