import { environmentOf } from '../../api/environment.ts'
import { type ApiError, fail } from '../../api/errors.ts'
import { present } from '../../api/model.ts'
import type { User } from '../../auth/sign-in-rows.ts'
import { userModel } from '../../organizations/users/user-model.ts'
import type { Call } from '../../store/call.ts'
import { type Answer, isSuccess } from '../../store/outbox/answer.ts'
import { redact } from '../../store/outbox/redact.ts'
import { callEvent, type IntegrationEvent } from '../events/event-call.ts'
import { openIdConnectModel } from './open-id-connects.ts'
import type { IdpTokens, OpenIdConnect } from './token-endpoint.ts'

/** Milliseconds the customer's server has to answer. */
const TIME_LIMIT = 30_000
/** Characters of its message that are shown. */
const MOST_MESSAGE = 500

/**
 * Asks the customer's server which user somebody is who signs in for the first time, or to bring its own user up to
 * date.
 * @param existing the user they are known as
 * @param accessToken with the roles the event is given
 * @returns the username it names
 * @throws ApiError with its message when it refuses, or when it does not answer as it should
 */
export async function provision(
  call: Call<unknown>,
  event: IntegrationEvent,
  config: OpenIdConnect,
  tokens: IdpTokens,
  existing: User | null,
  accessToken: string | null,
): Promise<string | null> {
  const payload = {
    ExistingUser: existing && present(userModel, { ...existing, CompanyID: existing.Company }),
    OpenIdConnect: redact(present(openIdConnectModel, config)),
    TokenResponse: tokens,
    Environment: environmentOf(call.env),
    OrderCloudAccessToken: accessToken,
    ConfigData: event.ConfigData,
  }
  const suffix = existing ? '/syncuser' : '/createuser'
  const { username, errormessage } = answered(await callEvent(call.env, event, suffix, payload, TIME_LIMIT))
  if (errormessage) throw refused(errormessage.slice(0, MOST_MESSAGE))
  if (!existing && !username) throw refused('The sign-on service named no user.')
  return username ?? null
}

/** Properties in any letter case, as serializers differ. */
function answered(answer: Answer): { username?: string | null; errormessage?: string | null } {
  if (answer.status === null)
    throw refused(
      answer.problem === 'Timeout'
        ? 'The sign-on service did not answer in time.'
        : 'The sign-on service could not be reached.',
    )
  if (!isSuccess(answer.status)) throw refused(`The sign-on service answered ${answer.status}.`)
  try {
    const entries = Object.entries(JSON.parse(answer.text) as object).map(([k, v]) => [k.toLowerCase(), v])
    const { username, errormessage }: { username?: unknown; errormessage?: unknown } =
      Object.fromEntries(entries)
    if (isText(username) && isText(errormessage)) return { username, errormessage }
  } catch {
    // As unreadable as what is read but makes no sense.
  }
  throw refused('The sign-on service gave an answer that cannot be read.')
}

const isText = (value: unknown): value is string | null | undefined =>
  value === undefined || value === null || typeof value === 'string'

const refused = (message: string): ApiError => fail('Auth.OauthError', message)
