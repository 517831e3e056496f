import { fail, Stale } from '../../api/errors.ts'
import { text } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { readAttempt, refund, subjectsOf } from '../../auth/attempts.ts'
import { checkActive, checkUser, issue, rolesFor } from '../../auth/sign-in.ts'
import { clientQuery, decodeUser, type User, userQuery } from '../../auth/sign-in-rows.ts'
import { operation } from '../../resource/operation.ts'
import type { Call } from '../../store/call.ts'
import { needed, type Results, the } from '../../store/fact.ts'
import { columns, select } from '../../store/rows.ts'
import { shard } from '../../store/shard.ts'
import type { Query } from '../../store/sql/sql.ts'
import { openIdConnects } from '../../tables/auth/openid.ts'
import { integrationEvents } from '../../tables/integration/integration-events.ts'
import { signsIn } from '../../tables/organizations/available-roles.ts'
import { users } from '../../tables/organizations/users.ts'
import { sql } from '../../tables/sql.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import { contextUserQuery, elevatedToken, identityQueries } from '../events/elevated-token.ts'
import { browserOf, failure, hashOf, redirect } from './browser.ts'
import { type Subject, subjectOf } from './identity-token.ts'
import { redirectUriOf } from './login.ts'
import { type LoginState, readState, spend } from './login-state.ts'
import { verifierOf } from './pkce.ts'
import { provision } from './provision.ts'
import { errorName, exchange, type IdpTokens, type OpenIdConnect } from './token-endpoint.ts'
import { applicationUrl } from './urls.ts'

/** What the identity provider sends the browser back with (RFC 6749, 4.1.2; `iss`: RFC 9207). */
const fields = { code: text(), state: text(), error: text(), iss: text() }
type Returned = Partial<Record<keyof typeof fields, string | null>>

const common = {
  path: '/ocrpcode',
  root: true,
  roles: 'anonymous',
  silent: true,
  status: 302,
} as const

const byQuery = operation({
  ...common,
  id: 'System.OpenIdConnectCode',
  method: 'GET',
  query: fields,
  noHead: true,
  summary: 'Takes the browser back from an identity provider, and signs its user in.',
  run: (call) => finish(call, call.query as Returned),
})

const byForm = operation({
  ...common,
  id: 'System.OpenIdConnectCodePost',
  method: 'POST',
  body: { model: model('OpenIdConnectCode', fields), form: true },
  summary: 'Takes the browser back from an identity provider that sends a form, and signs its user in.',
  run: (call) => finish(call, call.body as Returned),
})

async function finish(call: Call<unknown>, returned: Returned): Promise<Response> {
  const { env, input } = call
  let errorUrl: string | null = null
  try {
    const { state, expired } = await readState(env, returned.state ?? '', input.baseUrl, input.now)
    call.session.move(shard(env, state.marketplace))
    const { config, client, passed } = await configOf(call, state)
    errorUrl = config.CustomErrorUrl
    checkActive(client)
    if (expired) throw refused('This login took too long. Please sign in again.')
    const browser = browserOf(call)
    // Somebody else's login would sign this browser's user in as them.
    if (!browser || hashOf(browser) !== state.browser) throw refused('This login began in another browser.')
    await spend(call, state)
    if (returned.error) throw refused(`The identity provider answered ${errorName(returned.error)}.`)
    if (!returned.code) throw refused('The identity provider sent no code.')
    const idp = await exchange(env, config, {
      code: returned.code,
      redirect_uri: redirectUriOf(call),
      code_verifier: verifierOf(browser, state.id),
    })
    const subject = subjectOf(idp.id_token, {
      clientID: config.ConnectClientID,
      nonce: state.nonce,
      issuer: returned.iss || null,
      now: Date.now(),
    })
    const tokens = await signIn(call, { state, config, idp, subject, passed })
    const url = applicationUrl(config.AppStartUrl, {
      0: tokens.access_token,
      1: idp.access_token ?? '',
      2: state.path,
      3: tokens.refresh_token ?? '',
    })
    if (!url) throw refused('The application’s address cannot be made.')
    return redirect(url)
  } catch (error) {
    return failure(call, error, errorUrl)
  }
}

const refused = (message: string) => fail('Auth.OauthError', message)

/** What a login began with may have been removed since. */
const begunWith = <T>(query: Query<T>) =>
  needed(query, refused('What this login began with has been removed.'))

/**
 * The configuration a login began with; it must still be that of the client. A login that comes back is an attempt
 * until its user has shown who they are; `passed` is written then.
 */
