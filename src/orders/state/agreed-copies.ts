import type { Fields, ValuesOf } from '../../api/field.ts'
import { present } from '../../api/model.ts'
import { lineProductFields, lineVariantFields } from '../../tables/orders/line-items.ts'
import { addressFields } from '../../tables/organizations/addresses.ts'
import type { LineRow, OrderRow, ShownAddress } from './order-state.ts'

/** Just these properties of an object: a copy of what an order shows of it. */
const copyOf = <F extends Fields>(fields: F, of: ValuesOf<F>): ValuesOf<F> =>
  // `present` makes exactly these properties of it.
  present({ fields }, of) as ValuesOf<F>

/** An address as an order keeps it from Open on. */
export const addressCopyOf = (address: ShownAddress): ShownAddress => copyOf(addressFields, address)

/** An address as nobody's but the order's: without an ID. */
export const oneTime = (address: ShownAddress): ShownAddress => ({
  ...addressCopyOf(address),
  ID: null,
  DateCreated: null,
})

/**
 * A line of an order that is open shows what was agreed, and not what is by now. Its addresses are copied whenever it
 * comes to have others.
 * @param joins the line, or its whole order, has just come to be so
 */
export const agreedLine = (line: LineRow, joins: boolean): LineRow => ({
  ...line,
  ...(joins
    ? {
        Product: line.LiveProduct ? copyOf(lineProductFields, line.LiveProduct) : line.Product,
        Variant: line.LiveVariant && copyOf(lineVariantFields, line.LiveVariant),
      }
    : {}),
  ShippingAddress: line.ShippingAddress ?? (line.LiveShipping && addressCopyOf(line.LiveShipping)),
  ShipFromAddress: line.ShipFromAddress ?? (line.LiveShipFrom && addressCopyOf(line.LiveShipFrom)),
})

/** The header of an order that opens: its user and its addresses as they are now. */
export function agreedHeader(header: OrderRow, lines: LineRow[]): OrderRow {
  const { Company, ...owner } = header.Owner ?? {}
  // The order's own address was read with the lines that go there.
  const shipping = header.ShippingAddressID
    ? lines.find((l) => l.ShippingAddressID === header.ShippingAddressID)?.LiveShipping
    : null
  return {
    ...header,
    FromUserCopy: { ...owner, CompanyID: Company, ...header.FromUserCopy },
    BillingAddress: header.BillingAddress ?? (header.LiveBilling && addressCopyOf(header.LiveBilling)),
    ShippingAddress: header.ShippingAddress ?? (shipping ? addressCopyOf(shipping) : null),
  }
}
