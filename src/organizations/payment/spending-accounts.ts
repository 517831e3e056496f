import { sql } from 'drizzle-orm'
import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { oneParty } from '../../resource/assignment.ts'
import { assignments } from '../../resource/assignments.ts'
import { crud } from '../../resource/crud.ts'
import { fixed, param, resource } from '../../resource/resource.ts'
import { and } from '../../store/sql/sql.ts'
import { spendingAccountAssignments, spendingAccounts } from '../../tables/organizations/spending-accounts.ts'
import { usable } from '../me/assigned.ts'
import { getUsable, listUsable, type UsableObjects } from '../me/usable-objects.ts'

const spendingAccount = model('SpendingAccount', { ID: id(), ...spendingAccounts.fields })
const scope = { Kind: fixed('Buyer'), Company: param('buyerID') }
const roles = { read: ['SpendingAccountReader'], write: ['SpendingAccountAdmin'] }
const list = { search: ['ID', 'Name'], sort: ['Name', 'ID'], order: ['Name'] }

const declared = resource({
  id: 'SpendingAccounts',
  table: spendingAccounts,
  model: spendingAccount,
  path: '/buyers/{buyerID}/spendingaccounts/{spendingAccountID}',
  scope,
  roles,
  list,
})

const usableAccounts: UsableObjects = {
  one: 'SpendingAccount',
  many: 'SpendingAccounts',
  path: '/me/spendingaccounts/{spendingAccountID}',
  table: spendingAccounts,
  model: spendingAccount,
  list,
  roles: ['Shopper'],
  usable: (user, now) => {
    const parts = usable(
      { table: spendingAccounts, assignments: spendingAccountAssignments, column: 'SpendingAccountID' },
      user,
    )
    return {
      ...parts,
      where: and(
        parts.where,
        sql`(t.StartDate is null or t.StartDate <= ${now}) and (t.EndDate is null or t.EndDate >= ${now})`,
      ),
    }
  },
}

export const operations = [
  ...crud(declared),
  ...assignments({
    id: 'SpendingAccounts',
    table: spendingAccountAssignments,
    model: model('SpendingAccountAssignment', spendingAccountAssignments.fields),
    scope,
    path: '/buyers/{buyerID}/spendingaccounts/assignments',
    removePath: '/buyers/{buyerID}/spendingaccounts/{spendingAccountID}/assignments',
    roles,
    identity: ['SpendingAccountID', 'UserID', 'UserGroupID'],
    levels: true,
    check: oneParty,
  }),
  listUsable({ ...usableAccounts, path: '/me/spendingAccounts' }),
  getUsable(usableAccounts),
]
