import { fail, notFound } from '../../api/errors.ts'
import type { Call } from '../../store/call.ts'
import type { Fact } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { at } from '../../tables/columns.ts'
import { isForBuyer } from '../../tables/organizations/parties.ts'
import { type SQL, sql } from '../../tables/sql.ts'

/** Rows whose catalogue the caller may see: a supplier's own, a buyer's assigned. */
export const inVisibleCatalog = (
  { caller, marketplace }: Pick<Call, 'caller' | 'marketplace'>,
  alias: string,
): SQL | undefined => {
  const { kind, company } = caller
  if (kind === 'Seller') return undefined
  return kind === 'Supplier'
    ? sql`exists (select 1 from catalogs oc where oc.Marketplace = ${marketplace} and oc.ID = ${at(alias, 'CatalogID')} and oc.OwnerID = ${company})`
    : sql`exists (select 1 from catalog_assignments oc where oc.Marketplace = ${marketplace} and oc.CatalogID = ${at(alias, 'CatalogID')} and ${isForBuyer('oc', marketplace, company)})`
}

/**
 * The catalogue of a row, which is the caller's to change: its owner and the marketplace owner change what is in it; a
 * buyer's user may put products into catalogues assigned to that buyer.
 */
export function editableCatalog(call: Call, catalogID: string | null | undefined): Fact<{ May: number }> {
  const { kind, company } = call.caller
  const may =
    kind === 'Seller'
      ? sql`1`
      : kind === 'Supplier'
        ? sql`c.OwnerID = ${company}`
        : sql`exists (select 1 from catalog_assignments ca where ca.Marketplace = c.Marketplace and ca.CatalogID = c.ID
            and ${isForBuyer('ca', sql`c.Marketplace`, company)})`
  const refusal = fail('Catalog.CannotEdit', 'This catalog belongs to another organization.')
  const own = sql`select ${may} May from catalogs c where c.Marketplace = ${call.marketplace} and c.ID = ${catalogID}`
  return {
    ...plain<{ May: number }>(own),
    missing: notFound('Catalog', catalogID),
    refusal: ({ May }) => (May === 1 ? undefined : refusal),
    // Catalogues keep their owner; what hangs on them has a foreign key.
    holds: kind === 'Buyer' ? () => sql`(${own}) = 1` : null,
  }
}
