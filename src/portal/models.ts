import { computed, flag, list, object, oneOf, readOnly, required, text, timestamp } from '../api/field.ts'
import { model } from '../api/model.ts'

/** Rights beside API roles: to act as users of a kind. */
export const impersonations = ['ImpersonateSeller', 'ImpersonateSupplier', 'ImpersonateBuyer'] as const

/** An account, as its owner and those who share something with it see it. */
export const portalUser = model('PortalUser', {
  Username: required(text(100)),
  Name: text(200),
  Email: readOnly(text(200)),
  TermsAccepted: readOnly(timestamp()),
  Country: text(100),
  Region: text(100),
  SCAdmin: readOnly(flag()),
  Verified: readOnly(flag()),
})

/** An account as everybody sees it. */
export const userSearchResult = model('PortalUserSearchResult', { Username: text(), Name: text() })

const person = readOnly(object('PortalUser', portalUser.fields))

const environments = ['Sandbox', 'Staging', 'Production', 'Qa'] as const

export const regionFields = { Id: text(), Name: text(), AzureRegion: text() }

export const organization = model('PortalOrganization', {
  Id: readOnly(text(100)),
  Name: required(text(100)),
  AutoForwardingUserID: text(100),
  CoreApiUrl: computed(text()),
  Environment: computed(oneOf(environments)),
  Region: computed(object('PortalRegion', regionFields)),
  Owner: person,
  SCOrgId: computed(text()),
  SCSpaceId: computed(text()),
})

export const team = model('PortalTeam', {
  Id: readOnly(text(100)),
  Name: required(text(100)),
  ExcludeFromSearch: flag(),
  Owner: person,
})

export const teamMember = model('PortalTeamMember', {
  User: person,
  IsAdmin: flag(),
  Accepted: readOnly(flag()),
})

const rights = { Roles: readOnly(list(text())), IsAdmin: readOnly(flag()), Accepted: readOnly(flag()) }

export const userAssignment = model('PortalUserAssignment', { User: person, ...rights })

/** The team stands in `User`, as the portal's SDK has it. */
export const teamAssignment = model('PortalTeamAssignment', {
  User: readOnly(object('PortalTeam', team.fields)),
  ...rights,
})

export const orgAssignment = model('PortalOrgAssignment', {
  Org: readOnly(object('PortalOrganization', organization.fields)),
  ...rights,
})

export const orgTeamInvite = model('PortalOrgTeamInvite', {
  Team: readOnly(object('PortalTeam', team.fields)),
  ...orgAssignment.fields,
})

export const contributor = model('PortalContributor', {
  IsAdmin: flag(),
  ImpersonateSeller: flag(),
  ImpersonateSupplier: flag(),
  ImpersonateBuyer: flag(),
  InheritedRoles: readOnly(list(text())),
  UserAssignment: object('PortalUserAssignment', userAssignment.fields),
  TeamAssignments: readOnly(list(object('PortalTeamAssignment', teamAssignment.fields))),
  User: person,
})
