import { hasRole } from '../../api/caller.ts'
import { fail, idExists, insufficientRoles, notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import type { VisibleProduct } from '../../catalog/shop/visible-products.ts'
import { relyOnAll } from '../../store/fact.ts'
import { lineItems } from '../../tables/orders/line-items.ts'
import type { Asked } from '../operation/on-order.ts'
import { blankRow } from '../state/new-rows.ts'
import type { LineRow, OrderRow, OrderWith } from '../state/order-state.ts'
import { withID } from '../state/rows-by.ts'
import { shownAddress, shownProduct, shownVariant } from '../state/shown-parts.ts'
import { linksOf, requireVariantsRecord } from './line-links.ts'
import { findLine } from './line-named.ts'
import { type LineBody, type LineReads, seenProduct } from './line-reads.ts'
import { type Choice, choose } from './line-specs.ts'

/** A line that is asked for, as far as it says. */
export type NewLineBody = Partial<LineBody> & Pick<LineBody, 'ProductID'>

/** A line that joins an order, and what its answers came to. */
export interface NewLine {
  line: LineRow
  choice: Choice
}

/** Who the product must be sold by, and that it can be bought at all. */
function requireProduct(read: LineReads, header: OrderRow, productID: string): VisibleProduct {
  const product = seenProduct(read, productID)
  if (!product) throw notFound('Product', productID)
  if (product.IsParent)
    throw fail('LineItem.CannotPurchaseParentProduct', 'A parent product cannot be bought; its children can.')
  if (product.IsBundle) throw fail('LineItem.CannotPurchaseBundleProduct', 'A bundle is bought as a bundle.')
  if (!sells(product, header))
    throw fail('LineItem.ProductNotAvailableFromSeller', `${header.ToCompanyID} does not sell this product.`)
  return product
}

/** The marketplace owner sells everything; a supplier what it owns or is related to. */
export const sells = (
  product: Pick<VisibleProduct, 'OwnerID' | 'DefaultSupplierID' | 'Marketplace' | 'Related'>,
  order: Pick<OrderRow, 'ToCompanyID'>,
) => {
  const seller = order.ToCompanyID?.toLowerCase()
  return (
    seller === product.Marketplace.toLowerCase() ||
    seller === product.OwnerID?.toLowerCase() ||
    seller === product.DefaultSupplierID?.toLowerCase() ||
    product.Related
  )
}

/**
 * A line that is to be added to an order, checked but not priced.
 * @param part of which bundle it is an item, if it is one
 * @throws ApiError 409 when the order has a line of that ID
 */
export async function newLine(
  call: Asked,
  order: OrderWith<'lines'>,
  read: LineReads,
  body: NewLineBody,
  part: Partial<Pick<LineRow, 'BundleItemID' | 'NeededByBundle'>> = {},
): Promise<NewLine> {
  const product = requireProduct(read, order.header, body.ProductID)
  const UnitPrice = body.UnitPrice ?? null
  if (UnitPrice !== null && !hasRole(call.caller, 'OverrideUnitPrice'))
    throw insufficientRoles(['FullAccess', 'OverrideUnitPrice'], call.caller.roles)
  if (UnitPrice === null && !product.Schedule)
    throw fail('PriceSchedule.MissingOrConflicting', 'The product has no price for this order.')
  const ID = await call.id(body.ID)
  if (findLine(order, ID)) throw idExists('LineItem', ID)
  const start = startOf(call, order.header, read, product)
  const links = linksOf(call, order.header, read, start, body)
  const choice = choose(product, read, body.Specs ?? [])
  const line: LineRow = {
    ...start,
    ID,
    Quantity: body.Quantity ?? start.Quantity,
    UnitPrice,
    PriceOverridden: UnitPrice !== null,
    CostCenter: body.CostCenter ?? null,
    DateNeeded: body.DateNeeded ?? null,
    ShippingAccount: body.ShippingAccount ?? null,
    xp: body.xp ?? null,
    Specs: choice.Specs,
    VariantID: choice.VariantID,
    LiveVariant: shownVariant(choice.variant),
    ...links,
    ...part,
  }
  requireVariantsRecord(read, line)
  return { line, choice }
}

/** The line that heads a bundle: it is one, costs nothing and takes no stock, and its items refer to it. */
export const newHeading = (
  call: Asked,
  header: OrderRow,
  read: LineReads,
  bundle: VisibleProduct,
): LineRow => ({
  ...startOf(call, header, read, bundle),
  ID: call.newID(),
  Quantity: 1,
  UnitPrice: 0,
  IsBundle: true,
})

/** How every line starts: it goes where the order goes, and comes from where its product does. */
function startOf(call: Asked, header: OrderRow, read: LineReads, product: VisibleProduct): LineRow {
  const { ID, DefaultSupplierID, ShipFromAddressID, ShipFromCompany } = product
  const to = withID(read.addresses.rows, header.ShippingAddressID)
  const from = withID(read.shipFrom.rows, ShipFromAddressID).filter((a) =>
    sameIgnoringCase(a.Company, ShipFromCompany),
  )
  relyOnAll(call, read.products, [product])
  if (to.length > 0) relyOnAll(call, read.addresses, to)
  if (from.length > 0) relyOnAll(call, read.shipFrom, from)
  return {
    ...blankRow(lineItems),
    StoredID: null,
    OrderKey: header.Key,
    ProductID: ID,
    DateAdded: call.now,
    InvitationID: call.caller.invitation ?? null,
    SupplierID: DefaultSupplierID,
    ShipFromAddressID,
    ShipFromCompany,
    ShippingAddressID: header.ShippingAddressID,
    ShippingAddress: header.ShippingAddress,
    LiveProduct: shownProduct(product),
    LiveVariant: null,
    LiveShipping: to[0] ? shownAddress(to[0]) : null,
    LiveShipFrom: from[0] ? shownAddress(from[0]) : null,
    Dispatched: 0,
  }
}
