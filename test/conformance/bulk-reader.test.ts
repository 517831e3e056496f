import { describe, expect, it } from 'vitest'
import { bulkRoles } from '../../src/api/roles.ts'
import { callerFor } from '../../src/auth/authorize.ts'
import { operations } from '../../src/operations.ts'
import type { Operation } from '../../src/resource/operation.ts'
import { marketplace } from '../support/marketplace.ts'
import { pathIn } from './requests.ts'
import { makeWorld } from './world.ts'

/** Resources of which something is a secret, or says who acts as whom. */
const SECRETS =
  /^(ApiClients|DeliveryConfigs?|ImpersonationConfigs|IntegrationEvents(?!\.GetWorksheet)|MessageSenders|MessageCCListeners|OpenIdConnects|SecurityProfiles|Webhooks)\./

const withRoles = operations.filter(
  (o): o is Operation & { roles: readonly string[] } => typeof o.roles !== 'string',
)
const forSellers = ({ users }: Operation) => users?.includes('Seller') !== false
/** What the role is to open: it reads, some reader's role opens it, and it shows no secret. */
const isToOpen = (o: Operation & { roles: readonly string[] }) =>
  o.method === 'GET' && forSellers(o) && o.roles.some((r) => r.endsWith('Reader')) && !SECRETS.test(o.id)
/** Whether roles open it to a seller's user. */
const isOpenTo = (o: Operation & { roles: readonly string[] }, held: readonly string[]) =>
  forSellers(o) && o.roles.some((r) => held.includes(r))

describe('BulkReader', () => {
  it('holds no role that writes, nor one of what has secrets', () => {
    expect(bulkRoles.filter((r) => !r.endsWith('Reader'))).toEqual([])
    expect(
      withRoles.filter((o) => o.method === 'GET' && SECRETS.test(o.id) && isOpenTo(o, bulkRoles)),
    ).toEqual([])
    expect(bulkRoles.length).toBeGreaterThan(25)
  })

  it('opens of all operations those that read and show no secret, to sellers alone', async () => {
    const world = await makeWorld()
    const seller = await world.market.as(world.market.seller, { roles: ['BulkReader'] })
    const buyer = await world.market.as(world.buyer, { roles: ['BulkReader'] })
    const supplier = await world.market.as(world.supplier, { roles: ['BulkReader'] })
    let opened = 0
    for (const o of withRoles) {
      const statusOf = async (as: typeof seller) =>
        (await world.market.api(o.method, pathIn(world, o, { direction: 'Incoming' }), o.body && {}, as))
          .status
      if (isToOpen(o)) {
        opened++
        expect([o.id, [200, 404].includes(await statusOf(seller))]).toEqual([o.id, true])
        expect([o.id, await statusOf(supplier)]).toEqual([o.id, 403])
        expect([o.id, await statusOf(buyer)]).toEqual([o.id, 403])
      } else expect([o.id, await statusOf(seller)]).toEqual([o.id, 403])
    }
    expect(opened).toBeGreaterThan(80)
  })

  it('shows orders of others as their readers see them', async () => {
    const m = await marketplace()
    const buyer = await m.buyer()
    await m.product(buyer, { ID: 'P' })
    const { ID } = await m.order(buyer.user, [['P', 1]])
    await m.must('POST', `/orders/Outgoing/${ID}/submit`, undefined, buyer.user)
    const reader = await m.user('Seller', m.id, ['BulkReader'])
    expect((await m.must('GET', '/orders/Incoming', undefined, reader)).Items).toMatchObject([{ ID }])
    expect(await m.outcome('PATCH', `/orders/Incoming/${ID}`, { Comments: 'x' }, reader)).toEqual([
      403,
      'Auth.InsufficientRoles',
    ])
  })

  it('adds nothing to what is written, or to anybody but sellers', () => {
    const caller = { kind: 'Seller', roles: ['BulkReader'] } as Parameters<typeof callerFor>[1]
    const write = operations.find((o) => o.id === 'Orders.Validate')!
    expect(callerFor(write, caller).roles).toEqual(['BulkReader'])
  })
})
