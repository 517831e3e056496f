import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { receive } from '../../integration/receiver.ts'
import type { User } from '../../support/marketplace.ts'
import { alice, buyer, carol, completed, give, m, read, refuses, useReturns } from './support.ts'

useReturns()

/** Users of the marketplace owner's: two of the group that approves, the second of another one too, and one of none. */
let ann: User
let ben: User
let cid: User

beforeAll(async () => {
  ann = await m.user('Seller', m.id, ['OrderAdmin'])
  ben = await m.user('Seller', m.id, ['OrderAdmin'])
  cid = await m.user('Seller', m.id, ['OrderAdmin'])
  for (const [ID, members] of [
    ['service', [ann, ben]],
    ['finance', [ben]],
  ] as const) {
    await m.must('POST', '/usergroups', { ID, Name: ID })
    for (const { ID: UserID } of members)
      await m.must('POST', '/usergroups/assignments', { UserGroupID: ID, UserID })
  }
})

const rule = (ID: string, RuleExpression = 'true', ApprovingGroupID = 'service', as = m.seller) =>
  m.must('POST', '/approvalrules', { ID, ApprovalType: 'OrderReturn', RuleExpression, ApprovingGroupID }, as)

afterEach(async () => {
  // What waits for a rule goes with its return.
  for (const { ID } of (await m.must('GET', '/orderreturns?Status=AwaitingApproval')).Items)
    await m.must('DELETE', `/orderreturns/${ID}`)
  for (const { ID } of (await m.must('GET', '/approvalrules')).Items)
    await m.must('DELETE', `/approvalrules/${ID}`)
})

const submit = (ID: string, as = alice) => m.must('POST', `/orderreturns/${ID}/submit`, undefined, as)
const say = (verb: 'approve' | 'decline', ID: string, as: User, body: object = {}) =>
  m.api('POST', `/orderreturns/${ID}/${verb}`, body, as)
/** A return of alice's that was submitted. */
async function submitted(more: object = {}) {
  const { ID } = await give(await completed(), { ...more })
  return submit(ID)
}
const approvals = async (ID: string): Promise<string[]> =>
  (await m.must('GET', `/orderreturns/${ID}/approvals`)).Items.map(
    (a: { ApprovalRuleID: string; Status: string }) => `${a.ApprovalRuleID} ${a.Status}`,
  )
const approvable = async (as: User): Promise<string[]> =>
  (await m.must('GET', '/orderreturns?approvable=true', undefined, as)).Items.map((r: { ID: string }) => r.ID)
const eligible = async (ID: string): Promise<string[]> =>
  (await m.must('GET', `/orderreturns/${ID}/eligibleapprovers`, undefined, alice)).Items.map(
    (u: { ID: string }) => u.ID,
  )

