import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Operation } from '../../src/api/operation.ts'
import { tables } from '../../src/api/table.ts'
import { operations } from '../../src/operations.ts'
import type { Sent } from '../../src/store/session.ts'
import { sentDuring } from '../support/observe.ts'
import { callIn, isHarmless, makeWorld, requestIn, type World } from './world.ts'

it('x', async () => {
  const world = await makeWorld()
  const seen = new Map<string, string>()
  for (const operation of [...operations.filter(isHarmless), ...operations.filter((o) => !isHarmless(o))]) {
    const request = await requestIn(world, operation)
    const sent = await sentDuring(() => callIn(world, operation, request))
    const batches = sent.flatMap((s) => s.batches)
    if (batches.length > (operation.method === 'GET' ? 1 : 2)) console.log('TRIPS', operation.id, batches.length)
    for (const b of batches.flat()) {
      if (seen.has(b.sql)) continue
      seen.set(b.sql, operation.id)
      const { results } = await env.DB.prepare(`explain query plan ${b.sql}`).bind(...b.params).all<{ detail: string }>()
      for (const r of results)
        if (/^SCAN|TEMP B-TREE|AUTOMATIC/.test(r.detail) || (/^SEARCH/.test(r.detail) && !/Marketplace=/.test(r.detail)))
          console.log('PLAN', operation.id, r.detail, '|', b.sql.slice(0, 100).replace(/\s+/g, ' '))
    }
  }
}, 60000)
