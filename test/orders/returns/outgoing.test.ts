import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { receive } from '../../integration/receiver.ts'
import type { User } from '../../support/marketplace.ts'
import { beforeItWrites } from '../../support/observe.ts'
import { alice, d, forwarded, m, sam, sue, useSuppliers } from '../forward/suppliers.ts'

useSuppliers()

beforeAll(async () => {
  for (const ID of ['PS1', 'PS2', 'P10'])
    await m.must('PATCH', `/products/${ID}`, { Returnable: true, xp: { Heavy: true } })
})

afterEach(() => vi.restoreAllMocks())

/** A forwarded order of two of `X1`, completed on both legs. */
async function shipped(ID: string) {
  await forwarded(ID, [['X1', 'PS1', 2]])
  await m.must('POST', `/orders/Incoming/${ID}/ship`, {})
  return ID
}
const give = (OrderID: string, Quantity: number, as: User) =>
  m.must('POST', '/orderreturns', { OrderID, ItemsToReturn: [{ LineItemID: 'X1', Quantity }] }, as)
const submit = (ID: string, as: User) => m.outcome('POST', `/orderreturns/${ID}/submit`, undefined, as)

/** Has all users told messages of these types. */
async function tell(...MessageTypes: string[]) {
  receive()
  const sender = { Name: 'Mail', URL: 'https://mail.example.com', SharedKey: 'secret', AllowAllBuyers: true }
  const { ID: MessageSenderID } = await m.must('POST', '/messagesenders', { ...sender, MessageTypes })
  await m.must('POST', '/messagesenders/assignments', { MessageSenderID })
  await m.must('POST', '/messagesenders/assignments', { MessageSenderID, SupplierID: 'S1' })
}

/** What has been told of a return. */
async function told(ID: string) {
  const { results } = await env.DB.prepare(
    `select MessageType type, Claims ->> 'company' company, Body body from events
      where Marketplace = ? and Body ->> '$.OrderReturn.ID' = ? and MessageType is not null order by DateCreated`,
  )
    .bind(m.id, ID)
    .all<{ type: string; company: string; body: string }>()
  return results.map(({ body, ...event }) => ({ ...event, body: JSON.parse(body) }))
}

