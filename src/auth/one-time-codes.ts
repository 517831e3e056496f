import { toWire } from '../api/time.ts'
import type { Call } from '../store/call.ts'
import type { Message } from '../store/outbox/messages.ts'
import { type SQL, sql } from '../tables/sql.ts'
import type { Write } from '../tables/statements.ts'
import { hashSecret, randomReadable, randomSecret } from './secrets.ts'

const MINUTE = 60_000
/** Minutes a code to reset a forgotten password is good for. */
const RESET_MINUTES = 120
/** Minutes of the code in an invitation: somebody who did not ask for it looks later. */
const INVITATION_MINUTES = 7 * 24 * 60
/** Minutes a one-time password is good for. */
const ONE_TIME_MINUTES = 10
const ONE_TIME_CHARACTERS = 10

/** Whom a message with a code is for. */
interface Recipient {
  marketplace: string
  key: string
  username: string
  /** API client that asked; null for an invitation. */
  client: string | null
}

/** A message by which its recipient sets a password: a forgotten one anew, or the first. */
export function renewalMessage(
  call: Call<unknown>,
  type: 'ForgottenPassword' | 'NewUserInvitation',
  { marketplace, key, username, client }: Recipient,
  url: string | null = null,
): Message {
  const code = randomSecret()
  const minutes = type === 'ForgottenPassword' ? RESET_MINUTES : INVITATION_MINUTES
  return {
    type,
    marketplace,
    to: key,
    client,
    body: { Username: username, PasswordRenewalUrl: url, PasswordRenewalVerificationCode: code },
    code: {
      hash: hashSecret(code),
      use: 'PasswordReset',
      expires: toWire(call.input.now + minutes * MINUTE),
    },
  }
}

/** A message with a password that signs its recipient in once, through the client that asked for it. */
export function oneTimePasswordMessage(
  call: Call<unknown>,
  { marketplace, key, username, client }: Recipient,
): Message {
  const password = randomReadable(ONE_TIME_CHARACTERS)
  return {
    type: 'OneTimePassword',
    marketplace,
    to: key,
    client,
    body: { Username: username, ClientID: client, OneTimePassword: password },
    code: {
      hash: oneTimeHash(username, password),
      use: 'OneTimePassword',
      expires: toWire(call.input.now + ONE_TIME_MINUTES * MINUTE),
    },
  }
}

/** Two users may be sent the same password: the name tells them apart. */
export const oneTimeHash = (username: string, password: string) =>
  hashSecret(`${username.toLowerCase()} ${password}`)

/** A code that is good still, as a condition over `one_time_codes k`. */
export const liveCode = (use: 'PasswordReset' | 'OneTimePassword', hash: string, now: string): SQL =>
  sql`k.Hash = ${hash} and k.Use = ${use} and k.Expires > ${now}`

/** Uses a code up. It must be there still: nobody uses it twice. */
export const useCode = (marketplace: string, hash: string): Write => ({
  sql: sql`delete from one_time_codes where Marketplace = ${marketplace} and Hash = ${hash}`,
  expect: 1,
})

/** Codes of a user end with a new password, and with the user. */
export const forgetCodes = (marketplace: string, key: string): SQL =>
  sql`delete from one_time_codes where Marketplace = ${marketplace} and UserKey = ${key}`
