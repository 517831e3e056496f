import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { deleteLeftOrders } from '../../src/orders/order/left-orders.ts'
import { tables } from '../../src/tables/table.ts'
import { scans } from '../conformance/plan.ts'
import { explain } from '../support/explain.ts'
import { type As, type Marketplace, marketplace, type User } from '../support/marketplace.ts'
import { beforeItWrites, sentDuring } from '../support/observe.ts'

import '../../src/schema.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

let m: Marketplace
let alice: User
const rope = { ProductID: 'rope', Quantity: 1 }

beforeEach(async () => {
  m = await marketplace()
  const acme = await m.buyer({ ID: 'acme' })
  alice = acme.user
  await m.product(acme, { ID: 'rope' })
})

async function order(ID: string, lines: number, as: As = alice) {
  await m.must('POST', '/orders/Outgoing', { ID }, as)
  for (let i = 0; i < lines; i++) await m.must('POST', `/orders/Outgoing/${ID}/lineitems`, rope, as)
}

const run = (sql: string, ...more: unknown[]) =>
  env.DB.prepare(sql)
    .bind(m.id, ...more)
    .run()

/** IDs of the marketplace's orders, when it is so much later and the night's work is done. */
async function left(later: number): Promise<string[]> {
  await deleteLeftOrders(env, Date.now() + later)
  const { results } = await run('select ID from orders where Marketplace = ? order by ID')
  return results.map((r) => String(r.ID))
}

