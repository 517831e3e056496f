import { fail, invalid } from '../api/errors.ts'
import { ref, required } from '../api/field.ts'
import { model } from '../api/model.ts'
import { companyIDs } from '../resource/assignment.ts'
import { assignments } from '../resource/assignments.ts'
import { apiClientAssignments } from '../tables/organizations/api-clients.ts'
import { opensToCompany } from './client-privilege.ts'

export const operations = assignments({
  id: 'ApiClients',
  table: apiClientAssignments,
  model: model('ApiClientAssignment', { ApiClientID: required(ref('ApiClient')), ...companyIDs }),
  scope: {},
  path: '/apiclients/assignments',
  removePath: {
    DeleteBuyerAssignment: '/buyers/{buyerID}/ApiClients/Assignments/{apiClientID}',
    DeleteSupplierAssignment: '/suppliers/{supplierID}/ApiClients/Assignments/{apiClientID}',
  },
  removalQuery: [],
  roles: { read: ['ApiClientReader'], write: ['ApiClientAdmin'] },
  users: { read: ['Seller'], write: ['Seller'] },
  identity: ['ApiClientID', 'BuyerID', 'SupplierID'],
  order: ['BuyerID', 'SupplierID', 'ApiClientID'],
  saved: opensToCompany,
  check: (row) => {
    if (row.BuyerID && row.SupplierID)
      throw fail('PartyAssignment.CannotProvideBuyerAndSupplier', 'Provide a buyer or a supplier, not both.')
    if (!row.BuyerID && !row.SupplierID)
      throw invalid('BuyerID', 'Required', 'BuyerID or SupplierID is required.')
  },
})
