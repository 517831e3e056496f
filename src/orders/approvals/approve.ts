import { fail } from '../../api/errors.ts'
import type { BodyOf } from '../../api/model.ts'
import type { Found } from '../../store/fact.ts'
import { type Asked, onOrder } from '../operation/on-order.ts'
import { byID } from '../operation/places.ts'
import { orderMessage } from '../order/messages.ts'
import type { ApprovalRow, WholeOrder } from '../state/order-state.ts'
import { moved } from '../state/permissions.ts'
import { orderModel } from '../state/shown-order.ts'
import { orderProducts } from '../stock/stock-rows.ts'
import { opening, openingReads } from '../submit/opening.ts'
import { asChecked, check, partiesOf, together } from '../submit/submit-checks.ts'
import { type Approver, approvalInfo, approverOf, wordOf } from './approvers.ts'
import { askedOf, messagesToApprovers } from './asked-of-order.ts'
import { approve, decline, isPending, latestCycle, type Word } from './evaluate-rules.ts'

/**
 * What is left of an order's approvals after a word of the caller's.
 * @throws ApiError 400 where the order waits for none; 403 where it does not wait for the caller, as for its own user
 */
function spoken(
  call: Asked<BodyOf<typeof approvalInfo>>,
  { header, approvals }: WholeOrder<'lines'>,
  approver: Found<Approver>,
  speak: (approvals: ApprovalRow[], word: Word) => ApprovalRow[] | undefined,
): ApprovalRow[] {
  if (header.Status !== 'AwaitingApproval')
    throw fail('Order.MustBeAwaitingApproval', `An order that is ${header.Status} waits for no approval.`)
  const word = wordOf(call, approver)
  const left = header.FromUserKey === call.caller.key ? undefined : speak(approvals, word)
  if (left) return left
  throw fail('Order.NotEligibleToApprove', 'The order does not wait for an approval of yours.')
}

/** What approving and declining have in common. */
const word = {
  method: 'POST',
  body: { model: approvalInfo },
  response: orderModel,
  approversMay: true,
} as const

/** The approvals of an order's latest cycle. */
const latest = ({ approvals }: WholeOrder<'lines'>) =>
  approvals.filter((a) => a.Cycle === latestCycle(approvals))

const approveOrder = onOrder(byID, {
  ...word,
  id: 'Orders.Approve',
  path: '/approve',
  summary: 'Approves an order for the caller’s groups; it opens once nobody else is asked.',
  parts: ['lines', 'payments'],
  catalogue: true,
  reads: (call, order) => ({
    ...openingReads(call, order),
    parties: partiesOf(order, call.caller, true),
    approver: approverOf(call),
  }),
  decide: ({ call, order, read }) => {
    const approved = spoken(call, order, read.approver, approve)
    const { order: checked, errors } = check(call, order, read)
    const refusal = together(errors)
    // What cannot open yet keeps what it was valued at, and others may be asked all the same.
    const whole = { ...(refusal ? order : checked), approvals: approved }
    const asked = askedOf(call, whole, read, latestCycle(approved))
    const approvals = approved.concat(asked)
    const products = read.stock.rows
    if (isPending(approvals))
      return {
        order: { ...whole, approvals },
        ...asChecked(read),
        messages: (waiting) =>
          messagesToApprovers(call, 'OrderSubmittedForYourApproval', waiting, products, asked),
      }
    if (refusal) throw refusal
    const header = moved(order.header, 'approve', ['Approver'], call.now) ?? order.header
    const how = { message: 'OrderApproved', step: '/orderapproved' } as const
    const open = opening(call, { ...whole, header, approvals }, read, how)
    return {
      ...open,
      messages: (opened) => [
        ...open.messages(opened),
        ...messagesToApprovers(
          call,
          'OrderSubmittedForYourApprovalHasBeenApproved',
          opened,
          products,
          latest({ ...whole, approvals }),
        ),
      ],
    }
  },
})

const declineOrder = onOrder(byID, {
  ...word,
  id: 'Orders.Decline',
  path: '/decline',
  summary:
    'Declines an order for the caller’s groups: it ends, or goes back to its user to be submitted again.',
  parts: ['lines'],
  reads: (call, order) => ({ approver: approverOf(call), products: orderProducts(order) }),
  decide: ({ call, order, read }) => {
    const { AllowResubmit } = call.body
    const approvals = spoken(call, order, read.approver, (all, said) => decline(all, said, AllowResubmit))
    const trigger = AllowResubmit ? 'declineForResubmit' : 'decline'
    const header = moved(order.header, trigger, ['Approver'], call.now) ?? order.header
    return {
      order: { ...order, header, approvals },
      messages: (declined) => [
        orderMessage(call, 'OrderDeclined', { order: declined, products: read.products }),
        ...messagesToApprovers(
          call,
          'OrderSubmittedForYourApprovalHasBeenDeclined',
          declined,
          read.products,
          latest(order),
        ),
      ],
    }
  },
})

export const operations = [approveOrder, declineOrder]
