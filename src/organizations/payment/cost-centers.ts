import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { refuseUserLevel } from '../../resource/assignment.ts'
import { costCenterAssignments, costCenters } from '../../tables/organizations/cost-centers.ts'
import { buyerObjects } from '../buyer-objects.ts'
import { usable } from '../me/assigned.ts'
import { usableObjects } from '../me/usable-objects.ts'

const shared = {
  one: 'CostCenter',
  many: 'CostCenters',
  table: costCenters,
  model: model('CostCenter', { ID: id(), ...costCenters.fields }),
  list: { search: ['ID', 'Name', 'Description'], sort: ['Name', 'ID'], order: ['Name'] },
}
const assigned = { table: costCenters, assignments: costCenterAssignments, column: 'CostCenterID' }

export const operations = [
  ...buyerObjects({
    ...shared,
    assigned: {
      table: costCenterAssignments,
      identity: ['CostCenterID', 'UserGroupID'],
      removalQuery: ['UserID', 'UserGroupID'],
      check: refuseUserLevel,
    },
  }),
  ...usableObjects(
    {
      ...shared,
      path: '/me/costcenters/{costCenterID}',
      roles: ['Shopper'],
      usable: (user) => usable(assigned, user),
    },
    'List',
  ),
]
