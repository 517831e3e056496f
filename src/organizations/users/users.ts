import { ref } from '../../api/field.ts'
import { endAccess, forgetRefreshTokens } from '../../auth/ended-sign-ins.ts'
import { forgetFailures } from '../../auth/passwords/lockout.ts'
import { holdsAll, rolesOfUser } from '../../auth/privilege.ts'
import { crud } from '../../resource/crud.ts'
import { parents } from '../../resource/links.ts'
import { operation } from '../../resource/operation.ts'
import { objectOf } from '../../resource/reading.ts'
import { fixed, type Resource, resource } from '../../resource/resource.ts'
import { scopeOf } from '../../resource/scope.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { the, these } from '../../store/fact.ts'
import { and } from '../../store/sql/sql.ts'
import { at } from '../../tables/columns.ts'
import { users } from '../../tables/organizations/users.ts'
import { sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'
import type { Row } from '../../tables/table.ts'
import { buyerSide, type Side, sellerSide, supplierSide } from '../sides.ts'
import { userModel } from './user-model.ts'
import { userRules } from './user-rules.ts'

/** How every list of users is searched and sorted. */
export const userList = {
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

/**
 * Users of one side of the marketplace, with unlock and revocation.
 * @param collection path of all of them
 * @param role what the names of their roles begin with
 */
function usersOf({ kind, prefix, scope, users: who }: Side, collection: string, role: string) {
  const companyOf = (call: Call) => scopeOf({ scope }, call).Company!
  const declared = resource({
    id: `${prefix}Users`,
    table: users,
    model: userModel,
    path: `${collection}/{userID}`,
    scope,
    roles: { read: [`${role}Reader`], write: [`${role}Admin`] },
    users: who,
    list: userList,
    listQuery: kind === 'Seller' ? undefined : { userGroupID: ref('UserGroup') },
    lists: (call, all) => ({
      list: call.query.userGroupID
        ? {
            ...all,
            where: and(
              all.where,
              sql`t.ID in (select g.UserID from group_members g where g.Marketplace = ${call.marketplace} and g.Kind = ${kind}
                and g.Company = ${companyOf(call)} and g.UserGroupID = ${call.query.userGroupID})`,
            ),
          }
        : all,
    }),
    visible: (_caller, alias) => sql`${at(alias, 'BuiltIn')} = 0`,
    calculate: (row) => ({ CompanyID: row.Company }),
  })
  return [...crud(declared, userRules(declared, kind, companyOf)), unlock(declared), revokeTokens(declared)]
}

type Users = Resource<typeof users, typeof userModel>

const unlock = (declared: Users) =>
  onUser(declared, {
    id: `${declared.id}.UnlockUserAccount`,
    method: 'POST',
    path: `${declared.path}/unlock`,
    summary: 'Ends the lockout of a user.',
    writes: (call, user) => [
      forgetFailures(call.marketplace, user.Username),
      // A lockout ends what may be somebody's guessing.
      ...holdsAll(call, rolesOfUser(call, user.Key)),
    ],
  })

const revokeTokens = (declared: Users) =>
  onUser(declared, {
    id: `${declared.id}.RevokeUserTokens`,
    method: 'DELETE',
    path: `${declared.path}/tokens`,
    summary: 'Revokes every token of a user.',
    writes: (call, user) => [
      endAccess(call.marketplace, user.Key),
      forgetRefreshTokens(call.marketplace, user.Key),
    ],
  })

/** An operation that does something to a user without changing who they are. */
const onUser = (
  declared: Users,
  {
    writes,
    ...endpoint
  }: {
    id: string
    method: 'POST' | 'DELETE'
    path: string
    summary: string
    writes: (call: Call, user: Row<typeof users>) => Written[]
  },
) =>
  operation({
    ...endpoint,
    roles: declared.roles.write,
    users: declared.users?.write,
    run: async (call) => {
      const read = await call.read({ user: objectOf(declared, call), above: parents(declared, call) })
      these(read.above)
      await commit(call, writes(call, the(read.user)))
    },
  })

/** Every user of every buyer: sellers only. */
const ofAllBuyers = resource({
  id: 'Users',
  table: users,
  model: userModel,
  path: '/buyerusers/{userID}',
  scope: { Kind: fixed('Buyer') },
  roles: { read: ['BuyerUserAdmin', 'BuyerUserReader'], write: [] },
  users: { read: ['Seller'] },
  list: userList,
  calculate: (row) => ({ CompanyID: row.Company }),
  verbs: ['List'],
  names: () => 'Users.ListAcrossBuyers',
  summaries: { List: 'Lists the users of all buyers.' },
})

export const operations = [
  ...usersOf(buyerSide, '/buyers/{buyerID}/users', 'BuyerUser'),
  ...crud(ofAllBuyers),
  ...usersOf(supplierSide, '/suppliers/{supplierID}/users', 'SupplierUser'),
  ...usersOf(sellerSide, '/adminusers', 'AdminUser'),
]
