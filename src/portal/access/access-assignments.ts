import { invalid, notFound } from '../../api/errors.ts'
import { flag, list, oneOf } from '../../api/field.ts'
import { type BodyOf, model, present } from '../../api/model.ts'
import { apiRoles } from '../../api/roles.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { rely, rowFact, the } from '../../store/fact.ts'
import { listPage } from '../../store/list.ts'
import { insert, remove, select, update } from '../../store/rows.ts'
import { asItIs } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { portalAccess, portalTeams } from '../../tables/portal/accounts.ts'
import { sql } from '../../tables/sql.ts'
import type { Where, Write } from '../../tables/statements.ts'
import type { Row } from '../../tables/table.ts'
import { mailing } from '../accounts/attempts.ts'
import { sendMail } from '../accounts/mail.ts'
import { portalOperation } from '../declare.ts'
import { impersonations, teamAssignment, userAssignment } from '../models.ts'
import { type PersonColumns, showPerson, showTeam, type TeamColumns } from '../presenting.ts'
import { refusalOf } from './levels.ts'
import { isNamed, type Party, partyNamed, personColumns } from './parties.ts'
import { revokeOne, revokeTeam } from './revocation.ts'
import { admission, type OrganizationRow } from './rights.ts'

/** What somebody is given: API roles, and words for acting as users; administrators need none. */
const request = model('PortalOrgAssignmentRequest', {
  Roles: list(oneOf([...apiRoles, ...impersonations])),
  IsAdmin: flag(),
})

const pagesOnly = { search: [], sort: [], order: ['Party'], pagesOnly: true } as const

/** The rights of somebody as rows tell of them; `Roles` as JSON. */
export interface RightsColumns {
  Roles: string | null
  IsAdmin: number
  Accepted: number
}

/** The rights that a row of `portal_access` gives, as it comes from a list. */
export const rightsOf = (row: RightsColumns) => ({
  Roles: JSON.parse(row.Roles ?? '[]') as string[],
  IsAdmin: row.IsAdmin === 1,
  Accepted: row.Accepted === 1,
})

const listUsers = portalOperation({
  id: 'PortalOrganizations.ListUserAssignments',
  method: 'GET',
  path: '/organizations/{organizationID}/access/users',
  list: pagesOnly,
  response: userAssignment,
  summary: 'Lists who has access to a marketplace by themselves, or was invited.',
  run: (call) =>
    listPage(call, {
      columns: sql`${personColumns}, t.Roles`,
      decode: asItIs<PersonColumns & RightsColumns>,
      from: () => sql`portal_access t left join portal_accounts u on u.Key = t.Party and t.Kind = 'User'`,
      where: sql`t.Organization = ${call.params.organizationID} and t.Kind in ('Email', 'User')`,
      row: as(portalAccess, 't'),
      show: (row) => present(userAssignment, { User: showPerson(row), ...rightsOf(row) }),
      above: [admission(call, 'contributor')],
    }),
})

const listTeams = portalOperation({
  id: 'PortalOrganizations.ListTeamAssignments',
  method: 'GET',
  path: '/organizations/{organizationID}/access/teams',
  list: pagesOnly,
  response: teamAssignment,
  summary: 'Lists the teams that have access to a marketplace, or were invited.',
  run: (call) =>
    listPage(call, {
      columns: sql`t.Party, t.Roles, t.IsAdmin, t.Accepted, g.ID, g.Name, g.ExcludeFromSearch,
          w.Username OwnerUsername, w.Name OwnerName, null OwnerEmail`,
      decode: asItIs<TeamColumns & RightsColumns>,
      from: () => sql`portal_access t join portal_teams g on g.ID = t.Party
          left join portal_accounts w on w.Key = g.Owner`,
      where: sql`t.Organization = ${call.params.organizationID} and t.Kind = 'Team'`,
      row: as(portalAccess, 't'),
      show: (row) => present(teamAssignment, { User: showTeam(row), ...rightsOf(row) }),
      above: [admission(call, 'contributor')],
    }),
})

/** The rights that are sent, given to whom had others or none. */
function given(
  { body, now }: Call<BodyOf<typeof request>>,
  key: Where,
  row?: Row<typeof portalAccess>,
): Write {
  const rights = { Roles: body.Roles, IsAdmin: body.IsAdmin }
  if (row) return update(portalAccess, '', key, row.Version, rights)
  return insert(portalAccess, '', { ...key, ...rights, DateCreated: now })
}

