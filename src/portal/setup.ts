import { randomBytes } from 'node:crypto'
import { hashPassword } from '../auth/passwords.ts'
import { apiClients } from '../organizations/api-clients.ts'
import { companies } from '../organizations/companies.ts'
import { securityProfileAssignments, securityProfiles } from '../organizations/security-profiles.ts'
import { users } from '../organizations/users.ts'
import { insert, type Write } from '../store/rows.ts'
import { marketplaces } from './marketplaces.ts'

/** A marketplace to be, and the person who will set up the rest of it through the API. */
export interface NewMarketplace {
  ID: string
  Name: string
  /** Key of the portal's account it belongs to. */
  Owner?: string
  /** Without a password, nobody signs in as this user: an API client may, by its secret. */
  admin: {
    ID: string
    Username: string
    Password?: string
    FirstName: string
    LastName: string
    Email: string
  }
  /** A first API client of the seller's, whose default user is that person. */
  client?: { ID: string; AppName: string; ClientSecret: string }
}

/** ID and role of the profile that the first user is given. */
const FULL_ACCESS = 'full-access'
/** Minutes a token of the first client lives. */
const CLIENT_MINUTES = 600

/**
 * The rows a marketplace begins with: itself, its owner as the organisation of the seller's users, and one user who
 * may do everything. Nothing of this can be made through the API, which wants a token of the marketplace.
 * @param now in the wire's form
 */
export async function newMarketplace(
  { ID, Name, Owner, admin, client }: NewMarketplace,
  now: string,
): Promise<Write[]> {
  const owner = { Kind: 'Seller', Company: ID }
  const { Password, ...user } = admin
  return [
    insert(marketplaces, ID, { ID, Name, Owner, Active: true, DateCreated: now }),
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
      ...(Password ? { PasswordHash: await hashPassword(Password), PasswordLastSetDate: now } : {}),
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
    ...(client
      ? [
          insert(apiClients, ID, {
            ...client,
            Active: true,
            AllowSeller: true,
            AccessTokenDuration: CLIENT_MINUTES,
            DefaultContextUserName: admin.Username,
            DateCreated: now,
          }),
        ]
      : []),
  ]
}
