import { sql } from 'drizzle-orm'
import { fail } from '../../api/errors.ts'
import type { Writing } from '../../resource/loose.ts'
import type { Guard } from '../../tables/statements.ts'
import { inventoryOf } from '../products/shown-columns.ts'
import { withParent } from '../products/with-parent.ts'

type Values = Record<string, unknown>

const settable = [
  'Enabled',
  'NotificationPoint',
  'VariantLevelTracking',
  'OrderCanExceed',
  'QuantityAvailable',
] as const

/**
 * Takes the inventory object apart into its columns. What is shown may be the sum of records or variants, or the
 * parent's: to repeat it is no change of the product's own.
 */
export function applyInventory({ call, before, after }: Writing) {
  const sent = call.body.Inventory as Values | null | undefined
  if (sent === undefined && before) return
  const shown = before && inventoryOf(withParent(before))
  if (shown && sent && settable.every((name) => name in sent && sent[name] === shown[name])) return
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
  const repeated = before && sent.QuantityAvailable === shown?.QuantityAvailable
  // None is no quantity; whoever turns inventory off sends what it was.
  if (!wanted.Enabled && sent.QuantityAvailable && !repeated)
    throw fail('Product.InventoryDisabled', 'Inventory must be enabled to set a quantity.')
  // Tracked by variant, a product shows what these have; its own quantity waits for its turn.
  const own =
    !wanted.VariantLevelTracking &&
    (!before?.VariantLevelTracking || 'QuantityAvailable' in sent) &&
    !(repeated && typeof before.Recorded === 'number')
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
