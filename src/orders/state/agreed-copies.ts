import type { LineRow, OrderOwner, OrderRow } from './order-state.ts'

/**
 * A line of an order that is open shows what was agreed, and not what is by now. Its addresses are copied whenever it
 * comes to have others.
 * @param joins the line, or its whole order, has just come to be so
 */
export const agreedLine = (line: LineRow, joins: boolean): LineRow => ({
  ...line,
  ...(joins ? { Product: line.LiveProduct ?? line.Product, Variant: line.LiveVariant } : {}),
  ShippingAddress: line.ShippingAddress ?? line.LiveShipping,
  ShipFromAddress: line.ShipFromAddress ?? line.LiveShipFrom,
})

/** A user as they are now, but for what the order was told of them. */
const copyOf = ({ Company, ...owner }: OrderOwner, told: OrderRow['FromUserCopy']) => ({
  ...owner,
  CompanyID: Company,
  ...told,
})

/** The header of an order that opens: its user and its addresses as they are now. */
export function agreedHeader(header: OrderRow, lines: LineRow[]): OrderRow {
  const { Owner, FromUserCopy: told } = header
  // The order's own address was read with the lines that go there.
  const shipping = header.ShippingAddressID
    ? lines.find((l) => l.ShippingAddressID === header.ShippingAddressID)?.LiveShipping
    : null
  return {
    ...header,
    // What was split off opens also where its user is gone: nothing is known of them.
    FromUserCopy: Owner ? copyOf(Owner, told) : told,
    BillingAddress: header.BillingAddress ?? header.LiveBilling,
    ShippingAddress: header.ShippingAddress ?? shipping ?? null,
  }
}
