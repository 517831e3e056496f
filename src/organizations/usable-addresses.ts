import { type SQL, sql } from 'drizzle-orm'
import { decodeRow, type Row } from '../api/table.ts'
import { columns } from '../store/rows.ts'
import { addresses } from './addresses.ts'

/** A buyer's user, known by value or only through an order. */
export interface AddressUser {
  marketplace: string
  company: SQL
  user: SQL
}

/** An address with what its user may use it for, and whether it is theirs to change. */
export type UsableAddress = Row<typeof addresses> & { Editable: boolean }

/**
 * The addresses a user may use, as parts of a statement over `addresses t`: private ones, and those assigned to them,
 * to a group of theirs or to the whole buyer; the uses of several assignments add up.
 */
export function usableAddresses({ marketplace, company, user }: AddressUser) {
  const reaching = sql`a.Marketplace = ${marketplace} and a.Kind = 'Buyer' and a.Company = t.Company and a.AddressID = t.ID
    and (a.UserID is null or a.UserID = ${user}) and (a.UserGroupID is null or a.UserGroupID in (select g.UserGroupID from group_members g
      where g.Marketplace = ${marketplace} and g.Kind = 'Buyer' and g.Company = t.Company and g.UserID = ${user}))`
  const use = (name: 'Shipping' | 'Billing') => sql`iif(t.PrivateUserID is null,
    (select coalesce(max(a.${sql.identifier(`Is${name}`)}), 0) from address_assignments a where ${reaching}), t.${sql.identifier(name)})`
  return {
    use,
    columns: sql`${columns(addresses, 't')}, ${use('Shipping')} as UseShipping, ${use('Billing')} as UseBilling`,
    where: sql`t.Marketplace = ${marketplace} and t.Kind = 'Buyer' and t.Company = ${company}
      and (t.PrivateUserID = ${user} or (t.PrivateUserID is null and exists (select 1 from address_assignments a where ${reaching})))`,
    decode: (row: Record<string, unknown>): UsableAddress => ({
      ...decodeRow(addresses, row),
      Shipping: row.UseShipping === 1,
      Billing: row.UseBilling === 1,
      Editable: row.PrivateUserID !== null,
    }),
  }
}
