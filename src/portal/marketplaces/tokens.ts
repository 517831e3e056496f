import { fail, insufficientRoles, invalid, notFound } from '../../api/errors.ts'
import { count, list, readOnly, text } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { rolesWithin } from '../../auth/granted-roles.ts'
import { identityOf, stillSignsIn } from '../../auth/sign-in.ts'
import { type Client, clientQuery, type User, userQuery } from '../../auth/sign-in-rows.ts'
import { type Identity, signToken } from '../../auth/tokens/token.ts'
import type { Call } from '../../store/call.ts'
import { mirror } from '../../store/carry/mirror.ts'
import { insert, select } from '../../store/rows.ts'
import { users } from '../../tables/organizations/users.ts'
import { sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'
import type { Row } from '../../tables/table.ts'
import { commitAtHome, enter, entered } from '../access/enter.ts'
import type { Level } from '../access/levels.ts'
import type { OrganizationRow } from '../access/rights.ts'
import { portalOperation } from '../declare.ts'

const MINUTES = 600

/** What of an account's built-in user is needed before it is there: its key is the account's own. */
type Own = Pick<Row<typeof users>, 'ID' | 'Username' | 'TokenGeneration'>

/** Its ID and username have a tail: nobody can be called so before it is. */
function named(account: string): Own {
  const name = `portal-${account}-${crypto.randomUUID().slice(0, 8)}`
  return { ID: name, Username: name, TokenGeneration: 0 }
}

const getToken = portalOperation({
  id: 'PortalApiClients.GetToken',
  method: 'GET',
  path: '/organizations/{organizationID}/token',
  query: { clientid: text(), username: text() },
  response: model('PortalOrderCloudToken', {
    access_token: text(),
    refresh_token: text(),
    token_type: text(),
    expires_in: count(),
    coreuser_roles: readOnly(list(text())),
    portaluser_roles: readOnly(list(text())),
    granted_roles: readOnly(list(text())),
  }),
  summary: 'Gets a token for a marketplace: as oneself, or as one of its users through an API client.',
  run: async (call) => {
    const { clientid, username } = call.query
    if (!clientid !== !username)
      throw invalid(
        clientid ? 'username' : 'clientid',
        'Required',
        'clientid and username are sent together.',
      )
    const id = call.params.organizationID!
    const entry = await enter(call, 'contributor')
    const { home } = entry
    const ownQuery = select(users, id, { Key: call.accountKey, BuiltIn: true })
    const read = await home.read({
      above: entry.above,
      own: ownQuery,
      client: clientQuery(clientid ?? '', id),
      user: userQuery(clientid ?? '', sql`u.Username = ${username}`, id),
    })
    const organization = entered(entry, read.above)
    const { level } = organization
    // The one elsewhere is a copy.
    const [known] = home === call ? read.own : (await call.read({ own: ownQuery })).own
    const own = known ?? named(call.accountKey)
    const generation = own.TokenGeneration
    const as =
      clientid && username
        ? acting(call, organization, level, read.client[0], read.user[0], { clientid, username, generation })
        : byOneself(call, organization, level, own)
    const answer = await signToken(call.env, as.identity, as.minutes * 60, call.input.baseUrl, call.input.now)
    await commitAtHome(call, home, builtIn(call, organization.ID, own), {
      statements: as.statements,
      answer: null,
    })
    await mirror(call.env, organization.ID)
    return {
      access_token: answer,
      refresh_token: null,
      token_type: 'bearer',
      expires_in: as.minutes * 60 - 1,
      coreuser_roles: as.available,
      portaluser_roles: level.roles,
      granted_roles: as.identity.roles,
    }
  },
})

/** Whom a token speaks for, and what else must be so when it is made. */
interface As {
  identity: Identity
  minutes: number
  /** Roles the user has in the marketplace. */
  available: string[]
  statements: Written[]
}

/** Without an API client: such a token fires no webhooks. */
function byOneself(call: Call, { ID }: OrganizationRow, level: Level, own: Own): As {
  return {
    identity: {
      marketplace: ID,
      client: null,
      key: call.accountKey,
      kind: 'Seller',
      company: ID,
      user: own.ID,
      username: own.Username,
      roles: level.roles,
      generation: own.TokenGeneration,
      order: null,
      impersonator: null,
      depth: 0,
    },
    minutes: MINUTES,
    available: [],
    statements: [],
  }
}

/**
 * @throws ApiError 403 for a kind of user the caller may not act as, 404 where client or user are not of the
 * marketplace, 400 where they could not sign in
 */
function acting(
  call: Call,
  { ID }: OrganizationRow,
  level: Level,
  client: Client | undefined,
  user: User | undefined,
  asked: { clientid: string; username: string; generation: number },
): As {
  if (level.actsAs.length === 0)
    throw insufficientRoles(['ImpersonateSeller', 'ImpersonateSupplier', 'ImpersonateBuyer'], level.roles)
  if (!client) throw notFound('ApiClient', asked.clientid)
  if (!user) throw notFound('User', asked.username)
  const kind = user.Kind as Level['actsAs'][number]
  if (!level.actsAs.includes(kind)) throw insufficientRoles([`Impersonate${kind}`], level.roles)
  if (!client.Active || !user.Allowed)
    throw fail('Impersonation.BadApiClient', 'This API client does not sign in this user.')
  if (!user.Active || !user.CompanyActive) throw fail('Impersonation.ConfigError', 'This user is not active.')
  const available = user.AvailableRoles ?? []
  return {
    identity: {
      ...identityOf(client, user, rolesWithin(available, level.roles)),
      impersonator: call.accountKey,
      impersonatorGeneration: asked.generation,
    },
    minutes: client.AccessTokenDuration,
    available,
    statements: [
      stillSignsIn(client, user),
      sql`update users set LastActive = ${call.now} where Marketplace = ${ID} and Key = ${user.Key}`,
    ],
  }
}

/**
 * The caller's own user of a marketplace, made when it is first needed: a seller's, whom no list shows and no password
 * opens. Raising its generation kills every token that was given out by way of it.
 */
function builtIn(call: Call, marketplace: string, own: Own): Written[] {
  const { Key, Name, Username, Email } = call.account
  const person = { FirstName: (Name || Username).slice(0, 100), LastName: 'Portal', Email }
  const row = insert(users, marketplace, {
    Key,
    Kind: 'Seller',
    Company: marketplace,
    ID: own.ID,
    Username: own.Username,
    ...person,
    Active: true,
    BuiltIn: true,
    DateCreated: call.now,
  })
  return [
    sql`${row.sql} on conflict do nothing`,
    sql`update users set LastActive = ${call.now}, FirstName = ${person.FirstName}, Email = ${Email}
      where Marketplace = ${marketplace} and Key = ${Key} and BuiltIn = 1`,
    {
      guard: sql`exists (select 1 from users u where u.Marketplace = ${marketplace} and u.Key = ${Key} and u.BuiltIn = 1
        and u.ID = ${own.ID} and u.TokenGeneration = ${own.TokenGeneration})`,
    },
  ]
}

export const operations = [getToken]