describe('a return of an order that was forwarded to a supplier', () => {
  it('is made, refunded and completed by the supplier, and seen by no other, nor by the buyer', async () => {
    await shipped('R1')
    const made = await give('R1-S1', 1, sue)
    expect(made.OrderID).toBe('R1-S1')
    expect(await submit(made.ID, sue)).toBe(201)
    await m.must('PATCH', `/orderreturns/${made.ID}`, { RefundAmount: 20 }, sue)
    for (const as of [sam, alice])
      expect(await m.outcome('GET', `/orderreturns/${made.ID}`, undefined, as)).toEqual([404, 'NotFound'])
    const body = { Type: 'PurchaseOrder', Amount: -20, OrderReturnID: made.ID }
    expect(await m.outcome('POST', '/orders/Incoming/R1-S1/payments', body, sue)).toBe(201)
    expect((await m.must('GET', `/orderreturns/${made.ID}`, undefined, sue)).Status).toBe('Completed')
    // It takes pieces of the buyer's order too, which tells of it nothing else.
    const order = { OrderID: 'R1', ItemsToReturn: [{ LineItemID: 'X1', Quantity: 2 }] }
    const tooMany = await m.api('POST', '/orderreturns', order, alice)
    expect(tooMany.body.Errors[0]).toMatchObject({
      ErrorCode: 'OrderReturn.ItemQuantityExceeded',
      Data: { LineItemID: 'X1', Quantity: 2, EligibleQuantity: 1 },
    })
    expect((await m.must('GET', '/orderreturns', undefined, alice)).Items).toEqual([])
    expect(
      await m.outcome('POST', '/orders/Incoming/R1-S1/payments', { ...body, OrderReturnID: 'x' }, sue),
    ).toEqual([404, 'NotFound'])
  })

  it('takes pieces or that of the buyer’s order does, where both ask for them at once', async () => {
    await shipped('R2')
    const [own, theirs] = [await give('R2', 2, alice), await give('R2-S1', 2, sue)]
    let other: unknown
    beforeItWrites(async () => {
      other = await submit(theirs.ID, sue)
    })
    expect(await submit(own.ID, alice)).toEqual([400, 'OrderReturn.ItemQuantityExceeded'])
    expect(other).toBe(201)
  })

  it('takes no more of a line than an order that was split off says, whichever comes first', async () => {
    const splitOff = async (ID: string) => {
      await d.open(alice, ID, [['X1', 'PS1', 2]])
      const { OutgoingOrders } = await m.must('POST', `/orders/Incoming/${ID}/split`)
      await m.must('POST', `/orders/Incoming/${ID}/complete`)
      const lessen = (Quantity: number) =>
        m.outcome('PATCH', `/orders/Outgoing/${OutgoingOrders[0].ID}/lineitems/X1`, { Quantity })
      return { lessen, made: (await give(ID, 2, alice)).ID as string }
    }
    const first = await splitOff('R8')
    expect(await submit(first.made, alice)).toBe(201)
    expect(await first.lessen(1)).toEqual([400, 'ValidationFailure'])
    expect(await first.lessen(2)).toBe(200)

    const second = await splitOff('R9')
    let other: unknown
    beforeItWrites(async () => {
      other = await second.lessen(1)
    })
    expect(await submit(second.made, alice)).toEqual([400, 'OrderReturn.ItemQuantityExceeded'])
    expect(other).toBe(200)

    const third = await splitOff('R10')
    beforeItWrites(async () => {
      other = await submit(third.made, alice)
    })
    expect(await third.lessen(1)).toEqual([400, 'ValidationFailure'])
    expect(other).toBe(201)
  })

  it('is held against rules that look at its products', async () => {
    await m.must('POST', '/catalogs/B1/categories', { ID: 'rigging', Name: 'Rigging', Active: true })
    await m.must('POST', '/catalogs/B1/categories/productassignments', {
      CategoryID: 'rigging',
      ProductID: 'PS1',
    })
    await m.must('POST', '/usergroups', { ID: 'service', Name: 'Service' })
    const rule = (ID: string, RuleExpression: string) =>
      m.must('POST', '/approvalrules', {
        ID,
        ApprovalType: 'OrderReturn',
        RuleExpression,
        ApprovingGroupID: 'service',
      })
    await rule('light', 'not items.any(Product.xp.Heavy = true)')
    await rule('heavy', "items.any(Product.xp.Heavy = true and Product.incategory('rigging'))")
    await shipped('R3')
    const asked = async (OrderID: string, as: User) => {
      const { ID } = await give(OrderID, 1, as)
      await submit(ID, as)
      const { Items } = await m.must('GET', `/orderreturns/${ID}/approvals`)
      return Items.map((a: { ApprovalRuleID: string }) => a.ApprovalRuleID)
    }
    expect([await asked('R3', alice), await asked('R3-S1', sue)]).toEqual([['heavy'], ['heavy']])
    for (const { ID } of (await m.must('GET', '/orderreturns?Status=AwaitingApproval')).Items)
      await m.must('DELETE', `/orderreturns/${ID}`)
    for (const ID of ['light', 'heavy']) await m.must('DELETE', `/approvalrules/${ID}`)
  })

  it('is told of with its products to whoever was asked, also where they are called as who has submitted it', async () => {
    const namesake = await m.user('Supplier', 'S1', ['OrderAdmin'], { ID: m.seller.ID })
    await m.must('POST', '/suppliers/S1/usergroups', { ID: 'desk', Name: 'Desk' })
    const member = { UserGroupID: 'desk', UserID: namesake.ID }
    await m.must('POST', '/suppliers/S1/usergroups/assignments', member)
    const rule = { ID: 'ours', ApprovalType: 'OrderReturn', RuleExpression: 'true', ApprovingGroupID: 'desk' }
    await m.must('POST', '/approvalrules', rule, sue)
    await tell('OrderReturnSubmittedForApproval', 'OrderReturnSubmittedForYourApprovalHasBeenApproved')
    await shipped('R4')
    const { ID } = await give('R4-S1', 1, m.seller)
    await submit(ID, m.seller)
    await m.must('POST', `/orderreturns/${ID}/approve`, {}, namesake)
    const all = await told(ID)
    expect(all.map(({ type, company }) => `${type} ${company}`)).toEqual([
      `OrderReturnSubmittedForApproval ${m.id}`,
      'OrderReturnSubmittedForYourApprovalHasBeenApproved S1',
    ])
    for (const { body } of all)
      expect(body).toMatchObject({ LineItems: [{ ID: 'X1', UnitPrice: 20 }], Products: [{ ID: 'PS1' }] })
    await m.must('DELETE', '/approvalrules/ours')
  })

  it('is told to the buyer’s user without what only the marketplace owner knows', async () => {
    await tell('OrderReturnSubmitted')
    await shipped('R5')
    const { ID } = await give('R5', 1, m.seller)
    await submit(ID, m.seller)
    expect(await told(ID)).toMatchObject([
      { body: { LineItems: [{ ID: 'X1', IncomingOrderID: null, OutgoingOrderID: null }] } },
    ])
  })
})
