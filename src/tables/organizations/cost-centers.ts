import { ref, required, text, xp } from '../../api/field.ts'
import { owned } from '../reference.ts'
import { table } from '../table.ts'
import { companyKey, inCompany } from './parties.ts'

/** What a buyer accounts its purchases to. Lines name one in free text, which is not checked against these. */
export const costCenters = table('cost_centers', {
  keys: ['Kind', 'Company', 'ID'],
  fields: { Company: companyKey(), Name: required(text(100)), Description: text(2000), xp: xp() },
})

/** Which groups of a buyer see a cost center; without a group, all of the buyer. */
export const costCenterAssignments = table('cost_center_assignments', {
  keys: ['Kind', 'Company', 'CostCenterID', 'UserGroupID'],
  fields: {
    CostCenterID: owned(required(ref('CostCenter')), 'cost_centers', inCompany),
    UserGroupID: owned(ref('UserGroup'), 'groups', inCompany),
  },
})
