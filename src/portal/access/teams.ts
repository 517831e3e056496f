import { idExists, invalid } from '../../api/errors.ts'
import { object, required, text } from '../../api/field.ts'
import type { Property } from '../../api/lists/filter.ts'
import { model, present } from '../../api/model.ts'
import type { Call } from '../../store/call.ts'
import { answered, commit } from '../../store/commit.ts'
import { rely, the } from '../../store/fact.ts'
import { listPage } from '../../store/list.ts'
import { insert, remove, update } from '../../store/rows.ts'
import { asItIs, plain } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { portalAccess, portalTeamMembers, portalTeams } from '../../tables/portal/accounts.ts'
import { sql } from '../../tables/sql.ts'
import { portalOperation } from '../declare.ts'
import { refuseID } from '../ids.ts'
import { atOwner } from '../marketplaces/organizations.ts'
import { orgAssignment, team } from '../models.ts'
import { type OwnerColumns, showOrganization, showTeam, type TeamColumns } from '../presenting.ts'
import { type RightsColumns, rightsOf } from './access-assignments.ts'
import { revokeTeam } from './revocation.ts'
import { membership, teamColumns, teamsOf } from './team-rights.ts'

const search = portalOperation({
  id: 'PortalTeams.Search',
  method: 'GET',
  path: '/teams/globalsearch',
  list: { search: ['Id', 'Name'], sort: ['Name', 'Id'], order: ['Name'], indexed: [] },
  listFields: { Id: team.fields.Id, Name: team.fields.Name },
  response: team,
  summary: 'Looks for teams among all that may be found.',
  run: (call) =>
    listPage(call, {
      // Strangers see who owns a team, and not how to write to them.
      columns: sql`t.ID, t.Name, t.ExcludeFromSearch, w.Username OwnerUsername, w.Name OwnerName, null OwnerEmail`,
      decode: asItIs<TeamColumns>,
      from: () => sql`portal_teams t left join portal_accounts w on w.Key = t.Owner`,
      where: sql`t.ExcludeFromSearch = 0`,
      row: as(portalTeams, 't'),
      key: 'Id',
      show: showTeam,
    }),
})

const list = portalOperation({
  id: 'PortalTeams.List',
  method: 'GET',
  path: '/teams',
  list: {
    search: ['Id', 'Name', 'Owner.Email', 'Owner.Username', 'Owner.Name'],
    sort: ['Id', 'Name', 'Owner.Email', 'Owner.Username', 'Owner.Name'],
    order: ['Name'],
  },
  response: team,
  summary: 'Lists the teams the caller is in.',
  run: (call) =>
    listPage(call, {
      columns: teamColumns,
      decode: asItIs<TeamColumns>,
      from: () => sql`portal_teams t left join portal_accounts w on w.Key = t.Owner`,
      where: sql`t.ID in ${teamsOf(call.accountKey)}`,
      row: as(portalTeams, 't'),
      key: 'Id',
      locate: atOwner,
      show: showTeam,
    }),
})

const get = portalOperation({
  id: 'PortalTeams.Get',
  method: 'GET',
  path: '/teams/{teamID}',
  response: team,
  summary: 'Gets a team.',
  run: async (call) => showTeam(the((await call.read({ team: membership(call, 'Member') })).team)),
})

const save = portalOperation({
  id: 'PortalTeams.Save',
  method: 'PUT',
  path: '/teams/{teamID}',
  body: { model: team },
  response: team,
  summary: 'Makes a team, or changes its name.',
  run: async (call) => {
    const ID = call.params.teamID!
    refuseID(call.operation, 'teamID', ID)
    const { Name, ExcludeFromSearch } = call.body
    const read = await call.read({ team: membership(call, 'Admin') })
    const [present] = read.team.rows
    if (!present) return create(call, { ID, Name, ExcludeFromSearch })
    if (!present.Level) throw idExists('Team', ID)
    const row = rely(call, read.team)
    const answer = showTeam({ ...row, Name, ExcludeFromSearch })
    return answered(call, answer, [
      update(portalTeams, '', { ID: row.ID }, row.Version, { Name, ExcludeFromSearch }),
    ])
  },
})

