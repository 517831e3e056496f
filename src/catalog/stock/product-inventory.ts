import { fail } from '../../api/errors.ts'
import { sql } from '../../tables/sql.ts'
import type { Guard } from '../../tables/statements.ts'
import type { ProductWriting } from '../products/products.ts'
import { inventoryOf, withParent } from '../products/shown-columns.ts'

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
export function applyInventory({ call, before, after }: ProductWriting) {
  const sent = call.body.Inventory
  if (sent === undefined && before) return
  const shown = before && inventoryOf(withParent(before))
  if (shown && sent && settable.every((name) => sent[name] === shown[name])) return
  if (!sent) {
    after.InventoryEnabled = null
    after.NotificationPoint = null
    after.VariantLevelTracking = false
    after.OrderCanExceed = false
    after.QuantityAvailable = null
    after.InventoryUpdated = null
    return
  }
  const wanted = after.Inventory!
  const repeated = before && sent.QuantityAvailable === shown?.QuantityAvailable
  // None is no quantity; whoever turns inventory off sends what it was.
  if (!wanted.Enabled && sent.QuantityAvailable && !repeated)
    throw fail('Product.InventoryDisabled', 'Inventory must be enabled to set a quantity.')
  // Tracked by variant, a product shows what these have; its own quantity waits for its turn.
  const own =
    !wanted.VariantLevelTracking &&
    (!before?.VariantLevelTracking || sent.QuantityAvailable !== undefined) &&
    !(repeated && typeof before.Recorded === 'number')
  const quantity = (own ? wanted.QuantityAvailable : before?.QuantityAvailable) ?? null
  after.InventoryEnabled = wanted.Enabled
  after.NotificationPoint = wanted.NotificationPoint
  after.VariantLevelTracking = wanted.VariantLevelTracking
  after.OrderCanExceed = wanted.OrderCanExceed
  after.QuantityAvailable = quantity
  if (before?.QuantityAvailable !== quantity) after.InventoryUpdated = call.now
}

/** Where stock is counted is settled while there are inventory records. */
export function trackingRemains({ call, before, after }: ProductWriting): Guard[] {
  if (!before || before.VariantLevelTracking === after.VariantLevelTracking) return []
  return [
    {
      guard: sql`not exists (select 1 from inventory_records where Marketplace = ${call.marketplace} and ProductID = ${after.ID})`,
      else: fail(
        'InventoryConfiguration.CannotChangeVariantLevelTracking',
        'Delete the inventory records of this product first.',
      ),
    },
  ]
}
