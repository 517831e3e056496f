import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { refuseUserLevel } from '../../resource/assignment.ts'
import { assignments } from '../../resource/assignments.ts'
import { crud } from '../../resource/crud.ts'
import { objectOf } from '../../resource/reading.ts'
import { param, resource } from '../../resource/resource.ts'
import { rulesFor } from '../../resource/rules.ts'
import type { Call } from '../../store/call.ts'
import { relyOnAll } from '../../store/fact.ts'
import { at } from '../../tables/columns.ts'
import { leaveUnsubmitted } from '../../tables/orders/leave-unsubmitted.ts'
import { promotionAssignments, promotionCodes, promotions } from '../../tables/orders/promotions.ts'
import { sql } from '../../tables/sql.ts'
import { checkPromotion } from './check-promotion.ts'
import { promotionEngine } from './engine/promotion-integrations.ts'
import { codeStatements } from './generated-codes.ts'

export const promotionModel = model('Promotion', { ID: id(), ...promotions.fields })

/** What lists of promotions search and sort by. */
export const promotionList = {
  search: ['ID', 'Name', 'Code', 'Description', 'FinePrint', 'EligibleExpression', 'ValueExpression'],
  sort: [
    'Name',
    'ID',
    'Code',
    'StartDate',
    'ExpirationDate',
    'EligibleExpression',
    'ValueExpression',
    'CanCombine',
    'AutoApply',
    'Active',
    'Priority',
  ],
  order: ['Name'],
  indexed: ['Name', 'ID', 'Code'],
}

const roles = { read: ['PromotionReader'], write: ['PromotionAdmin'] }
const users = { read: ['Seller', 'Supplier'], write: ['Seller', 'Supplier'] } as const

const declared = resource({
  id: 'Promotions',
  table: promotions,
  model: promotionModel,
  path: '/promotions/{promotionID}',
  scope: {},
  roles,
  users,
  list: promotionList,
  // Suppliers see what they own.
  visible: ({ kind, company }, alias) =>
    kind === 'Seller' ? undefined : sql`${at(alias, 'OwnerID')} = ${company}`,
  owned: 'Auth.UserNotAuthorizedToAdmin',
})

/** One that is switched off leaves the orders that are not submitted at once. */
const leaveOrders = ({ marketplace, now }: Pick<Call, 'marketplace' | 'now'>, id: string) =>
  leaveUnsubmitted(
    {
      marketplace,
      refers: (alias) => sql`${at(alias, 'Marketplace')} = ${marketplace} and ${at(alias, 'ID')} = ${id}`,
    },
    now,
  )

const rules = rulesFor(declared, {
  read: (call) => ({ engine: promotionEngine(call) }),
  decide: ({ call, before, after, read }) => {
    const engines = after.ValueExpression === null ? relyOnAll(call, read.engine) : []
    checkPromotion(after, engines.length > 0)
    // Orders have been told its new name by then.
    const left = before?.Active && !after.Active ? leaveOrders(call, after.ID) : []
    return [...codeStatements(call, before, after), ...left]
  },
})

/** Whoever knows a code can redeem it: they are shown to those who make them, and to no shopper. */
const codes = resource({
  id: 'Promotions',
  table: promotionCodes,
  model: model('PromotionCode', promotionCodes.fields),
  path: '/promotions/{promotionID}/codes/{promoCode}',
  scope: { PromotionID: param('promotionID') },
  roles: { read: roles.write, write: [] },
  users,
  list: { search: [], sort: ['Code'], order: ['Code'] },
  above: declared,
  verbs: ['List'],
  names: () => 'Promotions.ListCodes',
  summaries: { List: 'Lists the codes that were generated for a promotion, and whether they were redeemed.' },
})

export const operations = [
  ...crud(declared, rules),
  ...crud(codes),
  ...assignments({
    id: 'Promotions',
    table: promotionAssignments,
    model: model('PromotionAssignment', promotionAssignments.fields),
    scope: {},
    path: '/promotions/assignments',
    removePath: '/promotions/{promotionID}/assignments',
    roles,
    users,
    identity: ['PromotionID', 'BuyerID', 'UserGroupID'],
    removalQuery: ['BuyerID', 'UserID', 'UserGroupID'],
    requiredOnRemoval: ['BuyerID'],
    levels: true,
    check: refuseUserLevel,
    // Suppliers give out what they own.
    requires: (call, { PromotionID }) =>
      call.caller.kind === 'Seller' ? [] : [objectOf(declared, call, PromotionID)],
    visible: ({ caller, marketplace }, alias) =>
      caller.kind === 'Seller'
        ? undefined
        : sql`${at(alias, 'PromotionID')} in (select p.ID from promotions p where p.Marketplace = ${marketplace} and p.OwnerID = ${caller.company})`,
  }),
]
