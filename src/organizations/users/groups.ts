import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { holdsAll, rolesOfGroup } from '../../auth/privilege.ts'
import { assignments } from '../../resource/assignments.ts'
import { crud } from '../../resource/crud.ts'
import { resource } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { alter } from '../../store/rows.ts'
import { bumpAccess } from '../../store/versions.ts'
import { groupMembers, groups } from '../../tables/organizations/groups.ts'
import { users } from '../../tables/organizations/users.ts'
import type { Row } from '../../tables/table.ts'
import { buyerSide, type Side, sellerSide, supplierSide } from '../sides.ts'

export const userGroup = model('UserGroup', { ID: id(), ...groups.fields })
const userGroupAssignment = model('UserGroupAssignment', groupMembers.fields)

/** A member's rights are resolved anew on their next look at the catalogue. */
const forgetAudience = (
  call: Call<unknown>,
  { Kind, Company, UserID }: Partial<Row<typeof groupMembers>>,
) => [alter(users, call.marketplace, { Kind, Company, ID: UserID }, { AudienceVersion: null })]

/** Groups of one side of the marketplace: they differ in where they stand and who may administer them. */
function groupsOf({ kind, prefix, path, scope, users }: Side) {
  const shared = {
    id: `${prefix}UserGroups`,
    scope,
    roles: { read: [`${prefix}UserGroupReader`], write: [`${prefix}UserGroupAdmin`] },
    users,
  }
  const declared = resource({
    ...shared,
    table: groups,
    model: userGroup,
    path: `${path}/usergroups/{userGroupID}`,
    list: { search: ['ID', 'Name', 'Description'], sort: ['Name', 'ID'], order: ['Name'] },
  })
  return [
    // Its members may see less afterwards.
    ...crud(declared, { remove: (call) => [bumpAccess(call)] }),
    ...assignments({
      ...shared,
      names: { list: 'ListUserAssignments', save: 'SaveUserAssignment', remove: 'DeleteUserAssignment' },
      table: groupMembers,
      model: userGroupAssignment,
      path: `${path}/usergroups/assignments`,
      removePath: `${declared.path}/assignments/{userID}`,
      identity: ['UserGroupID', 'UserID'],
      saved: (call, row) => [
        ...forgetAudience(call, row),
        ...holdsAll(call, rolesOfGroup(call.marketplace, kind, row.Company, row.UserGroupID)),
      ],
      removed: forgetAudience,
    }),
  ]
}

export const operations = [buyerSide, supplierSide, sellerSide].flatMap(groupsOf)
