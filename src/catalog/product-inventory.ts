import { sql } from 'drizzle-orm'
import { fail } from '../api/errors.ts'
import { releaseRecords } from '../orders/record-removal.ts'
import type { Call } from '../store/call.ts'
import type { Guard, Write } from '../store/rows.ts'
import type { Writing } from '../store/writing.ts'

type Values = Record<string, unknown>

/** Takes the inventory object apart into its columns. */
export function applyInventory({ call, before, after }: Writing) {
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
  // Tracked by variant, a product shows what these have; its own quantity waits for its turn.
  const own = !wanted.VariantLevelTracking && (!before?.VariantLevelTracking || 'QuantityAvailable' in sent)
  const quantity = (own ? wanted.QuantityAvailable : before?.QuantityAvailable) ?? null
  const changed = !before || before.QuantityAvailable !== quantity
  Object.assign(after, {
    InventoryEnabled: wanted.Enabled ?? false,
    NotificationPoint: wanted.NotificationPoint ?? null,
    VariantLevelTracking: wanted.VariantLevelTracking ?? false,
    OrderCanExceed: wanted.OrderCanExceed ?? false,
    QuantityAvailable: quantity,
    InventoryUpdated: changed ? call.now : before.InventoryUpdated,
  })
}

/** Where stock is counted is settled while there are inventory records. */
export function trackingRemains({ call, before, after }: Writing): Guard[] {
  if (!before || Boolean(before.VariantLevelTracking) === Boolean(after.VariantLevelTracking)) return []
  return [
    {
      guard: sql`not exists (select 1 from inventory_records where Marketplace = ${call.marketplace} and ProductID = ${after.ID as string})`,
      else: fail(
        'InventoryConfiguration.CannotChangeVariantLevelTracking',
        'Delete the inventory records of this product first.',
      ),
    },
  ]
}

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
