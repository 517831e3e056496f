import { describe, expect, it } from 'vitest'
import {
  alice,
  anchors,
  approvals,
  approve,
  at,
  bob,
  carol,
  dave,
  decline,
  erin,
  frank,
  m,
  newOrder,
  over1000,
  rule,
  shown,
  status,
  submit,
  submitted,
  tier2,
  useApprovals,
} from './shop.ts'

useApprovals()

const NOT_ELIGIBLE = [403, 'Order.NotEligibleToApprove']
const MUST_WAIT = [400, 'Order.MustBeAwaitingApproval']

describe('an order that a rule asks approval for', () => {
  it('waits, and moves nothing until it is approved', async () => {
    await over1000()
    const id = await submitted()
    expect(await shown(id)).toMatchObject({
      Status: 'AwaitingApproval',
      IsSubmitted: false,
      DateSubmitted: null,
      DateApproved: null,
    })
    expect(await anchors()).toBe(500)
    expect(await approve(id, bob, { Comments: 'ok for Q2' })).toBe(201)
    const { DateApproved, DateSubmitted, ...open } = await shown(id)
    expect(open).toMatchObject({ Status: 'Open', IsSubmitted: true })
    expect(DateApproved).toBe(DateSubmitted)
    expect(await anchors()).toBe(460)
    const { Items } = await m.must('GET', at(id, '/approvals'), undefined, alice)
    expect(Items).toEqual([
      expect.objectContaining({
        ApprovalRuleID: 'over1000',
        ApprovingGroupID: 'managers',
        Status: 'Approved',
        DateCompleted: DateApproved,
        Approver: expect.objectContaining({
          ID: 'bob',
          CompanyID: 'acme',
          Username: 'acme-bob',
          Password: null,
        }),
        Comments: 'ok for Q2',
        AllowResubmit: false,
      }),
    ])
  })

  it('is any that the rule is true of, and no other', async () => {
    await over1000()
    expect(await status(await submitted(990))).toBe('Open')
    await rule('aborts', '1 / 0 > 1')
    expect(await status(await submitted(990))).toBe('AwaitingApproval')
  })

  it('is asked about by what its lines and their products are, in the catalogue', async () => {
    await m.must('PATCH', '/products/anchor', { xp: { Heavy: true } })
    await rule('heavy', "ITEMS.ANY(Product.xp.Heavy = true and ProductID = 'anchor')")
    const id = await submitted(30)
    expect(await approvals(id)).toEqual(['heavy Pending'])
    expect(await status((await m.order(alice, [['rope', 1]])).ID)).toBe('Unsubmitted')
  })

  it('waits for its own user’s groups, whoever submits it', async () => {
    await over1000()
    const id = await newOrder(1200)
    expect(await submit(id, carol)).toBe(201)
    expect(await approvals(id)).toEqual(['over1000 Pending'])
  })

  it('is approved in tiers, each asked by the one before', async () => {
    await over1000()
    await tier2()
    const id = await submitted(6000)
    expect(await approvals(id)).toEqual(['over1000 Pending'])
    expect(await approve(id, dave)).toEqual([404, 'NotFound'])
    expect(await approve(id)).toBe(201)
    expect([await status(id), await approvals(id)]).toEqual([
      'AwaitingApproval',
      ['over1000 Approved', 'tier2 Pending'],
    ])
    expect(await approve(id, dave)).toBe(201)
    expect([await status(id), await approvals(id)]).toEqual(['Open', ['over1000 Approved', 'tier2 Approved']])
  })

  it('waits for all groups that are asked, and one word is for all of whoever says it', async () => {
    await over1000()
    await rule('always', 'true', 'finance')
    const [one, both] = [await submitted(), await submitted()]
    expect(await approve(one)).toBe(201)
    expect(await status(one)).toBe('AwaitingApproval')
    expect(await approve(one, dave)).toBe(201)
    expect(await approve(both, erin)).toBe(201)
    expect([await status(one), await status(both)]).toEqual(['Open', 'Open'])
  })

  it('has the approval of its own user’s groups, which others may wait for', async () => {
    await over1000()
    const id = await submitted(6000, bob)
    expect([await status(id), await approvals(id)]).toEqual(['Open', ['over1000 Approved']])
    await tier2()
    expect(await approvals(await submitted(6000, bob))).toEqual(['over1000 Approved', 'tier2 Pending'])
  })

  it('is approved by nobody else: not its user, an administrator, the seller, or who does not see it', async () => {
    await over1000()
    const id = await submitted()
    for (const as of [alice, carol, 'seller'] as const)
      for (const word of [approve, decline]) expect(await word(id, as)).toEqual(NOT_ELIGIBLE)
    for (const word of [approve, decline]) expect(await word(id, frank)).toEqual([404, 'NotFound'])
    expect(await approvals(id)).toEqual(['over1000 Pending'])
  })

  it('is not to be approved before or after', async () => {
    await over1000()
    const id = await newOrder(1200)
    for (const word of [approve, decline]) expect(await word(id, alice)).toEqual(MUST_WAIT)
    await submit(id)
    await approve(id)
    for (const word of [approve, decline]) expect(await word(id, carol)).toEqual(MUST_WAIT)
  })

  it('is checked again before it opens, and waits on where that refuses it', async () => {
    await over1000()
    await m.must('POST', '/buyers/acme/spendingaccounts', {
      ID: 'gift',
      Name: 'Gift',
      Balance: 50,
      AllowAsPaymentMethod: true,
    })
    await m.must('POST', '/buyers/acme/spendingaccounts/assignments', {
      SpendingAccountID: 'gift',
      UserID: alice.ID,
    })
    const id = await newOrder(1200)
    const payment = { Type: 'SpendingAccount', SpendingAccountID: 'gift', Amount: 50 }
    await m.must('POST', at(id, '/payments'), payment, alice)
    await submit(id)
    const balance = async () => (await m.must('GET', '/buyers/acme/spendingaccounts/gift')).Balance
    await m.must('PATCH', '/buyers/acme/spendingaccounts/gift', { Balance: 10 })
    await m.must('PATCH', '/products/anchor', { Active: false })
    const { status: refused, body } = await m.api('POST', at(id, '/approve'), {}, bob)
    expect([refused, body.Errors.map((e: { ErrorCode: string }) => e.ErrorCode)]).toEqual([
      400,
      ['Order.CannotSubmitWithInactiveProduct', 'Payment.ExceedsBalance'],
    ])
    expect([await status(id), await approvals(id)]).toEqual(['AwaitingApproval', ['over1000 Pending']])
    await m.must('PATCH', '/products/anchor', { Active: true })
    await m.must('PATCH', '/buyers/acme/spendingaccounts/gift', { Balance: 60 })
    expect([await approve(id), await balance()]).toEqual([201, 10])
  })

  it('opens though its user is not active any more', async () => {
    await over1000()
    const id = await submitted()
    await m.must('PATCH', `/buyers/acme/users/${alice.ID}`, { Active: false })
    expect([await approve(id), await status(id)]).toEqual([201, 'Open'])
  })

  it('is asked about anew at the prices it would open with', async () => {
    await over1000()
    await rule('always', 'true', 'finance')
    const id = await submitted(990)
    expect(await approvals(id)).toEqual(['always Pending'])
    await m.must('PATCH', '/priceschedules/anchor', { PriceBreaks: [{ Quantity: 1, Price: 40 }] })
    expect(await approve(id, dave)).toBe(201)
    expect(await shown(id)).toMatchObject({ Status: 'AwaitingApproval', Total: 1320 })
    expect(await approvals(id)).toEqual(['always Approved', 'over1000 Pending'])
  })
})

