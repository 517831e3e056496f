import { fail } from '../../api/errors.ts'
import {
  count,
  type Field,
  flag,
  hidden,
  json,
  oneOf,
  readOnly,
  required,
  text,
  timestamp,
  type ValuesOf,
} from '../../api/field.ts'
import { at } from '../columns.ts'
import { inCompany } from '../organizations/parties.ts'
import { kept } from '../reference.ts'
import { sql } from '../sql.ts'

/** What has come of an approval that was asked for. */
export const approvalStatuses = ['Pending', 'Approved', 'Declined'] as const

/** Why a group stays: a rule, or an approval that is pending, waits for it. */
export const approvingGroup = () =>
  fail('UserGroup.CannotDeleteApprovingGroup', 'This group approves for a rule, or is asked to approve.')

/** What an approval names: it must stay while that is pending, and may go once it is done. */
const asked = (to: string, of: { with?: readonly string[] }, refuse: () => ReturnType<typeof fail>) => {
  const field: Field<string> = readOnly(required(text()))
  const when = (is: '=' | '<>') => (alias: string) => sql`${at(alias, 'Status')} ${sql.raw(is)} 'Pending'`
  const pending = kept(field, to, { ...of, onDelete: { refuse }, when: when('=') })
  return kept(pending, to, { ...of, onDelete: 'outlive', when: when('<>') })
}

/**
 * An approval that a rule has asked for; orders and returns keep all they ever had. `Kind` and `Company` are the
 * organisation whose group is asked, by the names that its rules and groups have there.
 * @param rules table of the rules that ask
 * @param ofRule what stands before the ID in their key
 */
export const approvalFields = (rules: string, ofRule: { with?: readonly string[] }) => ({
  Kind: hidden(required(text())),
  Company: kept(hidden(required(text())), 'companies', { with: ['Kind'], onDelete: 'outlive' }),
  /** Each time it is submitted another begins: what was approved before counts for nothing. */
  Cycle: hidden(count()),
  AllowResubmit: readOnly(flag()),
  ApprovalRuleID: asked(rules, ofRule, () =>
    fail('ApprovalRule.CannotDeleteIfPending', 'Approvals that this rule has asked for are pending.'),
  ),
  ApprovingGroupID: asked('groups', inCompany, approvingGroup),
  Status: readOnly(required(oneOf(approvalStatuses))),
  DateCreated: readOnly(required(timestamp())),
  DateCompleted: readOnly(timestamp()),
  ApproverID: kept(hidden(text()), 'users', { ...inCompany, onDelete: 'outlive' }),
  /** Who has spoken, as they were then. */
  Approver: hidden(json<Record<string, unknown>>()),
  Comments: readOnly(text()),
})

/** An approval, as far as it is the same for orders and returns; among those of one its ID is a number. */
export type Approval = ValuesOf<ReturnType<typeof approvalFields>> & { ID: string }
