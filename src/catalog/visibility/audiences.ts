import { createHash } from 'node:crypto'
import { type SQL, sql } from 'drizzle-orm'
import { Stale } from '../../api/errors.ts'
import type { Call } from '../../store/call.ts'
import { derive } from '../../store/commit.ts'
import type { Reads, Results } from '../../store/fact.ts'
import { plain, type Query } from '../../store/sql/sql.ts'
import type { Write } from '../../tables/statements.ts'
import {
  type AssignedCatalog,
  type CategoryNode,
  type CategoryRight,
  resolveVisibility,
  type ShelfMember,
} from './visibility.ts'

/** Rows read for a rebuild at most; a larger marketplace's buyer sees too much to be resolved at once. */
const MOST_ROWS = 500_000

/**
 * The shopper's row with the audience it has now, as a table for a statement: `x(A, Buyer, UserID)`. A stale audience
 * gives no row, and so no products, for two rows read.
 * @param key the user's key: a parameter, or a sub-select where it is known only from an order
 */
export const shopper = (
  marketplace: string,
  key: SQL,
): SQL => sql`(select u.Audience A, u.Company Buyer, u.ID UserID
  from users u cross join marketplaces mk where u.Marketplace = ${marketplace} and u.Key = ${key}
    and mk.ID = ${marketplace} and u.AudienceVersion = mk.AccessVersion)`

/** Whose eyes a read took, and what they came to; a user who is no buyer's has none. */
export interface Party {
  Key: string
  Company: string
  UserID: string
  Audience: string | null
  /** Versions at which it was read, and when the marketplace was created: another may bear its ID later. */
  AccessVersion: number
  CatalogVersion: number
  Since: string | null
  Fresh: 0 | 1
}

const partyQuery = (marketplace: string, key: SQL): Query<Party> =>
  plain(sql`select u.Key, u.Company, u.ID UserID, u.Audience, mk.AccessVersion, mk.CatalogVersion, mk.DateCreated Since, coalesce(u.AudienceVersion = mk.AccessVersion, 0) Fresh
    from users u cross join marketplaces mk where u.Marketplace = ${marketplace} and u.Key = ${key} and mk.ID = ${marketplace} and u.Kind = 'Buyer'`)

/** Rebuilds in one request, while others change access all the time. */
const MOST_REBUILDS = 5

/**
 * Reads with a shopper's eyes: in one round trip when the shopper's audience is fresh, else it is resolved, stored, and
 * the reads are sent again.
 */
export async function readAsShopper<Q extends Reads>(
  call: Call<unknown>,
  key: SQL,
  queries: Q,
): Promise<Results<Q> & { $party: Party[] }> {
  for (let i = 0; ; i++) {
    const read = await call.read({ ...queries, $party: partyQuery(call.marketplace, key) })
    const party = (read.$party as Party[])[0]
    if (!party || party.Fresh || i >= MOST_REBUILDS) return read as never
    // Access that changed meanwhile makes the work void, not the request.
    await rebuild(call, party).catch((error: unknown) => {
      if (!(error instanceof Stale)) throw error
    })
  }
}

