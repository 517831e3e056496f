import type { Account, AccountState, Caller } from '../api/caller.ts'
import { type SQL, sql } from '../tables/sql.ts'
import { goodFrom, issuedAt } from './ended-tokens.ts'
import { plain, type Query } from './sql/sql.ts'

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

export interface StateRow {
  MarketplaceActive: number | null
  /** Set where the marketplace is at home in another database. */
  Place: string | null
  Since: string | null
  HookVersion: number
  AccessVersion: number
  CatalogVersion: number
  /** Something is synchronized, or was once. */
  ChangeSequence: number | null
  /** Types of tracking events of the client, as JSON. */
  Tracked: string | null
  ClientActive: number | null
  UserActive: number | null
  Generation: number | null
  /** Null when there is no impersonator, or none any more who is active: a token that tells of one is revoked then. */
  ImpersonatorGeneration: number | null
  Company: string | null
  User: string | null
  CompanyActive: number | null
  /** Tokens from before are over. */
  TokensFrom: string
  /** Until when the invitation of a contributor is good; null where there is none. */
  InvitedUntil: string | null
  Heard: 0 | 1
}

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

/** @param hooks which webhooks `r` hear of the call, where any can */
export const stateQuery = (caller: Caller, hooks?: SQL): Query<StateRow> =>
  plain(sql`select m.Active MarketplaceActive, m.Place, m.DateCreated Since, m.HookVersion, m.AccessVersion, m.CatalogVersion, m.ChangeSequence, c.Tracked, c.Active ClientActive,
    u.Active UserActive, u.TokenGeneration Generation, ${goodFrom} TokensFrom,
    ${caller.impersonator === null ? sql`null` : sql`i.TokenGeneration`} ImpersonatorGeneration, u.Company Company, u.ID User, o.Active CompanyActive,
    ${caller.invitation ? sql`g.ExpirationDate` : sql`null`} InvitedUntil, ${hooks ? isHeard(hooks) : sql`0`} Heard
    from ${stateFrom(caller)}`)

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
