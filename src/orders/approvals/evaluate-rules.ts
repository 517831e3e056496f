import { sameIgnoringCase } from '../../api/names.ts'
import { holds } from '../../rules/evaluate.ts'
import type { Facts } from '../../rules/facts.ts'
import { treeOf } from '../../rules/rule.ts'
import type { Approval } from '../../tables/approvals/approval-fields.ts'
import type { OrderOwner } from '../state/order-state.ts'

/** Steps that all rules together may take on one order: a second or less. */
const MOST_STEPS = 2_000_000

/** A rule, as far as it is looked at to ask for approvals. */
export interface AskingRule extends Pick<Approval, 'Kind' | 'Company' | 'ApprovingGroupID'> {
  readonly ID: string
  readonly RuleExpression: string
  /** Whoever submits is in its group, and approves by that. */
  readonly isSubmitters: boolean
}

/** Who submits, approves or declines, as approvals keep them. */
export type Speaker = OrderOwner & Pick<Approval, 'Kind'>

/** What is held against rules. */
export interface Submission {
  readonly rules: readonly AskingRule[]
  /** Who has submitted, though another may have done so for them. */
  readonly submitter: OrderOwner | null
  readonly cycle: number
  /** In the wire's form. */
  readonly now: string
  /** What rules see, by the IDs of those that have been approved in this cycle. */
  readonly facts: (approved: string[]) => Facts
}

/** Whether somebody is to approve yet. */
export const isPending = (approvals: readonly Approval[]) => approvals.some((a) => a.Status === 'Pending')

/** The number of the latest cycle; 0 where nothing has been asked. */
export const latestCycle = (approvals: readonly Approval[]) => Math.max(0, ...approvals.map((a) => a.Cycle))

/**
 * The approvals that rules ask for beside those there are. One that is approved at once, since the submitter is in the
 * group, may make further rules true. A rule that comes to neither yes nor no asks for approval.
 * @param approvals all there are, of every cycle
 */
export function approvalsAsked(
  approvals: readonly Approval[],
  { rules, submitter, cycle, now, facts }: Submission,
): Approval[] {
  const added: Approval[] = []
  const steps = { left: MOST_STEPS }
  const first = 1 + Math.max(0, ...approvals.map((a) => Number(a.ID)))
  for (;;) {
    const known = approvals.filter((a) => a.Cycle === cycle).concat(added)
    const seen = facts(known.flatMap((a) => (a.Status === 'Approved' ? [a.ApprovalRuleID] : [])))
    const asking = rules.filter(
      (rule) =>
        !known.some((a) => sameIgnoringCase(a.ApprovalRuleID, rule.ID)) &&
        holds(treeOf(rule.RuleExpression), seen, steps) !== false,
    )
    for (const { Kind, Company, ID, ApprovingGroupID, isSubmitters } of asking)
      added.push({
        ID: String(first + added.length),
        Kind,
        Company,
        Cycle: cycle,
        ApprovalRuleID: ID,
        ApprovingGroupID,
        DateCreated: now,
        Comments: null,
        AllowResubmit: false,
        ...(isSubmitters
          ? { Status: 'Approved', DateCompleted: now, ApproverID: submitter?.ID ?? null, Approver: submitter }
          : { Status: 'Pending', DateCompleted: null, ApproverID: null, Approver: null }),
      })
    // Rules see of approvals only which are approved.
    if (!asking.some((rule) => rule.isSubmitters)) return added
  }
}

/** What an approver says. */
export interface Word {
  readonly by: Speaker
  /** IDs of their groups. */
  readonly groups: readonly string[]
  readonly comments: string | null
  readonly now: string
}

/** Approvals after a word for all of the approver's groups; undefined where none of them is asked. */
function completed<A extends Approval>(
  approvals: readonly A[],
  { by, groups, comments, now }: Word,
  outcome: Pick<A, 'Status' | 'AllowResubmit'>,
): A[] | undefined {
  const { Kind, ...approver } = by
  const isAsked = (a: A) =>
    a.Status === 'Pending' &&
    a.Kind === Kind &&
    sameIgnoringCase(a.Company, by.Company) &&
    groups.some((g) => sameIgnoringCase(g, a.ApprovingGroupID))
  if (!approvals.some(isAsked)) return undefined
  const done = { ...outcome, DateCompleted: now, ApproverID: by.ID, Approver: approver, Comments: comments }
  return approvals.map((a) => (isAsked(a) ? { ...a, ...done } : a))
}

/**
 * Approvals of which all that are pending with the approver's groups are approved; undefined where there is none. What
 * rules ask for by that is for `approvalsAsked` to say.
 */
export const approve = <A extends Approval>(approvals: readonly A[], word: Word): A[] | undefined =>
  completed(approvals, word, { Status: 'Approved', AllowResubmit: false })

/** The same of a refusal: nobody else is asked any more. */
export const decline = <A extends Approval>(
  approvals: readonly A[],
  word: Word,
  AllowResubmit: boolean,
): A[] | undefined => {
  const declined = completed(approvals, word, { Status: 'Declined', AllowResubmit })
  return declined && withoutPending(declined)
}

/** What is left of approvals where nobody is asked any more. */
export const withoutPending = <A extends Approval>(approvals: readonly A[]): A[] =>
  approvals.filter((a) => a.Status !== 'Pending')
