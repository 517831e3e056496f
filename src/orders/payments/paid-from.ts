import { type Results, rely, relyOnAll } from '../../store/fact.ts'
import { sql } from '../../tables/sql.ts'
import type { NamedOrder } from '../operation/named-order.ts'
import type { Asked } from '../operation/on-order.ts'
import type { Placed } from '../operation/places.ts'
import type { PaymentRow } from '../state/order-state.ts'
import { accountAmountRefusal, namingRefusal } from './payment-rules.ts'
import { accountsOf } from './usable-accounts.ts'
import { cardNamed } from './usable-card.ts'

type From = Pick<PaymentRow, 'CreditCardID' | 'SpendingAccountID'>

/** The card and the account that a payment is to name. */
export const paidFromReads = (
  call: Placed,
  order: NamedOrder,
  { CreditCardID, SpendingAccountID }: Partial<From>,
) => ({
  card: CreditCardID ? cardNamed(call, order, CreditCardID) : undefined,
  accounts: SpendingAccountID ? accountsOf(order, sql`${SpendingAccountID}`) : undefined,
})

/**
 * What a payment names, as it may be made from it; it must be so still.
 * @throws ApiError where the type does not go with it, the card is not the caller's to use, or the account cannot pay
 */
export function paidFrom(
  call: Asked,
  wish: From & Pick<PaymentRow, 'Type' | 'Amount'>,
  { card, accounts }: Results<ReturnType<typeof paidFromReads>>,
): From {
  const naming = namingRefusal(wish)
  if (naming) throw naming
  const CreditCardID = card ? rely(call, card).ID : null
  if (!accounts) return { CreditCardID, SpendingAccountID: null }
  const account = accounts.rows[0]
  const refusal = accountAmountRefusal(account, wish, call.now)
  if (refusal) throw refusal
  relyOnAll(call, accounts)
  return { CreditCardID, SpendingAccountID: account?.ID ?? null }
}
