import { sql } from 'drizzle-orm'
import { notFound } from '../../api/errors.ts'
import { id, text } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { endAccess, forgetRefreshTokens } from '../../auth/ended-sign-ins.ts'
import { forgetFailures } from '../../auth/passwords/lockout.ts'
import { holdsAll, rolesOfUser } from '../../auth/privilege.ts'
import { crud } from '../../resource/crud.ts'
import { parents } from '../../resource/links.ts'
import { rowQuery } from '../../resource/loose.ts'
import { operation } from '../../resource/operation.ts'
import { listOf } from '../../resource/reading.ts'
import {
  fixed,
  ownMarketplace,
  ownParam,
  param,
  resource,
  type Source,
  writersOf,
} from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { these } from '../../store/fact.ts'
import { at } from '../../tables/columns.ts'
import { users } from '../../tables/organizations/users.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import { rulesOf } from './user-rules.ts'

const f = users.fields

const userFields = {
  FailedLoginAttempts: f.FailedLoginAttempts,
  ID: id(),
  CompanyID: f.CompanyID,
  Username: f.Username,
  Password: f.Password,
  FirstName: f.FirstName,
  LastName: f.LastName,
  Email: f.Email,
  Phone: f.Phone,
  TermsAccepted: f.TermsAccepted,
  Active: f.Active,
  xp: f.xp,
  AvailableRoles: f.AvailableRoles,
  Locale: f.Locale,
  DateCreated: f.DateCreated,
  LastActive: f.LastActive,
  PasswordLastSetDate: f.PasswordLastSetDate,
}

export const userModel = model('User', userFields)

const listSpec = {
  search: ['ID', 'Username', 'LastName', 'FirstName', 'Email'],
  sort: [
    'LastName',
    'FirstName',
    'Username',
    'ID',
    'Email',
    'DateCreated',
    'LastActive',
    'PasswordLastSetDate',
  ],
  order: ['LastName', 'FirstName'],
  indexed: ['LastName', 'Username', 'ID', 'Email', 'DateCreated'],
}

/** Users of one side of the marketplace, with unlock and revocation. */
function usersOf(
  resourceID: string,
  base: string,
  kind: 'Buyer' | 'Seller' | 'Supplier',
  company: Source,
  roles: { read: string[]; write: string[] },
) {
  const declared = resource({
    id: resourceID,
    table: users,
    model: userModel,
    path: `${base}/{userID}`,
    scope: { Kind: fixed(kind), Company: company },
    roles,
    users: writersOf(kind),
    list: listSpec,
    visible: (_caller, alias) => sql`${at(alias, 'BuiltIn')} = 0`,
    calculate: (row) => ({ CompanyID: row.Company }),
  })
  const companyOf = (call: Call<unknown>) =>
    'param' in company ? call.params[company.param]! : call.marketplace
  const standard = crud(declared, rulesOf(kind, companyOf)).map((o) =>
    o.id.endsWith('.List') && kind !== 'Seller'
      ? operation({
          ...o,
          query: { userGroupID: { ...text(100), reference: 'UserGroup' } },
          run: (call) =>
            listOf(
              declared,
              call,
              call.query.userGroupID
                ? sql`t.ID in (select g.UserID from group_members g where g.Marketplace = ${call.marketplace} and g.Kind = ${kind}
                    and g.Company = ${companyOf(call)} and g.UserGroupID = ${call.query.userGroupID})`
                : undefined,
            ),
        })
      : o,
  )
  const onUser = (
    name: string,
    method: 'POST' | 'DELETE',
    path: string,
    summary: string,
    writes: (call: Call<unknown>, row: Record<string, unknown>) => (Write | Guard)[],
  ) =>
    operation({
      id: `${resourceID}.${name}`,
      method,
      path: `${declared.path}/${path}`,
      roles: roles.write,
      users: declared.users?.write,
      status: 204,
      summary,
      run: async (call) => {
        const userID = call.params[ownParam(declared)]!
        const above = parents(declared, call)
        const read = await call.read({ row: rowQuery(declared, call, userID), above })
        these(read.above)
        const row = read.row[0]
        if (!row) throw notFound('User', userID)
        await commit(call, { statements: writes(call, row), answer: null })
      },
    })
  return [
    ...standard,
    onUser('UnlockUserAccount', 'POST', 'unlock', 'Ends the lockout of a user.', (call, row) => [
      forgetFailures(call.marketplace, row.Username as string),
      // A lockout ends what may be somebody's guessing.
      ...holdsAll(call, rolesOfUser(call, row.Key as string)),
    ]),
    onUser('RevokeUserTokens', 'DELETE', 'tokens', 'Revokes every token of a user.', (call, row) =>
      revocation(call, row),
    ),
  ]

  function revocation(call: Call<unknown>, row: Record<string, unknown>): Write[] {
    return [
      endAccess(call.marketplace, row.Key as string),
      forgetRefreshTokens(call.marketplace, row.Key as string),
    ]
  }
}

/** Every user of every buyer: sellers only. */
const acrossBuyers = resource({
  id: 'Users',
  table: users,
  model: userModel,
  path: '/buyerusers/{userID}',
  scope: { Kind: fixed('Buyer') },
  roles: { read: ['BuyerUserAdmin', 'BuyerUserReader'], write: [] },
  list: listSpec,
  calculate: (row) => ({ CompanyID: row.Company }),
})

const listAcrossBuyers = operation({
  id: 'Users.ListAcrossBuyers',
  method: 'GET',
  path: '/buyerusers',
  roles: ['BuyerUserAdmin', 'BuyerUserReader'],
  users: ['Seller'],
  list: listSpec,
  response: userModel,
  page: 'plain',
  status: 200,
  summary: 'Lists the users of all buyers.',
  run: (call) => listOf(acrossBuyers, call),
})

export const operations = [
  ...usersOf('Users', '/buyers/{buyerID}/users', 'Buyer', param('buyerID'), {
    read: ['BuyerUserReader'],
    write: ['BuyerUserAdmin'],
  }),
  listAcrossBuyers,
  ...usersOf('SupplierUsers', '/suppliers/{supplierID}/users', 'Supplier', param('supplierID'), {
    read: ['SupplierUserReader'],
    write: ['SupplierUserAdmin'],
  }),
  ...usersOf('AdminUsers', '/adminusers', 'Seller', ownMarketplace, {
    read: ['AdminUserReader'],
    write: ['AdminUserAdmin'],
  }),
]
