import { createHmac } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { HOUR, MINUTE, useDeliveries } from './harness.ts'
import { claimsOf, newUrl, type Received, receive } from './receiver.ts'

const t = useDeliveries()

type Values = Record<string, unknown>

const must = async (method: string, path: string, body?: unknown) => {
  const answer = await t.market.call(method, path, body)
  expect([path, answer.status, answer.body?.Errors]).toEqual([path, expect.any(Number), undefined])
  return answer.body
}

/** A message sender; assigned to whom a test says. */
const sender = (more: Values = {}) =>
  must('POST', '/messagesenders', {
    ID: 'mailer',
    Name: 'Mailer',
    URL: newUrl(),
    SharedKey: 'Shared',
    MessageTypes: ['NewUserInvitation'],
    ...more,
  })

const assign = (more: Values = {}) =>
  must('POST', '/messagesenders/assignments', { MessageSenderID: 'mailer', ...more })

/** A user of the buyer, which is invited by being made. */
const invite = (ID: string, more: Values = {}) =>
  must('POST', `/buyers/${more.buyer ?? 'acme'}/users`, {
    ID,
    Username: ID,
    FirstName: 'Una',
    LastName: 'Invited',
    Email: `${ID}@example.com`,
    Active: true,
    ...more,
  })

let mail: Received[]
const delivered = async () => {
  await t.deliver()
  return mail.splice(0)
}

beforeEach(async () => {
  mail = receive()
  await must('POST', '/buyers', { ID: 'acme', Name: 'Acme', Active: true })
})

