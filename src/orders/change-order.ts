import { sql } from 'drizzle-orm'
import { hasRole } from '../api/caller.ts'
import { fail } from '../api/errors.ts'
import { idExists } from '../api/table.ts'
import type { Call } from '../store/call.ts'
import type { Write } from '../store/rows.ts'
import { requireChange } from './access.ts'
import { type LineRow, type OrderRow, writeOrder } from './load.ts'
import { requireAddress } from './owner-addresses.ts'
import { showOrder } from './present.ts'
import { orders } from './tables.ts'
import { totals } from './totals.ts'

type Values = Record<string, unknown>

/** Shipping and tax are set by those who may override them; repeating the present value is no override. */
export function checkCosts(
  call: Call<unknown>,
  body: Values,
  present: { ShippingCost: number; TaxCost: number },
): void {
  if (
    'ShippingCost' in body &&
    body.ShippingCost !== present.ShippingCost &&
    !hasRole(call.caller, 'OverrideShipping')
  )
    throw fail('Order.OverrideShippingPermission', 'Setting ShippingCost needs the role OverrideShipping.')
  if ('TaxCost' in body && body.TaxCost !== present.TaxCost && !hasRole(call.caller, 'OverrideTax'))
    throw fail('Order.OverrideTaxPermission', 'Setting TaxCost needs the role OverrideTax.')
}

/** Which group of rules governs each property. */
const groups = {
  ID: 'id',
  Comments: 'notes',
  xp: 'notes',
  BillingAddressID: 'address',
  ShippingAddressID: 'address',
  ShippingCost: 'cost',
  TaxCost: 'cost',
  Gratuity: 'cost',
} as const

/** Properties whose change voids what a customer's server calculated. */
const PRICED = ['ShippingCost', 'TaxCost', 'Gratuity', 'ShippingAddressID', 'xp']

type OrderAddresses = Parameters<typeof requireAddress>[0]

/** Writes an order as it comes to be: checks each property that changes, carries addresses to the lines. */
export async function changeOrder(
  call: Call<unknown>,
  order: OrderRow,
  lines: LineRow[],
  addresses: OrderAddresses,
  after: Values,
) {
  const { caller, marketplace: m } = call
  const shownShipping = order.ShippingDiffers ? null : order.ShippingAddressID
  const before: Values = { ...order, ShippingAddressID: shownShipping }
  const changed = Object.keys(groups).filter(
    (name) => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null),
  ) as (keyof typeof groups)[]
  for (const name of changed) requireChange(groups[name], order, caller, name)
  checkCosts(call, after, order)
  const changes: Values = {}
  for (const name of changed) changes[name] = after[name]
  const statements: Write[] = []
  if (changed.includes('ID')) {
    changes.ID = await call.id(after.ID as string)
  }
  let shownLines = lines
  if (changed.includes('BillingAddressID')) {
    changes.BillingAddressID = after.BillingAddressID
      ? requireAddress(addresses, after.BillingAddressID as string, 'Billing', caller, order.FromUserKey).ID
      : null
    changes.BillingAddress = null
  }
  if (changed.includes('ShippingAddressID')) {
    const id = after.ShippingAddressID
      ? requireAddress(addresses, after.ShippingAddressID as string, 'Shipping', caller, order.FromUserKey).ID
      : null
    Object.assign(changes, { ShippingAddressID: id, ShippingAddress: null, ShippingDiffers: false })
    statements.push({
      sql: sql`update line_items set ShippingAddressID = ${id}, ShippingAddress = null where Marketplace = ${m} and OrderKey = ${order.Key}`,
    })
    shownLines = lines.map((l) => ({ ...l, ShippingAddressID: id, ShippingAddress: null }))
  }
  if (changed.some((name) => PRICED.includes(name))) changes.PricingVersion = order.PricingVersion + 1
  const wanted = { ...order, ...changes } as OrderRow
  Object.assign(changes, totals(shownLines, wanted))
  const answer = showOrder({
    ...wanted,
    ...changes,
    LastUpdated: call.now,
    LiveBilling: billingOf(wanted, addresses),
  } as OrderRow)
  await call.commit({
    statements: [writeOrder(call, order, changes), ...statements],
    answer,
    conflict: { table: orders.name, error: idExists('Order', wanted.ID) },
  })
  return answer
}

const billingOf = (order: OrderRow, addresses: OrderAddresses) =>
  order.BillingAddressID === null
    ? null
    : (addresses.find((a) => a.ID === order.BillingAddressID) ?? order.LiveBilling)
