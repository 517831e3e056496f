import { sql } from 'drizzle-orm'
import { hasRole } from '../api/caller.ts'
import { fail, notFound } from '../api/errors.ts'
import { computed, flag, id, object, readOnly, text } from '../api/field.ts'
import { envelope } from '../api/list.ts'
import { model, present } from '../api/model.ts'
import { operation } from '../api/operation.ts'
import { and } from '../api/sql.ts'
import { decodeRow } from '../api/table.ts'
import { combine } from '../auth/password-policy.ts'
import type { Call } from '../store/call.ts'
import { patched } from '../store/crud.ts'
import { listQueries } from '../store/list.ts'
import { columns, insert, update, type Write } from '../store/rows.ts'
import { addresses, addressFields, addressList, checkAddress } from './addresses.ts'
import { userGroup } from './groups.ts'
import { usableAddresses } from './usable-addresses.ts'
import {
  forgetFailures,
  forgetRefreshTokens,
  passwordChange,
  policyQuery,
  userModel,
  users,
} from './users.ts'

type Values = Record<string, unknown>

const company = (name: string) => object(name, { ID: readOnly(text()) })
const { FailedLoginAttempts: _, ...ownFields } = userModel.fields

/** The caller, with the organisation they belong to. */
const meModel = model('MeUser', {
  Buyer: computed(object('MeBuyer', { ID: readOnly(text()), DefaultCatalogID: readOnly(text()) })),
  Supplier: computed(company('MeSupplier')),
  Seller: computed(company('MeSeller')),
  ...ownFields,
})

/** The caller's own row, with the default catalogue of their buyer. */
const ownRow = (call: Call<unknown>) => ({
  sql: sql`select ${columns(users, 't')}, o.DefaultCatalogID as DefaultCatalogID from users t
    join companies o on o.Marketplace = t.Marketplace and o.Kind = t.Kind and o.ID = t.Company
    where t.Marketplace = ${call.marketplace} and t.Key = ${call.caller.key}`,
  decode: (row: Values) => ({ ...decodeRow(users, row), DefaultCatalogID: row.DefaultCatalogID }) as Values,
})

const showMe = (call: Call<unknown>, row: Values) =>
  present(meModel, {
    ...row,
    CompanyID: row.Company,
    Buyer: row.Kind === 'Buyer' ? { ID: row.Company, DefaultCatalogID: row.DefaultCatalogID } : null,
    Supplier: row.Kind === 'Supplier' ? { ID: row.Company } : null,
    Seller: { ID: call.marketplace },
  })

const get = operation({
  id: 'Me.Get',
  method: 'GET',
  path: '/me',
  roles: 'any',
  response: meModel,
  status: 200,
  summary: 'Gets the caller.',
  run: async (call) => showMe(call, (await call.read({ me: ownRow(call) })).me[0]!),
})

/** Writes the caller's own row. Own xp needs a role of its own. */
async function change(call: Call<Values>, after: (row: Values) => Values) {
  const { caller, marketplace } = call
  if (call.input.sent && 'xp' in (call.input.sent as Values) && !hasRole(caller, 'MeXpAdmin'))
    throw fail('User.XPNotAllowed', 'Changing your own xp needs the role MeXpAdmin.')
  const read = await call.read({
    me: ownRow(call),
    policy: policyQuery(marketplace, caller.kind, caller.company, caller.user),
  })
  const row = read.me[0]!
  const wanted = after(row)
  const statements: Write[] = []
  const password = call.body.Password as string | null | undefined
  if (password) {
    const policy = combine(read.policy.map((p) => p.config))
    const age = row.PasswordLastSetDate
      ? call.input.now - Date.parse(row.PasswordLastSetDate as string)
      : Number.POSITIVE_INFINITY
    if (policy.MinimumPasswordAge !== null && age < policy.MinimumPasswordAge * 60_000)
      throw fail('PasswordReset.TooSoonToChange', 'The password was changed too recently.')
    Object.assign(wanted, await passwordChange(password, policy, row, call.now))
    statements.push(forgetRefreshTokens(marketplace, caller.key))
  }
  if (row.Username !== wanted.Username) {
    statements.push(forgetFailures(marketplace, row.Username as string), {
      sql: sql`update api_clients set DefaultContextUserName = ${wanted.Username as string}
        where Marketplace = ${marketplace} and DefaultContextUserName = ${row.Username as string}`,
    })
  }
  const changes = Object.fromEntries(
    Object.entries(users.fields)
      .filter(([name, f]) => !f.computed && JSON.stringify(row[name]) !== JSON.stringify(wanted[name]))
      .map(([name]) => [name, wanted[name] ?? null]),
  )
  const answer = showMe(call, { ...row, ...wanted, Password: null })
  const key = { Kind: caller.kind, Company: caller.company, ID: caller.user }
  await call.commit({
    statements: [update(users, marketplace, key, row.Version as number, changes), ...statements],
    answer,
  })
  return answer
}

