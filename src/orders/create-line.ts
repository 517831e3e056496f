import { hasRole } from '../api/caller.ts'
import { fail, insufficientRoles, notFound } from '../api/errors.ts'
import { sameIgnoringCase } from '../api/field.ts'
import { present } from '../api/model.ts'
import { idExists } from '../api/table.ts'
import { products } from '../catalog/products.ts'
import type { VisibleProduct } from '../catalog/visible-products.ts'
import { addresses } from '../organizations/addresses.ts'
import type { Call } from '../store/call.ts'
import { existing, type Guard } from '../store/rows.ts'
import { requireChange } from './access.ts'
import { lineAnswer, writeLines } from './line-writes.ts'
import type { LineRow, OrderRow } from './load.ts'
import { addressesRemain, addressSnapshot, requireAddress } from './owner-addresses.ts'
import { isLive } from './states.ts'
import { stockChange } from './stock.ts'
import { lineItems, lineProductFields } from './tables.ts'

type Values = Record<string, unknown>

export type LineReads = {
  products: VisibleProduct[]
  stock: Parameters<typeof writeLines>[3]['stock']
  addresses: Parameters<typeof requireAddress>[0]
  shipFrom: Values[]
}

/** Who the product must be sold by, and that it can be bought at all. */
export function requireProduct(read: LineReads, order: OrderRow, productID: string): VisibleProduct {
  const product = read.products.find((p) => sameIgnoringCase(p.ID, productID))
  if (!product) throw notFound('Product', productID)
  if (product.IsParent)
    throw fail('LineItem.CannotPurchaseParentProduct', 'A parent product cannot be bought; its children can.')
  if (product.IsBundle) throw fail('LineItem.CannotPurchaseBundleProduct', 'A bundle is bought as a bundle.')
  if (!sells(product, order))
    throw fail('LineItem.ProductNotAvailableFromSeller', `${order.ToCompanyID} does not sell this product.`)
  return product
}

/** The marketplace owner sells everything; a supplier what it owns or is the default supplier of. */
export const sells = (
  product: Pick<VisibleProduct, 'OwnerID' | 'DefaultSupplierID' | 'Marketplace'>,
  order: Pick<OrderRow, 'ToCompanyID'>,
) => {
  const seller = order.ToCompanyID?.toLowerCase()
  return (
    seller === product.Marketplace.toLowerCase() ||
    seller === product.OwnerID?.toLowerCase() ||
    seller === product.DefaultSupplierID?.toLowerCase()
  )
}

const shipFromOf = (read: LineReads, id: unknown) =>
  typeof id === 'string' ? read.shipFrom.find((a) => sameIgnoringCase(a.ID, id)) : undefined

/** A line as it will be, from what was sent; addresses and dates checked. */
export function detailsOf(
  call: Call<unknown>,
  order: OrderRow,
  read: LineReads,
  body: Values,
  before: LineRow | null,
  added: string,
): Values {
  const { caller } = call
  const out: Values = {}
  if (body.DateNeeded && (body.DateNeeded as string) < added)
    throw fail('LineItem.DateNeededMustBeGreaterThanDateAdded', 'DateNeeded must not be before DateAdded.')
  if (body.ShippingAddressID && body.ShippingAddressID !== before?.ShippingAddressID) {
    const address = requireAddress(
      read.addresses,
      body.ShippingAddressID as string,
      'Shipping',
      caller,
      order.FromUserKey,
    )
    Object.assign(out, {
      ShippingAddressID: address.ID,
      ShippingAddress: isLive(order.Status) ? null : addressSnapshot(address),
    })
  }
  if (body.ShipFromAddressID && body.ShipFromAddressID !== before?.ShipFromAddressID) {
    if (caller.kind === 'Buyer') throw insufficientRoles(['FullAccess', 'OrderAdmin'], caller.roles)
    const from = shipFromOf(read, body.ShipFromAddressID)
    if (!from) throw notFound('Address', body.ShipFromAddressID as string)
    out.ShipFromAddressID = from.ID
  }
  if (body.InventoryRecordID) throw notFound('InventoryRecord', body.InventoryRecordID as string)
  const spec = (body.Specs as { SpecID: string }[] | undefined)?.[0]
  if (spec) throw notFound('Spec', spec.SpecID)
  return out
}

