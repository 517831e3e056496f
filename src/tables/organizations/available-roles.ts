import { at } from '../columns.ts'
import { type SQL, sql } from '../sql.ts'

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
 * Whether an assignment of an alias reaches a user. A user's own and the others are found apart, each by an index: an
 * organisation can have thousands of the former, and few of the latter.
 */
export function reaching(assignment: string, user: Assignee): SQL {
  const of = (column: string) => at(assignment, column)
  const within = sql`${of('Marketplace')} = ${user.Marketplace} and ${of('Kind')} = ${user.Kind} and ${of('Company')} = ${user.Company}`
  return sql`((${within} and ${of('UserID')} = ${user.ID}) or (${within} and ${of('UserID')} is null
    and (${of('UserGroupID')} is null or ${of('UserGroupID')} in ${groupsOf(user)})))`
}

/** The union of a user's roles over user, groups and organisation, as a JSON list. */
export const availableRoles = (user: string): SQL => sql`(select json_group_array(distinct r.value)
  from security_profile_assignments a
  join security_profiles p on p.Marketplace = a.Marketplace and p.ID = a.SecurityProfileID, json_each(p.AllRoles) r
  where ${reaching('a', assignee(user))})`

/**
 * Whether a client signs in users of an organisation.
 * @param client alias of `api_clients`
 * @param party alias of a row that names the organisation by `Kind` and `Company`
 */
export function signsIn(client: string, party: string): SQL {
  const of = (column: string) => at(client, column)
  const isAssigned = (column: 'BuyerID' | 'SupplierID') =>
    sql`exists (select 1 from api_client_assignments a where a.Marketplace = ${of('Marketplace')}
      and a.ApiClientID = ${of('ID')} and ${at('a', column)} = ${at(party, 'Company')})`
  return sql`(case ${at(party, 'Kind')} when 'Seller' then ${of('AllowSeller')}
    when 'Buyer' then ${of('AllowAnyBuyer')} or ${isAssigned('BuyerID')}
    else ${of('AllowAnySupplier')} or ${isAssigned('SupplierID')} end)`
}

/** A select of roles, as `Role`. */
export type Roles = SQL

/**
 * The roles of users: those of the profiles that reach them, and those that they may act with in place of others, be it
 * by name, as members of a group, or as any user of their buyer. A configuration for all of the seller's users adds
 * nothing here: whoever asks is one of them.
 * @param which of the users of the marketplace, by their alias
 */
export function rolesOfUsers(marketplace: string | SQL, which: (user: string) => SQL): Roles {
  const users = sql`u.Marketplace = ${marketplace} and ${which('u')}`
  /** @param naming alias among the joined that names the profile */
  const roles = (joined: SQL, naming: 'a' | 'c') => sql`select r.value Role from users u ${joined}
    join security_profiles p on p.Marketplace = ${at(naming, 'Marketplace')} and p.ID = ${at(naming, 'SecurityProfileID')},
      json_each(p.AllRoles) r
    where ${users}`
  return sql.join(
    [
      roles(sql`join security_profile_assignments a on ${reaching('a', assignee('u'))}`, 'a'),
      roles(
        sql`join impersonation_configs c on c.Marketplace = u.Marketplace and c.ImpersonationUserID = u.ID
          and ${isForUsersOf('c', 'u')}`,
        'c',
      ),
      roles(
        sql`join group_members g on g.Marketplace = u.Marketplace
            and g.Kind = u.Kind and g.Company = u.Company and g.UserID = u.ID
          join impersonation_configs c on c.Marketplace = u.Marketplace and c.ImpersonationGroupID = g.UserGroupID
            and ${isForUsersOf('c', 'u')}`,
        'c',
      ),
      roles(
        sql`join impersonation_configs c on c.Marketplace = u.Marketplace
          and u.Kind = 'Buyer' and c.ImpersonationBuyerID = u.Company
          and c.ImpersonationGroupID is null and c.ImpersonationUserID is null and ${mayAct('u')}`,
        'c',
      ),
    ],
    sql` union all `,
  )
}

/** Whether a user may act for others at all, where a configuration says for whom. */
const mayAct = (user: string) => sql`exists (select 1 from security_profile_assignments a
  join security_profiles s on s.Marketplace = a.Marketplace and s.ID = a.SecurityProfileID, json_each(s.AllRoles) may
  where ${reaching('a', assignee(user))} and may.value in ('BuyerImpersonation', 'FullAccess'))`

/** Whether a configuration lets users of a user's organisation act: those of its buyer, or else the seller's. */
const isForUsersOf = (configuration: string, user: string) => {
  const buyer = at(configuration, 'ImpersonationBuyerID')
  const kind = at(user, 'Kind')
  return sql`iif(${buyer} is null, ${kind} = 'Seller', ${kind} = 'Buyer' and ${at(user, 'Company')} = ${buyer})`
}

/** The roles of the default user of a client, as a JSON list: what a secret of the client opens. */
export const openedRoles = (client: string): SQL =>
  sql`(select json_group_array(distinct opened.Role) from (${rolesOfUsers(
    at(client, 'Marketplace'),
    (user) => sql`${at(user, 'Username')} = ${at(client, 'DefaultContextUserName')}`,
  )}) opened)`
