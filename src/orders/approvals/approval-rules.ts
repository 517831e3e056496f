import { invalid, notFound } from '../../api/errors.ts'
import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { crud } from '../../resource/crud.ts'
import { MOST } from '../../resource/most.ts'
import { fixed, param, resource } from '../../resource/resource.ts'
import { type CallOf, rulesFor } from '../../resource/rules.ts'
import { checkRule } from '../../rules/rule.ts'
import { type Fact, rely, standing } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { approvalRules, sellerApprovalRules } from '../../tables/approvals/approval-rules.ts'
import { at } from '../../tables/columns.ts'
import { sql } from '../../tables/sql.ts'
import { orderRuleVocabulary, sellerRuleVocabulary } from './rule-vocabulary.ts'

const list = {
  search: ['ID', 'Name', 'Description', 'RuleExpression'],
  sort: ['Name', 'ID', 'ApprovingGroupID', 'RuleExpression'],
  order: ['Name'],
  indexed: ['Name', 'ID'],
}

const ofBuyers = resource({
  id: 'ApprovalRules',
  table: approvalRules,
  model: model('ApprovalRule', { ID: id(), ...approvalRules.fields }),
  path: '/buyers/{buyerID}/approvalrules/{approvalRuleID}',
  scope: { Kind: fixed('Buyer'), Company: param('buyerID') },
  most: MOST.approvalRules,
  roles: { read: ['ApprovalRuleReader'], write: ['ApprovalRuleAdmin'] },
  users: { read: ['Seller', 'Buyer'], write: ['Seller', 'Buyer'] },
  list,
})

const buyerRules = rulesFor(ofBuyers, {
  decide: ({ after }) => {
    checkRule(after.RuleExpression, orderRuleVocabulary)
  },
})

const sellerModel = model('SellerApprovalRule', { ID: id(), ...sellerApprovalRules.fields })

const ofSellers = resource({
  id: 'SellerApprovalRules',
  table: sellerApprovalRules,
  model: sellerModel,
  path: '/approvalrules/{approvalRuleID}',
  scope: {},
  most: MOST.approvalRules,
  roles: { read: ['ApprovalRuleReader', 'OrderAdmin'], write: ['OrderAdmin'] },
  users: { read: ['Seller', 'Supplier'], write: ['Seller', 'Supplier'] },
  list,
  visible: ({ kind, company }, alias) =>
    kind === 'Seller' ? undefined : sql`${at(alias, 'OwnerID')} = ${company}`,
  owned: 'ApprovalRule.CannotModify',
})

/** The group that a body names, which must be the owner's: of the rule there is, else of whoever is to own it. */
function ownersGroup(
  { body, caller, marketplace }: CallOf<typeof sellerModel>,
  ruleID: string | null,
): Fact<unknown> | undefined {
  const { ApprovingGroupID, OwnerID } = body
  if (!ApprovingGroupID) return undefined
  const chosen = (caller.kind === 'Seller' && OwnerID) || caller.company
  const owner = sql`coalesce((select r.OwnerID from seller_approval_rules r where r.Marketplace = ${marketplace} and r.ID = ${ruleID}), ${chosen})`
  return standing(
    plain(sql`select 1 from groups g where g.Marketplace = ${marketplace} and g.Kind = iif(lower(${owner}) = lower(${marketplace}), 'Seller', 'Supplier')
      and g.Company = ${owner} and g.ID = ${ApprovingGroupID}`),
    notFound('UserGroup', ApprovingGroupID),
  )
}

const sellerRules = rulesFor(ofSellers, {
  read: (call, ruleID) => ({ group: ownersGroup(call, ruleID) }),
  decide: ({ call, after, read }) => {
    if (after.ApprovalType === 'Order')
      throw invalid('ApprovalType', 'Rule', 'Rules of sellers approve returns: OrderReturn.')
    checkRule(after.RuleExpression, sellerRuleVocabulary)
    if (read.group) rely(call, read.group)
  },
})

export const operations = [...crud(ofBuyers, buyerRules), ...crud(ofSellers, sellerRules)]
