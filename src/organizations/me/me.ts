import { hasRole } from '../../api/caller.ts'
import { fail } from '../../api/errors.ts'
import { computed, object, readOnly, required, secret, text } from '../../api/field.ts'
import { model, present } from '../../api/model.ts'
import { endAccess, endSignIns, forgetRefreshTokens } from '../../auth/ended-sign-ins.ts'
import { forgetFailures } from '../../auth/passwords/lockout.ts'
import {
  newPassword,
  passwordChange,
  policyQuery,
  refuseLocked,
  refuseTooSoon,
} from '../../auth/passwords/new-password.ts'
import { combine } from '../../auth/passwords/password-policy.ts'
import { differs, holdsAll, rolesOfNamedUser, rolesOfUser } from '../../auth/privilege.ts'
import { operation } from '../../resource/operation.ts'
import type { CallOf } from '../../resource/rules.ts'
import { changesOf, patched } from '../../resource/writing.ts'
import type { Call } from '../../store/call.ts'
import { answered, commit } from '../../store/commit.ts'
import { needed, refusing, the } from '../../store/fact.ts'
import { listPage } from '../../store/list.ts'
import { columns, update, wholeRows } from '../../store/rows.ts'
import { plain } from '../../store/sql/sql.ts'
import { defaultCatalogOf } from '../../tables/organizations/companies.ts'
import { groups } from '../../tables/organizations/groups.ts'
import { users } from '../../tables/organizations/users.ts'
import { sql } from '../../tables/sql.ts'
import type { Guard, Written } from '../../tables/statements.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import { userGroup } from '../users/groups.ts'
import { userModel } from '../users/user-model.ts'
import { followName } from '../users/user-rules.ts'

const company = (name: string) => object(name, { ID: readOnly(text()) })

const { FailedLoginAttempts: _, ...ownFields } = userModel.fields

/** The caller, with the organisation they belong to. */
export const meModel = model('MeUser', {
  Buyer: computed(object('MeBuyer', { ID: readOnly(text()), DefaultCatalogID: readOnly(text()) })),
  Supplier: computed(company('MeSupplier')),
  Seller: computed(company('MeSeller')),
  ...ownFields,
})

/** The caller's own row, with the default catalogue of their buyer; whatever is written of it holds its version. */
const ownRow = (call: Call<unknown>) =>
  needed<OwnRow>({
    sql: sql`select ${columns(users, 't')}, ${defaultCatalogOf('o')} as DefaultCatalogID from users t
    join companies o on o.Marketplace = t.Marketplace and o.Kind = t.Kind and o.ID = t.Company
    where t.Marketplace = ${call.marketplace} and t.Key = ${call.caller.key}`,
    decode: (row) => ({
      ...decodeRow(users, row),
      DefaultCatalogID: row.DefaultCatalogID as string | null,
    }),
  })

type OwnRow = Row<typeof users> & { DefaultCatalogID: string | null }

/** The same, to be written: users whom the server has made are not their own. */
const writableRow = (call: Call<unknown>) =>
  refusing(ownRow(call), ({ BuiltIn }) =>
    BuiltIn ? fail('Auth.UserNotAuthorizedToAdmin', 'This user is kept by the portal.') : undefined,
  )

const showMe = (call: Call<unknown>, row: OwnRow) =>
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
  summary: 'Gets the caller.',
  run: async (call) => {
    const read = await call.read({ me: ownRow(call) })
    return showMe(call, the(read.me))
  },
})

/** Writes the caller's own row. To change own xp needs a role of its own; to repeat it does not. */
async function change(call: CallOf<typeof meModel>, after: (row: OwnRow) => OwnRow) {
  const { caller, marketplace } = call
  const read = await call.read({
    me: writableRow(call),
    policy: call.body.Password
      ? policyQuery(marketplace, caller.kind, caller.company, caller.user)
      : undefined,
  })
  const row = the(read.me)
  const wanted = after(row)
  if (differs(['xp'], row, wanted) && !hasRole(caller, 'MeXpAdmin'))
    throw fail('User.XPNotAllowed', 'Changing your own xp needs the role MeXpAdmin.')
  const statements: Written[] = []
  const password = call.body.Password
  if (password) {
    const policy = combine((read.policy ?? []).map((p) => p.config))
    refuseTooSoon(call, row, policy)
    Object.assign(wanted, await passwordChange(password, policy, row, call.now))
    // The caller goes on with the token it has.
    statements.push(...endSignIns(marketplace, caller.key))
  }
  if (row.Active && !wanted.Active)
    statements.push(...endSignIns(marketplace, caller.key), endAccess(marketplace, caller.key))
  if (password || row.Email !== wanted.Email) statements.push(...asOneself(call))
  if (row.Username !== wanted.Username)
    statements.push(
      ...asOneself(call, rolesOfNamedUser),
      ...followName(marketplace, row.Username, wanted.Username),
    )
  const answer = showMe(call, { ...wanted, Password: null })
  const key = { Kind: caller.kind, Company: caller.company, ID: caller.user }
  return answered(call, answer, [
    update(users, marketplace, key, row.Version, changesOf(users, row, wanted)),
    ...statements,
  ])
}

