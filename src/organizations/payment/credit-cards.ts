import { sql } from 'drizzle-orm'
import { id, readOnly } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { oneParty } from '../../resource/assignment.ts'
import { assignments } from '../../resource/assignments.ts'
import { crud } from '../../resource/crud.ts'
import { fixed, param, resource } from '../../resource/resource.ts'
import { at } from '../../tables/columns.ts'
import { cardFields, creditCardAssignments, creditCards } from '../../tables/organizations/credit-cards.ts'
import { usable } from '../me/assigned.ts'
import { editable, privateObjects } from '../me/usable-objects.ts'

const scope = { Kind: fixed('Buyer'), Company: param('buyerID') }
const roles = { read: ['CreditCardReader'], write: ['CreditCardAdmin'] }
const list = {
  search: ['ID', 'CardholderName', 'CardType', 'ExpirationDate'],
  sort: ['ID', 'CardholderName', 'CardType', 'ExpirationDate', 'DateCreated'],
  order: ['ID'],
}

const declared = resource({
  id: 'CreditCards',
  table: creditCards,
  model: model('CreditCard', { ID: id(), ...cardFields }),
  path: '/buyers/{buyerID}/creditcards/{creditCardID}',
  scope,
  roles,
  list,
  // Private cards are their users' alone.
  visible: (_caller, alias) => sql`${at(alias, 'PrivateUserID')} is null`,
})

export const operations = [
  ...crud(declared),
  ...assignments({
    id: 'CreditCards',
    table: creditCardAssignments,
    model: model('CreditCardAssignment', creditCardAssignments.fields),
    scope,
    path: '/buyers/{buyerID}/creditcards/assignments',
    removePath: '/buyers/{buyerID}/creditcards/{creditCardID}/assignments',
    roles,
    identity: ['CreditCardID', 'UserID', 'UserGroupID'],
    levels: true,
    check: oneParty,
  }),
  ...privateObjects({
    one: 'CreditCard',
    many: 'CreditCards',
    path: '/me/creditcards/{creditcardID}',
    table: creditCards,
    model: model('BuyerCreditCard', { ID: readOnly(id()), Editable: editable, ...cardFields }),
    list: { ...list, search: [...list.search, 'Editable'] },
    roles: ['MeCreditCardAdmin', 'Shopper'],
    writers: ['MeCreditCardAdmin'],
    refusal: 'CreditCard.CannotEditPublic',
    usable: (user) => {
      const parts = usable(
        { table: creditCards, assignments: creditCardAssignments, column: 'CreditCardID' },
        user,
      )
      return {
        ...parts,
        decode: (row) => ({ ...parts.decode(row), Editable: row.PrivateUserID !== null }),
      }
    },
  }),
]
