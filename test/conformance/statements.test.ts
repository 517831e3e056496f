import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { type CommerceRole, pathParams } from '../../src/api/operation.ts'
import { operations } from '../../src/operations.ts'
import type { Operation } from '../../src/resource/operation.ts'
import { collectionPath } from '../../src/resource/resource.ts'
import { Remembered } from '../../src/store/remembered.ts'
import type { Sent } from '../../src/store/session.ts'
import { explain } from '../support/explain.ts'
import type { As } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'
import { multiply } from './multiply.ts'
import { mostArguments, scans, sorts, strays } from './plan.ts'
import { bodyIn, callerOf, callIn, isHarmless, pathIn, type Request, requestIn } from './requests.ts'
import { makeWorld, type World } from './world.ts'

// What is known makes the difference between what an operation costs and what it cost before.
beforeAll(() => {
  vi.spyOn(Remembered.prototype, 'recall').mockReturnValue(undefined)
})

const named = (some: readonly Operation[]) => some.map((o) => [o.id, o] as const)
/** What takes something of the world away comes last. */
const inOrder = [...operations.filter(isHarmless), ...operations.filter((o) => !isHarmless(o))]

/** Every batch an operation sent. */
const sent = new Map<string, Sent[][]>()

let world: World

/** Calls an operation where it must succeed, and tells what it sent. */
async function record(operation: Operation, request: Request): Promise<Sent[][]> {
  // What the buyer sees is resolved anew after every change of the catalogue, by whoever looks first.
  await world.market.must('GET', '/me/products?ID=nothing', undefined, world.buyer)
  let status = 0
  const seen = await sentDuring(async () => {
    status = (await callIn(world, operation, request)).status
  })
  // Deliveries are sent in the background, and what is kept of lists is written there.
  const batches = seen
    .filter((s) => s.operation !== 'deliver')
    .flatMap((s) => s.batches)
    .filter((batch) => !batch.some((s) => /^insert into (facet_counts|list_totals)/.test(s.sql)))
  expect([operation.id, request.path, status]).toEqual([operation.id, request.path, operation.status])
  sent.set(operation.id, [...(sent.get(operation.id) ?? []), ...batches])
  return batches
}

const rowsRead = (batches: Sent[][]) => batches.flat().reduce((sum, s) => sum + s.rowsRead, 0)

/** Rows an operation read where there is one of everything. */
const rowsOfOne = new Map<string, number>()

describe('with one of everything, the round trips', () => {
  beforeAll(async () => {
    world = await makeWorld()
  })

  const creating = operations.filter(
    (o) => o.method === 'PUT' && operations.some((c) => c.creates && c.path === collectionPath(o.path)),
  )
  const madeByServer = ['ApiClients.Save', 'Me.SaveAddress', 'Me.SaveCreditCard']
  it.each(named(creating.filter((o) => !madeByServer.includes(o.id))))(
    'of %s that creates are two',
    async (_, operation) => {
      const path = pathIn(world, operation, {
        [pathParams(operation.path).at(-1)!]: `new-${crypto.randomUUID()}`,
      })
      const body = bodyIn(world, operation)
      const batches = await record(operation, { path, as: callerOf(world, operation), body })
      expect(batches.length).toBeLessThanOrEqual(2)
    },
  )

  /** Operations that ask others' servers: two round trips before each, and two behind. */
  const asking: Record<string, number> = { 'System.OpenIdConnectCode': 6, 'System.OpenIdConnectCodePost': 6 }
  /** What is read and yet writes, and why. */
  const writingGets: Record<string, string> = {
    'PortalApiClients.GetToken': 'makes the user that the token is for',
  }
  it.each(named(inOrder))('of %s are one to read, two to write', async (_, operation) => {
    const batches = await record(operation, await requestIn(world, operation))
    const writes = operation.method !== 'GET' || operation.id in writingGets
    // Whoever asks a customer's server reads the order for that, and once more when it has answered.
    const once = operation.asksFirst ? 3 : writes ? 2 : 1
    expect(batches.length).toBeLessThanOrEqual(asking[operation.id] ?? once)
    rowsOfOne.set(operation.id, rowsRead(batches))
  })
})

