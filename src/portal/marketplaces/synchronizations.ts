import { fail, notFound } from '../../api/errors.ts'
import { count, oneOf, readOnly, ref, required, text, timestamp } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { toWire } from '../../api/time.ts'
import { destination } from '../../integration/sync/destination.ts'
import { beginning, fewWalks, type Walk, walkReads, walksQuery } from '../../integration/sync/walks.ts'
import type { Call } from '../../store/call.ts'
import { existence, type Fact, rely, the } from '../../store/fact.ts'
import { catalogs } from '../../tables/catalog/catalogs.ts'
import { categories } from '../../tables/catalog/categories.ts'
import { commitAtHome, enter, entered } from '../access/enter.ts'
import { portalOperation } from '../declare.ts'

/** Begins a walk of a marketplace, where nobody else has and what it tells is delivered anywhere. */
async function begin(
  call: Call,
  source: 'products' | 'orders',
  walk: Walk,
  objects: Fact<unknown>[] = [],
): Promise<null> {
  const marketplace = call.params.organizationID!
  const missing =
    source === 'products'
      ? fail('Synchronize.ProductSyncNotEnabled', 'Nothing says where products are to be delivered.')
      : notFound('OrderSyncConfig', '')
  const entry = await enter(call, 'admin')
  const { home, above } = entry
  const read = await home.read({
    above,
    to: destination(marketplace, source, missing),
    objects,
    ...walkReads(marketplace, walk),
  })
  entered(entry, read.above)
  rely(home, read.to)
  for (const object of read.objects) the(object)
  const before = read.before.rows[0] && the(read.before)
  const told = [beginning(marketplace, source, walk, before)]
  await commitAtHome(call, home, [], { statements: [fewWalks(marketplace, walk)], told, answer: null })
  return null
}

const syncCatalog = portalOperation({
  id: 'PortalOrganizations.SyncCatalog',
  method: 'POST',
  path: '/organizations/{organizationID}/synchronizecatalog',
  body: {
    model: model('SyncCatalogRequest', { CatalogID: required(ref('Catalog')), CategoryID: ref('Category') }),
  },
  summary: 'Delivers all of a catalog, or the products of one of its categories, as it is now.',
  run: (call) => {
    const { CatalogID, CategoryID } = call.body
    const marketplace = call.params.organizationID!
    const object = CategoryID
      ? existence(
          categories,
          marketplace,
          { CatalogID, ID: CategoryID },
          { type: 'Category', id: CategoryID },
        )
      : existence(catalogs, marketplace, { ID: CatalogID }, { type: 'Catalog', id: CatalogID })
    const walk: Walk = CategoryID
      ? { Walk: 'category', Key: [CatalogID, CategoryID] }
      : { Walk: 'catalog', Key: [CatalogID] }
    return begin(call, 'products', walk, [object])
  },
})

/** The first and the last moment there is. */
const EVER = [toWire(0), '9999-12-31T23:59:59.999+00:00'] as const

const syncOrders = portalOperation({
  id: 'PortalOrganizations.SyncOrders',
  method: 'POST',
  path: '/organizations/{organizationID}/synchronizeorders',
  body: { model: model('SyncOrdersRequest', { StartDate: timestamp(), EndDate: timestamp() }) },
  summary: 'Delivers the orders that were submitted in a time, as they are now.',
  run: (call) => {
    const { StartDate, EndDate } = call.body
    const [from, to] = [StartDate ?? EVER[0], EndDate ?? EVER[1]]
    if (from > to)
      throw fail('OrderSync.InvalidDateRangeForSyncOperation', 'StartDate must not be after EndDate.')
    return begin(call, 'orders', { Walk: 'orders', Key: [from, to] })
  },
})

/** Ours: how far they have come. */
const list = portalOperation({
  id: 'PortalOrganizations.ListSynchronizations',
  method: 'GET',
  path: '/organizations/{organizationID}/synchronizations',
  response: model('Synchronization', {
    ID: readOnly(text()),
    Status: readOnly(oneOf(['Running', 'Completed', 'Failed'])),
    Told: readOnly(count()),
    LastError: readOnly(text()),
    DateStarted: readOnly(timestamp()),
  }),
  page: 'array',
  summary: 'Tells how far deliveries of catalogs and orders that were asked for have come, the latest 100.',
  run: async (call) => {
    const entry = await enter(call, 'admin')
    const read = await entry.home.read({ above: entry.above, walks: walksQuery(call.params.organizationID!) })
    entered(entry, read.above)
    return read.walks.map(({ Body: _, ...walk }) => walk)
  },
})

export const operations = [list, syncCatalog, syncOrders]
