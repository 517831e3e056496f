import { sql } from 'drizzle-orm'
import { invalid } from '../api/errors.ts'
import { amount, flag, id, ref, required, text, timestamp, xp } from '../api/field.ts'
import { model } from '../api/model.ts'
import { fixed, param, resource } from '../api/resource.ts'
import { and } from '../api/sql.ts'
import { type Table, table } from '../api/table.ts'
import { assignments, oneParty } from '../store/assignments.ts'
import { crud } from '../store/crud.ts'
import { usable } from './assigned.ts'
import { companies } from './companies.ts'
import { groups } from './groups.ts'
import { getMine, listMine, type Mine } from './mine.ts'
import { users } from './users.ts'

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
  references: [{ columns: ['Kind', 'Company'], to: (): Table => companies, onDelete: 'remove' }],
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
      to: (): Table => spendingAccounts,
      onDelete: 'remove',
    },
    { columns: ['Kind', 'Company', 'UserID'], to: (): Table => users, onDelete: 'remove' },
    { columns: ['Kind', 'Company', 'UserGroupID'], to: (): Table => groups, onDelete: 'remove' },
  ],
})

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

const mine: Mine = {
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
  listMine({ ...mine, path: '/me/spendingAccounts' }),
  getMine(mine),
]
