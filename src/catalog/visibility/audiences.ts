import { createHash } from 'node:crypto'
import { Stale } from '../../api/errors.ts'
import type { Call } from '../../store/call.ts'
import { derive } from '../../store/commit.ts'
import type { Reads, Results } from '../../store/fact.ts'
import { picked } from '../../store/picked.ts'
import { or, plain, type Query } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { catalogAssignments, catalogs } from '../../tables/catalog/catalogs.ts'
import { categories, categoryAssignments } from '../../tables/catalog/categories.ts'
import { recordAssignments } from '../../tables/catalog/inventory-records.ts'
import { discountAssignments, productAssignments } from '../../tables/catalog/prices.ts'
import type { RecordParty } from '../../tables/catalog/recorded-stock.ts'
import { shelfMembers, shelves } from '../../tables/catalog/visibility.ts'
import { groupMembers } from '../../tables/organizations/groups.ts'
import { localeAssignments } from '../../tables/organizations/locales.ts'
import { isForBuyer } from '../../tables/organizations/parties.ts'
import { users } from '../../tables/organizations/users.ts'
import { marketplaces } from '../../tables/portal/marketplaces.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { type Branch, branchesOf, type CountedMember } from './branches.ts'
import { discountTargets } from './discount-targets.ts'
import { resolveVisibility, type Visible } from './visibility.ts'

/** Rows read for a rebuild at most; a larger marketplace's buyer sees too much to be resolved at once. */
const MOST_ROWS = 500_000

const u = as(users, 'u')
const mk = as(marketplaces, 'mk')
const ca = as(catalogAssignments, 'ca')
const c = as(catalogs, 'c')
const k = as(categories, 'k')
const sm = as(shelfMembers, 'sm')
const h = as(shelves, 'h')
const gm = as(groupMembers, 'gm')
const toCategory = as(categoryAssignments, 'tc')
const toProduct = as(productAssignments, 'tp')
const given = as(discountAssignments, 'td')
const locale = as(localeAssignments, 'tl')
const stock = as(recordAssignments, 'ts')

/** The shopper of a statement, as its tables know them. */
export interface Shopper extends RecordParty {
  audience: SQL
}

/** The columns of `fromShopper`. */
export const shopper: Shopper = {
  audience: sql.raw('x.Audience'),
  buyer: sql.raw('x.Buyer'),
  user: sql.raw('x.UserID'),
}

/** A user whose audience is not stale, found by the key. */
const fresh = (marketplace: string, key: SQL) => sql`${u.from} cross join ${mk.from}
  where ${u.here(marketplace)} and ${u.Key} = ${key} and ${mk.ID} = ${marketplace} and ${u.AudienceVersion} = ${mk.AccessVersion}`

/**
 * The shopper with the audience they have now, for a FROM: one row, whose columns are `shopper`. A stale audience gives
 * no row, and so no products, for two rows read.
 * @param key the user's key: a parameter, or a sub-select where it is known only from an order
 * @param once it stands behind tables of many rows, for each of which it would be found anew: a limit keeps it as a table
 * @param seller whose prices they see: `SELLER`
 */
export const fromShopper = (marketplace: string, key: SQL, once = false, seller?: SQL): SQL =>
  sql`(select ${u.Audience} as Audience, ${u.Company} as Buyer, ${u.ID} as UserID${seller ? sql`, ${seller} as Seller` : sql``}
    from ${fresh(marketplace, key)} ${once || seller ? sql`limit 1` : sql``}) x`

/** A table that has a row unless the shopper's audience is stale. */
export const ifFresh = (marketplace: string, key: SQL): SQL =>
  sql`(select 1 from ${fresh(marketplace, key)} limit 1) f`

/** The seller that `fromShopper` was told of: found once, where it is a sub-select. */
export const SELLER: SQL = sql.raw('x.Seller')

/** The audience of a shopper, as a scalar; null while it is stale. */
export const audienceOf = (marketplace: string, key: SQL): SQL =>
  sql`(select ${u.Audience} from ${fresh(marketplace, key)})`

/** As whom a read was made, and what their rights came to; a user who is no buyer's is nobody. */
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
  plain(sql`select ${u.Key} as Key, ${u.Company} as Company, ${u.ID} as UserID, ${u.Audience} as Audience,
      ${mk.AccessVersion} as AccessVersion, ${mk.CatalogVersion} as CatalogVersion, ${mk.DateCreated} as Since,
      coalesce(${u.AudienceVersion} = ${mk.AccessVersion}, 0) as Fresh
    from ${u.from} cross join ${mk.from} where ${u.here(marketplace)} and ${u.Key} = ${key} and ${mk.ID} = ${marketplace} and ${u.Kind} = 'Buyer'`)

/** Rebuilds in one request, while others change access all the time. */
const MOST_REBUILDS = 5

/**
 * Reads what a shopper sees: in one round trip when the shopper's audience is fresh, else it is resolved, stored, and
 * the reads are sent again.
 */
