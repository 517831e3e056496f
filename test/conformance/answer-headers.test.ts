import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { operations } from '../../src/operations.ts'
import { ORIGIN, send } from '../support/marketplace.ts'
import { callIn, requestIn } from './requests.ts'
import { makeWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})

/** Documents that are everybody's: their copies may be kept for a while. */
const PUBLIC = new Set(['System.GetOpenApiV3', 'System.GetOpenApiV31'])

const headersOf = (headers: Headers) => ({
  policy: headers.get('Content-Security-Policy'),
  sniff: headers.get('X-Content-Type-Options'),
  referrer: headers.get('Referrer-Policy'),
  keep: headers.get('Cache-Control'),
})
const ALWAYS = {
  policy: "default-src 'none'; frame-ancestors 'none'",
  sniff: 'nosniff',
  referrer: 'no-referrer',
  keep: 'no-store',
}

describe('an answer is nobody’s to keep, to frame or to guess the type of', () => {
  it.each(operations.map((o) => [o.id, o] as const))('%s, done and refused', async (_, operation) => {
    const request = await requestIn(world, operation)
    const done = await callIn(world, operation, request)
    const keep = PUBLIC.has(operation.id) ? 'public, max-age=300' : 'no-store'
    expect(headersOf(done.headers)).toEqual({ ...ALWAYS, keep })
    expect(done.headers.get('WWW-Authenticate')).toBeNull()
    for (const [as, challenge] of [
      ['nobody', 'Bearer realm="wharf"'],
      ['nonsense', 'Bearer realm="wharf", error="invalid_token"'],
    ] as const) {
      const refused = await callIn(world, operation, { ...request, as })
      expect(headersOf(refused.headers)).toMatchObject({ ...ALWAYS, keep })
      expect(refused.headers.get('WWW-Authenticate')).toBe(refused.status === 401 ? challenge : null)
    }
  })

  it.each([
    ['a route there is not', 'GET', '/nothing', 404],
    ['another verb', 'DELETE', '/me', 405],
    ['what is not built', 'GET', '/portal/api/v1/me/authorizationmethods', 501],
    ['a preflight', 'OPTIONS', '/me', 204],
    ['a wrong secret', 'POST', '/oauth/token', 401],
  ])('%s', async (_, method, path, status) => {
    const form = { grant_type: 'client_credentials', client_id: world.market.clients.backOffice }
    const answer = await send(
      method,
      path,
      method === 'POST' ? new URLSearchParams(form).toString() : undefined,
      { 'Content-Type': 'application/x-www-form-urlencoded', Origin: 'https://shop.example.com' },
    )
    expect(answer.status).toBe(status)
    expect(headersOf(answer.headers)).toEqual(ALWAYS)
    expect(answer.headers.has('WWW-Authenticate')).toBe(status === 401)
  })

  test('browsers let applications read the challenge', async () => {
    const answer = await send('GET', '/me', undefined, { Origin: 'https://shop.example.com' })
    expect(answer.headers.get('Access-Control-Expose-Headers')).toContain('WWW-Authenticate')
  })
})

describe('a page runs what is its own, and nobody frames it', () => {
  it.each(['/', '/console/', '/landing.js', '/icon.svg', '/console/console.js', '/openapi.json'])(
    '%s',
    async (path) => {
      const { status, headers } = await env.ASSETS.fetch(`${ORIGIN}${path}`)
      expect(status).toBe(200)
      const { policy, sniff, referrer } = headersOf(headers)
      expect([sniff, referrer]).toEqual(['nosniff', 'no-referrer'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain("script-src 'self';")
    },
  )
})
