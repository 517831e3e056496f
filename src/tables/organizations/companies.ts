import { fail } from '../../api/errors.ts'
import { flag, hidden, readOnly, ref, required, text, timestamp, xp } from '../../api/field.ts'
import { link } from '../reference.ts'
import { table } from '../table.ts'
import { tokensFrom } from '../tokens-from.ts'

/**
 * Buyers, suppliers and the marketplace owner in one table: users, groups and addresses of all three hang on it.
 * `Kind` is Buyer, Supplier or Seller; the seller's ID is the marketplace's own.
 */
export const companies = table('companies', {
  keys: ['Kind', 'ID'],
  fields: {
    Name: required(text(100)),
    Active: flag(),
    DateCreated: readOnly(timestamp()),
    /** Buyers only. */
    DefaultCatalogID: link(ref('Catalog'), 'catalogs', {
      onDelete: {
        refuse: (id) => fail('Catalog.CannotDelete', `Catalog "${id}" is the default catalog of a buyer.`),
      },
    }),
    /** Suppliers only. */
    AllBuyersCanOrder: flag(),
    /** The marketplace owner only: key of the user as whom orders are forwarded to suppliers of themselves. */
    ForwardingUserKey: hidden(text()),
    xp: xp(),
    TokensFrom: tokensFrom(),
  },
})
