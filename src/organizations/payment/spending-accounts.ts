import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { and } from '../../store/sql/sql.ts'
import { spendingAccountAssignments, spendingAccounts } from '../../tables/organizations/spending-accounts.ts'
import { sql } from '../../tables/sql.ts'
import { buyerObjects } from '../buyer-objects.ts'
import { usable } from '../me/assigned.ts'
import { type UsableObjects, usableObjects } from '../me/usable-objects.ts'

const shared = {
  one: 'SpendingAccount',
  many: 'SpendingAccounts',
  table: spendingAccounts,
  model: model('SpendingAccount', { ID: id(), ...spendingAccounts.fields }),
  list: { search: ['ID', 'Name'], sort: ['Name', 'ID'], order: ['Name'] },
}
/** How users come to the accounts they may spend from. */
export const assignedAccounts = {
  table: spendingAccounts,
  assignments: spendingAccountAssignments,
  column: 'SpendingAccountID',
}

const usableAccounts: UsableObjects = {
  ...shared,
  path: '/me/spendingaccounts/{spendingAccountID}',
  roles: ['Shopper'],
  usable: (user, now) => {
    const { where, ...parts } = usable(assignedAccounts, user)
    const isCurrent = sql`(t.StartDate is null or t.StartDate <= ${now}) and (t.EndDate is null or t.EndDate >= ${now})`
    return { ...parts, where: and(where, isCurrent) }
  },
}

export const operations = [
  ...buyerObjects({
    ...shared,
    assigned: {
      table: spendingAccountAssignments,
      identity: ['SpendingAccountID', 'UserID', 'UserGroupID'],
    },
  }),
  ...usableObjects({ ...usableAccounts, path: '/me/spendingAccounts/{spendingAccountID}' }, 'List'),
  ...usableObjects(usableAccounts, 'Get'),
]
