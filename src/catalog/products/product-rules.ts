import { fail, invalid } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import { type CallOf, rulesFor, type Writing } from '../../resource/rules.ts'
import { type Fact, rely, rowFact, standing, the } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { leaveInherited, passedOn } from '../../tables/catalog/families.ts'
import { priceSchedules } from '../../tables/catalog/prices.ts'
import type { products } from '../../tables/catalog/products.ts'
import { recordedOf } from '../../tables/catalog/recorded-stock.ts'
import { at } from '../../tables/columns.ts'
import { forwarding } from '../../tables/organizations/companies.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Guard, Written } from '../../tables/statements.ts'
import { apartFromParent, inNoBundle } from '../bundles/bundle-contents.ts'
import { dropUncarried } from '../categories/uncarried.ts'
import { applyInventory, trackingRemains } from '../stock/product-inventory.ts'
import { makeShelf, moveShelf, NOWHERE, putOn, refreshLive } from '../visibility/shelves.ts'
import { removal, removalReads } from './product-removal.ts'
import { declared, type ProductWriting, type productModel } from './products.ts'
import { settleShipFrom, shipFromAddress } from './ship-from.ts'
import { withParent } from './shown-columns.ts'

/** A product that is to be a parent: with what its child products show of it, its columns as they are stored. */
type ParentRow = {
  ID: string
  IsParent: 0 | 1
  ParentID: string | null
  OwnerID: string
  Shelf: string
  DefaultSupplierID: string | null
}

const shownByChildren = sql.list([
  ...passedOn.map((name) => at('p', name)),
  sql`${recordedOf('p')} as Recorded`,
])

/** The product that is to be a parent; whether there is one was seen with the links of the body. */
const parentProduct = (marketplace: string, parentID: SQL): Fact<ParentRow> => ({
  ...plain<ParentRow>(sql`select p.IsParent, p.ParentID, p.OwnerID, p.Shelf, ${shownByChildren}
    from products p where p.Marketplace = ${marketplace} and p.ID = ${parentID}`),
  refusal: ({ ID, IsParent, ParentID }) => {
    if (!IsParent) return fail('Product.IsNotParent', `Product "${ID}" is no parent product.`)
    return ParentID
      ? fail('Product.ParentProductCannotHaveParent', 'A parent product cannot have a parent.')
      : undefined
  },
  // It may be made somebody's parent no more, or moved, while another joins it.
  holds: ([
    parent,
  ]) => sql`exists (select 1 from products where Marketplace = ${marketplace} and ID = ${parent!.ID}
    and Shelf = ${parent!.Shelf} and IsParent = 1 and ParentID is null)`,
})

const productReads = (call: CallOf<typeof productModel>, productID: string | null) => {
  const { marketplace, body } = call
  const { ShipFromAddressID, DefaultPriceScheduleID } = body
  /** What the product will have: the body's, or what it has. */
  const wanted = (name: 'ParentID' | 'DefaultSupplierID') =>
    body[name] === undefined
      ? sql`(select ${at('p', name)} from products p where p.Marketplace = ${marketplace} and p.ID = ${productID})`
      : sql`${body[name]}`
  const parentID = wanted('ParentID')
  return {
    parent: parentProduct(marketplace, parentID),
    shipFrom: ShipFromAddressID
      ? shipFromAddress(call, ShipFromAddressID, parentID, wanted('DefaultSupplierID'))
      : undefined,
    forwarder: body.AutoForward ? forwarderOf(marketplace) : undefined,
    schedule: DefaultPriceScheduleID
      ? rowFact(
          priceSchedules,
          marketplace,
          { ID: DefaultPriceScheduleID },
          { type: 'PriceSchedule', id: DefaultPriceScheduleID, keyed: true },
        )
      : undefined,
  }
}

/** Orders are forwarded of themselves as a user that the marketplace names. */
const forwarderOf = (marketplace: string) =>
  standing(
    plain(sql`select 1 from ${forwarding(sql`${marketplace}`)}`),
    fail('Seller.AutoForwardingUserRequired', 'This marketplace names no user to forward orders as.'),
  )

type CheckedWriting = Writing<typeof products, typeof productModel, ReturnType<typeof productReads>>

/** What a product's writes check and carry along. */
export const productRules = rulesFor(declared, {
  read: productReads,
  first: ({ call, before, after }) =>
    before || after.Shelf !== NOWHERE ? [] : makeShelf(call.marketplace, NOWHERE, []),
  decide: (writing) => {
    const { call, before, after, read } = writing
    const joined = before !== null && !sameIgnoringCase(before.ParentID, after.ParentID)
    if (before && !joined) leaveInherited(before, after, withParent(before))
    const parent = checkFamily(writing)
    checkVariants(writing)
    const shipFrom = settleShipFrom(writing, parent, read.shipFrom)
    checkSelling(writing)
    inheritQuantity(writing)
    applyInventory(writing)
    if (!before) {
      after.Shelf = parent?.Shelf ?? NOWHERE
      after.Live = false
      after.StockKey = call.newID()
    }
    after.Parent = parent ?? null
    if (parent && (!before || joined)) rely(call, read.parent)
    const family = sql`(ID = ${after.ID} or ParentID = ${after.ID})`
    return [
      ...shipFrom,
      ...(joined && parent ? [apartFromParent(call.marketplace, after.ID, parent.ID)] : []),
      ...(after.DefaultSupplierID && call.body.DefaultSupplierID ? [relateSupplier(writing)] : []),
      ...trackingRemains(writing),
      ...(joined ? changeFamily(writing, parent?.Shelf) : []),
      // A new one stands in no counter that it could be taken out of first.
      ...(before ? [] : refreshLive(call.marketplace, family).slice(1)),
      ...(joined || (before && before.Active !== after.Active) ? refreshLive(call.marketplace, family) : []),
      ...familyRemains(writing),
    ]
  },
  readForRemoval: (call, productID) => removalReads(call, sql`ID = ${productID}`),
  remove: (call, { ID }, read) => [inNoBundle(call.marketplace, ID), ...removal(call, sql`ID = ${ID}`, read)],
})