async function create(call: Call, values: { ID: string; Name: string; ExcludeFromSearch: boolean }) {
  const { Key, Username, Name, Email } = call.account
  const member = { Team: values.ID, Kind: 'User', Party: Key, IsAdmin: true, Accepted: true }
  const answer = showTeam({ ...values, OwnerUsername: Username, OwnerName: Name, OwnerEmail: Email })
  await commit(call, {
    statements: [
      insert(portalTeams, '', { ...values, Owner: Key, DateCreated: call.now }),
      insert(portalTeamMembers, '', { ...member, DateCreated: call.now }),
    ],
    answer,
    conflict: { table: portalTeams.name, error: idExists('Team', values.ID), retry: true },
  })
  return answer
}

const deletion = portalOperation({
  id: 'PortalTeams.Delete',
  method: 'DELETE',
  path: '/teams/{teamID}',
  summary: 'Deletes a team, and with it what its members had through it.',
  run: async (call) => {
    const read = await call.read({ team: membership(call, 'Owner') })
    const row = rely(call, read.team)
    await commit(call, [
      revokeTeam(row.ID),
      remove(portalAccess, '', { Kind: 'Team', Party: row.ID }),
      remove(portalTeamMembers, '', { Team: row.ID }),
      { ...remove(portalTeams, '', { ID: row.ID, Version: row.Version }), expect: 1 },
    ])
  },
})

const transfer = portalOperation({
  id: 'PortalTeams.Transfer',
  method: 'POST',
  path: '/teams/{teamID}/transfer',
  body: { model: model('PortalTeamTransfer', { Username: required(text(100)) }) },
  summary: 'Gives a team to one of its members. Its owner becomes an administrator.',
  run: async (call) => {
    const read = await call.read({
      team: membership(call, 'Owner'),
      heir: plain<{ Key: string; Version: number }>(sql`select p.Key, m.Version from portal_accounts p
        join portal_team_members m on m.Team = ${call.params.teamID} and m.Kind = 'User' and m.Party = p.Key
        where p.Username = ${call.body.Username} and p.Active = 1 and m.Accepted = 1`),
    })
    const row = rely(call, read.team)
    const heir = read.heir[0]
    if (!heir || heir.Key === call.accountKey)
      throw invalid('Username', 'Rule', 'Username must be that of another member.')
    const member = { Team: row.ID, Kind: 'User', Party: heir.Key }
    await commit(call, [
      update(portalTeamMembers, '', member, heir.Version, { IsAdmin: true }),
      update(portalTeams, '', { ID: row.ID }, row.Version, { Owner: heir.Key }),
    ])
  },
})

const atOrganization = (p: Property) =>
  ({
    Org: sql`m.ID`,
    'Org.Id': sql`m.ID`,
    'Org.Name': sql`m.Name`,
    IsAdmin: sql`t.IsAdmin`,
    Accepted: sql`t.Accepted`,
  })[p.name]

const listOrganizations = portalOperation({
  id: 'PortalTeams.ListOrganizations',
  method: 'GET',
  path: '/teams/{teamID}/access',
  list: { search: ['Org.Id', 'Org.Name'], sort: ['Org.Id', 'Org.Name'], order: ['Org.Id'] },
  listFields: {
    Org: object('PortalOrganization', { Id: text(), Name: text() }),
    IsAdmin: orgAssignment.fields.IsAdmin,
  },
  response: orgAssignment,
  summary: 'Lists the marketplaces a team has access to, or was invited to.',
  run: (call) =>
    listPage(call, {
      columns: sql`m.ID, m.Name, t.Roles, t.IsAdmin, t.Accepted, w.Username OwnerUsername, w.Name OwnerName, null OwnerEmail`,
      decode: asItIs<OwnerColumns & RightsColumns & { ID: string; Name: string }>,
      from: () => sql`portal_access t join marketplaces m on m.ID = t.Organization and m.Active = 1
          left join portal_accounts w on w.Key = m.Owner`,
      where: sql`t.Kind = 'Team' and t.Party = ${call.params.teamID}`,
      row: as(portalAccess, 't'),
      key: 'Organization',
      locate: (p) => atOrganization(p),
      show: (row) =>
        present(orgAssignment, {
          Org: showOrganization(call.env, call.input.baseUrl, row),
          ...rightsOf(row),
        }),
      above: [membership(call, 'Member')],
    }),
})

export const operations = [search, list, get, save, deletion, transfer, listOrganizations]
