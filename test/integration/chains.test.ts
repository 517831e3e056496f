import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import type { Identity } from '../../src/auth/tokens/token.ts'
import { MINUTE, SECOND, useDeliveries } from './harness.ts'
import { newUrl, type Received, receive } from './receiver.ts'

const t = useDeliveries()

type Values = Record<string, unknown>
/** How a receiver of anything calls back, once it was told of something. */
type CallBack = (told: Received) => Promise<unknown>

/** Rounds in which a chain that does not stop would be longer than one that does. */
const ROUNDS = 9

let made = 0
const create = (token?: string) => t.create(`b${++made}`, token)
const must = async (method: string, path: string, body?: unknown, token?: string) => {
  const answer = await t.market.call(method, path, body, token)
  expect([path, answer.status, answer.body?.Errors]).toEqual([path, expect.any(Number), undefined])
  return answer.body
}

/** A receiver that calls back, before it answers or after; what it was sent. */
async function loop(callBack: CallBack, when: 'before' | 'after', seconds = 0): Promise<Received[]> {
  const late: Received[] = []
  const received = receive(async (told) => {
    if (when === 'before') await callBack(told)
    else late.push(told)
    return new Response()
  })
  for (let i = 0; i < ROUNDS; i++) {
    await t.deliver()
    t.now += seconds * SECOND
    for (const told of late.splice(0)) await callBack(told)
  }
  return received
}

/** Where the chain stopped, as the log tells it. */
async function stopped(path = '/webhooks/hook') {
  const { Items } = (await t.market.call('GET', `${path}/deliveries?pageSize=100&sortBy=DateCreated`)).body
  return (Items as Values[])
    .filter((d) => d.Status !== 'Delivered')
    .map(({ Status, Attempts, LastError, NextAttempt }) => ({ Status, Attempts, LastError, NextAttempt }))
}
const STOP = {
  Status: 'Failed',
  Attempts: 0,
  LastError: 'Stopped: receivers have set each other off 5 times.',
  NextAttempt: null,
}
/** What is only concluded to be a chain is held back first. */
const HELD = {
  Status: 'Pending',
  Attempts: 0,
  LastError: 'Held back: receivers seem to have set each other off 5 times.',
  NextAttempt: expect.any(String),
}

const application: Partial<Identity> = { service: true }
const colleague: Partial<Identity> = { roles: ['BuyerAdmin'] }

describe('a chain of webhooks stops at five, and the log tells so,', () => {
  const ways: [string, (told: Received) => Promise<string> | string][] = [
    ['the token it was sent', (told) => told.body.UserToken],
    ['its own credentials', () => t.market.tokenFor(application)],
    ['the credentials that began it', () => t.market.tokenFor(colleague)],
  ]
  test.each(
    ways.flatMap(([name, token]) =>
      (['before', 'after'] as const).map((when) => [name, when, token] as const),
    ),
  )('where a receiver calls back with %s %s it answers', async (name, when, token) => {
    await t.hook()
    expect(await create(await t.market.tokenFor(colleague))).toBe(201)
    const received = await loop(async (told) => expect(await create(await token(told))).toBe(201), when)
    expect(received).toHaveLength(5)
    expect(await stopped()).toEqual([name === 'the token it was sent' ? STOP : HELD])
    expect(t.market.queue).toEqual([])
  })

  test('where an application comes back to the same object much later', async () => {
    await create()
    await t.hook({ WebhookRoutes: [{ Route: 'v1/buyers/{buyerID}', Verb: 'PATCH' }] })
    const change = async (claims: Partial<Identity> = {}) =>
      must('PATCH', `/buyers/b${made}`, { Name: crypto.randomUUID() }, await t.market.tokenFor(claims))
    await change(application)
    const received = await loop(() => change(application), 'after', 40)
    expect(received).toHaveLength(5)
    expect(await stopped()).toEqual([HELD])
  })

  test('where two receivers set off each other', async () => {
    await t.hook()
    await t.hook({ ID: 'other', WebhookRoutes: [{ Route: 'v1/suppliers', Verb: 'POST' }] })
    await create()
    const received = await loop(async (told) => {
      const body = { Name: 'S', Active: true, ID: `s${++made}` }
      const path = told.body.Route === 'v1/buyers' ? '/suppliers' : '/buyers'
      await must('POST', path, body, await t.market.tokenFor(application))
    }, 'before')
    expect(received).toHaveLength(5)
    expect([...(await stopped()), ...(await stopped('/webhooks/other'))]).toEqual([HELD])
  })

  test('and what is sent once more by hand goes on from there', async () => {
    await t.hook()
    expect(await create(await t.market.tokenFor({ depth: 5 }))).toBe(201)
    const [{ ID }] = (await t.log()) as unknown as [{ ID: string }]
    const received = receive()
    await must('POST', `/webhooks/hook/deliveries/${ID}/redeliver`)
    await t.deliver()
    expect(received).toHaveLength(1)
    expect(decodeJwt(received[0]!.body.UserToken).hop).toBe(6)
  })
})