describe('with many of everything', () => {
  beforeAll(async () => {
    world = await makeWorld()
    // There are few events. What is done to an order reads its lines, promotions, payments, approvals and returns and the rules for them, to a shipment its items, to a spec its options, to a product its stock.
    const but = [
      'approval_rules',
      'api_client_secrets',
      'discount_assignments',
      'impersonation_configs',
      'integration_events',
      // Each is of an event of its own: copied objects have theirs by triggers.
      'deliveries',
      'inventory_record_assignments',
      'inventory_records',
      'line_items',
      'order_approvals',
      'order_promotions',
      'order_return_approvals',
      'order_returns',
      'payments',
      'seller_approval_rules',
      'shipment_items',
      'spec_options',
    ]
    await multiply(world.market.id, but)
  })

  /** Rows an operation may read more, be there ever so many of what it is not about. */
  const SLACK = 60
  /** Operations that look at more, and at what; each is bounded by something a marketplace has few of. */
  const proportional: Record<string, string> = {
    'ApiClients.Delete': 'takes the client out of the webhooks',
    'Cart.ApplyPromotions': 'looks at the automatic promotions, up to a limit',
    'Cart.RefreshPromotions': 'looks at the automatic promotions, up to a limit',
    'Buyers.Patch': 'looks at the products that a buyer who leaves a group was assigned',
    'Buyers.Save': 'looks at the products that a buyer who leaves a group was assigned',
    'Catalogs.DeleteAssignment': 'looks for products of it among those the buyer was assigned',
    'Catalogs.Get': 'counts the categories',
    'Catalogs.Patch': 'counts the categories',
    'Catalogs.Save': 'counts the categories',
    'Me.CreateGroupOrderInvitation': 'counts the invitations, of which there are few',
    'Me.CreateProductCollectionEntry': 'counts the entries, of which there are few',
    'Me.GetCatalog': 'counts the categories',
    'Me.SaveProductCollectionEntry': 'counts the entries, of which there are few',
    'Me.Register': 'copies what the shared user was given',
    'Orders.ApplyPromotions': 'looks at the automatic promotions, up to a limit',
    'Orders.Approve': 'tells everybody in the groups that were asked',
    'Orders.Decline': 'tells everybody in the groups that were asked',
    'OrderReturns.Approve': 'tells everybody in the groups that were asked',
    'OrderReturns.Submit': 'tells everybody in the groups that are asked',
    'OrderReturns.Decline': 'tells everybody in the groups that were asked',
    'Orders.RefreshPromotions': 'looks at the automatic promotions, up to a limit',
    'PortalOrganizations.Export': 'reads a page of rows',
    'Products.GenerateVariants': 'looks at the variants there are',
    'Specs.Patch': 'names it in the variants of its products',
    'Specs.PatchOption': 'names it in the variants of its products',
    'Specs.Save': 'names it in the variants of its products',
    'Specs.SaveOption': 'names it in the variants of its products',
    ...Object.fromEntries(
      operations
        .filter(
          (o) =>
            o.method === 'DELETE' &&
            /Synchronization\.|^ErrorConfigs|^InventoryIntegrations|^TrackingEvents/.test(o.id),
        )
        .map((o) => [o.id, 'lets go what waited for it while it was paused']),
    ),
  }
  it.each(named(inOrder.filter((o) => !o.list && !(o.id in proportional))))(
    '%s reads about as much as with one',
    async (_, operation) => {
      const rows = rowsRead(await record(operation, await requestIn(world, operation)))
      expect(rows).toBeLessThanOrEqual(rowsOfOne.get(operation.id)! + SLACK)
    },
  )
})

