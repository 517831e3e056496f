import { beforeEach, describe, expect, it } from 'vitest'
import { marketplace } from '../support/marketplace.ts'
import { outbox } from '../support/portal.ts'
import { attempt, guarded, ofPortal, places, roles, rules, world } from './rules.ts'

beforeEach(() => {
  outbox()
})

describe('every operation of the portal', () => {
  it('has its rule here', () => {
    expect(guarded.map((o) => o.id)).toEqual(Object.keys(rules).sort())
  })

  it('wants an account, but those by which one gets in', () => {
    expect(ofPortal.filter((o) => o.roles !== 'portal').map((o) => o.id)).toEqual([
      'PortalAccounts.ForgotPassword',
      'PortalAccounts.Register',
      'PortalAccounts.ResetPassword',
      'PortalAccounts.Unlock',
      'PortalAccounts.Verify',
      'PortalAuth.Login',
      'PortalAuth.Logout',
    ])
  })

  it.each(guarded.map((o) => [o.id, o] as const))(
    '%s opens to nobody without a token of the portal',
    async (_, o) => {
      const w = await world()
      const { seller } = await marketplace()
      const given = (await w.owner.must('GET', `/organizations/${w.id}/token`)).access_token
      for (const token of [undefined, 'undefined', seller.token, given]) {
        const answer = await attempt(w, o, token)
        expect([answer.status, answer.body.Errors[0].ErrorCode]).toEqual([401, 'InvalidToken'])
      }
    },
  )

  const cases = guarded.flatMap((o) => roles.map((role) => [o.id, role, o] as const))
  it.each(cases)('%s for the %s', async (id, role, o) => {
    const rule = rules[id]!
    const w = await world()
    const answer = await attempt(w, o, w[role].token)
    if (places[rule.who].includes(role))
      expect([answer.body?.Errors ?? [], answer.status]).toEqual(
        rule.status ? [expect.anything(), rule.status] : [[], o.status],
      )
    else if (role === 'stranger') {
      expect(answer.status).toBe(rule.stranger ?? 404)
      expect(answer.body.Errors[0].Data).toEqual({ ObjectType: expect.any(String), ObjectID: w.id })
    } else {
      expect([answer.status, answer.body.Errors[0].ErrorCode]).toEqual([403, 'Auth.InsufficientRoles'])
    }
  })
})