describe('an order that nobody submits', () => {
  it('is deleted without lines after a day, a guest’s after a week, a user’s after ninety days', async () => {
    await order('empty', 0)
    await order('filled', 1)
    await order('guests', 1, await m.as(alice, { order: 'guests' }))
    expect(await left(23 * HOUR)).toEqual(['empty', 'filled', 'guests'])
    expect(await left(25 * HOUR)).toEqual(['filled', 'guests'])
    expect(await left(8 * DAY)).toEqual(['filled'])
    expect(await left(89 * DAY)).toEqual(['filled'])
    expect(await left(91 * DAY)).toEqual([])
  })

  it('stays for as long after every change, but for one without lines', async () => {
    for (const [ID, lines] of [
      ['empty', 0],
      ['filled', 1],
    ] as const)
      await order(ID, lines)
    const changed = new Date(Date.now() + 80 * DAY).toISOString()
    await run('update orders set LastUpdated = ?2 where Marketplace = ?1', changed)
    expect(await left(91 * DAY)).toEqual(['filled'])
    expect(await left(171 * DAY)).toEqual([])
  })

  it('is none in any other status, none that was split off another, and none that subscriptions are made of', async () => {
    await order('kept', 1)
    for (const set of [
      ...['AwaitingApproval', 'Declined', 'Open', 'Completed', 'Canceled'].map((s) => `Status = '${s}'`),
      "Status = 'Unsubmitted', SourceKey = 'other'",
      "SourceKey = null, Leg = 'Subscription'",
    ]) {
      await run(`update orders set ${set} where Marketplace = ?`)
      expect([set, await left(400 * DAY)]).toEqual([set, ['kept']])
    }
  })

  it('goes with all that belongs to it, and nothing of others', async () => {
    await order('going', 2)
    await order('staying', 1)
    const ExpirationDate = new Date(Date.now() + DAY).toISOString()
    for (const ID of ['going', 'staying']) {
      await m.must('POST', `/orders/Outgoing/${ID}/payments`, { Type: 'PurchaseOrder' }, alice)
      await m.must('POST', '/me/orderinvitations', { OrderID: ID, ExpirationDate }, alice)
    }
    await run("update orders set LastUpdated = '2020' where Marketplace = ? and ID = 'going'")
    expect(await left(2 * DAY)).toEqual(['staying'])
    for (const name of ['line_items', 'payments', 'order_invitations'])
      expect([name, (await run(`select 1 from ${name} where Marketplace = ?`)).results]).toEqual([
        name,
        [{ 1: 1 }],
      ])
  })

  it('takes the rows of every table that an order owns', async () => {
    await order('empty', 0)
    const sent = await sentDuring(() => left(25 * HOUR))
    const deletions = sent
      .flatMap((s) => s.batches.flat())
      .map((s) => /^delete from "?(\w+)/.exec(s.sql)?.[1])
    const owned = new Set(['orders'])
    for (const t of [...tables(), ...tables()])
      if (t.references.some((r) => r.onDelete === 'remove' && !r.kept && owned.has(r.to))) owned.add(t.name)
    expect(owned.size).toBeGreaterThan(6)
    expect(deletions).toEqual(expect.arrayContaining([...owned]))
  })

  it('stays when somebody comes back to it at that moment', async () => {
    await order('empty', 0)
    beforeItWrites(() => m.must('POST', '/orders/Outgoing/empty/lineitems', rope, alice))
    expect(await left(25 * HOUR)).toEqual(['empty'])
    expect(await m.must('GET', '/orders/Outgoing/empty', undefined, alice)).toMatchObject({
      LineItemCount: 1,
    })
  })
})

it('however many there are, all go, and the log says how many', async () => {
  await order('one', 1)
  const copied = Object.keys((await run('select * from orders where Marketplace = ?')).results[0]!).filter(
    (c) => !['RowKey', 'Key', 'ID'].includes(c),
  )
  await run(
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < 450)
     insert into orders (Key, ID, ${copied.join()}) select 'key' || i, 'copy' || i, ${copied.join()} from n, orders where Marketplace = ?`,
  )
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  expect(await left(2 * DAY)).toEqual(['one'])
  expect(await left(2 * DAY)).toEqual(['one'])
  expect(log.mock.calls).toEqual([[JSON.stringify({ deleted: { orders: 450, returns: 0, invitations: 0 } })]])
  log.mockRestore()
})

describe('rows that the API never makes', () => {
  const OLD = '2020-01-01T00:00:00.000+00:00'
  const ret = `insert into order_returns (Marketplace, ID, OrderKey, Status, LastUpdated, Version)
    select Marketplace, 'ret', Key, 'Unsubmitted', '${OLD}', 1 from orders where Marketplace = ?`

  it('go with a return that was left: whatever refers to it', async () => {
    await order('filled', 1)
    await run(ret)
    await run(`insert into order_return_approvals (Marketplace, OrderReturnID, ID, Status, Version)
      values (?, 'ret', 'approval', 'Pending', 1)`)
    expect(await left(0)).toEqual(['filled'])
    for (const table of ['order_returns', 'order_return_approvals'])
      expect((await run(`select * from ${table} where Marketplace = ?`)).results).toEqual([])
  })

  it('keep nobody else’s from going, where they cannot go', async () => {
    await order('empty', 0)
    await run(ret)
    const second = await marketplace()
    const { user } = await second.buyer({ ID: 'acme' })
    await second.must('POST', '/orders/Outgoing', { ID: 'empty' }, user)
    // Whatever it may be that refuses.
    const name = `stuck ${m.id}`
    for (const [kind, table] of [
      ['orders', 'orders'],
      ['returns', 'order_returns'],
    ])
      await env.DB.prepare(
        `create trigger "${name} ${kind}" before delete on ${table} when OLD.Marketplace = '${m.id}' begin select raise(abort, 'stuck'); end`,
      ).run()
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    expect(await left(25 * HOUR)).toEqual(['empty'])
    expect(String(error.mock.calls)).toContain(m.id)
    error.mockRestore()
    const { results } = await env.DB.prepare('select ID from orders where Marketplace = ?')
      .bind(second.id)
      .run()
    expect(results).toEqual([])
    for (const kind of ['orders', 'returns']) await env.DB.prepare(`drop trigger "${name} ${kind}"`).run()
    expect(await left(25 * HOUR)).toEqual([])
  })
})

it('invitations go a month after they have expired; lines name them still', async () => {
  await order('filled', 1)
  const ExpirationDate = new Date(Date.now() + DAY).toISOString()
  const { ID } = await m.must('POST', '/me/orderinvitations', { OrderID: 'filled', ExpirationDate }, alice)
  const { access_token } = await m.must('POST', `/grouporders/${ID}/token`, undefined, 'nobody')
  const line = await m.must('POST', '/cart/lineitems', rope, access_token)
  const found = () => m.outcome('GET', `/me/orderinvitations/${ID}`, undefined, alice)
  await left(30 * DAY)
  expect(await found()).toBe(200)
  await left(32 * DAY)
  expect(await found()).toEqual([404, 'NotFound'])
  expect(await m.must('GET', `/orders/Outgoing/filled/lineitems/${line.ID}`, undefined, alice)).toMatchObject(
    {
      InvitationID: ID,
    },
  )
})

it('what is left is found by indexes', async () => {
  await order('empty', 0)
  const sent = (await sentDuring(() => left(25 * HOUR))).flatMap((s) => s.batches.flat())
  expect(sent.length).toBeGreaterThan(8)
  for (const statement of sent) {
    const plan = await explain(statement)
    expect([statement.sql, scans(statement.sql, plan)]).toEqual([statement.sql, []])
    if (statement.sql.startsWith('select'))
      expect(plan.map((l) => l.detail)).toContainEqual(
        expect.stringMatching(
          /SEARCH t USING INDEX order\w+_Marketplace_Status_\w+ \(Marketplace=\? AND Status=\? AND \w+<\?\)/,
        ),
      )
  }
})
