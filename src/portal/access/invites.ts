import { type SQL, sql } from 'drizzle-orm'
import { notFound } from '../../api/errors.ts'
import { present } from '../../api/model.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { columns, insert, remove, update } from '../../store/rows.ts'
import { plain } from '../../store/sql/sql.ts'
import { portalAccess, portalTeamMembers } from '../../tables/portal/accounts.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import { decodeRow, type Row, type Table } from '../../tables/table.ts'
import { portalOperation } from '../declare.ts'
import { organization, orgTeamInvite, team } from '../models.ts'
import { showOrganization, showTeam } from '../presenting.ts'
import { rightsOf } from './access.ts'
import { concernsMe } from './parties.ts'
import type { OrganizationRow } from './rights.ts'
import { enterTeam } from './team-rights.ts'

type Values = Record<string, unknown>

/** Invitations that are shown at once: nobody has more, and they have no pages. */
const MOST = 500

/** What those see who have not accepted: the owner by name. */
const owner = sql`w.Username OwnerUsername, w.Name OwnerName, null OwnerEmail`

const listOrganizations = portalOperation({
  id: 'PortalMe.ListOrgInvites',
  method: 'GET',
  path: '/me/orginvites',
  response: organization,
  page: 'array',
  status: 200,
  summary: 'Lists the marketplaces the caller is invited to.',
  run: async (call) => {
    const read = await call.read({
      rows: plain<OrganizationRow>(sql`select distinct m.ID, m.Name, ${owner} from portal_access a
        join marketplaces m on m.ID = a.Organization and m.Active = 1 left join portal_accounts w on w.Key = m.Owner
        where ${concernsMe(call, 'a')} and a.Accepted = 0 order by m.ID limit ${MOST}`),
    })
    return read.rows.map((row) => showOrganization(call.env, call.input.baseUrl, row))
  },
})

const listTeams = portalOperation({
  id: 'PortalMe.ListTeamInvites',
  method: 'GET',
  path: '/me/teaminvites',
  response: team,
  page: 'array',
  status: 200,
  summary: 'Lists the teams the caller is invited to.',
  run: async (call) => {
    const read = await call.read({
      rows: plain<Values>(sql`select distinct t.ID, t.Name, t.ExcludeFromSearch, ${owner} from portal_team_members a
        join portal_teams t on t.ID = a.Team left join portal_accounts w on w.Key = t.Owner
        where ${concernsMe(call, 'a')} and a.Accepted = 0 order by t.ID limit ${MOST}`),
    })
    return read.rows.map(showTeam)
  },
})

const listTeamOrganizations = portalOperation({
  id: 'PortalMe.ListOrgTeamInvites',
  method: 'GET',
  path: '/me/orgteaminvites',
  response: orgTeamInvite,
  page: 'array',
  status: 200,
  summary: 'Lists the marketplaces that teams the caller administers are invited to.',
  run: async (call) => {
    const read = await call.read({
      rows: plain<Values>(sql`select m.ID, m.Name, ${owner}, t.ID TeamID, t.Name TeamName, t.ExcludeFromSearch,
          a.Roles, a.IsAdmin, a.Accepted
        from portal_team_members k join portal_teams t on t.ID = k.Team
        join portal_access a on a.Kind = 'Team' and a.Party = k.Team and a.Accepted = 0
        join marketplaces m on m.ID = a.Organization and m.Active = 1 left join portal_accounts w on w.Key = m.Owner
        where k.Kind = 'User' and k.Party = ${call.accountKey} and k.Accepted = 1 and k.IsAdmin = 1
        order by t.ID, m.ID limit ${MOST}`),
    })
    return read.rows.map((row) =>
      present(orgTeamInvite, {
        Team: showTeam({
          ID: row.TeamID,
          Name: row.TeamName,
          ExcludeFromSearch: row.ExcludeFromSearch,
        }),
        Org: showOrganization(call.env, call.input.baseUrl, row as unknown as OrganizationRow),
        ...rightsOf(row),
      }),
    )
  },
})

type Rights = Row<typeof portalAccess> | Row<typeof portalTeamMembers>

/** Rows that speak of the caller, by account or by address. */
const mine = <T extends Table>(call: Call<unknown>, t: T, where: SQL) => ({
  sql: sql`select ${columns(t, 'a')} from ${sql.identifier(t.name)} a where ${concernsMe(call, 'a')} and ${where}`,
  decode: (row: Values) => decodeRow(t, row) as Row<T>,
})

/** Deletes a row as it was read. */
const removal = (t: Table, key: string[], row: Values): Write => ({
  ...remove(t, '', Object.fromEntries([...key, 'Version'].map((k) => [k, row[k]]))),
  expect: 1,
})

