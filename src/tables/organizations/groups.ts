import { ref, required, text, xp } from '../../api/field.ts'
import { owned } from '../reference.ts'
import { table } from '../table.ts'
import { companyKey, inCompany } from './parties.ts'

/** User groups of buyers, suppliers and the seller. */
export const groups = table('groups', {
  keys: ['Kind', 'Company', 'ID'],
  fields: { Company: companyKey(), Name: required(text(100)), Description: text(2000), xp: xp() },
})

/** Who is in which group of its own company; groups do not nest. */
export const groupMembers = table('group_members', {
  keys: ['Kind', 'Company', 'UserGroupID', 'UserID'],
  fields: {
    UserGroupID: owned(required(ref('UserGroup')), 'groups', inCompany),
    UserID: owned(required(ref('User')), 'users', inCompany),
  },
})