const own = { path: '/me', roles: ['MeAdmin'], noGuests: true, response: meModel, status: 200 } as const

const save = operation({
  ...own,
  id: 'Me.Save',
  method: 'PUT',
  body: { model: meModel },
  summary: 'Replaces the caller’s own profile.',
  run: (call) =>
    change(call as never, (row) => ({
      ...row,
      ...(call.body as Values),
      ID: row.ID,
      xp: 'xp' in (call.input.sent as Values) ? (call.body as Values).xp : row.xp,
    })),
})

const patch = operation({
  ...own,
  id: 'Me.Patch',
  method: 'PATCH',
  body: { model: meModel, partial: true },
  summary: 'Changes the properties sent of the caller’s own profile.',
  run: (call) =>
    change(call as never, (row) => ({ ...patched(meModel, row, call.body as Values), ID: row.ID })),
})

/** The groups the caller is in. */
const listUserGroups = operation({
  id: 'Me.ListUserGroups',
  method: 'GET',
  path: '/me/usergroups',
  roles: 'any',
  list: { search: ['ID', 'Name', 'Description'], sort: ['Name', 'ID'], order: ['Name'] },
  response: userGroup,
  page: 'plain',
  status: 200,
  summary: 'Lists the user groups the caller is in.',
  run: async (call) => {
    const { kind, company: org, user } = call.caller
    const read = await call.read(
      listQueries(
        {
          spec: call.operation.list!,
          columns: sql`t.ID, t.Name, t.Description, t.xp`,
          decode: (row) => ({ ...row, xp: row.xp === null ? null : JSON.parse(row.xp as string) }) as Values,
          from: () =>
            sql`group_members g join groups t on t.Marketplace = g.Marketplace and t.Kind = g.Kind and t.Company = g.Company and t.ID = g.UserGroupID`,
          where: sql`g.Marketplace = ${call.marketplace} and g.Kind = ${kind} and g.Company = ${org} and g.UserID = ${user}`,
          alias: 't',
          key: 'ID',
        },
        call.list,
      ),
    )
    return envelope(
      call.list,
      read.total[0]!.total,
      read.items.map((row) => present(userGroup, row as never)),
    )
  },
})

const { ID: __, ...addressRest } = addressFields

/** An address as its user sees it: what it may be used for, and whether it is theirs to change. */
const buyerAddress = model(
  'BuyerAddress',
  { ID: readOnly(id()), Shipping: flag(), Billing: flag(), Editable: computed(flag()), ...addressRest },
  checkAddress,
)

const readers = { roles: ['MeAddressAdmin', 'Shopper'], users: ['Buyer'] } as const
const writers = { roles: ['MeAddressAdmin'], users: ['Buyer'] } as const

/** The caller's addresses. */
const ownAddresses = (call: Call<unknown>) =>
  usableAddresses({
    marketplace: call.marketplace,
    company: sql`${call.caller.company}`,
    user: sql`${call.caller.user}`,
  })

const listAddresses = operation({
  id: 'Me.ListAddresses',
  method: 'GET',
  path: '/me/addresses',
  ...readers,
  list: addressList,
  listFields: buyerAddress.fields,
  response: buyerAddress,
  page: 'plain',
  status: 200,
  summary: 'Lists the addresses the caller may use.',
  run: async (call) => {
    const usable = ownAddresses(call)
    const read = await call.read(
      listQueries(
        {
          spec: addressList,
          columns: usable.columns,
          decode: usable.decode,
          from: () => sql`addresses t`,
          where: usable.where,
          alias: 't',
          key: 'ID',
          locate: (p) => (p.name === 'Shipping' || p.name === 'Billing' ? usable.use(p.name) : undefined),
        },
        call.list,
      ),
    )
    return envelope(
      call.list,
      read.total[0]!.total,
      read.items.map((row) => present(buyerAddress, row as Values)),
    )
  },
})

