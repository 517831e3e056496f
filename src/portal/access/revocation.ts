import { type SQL, sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'

/**
 * Kills the tokens that accounts were given for marketplaces: those of their built-in users, and with them those by
 * which they act as somebody else. Written by whatever takes a right away.
 * @param pairs selects marketplace and account
 */
const revoke = (pairs: SQL): SQL =>
  sql`update users set TokenGeneration = TokenGeneration + 1 where (Marketplace, Key) in (${pairs}) and BuiltIn = 1`

/** One account's tokens for one marketplace. */
export const revokeOne = (organization: string, account: string): SQL =>
  revoke(sql`select ${organization}, ${account}`)

/** What the members of a team were given for marketplaces; all of those the team reaches, or one. */
export const revokeTeam = (team: string, organization?: string): SQL =>
  revoke(sql`select a.Organization, t.Party from portal_access a
    join portal_team_members t on t.Team = a.Party and t.Kind = 'User'
    where a.Kind = 'Team' and a.Party = ${team} ${organization === undefined ? sql`` : sql`and a.Organization = ${organization}`}`)

/** What one member of a team was given through it. */
export const revokeMember = (team: string, account: string): SQL =>
  revoke(
    sql`select a.Organization, ${account} from portal_access a where a.Kind = 'Team' and a.Party = ${team}`,
  )

/** Everything an account holds: its password has changed. */
export const revokeEverywhere = (account: string): Written[] => [
  sql`delete from portal_refresh_tokens where AccountKey = ${account}`,
  // What somebody else began with it must not be confirmed any more.
  sql`delete from portal_codes where Subject = ${account} and Kind in ('VerifyEmail', 'ChangeEmail', 'DeleteOrganization')`,
  // A code to set a password is for the one that was forgotten.
  sql`delete from portal_codes where Kind = 'Reset' and Subject = (select Email from portal_accounts where Key = ${account})`,
  revoke(sql`select m.ID, ${account} from marketplaces m where m.ID in (
    select o.ID from marketplaces o where o.Owner = ${account}
    union all select a.Organization from portal_access a where a.Kind = 'User' and a.Party = ${account}
    union all select a.Organization from portal_team_members t join portal_access a on a.Kind = 'Team' and a.Party = t.Team
      where t.Kind = 'User' and t.Party = ${account})`),
]
