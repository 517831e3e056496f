import { type SQL, sql } from 'drizzle-orm'
import { fail, invalid, notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/field.ts'
import type { Rules, Writing } from '../../resource/loose.ts'
import type { Call } from '../../store/call.ts'
import { plain, type Query } from '../../store/sql/sql.ts'
import { leaveInherited, passedOn } from '../../tables/catalog/families.ts'
import { recordedOf } from '../../tables/catalog/recorded-stock.ts'
import { at } from '../../tables/columns.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import { apartFromParent, inNoBundle } from '../bundles/bundle-contents.ts'
import { dropUncarried } from '../categories/uncarried.ts'
import { applyInventory, trackingRemains } from '../stock/product-inventory.ts'
import { releaseRecords } from '../stock/record-removal.ts'
import { makeShelf, moveShelf, NOWHERE, putOn, recount, refreshLive, stillOn } from '../visibility/shelves.ts'
import { dropUnsubmittedLines, removalReads as lineReads } from './product-removal.ts'
import { settleShipFrom, shipFromRead } from './ship-from.ts'
import { withParent } from './with-parent.ts'

type Values = Record<string, unknown>
/** What a product's writes check and carry along. */
export const productRules: Rules = {
  read: (call, productID) => {
    const m = call.marketplace
    const body = call.body as Values
    const present = sql`(select ${sql.raw('p.*')} from products p where p.Marketplace = ${m} and p.ID = ${productID})`
    const parent =
      'ParentID' in body
        ? sql`${(body.ParentID as string | null) ?? null}`
        : sql`(select ParentID from ${present})`
    const supplier =
      'DefaultSupplierID' in body
        ? sql`${(body.DefaultSupplierID as string | null) ?? null}`
        : sql`(select DefaultSupplierID from ${present})`
    // A child product without one of its own has its parent's.
    const seller = sql`coalesce(${supplier}, (select pp.DefaultSupplierID from products pp where pp.Marketplace = ${m} and pp.ID = ${parent}))`
    const reads: Record<string, Query<unknown>> = {
      parent: plain(
        sql`select p.ID, p.IsParent, p.ParentID, p.OwnerID, p.Shelf, ${parentShown} from products p where p.Marketplace = ${m} and p.ID = ${parent}`,
      ),
      children: plain(
        sql`select exists (select 1 from products where Marketplace = ${m} and ParentID = ${productID}) found`,
      ),
    }
    if (body.ShipFromAddressID) reads.shipFrom = shipFromRead(call, body.ShipFromAddressID as string, seller)
    if (body.DefaultPriceScheduleID)
      reads.schedule = plain(
        sql`select OwnerID from price_schedules where Marketplace = ${m} and ID = ${body.DefaultPriceScheduleID as string}`,
      )
    return reads
  },
  first: ({ call, before, after }) =>
    before || after.Shelf !== NOWHERE ? [] : makeShelf(call.marketplace, NOWHERE, []),
  decide: (w) => {
    const { call, before, after } = w
    if (before && sameIgnoringCase(before.ParentID, after.ParentID))
      leaveInherited(before, after, withParent(before))
    checkFamily(w)
    checkVariants(w)
    const statements = settleShipFrom(w)
    checkSelling(w)
    inheritQuantity(w)
    applyInventory(w)
    if (after.VariantLevelTracking && (after.IsParent || after.ParentID))
      throw fail(
        'InventoryConfiguration.CannotSetVariantLevelTracking',
        'Parent and child products have no variants to track.',
      )
    if (!before) {
      after.Shelf = w.read.parent?.[0]?.Shelf ?? NOWHERE
      after.Live = false
      after.StockKey = call.newID()
    }
    const joined = before && !sameIgnoringCase(before.ParentID, after.ParentID)
    const parent = after.ParentID && (!before || joined) ? w.read.parent![0]! : undefined
    if (parent) statements.push(...parentRemains(call.marketplace, parent))
    if (joined && parent)
      statements.push(apartFromParent(call.marketplace, after.ID as string, parent.ID as string))
    after.Parent = after.ParentID ? (w.read.parent?.[0] ?? null) : null
    if (after.DefaultSupplierID && 'DefaultSupplierID' in call.body) statements.push(relate(w))
    statements.push(...trackingRemains(w))
    if (joined) statements.push(...changeFamily(w, parent?.Shelf as string | undefined))
    if (!before || before.Active !== after.Active || joined)
      statements.push(
        ...refreshLive(
          call.marketplace,
          sql`(ID = ${after.ID as string} or ParentID = ${after.ID as string})`,
        ),
      )
    if ((after.IsParent && !before?.IsParent) || (after.ParentID && !before?.ParentID))
      statements.push({
        guard: sql`not exists (select 1 from spec_product_assignments a join specs s on s.Marketplace = a.Marketplace and s.ID = a.SpecID
          where a.Marketplace = ${call.marketplace} and a.ProductID = ${after.ID as string} and s.DefinesVariant = 1)`,
        else: fail(
          'ProductAssigment.ParentChildProductCannotBeAssignedToVariantSpec',
          'A product with a spec that defines variants can be neither parent nor child.',
        ),
      })
    if (before?.IsParent && !after.IsParent)
      statements.push({
        guard: sql`not exists (select 1 from products where Marketplace = ${call.marketplace} and ParentID = ${after.ID as string})`,
        else: fail('Product.CannotModifyIsParent', 'A parent of products stays a parent.'),
      })
    return statements
  },
  readForRemoval: (call, productID) => removalReads(call, sql`ID = ${productID}`),
  remove: (call, row, read) => [
    inNoBundle(call.marketplace, row.ID as string),
    ...removal(call, sql`ID = ${row.ID as string}`, read),
  ],
}

const removed = (marketplace: string, which: SQL) => ({
  marketplace,
  products: sql`(select ID from products where Marketplace = ${marketplace} and ${which})`,
})

/** What the deletion of products looks at beforehand. */
export const removalReads = (call: Pick<Call, 'marketplace'>, which: SQL) =>
  lineReads(removed(call.marketplace, which))

/** What the deletion of products takes along beside their own rows. */
export const removal = (
  call: Pick<Call, 'marketplace' | 'now'>,
  which: SQL,
  read: Record<string, unknown[]>,
): (Write | Guard)[] => [
  recount(call.marketplace, which, '-'),
  ...dropUnsubmittedLines(call, removed(call.marketplace, which), read),
]

/** What the deletion of a supplier takes along of the inventory it keeps of anybody's products. */
export const supplierStockRemoval = (
  { marketplace: m }: Pick<Call, 'marketplace'>,
  supplierID: string,
): (Write | Guard)[] => {
  const theirs = sql`inventory_records ir where ir.Marketplace = ${m} and ir.OwnerID = ${supplierID}`
  return [
    ...releaseRecords(
      m,
      sql`(l.ProductID, l.InventoryRecordID) in (select ir.ProductID, ir.ID from ${theirs})`,
      false,
    ),
    {
      sql: sql`update products set Version = Version + 1,
          RecordCount = RecordCount - (select count(*) from ${theirs} and ir.ProductID = products.ID)
        where Marketplace = ${m} and ID in (select ir.ProductID from ${theirs})`,
    },
    {
      sql: sql`update variants set RecordCount = RecordCount - (select count(*) from ${theirs}
            and ir.ProductID = variants.ProductID and ir.VariantID = variants.ID)
        where Marketplace = ${m} and (ProductID, ID) in (select ir.ProductID, ir.VariantID from ${theirs})`,
    },
  ]
}

/** What goes with the variants of a product; open orders keep the records they draw on, and so the variants. */
export const variantStockRemoval = (m: string, productID: string): (Write | Guard)[] => {
  const records = sql`inventory_records where Marketplace = ${m} and ProductID = ${productID} and VariantID is not null`
  return [
    ...releaseRecords(
      m,
      sql`l.ProductID = ${productID} and l.InventoryRecordID in (select ID from ${records})`,
      true,
    ),
    {
      sql: sql`delete from inventory_record_assignments where Marketplace = ${m} and ProductID = ${productID}
        and InventoryRecordID in (select ID from ${records})`,
    },
    { sql: sql`delete from ${records}` },
  ]
}

/** A product that joins a family stands where that does, and one that leaves it nowhere: its own places are given up. */
function changeFamily({ call, after }: Writing, shelf: string | undefined): Write[] {
  const m = call.marketplace
  const which = sql`ID = ${after.ID as string}`
  return [
    ...['product_catalogs', 'category_products'].map((name) => ({
      sql: sql`delete from ${sql.identifier(name)} where Marketplace = ${m} and ProductID = ${after.ID as string}`,
    })),
    dropUncarried(m, sql`ProductID = ${after.ID as string}`),
    ...(shelf === undefined ? moveShelf(m, which, []) : putOn(m, which, shelf)),
  ]
}

/** What a child product shows of its parent, under the names of the columns. */
const parentShown = sql.join(
  [...passedOn.filter((n) => n !== 'ID').map((n) => at('p', n)), sql`${recordedOf('p')} as Recorded`],
  sql`, `,
)

/** A product may be made somebody's parent no more, or moved, while another joins it. */
const parentRemains = (m: string, parent: Values): Guard[] => [
  stillOn(m, parent.ID as string, parent.Shelf as string),
  {
    guard: sql`exists (select 1 from products where Marketplace = ${m} and ID = ${parent.ID as string} and IsParent = 1 and ParentID is null)`,
  },
]

/** The default supplier of a product sells it. */
const relate = ({ call, after }: Writing): Write => ({
  sql: sql`insert or ignore into product_suppliers (Marketplace, ProductID, SupplierID, Version)
    values (${call.marketplace}, ${after.ID as string}, ${after.DefaultSupplierID as string}, 1)`,
})

/** A multiplier that is not said is 1, but a child product's is its parent's; writes of bundles never say one. */
function inheritQuantity({ call, after }: Writing) {
  if ('QuantityMultiplier' in call.body && !call.sent('QuantityMultiplier')) after.QuantityMultiplier = null
  if (!after.ParentID) after.QuantityMultiplier ??= 1
}

/** Parents have no parents and no other owner than their children. */
function checkFamily({ after, read }: Writing) {
  if (after.IsBundle) refuseFamily(after)
  const tracked = (after.Inventory as Values | null)?.VariantLevelTracking
  if ((after.IsParent || after.ParentID) && tracked)
    throw fail(
      'InventoryConfiguration.CannotSetVariantLevelTracking',
      'Parent and child products have no variants to track.',
    )
  if (!after.ParentID) return
  if (after.IsParent)
    throw fail('Product.ParentProductCannotHaveParent', 'A parent product cannot have a parent.')
  const parent = read.parent?.[0]
  if (!parent) throw notFound('Product', after.ParentID as string)
  if (parent.IsParent !== 1)
    throw fail('Product.IsNotParent', `Product "${after.ParentID}" is no parent product.`)
  if (parent.ParentID)
    throw fail('Product.ParentProductCannotHaveParent', 'A parent product cannot have a parent.')
  if (!sameIgnoringCase(parent.OwnerID, after.OwnerID))
    throw fail('Product.ParentChildProductOwnersShouldMatch', 'Parent and child must have the same owner.')
}

/** A bundle stands by itself. */
function refuseFamily(bundle: Values) {
  if (bundle.IsParent)
    throw fail('Product.ParentProductCannotBeABundle', 'A bundle cannot be a parent product.')
  if (bundle.ParentID)
    throw invalid({ property: 'ParentID', rule: 'Rule', message: 'A bundle cannot have a parent product.' })
}

/** Families have no variants: what has some joins none. */
function checkVariants({ before, after }: Writing) {
  if (!before?.VariantCount) return
  if (after.IsParent && !before.IsParent)
    throw fail('Product.CannotModifyIsParentForVariant', 'A product with variants cannot become a parent.')
  if (after.ParentID && !before.ParentID)
    throw fail('Product.CannotModifyParentIDForVariant', 'A product with variants cannot have a parent.')
}

function checkSelling({ call, before, after, read }: Writing) {
  if (
    after.AllSuppliersCanSell &&
    (call.caller.kind !== 'Seller' || !sameIgnoringCase(after.OwnerID, call.marketplace)) &&
    !before?.AllSuppliersCanSell
  )
    throw fail(
      'Product.CannotModifyAllSuppliersCanSell',
      'Only the marketplace owner lets all suppliers sell its products.',
    )
  if (
    call.caller.kind === 'Supplier' &&
    after.DefaultSupplierID &&
    !sameIgnoringCase(after.DefaultSupplierID, before?.DefaultSupplierID) &&
    !sameIgnoringCase(after.DefaultSupplierID, call.caller.company)
  )
    throw fail('Auth.UserNotAuthorizedToAdmin', 'A supplier names only itself as the one that sells.')
  // Forwarding needs a configured seller user, which a marketplace gets with order forwarding.
  if (after.AutoForward)
    throw fail('Seller.AutoForwardingUserRequired', 'This marketplace has no user to forward orders as.')
  const schedule = read.schedule?.[0]
  if (
    schedule &&
    !sameIgnoringCase(after.OwnerID, call.marketplace) &&
    !sameIgnoringCase(schedule.OwnerID, after.OwnerID) &&
    !sameIgnoringCase(schedule.OwnerID, call.marketplace)
  )
    throw fail(
      'PriceSchedule.InvalidDefaultPriceScheduleID',
      'A supplier’s product is priced by the supplier or the marketplace owner.',
    )
}
