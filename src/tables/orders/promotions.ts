import { fail } from '../../api/errors.ts'
import {
  count,
  emptyIsNull,
  flag,
  initially,
  int,
  notForBuyers,
  readOnly,
  ref,
  required,
  text,
  timestamp,
  xp,
} from '../../api/field.ts'
import { assignedBuyerID, assignedGroupID, ownerID } from '../organizations/parties.ts'
import { keyColumn, owned } from '../reference.ts'
import { table } from '../table.ts'

/** How many orders, lines or pieces a promotion is good for; null: any number. */
const limit = () => int({ min: 0 })

export const codeInUse = () => fail('Promotion.CodeInUse', 'There is a promotion with this code already.')

/**
 * What is taken off an order, or off lines of it, under a condition; both are rules. `RedemptionCount` is how many
 * orders that were opened have it, and is written by those alone.
 */
export const promotions = table('promotions', {
  keys: ['ID'],
  fields: {
    LineItemLevel: flag(),
    Code: required(text(100)),
    Name: text(100),
    /** Codes that are good for one order each. */
    GeneratedCodeCount: count({ min: 0, max: 100_000 }),
    /** Characters behind the prefix, of 32: of the most codes, one guess in 2 to the power of 43 hits one. */
    GeneratedCodeLength: initially(int({ min: 12, max: 50 }), 16),
    GeneratedCodePrefix: emptyIsNull(text(50)),
    RedemptionLimit: limit(),
    RedemptionLimitPerUser: limit(),
    RedemptionCount: readOnly(count()),
    QuantityLimitPerOrder: limit(),
    ItemLimitPerOrder: limit(),
    ItemSortBy: emptyIsNull(text(200)),
    Description: text(2000),
    FinePrint: text(2000),
    StartDate: timestamp(),
    ExpirationDate: timestamp(),
    EligibleExpression: required(text(400)),
    ValueExpression: emptyIsNull(text(1000)),
    CanCombine: flag(),
    AllowAllBuyers: flag(),
    /** Whose it is, is the sellers' own affair. */
    OwnerID: notForBuyers(ownerID()),
    AutoApply: flag(),
    Active: initially(flag(), true),
    UseIntegration: flag(),
    Priority: int(),
    xp: xp(),
  },
  uniques: [
    {
      columns: ['Code'],
      error: codeInUse,
    },
  ],
  indexes: [['AllowAllBuyers', 'Active'], ['UseIntegration']],
})

/** Which buyers and groups of them a promotion is for, where it is not for all. */
export const promotionAssignments = table('promotion_assignments', {
  keys: ['PromotionID', 'BuyerID', 'UserGroupID'],
  fields: {
    PromotionID: owned(required(ref('Promotion')), 'promotions'),
    BuyerID: assignedBuyerID(),
    UserGroupID: assignedGroupID(),
  },
})

/** Codes that were generated for promotions: each is one promotion's, and good for one order. */
export const promotionCodes = table('promotion_codes', {
  keys: ['Code'],
  fields: {
    PromotionID: owned(keyColumn(), 'promotions'),
    Code: readOnly(required(text())),
    /** By an order that was opened. */
    Redeemed: readOnly(flag()),
  },
})
