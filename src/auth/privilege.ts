import { fail } from '../api/errors.ts'
import type { Call } from '../store/call.ts'
import { type Alias, as } from '../tables/alias.ts'
import { at } from '../tables/columns.ts'
import { apiClients } from '../tables/organizations/api-clients.ts'
import { type Roles, rolesOfUsers, signsIn } from '../tables/organizations/available-roles.ts'
import { securityProfileAssignments } from '../tables/organizations/security-profiles.ts'
import { type SQL, sql } from '../tables/sql.ts'
import type { Guard } from '../tables/statements.ts'

/**
 * Privilege may not grow: whoever gives roles, or opens what has them (a password, a secret, a place that tokens are
 * sent to), must hold them all; FullAccess does. This is the one place where that is decided, and it is decided by the
 * commit itself, on the rows as they are after its writes: what somebody holds by then is what they were given.
 * @param roles what is given or opened; of several, all of it
 * @returns the guards of the commit, to stand behind its writes; its refusal is 403 and names the missing roles
 */
export function holdsAll(call: Call<unknown>, ...roles: Roles[]): Guard[] {
  const held = call.caller.roles
  if (held.includes('FullAccess') || roles.length === 0) return []
  // Each in a select of its own: a compound one has few terms.
  const all = sql.join(
    roles.map((some) => sql`select Role from (${some})`),
    sql` union all `,
  )
  const missing = sql`(select distinct g.Role from (${all}) g
    where g.Role not in (select value from json_each(${JSON.stringify(held)})))`
  return [
    {
      guard: sql`not exists ${missing}`,
      data: sql`(select json_group_array(Role) from ${missing})`,
      else: (data) => lacking((data as string[]).sort(), held),
    },
  ]
}

/** The same of roles that have been read. */
export const hasAll = (held: readonly string[], roles: readonly string[]): boolean =>
  held.includes('FullAccess') || roles.every((role) => held.includes(role))

const lacking = (missing: string[], held: string[]) =>
  fail(
    'Auth.InsufficientRoles',
    `This takes every role that it gives or opens; missing: ${missing.join(', ')}.`,
    {
      SufficientRoles: ['FullAccess'],
      AssignedRoles: held,
      MissingRoles: missing,
    },
  )

/** Roles by name. */
export const rolesNamed = (...names: (readonly string[] | null | undefined)[]): Roles =>
  sql`select value Role from json_each(${JSON.stringify(names.flatMap((n) => n ?? []))})`

/** The roles of one user, by their key. */
export const rolesOfUser = (call: Call<unknown>, key: string) =>
  rolesOfUsers(call.marketplace, (user) => sql`${at(user, 'Key')} = ${key}`)

/**
 * The roles of a user, where services of identity providers name users by username: who gives a user another may give
 * them the one that such a service knows somebody else by.
 */
export const rolesOfNamedUser = (call: Call<unknown>, key: string) =>
  rolesOfUsers(
    call.marketplace,
    (user) => sql`${at(user, 'Key')} = ${key} and exists (select 1 from openid_connects o
      where o.Marketplace = ${call.marketplace} and o.IntegrationEventID is not null)`,
  )

/** The roles of a security profile. */
export const rolesOfProfile = (marketplace: string, profile: string | undefined): Roles =>
  sql`select r.value Role from security_profiles p, json_each(p.AllRoles) r
    where p.Marketplace = ${marketplace} and p.ID = ${profile}`

/** The roles of the default user of an API client. */
export const rolesOfContextUser = (marketplace: string, client: string | undefined): Roles =>
  rolesOfUsers(
    marketplace,
    (user) =>
      sql`${at(user, 'Username')} = (select k.DefaultContextUserName from api_clients k where k.Marketplace = ${marketplace} and k.ID = ${client})`,
  )

/** The roles that membership of a group gives. */
export const rolesOfGroup = (
  marketplace: string,
  kind: string,
  company: string | undefined,
  group: string | undefined,
): Roles =>
  sql`select r.value Role from security_profile_assignments a
      join security_profiles p on p.Marketplace = a.Marketplace and p.ID = a.SecurityProfileID, json_each(p.AllRoles) r
      where a.Marketplace = ${marketplace} and a.Kind = ${kind} and a.Company = ${company} and a.UserGroupID = ${group}
    union all select r.value from impersonation_configs c
      join security_profiles p on p.Marketplace = c.Marketplace and p.ID = c.SecurityProfileID, json_each(p.AllRoles) r
      where c.Marketplace = ${marketplace} and c.ImpersonationGroupID = ${group}
        and ${kind === 'Buyer' ? sql`c.ImpersonationBuyerID = ${company}` : kind === 'Seller' ? sql`c.ImpersonationBuyerID is null` : sql`0`}`

/**
 * Every role that users of organisations may have: of their own profiles, their groups' and their users'.
 * @param which of the assignments of profiles, by their organisation
 */
export const rolesOfCompanies = (
  marketplace: string,
  which: (assignment: Alias<typeof securityProfileAssignments>) => SQL,
): Roles =>
  sql`select r.value Role from security_profile_assignments a
    join security_profiles p on p.Marketplace = a.Marketplace and p.ID = a.SecurityProfileID, json_each(p.AllRoles) r
    where a.Marketplace = ${marketplace} and ${which(as(securityProfileAssignments, 'a'))}`

/**
 * Every role of those whom API clients sign in.
 * @param which of the clients of the marketplace
 */
export const rolesSignedIn = (marketplace: string, which: (client: Alias<typeof apiClients>) => SQL): Roles =>
  sql`select r.value Role from api_clients c join security_profile_assignments u on u.Marketplace = c.Marketplace and ${signsIn('c', 'u')}
    join security_profiles p on p.Marketplace = u.Marketplace and p.ID = u.SecurityProfileID, json_each(p.AllRoles) r
    where c.Marketplace = ${marketplace} and ${which(as(apiClients, 'c'))}`

/** Whether any of some properties is another than it was; of a new object, whether it has any. */
export const differs = <T extends object>(names: readonly (keyof T)[], before: T | null, after: T): boolean =>
  names.some((name) => JSON.stringify(before?.[name] ?? null) !== JSON.stringify(after[name] ?? null))