describe('a return that a rule of the seller asks approval for', () => {
  it('waits until it is approved', async () => {
    await rule('always')
    const { ID, Status, DateSubmitted } = await submitted()
    expect([Status, DateSubmitted]).toEqual(['AwaitingApproval', null])
    expect(await approvals(ID)).toEqual(['always Pending'])
    expect([await approvable(ann), await approvable(cid)]).toEqual([[ID], []])
    expect((await eligible(ID)).sort()).toEqual([ann.ID, ben.ID].sort())
    const approved = await say('approve', ID, ann, { Comments: 'ok' })
    expect(approved).toMatchObject({
      status: 201,
      body: { Status: 'Open', DateApproved: expect.any(String), DateSubmitted: expect.any(String) },
    })
    const { Items } = await m.must('GET', `/orderreturns/${ID}/approvals`, undefined, alice)
    expect(Items).toMatchObject([
      {
        OrderReturnID: ID,
        ApprovalRuleID: 'always',
        Status: 'Approved',
        Comments: 'ok',
        Approver: { ID: ann.ID },
      },
    ])
    expect(Items[0]).not.toHaveProperty('AllowResubmit')
    expect([await approvable(ann), await eligible(ID)]).toEqual([[], []])
  })

  it('is approved and declined by nobody who is not asked, whatever their role', async () => {
    await rule('always')
    const { ID } = await submitted()
    for (const verb of ['approve', 'decline'] as const) {
      for (const stranger of [carol, cid, m.seller])
        refuses(await say(verb, ID, stranger), 403, 'OrderReturn.NotEligibleToApproveOrDecline')
      refuses(await say(verb, ID, alice), 403, 'Auth.InsufficientRoles')
    }
    const shopper = await m.as(ann, { roles: ['Shopper'] })
    refuses(await say('approve', ID, shopper), 403, 'Auth.InsufficientRoles')
    expect((await read(ID)).Status).toBe('AwaitingApproval')
  })

  it('ends where it is declined, and gives back what it took', async () => {
    await rule('always')
    const OrderID = await completed()
    const all = { ItemsToReturn: [{ LineItemID: 'X1', Quantity: 3 }] }
    const { ID } = await give(OrderID, all)
    await submit(ID)
    refuses(
      await m.api('POST', '/orderreturns', { OrderID, ...all }, alice),
      400,
      'OrderReturn.ItemQuantityExceeded',
    )
    const declined = await say('decline', ID, ben)
    expect(declined.body).toMatchObject({ Status: 'Declined', DateDeclined: expect.any(String) })
    expect(await approvals(ID)).toEqual(['always Declined'])
    expect((await m.api('POST', '/orderreturns', { OrderID, ...all }, alice)).status).toBe(201)
    refuses(await say('approve', ID, ben), 400, 'ValidationFailure')
  })

  it('is opened at once where who submits it is in the group', async () => {
    await rule('always')
    const { ID } = await give(await completed(), {}, ann)
    expect(await submit(ID, ann)).toMatchObject({ Status: 'Open', DateSubmitted: expect.any(String) })
    expect(await approvals(ID)).toEqual(['always Approved'])
  })

  it('is what the rule says of it, of its order and lines', async () => {
    await rule('much', "orderReturn.RefundAmount > 10 and order.Total = 45 and items.any(ProductID = 'P')")
    const { ID } = await give(await completed(), { RefundAmount: 11 }, m.seller)
    expect((await submit(ID, m.seller)).Status).toBe('AwaitingApproval')
    expect((await submitted()).Status).toBe('Open')
  })

  it('is approved in tiers, each asked by the one before', async () => {
    await rule('first')
    await rule('second', "orderReturn.approved('first')", 'finance')
    const { ID } = await submitted()
    expect((await say('approve', ID, ann)).body.Status).toBe('AwaitingApproval')
    expect(await approvals(ID)).toEqual(['first Approved', 'second Pending'])
    refuses(await say('approve', ID, ann), 403, 'OrderReturn.NotEligibleToApproveOrDecline')
    expect((await say('approve', ID, ben)).body.Status).toBe('Open')
  })

  it('waits for its supplier’s rules, and for the marketplace owner’s, and for nobody else’s', async () => {
    const [one, two] = [await m.supplier(), await m.supplier()]
    const users: User[] = []
    for (const { ID, user } of [one, two]) {
      await m.must('POST', `/suppliers/${ID}/usergroups`, { ID: 'desk', Name: 'Desk' })
      await m.must('POST', `/suppliers/${ID}/usergroups/assignments`, {
        UserGroupID: 'desk',
        UserID: user.ID,
      })
      users.push(await m.as(user, { roles: ['OrderAdmin'] }))
      await rule(`of-${ID}`, 'true', 'desk', users.at(-1))
    }
    await rule('owners')
    await m.must('POST', '/products', {
      ID: 'theirs',
      Name: 'Theirs',
      Active: true,
      Returnable: true,
      DefaultSupplierID: one.ID,
      DefaultPriceScheduleID: 'P',
    })
    await m.must('POST', '/catalogs/productassignments', { CatalogID: buyer.ID, ProductID: 'theirs' })
    const order = await m.must('POST', '/orders/Outgoing', { ID: 'direct', ToCompanyID: one.ID }, alice)
    const line = { ID: 'X1', ProductID: 'theirs', Quantity: 1 }
    await m.must('POST', `/orders/Outgoing/${order.ID}/lineitems`, line, alice)
    await m.must('POST', `/orders/Outgoing/${order.ID}/submit`, undefined, alice)
    await m.must('POST', `/orders/All/${order.ID}/complete`)
    const { ID } = await give(order.ID)
    await submit(ID)
    expect((await approvals(ID)).sort()).toEqual([`of-${one.ID} Pending`, 'owners Pending'])
    refuses(await say('approve', ID, users[1]!), 404, 'NotFound')
    expect((await say('approve', ID, users[0]!)).body.Status).toBe('AwaitingApproval')
    expect((await say('approve', ID, ben)).body.Status).toBe('Open')
  })

  it('is approved or declined, not both, where both is said at once', async () => {
    await rule('always')
    const { ID } = await submitted()
    const answers = await Promise.all([say('approve', ID, ann), say('decline', ID, ben)])
    expect(answers.map((a) => a.status).sort()).toEqual([201, 400])
    const { Status } = await read(ID)
    expect(await approvals(ID)).toEqual([`always ${Status === 'Open' ? 'Approved' : 'Declined'}`])
  })

  it('keeps its rule and its group, and lets go of them when it is canceled', async () => {
    await rule('always')
    const { ID } = await submitted()
    expect(await m.outcome('DELETE', '/approvalrules/always')).toEqual([
      400,
      'ApprovalRule.CannotDeleteIfPending',
    ])
    await m.must('PATCH', `/orderreturns/${ID}`, { ID: `${ID}-2` })
    expect(await approvals(`${ID}-2`)).toEqual(['always Pending'])
    await m.must('POST', `/orderreturns/${ID}-2/cancel`, undefined, alice)
    expect([await approvals(`${ID}-2`), await approvable(ann)]).toEqual([[], []])
    await m.must('DELETE', '/approvalrules/always')
  })
})

