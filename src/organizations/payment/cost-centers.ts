import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { refuseUserLevel } from '../../resource/assignment.ts'
import { assignments } from '../../resource/assignments.ts'
import { crud } from '../../resource/crud.ts'
import { fixed, param, resource } from '../../resource/resource.ts'
import { costCenterAssignments, costCenters } from '../../tables/organizations/cost-centers.ts'
import { usable } from '../me/assigned.ts'
import { listUsable } from '../me/usable-objects.ts'

const costCenter = model('CostCenter', { ID: id(), ...costCenters.fields })
const scope = { Kind: fixed('Buyer'), Company: param('buyerID') }
const roles = { read: ['CostCenterReader'], write: ['CostCenterAdmin'] }
const list = { search: ['ID', 'Name', 'Description'], sort: ['Name', 'ID'], order: ['Name'] }

const declared = resource({
  id: 'CostCenters',
  table: costCenters,
  model: costCenter,
  path: '/buyers/{buyerID}/costcenters/{costCenterID}',
  scope,
  roles,
  list,
})

export const operations = [
  ...crud(declared),
  ...assignments({
    id: 'CostCenters',
    table: costCenterAssignments,
    model: model('CostCenterAssignment', costCenterAssignments.fields),
    scope,
    path: '/buyers/{buyerID}/costcenters/assignments',
    removePath: '/buyers/{buyerID}/costcenters/{costCenterID}/assignments',
    roles,
    identity: ['CostCenterID', 'UserGroupID'],
    removalQuery: ['UserID', 'UserGroupID'],
    levels: true,
    check: refuseUserLevel,
  }),
  listUsable({
    one: 'CostCenter',
    many: 'CostCenters',
    path: '/me/costcenters',
    table: costCenters,
    model: costCenter,
    list,
    roles: ['Shopper'],
    usable: (user) =>
      usable({ table: costCenters, assignments: costCenterAssignments, column: 'CostCenterID' }, user),
  }),
]
