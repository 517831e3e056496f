import { beforeAll, describe, expect, it } from 'vitest'
import { pathParams } from '../../src/api/operation.ts'
import { operations } from '../../src/operations.ts'
import type { Operation } from '../../src/resource/operation.ts'
import type { User } from '../support/marketplace.ts'
import { MARK } from './mark.ts'
import { callIn, pathIn } from './requests.ts'
import { makeWorld, type World } from './world.ts'

let world: World
/** Users with every role, of a buyer and a supplier that have nothing to do with the world's. */
let strangers: { Buyer: User; Supplier: User }

beforeAll(async () => {
  world = await makeWorld()
  const { market } = world
  const supplier = await market.supplier({ ID: 'elsewhere', AllBuyersCanOrder: false }, ['FullAccess'])
  const buyer = await market.buyer({ ID: 'third' }, ['FullAccess'])
  strangers = { Buyer: buyer.user, Supplier: supplier.user }
})

const kinds = ['Buyer', 'Supplier'] as const

/** Resources that a side's users may read with the role for it: the seller's own, and organisations of the other kind. */
const open: Record<(typeof kinds)[number], string[]> = {
  Buyer: ['Suppliers', 'SupplierAddresses', 'SupplierUserGroups', 'SupplierUsers', 'Locales'],
  Supplier: ['Buyers', 'Users', 'UserGroups', 'Addresses', 'CostCenters', 'CreditCards', 'SpendingAccounts'],
}
const ofSeller = ['AdminAddresses', 'AdminUserGroups', 'AdminUsers', 'ProductFacets']
const isOpen = ({ id }: Operation, kind: (typeof kinds)[number]) =>
  [...ofSeller, ...open[kind]].includes(id.split('.')[0]!) || /ListBuyerSellers$/.test(id)

/** Lists of products name every facet there is; its values are those of the list. */
const valuesOf = (facets: { Values: unknown }[]) => facets.map((f) => f.Values)

const readable = operations.filter(
  (o) => o.method === 'GET' && o.roles !== 'anonymous' && o.roles !== 'portal' && !o.root,
)

/** The stranger's own organisation where a path names one of its kind; the world's objects everywhere else. */
function pathFor(operation: Operation, kind: (typeof kinds)[number], query: Record<string, string> = {}) {
  const own: Record<string, string> =
    kind === 'Buyer'
      ? { buyerID: 'third', direction: 'Outgoing' }
      : { supplierID: 'elsewhere', direction: 'Incoming' }
  return pathIn(world, operation, own, query)
}

describe.each(kinds)('a stranger of a %s', (kind) => {
  const named = readable
    .filter((o) => (!o.users || o.users.includes(kind)) && !isOpen(o, kind))
    .map((o) => [o.id, o] as const)

  it.each(named)('sees nothing of others by %s', async (id, operation) => {
    const answer = await callIn(world, operation, { path: pathFor(operation, kind), as: strangers[kind] })
    const text = JSON.stringify(answer.body, (key, value) => (key === 'Facets' ? valuesOf(value) : value))
    expect([id, text.includes(MARK)]).toEqual([id, false])
    expect(answer.status).toBeOneOf([200, 400, 403, 404])
  })

  const lists = named.filter(([, o]) => o.list && !o.list.pagesOnly)
  it.each(lists)(
    'learns nothing of others from counts, searches, filters and sorts of %s',
    async (id, operation) => {
      const { list } = operation
      const texts = Object.entries(operation.response!.fields)
        .filter(([name, f]) => f.kind.isText && !f.writeOnly && name !== 'OwnerID')
        .map(([name]) => name)
      const asked: Record<string, string>[] = [
        { search: MARK },
        ...texts.slice(0, 4).map((name) => ({ [name]: `*${MARK}*` })),
        ...(list!.sort === 'any' ? ['Name'] : list!.sort.slice(0, 2)).map((sortBy) => ({ sortBy })),
      ]
      for (const query of asked) {
        const path = pathFor(operation, kind, query)
        const answer = await callIn(world, operation, { path, as: strangers[kind] })
        if (answer.status >= 400) continue
        expect([id, query, JSON.stringify(answer.body.Items).includes(MARK)]).toEqual([id, query, false])
        if (!('sortBy' in query)) expect([id, query, answer.body.Meta.TotalCount]).toEqual([id, query, 0])
      }
    },
  )

  it('is told the same of what is there and what is not', async () => {
    for (const [, operation] of named) {
      const params = pathParams(operation.path).filter((p) => p !== 'direction')
      if (params.length === 0) continue
      const last = params.at(-1)!
      const there = await callIn(world, operation, { path: pathFor(operation, kind), as: strangers[kind] })
      if (there.status !== 404) continue
      const { ObjectType } = there.body.Errors[0].Data
      const missing = pathFor(operation, kind).replace(
        new RegExp(`/${world.ids[last] ?? '-'}(?=/|$|\\?)`),
        '/not-there',
      )
      const absent = await callIn(world, operation, { path: missing, as: strangers[kind] })
      expect([operation.id, absent.status, absent.body.Errors[0].Data.ObjectType]).toEqual([
        operation.id,
        404,
        ObjectType,
      ])
    }
  })
})
