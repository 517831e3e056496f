import { environmentOf } from '../api/environment.ts'
import { present } from '../api/model.ts'
import type { Env } from '../env.ts'
import { regionOf } from './marketplaces/regions.ts'
import { organization, portalUser, team } from './models.ts'

/** The owner of something as it travels beside it; what strangers are not shown is null. */
export interface OwnerColumns {
  OwnerUsername?: string | null
  OwnerName?: string | null
  OwnerEmail?: string | null
}

/** A team as rows tell of it. */
export interface TeamColumns extends OwnerColumns {
  ID: string
  Name: string
  ExcludeFromSearch: number | boolean
}

/** Somebody as rows tell of them; who was invited by an address has no account. */
export interface PersonColumns {
  Username: string | null
  Party?: string
  Name: string | null
  Email: string | null
  Verified?: number
  Country?: string | null
  Region?: string | null
  SCAdmin?: number
  TermsAccepted?: string | null
}

const ownerOf = ({ OwnerUsername, OwnerName, OwnerEmail }: OwnerColumns) =>
  OwnerUsername ? present(portalUser, { Username: OwnerUsername, Name: OwnerName, Email: OwnerEmail }) : null

/** A marketplace as the portal shows it. */
export const showOrganization = (
  env: Env,
  baseUrl: string,
  row: OwnerColumns & { ID: string; Name: string; AutoForwardingUserID?: string | null },
) =>
  present(organization, {
    Id: row.ID,
    Name: row.Name,
    AutoForwardingUserID: row.AutoForwardingUserID,
    CoreApiUrl: baseUrl,
    Environment: environmentOf(env),
    Region: regionOf(),
    Owner: ownerOf(row),
  })

/** A team as the portal shows it. */
export const showTeam = (row: TeamColumns) =>
  present(team, {
    Id: row.ID,
    Name: row.Name,
    ExcludeFromSearch: Boolean(row.ExcludeFromSearch),
    Owner: ownerOf(row),
  })

/** Somebody with rights, or who was invited: who was invited by email is called by it. */
export const showPerson = (row: PersonColumns) =>
  present(portalUser, {
    ...row,
    Username: row.Username ?? row.Party,
    Verified: row.Verified === 1,
    SCAdmin: row.SCAdmin === 1,
  })
