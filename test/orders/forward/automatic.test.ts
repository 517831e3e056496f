import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Account, account } from '../../support/portal.ts'
import { alice, d, MIXED, m, outgoing, sue, useSuppliers } from './suppliers.ts'

useSuppliers()

const FORWARDED = { AutoForward: true, DefaultSupplierID: 'S1' }
let owner: Account
const named = (AutoForwardingUserID: string | null) =>
  owner.api('PUT', `/organizations/${m.id}`, { Name: 'Quay', AutoForwardingUserID })

beforeAll(async () => {
  owner = await account()
  await env.DB.prepare('update marketplaces set Owner = ? where ID = ?').bind(owner.Key, m.id).run()
})

describe('a product that is forwarded of itself', () => {
  it('needs a user of the marketplace owner to be named in the portal', async () => {
    expect(await m.outcome('PATCH', '/products/PS1', FORWARDED)).toEqual([
      400,
      'Seller.AutoForwardingUserRequired',
    ])
    expect((await named('nobody')).status).toBe(404)
    await m.user('Seller', m.id, ['OrderAdmin'], { ID: 'dispatch' })
    expect((await named('dispatch')).body).toMatchObject({ Name: 'Quay', AutoForwardingUserID: 'dispatch' })
    await owner.must('PUT', `/organizations/${m.id}`, { Name: 'Quay & Sons' })
    const shown = await owner.must('GET', `/organizations/${m.id}`)
    expect(shown).toMatchObject({ Name: 'Quay & Sons', AutoForwardingUserID: 'dispatch' })
    expect(await m.must('PATCH', '/products/PS1', FORWARDED)).toMatchObject({ AutoForward: true })
  })

  it('goes to its supplier as the order opens; the others wait to be forwarded', async () => {
    await m.must('PATCH', '/adminusers/dispatch', { ID: 'despatch' })
    await d.open(alice, 'A1', MIXED)
    const { Items } = await m.must('GET', '/orders/Outgoing?ToCompanyID=S1')
    expect(Items).toMatchObject([{ Status: 'Open', FromUserID: 'despatch', Subtotal: 40, LineItemCount: 1 }])
    expect(await d.line('A1', 'X1')).toMatchObject({ OutgoingOrderID: Items[0].ID, IncomingOrderID: 'A1' })
    expect((await m.must('GET', '/orders/Outgoing?ToCompanyID=S2')).Items).toEqual([])
    const result = await m.must('POST', '/orders/Incoming/A1/forward')
    expect(result).toMatchObject({ OutgoingOrders: [{ ToCompanyID: 'S2' }], RemainingLineItemIDs: ['X3'] })
  })

  it('goes once, however often the order is submitted at once', async () => {
    await d.draft(alice, 'A2', MIXED)
    const submit = () => m.outcome('POST', '/orders/Outgoing/A2/submit', undefined, alice)
    const answers = await Promise.all([submit(), submit(), submit()])
    expect(answers.filter((a) => a === 201)).toHaveLength(1)
    const source = await env.DB.prepare('select Key from orders where Marketplace = ? and ID = ?')
    const { Key } = (await source.bind(m.id, 'A2').first<{ Key: string }>())!
    const split = env.DB.prepare('select count(*) n from orders where Marketplace = ? and SourceKey = ?')
    expect(await split.bind(m.id, Key).first('n')).toBe(1)
  })

  it('goes once its order is approved, and not before', async () => {
    const bob = await m.user('Buyer', 'B1', ['Shopper'])
    await m.must('POST', '/buyers/B1/usergroups', { ID: 'managers', Name: 'Managers' })
    const member = { UserGroupID: 'managers', UserID: bob.ID }
    await m.must('POST', '/buyers/B1/usergroups/assignments', member)
    const rule = { ID: 'all', RuleExpression: 'true', ApprovingGroupID: 'managers' }
    await m.must('POST', '/buyers/B1/approvalrules', rule)
    await d.open(alice, 'approved', MIXED)
    expect(await d.line('approved', 'X1')).toMatchObject({ OutgoingOrderID: null })
    await m.must('POST', '/orders/Outgoing/approved/approve', {}, bob)
    await m.must('DELETE', '/buyers/B1/approvalrules/all')
    const { OutgoingOrderID } = await d.line('approved', 'X1')
    expect(await outgoing(OutgoingOrderID)).toMatchObject({ Status: 'Open', ToCompanyID: 'S1', Subtotal: 40 })
    expect(await d.line('approved', 'X2')).toMatchObject({ OutgoingOrderID: null })
  })

  it('stays where it is of an order that goes to a supplier already', async () => {
    const received = async () => (await m.must('GET', '/orders/Incoming', undefined, sue)).Meta.TotalCount
    const before = await received()
    await d.open(alice, 'A4', MIXED.slice(0, 1), { ToCompanyID: 'S1' })
    expect(await received()).toBe(before + 1)
    expect(await d.line('A4', 'X1')).toMatchObject({ OutgoingOrderID: null })
  })

  it('waits like the others once no user is named', async () => {
    expect((await named(null)).body).toMatchObject({ AutoForwardingUserID: null })
    await d.open(alice, 'A3', MIXED)
    expect(await d.line('A3', 'X1')).toMatchObject({ OutgoingOrderID: null })
  })
})
