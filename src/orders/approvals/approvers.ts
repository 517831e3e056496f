import { flag, text } from '../../api/field.ts'
import { type BodyOf, model, present } from '../../api/model.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import { userModel } from '../../organizations/users/user-model.ts'
import { userList } from '../../organizations/users/users.ts'
import { type Operation, operation } from '../../resource/operation.ts'
import type { Call } from '../../store/call.ts'
import { type Fact, type Found, rely } from '../../store/fact.ts'
import { listPage } from '../../store/list.ts'
import type { Members } from '../../store/outbox/messages.ts'
import { wholeRows } from '../../store/rows.ts'
import type { Query } from '../../store/sql/sql.ts'
import type { Approval } from '../../tables/approvals/approval-fields.ts'
import { users } from '../../tables/organizations/users.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Table } from '../../tables/table.ts'
import type { Asked } from '../operation/on-order.ts'
import { owner } from '../operation/order-rows.ts'
import type { Speaker, Word } from './evaluate-rules.ts'

/** What is said with a word. */
export const approvalInfo = model('OrderApprovalInfo', { AllowResubmit: flag(), Comments: text(2000) })

/** Who speaks. */
export type Approver = Pick<Word, 'by' | 'groups'>

const userOf = (marketplace: string, key: SQL) =>
  sql`users u where u.Marketplace = ${marketplace} and u.Key = ${key}`

/** The user of a key as approvals show them. */
export const speakers = (marketplace: string, key: SQL): Query<Speaker> => ({
  sql: sql`select ${owner.columns}, u.Kind from ${userOf(marketplace, key)}`,
  decode: decodeSpeaker,
})

// The row is a user's.
const decodeSpeaker: Query<Speaker>['decode'] = (row) => ({ ...owner.decode(row)!, Kind: String(row.Kind) })

/** Who calls, as approvals show them, with their groups, which must stay theirs. */
export function approverOf({ caller, marketplace }: Asked): Fact<Approver> {
  const user = userOf(marketplace, sql`${caller.key}`)
  const groups = sql`(select json_group_array(UserGroupID) from (select g.UserGroupID from group_members g
    where g.Marketplace = ${marketplace} and g.Kind = u.Kind and g.Company = u.Company and g.UserID = u.ID order by 1))`
  return {
    sql: sql`select ${owner.columns}, u.Kind, ${groups} Groups from ${user}`,
    decode: (row) => ({ by: decodeSpeaker(row), groups: JSON.parse(String(row.Groups)) as string[] }),
    holds: ([read]) => sql`(select ${groups} from ${user}) = ${JSON.stringify(read!.groups)}`,
  }
}

/** What the caller says of approvals. */
export const wordOf = (call: Asked<BodyOf<typeof approvalInfo>>, approver: Found<Approver>): Word => ({
  ...rely(call, approver),
  comments: call.body.Comments,
  now: call.now,
})

/**
 * Who was asked for approvals, by organisation. What who has submitted has approved by that, nobody was asked for.
 * @param but the key of who has submitted, and is not among them
 */
export function askedGroups(
  approvals: readonly Approval[],
  submitter: { Kind: string; Company: string | null; ID: string | null } | undefined,
  but: string,
): Members[] {
  const isOwn = (a: Approval) =>
    a.ApproverID !== null &&
    a.Kind === submitter?.Kind &&
    sameIgnoringCase(a.Company, submitter.Company) &&
    sameIgnoringCase(a.ApproverID, submitter.ID)
  const parties = Map.groupBy(
    approvals.filter((a) => !isOwn(a)),
    ({ Kind, Company }) => `${Kind} ${Company}`.toLowerCase(),
  )
  return [...parties.values()].map((own) => ({
    kind: own[0]!.Kind,
    company: own[0]!.Company,
    groups: own.map((a) => a.ApprovingGroupID),
    but,
  }))
}

/** What approvals are listed of. */
interface Approvable {
  /** The table of its approvals, and which are its own, over the alias `a`. */
  approvals: Table
  ofIt: SQL
  /** The key of who has submitted it, who is not asked. */
  submitter: SQL
  /** That there is such a thing, for the caller. */
  seen: Fact<unknown>
}

/** Lists the users who could approve something now: of the groups that are asked. */
export const listEligibleApprovers = (
  endpoint: Pick<Operation, 'id' | 'path' | 'summary'> & { roles: readonly string[] },
  of: (call: Call) => Approvable,
): Operation =>
  operation({
    ...endpoint,
    method: 'GET',
    list: { ...userList, indexed: [] },
    response: userModel,
    run: (call) => {
      const { marketplace } = call
      const { approvals, ofIt, submitter, seen } = of(call)
      return listPage(call, {
        spec: userList,
        ...wholeRows(users, 't'),
        where: sql`t.Marketplace = ${marketplace} and t.Active = 1 and t.Key is not ${submitter} and (t.Kind, t.Company, t.ID) in (
            select g.Kind, g.Company, g.UserID from ${sql.identifier(approvals.name)} a cross join group_members g
              on g.Marketplace = ${marketplace} and g.Kind = a.Kind and g.Company = a.Company and g.UserGroupID = a.ApprovingGroupID
            where a.Marketplace = ${marketplace} and ${ofIt} and a.Status = 'Pending')`,
        show: (row) => present(userModel, { ...row, CompanyID: row.Company }),
        above: [seen],
      })
    },
  })
