import { type SQL, sql } from 'drizzle-orm'
import { at } from '../store/rows.ts'

/** A user, as security profiles are assigned to: columns of a row of `users`, or values. */
export type Assignee = Record<'Marketplace' | 'Kind' | 'Company' | 'ID', SQL>

/** The user of an alias of `users`. */
export const assignee = (alias: string): Assignee => ({
  Marketplace: at(alias, 'Marketplace'),
  Kind: at(alias, 'Kind'),
  Company: at(alias, 'Company'),
  ID: at(alias, 'ID'),
})

/** Groups that a user is in. */
const groupsOf = ({ Marketplace, Kind, Company, ID }: Assignee): SQL =>
  sql`(select g.UserGroupID from group_members g where g.Marketplace = ${Marketplace}
    and g.Kind = ${Kind} and g.Company = ${Company} and g.UserID = ${ID})`

/**
 * Assignments `a` that reach a user. A user's own and the others are found apart, each by an index: an organisation can
 * have thousands of the former, and few of the latter.
 */
export const reaching = (user: Assignee): SQL => {
  const within = sql`a.Marketplace = ${user.Marketplace} and a.Kind = ${user.Kind} and a.Company = ${user.Company}`
  return sql`((${within} and a.UserID = ${user.ID}) or (${within} and a.UserID is null
    and (a.UserGroupID is null or a.UserGroupID in ${groupsOf(user)})))`
}

/** The union of a user's roles over user, groups and organisation, as a JSON list. */
export const availableRoles = (alias: string): SQL => sql`(select json_group_array(distinct r.value)
  from security_profile_assignments a
  join security_profiles p on p.Marketplace = a.Marketplace and p.ID = a.SecurityProfileID, json_each(p.AllRoles) r
  where ${reaching(assignee(alias))})`

/** Whether a client `c` signs in users of the organisation that `u` names by Kind and Company. */
export const allowed = sql`(case u.Kind when 'Seller' then c.AllowSeller
  when 'Buyer' then c.AllowAnyBuyer or exists (select 1 from api_client_assignments a where a.Marketplace = c.Marketplace and a.ApiClientID = c.ID and a.BuyerID = u.Company)
  else c.AllowAnySupplier or exists (select 1 from api_client_assignments a where a.Marketplace = c.Marketplace and a.ApiClientID = c.ID and a.SupplierID = u.Company) end)`
