import {
  amount,
  flag,
  hidden,
  json,
  list,
  object,
  required,
  text,
  timestamp,
  type ValuesOf,
} from '../../api/field.ts'
import { jsonModel } from '../columns.ts'
import { kept, keyColumn, owned, type Referring } from '../reference.ts'
import { sql } from '../sql.ts'
import { table } from '../table.ts'
import { leaveUnsubmitted } from './leave-unsubmitted.ts'
import { promotions } from './promotions.ts'

/** What a promotion takes off one line of an order, or off all of it where it names no line. */
const discount = object('OrderPromotionDiscount', {
  LineItemID: text(),
  Amount: amount(),
  AmountOverridden: flag(),
})

/**
 * Another promotion may come to have the ID: an order that had this one redeems none. One that shows it as it is, since it
 * awaits approval or was never opened, keeps it as it was.
 */
const forget = (rows: Referring) => [
  ...leaveUnsubmitted(rows),
  sql`update order_promotions set RedeemedBy = null,
      Agreed = coalesce(Agreed, ${rows.referred('order_promotions', (of) => jsonModel(promotions.fields, of))})
    where ${rows.refers('order_promotions')}`,
]

/**
 * Promotions that orders have. One that is deleted leaves the orders that are not submitted, and stays with the others
 * as it was.
 */
export const orderPromotions = table('order_promotions', {
  keys: ['OrderKey', 'ID'],
  fields: {
    OrderKey: owned(keyColumn(), 'orders'),
    ID: kept(hidden(required(text())), 'promotions', { onDelete: { letGo: forget } }),
    /** As it was when it was added: by it the promotion leaves the order, whatever has become of it since. */
    Code: hidden(required(text())),
    DateApplied: hidden(required(timestamp())),
    Discounts: hidden(list(required(discount))),
    /** The promotion as it was, from Open on or from its deletion. */
    Agreed: hidden(json<ValuesOf<typeof promotions.fields>>()),
    /** Whose order has redeemed it, from Open on: a user by their key, a guest by their order's. */
    RedeemedBy: hidden(text()),
  },
  indexes: [['ID', 'RedeemedBy']],
})
