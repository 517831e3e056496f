import { fail, notFound } from '../api/errors.ts'
import { list, oneOf, ref, required, text } from '../api/field.ts'
import { model } from '../api/model.ts'
import { apiRoles } from '../api/roles.ts'
import { operation } from '../resource/operation.ts'
import type { Call } from '../store/call.ts'
import { commit } from '../store/commit.ts'
import { needed, refusing, the } from '../store/fact.ts'
import { alter, columns } from '../store/rows.ts'
import { plain, type Query } from '../store/sql/sql.ts'
import { users } from '../tables/organizations/users.ts'
import { sql } from '../tables/sql.ts'
import { decodeRow } from '../tables/table.ts'
import { identityOf, stillSignsIn } from './sign-in.ts'
import { accessToken } from './tokens/access-token.ts'
import { signToken } from './tokens/token.ts'

const request = model('ImpersonateTokenRequest', {
  ClientID: required(ref('ApiClient')),
  Roles: required(list(oneOf(apiRoles))),
  CustomRoles: list(text(100)),
})

const groupsOf = (marketplace: string, kind: string, company: string, user: string) =>
  sql`(select g.UserGroupID from group_members g where g.Marketplace = ${marketplace} and g.Kind = ${kind}
    and g.Company = ${company} and g.UserID = ${user})`

/** Roles of the profiles of all configurations that let the caller act as this user through this client. */
function configsQuery(
  { caller, marketplace }: Call<unknown>,
  clientID: string,
  buyerID: string,
  userID: string,
): Query<{ roles: string[] }> {
  const from =
    caller.kind === 'Seller'
      ? sql`c.ImpersonationBuyerID is null`
      : sql`c.ImpersonationBuyerID = ${caller.company}`
  return {
    sql: sql`select p.AllRoles from impersonation_configs c join security_profiles p on p.Marketplace = c.Marketplace and p.ID = c.SecurityProfileID
      where c.Marketplace = ${marketplace} and c.ClientID = ${clientID} and ${from}
        and (c.ImpersonationGroupID is null or c.ImpersonationGroupID in ${groupsOf(marketplace, caller.kind, caller.company, caller.user)})
        and (c.ImpersonationUserID is null or c.ImpersonationUserID = ${caller.user})
        and (c.BuyerID is null or c.BuyerID = ${buyerID})
        and (c.GroupID is null or c.GroupID in ${groupsOf(marketplace, 'Buyer', buyerID, userID)})
        and (c.UserID is null or c.UserID = ${userID})`,
    decode: (row) => ({ roles: JSON.parse(row.AllRoles as string) as string[] }),
  }
}

/** The client, and whether it takes users of the buyer; the commit guards that it still signs users in. */
const clientFor = (marketplace: string, clientID: string, buyerID: string) => {
  const missing = fail('Impersonation.ClientIDNotFound', `API client "${clientID}" was not found.`, {
    ObjectType: 'ApiClient',
    ObjectID: clientID,
  })
  const client =
    plain<Client>(sql`select c.ID, c.Active, c.AccessTokenDuration, c.AllowAnyBuyer or exists (select 1 from api_client_assignments a
      where a.Marketplace = c.Marketplace and a.ApiClientID = c.ID and a.BuyerID = ${buyerID}) Allowed
      from api_clients c where c.Marketplace = ${marketplace} and c.ID = ${clientID}`)
  return refusing(needed(client, missing), ({ Active }) => (Active ? undefined : missing))
}

interface Client {
  ID: string
  Active: 0 | 1
  AccessTokenDuration: number
  Allowed: 0 | 1
}

const noConfig = () => fail('Impersonation.ConfigError', 'No impersonation configuration allows this.')

/** The user to act as, with whether the buyer is active; who is a stranger to the buyer learns nothing of its users. */
const userToBe = ({ caller, marketplace }: Call<unknown>, buyerID: string, userID: string) =>
  needed(
    {
      sql: sql`select ${columns(users, 'u', true)}, o.Active CompanyActive from users u
    join companies o on o.Marketplace = u.Marketplace and o.Kind = u.Kind and o.ID = u.Company
    where u.Marketplace = ${marketplace} and u.Kind = 'Buyer' and u.Company = ${buyerID} and u.ID = ${userID}`,
      decode: (row) => ({ ...decodeRow(users, row), CompanyActive: row.CompanyActive === 1 }),
    },
    caller.kind === 'Seller' ? notFound('User', userID) : noConfig(),
  )

const getAccessToken = operation({
  id: 'Users.GetAccessToken',
  method: 'POST',
  path: '/buyers/{buyerID}/users/{userID}/accesstoken',
  roles: ['BuyerImpersonation'],
  users: ['Seller', 'Buyer'],
  // Buyers may act for users of other buyers, where a configuration says so.
  anyCompany: true,
  noGuests: true,
  silent: true,
  body: { model: request },
  response: accessToken,
  summary: 'Gets a token to act as a buyer’s user, as impersonation configurations allow.',
  run: async (call) => {
    const { marketplace, caller, body, params } = call
    const [buyerID, userID] = [params.buyerID!, params.userID!]
    const read = await call.read({
      client: clientFor(marketplace, body.ClientID, buyerID),
      user: userToBe(call, buyerID, userID),
      configs: configsQuery(call, body.ClientID, buyerID, userID),
    })
    const client = the(read.client)
    const roles = grantedRoles([...body.Roles, ...body.CustomRoles], read.configs)
    const user = the(read.user)
    // A token that acts for somebody cannot be used to act for yet another.
    if (roles.length === 0 || caller.impersonator) throw noConfig()
    if (!client.Allowed)
      throw fail('Impersonation.BuyerNotAssigned', 'The buyer is not assigned to this API client.')
    if (!user.Active || !user.CompanyActive)
      throw fail('Impersonation.ConfigError', 'This user is not active.')
    const signedBy = { ID: client.ID, Marketplace: marketplace }
    const seconds = client.AccessTokenDuration * 60
    const identity = {
      ...identityOf(signedBy, user, roles),
      impersonator: caller.key,
      impersonatorGeneration: caller.generation,
      depth: caller.depth,
      service: caller.service,
    }
    await commit(call, [
      stillSignsIn(signedBy, user),
      alter(users, marketplace, { Key: user.Key }, { LastActive: call.now }),
    ])
    return {
      access_token: await signToken(call.env, identity, seconds, call.input.baseUrl, call.input.now),
      token_type: 'bearer',
      expires_in: seconds - 1,
    }
  },
})

const builtIn: readonly string[] = apiRoles

/**
 * What was asked for among what the configurations' profiles have; all of it when nothing was asked for. FullAccess
 * stands for every built-in role.
 */
function grantedRoles(asked: string[], configs: { roles: string[] }[]): string[] {
  const allowed = [...new Set(configs.flatMap((c) => c.roles))]
  const full = allowed.includes('FullAccess')
  return asked.length === 0
    ? allowed
    : asked.filter((r) => allowed.includes(r) || (full && builtIn.includes(r)))
}

export const operations = [getAccessToken]
