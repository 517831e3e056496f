import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { SECOND, useDeliveries } from '../integration/harness.ts'
import { newUrl, type Received, receive } from '../integration/receiver.ts'
import { PASSWORD, send } from '../support/marketplace.ts'
import { una } from './una.ts'

const t = useDeliveries()

const NEW = 'Brand-New-Pass-1'

let mail: Received[]
const must = async (method: string, path: string, body?: unknown) => {
  const answer = await t.market.call(method, path, body)
  expect([path, answer.status < 300]).toEqual([path, true])
  return answer.body
}

/** What was sent since the last look. */
async function letters() {
  await t.deliver()
  return mail.splice(0).map(({ body }) => body.EventBody)
}

const ask = () => must('POST', '/password/reset', { ClientID: t.market.client, Username: 'una' })
const byCode = (code: string, Password = NEW) =>
  t.market.call('PUT', `/password/reset/${code}`, { ClientID: t.market.client, Username: 'una', Password })
const byToken = (token: string, NewPassword = NEW) =>
  t.market.call('POST', '/me/password', { NewPassword }, token)
const told = async (answer: ReturnType<typeof byCode>) => {
  const { status, body } = await answer
  return [status, body?.Errors[0].ErrorCode]
}

/** Who a user of the buyer is, to a token. */
const identity = async (ID: string) => {
  const row = await env.DB.prepare('select Key, Username from users where Marketplace = ? and ID = ?')
    .bind(t.market.id, ID)
    .first<{ Key: string; Username: string }>()
  return { kind: 'Buyer' as const, company: 'acme', user: ID, key: row!.Key, username: row!.Username }
}

beforeEach(async () => {
  mail = receive()
  await must('POST', '/buyers', { ID: 'acme', Name: 'Acme', Active: true })
  await must('PATCH', `/apiclients/${t.market.client}`, { AllowAnyBuyer: true })
  await must('POST', '/messagesenders', {
    ID: 'mailer',
    Name: 'Mailer',
    URL: newUrl(),
    SharedKey: 'Shared',
    MessageTypes: ['ForgottenPassword', 'NewUserInvitation'],
    AllowAllBuyers: true,
  })
  await must('POST', '/buyers/acme/users', { ...una, Password: PASSWORD })
})

describe('the token of a message, to set a password', () => {
  it('is good for the first password, made with the user in the same second', async () => {
    const [{ PasswordRenewalAccessToken: token }] = await letters()
    expect((await byToken(token)).status).toBe(204)
  })

  it('is over when a password was set by the code beside it, or by itself', async () => {
    await letters()
    for (const set of [
      (letter: Record<string, string>) => byCode(letter.PasswordRenewalVerificationCode!, `${NEW}-a`),
      (letter: Record<string, string>) => byToken(letter.PasswordRenewalAccessToken!, `${NEW}-b`),
    ]) {
      await ask()
      const [letter] = await letters()
      t.now += 2 * SECOND
      expect((await set(letter)).status).toBe(204)
      t.now += 2 * SECOND
      const again = byToken(letter.PasswordRenewalAccessToken, `${NEW}-c`)
      expect(await told(again)).toEqual([401, 'Auth.TokenRevoked'])
    }
  })

  it('is used by one of ten who send it at once', async () => {
    await letters()
    await ask()
    const [{ PasswordRenewalAccessToken: token }] = await letters()
    t.now += 2 * SECOND
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => byToken(token, `${NEW}-${i}`)))
    expect(answers.map((a) => a.status).sort()).toEqual([204, ...new Array(9).fill(401)])
  })

  it('does not end a lockout that only an administrator may end', async () => {
    const PasswordConfig = { LockoutDuration: 0, AllowedFailedAttempts: 1 }
    await must('POST', '/securityprofiles', { ID: 'strict', Name: 'Strict', PasswordConfig })
    await must('POST', '/securityprofiles/assignments', { SecurityProfileID: 'strict', BuyerID: 'acme' })
    await letters()
    await ask()
    const [{ PasswordRenewalAccessToken: token }] = await letters()
    const wrong = { grant_type: 'password', client_id: t.market.client, username: 'una', password: 'wrong' }
    await send('POST', '/oauth/token', new URLSearchParams(wrong).toString(), {
      'Content-Type': 'application/x-www-form-urlencoded',
    })
    expect(await told(byToken(token))).toEqual([400, 'PasswordReset.LockedOut'])
    // Nor does another name.
    const me = { roles: ['MeAdmin'], ...(await identity('una')) }
    await t.market.call('PATCH', '/me', { Username: 'una2' }, await t.market.tokenFor(me))
    expect(await told(byToken(token))).toEqual([400, 'PasswordReset.LockedOut'])
    await must('POST', '/buyers/acme/users/una/unlock')
    expect((await byToken(token)).status).toBe(204)
  })
})

it('a message whose code was used is not sent any more, also not once more', async () => {
  await letters()
  await ask()
  const [first] = await letters()
  await ask()
  expect((await byCode(first.PasswordRenewalVerificationCode)).status).toBe(204)
  expect(await letters()).toEqual([])
  const log = await must('GET', '/messagesenders/mailer/deliveries?MessageType=ForgottenPassword')
  expect(log.Items.map((d: { Status: string }) => d.Status).sort()).toEqual(['Delivered', 'Skipped'])
  for (const { ID } of log.Items) await must('POST', `/messagesenders/mailer/deliveries/${ID}/redeliver`)
  expect(await letters()).toEqual([])
})

it('copies of messages that tell what signs somebody in are given by who administers senders, and holds their roles', async () => {
  await must('POST', '/messagesenders/assignments', { MessageSenderID: 'mailer' })
  await must('POST', '/messagesenders/assignments', { MessageSenderID: 'mailer', BuyerID: 'acme' })
  const listen = async (MessageType: string, role: string, of: { BuyerID?: string } = {}) => {
    const MessageSenderAssignment = { MessageSenderID: 'mailer', ...of }
    const body = { MessageSenderAssignment, MessageType, UserID: 'admin' }
    const token = await t.market.tokenFor({ roles: [role] })
    return (await t.market.call('POST', '/messagesenders/CCListenerAssignments', body, token)).status
  }
  for (const type of ['ForgottenPassword', 'NewUserInvitation', 'OneTimePassword']) {
    expect([type, await listen(type, 'MessageConfigAssignmentAdmin')]).toEqual([type, 403])
    // The seller's users have FullAccess, the buyer's nothing.
    expect([type, await listen(type, 'MessageSenderAdmin')]).toEqual([type, 403])
    expect([type, await listen(type, 'FullAccess')]).toEqual([type, 204])
    const of = { BuyerID: 'acme' }
    expect([type, await listen(type, 'MessageConfigAssignmentAdmin', of)]).toEqual([type, 403])
    expect([type, await listen(type, 'MessageSenderAdmin', of)]).toEqual([type, 204])
  }
  expect(await listen('OrderSubmitted', 'MessageConfigAssignmentAdmin')).toBe(204)
})
