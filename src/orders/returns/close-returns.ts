import { fail } from '../../api/errors.ts'
import { sql } from '../../tables/sql.ts'
import { isPending, withoutPending } from '../approvals/evaluate-rules.ts'
import { onOrder } from '../operation/on-order.ts'
import { requireReceiver } from '../state/permissions.ts'
import { dates, next } from '../state/states.ts'
import {
  approvalDecided,
  approvalReads,
  approvalsOf,
  approvalWrites,
  askedOfReturn,
} from './asked-of-return.ts'
import { byReturn } from './by-return.ts'
import { withReturn } from './change-returns.ts'
import { returnMessage, toldReads } from './messages.ts'
import {
  cannotInStatus,
  requireOpened,
  requireOver,
  requireReturnable,
  requireReturnChange,
  returnNamed,
} from './returnable.ts'
import { returnModel } from './shown-returns.ts'

const submit = onOrder(byReturn, {
  id: 'OrderReturns.Submit',
  method: 'POST',
  path: '/submit',
  response: returnModel,
  summary:
    'Submits a return of an order: it is open once it is approved where rules of the seller ask for that.',
  parts: ['lines', 'payments'],
  reads: (call, order) => approvalReads(call, order, sql`${call.caller.key}`),
  decide: ({ call, order, actors, read }) => {
    const row = returnNamed(order, call.params.returnID)
    if (row.Status !== 'Unsubmitted') throw cannotInStatus('submitted', row.Status)
    requireReturnChange(call, row, actors)
    requireOpened(order.header)
    requireReturnable(call, order, row, ['Admin'])
    const asked = askedOfReturn(call, order, row, read, [])
    const trigger = isPending(asked) ? 'submitForApproval' : 'submit'
    const Status = next(row.Status, trigger, actors) ?? row.Status
    const submitted = { ...row, Status, ...dates(trigger, call.now), SubmitterKey: call.caller.key }
    return approvalDecided(call, order, read, submitted, asked, {
      user: isPending(asked) ? 'OrderReturnSubmittedForApproval' : 'OrderReturnSubmitted',
      approvers: 'OrderReturnSubmittedForYourApproval',
      asked,
    })
  },
})

const cancel = onOrder(byReturn, {
  id: 'OrderReturns.Cancel',
  method: 'POST',
  path: '/cancel',
  response: returnModel,
  summary: 'Cancels a return of an order; what has been refunded for it stays so.',
  parts: ['payments'],
  reads: (call) => ({ approvals: approvalsOf(call) }),
  decide: ({ call, order, actors, read }) => {
    const row = returnNamed(order, call.params.returnID)
    const { Status } = row
    if (Status === 'Unsubmitted')
      throw fail('OrderReturn.CannotCancelUnsubmitted', 'A return that is not submitted can be deleted.')
    if (Status === 'Canceled') throw cannotInStatus('canceled', Status)
    requireOver(call, row, actors)
    return {
      ...withReturn(call, order, { ...row, Status: 'Canceled', DateCanceled: call.now }),
      beside: approvalWrites(call.marketplace, read.approvals, withoutPending(read.approvals)),
    }
  },
})

const complete = onOrder(byReturn, {
  id: 'OrderReturns.Complete',
  method: 'POST',
  path: '/complete',
  roles: ['OrderAdmin'],
  response: returnModel,
  summary: 'Completes an open return of an order for good, refunded or not.',
  parts: ['lines', 'payments'],
  reads: (_, order) => toldReads(order),
  decide: ({ call, order, actors, read }) => {
    requireReceiver(call)
    const row = returnNamed(order, call.params.returnID)
    const Status = next(row.Status, 'complete', actors)
    if (!Status)
      throw fail('OrderReturn.CannotCompleteBadStatus', `A return that is ${row.Status} cannot be completed.`)
    if (row.RefundAmount === null)
      throw fail('OrderReturn.CannotCompleteInvalidAmount', 'Say what is refunded, if only zero.')
    const completed = { ...row, Status, ...dates('complete', call.now) }
    return {
      ...withReturn(call, order, completed),
      messages: (after) => [returnMessage(call, 'OrderReturnCompleted', after, completed, read.products)],
    }
  },
})

const remove = onOrder(byReturn, {
  id: 'OrderReturns.Delete',
  method: 'DELETE',
  path: '',
  summary: 'Deletes a return of an order; what has been refunded for it stays so.',
  parts: [],
  decide: ({ call, order, actors }) => {
    const row = returnNamed(order, call.params.returnID)
    requireOver(call, row, actors)
    return { order: { ...order, returns: order.returns.filter((r) => r !== row) } }
  },
})

export const operations = [submit, cancel, complete, remove]
