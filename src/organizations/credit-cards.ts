import { sql } from 'drizzle-orm'
import { hidden, id, notForSuppliers, readOnly, ref, required, text, timestamp, xp } from '../api/field.ts'
import { model } from '../api/model.ts'
import { fixed, param, resource } from '../api/resource.ts'
import { type Table, table } from '../api/table.ts'
import { assignments, oneParty } from '../store/assignments.ts'
import { crud } from '../store/crud.ts'
import { at } from '../store/rows.ts'
import { usable } from './assigned.ts'
import { companies } from './companies.ts'
import { groups } from './groups.ts'
import { editable, privateObjects } from './mine.ts'
import { users } from './users.ts'

/** Cards as a payment service knows them: its token, and of the number only the last digits. */
const cardFields = {
  Token: notForSuppliers(text(100)),
  DateCreated: readOnly(timestamp()),
  CardType: text(2000),
  PartialAccountNumber: text(5),
  CardholderName: text(2000),
  ExpirationDate: timestamp(),
  xp: xp(),
}

export const creditCards = table('credit_cards', {
  keys: ['Kind', 'Company', 'ID'],
  fields: {
    ...cardFields,
    /** The user whose private card it is: seen by nobody else. */
    PrivateUserID: hidden(ref('User')),
    /** The order of the anonymous shopper whose it is: all of them share a user. */
    PrivateOrderID: hidden(text()),
  },
  references: [
    { columns: ['Kind', 'Company'], to: (): Table => companies, onDelete: 'remove' },
    { columns: ['Kind', 'Company', 'PrivateUserID'], to: (): Table => users, onDelete: 'remove' },
  ],
  indexes: [['Kind', 'Company', 'PrivateUserID', 'PrivateOrderID']],
})

/** Which users of a buyer may pay with a card. */
export const creditCardAssignments = table('credit_card_assignments', {
  keys: ['Kind', 'Company', 'CreditCardID', 'UserID', 'UserGroupID'],
  fields: { CreditCardID: required(ref('CreditCard')), UserID: ref('User'), UserGroupID: ref('UserGroup') },
  references: [
    { columns: ['Kind', 'Company', 'CreditCardID'], to: (): Table => creditCards, onDelete: 'remove' },
    { columns: ['Kind', 'Company', 'UserID'], to: (): Table => users, onDelete: 'remove' },
    { columns: ['Kind', 'Company', 'UserGroupID'], to: (): Table => groups, onDelete: 'remove' },
  ],
})

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
