import { describe, expect, it } from 'vitest'
import type { User } from '../../support/marketplace.ts'
import { alice, approve, bob, decline, m, over1000, rule, submitted, useApprovals } from './shop.ts'

useApprovals()

const rules = '/buyers/acme/approvalrules'
const create = (RuleExpression: string, more: object = {}) =>
  m.outcome('POST', rules, { RuleExpression, ApprovingGroupID: 'managers', ...more })

describe('a rule of a buyer', () => {
  it('is a condition on the order and its lines', async () => {
    expect(await create('true')).toBe(201)
    expect(await create("order.xp.Level = 'L1' & order.Total > 0")).toBe(201)
    expect(await create("item.total(CostCenter = 'x') > 5 or order.approved('other')")).toBe(201)
    expect(await create('order.Total >')).toEqual([400, 'Expression.InvalidSyntax'])
    expect(await create('item.Quantity > 1')).toEqual([400, 'Expression.ItemNotAllowed'])
    expect(await create("orderReturn.approved('other')")).toEqual([400, 'Expression.InvalidToken'])
    expect(await create(`true${' '.repeat(397)}`)).toEqual([400, 'ValidationFailure'])
    const { ID } = await over1000()
    expect(await m.outcome('PATCH', `${rules}/${ID}`, { RuleExpression: 'order.Nothing = 1' })).toEqual([
      400,
      'Expression.InvalidToken',
    ])
  })

  it('names a group of that buyer, which stays as long as it is named', async () => {
    await m.must('POST', '/buyers', { ID: 'other', Name: 'Other', Active: true })
    await m.must('POST', '/buyers/other/usergroups', { ID: 'theirs', Name: 'Theirs' })
    expect(await create('true', { ApprovingGroupID: 'theirs' })).toEqual([404, 'NotFound'])
    await over1000()
    const group = '/buyers/acme/usergroups/managers'
    const refused = [400, 'UserGroup.CannotDeleteApprovingGroup']
    expect(await m.outcome('DELETE', group)).toEqual(refused)
    const id = await submitted()
    // It is asked still, though the rule asks another from now on.
    await m.must('PATCH', `${rules}/over1000`, { ApprovingGroupID: 'finance' })
    expect(await m.outcome('DELETE', group)).toEqual(refused)
    await approve(id)
    expect(await m.outcome('DELETE', group)).toBe(204)
  })

  it('stays as long as an approval that it asked for is pending', async () => {
    await over1000()
    const pending = [400, 'ApprovalRule.CannotDeleteIfPending']
    const id = await submitted()
    expect(await m.outcome('DELETE', `${rules}/over1000`)).toEqual(pending)
    await m.must('PATCH', `${rules}/over1000`, { ID: 'dear' })
    await m.must('PATCH', '/buyers/acme/usergroups/managers', { ID: 'bosses' })
    expect(await m.outcome('DELETE', `${rules}/dear`)).toEqual(pending)
    await decline(id)
    const list = await m.must('GET', `/orders/All/${id}/approvals`)
    expect(list.Items).toMatchObject([{ ApprovalRuleID: 'dear', ApprovingGroupID: 'bosses' }])
    expect(await m.outcome('DELETE', `${rules}/dear`)).toBe(204)
  })

  it('goes with its buyer, whatever waits for it', async () => {
    await over1000()
    await submitted()
    expect(await m.outcome('DELETE', '/buyers/acme')).toBe(204)
  })
})

describe('a rule of a seller', () => {
  const returns = { ApprovalType: 'OrderReturn', RuleExpression: 'order.Total > 100' }
  const put = (ID: string, body: object, as: User | 'seller' = 'seller') =>
    m.outcome('PUT', `/approvalrules/${ID}`, { ...returns, ...body }, as)
  let supplier: User

  const world = async () => {
    supplier = (await m.supplier({ ID: 'S1' })).user
    await m.must('POST', '/usergroups', { ID: 'staff', Name: 'Staff' })
    await m.must('POST', '/suppliers/S1/usergroups', { ID: 'crew', Name: 'Crew' })
  }

  it('names a group of its owner, which stays as long as it is named', async () => {
    await world()
    expect(await put('own', { ApprovingGroupID: 'staff' })).toBe(200)
    expect(await put('theirs', { ApprovingGroupID: 'crew', OwnerID: 'S1' })).toBe(200)
    for (const [of, ApprovingGroupID] of [
      ['own', 'crew'],
      ['theirs', 'staff'],
    ])
      expect(await m.outcome('PATCH', `/approvalrules/${of}`, { ApprovingGroupID })).toEqual([
        404,
        'NotFound',
      ])
    expect(await put('wrong', { ApprovingGroupID: 'staff', OwnerID: 'S1' })).toEqual([404, 'NotFound'])
    for (const group of ['/usergroups/staff', '/suppliers/S1/usergroups/crew'])
      expect(await m.outcome('DELETE', group)).toEqual([400, 'UserGroup.CannotDeleteApprovingGroup'])
    await m.must('PATCH', '/suppliers/S1/usergroups/crew', { ID: 'hands' })
    expect(await m.must('GET', '/approvalrules/theirs')).toMatchObject({ ApprovingGroupID: 'hands' })
  })

  it('is its owner’s to see and to change, and no buyer’s', async () => {
    await world()
    await put('own', { ApprovingGroupID: 'staff' })
    expect(await put('theirs', { ApprovingGroupID: 'crew' }, supplier)).toBe(200)
    expect(await m.must('GET', '/approvalrules/theirs')).toMatchObject({ OwnerID: 'S1' })
    const change = (ID: string, as: User | 'seller') =>
      m.outcome('PATCH', `/approvalrules/${ID}`, { Name: 'Other' }, as)
    expect(await change('own', supplier)).toEqual([404, 'NotFound'])
    expect([await change('theirs', supplier), await change('theirs', 'seller')]).toEqual([200, 200])
    const buyer = await m.as(alice, { roles: ['OrderAdmin', 'ApprovalRuleReader'] })
    expect((await m.api('GET', '/approvalrules', undefined, buyer)).status).toBe(403)
  })

  it('is for returns', async () => {
    await world()
    const body = { ApprovingGroupID: 'staff' }
    expect(await put('orders', { ...body, ApprovalType: 'Order' })).toEqual([400, 'ValidationFailure'])
    expect(await put('wrong', { ...body, RuleExpression: "order.approved('x')" })).toEqual([
      400,
      'Expression.InvalidFunction',
    ])
    expect(await put('tiers', { ...body, RuleExpression: "approved('x')" })).toBe(200)
  })
})

it('lists of approvals are searched and sorted by what they show', async () => {
  await over1000()
  await rule('always', 'true', 'finance')
  const id = await submitted()
  await approve(id, bob, { Comments: 'fine' })
  const found = async (query: string) =>
    (await m.must('GET', `/orders/All/${id}/approvals?${query}`)).Items.map(
      (a: { ApprovalRuleID: string }) => a.ApprovalRuleID,
    )
  expect(await found('search=bob')).toEqual(['over1000'])
  expect(await found('search=finance&searchOn=ApprovingGroupID')).toEqual(['always'])
  expect(await found('Approver.Username=acme-bob')).toEqual(['over1000'])
  expect(await found('Status=Pending')).toEqual(['always'])
  expect(await found('sortBy=!Approver')).toEqual(['over1000', 'always'])
})
