import { type Field, oneOf, ref, required, text, xp } from '../../api/field.ts'
import { at } from '../columns.ts'
import { companyKey, inCompany, ownerID } from '../organizations/parties.ts'
import { kept } from '../reference.ts'
import { sql } from '../sql.ts'
import { table } from '../table.ts'
import { approvingGroup } from './approval-fields.ts'

/** What a rule is approved for; those of sellers are for returns alone. */
export const approvalTypes = ['Order', 'OrderReturn'] as const

/** What every rule says: when its condition is true, the group is asked. */
const ruleFields = (ApprovingGroupID: Field<string>) => ({
  Name: text(100),
  Description: text(2000),
  ApprovingGroupID,
  RuleExpression: required(text(400)),
  xp: xp(),
})

const group = required(ref('UserGroup'))
const onDelete = { refuse: approvingGroup }

/** Rules of buyers: which of their orders a group of theirs approves before they open. */
export const approvalRules = table('approval_rules', {
  keys: ['Kind', 'Company', 'ID'],
  fields: { Company: companyKey(), ...ruleFields(kept(group, 'groups', { ...inCompany, onDelete })) },
})

/** A group of the rule's owner: of a supplier, or of the marketplace owner, who is none. */
const ownersGroup = (kind: 'Supplier' | 'Seller', field: Field<string>) =>
  kept(field, 'groups', {
    with: [`'${kind}'`, 'OwnerID'],
    onDelete,
    when: (alias) =>
      sql`(${at(alias, 'OwnerID')} = ${at(alias, 'Marketplace')}) = ${sql.raw(kind === 'Seller' ? '1' : '0')}`,
  })

/** Rules of the marketplace owner and of suppliers: which returns a group of theirs approves. */
export const sellerApprovalRules = table('seller_approval_rules', {
  keys: ['ID'],
  fields: {
    OwnerID: ownerID(),
    ApprovalType: required(oneOf(approvalTypes)),
    ...ruleFields(ownersGroup('Seller', ownersGroup('Supplier', group))),
  },
})
