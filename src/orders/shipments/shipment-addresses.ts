import { notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import type { Call } from '../../store/call.ts'
import { type Fact, type Found, type Relying, relyOnAll } from '../../store/fact.ts'
import { rowsFrom } from '../../store/rows.ts'
import type { shipments } from '../../tables/fulfillment/shipments.ts'
import { addresses } from '../../tables/organizations/addresses.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Row } from '../../tables/table.ts'
import { remain } from '../order/usable-by-owner.ts'
import type { ShownAddress } from '../state/order-state.ts'
import { shownAddress } from '../state/shown-parts.ts'

type AddressRow = Row<typeof addresses>
export type AddressReads = Record<'fromAddress' | 'toAddress', Found<AddressRow>>

/** What a shipment's body says of addresses, and whose they are. */
type Named = Partial<Pick<Row<typeof shipments>, 'OwnerID' | 'BuyerID' | 'FromAddressID' | 'ToAddressID'>>

/** The shipment's own organisations, where it exists already. */
const stored = (marketplace: string, shipmentID: string | null, what: string): SQL =>
  sql`select ${sql.raw(what)} from shipments where Marketplace = ${marketplace} and ID = ${shipmentID}`

/**
 * Reads the addresses a shipment's body names: of its owner to ship from, of its buyer to ship to. A private address
 * counts for its user, and for others once an order was sent there. Who takes one needs it to be there still: no key says
 * so.
 * @param buyer the buyer where only the store knows it, as a sub-select
 */
export function addressReads(
  { caller, marketplace, body }: Pick<Call<Named>, 'caller' | 'marketplace' | 'body'>,
  shipmentID: string | null,
  buyer: SQL = stored(marketplace, shipmentID, 'BuyerID'),
): Record<keyof AddressReads, Fact<AddressRow>> {
  const named = (id: string | null | undefined, companies: SQL, more: SQL): Fact<AddressRow> => {
    const from = sql`(${companies}) w cross join addresses a on a.Marketplace = ${marketplace}
      and a.Kind = w.Kind and a.Company = w.Company and a.ID = ${id ?? null} and ${more}`
    return { ...rowsFrom(addresses, 'a', from), holds: (rows) => remain(marketplace, rows) }
  }
  const owners = sql`select ${caller.kind} Kind, ${caller.company} Company
    union all select 'Supplier', ${body.OwnerID ?? null}
    union all ${stored(marketplace, shipmentID, 'OwnerKind, OwnerID')}`
  const buyers = sql`select 'Buyer' Kind, ${body.BuyerID ?? (caller.kind === 'Buyer' ? caller.company : null)} Company
    union all select 'Buyer', (${buyer})`
  const usable = sql`(a.PrivateUserID is null or (${caller.kind} = 'Buyer' and a.PrivateUserID = ${caller.user})
    or exists (select 1 from orders o where o.Marketplace = ${marketplace} and o.FromCompanyID = a.Company and o.ShippingAddressID = a.ID
      and o.FromUserID = a.PrivateUserID and o.IsSubmitted = 1))`
  return {
    fromAddress: named(body.FromAddressID, owners, sql`a.PrivateUserID is null`),
    toAddress: named(body.ToAddressID, buyers, usable),
  }
}

/** What a shipment keeps of an address. */
export const keptAddress = (address: ShownAddress): ShownAddress => ({ ...shownAddress(address), ID: null })

/** What says where a shipment comes from and goes to. */
export type Sides = Pick<
  Row<typeof shipments>,
  'OwnerKind' | 'OwnerID' | 'BuyerID' | 'FromAddressID' | 'ToAddressID' | 'FromAddress' | 'ToAddress'
>

/**
 * The addresses of a shipment as it is to be. An ID that stays keeps the copy made when it was set; another is copied
 * anew; none clears, unless a one-time address stood there, which null repeats.
 * @throws ApiError 404 for an address the shipment cannot have
 */
export function addressesOf(
  call: Relying,
  after: Omit<Sides, 'FromAddress' | 'ToAddress'>,
  before: Sides | null,
  read: AddressReads,
) {
  const from = after.FromAddressID
  const to = after.ToAddressID
  const stays = sameIgnoringCase(before?.BuyerID, after.BuyerID)
  const keepsFrom = before && sameIgnoringCase(before.FromAddressID, from)
  const keepsTo = before && sameIgnoringCase(before.ToAddressID, to) && (stays || !to)
  const shipsFrom = keepsFrom ? null : addressOf(call, from, read.fromAddress, after.OwnerKind, after.OwnerID)
  const shipsTo = keepsTo ? null : addressOf(call, to, read.toAddress, 'Buyer', after.BuyerID)
  return {
    FromAddressID: keepsFrom ? before.FromAddressID : (shipsFrom?.ID ?? null),
    FromAddress: keepsFrom ? before.FromAddress : shipsFrom && keptAddress(shipsFrom),
    ToAddressID: keepsTo ? before.ToAddressID : (shipsTo?.ID ?? null),
    ToAddress: keepsTo ? before.ToAddress : shipsTo && keptAddress(shipsTo),
  }
}

/** The address of an ID that an organisation has. */
function addressOf(
  call: Relying,
  id: string | null,
  read: Found<AddressRow>,
  kind: string,
  company: string | null,
) {
  if (!id) return null
  const found = read.rows.find(
    (a) => a.Kind === kind && sameIgnoringCase(a.Company, company) && sameIgnoringCase(a.ID, id),
  )
  if (!found) throw notFound('Address', id)
  relyOnAll(call, read, [found])
  return found
}