/** A product that joins a family stands where that does, and one that leaves it nowhere: its own places are given up. */
function changeFamily(
  { call: { marketplace }, after }: ProductWriting,
  shelf: string | undefined,
): Written[] {
  const itself = sql`ID = ${after.ID}`
  const ofIt = sql`ProductID = ${after.ID}`
  return [
    sql`delete from product_catalogs where Marketplace = ${marketplace} and ${ofIt}`,
    sql`delete from category_products where Marketplace = ${marketplace} and ${ofIt}`,
    dropUncarried(marketplace, ofIt),
    ...(shelf === undefined ? moveShelf(marketplace, itself, []) : putOn(marketplace, itself, shelf)),
  ]
}

/** Families have no specs that define variants, and a parent of products stays one. */
function familyRemains({ call: { marketplace }, before, after }: ProductWriting): Guard[] {
  const guards: Guard[] = []
  if ((after.IsParent && !before?.IsParent) || (after.ParentID && !before?.ParentID))
    guards.push({
      guard: sql`not exists (select 1 from spec_product_assignments a join specs s on s.Marketplace = a.Marketplace and s.ID = a.SpecID
        where a.Marketplace = ${marketplace} and a.ProductID = ${after.ID} and s.DefinesVariant = 1)`,
      else: fail(
        'ProductAssigment.ParentChildProductCannotBeAssignedToVariantSpec',
        'A product with a spec that defines variants can be neither parent nor child.',
      ),
    })
  if (before?.IsParent && !after.IsParent)
    guards.push({
      guard: sql`not exists (select 1 from products where Marketplace = ${marketplace} and ParentID = ${after.ID})`,
      else: fail('Product.CannotModifyIsParent', 'A parent of products stays a parent.'),
    })
  return guards
}

/** The default supplier of a product sells it. */
function relateSupplier({ call, after }: ProductWriting): SQL {
  return sql`insert or ignore into product_suppliers (Marketplace, ProductID, SupplierID, Version)
    values (${call.marketplace}, ${after.ID}, ${after.DefaultSupplierID}, 1)`
}

/** A multiplier that is not said is 1, but a child product's is its parent's; writes of bundles never say one. */
function inheritQuantity({ call, after }: ProductWriting) {
  if (call.body.QuantityMultiplier !== undefined && !call.sent('QuantityMultiplier'))
    after.QuantityMultiplier = null
  if (!after.ParentID) after.QuantityMultiplier ??= 1
}

/**
 * Parents have no parents and no other owner than their children; families track no variants, for they have none.
 * @returns the parent, if it is to have one
 */
function checkFamily({ after, read }: CheckedWriting): ParentRow | undefined {
  if (after.IsBundle && after.IsParent)
    throw fail('Product.ParentProductCannotBeABundle', 'A bundle cannot be a parent product.')
  if (after.IsBundle && after.ParentID)
    throw invalid('ParentID', 'Rule', 'A bundle cannot have a parent product.')
  if ((after.IsParent || after.ParentID) && after.Inventory?.VariantLevelTracking)
    throw fail(
      'InventoryConfiguration.CannotSetVariantLevelTracking',
      'Parent and child products have no variants to track.',
    )
  if (!after.ParentID) return undefined
  if (after.IsParent)
    throw fail('Product.ParentProductCannotHaveParent', 'A parent product cannot have a parent.')
  const parent = the(read.parent)
  if (!sameIgnoringCase(parent.OwnerID, after.OwnerID))
    throw fail('Product.ParentChildProductOwnersShouldMatch', 'Parent and child must have the same owner.')
  return parent
}

/** Families have no variants: what has some joins none. */
function checkVariants({ before, after }: ProductWriting) {
  if (!before?.VariantCount) return
  if (after.IsParent && !before.IsParent)
    throw fail('Product.CannotModifyIsParentForVariant', 'A product with variants cannot become a parent.')
  if (after.ParentID && !before.ParentID)
    throw fail('Product.CannotModifyParentIDForVariant', 'A product with variants cannot have a parent.')
}

/** Who sells a product, at whose price. */
function checkSelling({ call, before, after, read }: CheckedWriting) {
  const { caller, marketplace } = call
  if (read.forwarder && !before?.AutoForward) rely(call, read.forwarder)
  const ofMarketplace = sameIgnoringCase(after.OwnerID, marketplace)
  if (
    after.AllSuppliersCanSell &&
    !before?.AllSuppliersCanSell &&
    !(caller.kind === 'Seller' && ofMarketplace)
  )
    throw fail(
      'Product.CannotModifyAllSuppliersCanSell',
      'Only the marketplace owner lets all suppliers sell its products.',
    )
  if (
    caller.kind === 'Supplier' &&
    after.DefaultSupplierID &&
    ![before?.DefaultSupplierID, caller.company].some((id) => sameIgnoringCase(after.DefaultSupplierID, id))
  )
    throw fail('Auth.UserNotAuthorizedToAdmin', 'A supplier names only itself as the one that sells.')
  const schedule = read.schedule && the(read.schedule)
  if (
    schedule &&
    !ofMarketplace &&
    ![after.OwnerID, marketplace].some((id) => sameIgnoringCase(schedule.OwnerID, id))
  )
    throw fail(
      'PriceSchedule.InvalidDefaultPriceScheduleID',
      'A supplier’s product is priced by the supplier or the marketplace owner.',
    )
}
