import { hasRole } from '../../api/caller.ts'
import { fail, idExists, invalid } from '../../api/errors.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { alter } from '../../store/rows.ts'
import { lineItems } from '../../tables/orders/line-items.ts'
import { orders } from '../../tables/orders/orders.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import { requireChange } from './access.ts'
import { type LineRow, type OrderRow, writeOrder } from './load.ts'
import { addressesRemain, addressSnapshot, requireAddress } from './owner-addresses.ts'
import { showOrder } from './present.ts'
import { isLive } from './states.ts'
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
  const statements: (Write | Guard)[] = []
  /** The address a property names, and its copy: what was submitted shows what was agreed. */
  const chosen = (name: 'BillingAddressID' | 'ShippingAddressID', use: 'Billing' | 'Shipping') => {
    if (!after[name]) return { id: null, copy: null }
    const found = requireAddress(addresses, after[name] as string, use, caller, order.FromUserKey)
    statements.push(...addressesRemain(m, order.FromCompanyID, addresses, [found.ID]))
    return { id: found.ID, copy: isLive(order.Status) ? null : addressSnapshot(found) }
  }
  if (changed.includes('ID')) {
    // A guest's token names its one order: under another ID it would be lost to them, and what they saved for it.
    if (caller.order !== null)
      throw fail('Auth.AnonUserProhibited', 'Anonymous shoppers may not rename their order.')
    if (order.IsGuests)
      throw invalid({
        property: 'ID',
        rule: 'Rule',
        message: 'The order of an anonymous shopper keeps its ID as long as it is theirs.',
      })
    changes.ID = await call.id(after.ID as string)
  }
  let shownLines = lines
  if (changed.includes('BillingAddressID')) {
    const { id, copy } = chosen('BillingAddressID', 'Billing')
    Object.assign(changes, { BillingAddressID: id, BillingAddress: copy })
  }
  if (changed.includes('ShippingAddressID')) {
    const { id, copy } = chosen('ShippingAddressID', 'Shipping')
    const shipping = { ShippingAddressID: id, ShippingAddress: copy }
    Object.assign(changes, { ...shipping, ShippingDiffers: false })
    statements.push(alter(lineItems, m, { OrderKey: order.Key }, shipping))
    shownLines = lines.map((l) => ({ ...l, ...shipping }) as LineRow)
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
  await commit(call, {
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
