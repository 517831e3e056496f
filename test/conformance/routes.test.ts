import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { fullPath } from '../../src/api/operation.ts'
import { createApp } from '../../src/app.ts'
import { operations } from '../../src/operations.ts'
import { plannedOfPortal } from '../../src/portal/planned.ts'
import type { Call } from '../../src/store/call.ts'
import { marketplace, send } from '../support/marketplace.ts'

const shape = (path: string) => path.toLowerCase().replace(/\{\w+\}/g, '{}')

describe('routes', () => {
  it('stand in one place: an operation that is built is not planned any more', () => {
    const built = new Set(operations.map((o) => `${o.method} ${shape(fullPath(o))}`))
    const both = Object.entries(plannedOfPortal).flatMap(([path, verbs]) =>
      verbs
        .split(' ')
        .map((v) => `${v} ${shape(path)}`)
        .filter((k) => built.has(k)),
    )
    expect(both).toEqual([])
  })

  it('are sorted by ID, so that each is found where its name says', () => {
    const ids = operations.map((o) => o.id)
    expect(ids).toEqual([...ids].sort())
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('tell what is not built yet from another verb and from no route', async () => {
    const [path, verbs] = Object.entries(plannedOfPortal)[0]!
    const sent = path.replaceAll(/\{\w+\}/g, 'some-id')
    expect(await send(verbs.split(' ')[0]!, sent, undefined, {})).toMatchObject({
      status: 501,
      body: { Errors: [{ ErrorCode: 'Api.NotImplemented' }] },
    })
    expect(await send('POST', '/me/products', '{}', {})).toMatchObject({
      status: 405,
      body: { Errors: [{ ErrorCode: 'MethodNotAllowed' }] },
    })
    expect(await send('GET', '/nowhere', undefined, {})).toMatchObject({
      status: 404,
      body: { Errors: [{ Data: { ObjectType: 'Route', ObjectID: '/v1/nowhere' } }] },
    })
  })

  it('resolve to themselves in any letter case, with the letter case of their parameters kept', async () => {
    const named = operations.map((o) => ({
      ...o,
      roles: 'anonymous' as const,
      body: undefined,
      query: undefined,
      list: undefined,
      lock: undefined,
      asksFirst: undefined,
      run: async (call: Call) => Response.json({ id: o.id, params: Object.values(call.params) }),
    }))
    const app = createApp(named as never)
    for (const o of operations) {
      const path = fullPath(o).replace(/\{\w+\}/g, '{}')
      for (const variant of [path, path.toUpperCase(), path.toLowerCase()]) {
        const sent = variant.replaceAll('{}', 'Some-ID')
        const answer = await app.request(
          `https://api.example.com${sent}`,
          { method: o.method },
          env,
          createExecutionContext(),
        )
        const params = Array(path.split('{}').length - 1).fill('Some-ID')
        expect([sent, await answer.json()]).toEqual([sent, { id: o.id, params }])
      }
    }
  })

  it('refuse a malformed percent escape', async () => {
    const m = await marketplace()
    expect(await m.api('GET', '/buyers/%zz')).toMatchObject({
      status: 400,
      body: { Errors: [{ Data: { Property: 'buyerID' } }] },
    })
  })
})
