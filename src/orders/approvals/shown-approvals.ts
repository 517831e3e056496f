import { object, readOnly } from '../../api/field.ts'
import type { Property } from '../../api/lists/filter.ts'
import { model, present } from '../../api/model.ts'
import { userModel } from '../../organizations/users/user-model.ts'
import { jsonPath } from '../../store/sql/json-path.ts'
import { orderApprovals } from '../../tables/approvals/order-approvals.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { ApprovalRow } from '../state/order-state.ts'

const a = orderApprovals.fields

export const orderApprovalModel = model('OrderApproval', {
  AllowResubmit: a.AllowResubmit,
  ApprovalRuleID: a.ApprovalRuleID,
  ApprovingGroupID: a.ApprovingGroupID,
  Status: a.Status,
  DateCreated: a.DateCreated,
  DateCompleted: a.DateCompleted,
  Approver: readOnly(object('User', userModel.fields)),
  Comments: a.Comments,
})

/** Who has spoken, as they were then, under the ID that they have now. */
export const showApprover = ({
  Approver,
  ApproverID,
  Company,
}: Pick<ApprovalRow, 'Approver' | 'ApproverID' | 'Company'>) =>
  Approver && { ...Approver, ID: ApproverID, CompanyID: Company }

/** An approval as the wire shows it. */
export const showApproval = (row: ApprovalRow) =>
  present(orderApprovalModel, { ...row, Approver: showApprover(row) })

/** Where approvals of an alias have their approver, who is sorted by and searched for by username. */
export const locateApprover =
  (alias: string) =>
  ({ name, free }: Property): SQL | undefined => {
    const [head, of = 'Username'] = name.split('.') as [string, string?]
    if (head !== 'Approver') return undefined
    const copy = sql.raw(`"${alias}"."Approver"`)
    return free ? copy : sql`(json_extract(${copy}, ${jsonPath([of])}) collate nocase)`
  }
