import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { facts } from '../../../test/support/rule-facts.ts'
import type { Approval } from '../../tables/approvals/approval-fields.ts'
import type { OrderOwner } from '../state/order-state.ts'
import {
  type AskingRule,
  approvalsAsked,
  approve,
  decline,
  isPending,
  latestCycle,
  type Word,
} from './evaluate-rules.ts'

const now = '2026-05-20T12:00:00.000+00:00'
const acme = { Kind: 'Buyer', Company: 'acme' }

const user = (ID: string): OrderOwner => ({
  ID,
  Company: 'acme',
  Username: ID,
  FirstName: ID,
  LastName: 'Li',
  Email: `${ID}@acme.example`,
  Phone: null,
  TermsAccepted: null,
  Active: true,
  xp: null,
  DateCreated: null,
  LastActive: null,
  PasswordLastSetDate: null,
})
const alice = user('alice')
const bob = { ...user('bob'), Kind: 'Buyer' }

const rule = (ID: string, RuleExpression: string, ApprovingGroupID: string): AskingRule => ({
  ...acme,
  ID,
  RuleExpression,
  ApprovingGroupID,
  isSubmitters: ApprovingGroupID === 'own',
})

/** What is asked for the order of `facts`, whose total is 1150.50. */
const asked = (rules: readonly AskingRule[], approvals: readonly Approval[] = [], cycle = 1) =>
  approvalsAsked(approvals, {
    rules,
    submitter: alice,
    cycle,
    now,
    facts: (approved) => ({ ...facts, approved }),
  })
const told = (approvals: readonly Approval[] = []) =>
  approvals.map((a) => `${a.ApprovalRuleID} ${a.Status} ${a.ApproverID}`)
const word = (groups: string[], more: Partial<Word> = {}): Word => ({
  by: bob,
  groups,
  comments: 'ok',
  now,
  ...more,
})

const over1000 = rule('over1000', 'order.Total > 1000', 'managers')
const tier2 = rule('tier2', "order.approved('OVER1000') and order.Total > 1100", 'finance')
const always = rule('always', 'true', 'finance')

describe('rules ask for approval', () => {
  it('where they are true, and where they come to neither yes nor no', () => {
    const rules = [
      over1000,
      rule('more', 'order.Total > 2000', 'managers'),
      rule('aborted', '1 / 0 > 1', 'managers'),
      rule('number', 'order.Total', 'managers'),
      rule('missing', 'order.xp.missing', 'managers'),
    ]
    expect(told(asked(rules))).toEqual([
      'over1000 Pending null',
      'aborted Pending null',
      'number Pending null',
    ])
  })

  it('of the next group once the one before has approved', () => {
    const first = asked([over1000, tier2])
    expect(told(first)).toEqual(['over1000 Pending null'])
    const done = approve(first, word(['Managers']))!
    expect(done).toMatchObject([
      { Status: 'Approved', DateCompleted: now, Approver: user('bob'), Comments: 'ok' },
    ])
    expect(asked([over1000, tier2], done)).toMatchObject([
      { ID: '2', ApprovalRuleID: 'tier2', Status: 'Pending' },
    ])
  })

  it('and have it at once of whoever is in the group, which others may wait for', () => {
    const own = { ...over1000, isSubmitters: true }
    expect(told(asked([tier2, own]))).toEqual(['over1000 Approved alice', 'tier2 Pending null'])
  })

  it('anew in the next cycle, in which nothing before counts', () => {
    const approved = approve(asked([over1000]), word(['managers']))!
    const again = asked([over1000, tier2], approved, latestCycle(approved) + 1)
    expect(again).toMatchObject([{ ID: '2', Cycle: 2, ApprovalRuleID: 'over1000', Status: 'Pending' }])
  })
})

describe('a word for approvals', () => {
  const rows = asked([over1000, always, rule('third', 'true', 'board')])

  it('is one for all groups of whoever says it', () => {
    const done = approve(rows, word(['managers', 'finance']))!
    expect(told(done)).toEqual(['over1000 Approved bob', 'always Approved bob', 'third Pending null'])
    expect(isPending(done)).toBe(true)
  })

  it('is nobody’s whose groups are not asked, or those of another organization', () => {
    const strangers = [word(['sales']), word(['managers'], { by: { ...bob, Company: 'other' } })]
    const seller = word(['managers'], { by: { ...bob, Kind: 'Seller' } })
    for (const said of [...strangers, seller]) {
      expect(approve(rows, said)).toBeUndefined()
      expect(decline(rows, said, true)).toBeUndefined()
    }
  })

  it('that declines leaves nobody to be asked', () => {
    const done = decline(rows, word(['finance']), true)
    expect(done).toMatchObject([{ ApprovalRuleID: 'always', Status: 'Declined', AllowResubmit: true }])
    expect(done).toHaveLength(1)
  })
})

const names = ['r1', 'r2', 'r3', 'r4', 'r5']
const condition = fc.oneof(
  fc.constantFrom('true', 'false', 'order.Total > 1000', 'order.Total > 2000', '1 / 0 > 1'),
  fc.constantFrom(...names).map((r) => `order.approved('${r}')`),
  fc.constantFrom(...names).map((r) => `not order.approved('${r}')`),
)
const expression = fc
  .array(condition, { minLength: 1, maxLength: 3 })
  .chain((parts) => fc.constantFrom(' and ', ' or ').map((joint) => parts.join(joint)))
const someRules = fc
  .subarray(names)
  .chain((ids) =>
    fc.tuple(
      ...ids.map((id) =>
        fc.tuple(expression, fc.constantFrom('own', 'managers', 'finance')).map(([e, g]) => rule(id, e, g)),
      ),
    ),
  )

describe('whatever the rules', () => {
  it('each asks once, whatever their order, and nothing is left to ask', () => {
    fc.assert(
      fc.property(someRules, (rules) => {
        const rows = asked(rules)
        expect(new Set(rows.map((a) => a.ApprovalRuleID)).size).toBe(rows.length)
        expect(asked(rules, rows)).toEqual([])
        expect(told(asked(rules.toReversed())).sort()).toEqual(told(rows).sort())
        for (const row of rows) expect(row.Status === 'Approved').toBe(row.ApprovingGroupID === 'own')
      }),
    )
  })

  it('approvals come to an end: after as many words as there are rules, nobody is asked', () => {
    fc.assert(
      fc.property(someRules, (rules) => {
        let rows = asked(rules)
        for (let words = 0; isPending(rows); words++) {
          expect(words).toBeLessThan(rules.length)
          rows = approve(rows, word(['managers', 'finance']))!
          rows = rows.concat(asked(rules, rows))
        }
        expect(rows.map((a) => a.ID)).toEqual(rows.map((_, i) => String(i + 1)))
      }),
    )
  })
})
