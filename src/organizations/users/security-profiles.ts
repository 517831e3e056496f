import { fail } from '../../api/errors.ts'
import { id, oneOf, ref, required } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import type { CommerceRole } from '../../api/operation.ts'
import { apiRoles } from '../../api/roles.ts'
import { differs, holdsAll, rolesNamed, rolesOfProfile } from '../../auth/privilege.ts'
import { companyIDs, oneParty } from '../../resource/assignment.ts'
import { assignments } from '../../resource/assignments.ts'
import { crud } from '../../resource/crud.ts'
import { resource } from '../../resource/resource.ts'
import { at } from '../../tables/columns.ts'
import { securityProfileAssignments, securityProfiles } from '../../tables/organizations/security-profiles.ts'
import { sql } from '../../tables/sql.ts'

const profileModel = model('SecurityProfile', { ID: id(), ...securityProfiles.fields }, (value) => {
  const builtIn = new Set(apiRoles.map((r) => r.toLowerCase()))
  return value.CustomRoles.filter((role) => builtIn.has(role.toLowerCase())).map((role) => ({
    property: 'CustomRoles',
    rule: 'Unique',
    message: `"${role}" is the name of a built-in role.`,
  }))
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
  ...companyIDs,
  UserID: ref('User'),
  UserGroupID: ref('UserGroup'),
})

/** Characters that a profile may ask of passwords at least. */
const LEAST_CHARACTERS = 10

const roles = ['Buyer', 'Seller', 'Supplier'] as const satisfies CommerceRole[]

export const operations = [
  ...crud(profiles, {
    decide: ({ call, before, after }) => {
      const least = after.PasswordConfig?.MinimumCharacterCount
      if (least && least < LEAST_CHARACTERS)
        throw fail(
          'SecurityProfile.InvalidPasswordConfiguration',
          `MinimumCharacterCount must be at least ${LEAST_CHARACTERS}.`,
        )
      after.AllRoles = [...after.Roles, ...after.CustomRoles]
      return differs(['AllRoles'], before, after)
        ? holdsAll(call, rolesNamed(before?.AllRoles, after.AllRoles))
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
    identity: ['SecurityProfileID', 'Kind', 'Company', 'UserID', 'UserGroupID'],
    conditions: {
      fields: { commerceRole: oneOf(roles) },
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
        return query.commerceRole ? sql`${at(alias, 'Kind')} = ${query.commerceRole}` : undefined
      },
    },
    levels: true,
    order: ['SecurityProfileID', 'UserID', 'UserGroupID', 'Company'],
    saved: (call, row) => holdsAll(call, rolesOfProfile(call.marketplace, row.SecurityProfileID)),
    check: oneParty,
  }),
]
