import { userModel } from '../../organizations/users/user-model.ts'
import { userList } from '../../organizations/users/users.ts'
import { crud } from '../../resource/crud.ts'
import { fixed, resource } from '../../resource/resource.ts'
import { needed } from '../../store/fact.ts'
import { columns } from '../../store/rows.ts'
import { and, plain } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { orderApprovals } from '../../tables/approvals/order-approvals.ts'
import { users } from '../../tables/organizations/users.ts'
import { sql } from '../../tables/sql.ts'
import { decodeApproval } from '../operation/order-rows.ts'
import { listPart, READERS } from '../operation/part-reading.ts'
import { byID } from '../operation/places.ts'
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

const user = as(users, 't')

/** Users who could approve an order now: of the groups that are asked, but for its own user. */
const eligibleApprovers = resource({
  id: 'Orders',
  table: users,
  model: userModel,
  path: `${byID.path}/eligibleapprovers/{userID}`,
  scope: { Kind: fixed('Buyer') },
  roles: { read: READERS, write: [] },
  list: { ...userList, indexed: [] },
  calculate: (row) => ({ CompanyID: row.Company }),
  requires: (call) => {
    const { key } = byID.order(call)
    return [needed(plain(sql`select 1 where ${key} is not null`), byID.missing(call))]
  },
  lists: (call, list) => {
    const { marketplace, key, header } = byID.order(call)
    const asked = sql`order_approvals oa cross join group_members g on g.Marketplace = ${marketplace} and g.Kind = oa.Kind
        and g.Company = oa.Company and g.UserGroupID = oa.ApprovingGroupID
      where oa.Marketplace = ${marketplace} and oa.OrderKey = ${key} and oa.Status = 'Pending'`
    const where = sql`(${user.Company}, ${user.ID}) in (select g.Company, g.UserID from ${asked})
      and ${user.Key} <> ${header('FromUserKey')} and ${user.Active} = 1`
    return { list: { ...list, where: and(list.where, where), finders: [] } }
  },
  verbs: ['List'],
  names: () => 'Orders.ListEligibleApprovers',
  summaries: { List: 'Lists the users who could approve an order now.' },
})

export const operations = [listApprovals, ...crud(eligibleApprovers)]