describe('a chain of messages stops at five, and the log tells so,', () => {
  const person = () => {
    const ID = `p${++made}`
    return { ID, Username: ID, FirstName: 'A', LastName: 'B', Email: `${ID}@example.com`, Active: true }
  }
  test.each([
    ['the token it was sent', (told: Received) => told.body.UserToken],
    ['its own credentials', () => t.market.tokenFor(application)],
  ])('where a sender makes another user with %s', async (name, token) => {
    await must('POST', '/buyers', { ID: 'acme', Name: 'Acme', Active: true })
    await must('POST', '/messagesenders', {
      ID: 'mailer',
      Name: 'Mailer',
      URL: newUrl(),
      SharedKey: 'Key',
      MessageTypes: ['NewUserInvitation'],
      ElevatedRoles: ['BuyerUserAdmin'],
      AllowAllBuyers: true,
    })
    await must('POST', '/buyers/acme/users', person(), await t.market.tokenFor({ roles: ['BuyerUserAdmin'] }))
    const received = await loop(
      async (told) => must('POST', '/buyers/acme/users', person(), await token(told)),
      'before',
    )
    expect(received).toHaveLength(5)
    expect(await stopped('/messagesenders/mailer')).toEqual([name === 'its own credentials' ? HELD : STOP])
  })
})

test('what is held back is sent later; a chain that goes on even so stops for good', async () => {
  await t.hook()
  await create(await t.market.tokenFor(application))
  const callBack = async () => expect(await create(await t.market.tokenFor(application))).toBe(201)
  const received = await loop(callBack, 'before')
  expect(received).toHaveLength(5)
  for (const [minutes, sent] of [
    [9, 5],
    [2, 6],
    [61, 7],
    [241, 8],
  ] as const) {
    t.now += minutes * MINUTE
    await t.sweepAt(t.now)
    await t.deliver()
    expect(received).toHaveLength(sent)
  }
  expect(await stopped()).toEqual([STOP])
})

describe('no chain is', () => {
  test('what is written faster than it is told', async () => {
    await t.hook()
    const own = await t.market.tokenFor(application)
    const received = receive()
    for (let batch = 0; batch < 3; batch++) {
      for (let i = 0; i < 8; i++) await create(own)
      await t.deliver()
      t.now += 5 * SECOND
    }
    expect(received).toHaveLength(24)
    expect(await stopped()).toEqual([])
  })

  test('what is written one by one, at a person’s or a job’s pace', async () => {
    await t.hook()
    const received = receive()
    for (let i = 0; i < 12; i++) {
      await create(await t.market.tokenFor(i % 2 ? application : colleague))
      await t.deliver()
      t.now += 3 * SECOND
    }
    expect(received).toHaveLength(12)
    expect(await stopped()).toEqual([])
  })

  test('what is written one by one while a receiver is down', async () => {
    await t.hook()
    const received = receive(() => new Response(null, { status: 503 }))
    const own = await t.market.tokenFor(application)
    for (let i = 0; i < 4; i++) {
      await create(own)
      await t.deliver()
    }
    // From then on it is left alone for a while.
    for (let i = 0; i < 4; i++) {
      await create(own)
      await t.deliver()
    }
    expect(received.length).toBeGreaterThan(4)
    expect((await stopped()).map((d) => d.Status)).toEqual(Array(8).fill('Pending'))
  })

  test('what a shopper does, however quickly', async () => {
    await must('POST', '/buyers', { ID: 'acme', Name: 'Acme', Active: true })
    await must('POST', '/buyers/acme/users', {
      ID: 'bo',
      Username: 'bo',
      FirstName: 'B',
      LastName: 'O',
      Email: 'bo@example.com',
      Active: true,
    })
    await t.hook({ WebhookRoutes: [{ Route: 'v1/me', Verb: 'PATCH' }] })
    const row = await shopper('bo')
    const received = receive()
    for (let i = 0; i < 12; i++) {
      await must('PATCH', '/me', { Phone: String(i) }, await t.market.tokenFor(row))
      await t.deliver()
    }
    expect(received).toHaveLength(12)
  })
})

/** The claims of a buyer's user. */
async function shopper(user: string): Promise<Partial<Identity>> {
  const key = await t.market.env.DB.prepare('select Key from users where Marketplace = ? and ID = ?')
    .bind(t.market.id, user)
    .first<string>('Key')
  return { kind: 'Buyer', company: 'acme', user, username: user, key: key!, roles: ['MeAdmin'] }
}