/** Who acts as somebody, or was told of what they did by their token, does not become them for good. */
const asOneself = (call: Call<unknown>, opened = rolesOfUser): Guard[] =>
  call.caller.impersonator !== null || (call.caller.depth > 0 && !call.caller.renewal)
    ? holdsAll(call, opened(call, call.caller.key))
    : []

const own = { path: '/me', roles: ['MeAdmin'], noGuests: true, response: meModel } as const

const save = operation({
  ...own,
  id: 'Me.Save',
  method: 'PUT',
  body: { model: meModel },
  summary: 'Replaces the caller’s own profile.',
  run: (call) =>
    change(call, (row) => ({
      ...row,
      ...call.body,
      ID: row.ID,
      xp: call.sent('xp') ? call.body.xp : row.xp,
    })),
})

const patch = operation({
  ...own,
  id: 'Me.Patch',
  method: 'PATCH',
  body: { model: meModel, partial: true },
  summary: 'Changes the properties sent of the caller’s own profile.',
  run: (call) => change(call, (row) => ({ ...patched(meModel, row, call.body), ID: row.ID })),
})

/** The groups the caller is in. */
const listUserGroups = operation({
  id: 'Me.ListUserGroups',
  method: 'GET',
  path: '/me/usergroups',
  roles: 'any',
  list: { search: ['ID', 'Name', 'Description'], sort: ['Name', 'ID'], order: ['Name'] },
  response: userGroup,
  summary: 'Lists the user groups the caller is in.',
  run: async (call) => {
    const { kind, company: org, user } = call.caller
    return listPage(call, {
      ...wholeRows(groups, 't'),
      from: () =>
        sql`group_members g join groups t on t.Marketplace = g.Marketplace and t.Kind = g.Kind and t.Company = g.Company and t.ID = g.UserGroupID`,
      where: sql`g.Marketplace = ${call.marketplace} and g.Kind = ${kind} and g.Company = ${org} and g.UserID = ${user}`,
      show: (row) => present(userGroup, row),
    })
  },
})

/**
 * A token that is good for setting a password only, as messages tell it, sets one: it is over with any newer password.
 * Tokens are dated to the second.
 */
function refuseUsed(call: Call<unknown>, { PasswordLastSetDate: last }: OwnRow): void {
  const { roles, issuedAt } = call.caller
  if (roles.join() === 'PasswordReset' && last && Math.floor(Date.parse(last) / 1000) > issuedAt)
    throw fail('Auth.TokenRevoked', 'Another password was set since this access token was given.')
}

const resetPassword = operation({
  id: 'Me.ResetPasswordByToken',
  method: 'POST',
  path: '/me/password',
  roles: ['PasswordReset'],
  noGuests: true,
  body: { model: model('TokenPasswordReset', { NewPassword: required(secret(200)) }) },
  summary: 'Sets a new password of the caller, by the token that a message gave for it.',
  run: async (call) => {
    const { marketplace, kind, company, user } = call.caller
    const read = await call.read({
      me: writableRow(call),
      policy: policyQuery(marketplace, kind, company, user),
      lockout: plain<{ LockedUntil: string | null }>(sql`select f.LockedUntil from users u
        join login_failures f on f.Marketplace = u.Marketplace and f.Username = u.Username
        where u.Marketplace = ${marketplace} and u.Key = ${call.caller.key}`),
    })
    const row = the(read.me)
    refuseUsed(call, row)
    const policy = combine(read.policy.map((p) => p.config))
    refuseLocked(call, policy, read.lockout[0]?.LockedUntil ?? null)
    await commit(call, [
      ...(await newPassword(call, row, call.body.NewPassword, policy)),
      forgetFailures(marketplace, row.Username),
      ...asOneself(call),
    ])
  },
})

const revokeTokens = operation({
  id: 'Me.RevokeTokens',
  method: 'DELETE',
  path: '/me/tokens',
  roles: 'any',
  noGuests: true,
  summary: 'Revokes every token of the caller.',
  run: async (call) => {
    await call.checkState()
    await commit(call, [
      endAccess(call.marketplace, call.caller.key),
      forgetRefreshTokens(call.marketplace, call.caller.key),
    ])
  },
})

export const operations = [get, save, patch, listUserGroups, resetPassword, revokeTokens]