describe('an order that is declined', () => {
  it('goes back to its user where that is allowed, and is asked about anew', async () => {
    await over1000()
    await rule('always', 'true', 'finance')
    const id = await submitted()
    expect(await decline(id, bob, { Comments: 'cheaper', AllowResubmit: true })).toBe(201)
    const declined = await shown(id)
    expect(declined).toMatchObject({ Status: 'Unsubmitted', DateDeclined: expect.any(String) })
    // Who was asked beside has nothing to say any more.
    expect(await approvals(id)).toEqual(['over1000 Declined'])
    expect(await m.must('GET', at(id, '/approvals'), undefined, alice)).toMatchObject({
      Items: [{ Comments: 'cheaper', AllowResubmit: true, Approver: { ID: 'bob' } }],
    })
    expect(await submit(id)).toBe(201)
    expect(await shown(id)).toMatchObject({ Status: 'AwaitingApproval', DateDeclined: null })
    expect((await approvals(id)).sort()).toEqual(['always Pending', 'over1000 Declined', 'over1000 Pending'])
  })

  it('ends where it is not, and may be deleted', async () => {
    await over1000()
    const id = await submitted()
    expect(await decline(id)).toBe(201)
    expect(await status(id)).toBe('Declined')
    expect(await submit(id)).toEqual([400, 'Order.CannotSubmitBadStatus'])
    expect(await m.outcome('DELETE', at(id), undefined, alice)).toBe(204)
  })

  it('has nothing of what was approved before in its next cycle', async () => {
    await over1000()
    await tier2()
    const id = await submitted(6000)
    await approve(id)
    await decline(id, dave, { AllowResubmit: true })
    await submit(id)
    expect((await approvals(id)).sort()).toEqual(['over1000 Approved', 'over1000 Pending', 'tier2 Declined'])
  })
})

it('an order that is canceled asks nobody any more', async () => {
  await over1000()
  const id = await submitted()
  await m.must('POST', at(id, '/cancel'), undefined, alice)
  expect(await approvals(id)).toEqual([])
  expect(await m.outcome('DELETE', '/buyers/acme/approvalrules/over1000')).toBe(204)
})
