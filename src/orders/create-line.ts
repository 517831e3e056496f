import { sql } from 'drizzle-orm'
import { hasRole } from '../api/caller.ts'
import { fail, insufficientRoles, notFound } from '../api/errors.ts'
import { sameIgnoringCase } from '../api/field.ts'
import { present } from '../api/model.ts'
import { idExists } from '../api/table.ts'
import { products } from '../catalog/products.ts'
import { recordReaches } from '../catalog/shown-columns.ts'
import type { VisibleProduct } from '../catalog/visible-products.ts'
import { addresses } from '../organizations/addresses.ts'
import type { Call } from '../store/call.ts'
import { existing, type Guard } from '../store/rows.ts'
import { requireChange } from './access.ts'
import { choicesHold, choose, type SpecReads } from './line-specs.ts'
import { lineAnswer, writeLines } from './line-writes.ts'
import { type LineRow, type OrderRow, partyOfOrder, type RecordRow } from './load.ts'
import { addressesRemain, addressSnapshot, requireAddress } from './owner-addresses.ts'
import type { Answer } from './resolve-specs.ts'
import { isLive } from './states.ts'
import { sourceOf, stockChange } from './stock.ts'
import { lineItems, lineProductFields, lineVariantFields } from './tables.ts'

type Values = Record<string, unknown>

export type LineReads = SpecReads & {
  products: VisibleProduct[]
  stock: Parameters<typeof writeLines>[3]['stock']
  addresses: Parameters<typeof requireAddress>[0]
  shipFrom: Values[]
  records: RecordRow[]
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

/** A line as it will be, from what was sent; addresses and dates checked. */
export function detailsOf(
  call: Call<unknown>,
  order: OrderRow,
  read: LineReads,
  body: Values,
  before: LineRow | null,
  added: string,
  productID = before?.ProductID,
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
    if (!read.shipFrom[0]) throw notFound('Address', body.ShipFromAddressID as string)
    out.ShipFromAddressID = read.shipFrom[0].ID
  }
  if (body.InventoryRecordID && body.InventoryRecordID !== before?.InventoryRecordID)
    out.InventoryRecordID = requireRecord(read, productID!, body.InventoryRecordID as string).ID
  return out
}

/** A record of the line's product that the order's user sees. */
function requireRecord(read: LineReads, productID: string, id: string): RecordRow {
  const found = read.records.find(
    (r) => sameIgnoringCase(r.ProductID, productID) && sameIgnoringCase(r.ID, id) && r.Reached,
  )
  if (!found) throw notFound('InventoryRecord', id)
  return found
}

/** Records of a variant are for lines of that variant, and those of the product for lines of none that is tracked. */
export function requireVariantsRecord(read: LineReads, line: LineRow): void {
  if (!line.InventoryRecordID) return
  const record = read.records.find(
    (r) => sameIgnoringCase(r.ProductID, line.ProductID) && sameIgnoringCase(r.ID, line.InventoryRecordID),
  )
  if (record?.VariantID && !sameIgnoringCase(record.VariantID, line.VariantID))
    throw notFound('InventoryRecord', line.InventoryRecordID)
}

/** The record a line newly names is still there and seen when it is written. */
export const recordRemains = (m: string, order: OrderRow, line: Values, before: LineRow | null): Guard[] =>
  !line.InventoryRecordID || sameIgnoringCase(line.InventoryRecordID, before?.InventoryRecordID)
    ? []
    : [
        {
          guard: sql`exists (select 1 from inventory_records r where r.Marketplace = ${m} and r.ProductID = ${line.ProductID as string}
            and r.ID = ${line.InventoryRecordID as string}
            and ${recordReaches('r', partyOfOrder(m, sql`${order.Key}`))})`,
        },
      ]

/** The addresses a line newly names are still there when it is written. */
export const linksRemain = (
  m: string,
  order: OrderRow,
  read: LineReads,
  line: Values,
  before: LineRow | null,
): Guard[] => {
  const [from] = read.shipFrom
  return [
    ...(line.ShippingAddressID === before?.ShippingAddressID
      ? []
      : addressesRemain(m, order.FromCompanyID, read.addresses, [line.ShippingAddressID])),
    ...(from && line.ShipFromAddressID === from.ID && before?.ShipFromAddressID !== from.ID
      ? [{ guard: existing(addresses, m, { Kind: from.Kind, Company: from.Company, ID: from.ID }) }]
      : []),
  ]
}

/**
 * Adds a line to an order, priced and checked.
 * @throws ApiError 409 when the order has a line of that ID
 */
export async function createLine(
  call: Call<Values>,
  order: OrderRow,
  lines: LineRow[],
  read: LineReads,
  wantedID: string | null,
) {
  const { body, caller } = call
  requireChange('lines', order, caller, 'LineItems')
  const product = requireProduct(read, order, body.ProductID as string)
  const overridden = body.UnitPrice !== null && body.UnitPrice !== undefined
  if (overridden && !hasRole(caller, 'OverrideUnitPrice'))
    throw insufficientRoles(['FullAccess', 'OverrideUnitPrice'], caller.roles)
  if (!overridden && !product.Schedule)
    throw fail('PriceSchedule.MissingOrConflicting', 'The product has no price for this order.')
  const ID = await call.id(wantedID)
  if (lines.some((l) => sameIgnoringCase(l.ID, ID))) throw idExists('LineItem', ID)
  const details = detailsOf(call, order, read, body, null, call.now, product.ID)
  const choice = choose(product, read, (body.Specs as Answer[] | null) ?? [])
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
    BundleItemID: null,
    PriceOverridden: overridden,
    SupplierID: product.DefaultSupplierID,
    ShipFromAddressID: details.ShipFromAddressID ?? product.ShipFromAddressID,
    ShippingAddressID: details.ShippingAddressID ?? order.ShippingAddressID,
    ShippingAddress: body.ShippingAddressID ? null : order.ShippingAddress,
    Specs: choice.Specs,
    VariantID: choice.VariantID,
    InventoryRecordID: details.InventoryRecordID ?? null,
  }
  // An open order shows what was agreed, so what joins it is copied at once.
  const copies = isLive(order.Status)
    ? {}
    : {
        Product: present({ name: 'LineItemProduct', fields: lineProductFields }, product),
        Variant:
          choice.variant && present({ name: 'LineItemVariant', fields: lineVariantFields }, choice.variant),
        ShippingAddress: line.ShippingAddress ?? addressOf(read, line.ShippingAddressID),
      }
  const row = asRow({ ...line, Product: null, Variant: null, ...copies }, product, choice.variant)
  requireVariantsRecord(read, row)
  const added = { ...row, StockFrom: sourceOf(order, row, read) }
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
      { guard: existing(products, call.marketplace, { ID: product.ID }) },
      ...linksRemain(call.marketplace, order, read, line, null),
      ...recordRemains(call.marketplace, order, line, null),
      ...choicesHold(call.marketplace, [{ product, choice }], read),
      ...written.statements,
      ...stockChange(call, order, [{ line: final, by: -final.Quantity }]),
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

const asRow = (line: Values, product: VisibleProduct, variant: Values | null): LineRow =>
  ({
    ...line,
    LiveProduct: product,
    LiveVariant: variant,
    LiveShipping: null,
    LiveShipFrom: null,
  }) as unknown as LineRow
