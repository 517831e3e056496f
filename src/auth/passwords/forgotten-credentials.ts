import { fail } from '../../api/errors.ts'
import { missingAs, required, secret, text } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { operation } from '../../resource/operation.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import type { Message } from '../../store/outbox/messages.ts'
import type { Query } from '../../store/sql/sql.ts'
import { sql } from '../../tables/sql.ts'
import { readAttempt, refund, subject, subjectsOf } from '../attempts.ts'
import { liveCode, oneTimePasswordMessage, renewalMessage, useCode } from '../one-time-codes.ts'
import { hashSecret } from '../secrets.ts'
import { maySignIn } from '../sign-in.ts'
import { type Client, clientQuery, lockoutQuery, type User, userQuery } from '../sign-in-rows.ts'
import { forgetFailures, policiesQuery } from './lockout.ts'
import { newPassword, refuseLocked } from './new-password.ts'
import { combine } from './password-policy.ts'

/** Users one address may belong to, of those who are sent a message. */
const MOST_RECIPIENTS = 20

/** Who asks for a message: through which client, and as whom. */
interface Asked {
  clientID: string
  username?: string | null
  email?: string | null
}

/** Users who may sign in with the client, by name, address, or both. */
const usersMeant = ({ clientID, username, email }: Asked): Query<User> => {
  const which = [
    ...(username ? [sql`u.Username = ${username}`] : []),
    ...(email ? [sql`u.Email = ${email}`] : []),
  ]
  const query = userQuery(clientID, sql.join(which, sql` and `))
  return { ...query, sql: sql`${query.sql} ${sql.limit(MOST_RECIPIENTS)}` }
}

/** Who asks, and for whom. Nothing is guessed at: who has many messages sent uses up nobody's sign-ins. */
const subjectsAsking = (call: Call<unknown>, { clientID, username, email }: Asked) =>
  subjectsOf(call, clientID, username || email).map(({ name }) => subject(`messages by ${name}`))

/**
 * Sends a message to each user who is meant. The caller is a stranger: that there are such users must show neither in
 * the answer nor in its time, so the messages are written when the answer is on its way.
 */
async function sendMessages(
  call: Call<unknown>,
  asked: Asked,
  messageTo: (user: User, client: Client) => Message,
): Promise<Client | undefined> {
  // Each is an attempt, right or wrong: somebody else is sent the message.
  const subjects = subjectsAsking(call, asked)
  const read = await readAttempt(call, subjects, {
    client: clientQuery(asked.clientID),
    users: usersMeant(asked),
  })
  const client = read.client[0]
  const meant = client ? read.users.filter((user) => maySignIn(client, user)) : []
  if (meant.length === 0) return client
  const write = async () => {
    await commit(call, {
      statements: [],
      answer: null,
      messages: meant.map((user) => messageTo(user, client!)),
    })
    for (const task of call.later.slice(call.later.indexOf(write) + 1)) await task()
  }
  call.later.push(write)
  return client
}

const recipient = (user: User, client: Client) => ({
  marketplace: client.Marketplace,
  key: user.Key,
  username: user.Username,
  client: client.ID,
})

const anonymous = { roles: 'anonymous', silent: true } as const

const clientID = missingAs(required(text(100)), 'PasswordReset.MissingOrInvalidClientID')

const sendVerificationCode = operation({
  ...anonymous,
  id: 'ForgottenCredentials.SendVerificationCode',
  method: 'POST',
  path: '/password/reset',
  body: {
    model: model('PasswordResetRequest', {
      ClientID: clientID,
      Email: text(200),
      Username: text(100),
      URL: text(2000),
    }),
  },
  summary: 'Sends a code to reset a forgotten password, by a message to its user.',
  run: async (call) => {
    const { ClientID, Email, Username, URL } = call.body
    if (!Email && !Username)
      throw fail('PasswordReset.MissingUsernameOrEmail', 'A username or an email address is required.')
    const asked = { clientID: ClientID, username: Username, email: Email }
    const client = await sendMessages(call, asked, (user, by) =>
      renewalMessage(call, 'ForgottenPassword', recipient(user, by), URL),
    )
    if (!client) throw fail('PasswordReset.MissingOrInvalidClientID', 'The client ID is invalid.')
  },
})

