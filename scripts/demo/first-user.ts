import { randomBytes } from 'node:crypto'
import { hashPassword } from '../../src/auth/passwords/passwords.ts'
import { insert } from '../../src/store/rows.ts'
import {
  securityProfileAssignments,
  securityProfiles,
} from '../../src/tables/organizations/security-profiles.ts'
import { users } from '../../src/tables/organizations/users.ts'
import type { Write } from '../../src/tables/statements.ts'

/** Somebody of the seller's who may do everything. */
export interface FirstUser {
  ID: string
  Username: string
  Password: string
  FirstName: string
  LastName: string
  Email: string
}

/** ID and role of the profile that the first user is given. */
const FULL_ACCESS = 'full-access'

/**
 * The rows of a marketplace's first user, where no account of the portal has a token to make one with.
 * @param now in the wire's form
 */
export async function firstUser(
  marketplace: string,
  { Password, ...user }: FirstUser,
  now: string,
): Promise<Write[]> {
  const owner = { Kind: 'Seller', Company: marketplace }
  return [
    insert(users, marketplace, {
      ...owner,
      ...user,
      Key: randomBytes(16).toString('base64url'),
      PasswordHash: await hashPassword(Password),
      PasswordLastSetDate: now,
      Active: true,
      DateCreated: now,
    }),
    insert(securityProfiles, marketplace, {
      ID: FULL_ACCESS,
      Name: 'Full access',
      Roles: ['FullAccess'],
      AllRoles: ['FullAccess'],
    }),
    insert(securityProfileAssignments, marketplace, {
      ...owner,
      SecurityProfileID: FULL_ACCESS,
      UserID: user.ID,
      UserGroupID: null,
    }),
  ]
}
