import { type SQL, sql } from 'drizzle-orm'
import { fail, notFound } from '../api/errors.ts'
import { count, id, list, oneOf, ref, required, text } from '../api/field.ts'
import { model } from '../api/model.ts'
import { apiRoles } from '../api/roles.ts'
import { crud } from '../resource/crud.ts'
import type { Rules, Writing } from '../resource/loose.ts'
import { operation } from '../resource/operation.ts'
import { resource } from '../resource/resource.ts'
import type { Call } from '../store/call.ts'
import { commit } from '../store/commit.ts'
import { columns } from '../store/rows.ts'
import { plain, type Query } from '../store/sql/sql.ts'
import { impersonationConfigs } from '../tables/auth/impersonation.ts'
import { users } from '../tables/organizations/users.ts'
import { decodeRow } from '../tables/table.ts'
import { differs, holdsAll, rolesOfProfile } from './privilege.ts'
import { identityOf, stillSignsIn } from './sign-in.ts'
import { signToken } from './tokens/token.ts'

type Values = Record<string, unknown>

const PARTIES = [
  'ImpersonationBuyerID',
  'ImpersonationGroupID',
  'ImpersonationUserID',
  'BuyerID',
  'GroupID',
  'UserID',
]
const ALL = [...PARTIES, 'SecurityProfileID', 'ClientID']

const declared = resource({
  id: 'ImpersonationConfigs',
  table: impersonationConfigs,
  model: model('ImpersonationConfig', { ID: id(), ...impersonationConfigs.fields }),
  path: '/impersonationconfig/{impersonationConfigID}',
  scope: {},
  roles: { read: [], write: ['SetSecurityProfile'] },
  users: { read: ['Seller'], write: ['Seller'] },
  list: { search: [...ALL, 'ID'], sort: [...ALL, 'ID'], order: ['ID'], indexed: ['ID'] },
})

/** Whether there is a seller's group or user that a configuration names: the buyers' own are looked up as references. */
const sellersOwn = (m: string, name: 'groups' | 'users', id: unknown): SQL =>
  sql`(${id ?? null} is null or exists (select 1 from ${sql.identifier(name)} where Marketplace = ${m}
    and Kind = 'Seller' and Company = ${m} and ID = ${id ?? null} ${name === 'users' ? sql`and BuiltIn = 0` : sql``}))`

const foundOwn = (call: Call<Values>, column: string, name: 'groups' | 'users') =>
  plain<{ found: number }>(sql`select ${sellersOwn(call.marketplace, name, call.body[column])} found`)

const rules: Rules = {
  read: (call) => ({
    sellersGroup: foundOwn(call, 'ImpersonationGroupID', 'groups'),
    sellersUser: foundOwn(call, 'ImpersonationUserID', 'users'),
  }),
  decide: (w) => {
    const { before, after, read } = w
    const m = w.call.marketplace
    const sellers = !after.ImpersonationBuyerID
    const { ImpersonationGroupID: group, ImpersonationUserID: user } = after as Record<string, string | null>
    if (sellers) {
      if (group && !read.sellersGroup?.[0]?.found) throw notFound('UserGroup', group)
      if (user && !read.sellersUser?.[0]?.found) throw notFound('User', user)
    }
    return [
      {
        guard: sql`not exists (select 1 from impersonation_configs c where ${sameAs(w)})`,
        else: conflicting(),
      },
      ...(differs(ALL, before, after) ? holdsAll(w.call, rolesOfProfile(m, after.SecurityProfileID)) : []),
      ...(sellers
        ? [
            { guard: sellersOwn(m, 'groups', group), else: notFound('UserGroup', group) },
            { guard: sellersOwn(m, 'users', user), else: notFound('User', user) },
          ]
        : []),
    ]
  },
}

const conflicting = () =>
  fail(
    'ImpersonationConfig.ConflictingImpersonationConfigExists',
    'The same impersonation is configured already.',
  )

/** Another configuration of the same parties, client and profile. */
const sameAs = ({
  call,
  after,
}: Writing): SQL => sql`c.Marketplace = ${call.marketplace} and c.ID <> ${after.ID as string}
  and ${sql.join(
    ALL.map((name) => sql`c.${sql.identifier(name)} is ${(after[name] as string | null) ?? null}`),
    sql` and `,
  )}`

const request = model('ImpersonateTokenRequest', {
  ClientID: required(ref('ApiClient')),
  Roles: required(list(oneOf(apiRoles))),
  CustomRoles: list(text(100)),
})