/** The addresses a line newly names are still there when it is written. */
export const linksRemain = (
  m: string,
  order: OrderRow,
  read: LineReads,
  line: Values,
  before: LineRow | null,
): Guard[] => {
  const from = shipFromOf(read, line.ShipFromAddressID)
  return [
    ...(line.ShippingAddressID === before?.ShippingAddressID
      ? []
      : addressesRemain(m, order.FromCompanyID, read.addresses, [line.ShippingAddressID])),
    ...(from && before?.ShipFromAddressID !== from.ID
      ? [{ guard: existing(addresses, m, { Kind: from.Kind, Company: from.Company, ID: from.ID }) }]
      : []),
  ]
}

/**
 * A line that is to be added to an order, checked but not priced.
 * @param heading ID of the heading line, for an item of a bundle
 * @throws ApiError 409 when the order has a line of that ID
 */
export async function newLine(
  call: Call<unknown>,
  order: OrderRow,
  lines: LineRow[],
  read: LineReads,
  body: Values,
  wantedID: string | null,
  heading: string | null = null,
): Promise<LineRow> {
  const { caller } = call
  const product = requireProduct(read, order, body.ProductID as string)
  const overridden = body.UnitPrice !== null && body.UnitPrice !== undefined
  if (overridden && !hasRole(caller, 'OverrideUnitPrice'))
    throw insufficientRoles(['FullAccess', 'OverrideUnitPrice'], caller.roles)
  if (!overridden && !product.Schedule)
    throw fail('PriceSchedule.MissingOrConflicting', 'The product has no price for this order.')
  const ID = await call.id(wantedID)
  if (lines.some((l) => sameIgnoringCase(l.ID, ID))) throw idExists('LineItem', ID)
  const details = detailsOf(call, order, read, body, null, call.now)
  const line: Values = {
    ...body,
    ...details,
    ID,
    ProductID: product.ID,
    OrderKey: order.Key,
    DateAdded: call.now,
    QuantityShipped: 0,
    PromotionDiscount: 0,
    IsBundle: false,
    BundleItemID: heading,
    PriceOverridden: overridden,
    SupplierID: product.DefaultSupplierID,
    ShipFromAddressID: details.ShipFromAddressID ?? product.ShipFromAddressID,
    ShippingAddressID: details.ShippingAddressID ?? order.ShippingAddressID,
    ShippingAddress: body.ShippingAddressID ? null : order.ShippingAddress,
    Specs: [],
  }
  return withCopies(line, order, read, product)
}

/** A line as a row. An open order shows what was agreed, so what joins it is copied at once. */
export const withCopies = (
  line: Values,
  order: OrderRow,
  read: LineReads,
  product: VisibleProduct,
): LineRow =>
  asRow(
    {
      ...line,
      Product: null,
      ...(isLive(order.Status)
        ? {}
        : {
            Product: present({ name: 'LineItemProduct', fields: lineProductFields }, product),
            ShippingAddress: line.ShippingAddress ?? addressOf(read, line.ShippingAddressID),
          }),
    },
    product,
  )

/** Adds a line to an order, priced and checked. */
export async function createLine(
  call: Call<Values>,
  order: OrderRow,
  lines: LineRow[],
  read: LineReads,
  wantedID: string | null,
) {
  const { body, caller } = call
  requireChange('lines', order, caller, 'LineItems')
  const added = await newLine(call, order, lines, read, body, wantedID)
  const { ID } = added
  const written = writeLines(call, order, [...lines, added], read, {
    before: lines,
    checked: [ID],
    added: ID,
    enforceStock: order.Status !== 'Open',
  })
  const final = written.lines.find((l) => l.ID === ID)!
  const answer = lineAnswer(final, order, caller, read)
  await call.commit({
    statements: [
      { guard: existing(products, call.marketplace, { ID: added.ProductID }) },
      ...linksRemain(call.marketplace, order, read, added, null),
      ...written.statements,
      ...stockChange(call, order, [{ ProductID: added.ProductID, by: -final.Quantity }]),
    ],
    answer,
    conflict: { table: lineItems.name, error: idExists('LineItem', ID) },
  })
  return answer
}

/** The order's user's address of an ID, as it was read. */
const addressOf = (read: LineReads, id: unknown) => {
  const found = typeof id === 'string' && read.addresses.find((a) => sameIgnoringCase(a.ID, id))
  return found ? addressSnapshot(found) : null
}

const asRow = (line: Values, product: VisibleProduct): LineRow =>
  ({
    ...line,
    LiveProduct: product,
    LiveShipping: null,
    LiveShipFrom: null,
  }) as unknown as LineRow
