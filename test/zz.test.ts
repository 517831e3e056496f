import { it } from 'vitest'
import { operations } from '../src/operations.ts'
import { makeWorld, requestIn, callIn } from './conformance/world.ts'
it('x', async () => {
  const world = await makeWorld()
  let was = ''
  for (const o of operations.filter((o) => o.method !== 'DELETE')) {
    const r = await requestIn(world, o)
    const a = await callIn(world, o, r)
    const p = await world.market.api('GET', '/me/products/rope', undefined, world.buyer)
    const c = await world.market.api('GET', '/me/categories/ropes', undefined, world.buyer)
    const now = `${p.status} ${c.status}`
    if (now !== was) console.log(o.id, now, JSON.stringify(r.body))
    if (a.body?.Errors) console.log(o.id, JSON.stringify(a.body.Errors))
    was = now
  }
})