const groupsOf = (m: string, kind: string, company: string, user: string) =>
  sql`(select g.UserGroupID from group_members g where g.Marketplace = ${m} and g.Kind = ${kind} and g.Company = ${company} and g.UserID = ${user})`

/** Roles of the profiles of all configurations that let the caller act as this user through this client. */
function configsQuery(call: Call<unknown>, clientID: string): Query<{ roles: string[] }> {
  const { caller, marketplace: m } = call
  const { buyerID, userID } = call.params as { buyerID: string; userID: string }
  const from =
    caller.kind === 'Seller'
      ? sql`c.ImpersonationBuyerID is null`
      : sql`c.ImpersonationBuyerID = ${caller.company}`
  const mine = groupsOf(m, caller.kind, caller.company, caller.user)
  return {
    sql: sql`select p.AllRoles from impersonation_configs c join security_profiles p on p.Marketplace = c.Marketplace and p.ID = c.SecurityProfileID
      where c.Marketplace = ${m} and c.ClientID = ${clientID} and ${from}
        and (c.ImpersonationGroupID is null or c.ImpersonationGroupID in ${mine})
        and (c.ImpersonationUserID is null or c.ImpersonationUserID = ${caller.user})
        and (c.BuyerID is null or c.BuyerID = ${buyerID})
        and (c.GroupID is null or c.GroupID in ${groupsOf(m, 'Buyer', buyerID, userID)})
        and (c.UserID is null or c.UserID = ${userID})`,
    decode: (row) => ({ roles: JSON.parse(row.AllRoles as string) as string[] }),
  }
}

interface Client {
  ID: string
  Active: number
  AccessTokenDuration: number
  Allowed: number
}

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
  response: model('AccessToken', {
    access_token: text(),
    expires_in: count(),
    token_type: text(),
    refresh_token: text(),
  }),
  status: 200,
  summary: 'Gets a token to act as a buyer’s user, as impersonation configurations allow.',
  run: async (call) => {
    const { buyerID, userID } = call.params as { buyerID: string; userID: string }
    const { ClientID, Roles, CustomRoles } = call.body
    const m = call.marketplace
    const read = await call.read({
      client:
        plain<Client>(sql`select c.ID, c.Active, c.AccessTokenDuration, c.AllowAnyBuyer or exists (select 1 from api_client_assignments a
        where a.Marketplace = c.Marketplace and a.ApiClientID = c.ID and a.BuyerID = ${buyerID}) Allowed
        from api_clients c where c.Marketplace = ${m} and c.ID = ${ClientID}`),
      user: {
        sql: sql`select ${columns(users, 'u', true)}, o.Active CompanyActive from users u
          join companies o on o.Marketplace = u.Marketplace and o.Kind = u.Kind and o.ID = u.Company
          where u.Marketplace = ${m} and u.Kind = 'Buyer' and u.Company = ${buyerID} and u.ID = ${userID}`,
        decode: (row) => ({ ...decodeRow(users, row), CompanyActive: row.CompanyActive === 1 }),
      },
      configs: configsQuery(call, ClientID as string),
    })
    const client = read.client[0]
    if (!client?.Active)
      throw fail('Impersonation.ClientIDNotFound', `API client "${ClientID}" was not found.`, {
        ObjectType: 'ApiClient',
        ObjectID: ClientID,
      })
    const roles = grantedRoles([...(Roles as string[]), ...(CustomRoles as string[])], read.configs)
    const user = read.user[0]
    // A stranger to the buyer learns nothing of its users: no configuration comes before no such user.
    if (call.caller.kind === 'Seller' && !user) throw notFound('User', userID)
    // A token that acts for somebody cannot be used to act for yet another.
    if (roles.length === 0 || !user || call.caller.impersonator)
      throw fail('Impersonation.ConfigError', 'No impersonation configuration allows this.')
    if (!client.Allowed)
      throw fail('Impersonation.BuyerNotAssigned', 'The buyer is not assigned to this API client.')
    if (!user.Active || !user.CompanyActive)
      throw fail('Impersonation.ConfigError', 'This user is not active.')
    const seconds = client.AccessTokenDuration * 60
    const identity = {
      ...identityOf({ ID: client.ID, Marketplace: m }, user, roles),
      impersonator: call.caller.key,
      impersonatorGeneration: call.caller.generation,
      depth: call.caller.depth,
      service: call.caller.service,
    }
    await commit(call, {
      statements: [
        stillSignsIn({ ID: client.ID, Marketplace: m }, user),
        {
          sql: sql`update users set LastActive = ${call.now} where Marketplace = ${m} and Key = ${user.Key}`,
        },
      ],
      answer: null,
    })
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

export const operations = [...crud(declared, rules), getAccessToken]
