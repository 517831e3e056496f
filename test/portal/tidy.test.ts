import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { toWire } from '../../src/api/time.ts'
import { deleteOrphans } from '../../src/store/retention/expired.ts'
import { attempts } from '../../src/tables/auth/sign-in.ts'
import { portalCodes, portalLoginFailures, portalRefreshTokens } from '../../src/tables/portal/accounts.ts'
import { write } from '../support/marketplace.ts'

const DAY = 86_400_000

it('what has expired in the portal goes by night, and nothing else', async () => {
  const now = Date.now()
  const at = (days: number) => toWire(now + days * DAY)
  const minute = (days: number) => Math.floor((now + days * DAY) / 60_000)
  for (const [name, days] of [
    ['old', -2],
    ['live', 2],
  ] as const)
    await write('', [
      [portalCodes, { Kind: 'Reset', Subject: name, Hash: name, Expires: at(days) }],
      [portalRefreshTokens, { Hash: name, AccountKey: 'a', Expires: at(days) }],
      [portalLoginFailures, { Username: name, Attempts: 10, LockedUntil: at(days), Expires: at(days) }],
      [attempts, { Subject: name, Minute: minute(days), Count: 1 }],
    ])
  // Failures that never came to a lockout go as well, once they do not count any more.
  await write('', [
    [portalLoginFailures, { Username: 'counted', Attempts: 3, Expires: at(-1) }],
    [portalLoginFailures, { Username: 'counting', Attempts: 3, Expires: at(1) }],
  ])
  await deleteOrphans(env, now)
  for (const [table, column, left] of [
    ['portal_codes', 'Subject', ['live']],
    ['portal_refresh_tokens', 'Hash', ['live']],
    ['portal_login_failures', 'Username', ['counting', 'live']],
    ['attempts', 'Subject', ['live']],
  ] as const) {
    const { results } = await env.DB.prepare(`select ${column} name from ${table} order by 1`).all<{
      name: string
    }>()
    expect([table, results.map((r) => r.name)]).toEqual([table, left])
  }
})
