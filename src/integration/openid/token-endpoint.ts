import { type ApiError, fail } from '../../api/errors.ts'
import type { Env } from '../../env.ts'
import { type Answer, isSuccess } from '../../store/outbox/answer.ts'
import { MOST_ANSWER, send } from '../../store/outbox/post.ts'
import { unlessDown } from '../../store/outbox/unless-down.ts'
import type { openIdConnects } from '../../tables/auth/openid.ts'
import type { Row } from '../../tables/table.ts'

export type OpenIdConnect = Row<typeof openIdConnects>

/** What an identity provider gives for a code. */
export interface IdpTokens {
  id_token: string
  access_token: string | null
}

/** Milliseconds the identity provider has to answer. */
const TIME_LIMIT = 30_000

/**
 * Exchanges a code for tokens, with what proves that the login was begun here.
 * @throws ApiError when the identity provider refuses, or does not answer as it should
 */
export async function exchange(
  env: Env,
  config: OpenIdConnect,
  code: { code: string; redirect_uri: string; code_verifier: string },
): Promise<IdpTokens> {
  const grant = { grant_type: 'authorization_code', ...code }
  const { body, headers } = config.UrlEncoded ? asForm(config, grant) : asJson(config, grant)
  const options = {
    milliseconds: TIME_LIMIT,
    headers: { ...headers, Accept: 'application/json' },
    read: MOST_ANSWER,
  }
  const answer = await unlessDown(config.TokenEndpoint, () =>
    send(env, config.TokenEndpoint, new TextEncoder().encode(body), options),
  )
  return tokensOf(answer)
}

function asForm(config: OpenIdConnect, grant: Record<string, string>) {
  const form = { ...grant, client_id: config.ConnectClientID, client_secret: config.ConnectClientSecret }
  return {
    body: new URLSearchParams(form).toString(),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  }
}

function asJson(config: OpenIdConnect, grant: Record<string, string>) {
  const credentials = [config.ConnectClientID, config.ConnectClientSecret].map(formEncoded).join(':')
  return {
    body: JSON.stringify(grant),
    headers: { 'Content-Type': 'application/json', Authorization: `Basic ${btoa(credentials)}` },
  }
}

/** RFC 6749, 2.3.1: both halves of the credentials are encoded as in forms. */
const formEncoded = (text: string) => new URLSearchParams({ '': text }).toString().slice(1)

/** RFC 6749, 5.2; more than a code of it is not repeated to anybody. */
const ERROR_CODE = /^[a-z][a-z0-9_]{0,60}$/

/** An error as an identity provider names it, where it is fit to be shown. */
export const errorName = (error: unknown): string =>
  typeof error === 'string' && ERROR_CODE.test(error) ? error : 'an error'

function tokensOf(answer: Answer): IdpTokens {
  if (answer.status === null)
    throw refused(answer.problem === 'Timeout' ? 'did not answer in time' : 'could not be reached')
  const { id_token, access_token, error } = parsed(answer.text)
  if (!isSuccess(answer.status))
    throw refused(`answered ${answer.status}${error === undefined ? '' : ` (${errorName(error)})`}`)
  if (typeof id_token !== 'string') throw refused('gave no identity token')
  return { id_token, access_token: typeof access_token === 'string' ? access_token : null }
}

/** Properties of a JSON object; of what is none, no properties. */
function parsed(text: string): { id_token?: unknown; access_token?: unknown; error?: unknown } {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

const refused = (how: string): ApiError =>
  fail('Auth.OauthError', `The identity provider’s token endpoint ${how}.`)
