import { fail } from '../../api/errors.ts'
import { readOnly, ref } from '../../api/field.ts'
import { type BodyOf, model, present } from '../../api/model.ts'
import { operation } from '../../resource/operation.ts'
import { objectOf } from '../../resource/reading.ts'
import type { Found } from '../../store/fact.ts'
import { listPage } from '../../store/list.ts'
import { wholeRows } from '../../store/rows.ts'
import { orderReturnApprovals } from '../../tables/fulfillment/order-returns.ts'
import { sql } from '../../tables/sql.ts'
import {
  type Approver,
  approvalInfo,
  approverOf,
  listEligibleApprovers,
  wordOf,
} from '../approvals/approvers.ts'
import { approve, decline, isPending, type Word } from '../approvals/evaluate-rules.ts'
import { approvalList } from '../approvals/read-approvals.ts'
import { locateApprover, orderApprovalModel, showApprover } from '../approvals/shown-approvals.ts'
import type { NamedOrder } from '../operation/named-order.ts'
import { type Asked, onOrder } from '../operation/on-order.ts'
import type { OrderWith, ReturnRow } from '../state/order-state.ts'
import { dates, next } from '../state/states.ts'
import { approvalDecided, approvalReads, askedOfReturn, type ReturnApproval } from './asked-of-return.ts'
import { byReturn } from './by-return.ts'
import { cannotInStatus, returnNamed } from './returnable.ts'
import { returnModel, returnReaders, returnResource } from './shown-returns.ts'

/** The return that a path names, and what is left of its approvals after a word of the caller's. */
function spoken(
  call: Asked<BodyOf<typeof approvalInfo>>,
  order: OrderWith<'returns'>,
  read: { approver: Found<Approver>; approvals: ReturnApproval[] },
  speak: (approvals: ReturnApproval[], word: Word) => ReturnApproval[] | undefined,
): { row: ReturnRow; left: ReturnApproval[] } {
  const row = returnNamed(order, call.params.returnID)
  if (row.Status !== 'AwaitingApproval') throw cannotInStatus('approved or declined', row.Status)
  const word = wordOf(call, read.approver)
  const left = row.SubmitterKey === call.caller.key ? undefined : speak(read.approvals, word)
  if (left) return { row, left }
  throw fail(
    'OrderReturn.NotEligibleToApproveOrDecline',
    'The return does not wait for an approval of yours.',
  )
}

const submitterOf = ({ marketplace, params }: Pick<Asked, 'marketplace' | 'params'>) =>
  sql`(select r.SubmitterKey from order_returns r where r.Marketplace = ${marketplace} and r.ID = ${params.returnID})`

/** What approving and declining have in common. */
const word = {
  method: 'POST',
  roles: ['OrderAdmin'],
  body: { model: approvalInfo },
  response: returnModel,
  parts: ['lines', 'payments'],
  reads: (call: Asked, order: NamedOrder) => ({
    ...approvalReads(call, order, submitterOf(call)),
    approver: approverOf(call),
  }),
} as const

const approveReturn = onOrder(byReturn, {
  ...word,
  id: 'OrderReturns.Approve',
  path: '/approve',
  summary: 'Approves a return of an order for the caller’s groups; it opens once nobody else is asked.',
  decide: ({ call, order, read }) => {
    const { row, left } = spoken(call, order, read, approve)
    const asked = askedOfReturn(call, order, row, read, left)
    const approvals = left.concat(asked)
    if (isPending(approvals))
      return approvalDecided(call, order, read, row, approvals, {
        approvers: 'OrderReturnSubmittedForYourApproval',
        asked,
      })
    const Status = next(row.Status, 'approve', ['Approver']) ?? row.Status
    const approved = { ...row, ...dates('approve', call.now), Status }
    return approvalDecided(call, order, read, approved, approvals, {
      user: 'OrderReturnApproved',
      approvers: 'OrderReturnSubmittedForYourApprovalHasBeenApproved',
      asked: approvals,
    })
  },
})

const declineReturn = onOrder(byReturn, {
  ...word,
  id: 'OrderReturns.Decline',
  path: '/decline',
  summary: 'Declines a return of an order for the caller’s groups: it ends.',
  decide: ({ call, order, read }) => {
    const { row, left } = spoken(call, order, read, (all, said) => decline(all, said, false))
    const Status = next(row.Status, 'decline', ['Approver']) ?? row.Status
    const declined = { ...row, ...dates('decline', call.now), Status }
    return approvalDecided(call, order, read, declined, left, {
      user: 'OrderReturnDeclined',
      approvers: 'OrderReturnSubmittedForYourApprovalHasBeenDeclined',
      asked: read.approvals,
    })
  },
})

const { AllowResubmit: _, ...shownFields } = orderApprovalModel.fields

const approvalModel = model('OrderReturnApproval', {
  OrderReturnID: readOnly(ref('OrderReturn')),
  ...shownFields,
})

const listApprovals = operation({
  method: 'GET',
  roles: returnReaders,
  id: 'OrderReturns.ListApprovals',
  path: `${byReturn.path}/approvals`,
  list: { ...approvalList, sort: approvalList.sort.filter((name) => name !== 'AllowResubmit') },
  response: approvalModel,
  summary: 'Lists the approvals that were asked for a return of an order.',
  run: (call) =>
    listPage(call, {
      ...wholeRows(orderReturnApprovals, 'a'),
      where: sql`a.Marketplace = ${call.marketplace} and a.OrderReturnID = ${call.params.returnID}`,
      locate: locateApprover('a'),
      show: (row) => present(approvalModel, { ...row, Approver: showApprover(row) }),
      above: [objectOf(returnResource, call)],
    }),
})

const listEligible = listEligibleApprovers(
  {
    id: 'OrderReturns.ListEligibleApprovers',
    path: `${byReturn.path}/eligibleapprovers`,
    roles: returnReaders,
    summary: 'Lists the users who could approve a return of an order now.',
  },
  (call) => ({
    approvals: orderReturnApprovals,
    ofIt: sql`a.OrderReturnID = ${call.params.returnID}`,
    submitter: submitterOf(call),
    seen: objectOf(returnResource, call),
  }),
)

export const operations = [approveReturn, declineReturn, listApprovals, listEligible]
