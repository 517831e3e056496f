/**
 * The Worker as `npm start` runs it on a demo that is not whole yet: requests are told to come back, so that nobody
 * meets half a marketplace. What is deployed has none of this.
 */

import { fail } from '../../src/api/errors.ts'
import type { Env } from '../../src/env.ts'
import worker from '../../src/index.ts'
import { asPortal, refusal } from '../../src/outcome.ts'
import { SEEDING_HEADER, SEEDING_PATH, SEEDING_VARIABLE, UNFINISHED } from './gate.ts'

// Its Durable Objects.
export * from '../../src/index.ts'

type SeedingEnv = Env & { [SEEDING_VARIABLE]: string }

/** Seconds after which a client may ask again. */
const SOON = '2'

/** Known to this isolate; another asks the database. */
let whole = false

export default {
  ...worker,
  async fetch(request, env, context) {
    const { pathname } = new URL(request.url)
    const seeding = request.headers.get(SEEDING_HEADER) === env[SEEDING_VARIABLE]
    if (seeding && request.method === 'DELETE' && pathname === SEEDING_PATH) {
      await env.DB.prepare(`drop table if exists ${UNFINISHED}`).run()
      whole = true
      return new Response(null, { status: 204 })
    }
    // A browser asks by OPTIONS first, and shows its page no answer where that fails.
    if (seeding || whole || request.method === 'OPTIONS') return worker.fetch(request, env, context)
    whole = !(await env.DB.prepare('select 1 from sqlite_schema where name = ?').bind(UNFINISHED).first())
    return whole ? worker.fetch(request, env, context) : comeBack(pathname.startsWith('/portal/'))
  },
} satisfies ExportedHandler<SeedingEnv, never>

function comeBack(portal: boolean): Response {
  const refused = refusal(fail('Api.Offline', 'The demo marketplace is being seeded. Please try again.'), '')
  const { status, body } = portal ? asPortal(refused) : refused
  return Response.json(body, {
    status,
    headers: {
      'Retry-After': SOON,
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'Retry-After',
      'Cache-Control': 'no-store',
    },
  })
}
