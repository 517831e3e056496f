import { notFound } from '../../api/errors.ts'
import type { Call } from '../../store/call.ts'
import type { Fact } from '../../store/fact.ts'
import { asItIs } from '../../store/sql/sql.ts'
import { forwarding } from '../../tables/organizations/companies.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { OwnerColumns } from '../presenting.ts'
import { type Level, levelOf, refusalOf, type Wanted } from './levels.ts'

/** What an account was given in a marketplace, as JSON; the same text at the commit means the same rights. */
export const grantsOf = (
  organization: string,
  account: SQL | string,
): SQL => sql`(select json_group_array(json_array(g.Via, g.IsAdmin, json(g.Roles))) from (
  select 'Owner' Via, 1 IsAdmin, '[]' Roles from marketplaces m
    where m.ID = ${organization} and m.Active = 1 and m.Owner = ${account}
  union all select 'User', a.IsAdmin, a.Roles from marketplaces m join portal_access a on a.Organization = m.ID
    where m.ID = ${organization} and m.Active = 1 and a.Kind = 'User' and a.Party = ${account} and a.Accepted = 1
  union all select 'Team', a.IsAdmin, a.Roles from portal_team_members t
    join portal_access a on a.Organization = ${organization} and a.Kind = 'Team' and a.Party = t.Team and a.Accepted = 1
    join marketplaces m on m.ID = a.Organization and m.Active = 1
    where t.Kind = 'User' and t.Party = ${account} and t.Accepted = 1) g)`

/** IDs of the marketplaces an account has rights in. */
export const organizationsOf = (
  account: string,
): SQL => sql`(select m.ID from marketplaces m where m.Owner = ${account}
  union all select a.Organization from portal_access a where a.Kind = 'User' and a.Party = ${account} and a.Accepted = 1
  union all select a.Organization from portal_team_members t
    join portal_access a on a.Kind = 'Team' and a.Party = t.Team and a.Accepted = 1
    where t.Kind = 'User' and t.Party = ${account} and t.Accepted = 1)`

/** Kinds of user an account may act as in a marketplace; what `levelOf` says, for lists. */
export const actsAs = (organization: string, account: string): SQL =>
  sql`(select k.value from json_each('["Seller","Supplier","Buyer"]') k, json_each(${grantsOf(organization, account)}) g
    where g.value ->> 1 = 1 or exists (select 1 from json_each(g.value, '$[2]') r where r.value = 'Impersonate' || k.value))`

/** Keys of the accounts that have rights in a marketplace. */
export const contributorsOf = (
  organization: string,
): SQL => sql`(select m.Owner from marketplaces m where m.ID = ${organization} and m.Owner is not null
  union all select a.Party from portal_access a where a.Organization = ${organization} and a.Kind = 'User' and a.Accepted = 1
  union all select t.Party from portal_access a
    join portal_team_members t on t.Team = a.Party and t.Kind = 'User' and t.Accepted = 1
    where a.Organization = ${organization} and a.Kind = 'Team' and a.Accepted = 1)`

/** A marketplace as its row has it, with its owner and the caller's rights. */
export interface OrganizationRow extends OwnerColumns {
  ID: string
  Name: string
  Version: number
  Owner: string | null
  /** Set where it is at home in another database. */
  Place: string | null
  AutoForwardingUserID: string | null
  Grants: string
}

/** The ID of the user as whom the marketplace `m` has orders forwarded of themselves. */
export const forwardingUserID = sql`(select fu.ID from ${forwarding(sql`m.ID`)})`

/** Columns of a marketplace `m` and its owner `w`. */
export const organizationColumns = sql`m.ID, m.Name, m.Version, m.Owner, m.Place, w.Username OwnerUsername, w.Name OwnerName, w.Email OwnerEmail,
  ${forwardingUserID} AutoForwardingUserID`

/** A marketplace with what the caller may do in it. */
export interface Organization extends OrganizationRow {
  level: Level
}

/**
 * The marketplace of the path: the one place where an account's rights in it are looked at. 404 for strangers, who learn
 * nothing; 403 for too low a level. A write that relies on it needs the rights to be the same.
 */
export function admission(call: Call, wanted: Wanted): Fact<Organization> {
  const id = call.params.organizationID!
  const missing = notFound('Organization', id)
  const grants = grantsOf(id, call.accountKey)
  return {
    sql: sql`select ${organizationColumns}, ${grants} Grants
      from marketplaces m left join portal_accounts w on w.Key = m.Owner where m.ID = ${id}`,
    decode: (row) => {
      const organization = asItIs<OrganizationRow>(row)
      // Strangers, who have no level, are refused.
      return { ...organization, level: levelOf(organization.Grants)! }
    },
    missing,
    refusal: ({ level }) => (level ? refusalOf(level, wanted) : missing),
    holds: ([organization]) => sql`${grants} = ${organization!.Grants}`,
  }
}
