import { beforeAll, describe, expect, it } from 'vitest'
import { operations } from '../../src/operations.ts'
import { callersOf, itemsOf, singleOf } from './singles.ts'
import { makeStates } from './states.ts'
import { makeWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
  await makeStates(world)
})

/** Properties that differ by intention, by list, and why. */
const different: Record<string, Record<string, string>> = {
  'Products.ListSpecs': { DefaultOptionID: 'the default for this product' },
}
/** Lists that show a caller of the world nothing, and why. */
const empty: Record<string, string> = {
  'Cart.ListLineItems, to Guest': 'has submitted the order of the token',
  'Cart.ListPayments, to Guest': 'has submitted the order of the token',
  'InventoryRecords.ListVariant, to Supplier': 'keeps none of variants',
  'OrderReturns.List, to Guest': 'returns nothing',
  'OrderReturns.List, to Supplier': 'has delivered nothing that came back',
  'SellerApprovalRules.List, to Supplier': 'has no rules of its own',
  'Locales.List, to Buyer': 'prices of its own would have no currency',
}

const lists = operations.filter((o) => o.page && singleOf(o))
const cases = lists.flatMap((o) => callersOf(o).map((caller) => [o.id, caller, o] as const))

describe('an item of a list shows what the object shows by itself', () => {
  it.each(cases)('%s, to %s', async (_, caller, list) => {
    const found = await itemsOf(world, list, caller)
    const seen: unknown[] = []
    for (const { item, get, path, as } of found) {
      const { status, body } = await world.market.api('GET', path, undefined, as)
      expect([path, status]).toEqual([path, 200])
      seen.push(item)
      const names = Object.keys(item).filter(
        (name) => name in get.response!.fields && !(name in (different[list.id] ?? {})),
      )
      const only = (object: Record<string, unknown>) => Object.fromEntries(names.map((n) => [n, object[n]]))
      expect([path, only(item)]).toEqual([path, only(body)])
    }
    expect(seen.length > 0).toBe(!(`${list.id}, to ${caller}` in empty))
  })
})
