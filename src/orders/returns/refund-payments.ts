import { type ApiError, fail } from '../../api/errors.ts'
import { toAmount } from '../../api/money.ts'
import type { OrderWith, PaymentRow, ReturnRow } from '../state/order-state.ts'
import { refunded, refundsOf } from './refund-amounts.ts'

/** Only what was agreed to be returned is paid back. */
export function requireRefundable({ ID, Status }: ReturnRow): void {
  if (Status !== 'Open')
    throw fail('OrderReturn.CannotCreatePaymentBadStatus', `A return that is ${Status} is not refunded.`, {
      OrderReturnID: ID,
      Status,
    })
}

/**
 * Why as much cannot be paid back for a return: with what was paid back before it comes to no more than the return, and
 * with all that was for other returns to no more than the order.
 * @param Amount below zero
 * @param others the other payments of the order
 */
export function refundRefusal(
  Amount: number | null,
  { header }: OrderWith<'returns'>,
  row: ReturnRow,
  others: readonly PaymentRow[],
): ApiError | undefined {
  if (Amount === null || Amount >= 0)
    return fail('OrderReturn.PaymentValueMustBeNegative', 'A payment for a return is less than zero.')
  const left = Math.min(
    (row.RefundAmount ?? 0) - refunded(refundsOf(others, row)),
    header.Total - refunded(others),
  )
  const AmountDue = Math.max(0, toAmount(left))
  return -Amount > AmountDue
    ? fail('OrderReturn.TotalRefundsExceedRefundAmount', `${AmountDue} is left to be paid back.`, {
        AmountDue,
      })
    : undefined
}
