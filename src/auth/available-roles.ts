import { type SQL, sql } from 'drizzle-orm'
import { at } from '../store/rows.ts'

/** Assignments that reach the user of an alias. */
export const reaching = (
  alias: string,
): SQL => sql`a.Marketplace = ${at(alias, 'Marketplace')} and a.Kind = ${at(alias, 'Kind')}
  and a.Company = ${at(alias, 'Company')} and (a.UserID is null or a.UserID = ${at(alias, 'ID')})
  and (a.UserGroupID is null or a.UserGroupID in (select g.UserGroupID from group_members g where g.Marketplace = ${at(alias, 'Marketplace')}
    and g.Kind = ${at(alias, 'Kind')} and g.Company = ${at(alias, 'Company')} and g.UserID = ${at(alias, 'ID')}))`

/** The union of a user's roles over user, groups and organisation, as a JSON list. */
export const availableRoles = (alias: string): SQL => sql`(select json_group_array(distinct r.value)
  from security_profile_assignments a
  join security_profiles p on p.Marketplace = a.Marketplace and p.ID = a.SecurityProfileID, json_each(p.AllRoles) r
  where ${reaching(alias)})`
