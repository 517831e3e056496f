import { type SQL, sql } from 'drizzle-orm'
import { at } from '../columns.ts'

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

/** A select of roles, as `Role`. */
export type Roles = SQL

/**
 * The roles of users: those of the profiles that reach them, and those that they may act with in place of others, be it
 * by name, as members of a group, or as any user of their buyer. (As any of the seller's may whoever asks.)
 * @param which of the users `u` of the marketplace
 */
export const rolesOfUsers = (marketplace: string | SQL, which: SQL): Roles =>
  sql`select r.value Role from users u join security_profile_assignments a on ${reaching(assignee('u'))}
      join security_profiles p on p.Marketplace = a.Marketplace and p.ID = a.SecurityProfileID, json_each(p.AllRoles) r
      where u.Marketplace = ${marketplace} and ${which}
    union all select r.value from users u
      join impersonation_configs c on c.Marketplace = u.Marketplace and c.ImpersonationUserID = u.ID and ${actingFor('u')}
      join security_profiles p on p.Marketplace = c.Marketplace and p.ID = c.SecurityProfileID, json_each(p.AllRoles) r
      where u.Marketplace = ${marketplace} and ${which}
    union all select r.value from users u join group_members g on g.Marketplace = u.Marketplace
        and g.Kind = u.Kind and g.Company = u.Company and g.UserID = u.ID
      join impersonation_configs c on c.Marketplace = u.Marketplace and c.ImpersonationGroupID = g.UserGroupID and ${actingFor('u')}
      join security_profiles p on p.Marketplace = c.Marketplace and p.ID = c.SecurityProfileID, json_each(p.AllRoles) r
      where u.Marketplace = ${marketplace} and ${which}
    union all select r.value from users u join impersonation_configs c on c.Marketplace = u.Marketplace
        and u.Kind = 'Buyer' and c.ImpersonationBuyerID = u.Company
        and c.ImpersonationGroupID is null and c.ImpersonationUserID is null and ${mayAct}
      join security_profiles p on p.Marketplace = c.Marketplace and p.ID = c.SecurityProfileID, json_each(p.AllRoles) r
      where u.Marketplace = ${marketplace} and ${which}`

/** Whether a user `u` may act for others at all, where a configuration says for whom. */
const mayAct = sql`exists (select 1 from security_profile_assignments a
  join security_profiles s on s.Marketplace = a.Marketplace and s.ID = a.SecurityProfileID, json_each(s.AllRoles) may
  where ${reaching(assignee('u'))} and may.value in ('BuyerImpersonation', 'FullAccess'))`

/** Whose users a configuration `c` lets act: those of a buyer, or else the seller's. */
const actingFor = (
  alias: string,
) => sql`iif(c.ImpersonationBuyerID is null, ${sql.identifier(alias)}.Kind = 'Seller',
  ${sql.identifier(alias)}.Kind = 'Buyer' and ${sql.identifier(alias)}.Company = c.ImpersonationBuyerID)`

/** The roles of the default user of a client, as a JSON list: what a secret of the client opens. */
export const openedRoles = (alias: string): SQL =>
  sql`(select json_group_array(distinct opened.Role) from (${rolesOfUsers(
    at(alias, 'Marketplace'),
    sql`u.Username = ${at(alias, 'DefaultContextUserName')}`,
  )}) opened)`
