import { toAmount } from '../../api/money.ts'
import { isOpened, type OrderRow, type OrderState, type PaymentRow, storedAs } from '../state/order-state.ts'

/** Payments of the order itself: what is paid back for returns is none. */
export const ownPayments = (payments: readonly PaymentRow[]) =>
  payments.filter((p) => p.OrderReturnID === null)

/** What payments leave of a total, in units of currency; below zero where it has dropped since. */
export const dueAfter = (total: number, payments: readonly PaymentRow[]): number =>
  toAmount(total - ownPayments(payments).reduce((sum, p) => toAmount(sum + (p.Amount ?? 0)), 0))

/** What a payment comes to: one without an amount pays what the others leave. */
export const amountOf = (payment: PaymentRow, payments: readonly PaymentRow[], total: number): number =>
  payment.Amount ??
  Math.max(
    0,
    dueAfter(
      total,
      payments.filter((p) => p !== payment),
    ),
  )

/**
 * What follows for payments: they are in the order's currency, and from Open on accounts have paid what was accepted. What
 * was left when the order opened stays what a payment without an amount has taken.
 */
export function settledPayments(
  before: readonly PaymentRow[],
  { Status, Total, Currency }: OrderRow,
  payments: PaymentRow[],
): PaymentRow[] {
  const storedOf = storedAs(before)
  const drawn = (payment: PaymentRow) => {
    if (!isOpened(Status)) return payment.Drawn
    if (payment.Type !== 'SpendingAccount' || !payment.Accepted) return null
    const stored = storedOf(payment)
    const isTaken = payment.Amount === null && stored?.Amount === null
    return (isTaken ? stored.Drawn : null) ?? amountOf(payment, payments, Total)
  }
  return payments.map((p) => ({ ...p, Currency, Drawn: drawn(p) }))
}

/** How the balance of an account moves, in units of currency. */
export interface AccountMove {
  ID: string
  by: number
}

/** How balances move with an order's payments. An order that is deleted or canceled gives nothing back. */
export function accountMoves(before: OrderState | null, after: OrderState | null): AccountMove[] {
  if (!after?.payments) return []
  const moves = new Map<string, AccountMove>()
  const move = ({ SpendingAccountID: ID, Drawn }: PaymentRow, sign: 1 | -1) => {
    if (ID === null || !Drawn) return
    const key = ID.toLowerCase()
    moves.set(key, { ID, by: toAmount((moves.get(key)?.by ?? 0) + sign * Drawn) })
  }
  for (const payment of before?.payments ?? []) move(payment, 1)
  for (const payment of after.payments) move(payment, -1)
  return [...moves.values()].filter(({ by }) => by !== 0)
}
