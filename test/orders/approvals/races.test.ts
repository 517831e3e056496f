import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { beforeItWrites } from '../../support/observe.ts'
import {
  alice,
  anchors,
  approvals,
  approve,
  at,
  bob,
  dave,
  decline,
  erin,
  join,
  leave,
  m,
  newOrder,
  over1000,
  rule,
  shown,
  status,
  submit,
  submitted,
  useApprovals,
} from './shop.ts'

useApprovals()
afterEach(() => vi.restoreAllMocks())

describe('at once', () => {
  it('two approve: the order opens once, and each is told so, or that they are not asked any more', async () => {
    await over1000()
    const id = await submitted()
    const outcomes = await Promise.all([approve(id, bob), approve(id, erin)])
    expect(outcomes).toContain(201)
    for (const said of outcomes.filter((o) => o !== 201)) expect(said).toEqual([404, 'NotFound'])
    expect(outcomes.filter((o) => o === 201)).toHaveLength(1)
    expect([await status(id), await approvals(id), await anchors()]).toEqual([
      'Open',
      ['over1000 Approved'],
      460,
    ])
  })

  it('one approves and another declines: one of them has said it', async () => {
    await over1000()
    const id = await submitted()
    const [approved, declined] = await Promise.all([approve(id, bob), decline(id, erin)])
    expect([approved, declined].filter((o) => o === 201)).toHaveLength(1)
    expect([await status(id), await approvals(id)]).toEqual(
      approved === 201 ? ['Open', ['over1000 Approved']] : ['Declined', ['over1000 Declined']],
    )
  })

  it('two groups approve: neither word is lost', async () => {
    await over1000()
    await rule('always', 'true', 'finance')
    const id = await submitted()
    expect(await Promise.all([approve(id, bob), approve(id, dave)])).toEqual([201, 201])
    expect([await status(id), (await approvals(id)).sort()]).toEqual([
      'Open',
      ['always Approved', 'over1000 Approved'],
    ])
  })

  it('it is approved and canceled: one of them', async () => {
    await over1000()
    const id = await submitted()
    const [approved, canceled] = await Promise.all([
      approve(id),
      m.outcome('POST', at(id, '/cancel'), undefined, alice),
    ])
    expect([approved, canceled].filter((o) => o === 201)).toHaveLength(1)
    expect(await status(id)).toBe(approved === 201 ? 'Open' : 'Canceled')
  })
})

describe('between an order’s submission and its writing', () => {
  it.each<[what: string, act: () => Promise<unknown>, expected: string]>([
    ['a rule comes', () => rule('any', 'true'), 'AwaitingApproval'],
    ['a rule goes', () => m.must('DELETE', '/buyers/acme/approvalrules/over1000'), 'Open'],
    [
      'a rule asks for more',
      () => m.must('PATCH', '/buyers/acme/approvalrules/over1000', { RuleExpression: 'order.Total > 9000' }),
      'Open',
    ],
    ['its user joins the group', () => join('managers', alice), 'Open'],
  ])('%s, and it holds', async (what, act, expected) => {
    if (what !== 'a rule comes') await over1000()
    const id = await newOrder(1200)
    beforeItWrites(act)
    expect([await submit(id), await status(id)]).toEqual([201, expected])
  })
})

describe('while an order waits', () => {
  it('whoever leaves the group has no word any more, also when that comes between', async () => {
    await over1000()
    const id = await submitted()
    beforeItWrites(() => leave('managers', bob))
    expect(await approve(id)).toEqual([404, 'NotFound'])
    expect(await approvals(id)).toEqual(['over1000 Pending'])
    expect(await approve(id, erin)).toBe(201)
  })

  it('its user stays, and is moved with all orders only: then it goes back to them', async () => {
    await over1000()
    const id = await submitted()
    const user = `/buyers/acme/users/${alice.ID}`
    expect(await m.outcome('DELETE', user)).toEqual([400, 'User.CannotDeleteWithOpenOrder'])
    await m.must('POST', '/buyers', { ID: 'other', Name: 'Other', Active: true })
    const move = (orders: string) => m.outcome('POST', `${user}/moveto/other?orders=${orders}`)
    expect(await move('Unsubmitted')).toEqual([400, 'User.CannotMoveeWithOpenOrder'])
    const { LastUpdated } = await shown(id)
    expect(await move('All')).toBe(201)
    const moved = await shown(id)
    expect(moved).toMatchObject({ Status: 'Unsubmitted', FromCompanyID: 'other' })
    // From then on it is counted how long nobody comes back to it.
    expect(moved.LastUpdated > LastUpdated).toBe(true)
    expect(await m.outcome('DELETE', '/buyers/acme/approvalrules/over1000')).toBe(204)
  })

  it('and when it is deleted, nothing of its approvals is left', async () => {
    await over1000()
    const id = await submitted()
    await m.must('DELETE', at(id, '', 'seller'))
    const { n } = (await env.DB.prepare('select count(*) n from order_approvals where Marketplace = ?')
      .bind(m.id)
      .first<{ n: number }>())!
    expect(n).toBe(0)
  })
})
