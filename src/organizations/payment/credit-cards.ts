import { id, readOnly } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { cardFields, creditCardAssignments, creditCards } from '../../tables/organizations/credit-cards.ts'
import { buyerObjects } from '../buyer-objects.ts'
import { usable } from '../me/assigned.ts'
import { editable, privateObjects } from '../me/usable-objects.ts'

const shared = { one: 'CreditCard', many: 'CreditCards', table: creditCards }
/** How users come to the cards they may pay with. */
export const assignedCards = {
  table: creditCards,
  assignments: creditCardAssignments,
  column: 'CreditCardID',
}
const list = {
  search: ['ID', 'CardholderName', 'CardType', 'ExpirationDate'],
  sort: ['ID', 'CardholderName', 'CardType', 'ExpirationDate', 'DateCreated'],
  order: ['ID'],
}

export const operations = [
  ...buyerObjects({
    ...shared,
    model: model('CreditCard', { ID: id(), ...cardFields }),
    list,
    assigned: { table: creditCardAssignments, identity: ['CreditCardID', 'UserID', 'UserGroupID'] },
  }),
  ...privateObjects({
    ...shared,
    path: '/me/creditcards/{creditcardID}',
    model: model('BuyerCreditCard', { ID: readOnly(id()), Editable: editable, ...cardFields }),
    list: { ...list, search: [...list.search, 'Editable'] },
    roles: ['MeCreditCardAdmin', 'Shopper'],
    writers: ['MeCreditCardAdmin'],
    refusal: 'CreditCard.CannotEditPublic',
    usable: (user) => {
      const { decode, ...parts } = usable(assignedCards, user)
      return { ...parts, decode: (row) => ({ ...decode(row), Editable: row.PrivateUserID !== null }) }
    },
  }),
]
