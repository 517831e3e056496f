import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import type { CommerceRole } from '../../api/operation.ts'
import { holdsAll, rolesOfGroup } from '../../auth/privilege.ts'
import { assignments } from '../../resource/assignments.ts'
import { crud } from '../../resource/crud.ts'
import { fixed, ownMarketplace, param, resource, type Source, writersOf } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { alter } from '../../store/rows.ts'
import { bumpAccess } from '../../store/versions.ts'
import { groupMembers, groups } from '../../tables/organizations/groups.ts'
import { users } from '../../tables/organizations/users.ts'
import type { Row } from '../../tables/table.ts'

export const userGroup = model('UserGroup', { ID: id(), ...groups.fields })
const userGroupAssignment = model('UserGroupAssignment', groupMembers.fields)

/** A member's rights are resolved anew on their next look at the catalogue. */
const forgetAudience = (
  call: Call<unknown>,
  { Kind, Company, UserID }: Partial<Row<typeof groupMembers>>,
) => [alter(users, call.marketplace, { Kind, Company, ID: UserID }, { AudienceVersion: null })]

/** Groups of one side of the marketplace: they differ in where they stand and who may administer them. */
function groupsOf(
  resourceID: string,
  base: string,
  kind: CommerceRole,
  company: Source,
  roles: { read: string[]; write: string[] },
) {
  const scope = { Kind: fixed(kind), Company: company }
  const users = writersOf(kind)
  const declared = resource({
    id: resourceID,
    table: groups,
    model: userGroup,
    path: `${base}/{userGroupID}`,
    scope,
    roles,
    users,
    list: { search: ['ID', 'Name', 'Description'], sort: ['Name', 'ID'], order: ['Name'] },
  })
  return [
    // Its members may see less afterwards.
    ...crud(declared, { remove: (call) => [bumpAccess(call)] }),
    ...assignments({
      id: resourceID,
      names: { list: 'ListUserAssignments', save: 'SaveUserAssignment', remove: 'DeleteUserAssignment' },
      table: groupMembers,
      model: userGroupAssignment,
      scope,
      path: `${base}/assignments`,
      removePath: `${base}/{userGroupID}/assignments/{userID}`,
      roles,
      users,
      identity: ['UserGroupID', 'UserID'],
      saved: (call, row) => [
        ...forgetAudience(call, row),
        ...holdsAll(call, rolesOfGroup(call.marketplace, kind, row.Company, row.UserGroupID)),
      ],
      removed: forgetAudience,
    }),
  ]
}

export const operations = [
  ...groupsOf('UserGroups', '/buyers/{buyerID}/usergroups', 'Buyer', param('buyerID'), {
    read: ['UserGroupReader'],
    write: ['UserGroupAdmin'],
  }),
  ...groupsOf('SupplierUserGroups', '/suppliers/{supplierID}/usergroups', 'Supplier', param('supplierID'), {
    read: ['SupplierUserGroupReader'],
    write: ['SupplierUserGroupAdmin'],
  }),
  ...groupsOf('AdminUserGroups', '/usergroups', 'Seller', ownMarketplace, {
    read: ['AdminUserGroupReader'],
    write: ['AdminUserGroupAdmin'],
  }),
]
