import { hasRole } from '../../api/caller.ts'
import { fail, idExists, insufficientRoles, notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/field.ts'
import { present } from '../../api/model.ts'
import type { VisibleProduct } from '../../catalog/shop/visible-products.ts'
import type { Call } from '../../store/call.ts'
import { lineProductFields, lineVariantFields } from '../../tables/orders/line-items.ts'
import type { Guard } from '../../tables/statements.ts'
import type { LineRow, OrderRow } from '../order/load.ts'
import { addressSnapshot } from '../order/owner-addresses.ts'
import { isLive } from '../order/states.ts'
import { sourceOf } from '../stock/stock.ts'
import { detailsOf, type LinkReads, linksRemain, requireVariantsRecord, shipFromRow } from './line-details.ts'
import { type Choice, choicesHold, choose, type SpecReads } from './line-specs.ts'
import type { writeLines } from './line-writes.ts'
import type { Answer } from './resolve-specs.ts'

type Values = Record<string, unknown>

export type LineReads = SpecReads &
  LinkReads & {
    products: VisibleProduct[]
    stock: Parameters<typeof writeLines>[3]['stock']
  }

/** A line that joins an order, with what it was made of. */
export interface NewLine {
  line: LineRow
  product: VisibleProduct
  choice: Choice
}

/** Who the product must be sold by, and that it can be bought at all. */
function requireProduct(read: LineReads, order: OrderRow, productID: string): VisibleProduct {
  const product = read.products.find((p) => sameIgnoringCase(p.ID, productID))
  if (!product) throw notFound('Product', productID)
  if (product.IsParent)
    throw fail('LineItem.CannotPurchaseParentProduct', 'A parent product cannot be bought; its children can.')
  if (product.IsBundle) throw fail('LineItem.CannotPurchaseBundleProduct', 'A bundle is bought as a bundle.')
  if (!sells(product, order))
    throw fail('LineItem.ProductNotAvailableFromSeller', `${order.ToCompanyID} does not sell this product.`)
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
  call: Call<unknown>,
  order: OrderRow,
  lines: LineRow[],
  read: LineReads,
  body: Values,
  wantedID: string | null,
  part: Pick<LineRow, 'BundleItemID' | 'NeededByBundle'> = { BundleItemID: null, NeededByBundle: false },
): Promise<NewLine> {
  const { caller } = call
  const product = requireProduct(read, order, body.ProductID as string)
  const overridden = body.UnitPrice !== null && body.UnitPrice !== undefined
  if (overridden && !hasRole(caller, 'OverrideUnitPrice'))
    throw insufficientRoles(['FullAccess', 'OverrideUnitPrice'], caller.roles)
  if (!overridden && !product.Schedule)
    throw fail('PriceSchedule.MissingOrConflicting', 'The product has no price for this order.')
  const ID = await call.id(wantedID)
  if (lines.some((l) => sameIgnoringCase(l.ID, ID))) throw idExists('LineItem', ID)
  const details = detailsOf(call, order, read, body, null, call.now, {
    ProductID: product.ID,
    SupplierID: product.DefaultSupplierID,
  })
  const choice = choose(product, read, (body.Specs as Answer[] | null | undefined) ?? [])
  const row = asRow(
    {
      ...body,
      ...start(call, order, product),
      ...details,
      ID,
      ...part,
      IsBundle: false,
      PriceOverridden: overridden,
      ShippingAddressID: details.ShippingAddressID ?? order.ShippingAddressID,
      ShippingAddress: body.ShippingAddressID ? null : order.ShippingAddress,
      Specs: choice.Specs,
      VariantID: choice.VariantID,
      InventoryRecordID: details.InventoryRecordID ?? null,
    },
    order,
    read,
    product,
    choice.variant,
  )
  requireVariantsRecord(read, row)
  return { line: { ...row, ...sourceOf(order, row, read) }, product, choice }
}

/** The line that heads a bundle: it is one, costs nothing and takes no stock, and its items refer to it. */
export const newHeading = (
  call: Call<unknown>,
  order: OrderRow,
  read: LineReads,
  bundle: VisibleProduct,
): LineRow =>
  asRow(
    {
      ...start(call, order, bundle),
      ID: call.newID(),
      Quantity: 1,
      UnitPrice: 0,
      IsBundle: true,
      BundleItemID: null,
      NeededByBundle: false,
      PriceOverridden: false,
      ShippingAddressID: order.ShippingAddressID,
      ShippingAddress: order.ShippingAddress,
      Specs: [],
      VariantID: null,
      InventoryRecordID: null,
      StockFrom: null,
      StockKey: null,
    },
    order,
    read,
    bundle,
    null,
  )

/** How every line starts. */
const start = (call: Call<unknown>, order: OrderRow, product: VisibleProduct): Values => ({
  ProductID: product.ID,
  OrderKey: order.Key,
  DateAdded: call.now,
  QuantityShipped: 0,
  PromotionDiscount: 0,
  SupplierID: product.DefaultSupplierID,
  ShipFromAddressID: product.ShipFromAddressID,
  ShipFromCompany: product.ShipFromCompany,
})

/** A line as a row. An open order shows what was agreed, so what joins it is copied at once. */
const asRow = (
  line: Values,
  order: OrderRow,
  read: LineReads,
  product: VisibleProduct,
  variant: Choice['variant'],
): LineRow =>
  ({
    ...line,
    Product: null,
    Variant: null,
    ...(isLive(order.Status)
      ? {}
      : {
          Product: present({ fields: lineProductFields }, product),
          Variant: variant && present({ fields: lineVariantFields }, variant),
          ShippingAddress: line.ShippingAddress ?? addressOf(read, line.ShippingAddressID),
          ShipFromAddress: snapshot(shipFromRow(read, line)),
        }),
    LiveProduct: product,
    LiveVariant: variant,
    LiveShipping: null,
    LiveShipFrom: shipFromRow(read, line) ?? null,
    Dispatched: 0,
  }) as unknown as LineRow

/** The order's user's address of an ID, as it was read. */
const addressOf = (read: LineReads, id: unknown) => {
  return snapshot(typeof id === 'string' ? read.addresses.find((a) => sameIgnoringCase(a.ID, id)) : undefined)
}

const snapshot = (address: Values | undefined) => (address ? addressSnapshot(address) : null)

/** What new lines were made of is still so when they are written: specs and variants, addresses and records. */
export const newLinesHold = (m: string, order: OrderRow, read: LineReads, added: NewLine[]): Guard[] => [
  ...added.flatMap(({ line }) => linksRemain(m, order, read, line, null)),
  ...choicesHold(m, added, read),
]
