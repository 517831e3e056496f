import type { Account, AccountState, Caller } from '../../api/caller.ts'
import type { CallerState } from '../../api/request.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { plain, type Query } from '../sql/sql.ts'
import { goodFrom, issuedAt } from './ended-tokens.ts'

/** A row that says whether an account may still call. */
export type AccountRow = Omit<AccountState, 'Verified'> & {
  Verified: number
  Active: number
  TokenGeneration: number
}

export const accountQuery = (account: Account): Query<AccountRow> =>
  plain(sql`select Key, Username, Name, Email, Verified, Active, TokenGeneration from portal_accounts
    where Key = ${account.key}`)

/** The account may still call; said again by every commit. */
export const accountHolds = (account: Account): SQL => sql`exists (select 1 from portal_accounts p
  where p.Key = ${account.key} and p.Active = 1 and p.TokenGeneration <= ${account.generation})`

export const isWithin = (generation: number | null, known: number) =>
  generation !== null && generation <= known

/** What a marketplace and the user in it say of a caller: read by every request. */
export interface LiveRow {
  MarketplaceActive: number | null
  /** Set where the marketplace is at home in another database. */
  Place: string | null
  Since: string | null
  HookVersion: number
  AccessVersion: number
  CatalogVersion: number
  ShopVersion: number | null
  StockVersion: number | null
  CallerVersion: number | null
  /** Something is synchronized, or was once. */
  ChangeSequence: number | null
  UserActive: number | null
  Generation: number | null
  Company: string | null
  User: string | null
  Audience: string | null
  AudienceVersion: number | null
}

/** What else decides about a caller: it is as it was while `CallerVersion` is. */
interface Standing {
  /** Types of tracking events of the client, as JSON. */
  Tracked: string | null
  ClientActive: number | null
  CompanyActive: number | null
  /** Tokens from before are over. */
  TokensFrom: string
  Heard: 0 | 1
  /** Null when there is no impersonator, or none any more who is active: a token that tells of one is revoked then. */
  ImpersonatorGeneration: number | null
  /** Until when the invitation of a contributor is good; null where there is none. */
  InvitedUntil: string | null
}

export type StateRow = LiveRow & Standing

export interface IncrementorRow {
  ID: string
  LastNumber: number
  LeftPaddingCount: number
  Epoch: number
}

/** Rows that say whether a caller may still call, joined from the marketplace outward. */
export const stateFrom = (caller: Caller): SQL => sql`marketplaces m
  left join api_clients c on c.Marketplace = m.ID and c.ID = ${caller.client}
  left join users u on u.Marketplace = m.ID and u.Key = ${caller.key}
  left join companies o on o.Marketplace = m.ID and o.Kind = u.Kind and o.ID = u.Company
  ${caller.impersonator === null ? sql`` : impersonator(caller)}
  ${caller.invitation ? sql`left join order_invitations g on g.Marketplace = m.ID and g.ID = ${caller.invitation}` : sql``} where m.ID = ${caller.marketplace}`

const impersonator = (caller: Caller) =>
  sql`left join users i on i.Marketplace = m.ID and i.Key = ${caller.impersonator} and i.Active = 1 and exists
    (select 1 from companies p where p.Marketplace = i.Marketplace and p.Kind = i.Kind and p.ID = i.Company and p.Active = 1
      and coalesce(p.TokensFrom, '') <= ${issuedAt(caller)})`

/** Whether any of the webhooks `r` of a condition is there. */
export const isHeard = (hooks: SQL): SQL => sql`exists (select 1 from webhook_routes r where ${hooks})`

const live = sql`m.Active MarketplaceActive, m.Place, m.DateCreated Since, m.HookVersion, m.AccessVersion, m.CatalogVersion,
    m.ShopVersion, m.StockVersion, m.CallerVersion, m.ChangeSequence, u.Active UserActive, u.TokenGeneration Generation, u.Company Company, u.ID User,
    u.Audience, u.AudienceVersion`

/** @param hooks which webhooks `r` hear of the call, where any can */
export const stateQuery = (caller: Caller, hooks?: SQL): Query<StateRow> =>
  plain(sql`select ${live}, c.Tracked, c.Active ClientActive, ${goodFrom} TokensFrom, o.Active CompanyActive,
    ${caller.impersonator === null ? sql`null` : sql`i.TokenGeneration`} ImpersonatorGeneration,
    ${caller.invitation ? sql`g.ExpirationDate` : sql`null`} InvitedUntil, ${hooks ? isHeard(hooks) : sql`0`} Heard
    from ${stateFrom(caller)}`)

const seenFrom = (
  caller: Caller,
): SQL => sql`marketplaces m left join users u on u.Marketplace = m.ID and u.Key = ${caller.key}
  where m.ID = ${caller.marketplace}`

/** The same of a caller whose standing is known: two rows by their keys. */
export const liveQuery = (caller: Caller): Query<LiveRow> =>
  plain(sql`select ${live} from ${seenFrom(caller)}`)

/**
 * The marketplace and the user are as they were when the caller was found to be good, and whatever else decides about them
 * too; said again by every commit.
 */
export function callerHolds(caller: Caller, state: CallerState, now: string): SQL {
  const { generation, impersonator, impersonatorGeneration = null, invitation } = caller
  const impersonated =
    impersonator !== null && impersonatorGeneration !== null
      ? sql` and exists (select 1 from users i where i.Marketplace = m.ID and i.Key = ${impersonator} and i.Active = 1
          and i.TokenGeneration <= ${impersonatorGeneration})`
      : sql``
  const invited = invitation
    ? sql` and exists (select 1 from order_invitations g where g.Marketplace = m.ID and g.ID = ${invitation} and g.ExpirationDate > ${now})`
    : sql``
  // Asked for, and not filtered by: the planner would look for a better order of the joins, longer than all else takes.
  return sql`(select m.Place is null and m.Active = 1 and u.Active = 1 and u.TokenGeneration <= ${generation} and u.Company = ${state.company}
    and m.CallerVersion is ${state.callerVersion} and m.HookVersion = ${state.hookVersion}${impersonated}${invited}
    from ${seenFrom(caller)})`
}

export const incrementorQuery = (marketplace: string, ids: string[]): Query<IncrementorRow> =>
  plain(sql`select ID, LastNumber, LeftPaddingCount, Epoch from incrementors
    where Marketplace = ${marketplace} and ID in (select value from json_each(${JSON.stringify(ids)}))`)

/**
 * An `Idempotency-Key` as it is stored: anonymous shoppers share a user and are told apart by their order, those whom a
 * user has invited by their invitation.
 */
export const storedKey = ({ order, invitation }: Caller, key: string): string => {
  const own = order ?? invitation
  return own ? `${own}/${key}` : key
}

export const answeredQuery = (caller: Caller, key: string): Query<{ Request: string; Answer: string }> =>
  plain(sql`select Request, Answer from idempotency_keys
    where Marketplace = ${caller.marketplace} and UserKey = ${caller.key} and IdempotencyKey = ${storedKey(caller, key)}`)
