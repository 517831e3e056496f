import { it } from 'vitest'
import { makeWorld } from './conformance/world.ts'
import { multiply } from './conformance/multiply.ts'
import { explain } from './conformance/plan.ts'
import { sentDuring } from './support/observe.ts'
it('x', async () => {
  const world = await makeWorld()
  await multiply(world.market.id)
  for (const [path, as] of [['/orders/Outgoing/order/lineitems', world.buyer], ['/me/shipments', world.buyer], ['/catalogs/acme/categories?sortBy=Name', 'seller'], ['/orders/Incoming', 'seller'],['/me/usergroups', world.buyer], ['/orders/Incoming/shipped/shipments','seller']] as const) {
    const sent = await sentDuring(() => world.market.must('GET', path, undefined, as))
    for (const s of sent.flatMap((x) => x.batches).flat()) {
      if (!/limit \?\d* offset| as total/.test(s.sql)) continue
      console.log(path, s.rowsRead, '\n', s.sql.replace(/^select .*? from (?=[a-z"(]+)/s, 'select … from ').replace(/\s+/g,' ').slice(0,1800), '\n', (await explain(s)).map((l) => `${l.parent} ${l.detail}`).join('\n '))
    }
  }
})
