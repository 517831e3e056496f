import { type SQL, sql } from 'drizzle-orm'
import type { Caller } from '../../api/caller.ts'
import { fail, notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/field.ts'
import { present } from '../../api/model.ts'
import { addressModel } from '../../organizations/addresses/addresses.ts'
import { type UsableAddress, usableAddresses } from '../../organizations/addresses/usable-addresses.ts'
import type { BuyerUser } from '../../organizations/me/assigned.ts'
import { existing } from '../../store/rows.ts'
import { and, type Query } from '../../store/sql/sql.ts'
import { addresses as addressTable } from '../../tables/organizations/addresses.ts'
import type { Guard } from '../../tables/statements.ts'

/**
 * Addresses of an order's user: those named, and up to two of each use, to see whether there is just one.
 * @param also more IDs, as a select
 */
export function ownerAddresses(
  user: BuyerUser,
  ids: (string | null | undefined)[],
  defaults: boolean,
  also?: SQL,
): Query<UsableAddress> {
  const usable = usableAddresses(user)
  const wanted = JSON.stringify(ids.filter(Boolean))
  const few = (use: 'Shipping' | 'Billing') => sql`select ID from (select t.ID from addresses t
    where ${and(usable.where, sql`${usable.use(use)} = 1`)} order by t.ID limit 2)`
  // One list of IDs, since of several joined by OR the planner makes nothing.
  const chosen = sql.join(
    [
      sql`select value from json_each(${wanted})`,
      ...(also ? [also] : []),
      ...(defaults ? [few('Shipping'), few('Billing')] : []),
    ],
    sql` union `,
  )
  return {
    sql: sql`select ${usable.columns} from addresses t where ${and(usable.where, sql`t.ID in (${chosen})`)}`,
    decode: usable.decode,
  }
}

/** The user of an order that exists already. */
export const userOfOrder = (m: string, key: SQL): BuyerUser => ({
  marketplace: m,
  company: sql`(select FromCompanyID from orders where Marketplace = ${m} and Key = ${key})`,
  user: sql`(select FromUserID from orders where Marketplace = ${m} and Key = ${key})`,
  order: sql`(select iif(IsGuests, ID, null) from orders where Marketplace = ${m} and Key = ${key})`,
})

/**
 * An address that an order may use.
 * @throws ApiError 404 when the user has no such address (or it is private and the caller somebody else), 400
 *   `Address.IsNotShippingAddress` when it is for billing only
 */
export function requireAddress(
  addresses: UsableAddress[],
  id: string,
  use: 'Shipping' | 'Billing',
  caller: Caller,
  ownerKey: string,
): UsableAddress {
  const found = addresses.find((a) => sameIgnoringCase(a.ID, id))
  if (!found || (found.Editable && caller.key !== ownerKey) || (use === 'Billing' && !found.Billing))
    throw notFound('Address', id)
  if (use === 'Shipping' && !found.Shipping)
    throw fail('Address.IsNotShippingAddress', `Address "${id}" is not for shipping.`)
  return found
}

/** An address as an order keeps it from Open on. */
export const addressSnapshot = (address: Record<string, unknown>): Record<string, unknown> =>
  present(addressModel, address)

/** An address as nobody's but the order's: without an ID. */
export const oneTime = (address: Record<string, unknown> | null | undefined) =>
  address ? { ...addressSnapshot(address), ID: null, DateCreated: null } : null

/** The addresses that an order or line newly names must still be there: no foreign key says so. */
export const addressesRemain = (
  m: string,
  company: unknown,
  addresses: UsableAddress[],
  ids: unknown[],
): Guard[] =>
  addresses
    .filter((a) => ids.includes(a.ID))
    .map((a) => ({ guard: existing(addressTable, m, { Kind: 'Buyer', Company: company, ID: a.ID }) }))

/** The one address of a use, if there is exactly one. */
export function onlyAddress(addresses: UsableAddress[], use: 'Shipping' | 'Billing'): string | null {
  const fit = addresses.filter((a) => a[use])
  return fit.length === 1 ? fit[0]!.ID : null
}
