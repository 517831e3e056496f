import { fail, insufficientRoles, notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import { relyOnAll } from '../../store/fact.ts'
import type { Asked } from '../operation/on-order.ts'
import { requireAddress } from '../order/usable-by-owner.ts'
import type { LineRow, OrderRow } from '../state/order-state.ts'
import { ofProductWithID, withID } from '../state/rows-by.ts'
import { shownAddress } from '../state/shown-parts.ts'
import type { RecordRow } from '../stock/stock-rows.ts'
import type { LineBody, LineReads } from './line-reads.ts'

/** What a line can name beside its product. */
type Links = Partial<
  Pick<LineBody, 'DateNeeded' | 'ShippingAddressID' | 'ShipFromAddressID' | 'InventoryRecordID'>
>

/**
 * What a line is to name, looked up: where it goes, where it comes from, where its stock is counted.
 * @param wanted what it does not name already
 * @throws ApiError what refuses the address, the record or the date
 */
export function linksOf(
  call: Asked,
  header: OrderRow,
  read: LineReads,
  { ProductID, SupplierID, DateAdded }: Pick<LineRow, 'ProductID' | 'SupplierID' | 'DateAdded'>,
  wanted: Links,
): Partial<LineRow> {
  if (wanted.DateNeeded && DateAdded && wanted.DateNeeded < DateAdded)
    throw fail('LineItem.DateNeededMustBeGreaterThanDateAdded', 'DateNeeded must not be before DateAdded.')
  const links: Partial<LineRow> = {}
  if (wanted.ShippingAddressID) {
    requireOwnAddresses(call, header, wanted.ShippingAddressID)
    const to = requireAddress(call, read.addresses, wanted.ShippingAddressID, 'Shipping', header.FromUserKey)
    Object.assign(links, { ShippingAddressID: to.ID, ShippingAddress: null, LiveShipping: shownAddress(to) })
  }
  if (wanted.ShipFromAddressID)
    Object.assign(links, requireShipFrom(call, read, wanted.ShipFromAddressID, SupplierID))
  if (wanted.InventoryRecordID)
    links.InventoryRecordID = requireRecord(call, read, ProductID, wanted.InventoryRecordID)
  return links
}

/**
 * Contributors are no guests of the address book: what they send goes where the order goes, whose address they see.
 * @throws ApiError 403, whether there is such an address or not
 */
function requireOwnAddresses({ caller }: Asked, { ShippingAddressID }: OrderRow, id: string): void {
  if (caller.invitation && !sameIgnoringCase(id, ShippingAddressID))
    throw insufficientRoles(['FullAccess', 'Shopper'], caller.roles)
}

/**
 * The address that a line is to come from, by its ID: of the first of these companies that has one of it, or of any.
 * @throws ApiError 403 for buyers, who do not say it; 404 where there is none
 */
function requireShipFrom(call: Asked, read: LineReads, id: string, supplier: string | null) {
  if (call.caller.kind === 'Buyer') throw insufficientRoles(['FullAccess', 'OrderAdmin'], call.caller.roles)
  const found = withID(read.shipFrom.rows, id)
  const from = [supplier, call.caller.company, call.marketplace]
    .map((company) => found.find((a) => sameIgnoringCase(a.Company, company)))
    .concat(found)
    .find((a) => a !== undefined)
  if (!from) throw notFound('Address', id)
  relyOnAll(call, read.shipFrom, [from])
  return {
    ShipFromAddressID: from.ID,
    ShipFromCompany: from.Company,
    ShipFromAddress: null,
    LiveShipFrom: shownAddress(from),
  }
}

/** The inventory record of an ID and product, as it was read. */
const recordOf = (read: LineReads, productID: string, id: string | null): RecordRow | undefined =>
  ofProductWithID(read.records.rows, productID, id)[0]

/**
 * A record of the line's product that the order's user sees.
 * @throws ApiError 404
 */
function requireRecord(call: Asked, read: LineReads, productID: string, id: string): string {
  const found = recordOf(read, productID, id)
  if (!found?.Reached) throw notFound('InventoryRecord', id)
  relyOnAll(call, read.records, [found])
  return found.ID
}

/** Records of a variant are for lines of that variant, and those of the product for lines of none that is tracked. */
export function requireVariantsRecord(read: LineReads, line: LineRow): void {
  if (!line.InventoryRecordID) return
  const record = recordOf(read, line.ProductID, line.InventoryRecordID)
  if (record?.VariantID && !sameIgnoringCase(record.VariantID, line.VariantID))
    throw notFound('InventoryRecord', line.InventoryRecordID)
}
