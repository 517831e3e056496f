import {
  computed,
  count,
  flag,
  hidden,
  list,
  object,
  oneOf,
  optionalAmount,
  readOnly,
  ref,
  required,
  text,
  timestamp,
  tooLowAs,
  xp,
} from '../../api/field.ts'
import { approvalFields } from '../approvals/approval-fields.ts'
import { at } from '../columns.ts'
import { orderStatuses } from '../orders/statuses.ts'
import { keyColumn, owned } from '../reference.ts'
import { sql } from '../sql.ts'
import { table } from '../table.ts'

/** What goes back to the customer. */
const refund = () => tooLowAs(optionalAmount({ min: 0 }), 'OrderReturn.RefundAmountMustNotBeNegative')

/** The ID of the order of a return, as the order is called now. */
export const orderIDOf = (alias: string) =>
  sql`(select o.ID from orders o where o.Marketplace = ${at(alias, 'Marketplace')} and o.Key = ${at(alias, 'OrderKey')})`

/** How much of which line is returned, and why; a refund alone may name none of it. */
export const itemToReturnFields = {
  LineItemID: required(ref('LineItem')),
  Quantity: count({ min: 0 }),
  RefundAmount: refund(),
  Comments: text(500),
}

/** Items of a return: as many as an order may well have lines. */
export const MOST_ITEMS = 1000

/**
 * Returns of orders. An item names a line as long as there is one, and whatever becomes of that afterwards: what was
 * refunded stays told.
 */
export const orderReturns = table('order_returns', {
  keys: ['ID'],
  fields: {
    OrderKey: owned(keyColumn(), 'orders'),
    OrderID: computed(required(ref('Order')), orderIDOf),
    PaymentIDs: computed(
      list(text()),
      (alias) => sql`(select json_group_array(ID) from (select p.ID from payments p
        where p.Marketplace = ${at(alias, 'Marketplace')} and +p.OrderKey = ${at(alias, 'OrderKey')}
          and p.OrderReturnID = ${at(alias, 'ID')} order by p.DateCreated, p.ID))`,
    ),
    Status: readOnly(required(oneOf(orderStatuses))),
    DateCreated: readOnly(timestamp()),
    DateSubmitted: readOnly(timestamp()),
    DateApproved: readOnly(timestamp()),
    DateDeclined: readOnly(timestamp()),
    DateCanceled: readOnly(timestamp()),
    DateCompleted: readOnly(timestamp()),
    LastUpdated: readOnly(required(timestamp())),
    RefundAmount: refund(),
    Comments: text(2000),
    ItemsToReturn: list(
      // An administrator has said the amount: no server calculates it.
      object('OrderReturnItem', { ...itemToReturnFields, AmountOverridden: hidden(flag()) }),
      MOST_ITEMS,
    ),
    xp: xp(),
    /** An administrator has said the amount of the whole: it is no sum. */
    RefundOverridden: hidden(flag()),
    /** Made on the buyer's side, and not by whoever receives the order. */
    IsBuyers: hidden(flag()),
    /** Who has submitted it. */
    SubmitterKey: hidden(text()),
  },
  // Those that were left unsubmitted are found by it.
  indexes: [['Status', 'LastUpdated']],
})

/** Approvals that rules of sellers have asked for. */
export const orderReturnApprovals = table('order_return_approvals', {
  keys: ['OrderReturnID', 'ID'],
  fields: {
    OrderReturnID: owned(keyColumn(), 'order_returns'),
    ...approvalFields('seller_approval_rules', {}),
  },
})
