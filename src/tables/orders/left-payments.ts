import { type SQL, sql } from '../sql.ts'
import { isLiveAt } from './live-orders.ts'

/**
 * What becomes of payments whose orders leave their buyer or their user, and with them cards and accounts: names of
 * these mean others elsewhere. Cards and accounts are told no more; what is not open yet loses what an account was to
 * pay, and of what one has paid nothing goes back.
 * @param keys a select of the orders' keys, as long as they are the former buyer's
 * @param comesAlong cards that come along, as a condition over `credit_cards`, before any of them has another ID
 */
export const leavePayments = (marketplace: string, keys: SQL, comesAlong: SQL): SQL[] => {
  const own = sql`Marketplace = ${marketplace} and OrderKey in`
  return [
    sql`delete from payments where ${own} (select o.Key from orders o
      where o.Marketplace = ${marketplace} and o.Key in (${keys}) and ${isLiveAt('o')}) and SpendingAccountID is not null`,
    sql`update payments set SpendingAccountID = null where ${own} (${keys}) and SpendingAccountID is not null`,
    sql`update payments set CreditCardID = null where ${own} (${keys})
      and CreditCardID is not null and CreditCardID not in (select ID from credit_cards where ${comesAlong})`,
  ]
}
