import { fail } from '../../api/errors.ts'
import { flag, hidden, readOnly, ref, required, text, timestamp, xp } from '../../api/field.ts'
import { at } from '../columns.ts'
import { link } from '../reference.ts'
import { type SQL, sql } from '../sql.ts'
import { table } from '../table.ts'
import { tokensFrom } from '../tokens-from.ts'

/** The catalogue that buyers' users look at where they name none: it stays while it is that. */
const defaultCatalogID = () =>
  link(ref('Catalog'), 'catalogs', {
    onDelete: {
      refuse: (id) => fail('Catalog.CannotDelete', `Catalog "${id}" is the default catalog of a buyer.`),
    },
  })

/** Groups of buyers: what is assigned to one is assigned to every buyer in it. */
export const buyerGroups = table('buyer_groups', {
  keys: ['ID'],
  moves: [{ version: 'ShopVersion', only: ['ID', 'DefaultCatalogID'], notNew: true }],
  fields: {
    Name: required(text(100)),
    Description: text(2000),
    DefaultCatalogID: defaultCatalogID(),
    xp: xp(),
  },
})

/**
 * Buyers, suppliers and the marketplace owner in one table: users, groups and addresses of all three hang on it.
 * `Kind` is Buyer, Supplier or Seller; the seller's ID is the marketplace's own.
 */
export const companies = table('companies', {
  keys: ['Kind', 'ID'],
  moves: [
    { version: 'CallerVersion', only: ['ID', 'Active', 'TokensFrom'], notNew: true },
    {
      version: 'ShopVersion',
      only: ['ID', 'Active', 'DefaultCatalogID', 'GroupID', 'AllBuyersCanOrder'],
      notNew: true,
    },
  ],
  fields: {
    Name: required(text(100)),
    Active: flag(),
    DateCreated: readOnly(timestamp()),
    /** Buyers only. */
    DefaultCatalogID: defaultCatalogID(),
    /** Buyers only: the group that the buyer is in. */
    GroupID: link(ref('BuyerGroup'), 'buyer_groups', { onDelete: 'clear' }),
    /** Suppliers only. */
    AllBuyersCanOrder: flag(),
    /** The marketplace owner only: key of the user as whom orders are forwarded to suppliers of themselves. */
    ForwardingUserKey: hidden(text()),
    xp: xp(),
    TokensFrom: tokensFrom(),
  },
})

/** The default catalogue of the buyer of an alias: its own, or else its group's. */
export const defaultCatalogOf = (alias: string): SQL =>
  sql`coalesce(${at(alias, 'DefaultCatalogID')}, (select dg.DefaultCatalogID from buyer_groups dg
    where dg.Marketplace = ${at(alias, 'Marketplace')} and dg.ID = ${at(alias, 'GroupID')}))`

/** The user `fu` as whom a marketplace has orders forwarded of themselves, behind `from`: no row where it names none. */
export const forwarding = (marketplace: SQL): SQL =>
  sql`companies fc join users fu on fu.Marketplace = fc.Marketplace and fu.Key = fc.ForwardingUserKey
    where fc.Marketplace = ${marketplace} and fc.Kind = 'Seller' and fc.ID = ${marketplace}`
