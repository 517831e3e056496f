import { type SQL, sql } from 'drizzle-orm'
import { at } from '../store/rows.ts'

/** Groups of the user of an alias. */
export const groupsOfUser = (
  alias: string,
): SQL => sql`(select g.UserGroupID from group_members g where g.Marketplace = ${at(alias, 'Marketplace')}
    and g.Kind = ${at(alias, 'Kind')} and g.Company = ${at(alias, 'Company')} and g.UserID = ${at(alias, 'ID')})`

/** Assignments that reach the user of an alias. */
export const reaching = (
  alias: string,
): SQL => sql`a.Marketplace = ${at(alias, 'Marketplace')} and a.Kind = ${at(alias, 'Kind')}
  and a.Company = ${at(alias, 'Company')} and (a.UserID is null or a.UserID = ${at(alias, 'ID')})
  and (a.UserGroupID is null or a.UserGroupID in ${groupsOfUser(alias)})`

/** The union of a user's roles over user, groups and organisation, as a JSON list. */
export const availableRoles = (alias: string): SQL => sql`(select json_group_array(distinct r.value)
  from security_profile_assignments a
  join security_profiles p on p.Marketplace = a.Marketplace and p.ID = a.SecurityProfileID, json_each(p.AllRoles) r
  where ${reaching(alias)})`

/** Whether a client `c` signs in users of the organisation that `u` names by Kind and Company. */
export const allowed = sql`(case u.Kind when 'Seller' then c.AllowSeller
  when 'Buyer' then c.AllowAnyBuyer or exists (select 1 from api_client_assignments a where a.Marketplace = c.Marketplace and a.ApiClientID = c.ID and a.BuyerID = u.Company)
  else c.AllowAnySupplier or exists (select 1 from api_client_assignments a where a.Marketplace = c.Marketplace and a.ApiClientID = c.ID and a.SupplierID = u.Company) end)`