describe('a message', () => {
  test('is posted to the sender, signed, with the recipient, the sender’s xp and a token of its roles', async () => {
    const { URL } = await sender({ xp: { template: 't1' }, ElevatedRoles: ['OrderReader'] })
    await assign({ BuyerID: 'acme' })
    await invite('una', { Phone: '040' })
    const [got, ...more] = await delivered()
    expect(more).toEqual([])
    expect(got!.url).toBe(URL)
    expect(got!.headers.get('X-oc-hash')).toBe(
      createHmac('sha256', 'Shared').update(got!.text).digest('base64'),
    )
    expect(got!.body).toEqual({
      OcLogIdHeader: expect.stringMatching(/^[0-9a-f-]{36}$/),
      Environment: 'Sandbox',
      BuyerID: 'acme',
      UserToken: expect.any(String),
      Recipient: expect.objectContaining({ ID: 'una', Email: 'una@example.com', Phone: '040', Active: true }),
      CCList: [],
      MessageType: 'NewUserInvitation',
      EventBody: {
        Username: 'una',
        PasswordRenewalUrl: null,
        PasswordRenewalVerificationCode: expect.stringMatching(/^[\w-]{40}$/),
        PasswordRenewalAccessToken: expect.any(String),
      },
      ConfigData: { template: 't1' },
    })
    expect(JSON.stringify(got!.body.Recipient)).not.toContain('Password')
    const token = claimsOf(got!.body.UserToken)
    expect([token.usr, token.role, token.usrtype]).toEqual(['una', 'OrderReader', 'buyer'])
    expect(claimsOf(got!.body.EventBody.PasswordRenewalAccessToken).role).toBe('PasswordReset')
  })

  test('has its type in the URL, in lower case, where that says so', async () => {
    await sender({ URL: 'https://mail.example.com/send/{MessageType}?q=1' })
    await assign({ BuyerID: 'acme' })
    await invite('una')
    expect((await delivered()).map((r) => r.url)).toEqual([
      'https://mail.example.com/send/newuserinvitation?q=1',
    ])
  })

  test('is sent by no sender of other types, and none that is not assigned', async () => {
    await sender({ MessageTypes: ['ForgottenPassword', 'OrderSubmitted'] })
    await assign({ BuyerID: 'acme' })
    await sender({ ID: 'unassigned' })
    await invite('una')
    expect(await delivered()).toEqual([])
  })

  test('is sent by every sender once, however many of its assignments reach the recipient', async () => {
    await sender()
    await sender({ ID: 'second' })
    await must('POST', '/buyers/acme/usergroups', { ID: 'crew', Name: 'Crew' })
    await assign({ BuyerID: 'acme' })
    await assign({ BuyerID: 'acme', UserGroupID: 'crew' })
    await assign({ MessageSenderID: 'second', BuyerID: 'acme' })
    await invite('una')
    expect((await delivered()).length).toBe(2)
  })

  test('of a group’s assignment goes to the members of the group alone', async () => {
    await sender({ MessageTypes: ['ForgottenUsername'] })
    await must('POST', '/buyers/acme/usergroups', { ID: 'crew', Name: 'Crew' })
    await assign({ BuyerID: 'acme', UserGroupID: 'crew' })
    await must('PATCH', `/apiclients/${t.market.client}`, { AllowAnyBuyer: true })
    for (const ID of ['una', 'ulf']) await invite(ID, { Email: 'both@example.com' })
    await must('POST', '/buyers/acme/usergroups/assignments', { UserGroupID: 'crew', UserID: 'ulf' })
    await t.market.call(
      'POST',
      `/username/retrieve?clientID=${t.market.client}&email=both@example.com`,
      {},
      '',
    )
    expect((await delivered()).map((r) => r.body.EventBody)).toEqual([{ Username: 'ulf' }])
  })

  test('goes to the users of every buyer with AllowAllBuyers, and still to no other side', async () => {
    await sender({ AllowAllBuyers: true, MessageTypes: ['NewUserInvitation', 'ForgottenUsername'] })
    await must('PATCH', `/apiclients/${t.market.client}`, { AllowAnyBuyer: true })
    await must('POST', '/buyers', { ID: 'bolt', Name: 'Bolt', Active: true })
    await invite('una')
    await invite('ben', { buyer: 'bolt' })
    expect((await delivered()).map((r) => r.body.BuyerID).sort()).toEqual(['acme', 'bolt'])
    await t.market.call(
      'POST',
      `/username/retrieve?clientID=${t.market.client}&email=admin@example.com`,
      {},
      '',
    )
    expect(await delivered()).toEqual([])
    await assign()
    await t.market.call(
      'POST',
      `/username/retrieve?clientID=${t.market.client}&email=admin@example.com`,
      {},
      '',
    )
    expect((await delivered()).map((r) => [r.body.BuyerID, r.body.EventBody.Username])).toEqual([
      [null, 'admin'],
    ])
  })

  test('is not made for inactive users and organizations', async () => {
    await sender({ AllowAllBuyers: true })
    await invite('una', { Active: false })
    await must('PATCH', '/buyers/acme', { Active: false })
    await invite('ulf')
    expect(await delivered()).toEqual([])
  })

  test('is not sent any more to somebody who was shut out since, which is no failure', async () => {
    await must('PUT', '/integrations/deliveryconfig/errors', {
      Name: 'Errors',
      Enabled: true,
      DeliveryTargets: { Http: { Endpoint: newUrl(), Secret: 's' } },
    })
    await must('PUT', '/integrations/ErrorConfig', { DeliveryConfigID: 'errors' })
    await sender({ AllowAllBuyers: true })
    await invite('una')
    await must('PATCH', '/buyers/acme/users/una', { Active: false })
    expect(await delivered()).toEqual([])
    t.now += MINUTE
    await t.sweepAt(t.now)
    expect(await delivered()).toEqual([])
    expect((await must('GET', '/messagesenders/mailer/deliveries')).Items).toMatchObject([
      { Status: 'Skipped', Attempts: 0, NextAttempt: null },
    ])
  })

  test('whose code has expired unsent is one', async () => {
    await sender({ AllowAllBuyers: true })
    await invite('una')
    t.now += 8 * 24 * HOUR
    expect(await delivered()).toEqual([])
    expect((await must('GET', '/messagesenders/mailer/deliveries')).Items).toMatchObject([
      { Status: 'Failed', LastError: 'The code it tells has expired.' },
    ])
  })
})

