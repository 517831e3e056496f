import type { ColumnValues } from '../statements.ts'

/** What a child product has none of itself, it shows of its parent; booleans and counts are its own. */
export const inherited = [
  'Description',
  'DefaultPriceScheduleID',
  'QuantityMultiplier',
  'ShipWeight',
  'ShipHeight',
  'ShipWidth',
  'ShipLength',
  'ShipFromAddressID',
  'ShipFromCompany',
  'DefaultSupplierID',
] as const

/** The columns of the inventory object, which is inherited as a whole and with its counter. */
export const inventoryParts = [
  'InventoryEnabled',
  'NotificationPoint',
  'VariantLevelTracking',
  'OrderCanExceed',
  'QuantityAvailable',
  'InventoryUpdated',
] as const

/** Columns of a parent that its children look at. */
export const passedOn = ['ID', 'Active', 'xp', 'RecordCount', ...inherited, ...inventoryParts] as const

/**
 * A product as it is shown: each property it leaves null is its parent's, and of xp each key it does not have. An
 * inactive parent makes it inactive. What the row does not hold stays away.
 * @param parent decoded; none for a product without one
 */
export function inherit<R extends ColumnValues>(row: R, parent: ColumnValues | null | undefined): R {
  if (!parent) return row
  const out: ColumnValues = { ...row }
  for (const name of inherited) if (name in row) out[name] = row[name] ?? parent[name] ?? null
  if ('Active' in row) out.Active = Boolean(row.Active && parent.Active)
  if ('xp' in row) out.xp = inheritKeys(row.xp, parent.xp)
  if ('InventoryEnabled' in row && row.InventoryEnabled === null)
    for (const name of [...inventoryParts, 'Recorded']) if (name in parent) out[name] = parent[name] ?? null
  // The same columns, and each with a value of the parent's same column.
  return out as R
}

/** Keys of the parent's xp that the child does not define; nothing inside a key is mixed. */
function inheritKeys(own: unknown, above: unknown): unknown {
  if (own === null || own === undefined) return above ?? null
  return Object.assign({}, above, own)
}

/**
 * Leaves to the parent what a write repeats of it: a client that sends back what it was shown makes none of it the
 * child's own.
 * @param before the child as it is stored, and `shown` as it is shown
 */
export function leaveInherited(before: ColumnValues, after: ColumnValues, shown: ColumnValues): void {
  for (const name of inherited) if (before[name] === null && after[name] === shown[name]) after[name] = null
  if (before === shown || !after.xp) return
  const own = new Set(Object.keys(before.xp ?? {}))
  const above = new Map(Object.entries(shown.xp ?? {}))
  const kept = Object.entries(after.xp).filter(([key, value]) => own.has(key) || !same(value, above.get(key)))
  after.xp = kept.length === 0 && before.xp === null ? null : Object.fromEntries(kept)
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
