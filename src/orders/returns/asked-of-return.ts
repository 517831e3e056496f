import type { Results } from '../../store/fact.ts'
import type { Members } from '../../store/outbox/messages.ts'
import { alter, insert, remove, select } from '../../store/rows.ts'
import type { Query } from '../../store/sql/sql.ts'
import { orderReturnApprovals } from '../../tables/fulfillment/order-returns.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Write } from '../../tables/statements.ts'
import type { Row } from '../../tables/table.ts'
import { askedGroups, speakers } from '../approvals/approvers.ts'
import { askingRules, ruleFacts, rulesAsk } from '../approvals/asked-of-order.ts'
import type { NamedOrder } from '../operation/named-order.ts'
import type { Asked, Decided } from '../operation/on-order.ts'
import { changed } from '../operation/row-writes.ts'
import { livePromotions, ruledProducts } from '../promotions/applied/promotion-reads.ts'
import type { OrderState, OrderWith, ReturnRow, WholeOrder } from '../state/order-state.ts'
import { withReturn } from './change-returns.ts'
import { returnMessage, toldReads } from './messages.ts'
import { showReturn } from './shown-returns.ts'

export type ReturnApproval = Row<typeof orderReturnApprovals>

/** The approvals of the return that a path names, as they were asked for. */
export const approvalsOf = ({
  marketplace,
  params,
}: Pick<Asked, 'marketplace' | 'params'>): Query<ReturnApproval> =>
  select(
    orderReturnApprovals,
    marketplace,
    { OrderReturnID: params.returnID! },
    { order: sql`cast(t.ID as integer)` },
  )

/**
 * What is read to ask for approvals of a return: rules of whom its order goes to, and of the marketplace owner.
 * @param submitter key of who has submitted it
 */
export function approvalReads(
  call: Pick<Asked, 'marketplace' | 'params'>,
  order: NamedOrder,
  submitter: SQL,
) {
  const { marketplace, header } = order
  const kind = sql`iif(r.OwnerID = ${marketplace}, 'Seller', 'Supplier')`
  const rules = sql`seller_approval_rules r where r.Marketplace = ${marketplace} and r.ApprovalType = 'OrderReturn'
    and r.OwnerID in (${marketplace}, ${header('ToCompanyID')})`
  // The user first: groups may have many members.
  const isMember = sql`exists (select 1 from users u cross join group_members g on g.Marketplace = ${marketplace} and g.Kind = ${kind}
      and g.Company = r.OwnerID and g.UserGroupID = r.ApprovingGroupID and g.UserID = u.ID
    where u.Marketplace = ${marketplace} and u.Key = ${submitter} and u.Kind = ${kind} and u.Company = r.OwnerID)`
  return {
    ...toldReads(order),
    approvals: approvalsOf(call),
    rules: askingRules(rules, sql`${kind} Kind, r.OwnerID Company`, isMember),
    ruled: ruledProducts(order, sql`exists (select 1 from ${rules})`),
    promotions: livePromotions(order),
    submitters: speakers(marketplace, submitter),
  }
}

type ApprovalRead = Results<ReturnType<typeof approvalReads>>

/** The approvals that rules of sellers ask for, beside those there are. */
export function askedOfReturn(
  call: Asked,
  order: WholeOrder<'lines' | 'payments'>,
  row: ReturnRow,
  read: ApprovalRead,
  approvals: readonly ReturnApproval[],
): ReturnApproval[] {
  const asked = rulesAsk(call, read.rules, approvals, {
    submitter: read.submitters[0] ?? null,
    cycle: 1,
    seen: () => ({ ...ruleFacts(call, order, read), orderReturn: showReturn(row, order) }),
  })
  const { Marketplace } = order.header
  return asked.map((a) => ({ ...a, Marketplace, OrderReturnID: row.ID, Version: 1 }))
}

/** What is written of approvals; the order's version guards them. */
export const approvalWrites = (
  marketplace: string,
  before: readonly ReturnApproval[],
  after: readonly ReturnApproval[],
): Write[] => {
  const own = ({ OrderReturnID, ID }: ReturnApproval) => ({ OrderReturnID, ID })
  return [
    ...after.flatMap((row) => {
      const stored = before.find((a) => a.ID === row.ID)
      if (!stored) return [insert(orderReturnApprovals, marketplace, row)]
      const columns = changed(orderReturnApprovals, stored, row)
      return Object.keys(columns).length > 0
        ? [alter(orderReturnApprovals, marketplace, own(row), columns)]
        : []
    }),
    ...before
      .filter(({ ID }) => !after.some((a) => a.ID === ID))
      .map((row) => remove(orderReturnApprovals, marketplace, own(row))),
  ]
}

/** Who is told what of a return: its order's user, if anything; and whoever was asked for these approvals. */
interface Telling {
  user?: string
  approvers: string
  asked: readonly ReturnApproval[]
}

/** A return with its approvals as they have become, and messages about that; who has submitted it is told none of the approvers'. */
export const approvalDecided = (
  call: Asked,
  order: OrderWith<'returns'>,
  read: ApprovalRead,
  row: ReturnRow,
  approvals: readonly ReturnApproval[],
  { user, approvers, asked }: Telling,
): Decided => {
  const { products, submitters } = read
  const tell = (type: string, to?: Members) => (after: OrderState) =>
    returnMessage(call, type, after, row, products, to)
  const all = [
    ...(user ? [tell(user)] : []),
    ...askedGroups(asked, submitters[0], row.SubmitterKey ?? '').map((to) => tell(approvers, to)),
  ]
  return {
    ...withReturn(call, order, row),
    beside: approvalWrites(call.marketplace, read.approvals, approvals),
    messages: (after) => all.map((message) => message(after)),
  }
}
