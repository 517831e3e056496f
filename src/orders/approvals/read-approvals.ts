import { needed } from '../../store/fact.ts'
import { columns } from '../../store/rows.ts'
import { plain } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { orderApprovals } from '../../tables/approvals/order-approvals.ts'
import { sql } from '../../tables/sql.ts'
import { decodeApproval } from '../operation/order-rows.ts'
import { listPart, READERS } from '../operation/part-reading.ts'
import { byID } from '../operation/places.ts'
import { listEligibleApprovers } from './approvers.ts'
import { locateApprover, orderApprovalModel, showApproval } from './shown-approvals.ts'

/** How every list of approvals is searched and sorted. */
export const approvalList = {
  search: ['ApprovalRuleID', 'ApprovingGroupID', 'Approver', 'Comments'],
  sort: [
    'DateCreated',
    'AllowResubmit',
    'ApprovalRuleID',
    'ApprovingGroupID',
    'Status',
    'DateCompleted',
    'Approver',
  ],
  order: ['DateCreated'],
  indexed: [],
}

const listApprovals = listPart(byID, 'Orders.ListApprovals', {
  path: '/approvals',
  all: 'the approvals',
  model: orderApprovalModel,
  list: approvalList,
  row: as(orderApprovals, 'oa'),
  columns: () => columns(orderApprovals, 'oa'),
  decode: decodeApproval,
  locate: () => locateApprover('oa'),
  show: showApproval,
})

const listEligible = listEligibleApprovers(
  {
    id: 'Orders.ListEligibleApprovers',
    path: `${byID.path}/eligibleapprovers`,
    roles: READERS,
    summary: 'Lists the users who could approve an order now.',
  },
  (call) => {
    const { marketplace, key, header } = byID.order(call)
    return {
      approvals: orderApprovals,
      ofIt: sql`a.OrderKey = ${key}`,
      submitter: header('FromUserKey'),
      seen: needed(
        plain(sql`select 1 from orders o where o.Marketplace = ${marketplace} and o.Key = ${key}`),
        byID.missing(call),
      ),
    }
  },
)

export const operations = [listApprovals, listEligible]
