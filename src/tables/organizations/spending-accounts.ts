import { invalid } from '../../api/errors.ts'
import { amount, flag, ref, required, text, timestamp, xp } from '../../api/field.ts'
import { owned } from '../reference.ts'
import { table } from '../table.ts'
import { companyKey, inCompany } from './parties.ts'

/** Money of a buyer that orders are paid from: budgets, gift cards, points. */
export const spendingAccounts = table('spending_accounts', {
  keys: ['Kind', 'Company', 'ID'],
  fields: {
    Company: companyKey(),
    Name: required(text(100)),
    Balance: required(amount()),
    AllowAsPaymentMethod: flag(),
    RedemptionCode: text(100),
    StartDate: timestamp(),
    EndDate: timestamp(),
    xp: xp(),
  },
  uniques: [
    {
      columns: ['Kind', 'Company', 'RedemptionCode'],
      error: () =>
        invalid(
          'RedemptionCode',
          'Unique',
          'Another spending account of this buyer has this RedemptionCode.',
        ),
    },
  ],
})

/** Which users of a buyer may spend from an account, and whether beyond its balance. */
export const spendingAccountAssignments = table('spending_account_assignments', {
  keys: ['Kind', 'Company', 'SpendingAccountID', 'UserID', 'UserGroupID'],
  fields: {
    SpendingAccountID: owned(required(ref('SpendingAccount')), 'spending_accounts', inCompany),
    UserID: owned(ref('User'), 'users', inCompany),
    UserGroupID: owned(ref('UserGroup'), 'groups', inCompany),
    AllowExceed: flag(),
  },
})
