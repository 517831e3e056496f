import { sql } from 'drizzle-orm'
import { fail, type Issue } from '../../api/errors.ts'
import { id, oneOf, ref, required } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import type { CommerceRole } from '../../api/operation.ts'
import { apiRoles } from '../../api/roles.ts'
import { differs, holdsAll, rolesNamed, rolesOfProfile } from '../../auth/privilege.ts'
import { oneParty } from '../../resource/assignment.ts'
import { assignments } from '../../resource/assignments.ts'
import { crud } from '../../resource/crud.ts'
import { resource } from '../../resource/resource.ts'
import { at } from '../../tables/columns.ts'
import { securityProfileAssignments, securityProfiles } from '../../tables/organizations/security-profiles.ts'

const profileModel = model('SecurityProfile', { ID: id(), ...securityProfiles.fields }, (value) => {
  const issues: Issue[] = []
  const builtIn = new Set(apiRoles.map((r) => r.toLowerCase()))
  for (const role of value.CustomRoles)
    if (builtIn.has(role.toLowerCase()))
      issues.push({
        property: 'CustomRoles',
        rule: 'Unique',
        message: `"${role}" is the name of a built-in role.`,
      })
  return issues
})

const profiles = resource({
  id: 'SecurityProfiles',
  table: securityProfiles,
  model: profileModel,
  path: '/securityprofiles/{securityProfileID}',
  scope: {},
  roles: { read: ['SecurityProfileReader'], write: ['SecurityProfileAdmin', 'SetSecurityProfile'] },
  users: { read: ['Seller'], write: ['Seller'] },
  list: { search: ['ID', 'Name'], sort: ['ID', 'Name'], order: ['ID', 'Name'] },
})

const assignmentModel = model('SecurityProfileAssignment', {
  SecurityProfileID: required(ref('SecurityProfile')),
  BuyerID: ref('Buyer'),
  SupplierID: ref('Supplier'),
  UserID: ref('User'),
  UserGroupID: ref('UserGroup'),
})

const roles = ['Buyer', 'Seller', 'Supplier'] as const satisfies CommerceRole[]

export const operations = [
  ...crud(profiles, {
    decide: ({ call, before, after }) => {
      const config = after.PasswordConfig as { MinimumCharacterCount: number | null } | null
      if (config?.MinimumCharacterCount && config.MinimumCharacterCount < 10)
        throw fail(
          'SecurityProfile.InvalidPasswordConfiguration',
          'MinimumCharacterCount must be at least 10.',
        )
      after.AllRoles = [...(after.Roles as string[]), ...(after.CustomRoles as string[])]
      return differs(['AllRoles'], before, after)
        ? holdsAll(call, rolesNamed(before?.AllRoles as string[], after.AllRoles as string[]))
        : []
    },
  }),
  ...assignments({
    id: 'SecurityProfiles',
    table: securityProfileAssignments,
    model: assignmentModel,
    scope: {},
    path: '/securityprofiles/assignments',
    removePath: '/securityprofiles/{securityProfileID}/assignments',
    roles: { read: [], write: ['SecurityProfileAdmin', 'SetSecurityProfile'] },
    users: { read: ['Seller'], write: ['Seller'] },
    identity: ['SecurityProfileID', 'BuyerID', 'SupplierID', 'UserID', 'UserGroupID'],
    filters: { securityProfileID: 'SecurityProfileID', userID: 'UserID', userGroupID: 'UserGroupID' },
    conditions: {
      fields: { buyerID: ref('Buyer'), supplierID: ref('Supplier'), commerceRole: oneOf(roles) },
      where: (query, alias) => {
        if (query.buyerID && query.commerceRole && query.commerceRole !== 'Buyer')
          throw fail(
            'SecurityProfile.CannotProvideBuyerID',
            'buyerID goes with the commerce role Buyer only.',
          )
        if (query.supplierID && query.commerceRole && query.commerceRole !== 'Supplier')
          throw fail(
            'SecurityProfile.CannotProvideSupplierID',
            'supplierID goes with the commerce role Supplier only.',
          )
        const kind = query.commerceRole ?? (query.buyerID ? 'Buyer' : query.supplierID ? 'Supplier' : null)
        const company = query.buyerID ?? query.supplierID
        return kind
          ? sql`${at(alias, 'Kind')} = ${kind}${company ? sql` and ${at(alias, 'Company')} = ${company}` : sql``}`
          : undefined
      },
    },
    levels: true,
    order: ['SecurityProfileID', 'UserID', 'UserGroupID', 'Company'],
    partyToCompany: true,
    saved: (call, row) => holdsAll(call, rolesOfProfile(call.marketplace, row.SecurityProfileID)),
    check: (row) => {
      oneParty(row)
      if (row.BuyerID && row.SupplierID)
        throw fail(
          'PartyAssignment.CannotSpecifyBuyerAndSupplier',
          'Specify a buyer or a supplier, not both.',
        )
    },
  }),
]
