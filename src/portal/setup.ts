import { randomBytes } from 'node:crypto'
import { hashPassword } from '../auth/passwords.ts'
import { companies } from '../organizations/companies.ts'
import { securityProfileAssignments, securityProfiles } from '../organizations/security-profiles.ts'
import { users } from '../organizations/users.ts'
import { insert, type Write } from '../store/rows.ts'
import { marketplaces } from './marketplaces.ts'

/** A marketplace to be, and the person who will set up the rest of it through the API. */
export interface NewMarketplace {
  ID: string
  Name: string
  admin: {
    ID: string
    Username: string
    Password: string
    FirstName: string
    LastName: string
    Email: string
  }
}

/** ID and role of the profile that the first user is given. */
const FULL_ACCESS = 'full-access'

/**
 * The rows a marketplace begins with: itself, its owner as the organisation of the seller's users, and one user who
 * may do everything. Nothing of this can be made through the API, which wants a token of the marketplace.
 * @param now in the wire's form
 */
export async function newMarketplace({ ID, Name, admin }: NewMarketplace, now: string): Promise<Write[]> {
  const owner = { Kind: 'Seller', Company: ID }
  const { Password, ...user } = admin
  return [
    insert(marketplaces, ID, { ID, Name, Active: true, DateCreated: now }),
    insert(companies, ID, {
      Kind: 'Seller',
      ID,
      Name,
      Active: true,
      DateCreated: now,
    }),
    insert(users, ID, {
      ...owner,
      ...user,
      Key: randomBytes(16).toString('base64url'),
      PasswordHash: await hashPassword(Password),
      PasswordLastSetDate: now,
      Active: true,
      DateCreated: now,
    }),
    insert(securityProfiles, ID, {
      ID: FULL_ACCESS,
      Name: 'Full access',
      Roles: ['FullAccess'],
      AllRoles: ['FullAccess'],
    }),
    insert(securityProfileAssignments, ID, {
      ...owner,
      SecurityProfileID: FULL_ACCESS,
      UserID: user.ID,
      UserGroupID: null,
    }),
  ]
}
