import { fail, invalid } from '../../api/errors.ts'
import { list, text } from '../../api/field.ts'
import { checkActive } from '../../auth/sign-in.ts'
import { clientQuery } from '../../auth/sign-in-rows.ts'
import { operation } from '../../resource/operation.ts'
import type { Call } from '../../store/call.ts'
import { needed, the } from '../../store/fact.ts'
import { urlProblem } from '../../store/outbox/safe-url.ts'
import { columns } from '../../store/rows.ts'
import { openIdConnects } from '../../tables/auth/openid.ts'
import { sql } from '../../tables/sql.ts'
import { decodeRow } from '../../tables/table.ts'
import { browserOf, cookieFor, failure, hashOf, redirect } from './browser.ts'
import { signState } from './login-state.ts'
import { verifierOf } from './pkce.ts'
import type { OpenIdConnect } from './token-endpoint.ts'
import { applicationUrl, authorizationUrl } from './urls.ts'

/** Where identity providers send the browser back to. */
export const redirectUriOf = (call: Call<unknown>) => `${call.input.baseUrl}/ocrpcode`

/** Characters that the state has room for, since URLs have an end. */
const MOST_ROLES = 4000
const MOST_PATH = 1000

const login = operation({
  id: 'System.OpenIdConnectLogin',
  method: 'GET',
  path: '/ocrplogin',
  root: true,
  roles: 'anonymous',
  silent: true,
  query: { id: text(), cid: text(), roles: text(), appstartpath: text(), customParams: list(text(), 20) },
  status: 302,
  summary: 'Sends the browser to an identity provider, to sign in there.',
  run: async (call) => {
    let errorUrl: string | null = null
    try {
      const { config, client } = await configOf(call)
      errorUrl = config.CustomErrorUrl
      checkActive(client)
      return await begin(call, config)
    } catch (error) {
      return failure(call, error, errorUrl)
    }
  },
})

/** The configuration of that ID, which must be the client's. */
async function configOf(call: Call<unknown>) {
  const { id, cid } = call.query
  const missing = invalid(
    'id',
    'Rule',
    'id and cid must name an OpenID Connect configuration and its API client.',
  )
  const read = await call.session.read({
    client: needed(clientQuery(cid ?? ''), missing),
    config: needed(
      {
        sql: sql`select ${columns(openIdConnects, 'o', true)} from api_clients c join openid_connects o
        on o.Marketplace = c.Marketplace and o.ID = ${id ?? ''} and o.OrderCloudApiClientID = c.ID where c.ID = ${cid ?? ''}`,
        decode: (row) => decodeRow(openIdConnects, row),
      },
      missing,
    ),
  })
  return { config: the(read.config), client: the(read.client) }
}

async function begin(call: Call<unknown>, config: OpenIdConnect): Promise<Response> {
  const { env, query } = call
  const { baseUrl, now } = call.input
  const roles: string = query.roles ?? ''
  const path: string = query.appstartpath ?? ''
  if (roles.length > MOST_ROLES) throw tooLong('roles', MOST_ROLES)
  if (path.length > MOST_PATH) throw tooLong('appstartpath', MOST_PATH)
  if (!applicationUrl(config.AppStartUrl, { 0: '', 2: path }))
    throw invalid('appstartpath', 'Rule', 'appstartpath must be a path.')
  if (urlProblem(config.AuthorizationEndpoint, env.DEVELOPMENT === '1'))
    throw fail('Auth.OauthError', 'The configured AuthorizationEndpoint is no https URL of a public host.')
  const browser = browserOf(call) ?? call.newID()
  const nonce = call.newID()
  const id = call.newID()
  const state = await signState(
    env,
    {
      id,
      marketplace: config.Marketplace,
      config: config.ID,
      client: config.OrderCloudApiClientID,
      roles,
      path,
      nonce,
      browser: hashOf(browser),
      begun: now,
    },
    baseUrl,
  )
  const url = authorizationUrl(config.AuthorizationEndpoint, {
    clientID: config.ConnectClientID,
    redirectUri: redirectUriOf(call),
    scopes: config.AdditionalIdpScopes,
    state,
    nonce,
    challenge: hashOf(verifierOf(browser, id)),
    custom: query.customParams,
  })
  return redirect(url, { 'Set-Cookie': cookieFor(call, browser) })
}

const tooLong = (property: string, most: number) =>
  invalid(property, 'MaxLength', `${property} must have at most ${most} characters.`, { MaxLength: most })

export const operations = [login]