/** Resolves what a shopper may see and stores it for everyone of the same rights. */
async function rebuild(call: Call<unknown>, party: Party): Promise<void> {
  const m = call.marketplace
  const groups = sql`(select g.UserGroupID from group_members g where g.Marketplace = ${m} and g.Kind = 'Buyer' and g.Company = ${party.Company} and g.UserID = ${party.UserID})`
  const assigned = sql`select ca.CatalogID from catalog_assignments ca join catalogs c on c.Marketplace = ca.Marketplace and c.ID = ca.CatalogID
    where ca.Marketplace = ${m} and ca.BuyerID = ${party.Company} and c.Active = 1`
  const read = await call.read({
    version: plain<{ AccessVersion: number }>(sql`select AccessVersion from marketplaces where ID = ${m}`),
    groups: plain<{ ID: string }>(sql`select g.ID from (select UserGroupID ID from (${groups})) g where
      exists (select 1 from category_assignments a where a.Marketplace = ${m} and a.BuyerID = ${party.Company} and a.UserGroupID = g.ID)
      or exists (select 1 from product_assignments a where a.Marketplace = ${m} and a.BuyerID = ${party.Company} and a.UserGroupID = g.ID) order by 1`),
    catalogs: {
      sql: sql`select ca.CatalogID ID, ca.ViewAllCategories, ca.ViewAllProducts from catalog_assignments ca
        join catalogs c on c.Marketplace = ca.Marketplace and c.ID = ca.CatalogID
        where ca.Marketplace = ${m} and ca.BuyerID = ${party.Company} and c.Active = 1`,
      decode: (r) =>
        ({
          ID: r.ID,
          ViewAllCategories: r.ViewAllCategories === 1,
          ViewAllProducts: r.ViewAllProducts === 1,
        }) as AssignedCatalog,
    },
    categories: {
      sql: sql`select CatalogID, ID, ParentID, Active from categories where Marketplace = ${m} and CatalogID in (${assigned}) limit ${MOST_ROWS}`,
      decode: (r) => ({ ...r, Active: r.Active === 1 }) as unknown as CategoryNode,
    },
    assignments: {
      sql: sql`select CatalogID, CategoryID, UserGroupID, Visible, ViewAllProducts from category_assignments
        where Marketplace = ${m} and BuyerID = ${party.Company} and (UserGroupID is null or UserGroupID in ${groups})`,
      decode: (r) =>
        ({
          ...r,
          Visible: threeState(r.Visible),
          ViewAllProducts: threeState(r.ViewAllProducts),
        }) as unknown as CategoryRight,
    },
    shelves: plain<ShelfMember>(
      sql`select Shelf, CatalogID, CategoryID from shelf_members where Marketplace = ${m} and CatalogID in (${assigned}) limit ${MOST_ROWS}`,
    ),
  })
  const version = read.version[0]!.AccessVersion
  const names = read.groups.map((g) => g.ID)
  const id = createHash('sha256')
    .update([party.Company, ...names].join('\n').toLowerCase())
    .digest('base64url')
    .slice(0, 22)
  const visible = resolveVisibility(read)
  const unchanged = sql`(select AccessVersion from marketplaces where ID = ${m}) = ${version}`
  const building = sql`not exists (select 1 from audiences where Marketplace = ${m} and ID = ${id} and BuiltFor = ${version})`
  const statements: Write[] = [
    { sql: sql`delete from audience_shelves where Marketplace = ${m} and Audience = ${id} and ${building}` },
    {
      sql: sql`delete from audience_categories where Marketplace = ${m} and Audience = ${id} and ${building}`,
    },
    {
      sql: sql`insert into audience_shelves (Marketplace, Audience, Shelf, CatalogID, Everything, Version)
        select ${m}, ${id}, s.value ->> 0, s.value ->> 1, s.value ->> 2, 1 from json_each(${JSON.stringify(visible.shelves.map((s) => [s.Shelf, s.CatalogID, s.Everything ? 1 : 0]))}) s where ${building}`,
    },
    {
      sql: sql`insert into audience_categories (Marketplace, Audience, CatalogID, CategoryID, Version)
        select ${m}, ${id}, c.value ->> 0, c.value ->> 1, 1 from json_each(${JSON.stringify(visible.categories.map((c) => [c.CatalogID, c.CategoryID]))}) c where ${building}`,
    },
    {
      sql: sql`insert into audiences (Marketplace, ID, BuyerID, Groups, BuiltFor, Version) values (${m}, ${id}, ${party.Company}, ${JSON.stringify(names)}, ${version}, 1)
        on conflict (Marketplace, ID) do update set BuiltFor = ${version}, BuyerID = ${party.Company}, Groups = ${JSON.stringify(names)}`,
    },
    {
      sql: sql`update users set Audience = ${id}, AudienceVersion = ${version} where Marketplace = ${m} and Key = ${party.Key}`,
    },
  ]
  // Derived rows of our own, no change of the caller's: no events, no idempotency record.
  await derive(call, [{ guard: unchanged }, ...statements])
}

const threeState = (value: unknown) => (value === null ? null : value === 1)
