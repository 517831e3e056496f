import { hidden, notForSuppliers, readOnly, ref, required, text, timestamp, xp } from '../../api/field.ts'
import { owned } from '../reference.ts'
import { table } from '../table.ts'
import { companyKey, inCompany } from './parties.ts'

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

/** Cards of buyers; a buyer's user may have private ones. */
export const creditCards = table('credit_cards', {
  keys: ['Kind', 'Company', 'ID'],
  fields: {
    Company: companyKey(),
    ...cardFields,
    /** The user whose private card it is: seen by nobody else. */
    PrivateUserID: owned(hidden(ref('User')), 'users', inCompany),
    /** The order of the anonymous shopper whose it is: all of them share a user. */
    PrivateOrderID: hidden(text()),
  },
  indexes: [['Kind', 'Company', 'PrivateUserID', 'PrivateOrderID']],
})

/** Which users of a buyer may pay with a card. */
export const creditCardAssignments = table('credit_card_assignments', {
  keys: ['Kind', 'Company', 'CreditCardID', 'UserID', 'UserGroupID'],
  fields: {
    CreditCardID: owned(required(ref('CreditCard')), 'credit_cards', inCompany),
    UserID: owned(ref('User'), 'users', inCompany),
    UserGroupID: owned(ref('UserGroup'), 'groups', inCompany),
  },
})