export async function readAsShopper<Q extends Reads>(
  call: Call<unknown>,
  key: SQL,
  queries: Q,
): Promise<ReadAsShopper<Q>> {
  for (let i = 0; ; i++) {
    // What comes of reads of a kind unknown and of one more, TypeScript does not take apart.
    const read = (await call.read({
      ...queries,
      $party: partyQuery(call.marketplace, key),
    })) as ReadAsShopper<Q>
    const party = read.$party[0]
    if (!party || party.Fresh || i >= MOST_REBUILDS) return read
    await rebuild(call, party)
  }
}

/** What was read as a shopper, and who that was. */
export type ReadAsShopper<Q extends Reads> = Results<Q> & { $party: Party[] }

/** The same as the caller, whose state tells what their audience is. */
export async function readAsCaller<Q extends Reads>(
  call: Call<unknown>,
  queries: Q,
): Promise<ReadAsShopper<Q>> {
  const read = await readAsWhoCalls(call, queries)
  readAs.set(call, read.$party[0])
  return read
}

async function readAsWhoCalls<Q extends Reads>(call: Call<unknown>, queries: Q): Promise<ReadAsShopper<Q>> {
  const key = sql`${call.caller.key}`
  if (call.isRead) return readAsShopper(call, key, queries)
  const read = await call.read(queries)
  const party = partyOf(call)
  if (!party || party.Fresh) return { ...read, $party: party ? [party] : [] }
  await rebuild(call, party)
  return readAsShopper(call, key, queries)
}

/** As whom calls have read last. */
const readAs = new WeakMap<Call<unknown>, Party | undefined>()

/**
 * The shopper as whom a call has read all that it has: none, if their audience or its versions have changed between two
 * reads. What is remembered for an audience must be of that audience.
 */
export function steadyParty(call: Call<unknown>): (Party & { Audience: string }) | undefined {
  const first = partyOf(call)
  const last = readAs.has(call) ? readAs.get(call) : first
  if (!first?.Fresh || !last?.Fresh || !isSameVersion(first, last)) return undefined
  const { Audience } = first
  return Audience !== null && Audience === last.Audience ? { ...first, Audience } : undefined
}

/** Whether two reads were made of the same. */
export const isSameVersion = (one: Party | undefined, other: Party | undefined): boolean =>
  one !== undefined && other !== undefined && versionOf(one) === versionOf(other)

export const versionOf = ({ Since, AccessVersion, CatalogVersion }: Party): string =>
  [Since, AccessVersion, CatalogVersion].join('/')

/**
 * The same as a shopper who mostly is the caller.
 * @param queriesFor what is read, as the caller or as whoever it is
 * @param isCaller whether that is so, by what was read
 */
export async function readAsOneself<Q extends Reads>(
  call: Call<unknown>,
  key: SQL,
  queriesFor: (asCaller: boolean) => Q,
  isCaller: (read: Results<Q>) => boolean,
): Promise<Results<Q>> {
  if (!call.isRead && call.caller.kind === 'Buyer') {
    const read = await call.read(queriesFor(true))
    if (isCaller(read) && partyOf(call)?.Fresh) return read
  }
  return readAsShopper(call, key, queriesFor(false))
}

/** The caller as a shopper, as the first read found them. */
export function partyOf({ caller, state }: Call<unknown>): Party | undefined {
  if (caller.kind !== 'Buyer') return undefined
  return {
    Key: caller.key,
    Company: state.company,
    UserID: state.user,
    Audience: state.audience,
    AccessVersion: state.accessVersion,
    CatalogVersion: state.catalogVersion,
    Since: state.since,
    Fresh: state.audienceVersion === state.accessVersion ? 1 : 0,
  }
}

/** Resolves what a shopper may see and stores it for everyone of the same rights. */
async function rebuild(call: Call<unknown>, party: Party): Promise<void> {
  // What is stored is made of what the primary has.
  call.session.move()
  // Access that changed meanwhile makes the work void, not the request.
  await resolve(call, party).catch((error: unknown) => {
    if (!(error instanceof Stale)) throw error
  })
}

async function resolve(call: Call<unknown>, party: Party): Promise<void> {
  const { marketplace } = call
  const read = await call.read(rightsOf(marketplace, party))
  const version = read.version[0]!.AccessVersion
  const groups = read.groups.map((g) => g.UserGroupID)
  const sees = resolveVisibility(read)
  const unchanged = sql`(select AccessVersion from marketplaces where ID = ${marketplace}) = ${version}`
  // Derived rows of our own, no change of the caller's: no events, no idempotency record.
  await derive(call, [
    { guard: unchanged },
    ...storing(marketplace, party, groups, version, sees, branchesOf(read, sees.categories)),
  ])
}

