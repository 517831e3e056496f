import { type Caller, hasRole } from '../../api/caller.ts'
import { fail, invalid } from '../../api/errors.ts'
import type { UsableAddress } from '../../organizations/addresses/usable-addresses.ts'
import type { Found } from '../../store/fact.ts'
import type { Asked } from '../operation/on-order.ts'
import type { OrderRow, OrderWith } from '../state/order-state.ts'
import { requireChange } from '../state/permissions.ts'
import { shownAddress } from '../state/shown-parts.ts'
import { isLive } from '../state/states.ts'
import { requireAddress, type Use } from './usable-by-owner.ts'

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

/** What a write can make of an order's header. */
export type OrderWish = Pick<OrderRow, keyof typeof groups>

/** A header as writes compare and merge it: one whose lines differ in address shows none. */
export const shownHeader = (header: OrderRow): OrderRow => ({
  ...header,
  ShippingAddressID: header.ShippingDiffers ? null : header.ShippingAddressID,
})

/** Shipping and tax are set by those who may override them; repeating the present value is no override. */
export function checkCosts(
  caller: Caller,
  wish: { ShippingCost: number; TaxCost: number },
  present: { ShippingCost: number; TaxCost: number },
): void {
  if (wish.ShippingCost !== present.ShippingCost && !hasRole(caller, 'OverrideShipping'))
    throw fail('Order.OverrideShippingPermission', 'Setting ShippingCost needs the role OverrideShipping.')
  if (wish.TaxCost !== present.TaxCost && !hasRole(caller, 'OverrideTax'))
    throw fail('Order.OverrideTaxPermission', 'Setting TaxCost needs the role OverrideTax.')
}

/**
 * An order as a write to its header makes it: each property that changes is checked, and its lines go where it goes.
 * @throws ApiError what the status, the caller's roles or an address refuse
 */
export async function changedOrder(
  call: Asked,
  { header, lines }: OrderWith<'lines'>,
  addresses: Found<UsableAddress>,
  asked: OrderWish,
): Promise<OrderWith<'lines'>> {
  const shown = shownHeader(header)
  // No ID is none that is asked for.
  const wish = { ...asked, ID: asked.ID || header.ID }
  const names = Object.keys(groups) as (keyof typeof groups)[]
  const changed = names.filter(
    (name) => JSON.stringify(shown[name] ?? null) !== JSON.stringify(wish[name] ?? null),
  )
  for (const name of changed) requireChange(groups[name], header, call.caller, name)
  checkCosts(call.caller, wish, header)
  /** The address a property names, and its copy: what was submitted shows what was agreed. */
  const chosen = (id: string | null, use: Use) => {
    const found = id ? requireAddress(call, addresses, id, use, header.FromUserKey) : null
    const live = found && shownAddress(found)
    return { live, id: found?.ID ?? null, copy: isLive(header.Status) ? null : live }
  }
  const { Comments, xp, ShippingCost, TaxCost, Gratuity } = wish
  const next = { ...header, Comments, xp, ShippingCost, TaxCost, Gratuity }
  if (changed.includes('ID')) next.ID = await renamed(call, header, wish.ID)
  if (changed.includes('BillingAddressID')) {
    const { live, id, copy } = chosen(wish.BillingAddressID, 'Billing')
    Object.assign(next, { BillingAddressID: id, BillingAddress: copy, LiveBilling: live })
  }
  if (!changed.includes('ShippingAddressID')) return { header: next, lines }
  const { live, id, copy } = chosen(wish.ShippingAddressID, 'Shipping')
  const to = { ShippingAddressID: id, ShippingAddress: copy }
  return {
    header: { ...next, ...to },
    lines: lines.map((l) => ({ ...l, ...to, LiveShipping: live })),
  }
}

/** A guest's token names its one order: under another ID it would be lost to them, and what they saved for it. */
async function renamed(call: Asked, header: OrderRow, wanted: string): Promise<string> {
  if (call.caller.order !== null)
    throw fail('Auth.AnonUserProhibited', 'Anonymous shoppers may not rename their order.')
  if (header.IsGuests)
    throw invalid('ID', 'Rule', 'The order of an anonymous shopper keeps its ID as long as it is theirs.')
  return call.id(wanted)
}