const sendOneTimePassword = operation({
  ...anonymous,
  id: 'ForgottenCredentials.SendOneTimePassword',
  method: 'POST',
  path: '/password/onetimepassword',
  body: {
    model: model('OneTimePasswordRequest', {
      ClientID: required(text(100)),
      Username: text(100),
      Email: text(200),
    }),
  },
  summary: 'Sends a password that signs its user in once, by a message to them.',
  run: async (call) => {
    const { ClientID, Email, Username } = call.body
    if (!Email && !Username)
      throw fail(
        'OneTimePasswordRequest.UsernameOrEmailRequired',
        'A username or an email address is required.',
      )
    const asked = { clientID: ClientID, username: Username, email: Email }
    await sendMessages(call, asked, (user, by) => oneTimePasswordMessage(call, recipient(user, by)))
  },
})

const retrieveUsername = operation({
  ...anonymous,
  id: 'ForgottenCredentials.RetrieveUsername',
  method: 'POST',
  path: '/username/retrieve',
  query: {
    clientID: missingAs(required(text(100)), 'Auth.ClientIDAndEmailRequired'),
    email: missingAs(required(text(200)), 'Auth.ClientIDAndEmailRequired'),
  },
  status: 200,
  summary: 'Sends the usernames that an email address belongs to, by messages to it.',
  run: async (call) => {
    const asked = { clientID: call.query.clientID as string, email: call.query.email as string }
    await sendMessages(call, asked, (user, by) => {
      const { key, marketplace, client } = recipient(user, by)
      return { type: 'ForgottenUsername', marketplace, to: key, client, body: { Username: user.Username } }
    })
    return null
  },
})

const resetPassword = operation({
  ...anonymous,
  id: 'ForgottenCredentials.ResetPasswordByVerificationCode',
  method: 'PUT',
  path: '/password/reset/{verificationCode}',
  body: {
    model: model('PasswordReset', {
      ClientID: clientID,
      Username: missingAs(required(text(100)), 'PasswordReset.MissingUsername'),
      Password: secret(200),
    }),
  },
  summary: 'Sets a new password, by the code that was sent for it.',
  run: async (call) => {
    const { ClientID, Username, Password } = call.body
    const hash = hashSecret(call.params.verificationCode!)
    const user = userQuery(
      ClientID,
      sql`u.Username = ${Username} and exists (select 1 from one_time_codes k where k.Marketplace = u.Marketplace
        and k.UserKey = u.Key and (k.ClientID is null or k.ClientID = c.ID) and ${liveCode('PasswordReset', hash, call.now)})`,
    )
    const right = sql`exists (${user.sql})`
    const subjects = subjectsOf(call, ClientID, Username, { ofAddress: right, ofName: right })
    const read = await readAttempt(call, subjects, {
      client: clientQuery(ClientID),
      user,
      policies: policiesQuery(ClientID, Username),
      lockout: lockoutQuery(ClientID, Username),
    })
    const client = read.client[0]
    if (!client) throw fail('PasswordReset.MissingOrInvalidClientID', 'The client ID is invalid.')
    const found = read.user[0]
    if (!found || !maySignIn(client, found))
      throw fail('PasswordReset.InvalidVerification', 'The code is wrong, was used, or has expired.')
    const policy = combine(read.policies.map((p) => p.config))
    refuseLocked(call, policy, read.lockout[0]?.LockedUntil ?? null)
    await commit(call, [
      ...refund(call, subjects, read),
      useCode(client.Marketplace, hash),
      ...(await newPassword(call, found, Password ?? '', policy)),
      forgetFailures(client.Marketplace, found.Username),
    ])
  },
})

export const operations = [sendVerificationCode, sendOneTimePassword, retrieveUsername, resetPassword]
