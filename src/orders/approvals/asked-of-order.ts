import type { Facts } from '../../rules/facts.ts'
import { type Fact, type Found, type Results, relyOnAll } from '../../store/fact.ts'
import type { Message } from '../../store/outbox/messages.ts'
import type { Approval } from '../../tables/approvals/approval-fields.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { NamedOrder } from '../operation/named-order.ts'
import type { Asked } from '../operation/on-order.ts'
import { orderMessage } from '../order/messages.ts'
import { appliedOf, promotable } from '../promotions/applied/promotable.ts'
import { type PromotionsRead, ruledProducts } from '../promotions/applied/promotion-reads.ts'
import { asApplied } from '../promotions/engine/engine-values.ts'
import { factsOf } from '../promotions/promotable-order.ts'
import type { ApprovalRow, OrderState, WholeOrder } from '../state/order-state.ts'
import type { ProductRow } from '../stock/stock-rows.ts'
import { askedGroups } from './approvers.ts'
import { type AskingRule, approvalsAsked, type Submission } from './evaluate-rules.ts'

/**
 * Rules as they are held against something; they and who is in their groups must stay so.
 * @param from the rules, as `r`
 * @param party their Kind and Company
 * @param isMember whether who has submitted it is in the group of the rule
 */
export function askingRules(from: SQL, party: SQL, isMember: SQL): Fact<AskingRule> {
  const columns = sql`${party}, r.ID, r.ApprovingGroupID, r.RuleExpression, ${isMember} isSubmitters`
  return {
    sql: sql`select ${columns} from ${from} order by r.ID`,
    // As the columns are called.
    decode: (row) => ({ ...(row as unknown as AskingRule), isSubmitters: row.isSubmitters === 1 }),
    holds: (rows) => {
      const known = rows.map((r) => [r.ID, r.ApprovingGroupID, r.RuleExpression, r.isSubmitters ? 1 : 0])
      return sql`(select json_group_array(json_array(ID, ApprovingGroupID, RuleExpression, isSubmitters))
        from (select ${columns} from ${from} order by r.ID)) = ${JSON.stringify(known)}`
    },
  }
}

/** The rules of the buyer whose order it is. */
function buyersRules({ marketplace, key }: NamedOrder): Fact<AskingRule> {
  const from = sql`orders o cross join approval_rules r on r.Marketplace = ${marketplace} and r.Kind = 'Buyer' and r.Company = o.FromCompanyID
    where o.Marketplace = ${marketplace} and o.Key = ${key} and o.Leg = 'Buyer'`
  const isMember = sql`exists (select 1 from group_members g where g.Marketplace = ${marketplace} and g.Kind = r.Kind and g.Company = r.Company
    and g.UserGroupID = r.ApprovingGroupID and g.UserID = o.FromUserID)`
  return askingRules(from, sql`r.Kind, r.Company`, isMember)
}

/** What is read to ask for approvals of an order, beside what it is valued by. */
export const ruleReads = (order: NamedOrder) => ({
  rules: buyersRules(order),
  ruled: ruledProducts(
    order,
    sql`exists (select 1 from approval_rules r where r.Marketplace = ${order.marketplace} and r.Kind = 'Buyer' and r.Company = ${order.header('FromCompanyID')})`,
  ),
})

type RulesRead = Results<ReturnType<typeof ruleReads>> & PromotionsRead

/** An order as rules see it. */
export const ruleFacts = (call: Asked, order: WholeOrder<'lines'>, read: PromotionsRead): Facts =>
  factsOf(promotable(call, order, read, asApplied(order)), appliedOf(order, read.promotions.rows))

/**
 * The approvals that rules ask for, on which it relies.
 * @param submission what they are held against, but for themselves
 */
export const rulesAsk = (
  call: Asked,
  read: Found<AskingRule>,
  approvals: readonly Approval[],
  { seen, ...submission }: Pick<Submission, 'submitter' | 'cycle'> & { seen: () => Facts },
): Approval[] => {
  const rules = relyOnAll(call, read)
  if (rules.length === 0) return []
  const facts = seen()
  return approvalsAsked(approvals, {
    ...submission,
    rules,
    now: call.now,
    facts: (approved) => ({ ...facts, approved }),
  })
}

/** The approvals that the buyer's rules ask for in a cycle of an order, beside those it has. */
export function askedOf(
  call: Asked,
  order: WholeOrder<'lines'>,
  read: RulesRead,
  cycle: number,
): ApprovalRow[] {
  const { header, approvals } = order
  const { Marketplace, Key: OrderKey, Owner: submitter } = header
  const seen = () => ruleFacts(call, order, read)
  const asked = rulesAsk(call, read.rules, approvals, { submitter, cycle, seen })
  return asked.map((a) => ({ ...a, Marketplace, OrderKey, Version: 1, StoredID: null }))
}

/** Messages to whoever was asked for approvals, but for the order's user. */
export const messagesToApprovers = (
  call: Asked,
  type: string,
  order: OrderState,
  products: readonly ProductRow[],
  asked: readonly ApprovalRow[],
): Message[] => {
  const { FromUserKey, FromUserID: ID, FromCompanyID: Company } = order.header
  const groups = askedGroups(asked, { Kind: 'Buyer', Company, ID }, FromUserKey)
  return groups.map((to) => orderMessage(call, type, { order, products, to }))
}