describe('copies', () => {
  const listen = (more: Values) =>
    must('POST', '/messagesenders/CCListenerAssignments', {
      MessageSenderAssignment: { MessageSenderID: 'mailer', BuyerID: 'acme' },
      MessageType: 'NewUserInvitation',
      ...more,
    })

  beforeEach(async () => {
    await sender()
    await assign({ BuyerID: 'acme' })
    await must('POST', '/buyers/acme/usergroups', { ID: 'crew', Name: 'Crew' })
    for (const ID of ['boss', 'mate']) {
      await invite(ID)
      await must('POST', '/buyers/acme/usergroups/assignments', { UserGroupID: 'crew', UserID: ID })
    }
    await delivered()
  })

  test('go to users, groups and organizations that listen to the assignment and the type, once each', async () => {
    await listen({ BuyerID: 'acme', UserID: 'boss' })
    await listen({ BuyerID: 'acme', UserGroupID: 'crew' })
    await listen({ MessageType: 'OrderSubmitted', UserID: 'admin' })
    await invite('una')
    expect((await delivered())[0]!.body.CCList.sort()).toEqual(['boss@example.com', 'mate@example.com'])
  })

  test('of the seller’s users', async () => {
    await listen({ UserID: 'admin' })
    await invite('una')
    expect((await delivered())[0]!.body.CCList).toEqual(['admin@example.com'])
  })

  test('end with the assignment, and saved twice they are one', async () => {
    await listen({ BuyerID: 'acme', UserID: 'boss' })
    await listen({ BuyerID: 'acme', UserID: 'boss' })
    const list = async () => (await must('GET', '/messagesenders/CCListenerAssignments?BuyerID=acme')).Items
    expect(await list()).toEqual([
      {
        MessageSenderAssignment: {
          MessageSenderID: 'mailer',
          BuyerID: 'acme',
          SupplierID: null,
          UserGroupID: null,
          MessageConfigName: 'Mailer',
          MessageConfigDescription: null,
        },
        MessageConfigName: 'Mailer',
        MessageConfigDescription: null,
        MessageType: 'NewUserInvitation',
        BuyerID: 'acme',
        SupplierID: null,
        UserGroupID: null,
        UserID: 'boss',
      },
    ])
    await must('DELETE', '/messagesenders/mailer/assignments?buyerID=acme')
    expect(await list()).toEqual([])
  })

  test('need an assignment, a type and a party that are there', async () => {
    const refused = async (more: Values) =>
      (
        await t.market.call('POST', '/messagesenders/CCListenerAssignments', {
          MessageSenderAssignment: { MessageSenderID: 'mailer', BuyerID: 'acme' },
          MessageType: 'NewUserInvitation',
          ...more,
        })
      ).body.Errors[0]
    const missing = { MessageSenderAssignment: { MessageSenderID: 'mailer', BuyerID: 'bolt' } }
    expect((await refused(missing)).Data.ObjectType).toBe('MessageSenderAssignment')
    expect((await refused({ UserID: 'nobody' })).Data).toEqual({ ObjectType: 'User', ObjectID: 'nobody' })
    expect((await refused({ MessageType: 'Gossip' })).Data.Property).toBe('MessageType')
    expect((await refused({ BuyerID: 'acme', UserID: 'boss', UserGroupID: 'crew' })).ErrorCode).toBe(
      'PartyAssignment.CannotSpecifyGroupAndUser',
    )
  })
})

describe('delivery', () => {
  test('is tried again with growing pauses, and told in the sender’s log', async () => {
    const answers = [500, 200]
    mail = receive(() => new Response(null, { status: answers.shift()! }))
    await sender()
    await assign({ BuyerID: 'acme' })
    await invite('una')
    await t.deliver()
    const log = async () => (await must('GET', '/messagesenders/mailer/deliveries')).Items
    expect(await log()).toMatchObject([
      { Status: 'Pending', Attempts: 1, LastStatus: 500, MessageType: 'NewUserInvitation' },
    ])
    t.now += MINUTE
    await t.deliver()
    expect(await log()).toMatchObject([{ Status: 'Delivered', Attempts: 2, LastStatus: 200 }])
    expect(mail.map((r) => r.body.EventBody.PasswordRenewalVerificationCode)).toEqual(
      new Array(2).fill(mail[0]!.body.EventBody.PasswordRenewalVerificationCode),
    )
  })

  test('of a code ends when the code does', async () => {
    await sender()
    await assign({ BuyerID: 'acme' })
    await invite('una')
    t.now += 8 * 24 * HOUR
    expect(await delivered()).toEqual([])
  })

  test('can be asked for once more', async () => {
    await sender()
    await assign({ BuyerID: 'acme' })
    await invite('una')
    await delivered()
    const [{ ID }] = (await must('GET', '/messagesenders/mailer/deliveries')).Items
    await must('POST', `/messagesenders/mailer/deliveries/${ID}/redeliver`)
    expect((await delivered()).length).toBe(1)
  })
})

describe('a message sender', () => {
  const refused = async (more: Values) =>
    (
      await t.market.call('POST', '/messagesenders', {
        Name: 'Mailer',
        URL: newUrl(),
        SharedKey: 'Shared',
        MessageTypes: ['OrderSubmitted'],
        ...more,
      })
    ).body.Errors?.[0].ErrorCode

  test('needs a URL that may be called, and a key', async () => {
    expect(await refused({ URL: null })).toBe('MessageSenders.UrlRequired')
    expect(await refused({ SharedKey: null })).toBe('MessageSenders.SharedKeyRequired')
    expect(await refused({ URL: 'https://10.0.0.1/{messagetype}' })).toBe('ValidationFailure')
    expect(await refused({ URL: 'https://{messagetype}.internal/' })).toBe('ValidationFailure')
    expect(await refused({ DeliveryConfigID: 'none' })).toBe('NotFound')
    expect(await refused({})).toBeUndefined()
  })

  test('is not assigned to single users', async () => {
    await sender()
    const { body } = await t.market.call('POST', '/messagesenders/assignments', {
      MessageSenderID: 'mailer',
      BuyerID: 'acme',
      UserID: 'una',
    })
    expect(body.Errors[0].ErrorCode).toBe('PartyAssignment.UserLevelNotAllowed')
  })
})
