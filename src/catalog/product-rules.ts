import { type SQL, sql } from 'drizzle-orm'
import { fail, invalid, notFound } from '../api/errors.ts'
import { sameIgnoringCase } from '../api/field.ts'
import { plain, type Query } from '../api/sql.ts'
import { dropUnsubmittedLines } from '../orders/product-removal.ts'
import type { Call } from '../store/call.ts'
import type { Guard, Write } from '../store/rows.ts'
import type { Rules, Writing } from '../store/writing.ts'
import { apartFromParent, inNoBundle } from './bundle-contents.ts'
import { makeShelf, moveShelf, NOWHERE, putOn, recount, refreshLive, stillOn } from './shelves.ts'

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
    const reads: Record<string, Query<unknown>> = {
      parent: plain(
        sql`select ID, IsParent, ParentID, OwnerID, Shelf from products where Marketplace = ${m} and ID = ${parent}`,
      ),
      children: plain(
        sql`select exists (select 1 from products where Marketplace = ${m} and ParentID = ${productID}) found`,
      ),
    }
    if (body.ShipFromAddressID)
      reads.shipFrom =
        plain(sql`select exists (select 1 from addresses a where a.Marketplace = ${m} and a.ID = ${body.ShipFromAddressID as string}
        and ((${supplier} is null and a.Kind = 'Seller') or (a.Kind = 'Supplier' and a.Company in (${supplier}, ${call.caller.company})))) found`)
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
    checkFamily(w)
    checkSelling(w)
    if (
      after.ShipFromAddressID &&
      after.ShipFromAddressID !== before?.ShipFromAddressID &&
      w.read.shipFrom?.[0]?.found === 0
    )
      throw notFound('Address', after.ShipFromAddressID as string)
    applyInventory(w)
    const statements: (Write | Guard)[] = []
    if (!before) {
      after.Shelf = w.read.parent?.[0]?.Shelf ?? NOWHERE
      after.Live = false
    }
    const joined = before && !sameIgnoringCase(before.ParentID, after.ParentID)
    const parent = after.ParentID && (!before || joined) ? w.read.parent![0]! : undefined
    if (parent) statements.push(stillOn(call.marketplace, parent.ID as string, parent.Shelf as string))
    if (joined && parent)
      statements.push(apartFromParent(call.marketplace, after.ID as string, parent.ID as string))
    if (joined) statements.push(...changeFamily(w, parent?.Shelf as string | undefined))
    if (!before || before.Active !== after.Active || joined)
      statements.push(
        ...refreshLive(
          call.marketplace,
          sql`(ID = ${after.ID as string} or ParentID = ${after.ID as string})`,
        ),
      )
    if (before?.IsParent && !after.IsParent)
      statements.push({
        guard: sql`not exists (select 1 from products where Marketplace = ${call.marketplace} and ParentID = ${after.ID as string})`,
        else: fail('Product.CannotModifyIsParent', 'A parent of products stays a parent.'),
      })
    return statements
  },
  remove: (call, row) => [
    inNoBundle(call.marketplace, row.ID as string),
    ...removal(call, sql`ID = ${row.ID as string}`),
  ],
}

/** What the deletion of products takes along beside their own rows. */
export const removal = (call: Pick<Call, 'marketplace' | 'now'>, which: SQL): Write[] => [
  recount(call.marketplace, which, '-'),
  ...dropUnsubmittedLines(
    call,
    sql`(select ID from products where Marketplace = ${call.marketplace} and ${which})`,
  ),
]

/** A product that joins a family stands where that does, and one that leaves it nowhere: its own places are given up. */
function changeFamily({ call, after }: Writing, shelf: string | undefined): Write[] {
  const m = call.marketplace
  const which = sql`ID = ${after.ID as string}`
  return [
    ...['product_catalogs', 'category_products'].map((name) => ({
      sql: sql`delete from ${sql.identifier(name)} where Marketplace = ${m} and ProductID = ${after.ID as string}`,
    })),
    ...(shelf === undefined ? moveShelf(m, which, []) : putOn(m, which, shelf)),
  ]
}

/** Parents have no parents and no other owner than their children. */
function checkFamily({ after, read }: Writing) {
  if (after.IsBundle) refuseFamily(after)
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

/** Takes the inventory object apart into its columns. */
function applyInventory({ call, before, after }: Writing) {
  const sent = call.body.Inventory as Values | null | undefined
  if (sent === undefined && before) return
  if (sent === null || sent === undefined) {
    Object.assign(after, {
      InventoryEnabled: null,
      NotificationPoint: null,
      VariantLevelTracking: false,
      OrderCanExceed: false,
      QuantityAvailable: null,
      InventoryUpdated: null,
    })
    return
  }
  const wanted = after.Inventory as Values
  if (!wanted.Enabled && typeof sent.QuantityAvailable === 'number')
    throw fail('Product.InventoryDisabled', 'Inventory must be enabled to set a quantity.')
  const changed = !before || before.QuantityAvailable !== wanted.QuantityAvailable
  Object.assign(after, {
    InventoryEnabled: wanted.Enabled ?? false,
    NotificationPoint: wanted.NotificationPoint ?? null,
    VariantLevelTracking: wanted.VariantLevelTracking ?? false,
    OrderCanExceed: wanted.OrderCanExceed ?? false,
    QuantityAvailable: wanted.QuantityAvailable ?? null,
    InventoryUpdated: changed ? call.now : before.InventoryUpdated,
  })
}