async function configOf(call: Call<unknown>, { marketplace, config, client }: LoginState) {
  const subjects = subjectsOf(call, client)
  const read = await readAttempt(call, subjects, {
    config: begunWith(select(openIdConnects, marketplace, { ID: config, OrderCloudApiClientID: client })),
    client: begunWith(clientQuery(client)),
  })
  return { config: the(read.config), client: the(read.client), passed: refund(call, subjects, read) }
}

/** A login whose user has shown who they are. */
interface Login {
  state: LoginState
  config: OpenIdConnect
  idp: IdpTokens
  subject: Subject
  /** What a success writes beside it. */
  passed: (Write | Guard)[]
}

/** Finds the user, with the customer's server where it has a say, and gives them tokens. */
async function signIn(call: Call<unknown>, login: Login) {
  const { state, config, idp } = login
  const read = await call.session.read({
    ...signInQueries(login, null),
    event: select(integrationEvents, state.marketplace, { ID: config.IntegrationEventID ?? '' }),
    contextUser: contextUserQuery(state.marketplace, state.client),
    ...identityQueries(state.marketplace),
  })
  const known = read.linked[0] ?? null
  const event = read.event[0]
  if (!known && !event) throw refused('No user is linked to this identity, and no service makes one.')
  if (!event || (known && !config.CallSyncUserIntegrationEvent)) return signInAs(call, login, null, read)
  const user = read.contextUser[0]
  const wanted = {
    marketplace: state.marketplace,
    baseUrl: call.input.baseUrl,
    roles: event.ElevatedRoles,
    depth: 1,
    as: user && { client: state.client, user },
  }
  const accessToken = await elevatedToken(call.env, call.session, wanted, read)
  const username = await provision(call, event, config, idp, known, accessToken)
  return signInAs(call, login, username, null)
}

/** The client, and its user: the one linked to the identity, or else the one named for it. */
const signInQueries = ({ state, subject }: Login, username: string | null) => ({
  client: begunWith(clientQuery(state.client)),
  linked: {
    sql: sql`select ${columns(users, 'u')}, o.Active as CompanyActive, ${signsIn('c', 'u')} as Allowed from openid_links l
      join api_clients c on c.Marketplace = l.Marketplace and c.ID = ${state.client}
      join users u on u.Marketplace = l.Marketplace and u.Key = l.UserKey
      join companies o on o.Marketplace = u.Marketplace and o.Kind = u.Kind and o.ID = u.Company
      where l.Marketplace = ${state.marketplace} and l.ConnectID = ${state.config}
        and l.Issuer = ${subject.issuer} and l.Subject = ${subject.subject}`,
    decode: decodeUser,
  },
  named: userQuery(state.client, sql`u.Username = ${username}`),
})

type Found = Results<ReturnType<typeof signInQueries>>

/** Times a sign-in is decided anew, because what it was decided on had changed. */
const MOST_TRIES = 5

/**
 * Signs the user in and links them. Of several first logins at once one links its user, and all sign in as that one.
 * @param first what was read already, if nothing has happened since
 * @throws Stale when it changes all the time
 */
async function signInAs(call: Call<unknown>, login: Login, username: string | null, first: Found | null) {
  for (let tries = 1; ; tries++) {
    const read: Found = tries === 1 && first ? first : await call.session.read(signInQueries(login, username))
    const client = the(read.client)
    const user = read.linked[0] ?? read.named[0]
    if (!user) throw refused('The user of this identity does not exist.')
    checkUser(client, user)
    const scope = login.state.roles
    try {
      return await issue(
        call,
        client,
        user,
        rolesFor(client, user, scope),
        { scope },
        linking(call, login, user),
      )
    } catch (error) {
      if (!(error instanceof Stale) || tries >= MOST_TRIES) throw error
    }
  }
}

/** Links the identity to the user, unless it is another's; a link to a user who is gone is free. */
function linking(call: Call<unknown>, { state, subject, passed }: Login, user: User): (Write | Guard)[] {
  const { marketplace, config } = state
  const { issuer, subject: sub } = subject
  return [
    ...passed,
    {
      sql: sql`insert into openid_links (Marketplace, ConnectID, Issuer, Subject, UserKey, DateCreated, Version)
        values (${marketplace}, ${config}, ${issuer}, ${sub}, ${user.Key}, ${call.now}, 1)
        on conflict (Marketplace, ConnectID, Issuer, Subject) do update set UserKey = excluded.UserKey
        where not exists (select 1 from users u where u.Marketplace = openid_links.Marketplace and u.Key = openid_links.UserKey)`,
    },
    {
      guard: sql`exists (select 1 from openid_links l where l.Marketplace = ${marketplace} and l.ConnectID = ${config}
        and l.Issuer = ${issuer} and l.Subject = ${sub} and l.UserKey = ${user.Key})`,
    },
  ]
}

export const operations = [byQuery, byForm]
