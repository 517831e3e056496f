import { describe, expect, it } from 'vitest'
import { sentDuring } from '../../support/observe.ts'
import {
  alice,
  approve,
  at,
  bob,
  carol,
  dave,
  erin,
  frank,
  join,
  leave,
  m,
  over1000,
  status,
  submitted,
  tier2,
  useApprovals,
} from './shop.ts'

useApprovals()

const reads = ['', '/lineitems', '/payments', '/promotions', '/approvals', '/eligibleapprovers', '/worksheet']

/** An order of 1200 that waits for managers, with a promotion that it could have and a payment. */
async function waiting() {
  await over1000()
  const { ID } = await m.order(alice, [['anchor', 40]])
  await m.must('POST', at(ID, '/payments'), { ID: 'pay', Type: 'PurchaseOrder', Amount: 1 }, alice)
  await m.must('POST', at(ID, '/submit'), undefined, alice)
  return ID as string
}

describe('who is asked to approve an order', () => {
  it('reads it and all its parts as long as they are asked; others do not', async () => {
    const id = await waiting()
    for (const below of reads) {
      expect([below, await m.outcome('GET', at(id, below), undefined, bob)]).toEqual([below, 200])
      expect([below, await m.outcome('GET', at(id, below), undefined, frank)]).toEqual([
        below,
        [404, 'NotFound'],
      ])
    }
    const line = (await m.must('GET', at(id, '/lineitems'), undefined, bob)).Items[0].ID
    for (const part of [`/lineitems/${line}`, '/payments/pay'])
      expect(await m.outcome('GET', at(id, part), undefined, bob)).toBe(200)
    await leave('managers', bob)
    expect(await m.outcome('GET', at(id), undefined, bob)).toEqual([404, 'NotFound'])
    expect(await m.outcome('GET', at(id), undefined, erin)).toBe(200)
  })

  it('changes nothing else of it', async () => {
    const id = await waiting()
    const line = (await m.must('GET', at(id, '/lineitems'), undefined, bob)).Items[0].ID
    const writes: [method: string, below: string, body?: object][] = [
      ['PATCH', '', { Comments: 'mine' }],
      ['PUT', '', {}],
      ['DELETE', ''],
      ['POST', '/cancel'],
      ['POST', '/submit'],
      ['POST', '/validate'],
      ['PATCH', '/fromuser', { FirstName: 'Bob' }],
      ['PUT', '/shipto', { Street1: '1', City: 'Hamburg', Country: 'DE' }],
      ['POST', '/lineitems', { ProductID: 'rope' }],
      ['PATCH', `/lineitems/${line}`, { Quantity: 1 }],
      ['DELETE', `/lineitems/${line}`],
      ['POST', '/payments', { Type: 'PurchaseOrder', Amount: 1 }],
      ['PATCH', '/payments/pay', { Amount: 2 }],
      ['DELETE', '/payments/pay'],
      ['POST', '/promotions/any'],
      ['DELETE', '/promotions/any'],
      ['POST', '/estimateshipping'],
      ['POST', '/shipmethods', { ShipMethodSelections: [] }],
    ]
    for (const [method, below, body] of writes) {
      const said = await m.outcome(method, at(id, below), body, bob)
      expect([method, below, said]).toEqual([method, below, [403, 'Auth.InsufficientRoles']])
      // Of who sees nothing of it, nothing is said: 404 for the order, or for what a body names before.
      expect([method, below, await m.outcome(method, at(id, below), body, frank)]).toEqual([
        method,
        below,
        method === 'PUT' && below === '' ? expect.anything() : [404, 'NotFound'],
      ])
    }
    // There is no checkout event that could say what it costs.
    expect(await m.outcome('POST', at(id, '/calculate'), undefined, bob)).toEqual([
      400,
      'IntegrationEvent.ApiClientNotConfiguredForOrderCalculate',
    ])
  })

  it('costs those who see their own orders no statement', async () => {
    const id = await submitted(990)
    const sent = await sentDuring(() => m.must('GET', at(id), undefined, alice))
    expect(sent.map(({ batches }) => batches.map((b) => b.length))).toEqual([[2]])
  })

  it('finds it among those to approve, and is told among those who could', async () => {
    const id = await waiting()
    const mine = async (as: typeof bob) =>
      (await m.must('GET', '/me/orders/approvable', undefined, as)).Items.map((o: { ID: string }) => o.ID)
    const eligible = async (as: typeof bob = alice) =>
      (await m.must('GET', at(id, '/eligibleapprovers'), undefined, as)).Items.map(
        (u: { ID: string }) => u.ID,
      )
    expect([await mine(bob), await mine(erin), await mine(dave), await mine(alice)]).toEqual([
      [id],
      [id],
      [],
      [],
    ])
    await join('managers', alice)
    await m.must('PATCH', '/buyers/acme/users/erin', { Active: false })
    expect([await eligible(), await mine(alice)]).toEqual([['bob'], []])
    await approve(id)
    expect([await eligible(), await eligible(carol), await mine(bob)]).toEqual([[], [], []])
  })

  it('is told of a later tier once it is asked', async () => {
    await over1000()
    await tier2()
    const id = await submitted(6000)
    expect(await m.outcome('GET', at(id), undefined, dave)).toEqual([404, 'NotFound'])
    await approve(id)
    expect(await m.outcome('GET', at(id), undefined, dave)).toBe(200)
    expect(await m.outcome('GET', at(id), undefined, bob)).toEqual([404, 'NotFound'])
  })
})

it('an order that waits is the buyer’s own affair', async () => {
  const id = await waiting()
  const reader = await m.user('Seller', m.id, ['OrderReader'])
  expect(await m.outcome('GET', `/orders/Incoming/${id}`, undefined, reader)).toEqual([404, 'NotFound'])
  const side = await m.as(carol, { roles: ['OrderReader'] })
  expect(await m.outcome('GET', at(id), undefined, side)).toBe(200)
  expect(await status(id)).toBe('AwaitingApproval')
})
