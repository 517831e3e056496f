import { hidden, notForSuppliers, readOnly, ref, required, text, timestamp, xp } from '../../api/field.ts'
import { table } from '../table.ts'

/** Cards as a payment service knows them: its token, and of the number only the last digits. */
export const cardFields = {
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
    { columns: ['Kind', 'Company'], to: 'companies', onDelete: 'remove' },
    { columns: ['Kind', 'Company', 'PrivateUserID'], to: 'users', onDelete: 'remove' },
  ],
  indexes: [['Kind', 'Company', 'PrivateUserID', 'PrivateOrderID']],
})

/** Which users of a buyer may pay with a card. */
export const creditCardAssignments = table('credit_card_assignments', {
  keys: ['Kind', 'Company', 'CreditCardID', 'UserID', 'UserGroupID'],
  fields: { CreditCardID: required(ref('CreditCard')), UserID: ref('User'), UserGroupID: ref('UserGroup') },
  references: [
    { columns: ['Kind', 'Company', 'CreditCardID'], to: 'credit_cards', onDelete: 'remove' },
    { columns: ['Kind', 'Company', 'UserID'], to: 'users', onDelete: 'remove' },
    { columns: ['Kind', 'Company', 'UserGroupID'], to: 'groups', onDelete: 'remove' },
  ],
})
