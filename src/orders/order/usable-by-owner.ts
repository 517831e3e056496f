import type { Caller } from '../../api/caller.ts'
import { fail, notFound } from '../../api/errors.ts'
import { type UsableAddress, usableAddresses } from '../../organizations/addresses/usable-addresses.ts'
import type { BuyerUser } from '../../organizations/me/assigned.ts'
import { type Fact, type Found, relyOnAll } from '../../store/fact.ts'
import { and } from '../../store/sql/sql.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { NamedOrder } from '../operation/named-order.ts'
import type { Asked } from '../operation/on-order.ts'
import { withID } from '../state/rows-by.ts'

/**
 * Addresses of an order's user: those named, and up to two of each use, to see whether there is just one. What relies on
 * them needs them to be there still: no foreign key says so.
 * @param also more IDs, as a select
 */
export function ownerAddresses(
  user: BuyerUser,
  ids: (string | null | undefined)[],
  defaults: boolean,
  also?: SQL,
): Fact<UsableAddress> {
  const usable = usableAddresses(user)
  const wanted = JSON.stringify(ids.filter(Boolean))
  // One list of IDs, since of several joined by OR the planner makes nothing.
  const chosen = sql.join(
    [
      sql`select value from json_each(${wanted})`,
      ...(also ? [also] : []),
      ...(defaults ? [few(user, 'Shipping'), few(user, 'Billing')] : []),
    ],
    sql` union `,
  )
  return {
    sql: sql`select ${usable.columns} from addresses t where ${and(usable.where, sql`t.ID in (${chosen})`)}`,
    decode: usable.decode,
    holds: (rows) => remain(user.marketplace, rows),
  }
}

/** Up to two addresses of a use, to see whether there is just one; as a select. */
const few = (user: BuyerUser, use: Use): SQL => {
  const usable = usableAddresses(user)
  return sql`select ID from (select t.ID from addresses t
    where ${and(usable.where, sql`${usable.use(use)} = 1`)} order by t.ID limit 2)`
}

/** The ID of the one address of a use, as a sub-select: null where there is none, or a choice. */
export const onlyAddressID = (user: BuyerUser, use: Use): SQL =>
  sql`(select iif(count(*) = 1, min(ID), null) from (${few(user, use)}))`

/** Addresses that are still there. */
export const remain = (
  marketplace: string,
  rows: readonly { Kind: string; Company: string; ID: string }[],
): SQL => sql`not exists (select 1 from json_each(${JSON.stringify(rows.map((a) => [a.Kind, a.Company, a.ID]))}) j
  left join addresses a on a.Marketplace = ${marketplace} and a.Kind = j.value ->> 0 and a.Company = j.value ->> 1 and a.ID = j.value ->> 2
  where a.ID is null)`

/** The user of an order. */
export const userOfOrder = ({ marketplace, header }: NamedOrder): BuyerUser => ({
  marketplace,
  company: header('FromCompanyID'),
  user: header('FromUserID'),
  order: header('GuestsOrder'),
})

/** What an address is for. */
export type Use = 'Shipping' | 'Billing'

/**
 * An address that an order may use, and from now on relies on.
 * @throws ApiError 404 when the user has no such address (or it is private and the caller somebody else), 400
 *   `Address.IsNotShippingAddress` when it is for billing only
 */
export function requireAddress(
  call: Pick<Asked, 'caller' | 'relied'>,
  addresses: Found<UsableAddress>,
  id: string,
  use: Use,
  ownerKey: string,
): UsableAddress {
  const [found] = withID(addresses.rows, id)
  if (!found || !isFor(found, use, call.caller, ownerKey)) throw notFound('Address', id)
  if (use === 'Shipping' && !found.Shipping)
    throw fail('Address.IsNotShippingAddress', `Address "${id}" is not for shipping.`)
  relyOnAll(call, addresses, [found])
  return found
}

/** Whether an address may be used for an order, as this and by this caller. */
export const isFor = (address: UsableAddress, use: Use, caller: Caller, ownerKey: string) =>
  !(address.Editable && caller.key !== ownerKey) && (use === 'Shipping' || address.Billing)

/** The one address of a use, if there is exactly one. */
export function onlyAddress(addresses: readonly UsableAddress[], use: Use): UsableAddress | null {
  const fit = addresses.filter((a) => a[use])
  return fit.length === 1 ? fit[0]! : null
}