/** The rights that reach a shopper, and the groups that have any. */
function rightsOf(marketplace: string, { Company, UserID }: Party) {
  const groups = sql`(select ${gm.UserGroupID} from ${gm.from} where ${gm.here(marketplace)} and ${gm.Kind} = 'Buyer'
    and ${gm.Company} = ${Company} and ${gm.UserID} = ${UserID})`
  const hasRights = (
    a: typeof toCategory | typeof toProduct | typeof given | typeof locale | typeof stock,
  ) => sql`exists (select 1 from ${a.from}
    where ${a.here(marketplace)} and ${a.BuyerID} = ${Company} and ${a.UserGroupID} = g.UserGroupID)`
  const assigned = sql`${ca.from} join ${c.from} on ${c.here(ca.Marketplace)} and ${c.ID} = ${ca.CatalogID}
    where ${ca.here(marketplace)} and ${isForBuyer(ca.alias, marketplace, Company)} and ${c.Active} = 1`
  const inAssigned = (row: typeof k | typeof sm, beside = sql``) =>
    sql`${row.from} ${beside} where ${row.here(marketplace)} and ${row.CatalogID} in (select ${ca.CatalogID} from ${assigned}) ${sql.limit(MOST_ROWS)}`
  return {
    version: picked(mk, ['AccessVersion'], sql`${mk.from} where ${mk.ID} = ${marketplace}`),
    groups: plain<{ UserGroupID: string }>(sql`select g.UserGroupID from ${groups} g
      where ${or(...[toCategory, toProduct, given, locale, stock].map(hasRights))} order by 1`),
    catalogs: picked(ca, ['CatalogID', 'BuyerGroupID', 'ViewAllCategories', 'ViewAllProducts'], assigned),
    categories: picked(k, ['CatalogID', 'ID', 'ParentID', 'Active'], inAssigned(k)),
    assignments: picked(
      toCategory,
      ['CatalogID', 'CategoryID', 'UserGroupID', 'Visible', 'ViewAllProducts'],
      sql`${toCategory.from} where ${toCategory.here(marketplace)} and ${toCategory.BuyerID} = ${Company}
        and (${toCategory.UserGroupID} is null or ${toCategory.UserGroupID} in ${groups})`,
    ),
    shelves:
      plain<CountedMember>(sql`select ${sm.Shelf} as Shelf, ${sm.CatalogID} as CatalogID, ${sm.CategoryID} as CategoryID, coalesce(${h.Live}, 0) as Live
      from ${inAssigned(sm, sql`left join ${h.from} on ${h.here(marketplace)} and ${h.ID} = ${sm.Shelf}`)}`),
  }
}

/** The statements that store what an audience sees and gets discounts on, and that the shopper is of it. */
function storing(
  marketplace: string,
  party: Party,
  groups: string[],
  version: number,
  sees: Visible,
  branches: Branch[],
): SQL[] {
  const id = createHash('sha256')
    .update([party.Company, ...groups].join('\n').toLowerCase())
    .digest('base64url')
    .slice(0, 22)
  const building = sql`not exists (select 1 from audiences where Marketplace = ${marketplace} and ID = ${id} and BuiltFor = ${version})`
  const shelves = JSON.stringify(sees.shelves.map((s) => [s.Shelf, s.CatalogID, s.Everything ? 1 : 0]))
  const categories = JSON.stringify(sees.categories.map((c) => [c.CatalogID, c.CategoryID]))
  const most = JSON.stringify(branches.map((b) => [b.CatalogID, b.CategoryID, b.Most ? 1 : 0]))
  const names = JSON.stringify(groups)
  return [
    sql`delete from audience_shelves where Marketplace = ${marketplace} and Audience = ${id} and ${building}`,
    sql`delete from audience_categories where Marketplace = ${marketplace} and Audience = ${id} and ${building}`,
    sql`delete from audience_branches where Marketplace = ${marketplace} and Audience = ${id} and ${building}`,
    sql`delete from audience_discounts where Marketplace = ${marketplace} and Audience = ${id} and ${building}`,
    sql`insert into audience_shelves (Marketplace, Audience, Shelf, CatalogID, Everything, Version)
      select ${marketplace}, ${id}, s.value ->> 0, s.value ->> 1, s.value ->> 2, 1 from json_each(${shelves}) s where ${building}`,
    sql`insert into audience_categories (Marketplace, Audience, CatalogID, CategoryID, Version)
      select ${marketplace}, ${id}, c.value ->> 0, c.value ->> 1, 1 from json_each(${categories}) c where ${building}`,
    sql`insert into audience_branches (Marketplace, Audience, CatalogID, CategoryID, Most, Version)
      select ${marketplace}, ${id}, b.value ->> 0, b.value ->> 1, b.value ->> 2, 1 from json_each(${most}) b where ${building}`,
    sql`insert into audience_discounts (Marketplace, Audience, Target, DiscountID, Version)
      ${discountTargets(marketplace, party, id)} where ${building}`,
    sql`insert into audiences (Marketplace, ID, BuyerID, Groups, BuiltFor, Version) values (${marketplace}, ${id}, ${party.Company}, ${names}, ${version}, 1)
      on conflict (Marketplace, ID) do update set BuiltFor = ${version}, BuyerID = ${party.Company}, Groups = ${names}`,
    sql`update users set Audience = ${id}, AudienceVersion = ${version} where Marketplace = ${marketplace} and Key = ${party.Key}`,
  ]
}
