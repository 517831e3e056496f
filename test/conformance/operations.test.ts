import { env } from 'cloudflare:workers'
import { decodeJwt, generateKeyPair, SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { CONTRIBUTOR } from '../../src/api/caller.ts'
import type { Fields } from '../../src/api/field.ts'
import { type CommerceRole, fullPath, pathParams } from '../../src/api/operation.ts'
import { apiRoles } from '../../src/api/roles.ts'
import { signToken } from '../../src/auth/tokens/token.ts'
import { operations } from '../../src/operations.ts'
import type { Operation } from '../../src/resource/operation.ts'
import { tables } from '../../src/tables/table.ts'
import { type Answer, type As, marketplace, ORIGIN, type User } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'
import { tokenOf } from '../support/portal.ts'
import { MARK } from './mark.ts'
import { bodyIn, callerOf, callIn, isHarmless, pathIn, requestIn } from './requests.ts'
import { JUNK } from './samples.ts'
import { mismatches } from './schema.ts'
import { makeWorld, type World } from './world.ts'

const kinds = ['Buyer', 'Seller', 'Supplier'] as const

let world: World
beforeAll(async () => {
  world = await makeWorld()
})

const named = (some: readonly Operation[]) => some.map((o) => [o.id, o] as const)
const protectedOnes = operations.filter((o) => o.roles !== 'anonymous')
/** Those for users of marketplaces. Who may what in the portal, a test of its own tells for every operation. */
const ofMarketplaces = protectedOnes.filter((o) => o.roles !== 'portal')
const ofPortal = protectedOnes.filter((o) => o.roles === 'portal')

/** Calls an operation with a path and body that would do, as somebody who may not do it. */
const attempt = (operation: Operation, as: As, params: Record<string, string> = {}) =>
  callIn(world, operation, { path: pathIn(world, operation, params), as, body: bodyIn(world, operation) })

/** A user of the world of some kind, who may do everything. */
const userOf = (kind: CommerceRole): User =>
  ({ Buyer: world.buyer, Seller: world.market.seller, Supplier: world.supplier })[kind]

const codes = ({ body }: { body: { Errors?: { ErrorCode: string }[] } | null }) =>
  body?.Errors?.map((e) => e.ErrorCode)

/** Somebody who was invited to the world's order. */
const contributor = async (): Promise<string> =>
  (await world.market.must('POST', `/grouporders/${world.invited}/token`, undefined, 'nobody')).access_token

/** Everything the world's marketplace has, as the database tells it. */
async function everything() {
  const names = tables()
    .filter((t) => !t.control)
    .map((t) => t.name)
  const results = await env.DB.batch(
    names.map((name) =>
      env.DB.prepare(`select * from "${name}" where Marketplace = ?`).bind(world.market.id),
    ),
  )
  return Object.fromEntries(names.map((name, i) => [name, results[i]!.results]))
}

/** Users who were shut out: by themselves, with their organisation, with the client of their token. */
async function makeShutOut(): Promise<[code: string, User][]> {
  const { market } = world
  const idle = await market.must('POST', '/buyers', { Name: MARK, Active: true })
  const [sacked, stranded] = [
    await market.user('Buyer', 'acme', ['FullAccess']),
    await market.user('Buyer', idle.ID, ['FullAccess']),
  ]
  const client = { AppName: MARK, Active: false, AccessTokenDuration: 60 }
  const dead = await market.must('POST', '/apiclients', client)
  await market.must('PATCH', `/buyers/acme/users/${sacked.ID}`, { Active: false })
  await market.must('PATCH', `/buyers/${idle.ID}`, { Active: false })
  return [
    ['Auth.UserNotActive', sacked],
    ['Auth.CompanyNotActive', stranded],
    ['Auth.ClientNotActive', await market.as(world.buyer, { client: dead.ID })],
  ]
}

describe('without a valid token', () => {
  let shutOut: Awaited<ReturnType<typeof makeShutOut>>
  let before: Awaited<ReturnType<typeof everything>>
  /** Tokens that look right. */
  let wrong: string[]
  beforeAll(async () => {
    shutOut = await makeShutOut()
    before = await everything()
    const { identity, token } = world.market.seller
    const [header, claims] = token.split('.') as [string, string]
    const { privateKey } = await generateKeyPair('RS256')
    const { kid } = JSON.parse(atob(header)) as { kid: string }
    const forged = new SignJWT(decodeJwt(token)).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
    wrong = [
      await forged.sign(privateKey),
      `${btoa('{"alg":"none","typ":"JWT"}').replace(/=+$/, '')}.${claims}.`,
      await signToken(env, identity, 60, ORIGIN, Date.now() - 3_600_000),
    ]
  })

  it.each(named(protectedOnes))('%s refuses', async (_, operation) => {
    const [header, claims] = world.market.seller.token.split('.')
    const forged = `${header}.${claims}.${'A'.repeat(342)}`
    for (const as of ['nobody', '', 'undefined', forged, ...wrong]) {
      const answer = await attempt(operation, as)
      expect(answer.status).toBe(401)
      expect(answer.body).toMatchObject({
        Errors: [{ ErrorCode: 'InvalidToken', Message: 'Access token is invalid or expired.', Data: null }],
      })
    }
  })

  it.each(named(ofPortal))('%s refuses one of a marketplace, and a revoked one', async (_, operation) => {
    for (const { token } of [world.market.seller, world.buyer])
      expect(codes(await attempt(operation, token))).toEqual(['InvalidToken'])
    const { Key, Username } = world.portal.account
    const answer = await attempt(operation, await tokenOf(Key, Username, -1))
    expect([answer.status, codes(answer)]).toEqual([401, ['Auth.TokenRevoked']])
  })

  it.each(named(ofMarketplaces))('%s refuses one of the portal', async (_, operation) => {
    const answer = await attempt(operation, world.portal.account.token)
    expect([answer.status, codes(answer)]).toEqual([401, ['InvalidToken']])
  })

  const callers = ofMarketplaces.flatMap((o) => kinds.map((kind) => [o.id, kind, o] as const))
  it.each(callers)('%s refuses a revoked one of a %s before anything else', async (_, kind, operation) => {
    for (const roles of [[], ['FullAccess']]) {
      const revoked = await world.market.as(userOf(kind), { generation: -1, roles })
      const answer = await attempt(operation, revoked)
      expect([answer.status, codes(answer)]).toEqual([401, ['Auth.TokenRevoked']])
    }
  })

  it.each(named(ofMarketplaces))('%s refuses who was shut out, with whatever roles', async (_, operation) => {
    for (const [code, user] of shutOut)
      for (const roles of [[], ['FullAccess']]) {
        const answer = await attempt(operation, await world.market.as(user, { roles }))
        expect([answer.status, codes(answer)]).toEqual([401, [code]])
      }
  })

  it('changes nothing', async () => {
    expect(await everything()).toEqual(before)
  })
})

describe('what needs no token', () => {
  it.each(named(operations.filter((o) => o.roles === 'anonymous')))(
    '%s is open, whatever is sent',
    async (_, operation) => {
      const request = await requestIn(world, operation)
      expect((await callIn(world, operation, { ...request, as: 'undefined' })).status).toBe(operation.status)
    },
  )
})

describe('without the right', () => {
  let before: Awaited<ReturnType<typeof everything>>
  beforeAll(async () => {
    before = await everything()
  })

  it.each(named(ofMarketplaces.filter((o) => o.roles !== 'any')))(
    '%s wants its roles',
    async (_, operation) => {
      // Of the role that stands for others there is a test of its own.
      const others = apiRoles.filter(
        (r) => r !== 'FullAccess' && r !== 'BulkReader' && !operation.roles.includes(r),
      )
      const roles = [...others, 'custom']
      const without = await world.market.as(callerOf(world, operation) as User, { roles })
      let answer!: Awaited<ReturnType<typeof attempt>>
      const sent = await sentDuring(async () => {
        answer = await attempt(operation, without)
      })
      expect([answer.status, codes(answer)]).toEqual([403, ['Auth.InsufficientRoles']])
      const { SufficientRoles, AssignedRoles } = answer.body.Errors[0].Data
      expect(SufficientRoles).toEqual(['FullAccess', ...operation.roles])
      expect(AssignedRoles).toEqual(roles)
      // The caller's state is looked at by the operation itself, so that this tells which one was reached.
      expect(sent.map((s) => s.operation)).toEqual([operation.id])
    },
  )

  it.each(named(ofMarketplaces.filter((o) => !o.roles.includes(CONTRIBUTOR))))(
    '%s refuses who was invited to an order, whatever the user may do who invited',
    async (_, operation) => {
      const answer = await attempt(operation, await contributor())
      expect([answer.status, codes(answer)]).toEqual([403, ['Auth.InsufficientRoles']])
    },
  )

  const restricted = operations.flatMap((o) =>
    kinds.filter((kind) => o.users && !o.users.includes(kind)).map((kind) => [o.id, kind, o] as const),
  )
  it.each(restricted)('%s refuses users of a %s', async (_, kind, operation) => {
    const answer = await attempt(operation, userOf(kind))
    expect([answer.status, codes(answer)]).toEqual([403, ['Auth.UserNotAuthorizedToAdmin']])
  })

  const ofCompanies = operations.flatMap((o) =>
    (['buyerID', 'supplierID'] as const)
      .filter((name) => pathParams(o.path).includes(name))
      .map((name) => [o.id, name, name === 'buyerID' ? 'Buyer' : 'Supplier', o] as const),
  )
  it.each(ofCompanies.filter(([, , kind, o]) => !o.anyCompany && (!o.users || o.users.includes(kind))))(
    '%s refuses a foreign {%s}, there or not',
    async (_, param, kind, operation) => {
      for (const stranger of ['someone-else', world.market.id]) {
        const answer = await attempt(operation, userOf(kind), { [param]: stranger })
        expect([answer.status, codes(answer)]).toEqual([403, ['Auth.UserNotAuthorizedToAdmin']])
      }
    },
  )

  it.each(named(operations.filter((o) => o.noGuests)))(
    '%s refuses anonymous shoppers',
    async (_, operation) => {
      const guest = await world.market.as(world.buyer, { order: 'some-order' })
      const answer = await attempt(operation, guest)
      expect([answer.status, codes(answer)]).toEqual([403, ['Auth.AnonUserProhibited']])
    },
  )

  it('changes nothing', async () => {
    expect(await everything()).toEqual(before)
  })
})

describe('of another marketplace', () => {
  let before: Awaited<ReturnType<typeof everything>>
  beforeAll(async () => {
    before = await everything()
  })

  /** Own path parameters: a direction names nothing. */
  const namesSomething = (o: Operation) => pathParams(o.path).some((p) => p !== 'direction')
  /** Saves may create an object of that ID in the caller's own marketplace; what is absent may be unassigned. */
  const maySucceed = (o: Operation) =>
    !namesSomething(o) || o.method === 'PUT' || (o.method === 'DELETE' && /assignments/i.test(o.path))

  it.each(named(ofMarketplaces))('%s sees nothing of this one', async (_, operation) => {
    const other = await marketplace()
    const as =
      operation.users?.includes('Seller') === false
        ? (await other.buyer({}, ['FullAccess'])).user
        : other.seller
    const params = { direction: as === other.seller ? 'Incoming' : 'Outgoing' }
    const answer = await attempt(operation, as, params)
    expect(JSON.stringify(answer.body)).not.toContain(MARK)
    if (answer.status < 300) expect(maySucceed(operation)).toBe(true)
    else expect([answer.status, codes(answer)]).toEqual([expect.toBeOneOf([400, 404]), expect.anything()])
    if (namesSomething(operation) && operation.method === 'GET') {
      expect([answer.status, codes(answer)]).toEqual([404, ['NotFound']])
      expect(answer.body.Errors[0].Data).toEqual({
        ObjectType: expect.any(String),
        ObjectID: expect.any(String),
      })
    }
  })

  it('changes nothing of this one', async () => {
    expect(await everything()).toEqual(before)
  })
})

describe('succeeds', () => {
  /** What takes something of the world away comes last. */
  const inOrder = [...operations.filter(isHarmless), ...operations.filter((o) => !isHarmless(o))]

  it.each(named(inOrder))('%s', async (_, operation) => {
    const { market } = world
    const request = await requestIn(world, operation)
    const repeatable = operation.method !== 'GET' && ofMarketplaces.includes(operation)
    const key: Record<string, string> = repeatable ? { 'Idempotency-Key': crypto.randomUUID() } : {}
    const keyed = { ...request, headers: { ...request.headers, ...key } }
    const answer = await callIn(world, operation, keyed)
    expect(answer.body?.Errors ?? []).toEqual([])
    expect(answer.status).toBe(operation.status)
    if (!isDocument(operation)) expect(mismatches(operation, answer.body)).toEqual([])
    expect(answer.headers.get('X-oc-logid')).toMatch(/^[0-9a-f-]{36}$/)
    if (operation.body && operation.body.model.name === operation.response?.name) {
      expect(answer.body).toMatchObject(echoed(operation, request.body as object))
      expect(JSON.stringify(answer.body)).not.toContain(JUNK)
    }
    if (operation.creates) {
      const location = answer.headers.get('Location')!
      expect(location.startsWith(`${ORIGIN}${fullPath(operation).split('{')[0]}`)).toBe(true)
      const created = await market.api('GET', location.slice(`${ORIGIN}/v1`.length), undefined, request.as)
      expect([created.status, created.body.ID]).toEqual([200, answer.body.ID])
    }
    // What has a response commits with it, and never with statements alone: a repeat is answered what the commit kept.
    if (repeatable && !operation.silent && !endsItsToken(operation)) {
      const again = await callIn(world, operation, keyed)
      if (operation.toldOnce)
        expect([again.status, codes(again)]).toEqual([409, ['Idempotency.AnswerNotKept']])
      else expect(told(again)).toEqual(told(answer))
    }
  })

  /** The token of the request is none any more. */
  const endsItsToken = ({ id }: Operation) => id === 'Me.RevokeTokens' || id === 'Me.ResetPasswordByToken'

  /** What must be the same when a request is repeated. */
  const told = ({ status, body, headers }: Answer) => [status, body, headers.get('Location')]

  /** The published documents have a test of their own. */
  const isDocument = (operation: Operation) => operation.response?.name === 'OpenApiDocument'

  /** What of a body its answer must show: all that was sent and may be seen. */
  function echoed(operation: Operation, body: object) {
    const shown = operation.response!.fields
    const visible = (fields: Fields, values: object): object =>
      Object.fromEntries(
        Object.entries(values).flatMap(([name, value]) => {
          const f = fields[name]
          if (!f || f.readOnly || f.writeOnly) return []
          return [[name, f.fields && value ? visible(f.fields, value) : value]]
        }),
      )
    return Object.fromEntries(
      Object.entries(visible(operation.body!.model.fields, body)).filter(
        ([name]) => name in shown && name !== 'ID',
      ),
    )
  }
})