/**
 * One row of the caller's own in place of all that speak of them: an invitation by name and one by address come to the
 * union of both.
 */
function accepted(
  call: Call<unknown>,
  t: Table,
  key: [string, string, string],
  rows: Rights[],
): (Write | Guard)[] {
  const [whole] = key
  const first = rows[0] as Values
  const own = rows.find((r) => r.Kind === 'User')
  const values = {
    Roles: [...new Set(rows.flatMap((r) => ('Roles' in r ? (r.Roles as string[]) : [])))],
    IsAdmin: rows.some((r) => r.IsAdmin),
    Accepted: true,
  }
  const place = { [whole]: first[whole], Kind: 'User', Party: call.accountKey }
  return [
    ...rows.filter((r) => r !== own).map((row) => removal(t, key, row)),
    own
      ? update(t, '', place, own.Version, values)
      : insert(t, '', { ...place, ...values, DateCreated: call.now }),
  ]
}

const KEY = { portal_access: 'Organization', portal_team_members: 'Team' } as Record<string, string>

/** Accepts or declines what the caller is invited to. */
const answering = (
  id: string,
  what: 'accept' | 'decline',
  path: string,
  t: Table,
  param: string,
  summary: string,
  there: (id: string) => SQL,
) => {
  const whole = KEY[t.name]!
  const key: [string, string, string] = [whole, 'Kind', 'Party']
  return portalOperation({
    id,
    method: 'POST',
    path: `${path}/{${param}}/${what}`,
    status: 204,
    summary,
    run: async (call) => {
      const name = call.params[param]!
      const read = await call.read({
        rows: mine(call, t, sql`a.${sql.identifier(whole)} = ${name} and ${there(name)}`),
      })
      const rows = read.rows as unknown as Rights[]
      const pending = rows.filter((r) => !r.Accepted)
      if (pending.length === 0) throw notFound('Invitation', name)
      await commit(call, {
        statements: [
          { guard: there(name) },
          ...(what === 'accept' ? accepted(call, t, key, rows) : pending.map((row) => removal(t, key, row))),
        ],
        answer: null,
      })
    },
  })
}

const openMarketplace = (id: string) =>
  sql`exists (select 1 from marketplaces where ID = ${id} and Active = 1)`
const someTeam = (id: string) => sql`exists (select 1 from portal_teams where ID = ${id})`
const orgs = ['/me/orginvites', portalAccess as Table, 'organizationID'] as const
const teams = ['/me/teaminvites', portalTeamMembers as Table, 'teamID'] as const

/** The invitation of the team of the path to the marketplace of the path. */
const answeringForTeam = (id: string, what: 'accept' | 'decline', summary: string) =>
  portalOperation({
    id,
    method: 'POST',
    path: `/teams/{teamID}/orginvites/{organizationID}/${what}`,
    status: 204,
    summary,
    run: async (call) => {
      const { organizationID } = call.params as { organizationID: string }
      const { read, guard } = await enterTeam(call, 'Admin', {
        row: {
          sql: sql`select ${columns(portalAccess, 'a')} from portal_access a where a.Organization = ${organizationID}
            and a.Kind = 'Team' and a.Party = ${call.params.teamID} and a.Accepted = 0 and ${openMarketplace(organizationID)}`,
          decode: (row: Values) => decodeRow(portalAccess, row),
        },
      })
      const row = read.row[0]
      if (!row) throw notFound('Invitation', organizationID)
      const { Organization, Kind, Party } = row
      const key = { Organization, Kind, Party }
      await commit(call, {
        statements: [
          guard,
          { guard: openMarketplace(organizationID) },
          what === 'accept'
            ? update(portalAccess, '', key, row.Version, { Accepted: true })
            : removal(portalAccess, ['Organization', 'Kind', 'Party'], row),
        ],
        answer: null,
      })
    },
  })

export const operations = [
  listOrganizations,
  listTeams,
  listTeamOrganizations,
  answering(
    'PortalMe.AcceptOrgInvite',
    'accept',
    ...orgs,
    'Accepts access to a marketplace.',
    openMarketplace,
  ),
  answering(
    'PortalMe.DeclineOrgInvite',
    'decline',
    ...orgs,
    'Declines access to a marketplace.',
    openMarketplace,
  ),
  answering('PortalMe.AcceptTeamInvite', 'accept', ...teams, 'Joins a team.', someTeam),
  answering('PortalMe.DeclineTeamInvite', 'decline', ...teams, 'Declines to join a team.', someTeam),
  answeringForTeam('PortalMe.AcceptOrgTeamInvite', 'accept', 'Accepts access to a marketplace for a team.'),
  answeringForTeam(
    'PortalMe.DeclineOrgTeamInvite',
    'decline',
    'Declines access to a marketplace for a team.',
  ),
]
