import { present } from '../api/model.ts'
import type { Env } from '../env.ts'
import type { OrganizationRow } from './access/rights.ts'
import { regionOf } from './marketplaces/regions.ts'
import { organization, portalUser, team } from './models.ts'

type Values = Record<string, unknown>

/** Columns of a person that travel beside something else: `OwnerUsername` … */
const personAt = (row: Values, prefix: string): Values | null =>
  row[`${prefix}Username`] === null || row[`${prefix}Username`] === undefined
    ? null
    : present(portalUser, {
        Username: row[`${prefix}Username`],
        Name: row[`${prefix}Name`],
        Email: row[`${prefix}Email`],
      })

/** A marketplace as the portal shows it. */
export const showOrganization = (
  env: Env,
  baseUrl: string,
  row: Pick<OrganizationRow, 'ID' | 'Name'>,
): Values =>
  present(organization, {
    Id: row.ID,
    Name: row.Name,
    CoreApiUrl: baseUrl,
    Environment: env.ENVIRONMENT ?? 'Sandbox',
    Region: regionOf(),
    Owner: personAt(row as unknown as Values, 'Owner'),
  })

/** A team as the portal shows it. */
export const showTeam = (row: Values): Values =>
  present(team, {
    Id: row.ID ?? row.TeamID,
    Name: row.Name ?? row.TeamName,
    ExcludeFromSearch: row.ExcludeFromSearch === 1 || row.ExcludeFromSearch === true,
    Owner: personAt(row, 'Owner'),
  })

/** Somebody with rights, or who was invited: who was invited by email is called by it. */
export const showPerson = (row: Values): Values =>
  present(portalUser, {
    Username: row.Username ?? row.Party,
    Name: row.Name,
    Email: row.Email,
    Verified: row.Verified === 1,
    Country: row.Country,
    Region: row.Region,
    SCAdmin: row.SCAdmin === 1,
    TermsAccepted: row.TermsAccepted,
  })
