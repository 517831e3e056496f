import { ref, required, text, xp } from '../../api/field.ts'
import { table } from '../table.ts'

/** User groups of buyers, suppliers and the seller. */
export const groups = table('groups', {
  keys: ['Kind', 'Company', 'ID'],
  fields: { Name: required(text(100)), Description: text(2000), xp: xp() },
  references: [{ columns: ['Kind', 'Company'], to: 'companies', onDelete: 'remove' }],
})

/** Who is in which group of its own company; groups do not nest. */
export const groupMembers = table('group_members', {
  keys: ['Kind', 'Company', 'UserGroupID', 'UserID'],
  fields: { UserGroupID: required(ref('UserGroup')), UserID: required(ref('User')) },
  references: [
    { columns: ['Kind', 'Company', 'UserGroupID'], to: 'groups', onDelete: 'remove' },
    { columns: ['Kind', 'Company', 'UserID'], to: 'users', onDelete: 'remove' },
  ],
})
