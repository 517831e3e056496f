import {
  computed,
  flag,
  hidden,
  int,
  list,
  object,
  oneOf,
  readOnly,
  ref,
  required,
  text,
  word,
} from '../../api/field.ts'
import { apiRoles } from '../../api/roles.ts'
import { owned } from '../reference.ts'
import { table } from '../table.ts'
import { companyKey, inCompany } from './parties.ts'

/** Rules for the passwords of those a profile reaches; null says nothing. Ages in days, the lockout in minutes. */
const passwordConfig = object('PasswordConfig', {
  LimitPasswordReuse: int({ min: 0, max: 24 }),
  MaxConsecutiveDupeChars: int({ min: 1, max: 24 }),
  MaximumPasswordAge: int({ min: 1, max: 365 }),
  MinimumPasswordAge: int({ min: 1, max: 60 }),
  AllowedFailedAttempts: int({ min: 1, max: 10 }),
  LockoutDuration: int({ min: 0, max: 1440 }),
  UpperCaseRequired: flag(),
  LowerCaseRequired: flag(),
  SpecialCharacterRequired: flag(),
  NumericRequired: flag(),
  MinimumCharacterCount: int({ min: 1 }),
})

/** Bundles of roles, and rules for passwords. */
export const securityProfiles = table('security_profiles', {
  keys: ['ID'],
  fields: {
    Name: required(text(100)),
    Roles: list(oneOf(apiRoles)),
    /** Free strings that travel in `scope` and in the token, and grant nothing here. */
    CustomRoles: list(word(100)),
    PasswordConfig: passwordConfig,
    IsExternalRoleGroup: computed(readOnly(flag())),
    /** Both kinds of role, for the query that gathers a user's. */
    AllRoles: hidden(list(text())),
  },
  // Those that say anything of passwords are few.
  indexes: [['PasswordConfig']],
})

/** Whom a profile reaches: everybody of an organisation, a group, or one user. Seller rows carry the marketplace. */
export const securityProfileAssignments = table('security_profile_assignments', {
  keys: ['Kind', 'Company', 'SecurityProfileID', 'UserID', 'UserGroupID'],
  fields: {
    SecurityProfileID: owned(required(ref('SecurityProfile')), 'security_profiles'),
    Company: companyKey(),
    UserID: owned(ref('User'), 'users', inCompany),
    UserGroupID: owned(ref('UserGroup'), 'groups', inCompany),
  },
})
