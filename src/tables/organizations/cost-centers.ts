import { ref, required, text, xp } from '../../api/field.ts'
import { table } from '../table.ts'

/** What a buyer accounts its purchases to. Lines name one in free text, which is not checked against these. */
export const costCenters = table('cost_centers', {
  keys: ['Kind', 'Company', 'ID'],
  fields: { Name: required(text(100)), Description: text(2000), xp: xp() },
  references: [{ columns: ['Kind', 'Company'], to: 'companies', onDelete: 'remove' }],
})

/** Which groups of a buyer see a cost center; without a group, all of the buyer. */
export const costCenterAssignments = table('cost_center_assignments', {
  keys: ['Kind', 'Company', 'CostCenterID', 'UserGroupID'],
  fields: { CostCenterID: required(ref('CostCenter')), UserGroupID: ref('UserGroup') },
  references: [
    { columns: ['Kind', 'Company', 'CostCenterID'], to: 'cost_centers', onDelete: 'remove' },
    { columns: ['Kind', 'Company', 'UserGroupID'], to: 'groups', onDelete: 'remove' },
  ],
})
