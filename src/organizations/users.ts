import { sql } from 'drizzle-orm'
import { fail, notFound } from '../api/errors.ts'
import {
  computed,
  computedOnce,
  count,
  flag,
  hidden,
  id,
  int,
  json,
  list,
  object,
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
import { fixed, ownMarketplace, ownParam, param, resource, type Source } from '../api/resource.ts'
import { plain, type Query } from '../api/sql.ts'
import { type Table, table } from '../api/table.ts'
import { availableRoles } from '../auth/available-roles.ts'
import {
  combine,
  MOST_REMEMBERED_PASSWORDS,
  meets,
  type PasswordConfig,
  requirements,
} from '../auth/password-policy.ts'
import { hashPassword, verifyPassword } from '../auth/passwords.ts'
import type { Call } from '../store/call.ts'
import { crud, keyOf, listOf, parents, type Rules, rowQuery, type Writing } from '../store/crud.ts'
import { alter, at, type Write } from '../store/rows.ts'
import { companies } from './companies.ts'

const usernameTaken = () => fail('User.UsernameMustBeUnique', 'This username is taken.')

/** The locale that prices and orders of a user are in. */
export const localeModel = object('Locale', {
  ID: text(100),
  OwnerID: text(),
  Currency: text(100),
  Language: text(100),
})

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
    AvailableRoles: computedOnce(readOnly(list(text())), availableRoles),
    Locale: computed(localeModel),
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
    /** The audience whose shelves this user sees, and the AccessVersion it was found for. */
    Audience: hidden(text()),
    AudienceVersion: hidden(int()),
  },
  references: [{ columns: ['Kind', 'Company'], to: (): Table => companies, onDelete: 'remove' }],
  uniques: [
    { columns: ['Username'], error: usernameTaken },
    { columns: ['Key'], error: usernameTaken },
  ],
})

/** Failed sign-ins by username, known or not, so that a lockout does not tell which names exist. */
export const loginFailures = table('login_failures', {
  keys: ['Username'],
  fields: { Attempts: count(), LockedUntil: timestamp() },
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

/** The password rules that reach a user; as rows of JSON. A new user has only those of the organisation. */
export const policyQuery = (
  marketplace: string,
  kind: string,
  company: string,
  user: string | null,
): Query<{ config: PasswordConfig }> => ({
  sql: sql`select p.PasswordConfig as config from security_profile_assignments a
    join security_profiles p on p.Marketplace = a.Marketplace and p.ID = a.SecurityProfileID
    where a.Marketplace = ${marketplace} and a.Kind = ${kind} and a.Company = ${company} and p.PasswordConfig is not null
      and (a.UserID is null or a.UserID = ${user}) and (a.UserGroupID is null or a.UserGroupID in
        (select g.UserGroupID from group_members g where g.Marketplace = ${marketplace} and g.Kind = ${kind}
          and g.Company = ${company} and g.UserID = ${user}))`,
  decode: (row) => ({ config: JSON.parse(row.config as string) as PasswordConfig }),
})

/**
 * What setting a password writes into the user's row.
 * @throws ApiError `Auth.InsecurePassword` with the whole policy, when it does not meet it or repeats an earlier one
 */
export async function passwordChange(
  password: string,
  policy: PasswordConfig,
  before: Record<string, unknown> | null,
  now: string,
) {
  if (!meets(password, policy))
    throw fail('Auth.InsecurePassword', 'The password does not meet the requirements.', requirements(policy))
  const history = [before?.PasswordHash, ...((before?.PasswordHistory as string[] | null) ?? [])].filter(
    (h): h is string => typeof h === 'string',
  )
  for (const hash of history.slice(0, policy.LimitPasswordReuse ?? 0))
    if (await verifyPassword(password, hash))
      throw fail('PasswordReset.CannotReusePassword', 'This password was used before.')
  return {
    PasswordHash: await hashPassword(password),
    PasswordHistory: history.slice(0, MOST_REMEMBERED_PASSWORDS),
    PasswordLastSetDate: now,
  }
}

/** What every change of a username or password also writes: counted failures belong to the name as it was. */
export const forgetFailures = (marketplace: string, username: string): Write => ({
  sql: sql`delete from login_failures where Marketplace = ${marketplace} and Username = ${username}`,
})

function rulesOf(kind: string, companyOf: (call: Call<unknown>) => string): Rules {
  return {
    read: (call, userID) => ({
      policy: policyQuery(call.marketplace, kind, companyOf(call), userID),
      roles: plain(sql`select distinct r.value as role from security_profile_assignments a
        join security_profiles p on p.Marketplace = a.Marketplace and p.ID = a.SecurityProfileID, json_each(p.AllRoles) r
        where a.Marketplace = ${call.marketplace} and a.Kind = ${kind} and a.Company = ${companyOf(call)}
          and a.UserID is null and a.UserGroupID is null`),
    }),
    decide: async (w: Writing) => {
      const { call, before, after, read } = w
      const statements: Write[] = []
      const password = call.body.Password as string | null | undefined
      if (!before) {
        after.Key = call.newID()
        after.AvailableRoles = read.roles!.map((r) => r.role)
      }
      if (password) {
        Object.assign(
          after,
          await passwordChange(
            password,
            combine(read.policy!.map((p) => p.config as PasswordConfig)),
            before,
            call.now,
          ),
        )
        statements.push(forgetFailures(call.marketplace, after.Username as string))
        if (before) statements.push(forgetRefreshTokens(call.marketplace, before.Key as string))
      }
      after.Password = null
      if (before && before.Username !== after.Username) {
        statements.push(forgetFailures(call.marketplace, before.Username as string))
        // Clients name their default user by username.
        statements.push({
          sql: sql`update api_clients set DefaultContextUserName = ${after.Username as string}
            where Marketplace = ${call.marketplace} and DefaultContextUserName = ${before.Username as string}`,
        })
      }
      return statements
    },
    remove: (call, row) => [
      {
        guard: sql`not exists (select 1 from api_clients c where c.Marketplace = ${call.marketplace} and c.DefaultContextUserName = ${row.Username as string})`,
        else: fail(
          'User.CannotDeleteDefaultContextUser',
          'This user is the default context user of an API client.',
        ),
      },
      {
        guard: sql`not exists (select 1 from orders o where o.Marketplace = ${call.marketplace} and o.FromUserKey = ${row.Key as string}
          and o.Status in ('Open', 'AwaitingApproval'))`,
        else: fail(
          'User.CannotDeleteWithOpenOrder',
          'This user has an open order, or one awaiting approval.',
        ),
      },
      forgetRefreshTokens(call.marketplace, row.Key as string),
      forgetFailures(call.marketplace, row.Username as string),
    ],
  }
}

/** Refresh tokens of a user die with a password change or a revocation. */
export const forgetRefreshTokens = (marketplace: string, key: string): Write => ({
  sql: sql`delete from refresh_tokens where Marketplace = ${marketplace} and UserKey = ${key}`,
})

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
    list: listSpec,
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
    writes: (call: Call<unknown>, row: Record<string, unknown>) => Write[],
  ) =>
    operation({
      id: `${resourceID}.${name}`,
      method,
      path: `${declared.path}/${path}`,
      roles: roles.write,
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
    ]),
    onUser('RevokeUserTokens', 'DELETE', 'tokens', 'Revokes every token of a user.', (call, row) =>
      revocation(call, row),
    ),
  ]

  function revocation(call: Call<unknown>, row: Record<string, unknown>): Write[] {
    return [
      alter(users, call.marketplace, keyOf(declared, call, row.ID as string), {
        TokenGeneration: sql`TokenGeneration + 1`,
      }),
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
