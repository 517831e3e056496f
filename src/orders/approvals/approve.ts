import { fail } from '../../api/errors.ts'
import { flag, text } from '../../api/field.ts'
import { type BodyOf, model } from '../../api/model.ts'
import { type Fact, type Found, rely } from '../../store/fact.ts'
import { sql } from '../../tables/sql.ts'
import type { NamedOrder } from '../operation/named-order.ts'
import { type Asked, onOrder } from '../operation/on-order.ts'
import { owner } from '../operation/order-rows.ts'
import { byID } from '../operation/places.ts'
import { orderMessage } from '../order/messages.ts'
import type { ApprovalRow, WholeOrder } from '../state/order-state.ts'
import { moved } from '../state/permissions.ts'
import { orderModel } from '../state/shown-order.ts'
import { productRows } from '../stock/stock-rows.ts'
import { opening } from '../submit/opening.ts'
import { asChecked, check, partiesOf, submitReads, together } from '../submit/submit-checks.ts'
import { askedOf, messageToApprovers, ruleReads } from './asked-of-order.ts'
import { approve, decline, isPending, latestCycle, type Word } from './evaluate-rules.ts'

/** What is said with a word. */
export const approvalInfo = model('OrderApprovalInfo', { AllowResubmit: flag(), Comments: text(2000) })

export type Approver = Pick<Word, 'by' | 'groups'>

/** Who calls, as approvals show them, with their groups, which must stay theirs. */
export function approverOf({ caller, marketplace }: Asked): Fact<Approver> {
  const user = sql`users u where u.Marketplace = ${marketplace} and u.Key = ${caller.key}`
  const groups = sql`(select json_group_array(UserGroupID) from (select g.UserGroupID from group_members g
    where g.Marketplace = ${marketplace} and g.Kind = u.Kind and g.Company = u.Company and g.UserID = u.ID order by 1))`
  return {
    sql: sql`select ${owner.columns}, ${groups} Groups from ${user}`,
    // The caller is a user.
    decode: (row) => ({
      by: { ...owner.decode(row)!, Kind: caller.kind },
      groups: JSON.parse(String(row.Groups)) as string[],
    }),
    holds: ([read]) => sql`(select ${groups} from ${user}) = ${JSON.stringify(read!.groups)}`,
  }
}

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
  const word = { ...rely(call, approver), comments: call.body.Comments, now: call.now }
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
    ...submitReads(call, order),
    ...ruleReads(order),
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
          messageToApprovers(call, 'OrderSubmittedForYourApproval', waiting, products, asked),
      }
    if (refusal) throw refusal
    const header = moved(order.header, 'approve', ['Approver'], call.now) ?? order.header
    const how = { message: 'OrderApproved', step: '/orderapproved' } as const
    const open = opening(call, { ...whole, header, approvals }, read, how)
    return {
      ...open,
      messages: (opened) => [
        ...open.messages(opened),
        ...messageToApprovers(
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

/** The products of an order's lines. */
const orderProducts = ({ marketplace, key }: NamedOrder) =>
  productRows(
    marketplace,
    sql`select l.ProductID from line_items l where l.Marketplace = ${marketplace} and l.OrderKey = ${key}`,
  )

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
        ...messageToApprovers(
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
