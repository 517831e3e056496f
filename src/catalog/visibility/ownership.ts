import { type SQL, sql } from 'drizzle-orm'
import { fail } from '../../api/errors.ts'
import type { Call } from '../../store/call.ts'
import { plain, type Query } from '../../store/sql/sql.ts'
import { at } from '../../tables/columns.ts'
import type { Guard } from '../../tables/statements.ts'

type Values = Record<string, unknown>

/** Rows whose catalogue the caller may see: a supplier's own, a buyer's assigned. */
export const ofVisibleCatalogs = (call: Call<unknown>, alias: string): SQL | undefined => {
  const { kind, company } = call.caller
  if (kind === 'Seller') return undefined
  return kind === 'Supplier'
    ? sql`exists (select 1 from catalogs oc where oc.Marketplace = ${call.marketplace} and oc.ID = ${at(alias, 'CatalogID')} and oc.OwnerID = ${company})`
    : sql`exists (select 1 from catalog_assignments oc where oc.Marketplace = ${call.marketplace} and oc.CatalogID = ${at(alias, 'CatalogID')} and oc.BuyerID = ${company})`
}

/** Who owns the catalogue of a row, and whether it is assigned to the caller's buyer. */
export const ownedCatalogs = (call: Call<unknown>, row: Values): Record<string, Query<unknown>> => ({
  $catalog:
    plain(sql`select c.OwnerID, exists (select 1 from catalog_assignments ca where ca.Marketplace = c.Marketplace
    and ca.CatalogID = c.ID and ca.BuyerID = ${call.caller.company}) Assigned
    from catalogs c where c.Marketplace = ${call.marketplace} and c.ID = ${row.CatalogID as string}`),
})

/**
 * Only the owner of a catalogue and the marketplace owner change what is in it; a buyer's user may put products into
 * catalogues assigned to that buyer.
 */
export function requireOwned(call: Call<unknown>, _row: Values, read: Record<string, Values[]>): Guard[] {
  const catalog = read.$catalog?.[0]
  const { kind, company } = call.caller
  if (kind === 'Seller' || !catalog) return []
  const may =
    kind === 'Supplier'
      ? String(catalog.OwnerID).toLowerCase() === company.toLowerCase()
      : catalog.Assigned === 1
  if (!may) throw fail('Catalog.CannotEdit', 'This catalog belongs to another organization.')
  return []
}
