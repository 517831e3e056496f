import { fail } from '../../api/errors.ts'
import {
  createOnly,
  flag,
  hidden,
  id,
  list,
  object,
  oneOf,
  optionalAmount,
  optionalFlag,
  readOnly,
  ref,
  required,
  text,
  timestamp,
  xp,
} from '../../api/field.ts'
import { kept, keyColumn, owned } from '../reference.ts'
import { table } from '../table.ts'

/** What orders are paid by. */
export const paymentTypes = ['PurchaseOrder', 'CreditCard', 'SpendingAccount'] as const

/** How many transactions a payment keeps: they are one value of its row, which D1 bounds. */
export const MOST_TRANSACTIONS = 100

/** What a payment service has said of a payment; nothing follows from it. */
export const transactionFields = {
  ID: id(),
  Type: required(text(100)),
  DateExecuted: required(timestamp()),
  Currency: text(100),
  Amount: optionalAmount(),
  Succeeded: flag(),
  ResultCode: text(100),
  ResultMessage: text(2000),
  xp: xp(),
}

/** What is the buyer's whose order it is. */
const ofBuyer = { with: ["'Buyer'", 'OrderKey.FromCompanyID'], sparse: true }

/** Payments of orders. One whose card is gone goes on naming it; an account stays as long as a payment names it. */
export const payments = table('payments', {
  keys: ['OrderKey', 'ID'],
  fields: {
    OrderKey: owned(keyColumn(), 'orders'),
    Type: required(oneOf(paymentTypes)),
    DateCreated: readOnly(timestamp()),
    CreditCardID: kept(ref('CreditCard'), 'credit_cards', { ...ofBuyer, onDelete: 'outlive' }),
    SpendingAccountID: kept(ref('SpendingAccount'), 'spending_accounts', {
      ...ofBuyer,
      onDelete: {
        refuse: () =>
          fail('Payment.CannotDeleteSpendingAccount', 'Payments of orders refer to this spending account.'),
      },
    }),
    Description: text(2000),
    Currency: readOnly(text()),
    Amount: optionalAmount(),
    Accepted: optionalFlag(),
    // What was refunded stays told, whatever becomes of the return.
    OrderReturnID: kept(createOnly(ref('OrderReturn')), 'order_returns', {
      onDelete: 'outlive',
      sparse: true,
    }),
    xp: xp(),
    Transactions: readOnly(list(object('PaymentTransaction', transactionFields), MOST_TRANSACTIONS)),
    /** What has been taken from the spending account; null while nothing has. */
    Drawn: hidden(optionalAmount()),
  },
  indexes: [['OrderKey', 'DateCreated', 'ID']],
})
