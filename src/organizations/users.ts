import { sql } from 'drizzle-orm'
import { fail, notFound } from '../api/errors.ts'
import {
  computed,
  computedLate,
  count,
  flag,
  hidden,
  id,
  int,
  json,
  list,
  readOnly,
  required,
  secret,
  text,
  timestamp,
  virtual,
  writeOnly,
  xp,
} from '../api/field.ts'
import { model } from '../api/model.ts'
import { operation } from '../api/operation.ts'
import { fixed, ownMarketplace, ownParam, param, resource, type Source, writersOf } from '../api/resource.ts'
import { type Table, table } from '../api/table.ts'
import { availableRoles } from '../auth/available-roles.ts'
import { holdsAll } from '../auth/privilege.ts'
import { failureFields } from '../auth/tables.ts'
import type { Call } from '../store/call.ts'
import { crud } from '../store/crud.ts'
import { parents } from '../store/needs.ts'
import { listOf, rowQuery } from '../store/reading.ts'
import { at, type Guard, type Write } from '../store/rows.ts'
import { companies } from './companies.ts'
import { localeOf, userLocale, userParty } from './party-locale.ts'
import { endAccess, forgetFailures, forgetRefreshTokens, rolesOf, rulesOf } from './user-rules.ts'

const usernameTaken = () => fail('User.UsernameMustBeUnique', 'This username is taken.')

/**
 * Buyer, supplier and seller users in one table, since usernames are unique over all three.
 * `Key` is the user's identity in tokens and never changes.
 */
export const users = table('users', {
  keys: ['Kind', 'Company', 'ID'],
  fields: {
    Key: hidden(required(text())),
    CompanyID: computed(text()),
    Username: required(text(100)),
    Password: virtual(writeOnly(secret(200))),
    FirstName: required(text(100)),
    LastName: required(text(100)),
    Email: required(text(200)),
    Phone: text(100),
    TermsAccepted: timestamp(),
    Active: required(flag()),
    xp: xp(),
    AvailableRoles: computedLate(list(text()), availableRoles),
    Locale: computedLate(userLocale, (alias) => localeOf(userParty(alias))),
    DateCreated: readOnly(timestamp()),
    LastActive: readOnly(timestamp()),
    PasswordLastSetDate: readOnly(timestamp()),
    FailedLoginAttempts: computed(
      count(),
      (alias) =>
        sql`coalesce((select f.Attempts from login_failures f where f.Marketplace = ${at(alias, 'Marketplace')} and f.Username = ${at(alias, 'Username')}), 0)`,
    ),
    PasswordHash: hidden(secret()),
    /** Hashes of earlier passwords, newest first. */
    PasswordHistory: hidden(json<string[]>()),
    /** Tokens of an older generation are revoked. */
    TokenGeneration: hidden(count()),
    /** Made by the server, for the people and integrations of its control plane: no list shows it. */
    BuiltIn: hidden(flag()),
    /** The audience whose shelves this user sees, and the AccessVersion it was found for. */
    Audience: hidden(text()),
    AudienceVersion: hidden(int()),
  },
  references: [{ columns: ['Kind', 'Company'], to: (): Table => companies, onDelete: 'remove' }],
  indexes: [['Audience'], ['Email']],
  uniques: [
    { columns: ['Username'], error: usernameTaken },
    { columns: ['Key'], error: usernameTaken },
  ],
})

/** Failed sign-ins by username, known or not, so that a lockout does not tell which names exist. */
export const loginFailures = table('login_failures', {
  keys: ['Username'],
  fields: failureFields,
  indexes: [['Expires']],
})

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
        const read = await call.read({ row: rowQuery(declared, call, userID), ...above.queries })
        above.refuse(read as never)
        const row = read.row[0]
        if (!row) throw notFound('User', userID)
        await call.commit({ statements: writes(call, row), answer: null })
      },
    })
  return [
    ...standard,
    onUser('UnlockUserAccount', 'POST', 'unlock', 'Ends the lockout of a user.', (call, row) => [
      forgetFailures(call.marketplace, row.Username as string),
      // A lockout ends what may be somebody's guessing.
      ...holdsAll(call, rolesOf(call, row.Key as string)),
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
