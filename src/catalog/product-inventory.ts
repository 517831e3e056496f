import { sql } from 'drizzle-orm'
import { fail } from '../api/errors.ts'
import type { Guard } from '../store/rows.ts'
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
