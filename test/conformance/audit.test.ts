import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { operations } from '../../src/operations.ts'
import type { Operation } from '../../src/resource/operation.ts'
import { PASSWORD, PASSWORD_HASH, type User } from '../support/marketplace.ts'
import { callIn, isHarmless, requestIn } from './requests.ts'
import { makeWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})

/** What is told of one request, as it is stored. */
const toldOf = async (logID: string | null) =>
  (
    await env.DB.prepare('select * from audit where LogID = ?')
      .bind(logID)
      .all<Record<string, string | null>>()
  ).results

/** What writes nothing in the world as it is. */
const unchanging = ['Cart.ApplyPromotions', 'Orders.ApplyPromotions', 'Cart.Validate', 'Orders.Validate']
/** Each of its items leaves one, as the request that it would be alone. */
unchanging.push('Bulk.Save')
/** What is told though it is a GET or needs no token: it makes a user, or changes one. */
const told = ['PortalApiClients.GetToken', 'ForgottenCredentials.ResetPasswordByVerificationCode']

/** Whether it leaves a row: it writes something of a marketplace, in the name of somebody. */
const isTold = ({ id, method, roles, path }: Operation) =>
  told.includes(id) ||
  (method !== 'GET' &&
    roles !== 'anonymous' &&
    !unchanging.includes(id) &&
    (roles !== 'portal' || path.includes('{organizationID}')))

/** Values of a body that are secret by their declaration. */
const secretsIn = (body: unknown, { body: declared }: Operation): string[] =>
  Object.entries(body instanceof Object ? body : {}).flatMap(([name, value]) => {
    const field = declared?.model.fields[name]
    return value && (field?.kind.isSecret || field?.writeOnly) ? [String(value)] : []
  })

describe('a request', () => {
  const inOrder = [...operations.filter(isHarmless), ...operations.filter((o) => !isHarmless(o))]
  let secrets = 0

  it.each(inOrder.map((o) => [o.id, isTold(o) ? 'one row' : 'none', o] as const))(
    '%s leaves %s, without a secret',
    async (_, rows, operation) => {
      const request = await requestIn(world, operation)
      const answer = await callIn(world, operation, request)
      expect(answer.status).toBe(operation.status)
      const found = await toldOf(answer.headers.get('X-oc-logid'))
      expect(found.length).toBe(rows === 'one row' ? 1 : 0)
      if (!found[0]) return
      const user = request.as instanceof Object ? (request.as as User).identity : undefined
      if (operation.roles !== 'portal') expect(found[0].Marketplace).toBe(world.market.id)
      expect(found[0]).toMatchObject({
        OperationID: operation.id,
        Kind: user?.kind ?? (operation.roles === 'portal' ? 'Portal' : null),
        UserID: user?.user ?? null,
        ClientID: user?.client ?? null,
      })
      const text = JSON.stringify(found)
      const own = [...secretsIn(request.body, operation), ...secretsIn(answer.body, operation)]
      secrets += own.length
      for (const secret of [...own, PASSWORD, PASSWORD_HASH, 'scrypt$']) expect(text).not.toContain(secret)
      if (operation.roles === 'anonymous') expect(found[0].Params).toBe('{}')
    },
  )

  it('has sent secrets', () => {
    expect(secrets).toBeGreaterThan(20)
  })

  it('that is refused leaves nothing', async () => {
    const answer = await world.market.api('POST', '/buyers', { ID: 'acme', Name: 'Taken', Active: true })
    expect(answer.status).toBe(409)
    expect(await toldOf(answer.headers.get('X-oc-logid'))).toEqual([])
  })
})
