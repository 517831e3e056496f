import type { Caller } from '../api/caller.ts'
import { differs, hasAll, holdsAll, rolesOfContextUser, rolesSignedIn } from '../auth/privilege.ts'
import type { Call } from '../store/call.ts'
import { at } from '../tables/columns.ts'
import type { apiClients } from '../tables/organizations/api-clients.ts'
import { rolesOfUsers } from '../tables/organizations/available-roles.ts'
import { type SQL, sql } from '../tables/sql.ts'
import type { Guard } from '../tables/statements.ts'
import type { Row } from '../tables/table.ts'

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
] as const

type Client = Row<typeof apiClients>

/** Whoever is shown the secret of a client may sign in as its default user, and so holds all roles of that one. */
const seesSecret = (
  { roles }: Pick<Caller, 'roles'>,
  { OpenedRoles: opened }: Partial<Pick<Client, 'OpenedRoles'>>,
): boolean => hasAll(roles, opened ?? ['FullAccess'])

/** A client as somebody is shown it: with its secret, or without. */
export const shownClient = (client: Client, caller: Pick<Caller, 'roles'>): Client =>
  seesSecret(caller, client) ? client : { ...client, ClientSecret: null }

/** Whoever has a secret of the client of the path signs in as its default user. */
export const opensClient = (call: Call<unknown>): Guard[] =>
  holdsAll(call, rolesOfContextUser(call.marketplace, call.params.apiClientID))

/**
 * Whoever changes how a client signs in holds the roles of its default user, of the one it had (whose secret may be known
 * by then), and of all whom a provider of it names. Who is not shown the secret keeps it by putting back what they were
 * shown; anything else is a change, so that no answer tells whether a guess is right.
 */
export function opensMore({ call, before, after }: Change): Guard[] {
  const isUnseen = before !== null && !seesSecret(call.caller, before)
  if (isUnseen && after.ClientSecret === null) after.ClientSecret = before.ClientSecret
  const isGuess = isUnseen && typeof call.body.ClientSecret === 'string'
  if (!isGuess && !differs(OPENING, before, after)) return []
  const former = before?.DefaultContextUserName ?? null
  return opened(
    call,
    after.ID,
    rolesOfUsers(call.marketplace, (user) => sql`${at(user, 'Username')} = ${former}`),
  )
}

/** One write of a client. */
interface Change {
  call: Call<Partial<Client>>
  before: Client | null
  after: Client
}

/** The same of an assignment, by which it signs in the users of one more organisation. */
export const opensToCompany = (call: Call<unknown>, { ApiClientID }: { ApiClientID?: string }): Guard[] =>
  opened(call, ApiClientID)

const opened = (call: Call<unknown>, client: string | undefined, ...more: SQL[]): Guard[] =>
  holdsAll(
    call,
    ...more,
    rolesOfContextUser(call.marketplace, client),
    rolesSignedIn(
      call.marketplace,
      ({ ID, Marketplace }) => sql`${ID} = ${client} and exists (select 1 from openid_connects o
        where o.Marketplace = ${Marketplace} and o.OrderCloudApiClientID = ${ID})`,
    ),
  )