/** One of the caller's addresses; `editable` refuses one that is not private. */
async function addressOf(call: Call<unknown>, editable: boolean): Promise<Values> {
  const addressID = call.params.addressID!
  const usable = ownAddresses(call)
  const read = await call.read({
    row: {
      sql: sql`select ${usable.columns} from addresses t where ${and(usable.where, sql`t.ID = ${addressID}`)}`,
      decode: usable.decode,
    },
  })
  const row = read.row[0]
  if (!row) throw notFound('Address', addressID)
  if (editable && !row.Editable)
    throw fail('Address.CannotEditPublic', 'This address is not yours to change.')
  return row
}

const getAddress = operation({
  id: 'Me.GetAddress',
  method: 'GET',
  path: '/me/addresses/{addressID}',
  ...readers,
  response: buyerAddress,
  status: 200,
  summary: 'Gets an address the caller may use.',
  run: async (call) => present(buyerAddress, await addressOf(call, false)),
})

const requireUse = (value: Values) => {
  if (!value.Shipping && !value.Billing)
    throw fail('BuyerAddress.MustBeBillingOrShipping', 'An address is for shipping, billing, or both.')
}

const createAddress = operation({
  id: 'Me.CreateAddress',
  method: 'POST',
  path: '/me/addresses',
  ...writers,
  body: { model: buyerAddress },
  response: buyerAddress,
  status: 201,
  creates: true,
  summary: 'Creates a private address.',
  run: async (call) => {
    const body = call.body as Values
    requireUse(body)
    await call.checkState()
    const { kind, company: org, user } = call.caller
    const row = {
      ...body,
      Kind: kind,
      Company: org,
      ID: call.newID(),
      PrivateUserID: user,
      DateCreated: call.now,
    }
    const answer = present(buyerAddress, { ...row, Editable: true })
    await call.commit({ statements: [insert(addresses, call.marketplace, row)], answer })
    return answer
  },
})

async function changeAddress(call: Call<unknown>, after: (row: Values) => Values) {
  const row = await addressOf(call, true)
  const wanted: Values = { ...row, ...after(row), ID: row.ID }
  requireUse(wanted)
  const answer = present(buyerAddress, wanted)
  const { ID: _id, ...changes } = Object.fromEntries(
    Object.keys(addressRest)
      .concat('Shipping', 'Billing')
      .filter((n) => n !== 'DateCreated')
      .map((n) => [n, wanted[n] ?? null]),
  ) as Values
  const key = { Kind: 'Buyer', Company: row.Company, ID: row.ID }
  await call.commit({
    statements: [update(addresses, call.marketplace, key, row.Version as number, changes)],
    answer,
  })
  return answer
}

const saveAddress = operation({
  id: 'Me.SaveAddress',
  method: 'PUT',
  path: '/me/addresses/{addressID}',
  ...writers,
  body: { model: buyerAddress },
  response: buyerAddress,
  status: 200,
  summary: 'Replaces a private address.',
  run: (call) => changeAddress(call, () => call.body as Values),
})

const patchAddress = operation({
  id: 'Me.PatchAddress',
  method: 'PATCH',
  path: '/me/addresses/{addressID}',
  ...writers,
  body: { model: buyerAddress, partial: true },
  status: 204,
  summary: 'Changes the properties sent of a private address.',
  run: async (call) => {
    await changeAddress(call, (row) => patched(buyerAddress, row, call.body as Values))
  },
})

const deleteAddress = operation({
  id: 'Me.DeleteAddress',
  method: 'DELETE',
  path: '/me/addresses/{addressID}',
  ...writers,
  status: 204,
  summary: 'Deletes a private address.',
  run: async (call) => {
    const row = await addressOf(call, true)
    await call.commit({
      statements: [
        {
          sql: sql`delete from addresses where Marketplace = ${call.marketplace} and Kind = 'Buyer' and Company = ${row.Company as string}
            and ID = ${row.ID as string} and PrivateUserID = ${call.caller.user}`,
          expect: 1,
        },
      ],
      answer: null,
    })
  },
})

const revokeTokens = operation({
  id: 'Me.RevokeTokens',
  method: 'DELETE',
  path: '/me/tokens',
  roles: 'any',
  noGuests: true,
  status: 204,
  summary: 'Revokes every token of the caller.',
  run: async (call) => {
    await call.checkState()
    await call.commit({
      statements: [
        {
          sql: sql`update users set TokenGeneration = TokenGeneration + 1 where Marketplace = ${call.marketplace} and Key = ${call.caller.key}`,
        },
        forgetRefreshTokens(call.marketplace, call.caller.key),
      ],
      answer: null,
    })
  },
})

export const operations = [
  get,
  save,
  patch,
  listUserGroups,
  listAddresses,
  getAddress,
  createAddress,
  saveAddress,
  patchAddress,
  deleteAddress,
  revokeTokens,
]
