import { notFound } from '../../api/errors.ts'
import { usable } from '../../organizations/me/assigned.ts'
import { assignedCards } from '../../organizations/payment/credit-cards.ts'
import { type Fact, standing } from '../../store/fact.ts'
import { and, plain } from '../../store/sql/sql.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { NamedOrder } from '../operation/named-order.ts'
import type { Placed } from '../operation/places.ts'

/** Cards of the order's buyer that the caller may use, over `t`: the seller's users see those that are nobody's own. */
function usableCards({ caller, marketplace }: Placed, order: NamedOrder): SQL {
  const ofBuyer = sql`t.Company = ${order.header('FromCompanyID')}`
  switch (caller.kind) {
    case 'Buyer': {
      const { company, user, order: guests } = caller
      const me = {
        marketplace,
        company: sql`${company}`,
        user: sql`${user}`,
        order: sql`${guests}`,
      }
      return and(usable(assignedCards, me).where, ofBuyer)
    }
    case 'Seller':
      return and(
        sql`t.Marketplace = ${marketplace} and t.Kind = 'Buyer' and +t.PrivateUserID is null`,
        ofBuyer,
      )
    case 'Supplier':
      return sql`0`
  }
}

/** A card that the caller may pay with; the payment needs it to be so still. */
export function cardNamed(call: Placed, order: NamedOrder, id: string): Fact<{ ID: string }> {
  const found = sql`select t.ID from credit_cards t where ${and(usableCards(call, order), sql`t.ID = ${id}`)}`
  return standing(plain<{ ID: string }>(found), notFound('CreditCard', id))
}
