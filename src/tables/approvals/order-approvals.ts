import { inCompany } from '../organizations/parties.ts'
import { keyColumn, owned } from '../reference.ts'
import { table } from '../table.ts'
import { approvalFields } from './approval-fields.ts'

/** Approvals of orders: all that were ever asked for, until the order goes. */
export const orderApprovals = table('order_approvals', {
  keys: ['OrderKey', 'ID'],
  fields: { OrderKey: owned(keyColumn(), 'orders'), ...approvalFields('approval_rules', inCompany) },
  indexes: [['Kind', 'Company', 'ApprovingGroupID', 'Status']],
})
