import { type Fact, type Results, relyOnAll } from '../../store/fact.ts'
import type { Message } from '../../store/outbox/messages.ts'
import { sql } from '../../tables/sql.ts'
import type { NamedOrder } from '../operation/named-order.ts'
import type { Asked } from '../operation/on-order.ts'
import { orderMessage } from '../order/messages.ts'
import { appliedOf, promotable } from '../promotions/applied/promotable.ts'
import { type PromotionsRead, ruledProducts } from '../promotions/applied/promotion-reads.ts'
import { asApplied } from '../promotions/engine/engine-values.ts'
import { factsOf } from '../promotions/promotable-order.ts'
import type { ApprovalRow, OrderState, WholeOrder } from '../state/order-state.ts'
import type { ProductRow } from '../stock/stock-rows.ts'
import { type AskingRule, approvalsAsked } from './evaluate-rules.ts'

/** The rules of the buyer whose order it is, as they are held against it; they and who is in their groups must stay so. */
function buyersRules({ marketplace, key }: NamedOrder): Fact<AskingRule> {
  const from = sql`orders o cross join approval_rules r on r.Marketplace = ${marketplace} and r.Kind = 'Buyer' and r.Company = o.FromCompanyID
    where o.Marketplace = ${marketplace} and o.Key = ${key} and o.Leg = 'Buyer'`
  const isMember = sql`exists (select 1 from group_members g where g.Marketplace = ${marketplace} and g.Kind = r.Kind and g.Company = r.Company
    and g.UserGroupID = r.ApprovingGroupID and g.UserID = o.FromUserID)`
  const columns = sql`r.Kind, r.Company, r.ID, r.ApprovingGroupID, r.RuleExpression, ${isMember} isSubmitters`
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

/** What is read to ask for approvals of an order, beside what it is valued by. */
export const ruleReads = (order: NamedOrder) => ({
  rules: buyersRules(order),
  ruled: ruledProducts(
    order,
    sql`exists (select 1 from approval_rules r where r.Marketplace = ${order.marketplace} and r.Kind = 'Buyer' and r.Company = ${order.header('FromCompanyID')})`,
  ),
})

type RulesRead = Results<ReturnType<typeof ruleReads>> & PromotionsRead

/** The approvals that the buyer's rules ask for in a cycle of an order, beside those it has. */
export function askedOf(
  call: Asked,
  order: WholeOrder<'lines'>,
  read: RulesRead,
  cycle: number,
): ApprovalRow[] {
  const { header, approvals } = order
  const rules = relyOnAll(call, read.rules)
  if (rules.length === 0) return []
  const applied = appliedOf(order, read.promotions.rows)
  const seen = factsOf(promotable(call, order, read, asApplied(order)), applied)
  const asked = approvalsAsked(approvals, {
    rules,
    submitter: header.Owner,
    cycle,
    now: call.now,
    facts: (approved) => ({ ...seen, approved }),
  })
  const { Marketplace, Key: OrderKey } = header
  return asked.map((a) => ({ ...a, Marketplace, OrderKey, Version: 1, StoredID: null }))
}

/** A message to whoever was asked for approvals, but for the order's user. */
export function messageToApprovers(
  call: Asked,
  type: string,
  order: OrderState,
  products: readonly ProductRow[],
  asked: readonly ApprovalRow[],
): Message[] {
  const { FromUserKey: but, FromUserID } = order.header
  // What the order's user has approved by submitting it, nobody was asked for.
  const others = asked.filter((a) => a.ApproverID === null || a.ApproverID !== FromUserID)
  const [first] = others
  if (!first) return []
  const to = { kind: first.Kind, company: first.Company, groups: others.map((a) => a.ApprovingGroupID), but }
  return [orderMessage(call, type, { order, products, to })]
}
