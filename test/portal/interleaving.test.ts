import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { interleaved, outbox } from '../support/portal.ts'
import { guarded, pathOf, rules, type World, world } from './rules.ts'

beforeEach(() => {
  outbox()
})

const run = (sql: string, ...values: string[]) =>
  env.DB.prepare(sql)
    .bind(...values)
    .run()

/** Takes everything in a world from its owner. */
async function disown(w: World) {
  await run('update marketplaces set Owner = ?2 where ID = ?1', w.id, w.guest.Key)
  await run('update portal_teams set Owner = ?2 where ID = ?1', w.id, w.guest.Key)
  await run('delete from portal_team_members where Party = ?', w.owner.Key)
}

/** Everything that is written about accounts and marketplaces, but for attempts. */
async function everything(w: World) {
  const names = [
    'marketplaces',
    'portal_teams',
    'portal_team_members',
    'portal_access',
    'portal_codes',
    'users',
    'told',
  ]
  const results = await env.DB.batch(names.map((n) => env.DB.prepare(`select * from ${n}`)))
  return [w.id, ...results.map((r) => r.results)]
}

const writing = guarded.filter((o) => o.method !== 'GET' || o.id === 'PortalApiClients.GetToken')

describe('what was allowed when it was read', () => {
  const ofSomething = writing.filter((o) => rules[o.id]!.who !== 'everybody')
  it.each(ofSomething.map((o) => [o.id, o] as const))(
    '%s is not written when the right to it has gone',
    async (id, o) => {
      const w = await world()
      let before: unknown
      const answer = await interleaved(
        o.method,
        pathOf(w, o),
        rules[id]!.body?.(w),
        w.owner.token,
        async () => {
          await disown(w)
          before = await everything(w)
        },
      )
      expect(answer.status).toBe(rules[id]!.stranger ?? 404)
      expect(await everything(w)).toEqual(before)
    },
  )

  // Those that answer without a write do not look again.
  const written = writing.filter((o) => !rules[o.id]!.status)
  it.each(written.map((o) => [o.id, o] as const))(
    '%s is not written when the account was shut out',
    async (id, o) => {
      const w = await world()
      let before: unknown
      const answer = await interleaved(
        o.method,
        pathOf(w, o),
        rules[id]!.body?.(w),
        w.owner.token,
        async () => {
          await run(
            'update portal_accounts set TokenGeneration = TokenGeneration + 1 where Key = ?',
            w.owner.Key,
          )
          before = await everything(w)
        },
      )
      expect([answer.status, answer.body.Errors[0].ErrorCode]).toEqual([401, 'Auth.TokenRevoked'])
      expect(await everything(w)).toEqual(before)
    },
  )
})
