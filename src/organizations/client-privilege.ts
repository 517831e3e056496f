import { sql } from 'drizzle-orm'
import { differs, holdsAll, rolesOfContextUser, rolesSignedIn } from '../auth/privilege.ts'
import type { Call } from '../store/call.ts'
import type { Guard } from '../store/rows.ts'

type Values = Record<string, unknown>

/** Properties by which a client opens its default user, or others whom its identity providers name. */
const OPENING = [
  'DefaultContextUserName',
  'ClientSecret',
  'Active',
  'AllowAnyBuyer',
  'AllowAnySupplier',
  'AllowSeller',
  'IsAnonBuyer',
  'MaximumGrantedRoles',
  'MaximumGrantedCustomRoles',
]

/** Whoever has a secret of the client of the path signs in as its default user. */
export const opensClient = (call: Call<unknown>): Guard[] =>
  holdsAll(call, rolesOfContextUser(call.marketplace, call.params.apiClientID))

/** Whoever changes how a client signs in holds the roles of its default user, and of all whom a provider of it names. */
export const opensMore = (call: Call<unknown>, before: Values | null, after: Values): Guard[] =>
  differs(OPENING, before, after) ? opened(call, after.ID as string) : []

/** The same of an assignment, by which it signs in the users of one more organisation. */
export const takesMore = (call: Call<unknown>, row: Values): Guard[] =>
  opened(call, row.ApiClientID as string)

const opened = (call: Call<unknown>, client: string): Guard[] =>
  holdsAll(
    call,
    rolesOfContextUser(call.marketplace, client),
    rolesSignedIn(
      call.marketplace,
      sql`c.ID = ${client} and exists (select 1 from openid_connects o where o.Marketplace = c.Marketplace
        and o.OrderCloudApiClientID = c.ID)`,
    ),
  )
