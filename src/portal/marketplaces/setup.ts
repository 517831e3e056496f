import { insert } from '../../store/rows.ts'
import { companies } from '../../tables/organizations/companies.ts'
import { marketplaces } from '../../tables/portal/marketplaces.ts'
import type { Write } from '../../tables/statements.ts'

/** A marketplace to be. */
export interface NewMarketplace {
  ID: string
  Name: string
  /** Key of the portal's account it belongs to. */
  Owner?: string
}

/**
 * The rows a marketplace begins with: itself, and its owner as the organisation of the seller's users. Nothing of this
 * can be made through the API, which wants a token of the marketplace; all else can, with the portal's token, so that
 * a marketplace begins empty.
 * @param now in the wire's form
 */
export const newMarketplace = ({ ID, Name, Owner }: NewMarketplace, now: string): Write[] => [
  insert(marketplaces, ID, { ID, Name, Owner, Active: true, DateCreated: now }),
  insert(companies, ID, { Kind: 'Seller', ID, Name, Active: true, DateCreated: now }),
]
