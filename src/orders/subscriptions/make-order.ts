import type { VisibleProduct } from '../../catalog/shop/visible-products.ts'
import { itemsOf } from '../lines/bundle-headings.ts'
import { sells } from '../lines/new-line.ts'
import type { Asked } from '../operation/on-order.ts'
import { newHeader } from '../order/create-order.ts'
import { acceptedAtFirst } from '../payments/payment-rules.ts'
import type { LineRow, OrderRow } from '../state/order-state.ts'
import { withID } from '../state/rows-by.ts'
import { settle } from '../state/settle.ts'
import { type ValueRead, valuedAnew } from '../submit/valued-anew.ts'
import type { Template } from './template.ts'

/** An order of a subscription, or the error code of what keeps it from being made. */
export type Made = { order: Template; refusal?: undefined } | { order: null; refusal: string }

/** Whether the user of a template can buy the product of a line of it now. */
const buyable =
  (header: OrderRow, products: readonly VisibleProduct[]) =>
  ({ ProductID }: LineRow): boolean => {
    const [product] = withID(products, ProductID)
    return product !== undefined && !product.IsParent && sells(product, header)
  }

/** IDs of the products of a template that its user cannot buy now. */
export const unavailableProducts = (
  { header, lines }: Template,
  products: readonly VisibleProduct[],
): string[] => {
  const isBuyable = buyable(header, products)
  return [...new Set(lines.filter((l) => !isBuyable(l)).map((l) => l.ProductID))]
}

/** Lines that can be ordered: of a bundle none without it and what it must be bought with, nor it without any. */
export function orderable(lines: LineRow[], isBuyable: (line: LineRow) => boolean): LineRow[] {
  const isLost = (line: LineRow) =>
    line.IsBundle &&
    [line, ...itemsOf(line, lines).filter((i) => i.NeededByBundle)].some((l) => !isBuyable(l))
  const lost = new Set(lines.filter(isLost).flatMap((heading) => [heading, ...itemsOf(heading, lines)]))
  const left = lines.filter((l) => isBuyable(l) && !lost.has(l))
  return left.filter((l) => !l.IsBundle || itemsOf(l, left).length > 0)
}

/**
 * The order of a template for its next date: of what its user can buy now, at the prices of now, and paid by as much as
 * it comes to. The catalogue it is valued by is for the caller to rely on.
 * @param Currency of its user, by now
 */
export function madeFrom(call: Asked, template: Template, read: ValueRead, Currency: string | null): Made {
  const lines = orderable(template.lines, buyable(template.header, read.products.rows))
  if (lines.length === 0) return { order: null, refusal: 'Order.CannotSubmitWithNoLineItems' }
  const said = template.header
  const header = newHeader(call, {
    ID: call.newID(),
    Leg: 'Buyer',
    FromUserKey: said.FromUserKey,
    FromCompanyID: said.FromCompanyID,
    FromUserID: said.FromUserID,
    ToCompanyID: said.ToCompanyID,
    SubscriptionID: said.SubscriptionID,
    BillingAddressID: said.BillingAddressID,
    BillingAddress: said.BillingAddress,
    ShippingAddressID: said.ShippingAddressID,
    ShippingAddress: said.ShippingAddress,
    Owner: said.Owner,
    LiveBilling: said.LiveBilling,
    Currency,
  })
  const own = { OrderKey: header.Key, StoredID: null }
  const order: Template = {
    header,
    promotions: [],
    worksheet: null,
    lines: lines.map((l) => ({ ...l, ...own, DateAdded: call.now })),
    payments: template.payments.map((p) => ({
      ...p,
      ...own,
      DateCreated: call.now,
      Accepted: acceptedAtFirst(p.Type),
    })),
  }
  const { order: valued, refusals } = valuedAnew(call, order, read, false)
  const refusal = refusals[0]?.errors[0]?.ErrorCode
  if (refusal) return { order: null, refusal }
  return { order: settle(null, valued, { now: call.now, priced: true }) }
}
