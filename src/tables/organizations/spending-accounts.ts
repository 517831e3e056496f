import { invalid } from '../../api/errors.ts'
import { amount, flag, ref, required, text, timestamp, xp } from '../../api/field.ts'
import { table } from '../table.ts'

/** Money of a buyer that orders are paid from: budgets, gift cards, points. */
export const spendingAccounts = table('spending_accounts', {
  keys: ['Kind', 'Company', 'ID'],
  fields: {
    Name: required(text(100)),
    Balance: required(amount()),
    AllowAsPaymentMethod: flag(),
    RedemptionCode: text(100),
    StartDate: timestamp(),
    EndDate: timestamp(),
    xp: xp(),
  },
  references: [{ columns: ['Kind', 'Company'], to: 'companies', onDelete: 'remove' }],
  uniques: [
    {
      columns: ['Kind', 'Company', 'RedemptionCode'],
      error: () =>
        invalid({
          property: 'RedemptionCode',
          rule: 'Unique',
          message: 'Another spending account of this buyer has this RedemptionCode.',
        }),
    },
  ],
})

/** Which users of a buyer may spend from an account, and whether beyond its balance. */
export const spendingAccountAssignments = table('spending_account_assignments', {
  keys: ['Kind', 'Company', 'SpendingAccountID', 'UserID', 'UserGroupID'],
  fields: {
    SpendingAccountID: required(ref('SpendingAccount')),
    UserID: ref('User'),
    UserGroupID: ref('UserGroup'),
    AllowExceed: flag(),
  },
  references: [
    {
      columns: ['Kind', 'Company', 'SpendingAccountID'],
      to: 'spending_accounts',
      onDelete: 'remove',
    },
    { columns: ['Kind', 'Company', 'UserID'], to: 'users', onDelete: 'remove' },
    { columns: ['Kind', 'Company', 'UserGroupID'], to: 'groups', onDelete: 'remove' },
  ],
})
