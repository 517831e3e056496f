import { id, ref, required, text, xp } from '../api/field.ts'
import { model } from '../api/model.ts'
import { fixed, param, resource } from '../api/resource.ts'
import { type Table, table } from '../api/table.ts'
import { assignments, refuseUserLevel } from '../store/assignments.ts'
import { crud } from '../store/crud.ts'
import { usable } from './assigned.ts'
import { companies } from './companies.ts'
import { groups } from './groups.ts'
import { listMine } from './mine.ts'

/** What a buyer accounts its purchases to. Lines name one in free text, which is not checked against these. */
export const costCenters = table('cost_centers', {
  keys: ['Kind', 'Company', 'ID'],
  fields: { Name: required(text(100)), Description: text(2000), xp: xp() },
  references: [{ columns: ['Kind', 'Company'], to: (): Table => companies, onDelete: 'remove' }],
})

/** Which groups of a buyer see a cost center; without a group, all of the buyer. */
export const costCenterAssignments = table('cost_center_assignments', {
  keys: ['Kind', 'Company', 'CostCenterID', 'UserGroupID'],
  fields: { CostCenterID: required(ref('CostCenter')), UserGroupID: ref('UserGroup') },
  references: [
    { columns: ['Kind', 'Company', 'CostCenterID'], to: (): Table => costCenters, onDelete: 'remove' },
    { columns: ['Kind', 'Company', 'UserGroupID'], to: (): Table => groups, onDelete: 'remove' },
  ],
})

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
  listMine({
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