const saveUser = portalOperation({
  id: 'PortalOrganizations.SaveUserAssignment',
  method: 'PUT',
  path: '/organizations/{organizationID}/access/users/{username}',
  body: { model: request },
  summary: 'Gives somebody access to a marketplace, by username or email address, once they accept it.',
  run: async (call) => {
    const name = call.params.username!
    const read = await call.read({
      organization: admission(call, 'admin'),
      party: partyNamed(name),
      row: rowOf(call, name),
    })
    const organization = rely(call, read.organization)
    const party = the(read.party)
    if (party.Party === organization.Owner)
      throw invalid('username', 'Rule', 'The owner of a marketplace has every right.')
    const [row] = read.row
    const key = { Organization: organization.ID, Kind: party.Kind, Party: party.Party }
    await commit(call, [
      given(call, key, row),
      ...(row ? [] : mailing(call, party.Email)),
      // Tokens carry the rights as they were.
      ...(row?.Accepted ? [revokeOne(organization.ID, party.Party)] : []),
    ])
    if (!row) sendMail(call, invitation(call, party, organization))
  },
})

const invitation = (call: Call, party: Party, organization: OrganizationRow) => ({
  To: party.Email,
  Subject: `You are invited to the marketplace ${organization.Name}`,
  Kind: 'OrganizationInvitation' as const,
  Data: {
    Id: organization.ID,
    Name: organization.Name,
    Username: party.Username,
    InvitedBy: call.account.Username,
  },
})

/** The access of the party that a path names. */
const rowOf = (call: Call, name: string) =>
  select(portalAccess, '', { Organization: call.params.organizationID! }, { and: isNamed('t', name) })

const deleteUser = portalOperation({
  id: 'PortalOrganizations.DeleteUserAssignment',
  method: 'DELETE',
  path: '/organizations/{organizationID}/access/users/{username}',
  summary: 'Takes the access of somebody away. Everybody may take their own.',
  run: async (call) => {
    const name = call.params.username!
    const read = await call.read({
      organization: admission(call, 'contributor'),
      party: partyNamed(name),
      row: rowOf(call, name),
    })
    const organization = rely(call, read.organization)
    const [party] = read.party.rows
    const refusal = party?.Party === call.accountKey ? undefined : refusalOf(organization.level, 'admin')
    if (refusal) throw refusal
    const [row] = read.row
    if (!party || !row) throw notFound('UserAssignment', name)
    await commit(call, [
      { ...remove(portalAccess, '', keyOf(row)), expect: 1 },
      revokeOne(organization.ID, party.Party),
    ])
  },
})

const keyOf = ({ Organization, Kind, Party: party, Version }: Row<typeof portalAccess>) => ({
  Organization,
  Kind,
  Party: party,
  Version,
})

const saveTeam = portalOperation({
  id: 'PortalOrganizations.SaveTeamAssignment',
  method: 'PUT',
  path: '/organizations/{organizationID}/access/teams/{teamID}',
  body: { model: request },
  summary: 'Gives a team access to a marketplace, once one of its administrators accepts it.',
  run: async (call) => {
    const teamID = call.params.teamID!
    const read = await call.read({
      organization: admission(call, 'admin'),
      team: rowFact(portalTeams, '', { ID: teamID }, { type: 'Team', id: teamID }),
      row: teamRow(call),
    })
    const organization = rely(call, read.organization)
    const team = rely(call, read.team)
    const [row] = read.row
    const key = { Organization: organization.ID, Kind: 'Team', Party: team.ID }
    await commit(call, [
      given(call, key, row),
      ...(row?.Accepted ? [revokeTeam(team.ID, organization.ID)] : []),
    ])
  },
})

const teamRow = (call: Call) =>
  select(portalAccess, '', {
    Organization: call.params.organizationID!,
    Kind: 'Team',
    Party: call.params.teamID!,
  })

const deleteTeam = portalOperation({
  id: 'PortalOrganizations.DeleteTeamAssignment',
  method: 'DELETE',
  path: '/organizations/{organizationID}/access/teams/{teamID}',
  summary: 'Takes the access of a team away.',
  run: async (call) => {
    const read = await call.read({ organization: admission(call, 'admin'), row: teamRow(call) })
    const organization = rely(call, read.organization)
    const [row] = read.row
    if (!row) throw notFound('TeamAssignment', call.params.teamID)
    await commit(call, [
      // While the row still says whose they are.
      revokeTeam(row.Party, organization.ID),
      { ...remove(portalAccess, '', keyOf(row)), expect: 1 },
    ])
  },
})

export const operations = [listUsers, listTeams, saveUser, deleteUser, saveTeam, deleteTeam]
