import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { plain } from '../../store/sql/sql.ts'
import { sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'
import {
  attempt,
  isUsedUp,
  LONGEST_NAME,
  refund,
  refuseFlood,
  refuseKnownFlood,
  subjectsOf,
} from '../attempts.ts'
import { liveCode, oneTimeHash, useCode } from '../one-time-codes.ts'
import { checkUser, issue, rolesFor } from '../sign-in.ts'
import { refuse, wrongPassword } from '../sign-in-refusal.ts'
import { clientQuery, lockoutQuery, secretOf, type User, userQuery } from '../sign-in-rows.ts'
import { checkClient, clientIDOf, scopeOf, type TokenRequest } from '../tokens/token-request.ts'
import { countFailure, forgetFailures, notLockedSince, policiesQuery } from './lockout.ts'
import { combine, meets, type PasswordConfig, requirements } from './password-policy.ts'
import { LONGEST_PASSWORD, nobodysHash, takeTurn, verifyPassword } from './passwords.ts'

/**
 * The password grant. The attempt, and a failure of the name, are counted in the round trip that reads what the password
 * is compared with, and given back when it was right: many at once are no more than one after the other.
 */
export async function byPassword(call: Call<unknown>, request: TokenRequest) {
  const clientID = clientIDOf(request)
  const scope = scopeOf(request)
  const { username = '', password = '' } = request
  const secret = secretOf(clientID, request.client_secret ?? '', call.now)
  const isComplete = username !== '' && password !== ''
  // A client's own server signs in many users from one address; who does not know its secret blocks none of them.
  const subjects = subjectsOf(call, clientID, username, {
    ofAddress: isComplete ? secret.shown : secret.right,
    ofName: isComplete ? secret.wrong : sql`1`,
  })
  refuseKnownFlood(call, subjects)
  // Nobody has such a name or password: it is counted, and not looked at.
  const isPossible = isComplete && username.length <= LONGEST_NAME && password.length <= LONGEST_PASSWORD
  const turn = isPossible ? await takeTurn() : undefined
  const oneTime = oneTimeHash(username, password)
  const read = await call.session.read({
    client: clientQuery(clientID),
    secret: secret.query,
    user: userQuery(clientID, sql`u.Username = ${username}`),
    lockout: lockoutQuery(clientID, username),
    failure: countFailure(
      call,
      clientID,
      username,
      isPossible ? sql`${secret.suffices} and not ${isUsedUp(call, subjects)}` : sql`0`,
    ),
    ...attempt(call, subjects),
    policies: policiesQuery(clientID, username),
    oneTime:
      plain(sql`select 1 from api_clients c join users u on u.Marketplace = c.Marketplace and u.Username = ${username}
      join one_time_codes k on k.Marketplace = c.Marketplace and k.UserKey = u.Key and k.ClientID = c.ID
        and ${liveCode('OneTimePassword', oneTime, call.now)} where c.ID = ${clientID}`),
  })
  if (read.failure.length === 0) turn?.giveBack()
  refuseFlood(call, read)
  const client = checkClient(read.client[0], read.secret[0])
  if (!isComplete) throw refuse('Auth.UsernameAndPasswordRequired', 'Username and password are required.')
  const locked = read.lockout[0]?.LockedUntil
  // A running lockout is reported without looking at the password: the answer must not confirm a guess.
  if (locked && locked > call.now)
    throw refuse('Auth.LockedOut', 'Too many failed attempts. Please try again later.')
  if (!isPossible) throw wrongPassword()
  const user = read.user[0]
  const isRight = await verifyPassword(password, user?.PasswordHash ?? nobodysHash(), turn)
  const isOneTime = read.oneTime.length > 0
  if (!user || !(isOneTime || (isRight && user.PasswordHash))) throw wrongPassword()
  const { Marketplace } = client
  const which = sql`Marketplace = ${Marketplace} and Username = ${username}`
  const passed: Written[] = [
    notLockedSince(call, 'login_failures', which, read.failure[0]),
    ...refund(call, subjects, read),
    forgetFailures(Marketplace, username),
  ]
  const roles = await decide(call, passed, () => {
    checkUser(client, user)
    if (!isOneTime) checkPassword(call, user, password, combine(read.policies.map((p) => p.config)))
    return rolesFor(client, user, scope)
  })
  return issue(call, client, user, roles, { scope }, [
    ...(read.secret[0]!.HasSecret ? [{ guard: secret.shown }] : []),
    ...passed,
    ...(isOneTime ? [useCode(Marketplace, oneTime)] : []),
  ])
}

/** Decides on who has shown the right password; that it was no guess is written also where they are refused. */
async function decide<T>(call: Call<unknown>, passed: Written[], decision: () => T): Promise<T> {
  try {
    return decision()
  } catch (refusal) {
    await commit(call, passed)
    throw refusal
  }
}

/** A password that is right may be too old, or not be good enough any more. */
function checkPassword(call: Call<unknown>, user: User, password: string, policy: PasswordConfig): void {
  const age = user.PasswordLastSetDate ? call.input.now - Date.parse(user.PasswordLastSetDate) : 0
  if (policy.MaximumPasswordAge !== null && age > policy.MaximumPasswordAge * 86_400_000)
    throw refuse('Auth.PasswordExpired', 'The password has expired.')
  if (!meets(password, policy)) {
    const Data = requirements(policy)
    throw refuse(
      'Auth.InsecurePassword',
      'The password does not meet the requirements any more.',
      'invalid_grant',
      400,
      [{ Code: 'PasswordReset.InsecurePassword', Data }],
      Data,
    )
  }
}