describe('messages', () => {
  const sender = { URL: 'https://mail.example.com', SharedKey: 'secret', Name: 'Mail' }
  const messageTypes = [
    'OrderReturnSubmitted',
    'OrderReturnSubmittedForApproval',
    'OrderReturnSubmittedForYourApproval',
    'OrderReturnApproved',
    'OrderReturnDeclined',
    'OrderReturnCompleted',
    'OrderReturnSubmittedForYourApprovalHasBeenApproved',
    'OrderReturnSubmittedForYourApprovalHasBeenDeclined',
  ]
  /** Messages about a return: to whom, and of which type. */
  async function told(ID: string) {
    const { results } = await env.DB.prepare(
      `select MessageType type, Claims ->> 'user' user, Body body from events where Marketplace = ? and MessageType like 'OrderReturn%'`,
    )
      .bind(m.id)
      .all<{ type: string; user: string; body: string }>()
    return results
      .filter((e) => JSON.parse(e.body).OrderReturn?.ID === ID)
      .map(({ type, user, body }) => ({ to: `${type} ${user}`, body: JSON.parse(body) }))
  }
  const to = async (ID: string) => (await told(ID)).map((e) => e.to).sort()

  it('go to the order’s user and to whoever is asked', async () => {
    receive()
    await m.must('POST', '/messagesenders', { ID: 'mail', ...sender, MessageTypes: messageTypes })
    await m.must('POST', '/messagesenders/assignments', { MessageSenderID: 'mail', BuyerID: buyer.ID })
    await m.must('POST', '/messagesenders/assignments', { MessageSenderID: 'mail' })
    const open = await submitted()
    expect(await to(open.ID)).toEqual([`OrderReturnSubmitted ${alice.ID}`])
    await rule('always')
    const asked = [ann, ben].map((u) => `OrderReturnSubmittedForYourApproval ${u.ID}`)
    const { ID } = await submitted()
    const first = [...asked, `OrderReturnSubmittedForApproval ${alice.ID}`]
    expect(await to(ID)).toEqual(first.sort())
    await m.must('PATCH', `/orderreturns/${ID}`, { RefundAmount: 1 })
    await say('approve', ID, ann)
    const approved = [ann, ben].map((u) => `OrderReturnSubmittedForYourApprovalHasBeenApproved ${u.ID}`)
    const second = [...first, ...approved, `OrderReturnApproved ${alice.ID}`]
    expect(await to(ID)).toEqual(second.sort())
    const { OrderID } = await read(ID)
    await m.must('POST', `/orders/All/${OrderID}/payments`, {
      Type: 'PurchaseOrder',
      Amount: -1,
      OrderReturnID: ID,
    })
    expect(await to(ID)).toEqual([...second, `OrderReturnCompleted ${alice.ID}`].sort())
    expect((await told(ID)).find((e) => e.to.startsWith('OrderReturnCompleted'))!.body).toMatchObject({
      Order: { ID: OrderID },
      LineItems: [{ ID: 'X1' }, { ID: 'X2' }],
      Products: [{ ID: 'P' }, { ID: 'PNR' }],
      OrderReturn: { ID, Status: 'Completed' },
    })
    const declined = await submitted()
    await say('decline', declined.ID, ben)
    expect(await to(declined.ID)).toEqual(
      [
        ...first,
        `OrderReturnDeclined ${alice.ID}`,
        ...[ann, ben].map((u) => `OrderReturnSubmittedForYourApprovalHasBeenDeclined ${u.ID}`),
      ].sort(),
    )
  })
})