describe('a page of many', () => {
  beforeAll(async () => {
    world = await makeWorld()
    // One product would have them all.
    const ofOne = ['inventory_records', 'inventory_record_assignments', 'discount_assignments']
    await multiply(world.market.id, ofOne)
  })

  /** Lists that gather what they could show and sort it: their number is bounded by something else. */
  const gathered: Record<string, string> = {
    'Buyers.ListBuyerSellers': 'the suppliers of a marketplace',
    'Bundles.ListAssignments': 'the bundles of a marketplace',
    'Cart.ListEligiblePromotions': 'the promotions that are for all buyers, and those of one',
    'Cart.ListPromotions': 'the promotions of one order',
    'Catalogs.ListBundleAssignments': 'the bundles of a marketplace',
    'Categories.List': 'a tree, walked from its root',
    'Categories.ListBundleAssignments': 'the bundles of a marketplace',
    'Me.ListBuyerSellers': 'the suppliers of a marketplace',
    'Me.ListCatalogs': 'the catalogs of one buyer',
    'Me.ListCategories': 'a tree, walked from its root',
    'Me.ListProductCollectionEntries': 'the products of one collection',
    'Me.ListProductSellers': 'the suppliers of one product',
    'Me.ListPromotions': 'the promotions that are for all buyers, and those of one',
    'Me.ListShipmentItems': 'the items of one shipment',
    'Me.ListApprovableOrders': 'the orders that wait for the groups of one user',
    'Orders.ListApprovals': 'the approvals of one order',
    'Orders.ListEligibleApprovers': 'the members of the groups that one order waits for',
    'OrderReturns.ListApprovals': 'the approvals of one return',
    'OrderReturns.ListEligibleApprovers': 'the members of the groups that one return waits for',
    'Orders.ListEligiblePromotions': 'the promotions that are for all buyers, and those of one',
    'Orders.ListPromotions': 'the promotions of one order',
    'Me.ListShipments': 'the shipments of one user’s orders',
    'Me.ListSpecs': 'the specs of one product',
    'Me.ListUserGroups': 'the groups of one user',
    'MessageSenders.ListCCListenerAssignments': 'who gets copies, a few for each sender',
    'Orders.ListShipments': 'the shipments of one order',
    'ProductCollections.ListEntries': 'the products of one collection',
    'Products.ListSpecs': 'the specs of one product',
    'PortalMe.ListRegions': 'the installation itself',
    'PortalApiClients.ListUsers': 'the users of a marketplace, among whom a client chooses',
    'PortalOrganizations.List': 'the marketplaces of one account',
    'PortalOrganizations.ListContributors': 'the people of one marketplace',
    'PortalOrganizations.ListTeamAssignments': 'the teams of one marketplace',
    'PortalOrganizations.ListUserAssignments': 'the people of one marketplace',
    'PortalTeams.List': 'the teams of one account',
    'PortalTeams.ListMembers': 'the members of one team',
    'PortalTeams.ListOrganizations': 'the marketplaces of one team',
    'Products.ListSuppliers': 'the suppliers of one product',
    'Shipments.ListItems': 'the items of one shipment',
    'Suppliers.ListBuyers': 'the buyers of one supplier',
  }
  /** Rows an item costs, where it is more than five. */
  const rowsPerItem: Record<string, number> = {
    // Show what stands in the template of each.
    'Me.ListSubscriptions': 10,
    'Subscriptions.List': 10,
    // Show the roles of each, by way of its groups, and its locale.
    'AdminUsers.List': 9,
    'SupplierUsers.List': 9,
    'Users.List': 9,
    'Users.ListAcrossBuyers': 9,
    // Counts the assignments of each, and looks for the names of its events.
    'ApiClients.List': 12,
    'PortalApiClients.List': 12,
    // Counts the categories of each.
    'Catalogs.List': 7,
    // Pass over the assignments of bundles.
    'Categories.ListProductAssignments': 8,
    'Products.ListAssignments': 8,
    // Shows order, user, addresses and product beside the line.
    'LineItems.ListAcrossOrders': 7,
    // Looks for the uses of each, and passes over the private ones of others.
    'Me.ListAddresses': 6,
    // Each of these has a price, discounts and stock of its own to look for, and many are bundles, which are looked into;
    // all of it is gone through once more for the discounts on it, which counts three times, and for what is known.
    'Me.ListProducts': 13,
    // Shows the options of each.
    'Specs.List': 8,
  }

  /** Rows a total costs beside what it counts. */
  const rowsOfTotal: Record<string, number> = {
    // Counted by shelves; but each of the 61 bundles is looked into.
    'Me.ListProducts': 61 * 7,
  }

  /** Orders that a list gives without sorting: the default one, and those declared to have an index. */
  const orders = ({ list }: Operation): string[] => [
    '',
    ...(list!.indexed ?? (list!.sort === 'any' ? [] : list!.sort)).flatMap((s) => [s, `!${s}`]),
  ]

  const sides: [direction: string, kind: CommerceRole, orderID: string][] = [
    ['Outgoing', 'Buyer', 'order'],
    ['Incoming', 'Seller', 'order'],
    ['All', 'Seller', 'order'],
    ['Incoming', 'Supplier', 'supplied'],
  ]
  const cases = operations
    .filter((o) => o.list)
    .flatMap((o): [string, string, string, string, Operation][] =>
      pathParams(o.path).includes('direction')
        ? sides.filter(([, kind]) => !o.users || o.users.includes(kind)).map((side) => [o.id, ...side, o])
        : [[o.id, '', '', '', o]],
    )
  it.each(cases)('of %s %s %s is read from an index', async (_, direction, kind, orderID, operation) => {
    const callers: Record<string, As> = {
      Buyer: world.buyer,
      Seller: world.market.seller,
      Supplier: world.supplier,
    }
    for (const sortBy of orders(operation)) {
      const path = pathIn(world, operation, direction ? { direction, orderID } : {}, sortBy ? { sortBy } : {})
      const batches = await record(operation, { path, as: callers[kind] ?? callerOf(world, operation) })
      expect(batches.length).toBe(1)
      if (operation.id in gathered) continue
      const page = batches[0]!.find((s) => /limit \(\?\d* \+ 0\) offset/.test(s.sql))!
      const items = (await rowsOf(page)).length
      expect([sortBy, sorts(await explain(page))]).toEqual([sortBy, []])
      expect(page.rowsRead).toBeLessThanOrEqual((rowsPerItem[operation.id] ?? 5) * items + 10)
      const total = batches[0]!.find((s) => / as total\b/.test(s.sql))!
      // Another order has the same total, which need not be counted again.
      if (!total && sortBy) continue
      const counted = Number((await rowsOf(total))[0]!.total)
      expect(total.rowsRead).toBeLessThanOrEqual(
        (rowsPerItem[operation.id] ?? 5) * counted + 20 + (rowsOfTotal[operation.id] ?? 0),
      )
    }
  })

  /** Properties of text by which a list can be sorted from an index: by the same index they are found. */
  const indexedTexts = ({ list, response }: Operation) =>
    (list!.pagesOnly || list!.sort === 'any' ? [] : (list!.indexed ?? list!.sort)).filter(
      (name) => response!.fields[name]?.kind.isText,
    )
  const narrowed = operations.filter(
    (o) => o.list && !(o.id in gathered) && !o.path.includes('{direction}') && indexedTexts(o).length > 0,
  )
  it.each(named(narrowed))('of %s is narrowed from an index', async (_, operation) => {
    for (const name of indexedTexts(operation)) {
      const path = pathIn(world, operation, {}, { [name]: 'nobody' })
      const batches = await record(operation, { path, as: callerOf(world, operation) })
      const page = batches[0]!.find((s) => /limit \(\?\d* \+ 0\) offset/.test(s.sql))!
      expect([name, page.rowsRead < 10]).toEqual([name, true])
    }
  })

  const rowsOf = async ({ sql, params }: Sent) =>
    (
      await env.DB.prepare(sql)
        .bind(...params)
        .all()
    ).results
})

describe('every statement', () => {
  it.each(named(operations))(
    'of %s is answered from an index, within the marketplace',
    async (_, operation) => {
      const texts = new Map((sent.get(operation.id) ?? []).flat().map((s) => [s.sql, s]))
      for (const statement of texts.values()) {
        const plan = await explain(statement)
        expect([statement.sql, scans(statement.sql, plan)]).toEqual([statement.sql, []])
        // What D1 allows is less than what workerd allows here.
        expect([statement.sql, mostArguments(statement.sql) <= 32]).toEqual([statement.sql, true])
        // Of a limit that is a parameter, SQLite keeps no plan.
        expect(statement.sql).not.toMatch(/limit \?/)
        if (operation.roles !== 'anonymous')
          expect([statement.sql, strays(statement.sql, plan)]).toEqual([statement.sql, []])
      }
    },
  )
})
