import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { MOST } from '../../src/resource/most.ts'
import { approvalRules, sellerApprovalRules } from '../../src/tables/approvals/approval-rules.ts'
import { integrationEvents } from '../../src/tables/integration/integration-events.ts'
import { messageSenders } from '../../src/tables/integration/message-senders.ts'
import { webhooks } from '../../src/tables/integration/webhooks.ts'
import type { Table } from '../../src/tables/table.ts'
import { type Marketplace, marketplace, write } from '../support/marketplace.ts'

/** What there may be so many of, in a marketplace that has a buyer `b` and a group `g` of it and of the seller. */
interface Limited {
  table: Table
  most: number
  path: string
  body: Record<string, unknown>
  /** What of a row is not in the body. */
  more?: (market: Marketplace) => Record<string, unknown>
}

const rule = { Name: 'Rule', ApprovingGroupID: 'g' }
const hook = { Name: 'Hook', Url: 'https://hooks.example.com', HashKey: 'k' }
const limited: Record<string, Limited> = {
  webhooks: { table: webhooks, most: MOST.webhooks, path: '/webhooks', body: hook },
  'message senders': {
    table: messageSenders,
    most: MOST.messageSenders,
    path: '/messagesenders',
    body: {
      Name: 'Sender',
      URL: 'https://mail.example.com',
      SharedKey: 'k',
      MessageTypes: ['OrderApproved'],
    },
  },
  'integration events': {
    table: integrationEvents,
    most: MOST.integrationEvents,
    path: '/integrationEvents',
    body: {
      Name: 'Event',
      EventType: 'OrderCheckout',
      CustomImplementationUrl: 'https://events.example.com',
      HashKey: 'k',
    },
  },
  'approval rules of a buyer': {
    table: approvalRules,
    most: MOST.approvalRules,
    path: '/buyers/b/approvalrules',
    body: { ...rule, RuleExpression: 'order.Total > 1' },
    more: () => ({ Kind: 'Buyer', Company: 'b' }),
  },
  'approval rules of the seller': {
    table: sellerApprovalRules,
    most: MOST.approvalRules,
    path: '/approvalrules',
    body: { ...rule, ApprovalType: 'OrderReturn', RuleExpression: 'orderReturn.RefundAmount > 1' },
    more: ({ id }) => ({ OwnerID: id }),
  },
}

async function world() {
  const market = await marketplace()
  for (const ID of ['b', 'other']) {
    await market.must('POST', '/buyers', { ID, Name: ID, Active: true })
    await market.must('POST', `/buyers/${ID}/usergroups`, { ID: 'g', Name: 'Group' })
  }
  await market.must('POST', '/usergroups', { ID: 'g', Name: 'Group' })
  return market
}

/** Fills all places but some. */
const fill = (market: Marketplace, { table, most, body, more }: Limited, left: number) =>
  write(
    market.id,
    Array.from({ length: most - left }, (_, i) => [table, { ...body, ...more?.(market), ID: `r${i}` }]),
  )

describe.each(Object.entries(limited))('%s', (_, one) => {
  it('of ten made at once where one place is left, one is made', async () => {
    const market = await world()
    await fill(market, one, 1)
    const made = await Promise.all(
      Array.from({ length: 10 }, (_, i) => market.api('POST', one.path, { ...one.body, ID: `new${i}` })),
    )
    const refused = made.filter((a) => a.status !== 201)
    expect(refused.length).toBe(9)
    for (const { status, body } of refused)
      expect([status, body.Errors]).toEqual([
        400,
        [
          {
            ErrorCode: 'ValidationFailure',
            Message: expect.stringContaining(`at most ${one.most}`),
            Data: { Property: 'ID', Rule: 'Rule' },
          },
        ],
      ])
    const { results } = await env.DB.prepare(
      `select count(*) count from ${one.table.name} where Marketplace = ?`,
    )
      .bind(market.id)
      .all()
    expect(results).toEqual([{ count: one.most }])
  })

  it('a full place takes no new one by PUT, changes what it has, and takes one where one has gone', async () => {
    const market = await world()
    await fill(market, one, 0)
    expect(await market.outcome('PUT', `${one.path}/new`, one.body)).toEqual([400, 'ValidationFailure'])
    expect(await market.outcome('PUT', `${one.path}/r1`, { ...one.body, Name: 'Changed' })).toBe(200)
    await market.must('DELETE', `${one.path}/r2`)
    expect(await market.outcome('PUT', `${one.path}/new`, one.body)).toBe(200)
  })
})

it('what is full for one buyer, supplier or marketplace is not for another', async () => {
  const market = await world()
  const supplier = await market.supplier({}, ['FullAccess'])
  await market.must('POST', `/suppliers/${supplier.ID}/usergroups`, { ID: 'g', Name: 'Group' })
  for (const one of Object.values(limited)) await fill(market, one, 0)
  const ofBuyer = limited['approval rules of a buyer']!
  expect(await market.outcome('POST', '/buyers/other/approvalrules', ofBuyer.body)).toBe(201)
  const ofSeller = limited['approval rules of the seller']!
  expect(await market.outcome('POST', ofSeller.path, ofSeller.body, supplier.user)).toBe(201)
  const another = await world()
  for (const { path, body } of Object.values(limited))
    expect(await another.outcome('POST', path, body)).toBe(201)
})

describe('webhooks before the requests of a client', () => {
  it('are so many at most, made at once or named by a change', async () => {
    const market = await world()
    const { backOffice, storefront } = market.clients
    const before = { ...hook, BeforeProcessRequest: true, WebhookRoutes: [] }
    await write(
      market.id,
      Array.from({ length: MOST.beforeHooks - 1 }, (_, i) => [
        webhooks,
        { ...before, ID: `r${i}`, ApiClientIDs: [storefront], HeldRoles: ['FullAccess'] },
      ]),
    )
    const make = (ID: string, ApiClientIDs: string[]) =>
      market.outcome('POST', '/webhooks', { ...before, ID, ApiClientIDs })
    const made = await Promise.all(
      Array.from({ length: 5 }, (_, i) => make(`new${i}`, [backOffice, storefront])),
    )
    expect(made.filter((m) => m === 201).length).toBe(1)
    expect(made.filter((m) => Array.isArray(m) && m[1] === 'ValidationFailure').length).toBe(4)
    // Another client's are not those, and afterwards they delay nobody.
    expect(await make('elsewhere', [backOffice])).toBe(201)
    const named = { ApiClientIDs: [backOffice, storefront] }
    expect(await market.outcome('PATCH', '/webhooks/elsewhere', named)).toEqual([400, 'ValidationFailure'])
    expect(
      await market.outcome('PATCH', '/webhooks/elsewhere', { ...named, BeforeProcessRequest: false }),
    ).toBe(200)
  })
})
