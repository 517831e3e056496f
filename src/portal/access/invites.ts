import { notFound } from '../../api/errors.ts'
import { present } from '../../api/model.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { needed, rely, the } from '../../store/fact.ts'
import { columns, insert, remove, rowsFrom, update } from '../../store/rows.ts'
import { plain, type Query } from '../../store/sql/sql.ts'
import { portalAccess, portalTeamMembers } from '../../tables/portal/accounts.ts'
import { sql } from '../../tables/sql.ts'
import type { Where, Write, Written } from '../../tables/statements.ts'
import { decodeRow, type Table } from '../../tables/table.ts'
import { portalOperation } from '../declare.ts'
import { organization, orgTeamInvite, team } from '../models.ts'
import { type OwnerColumns, showOrganization, showTeam, type TeamColumns } from '../presenting.ts'
import { type RightsColumns, rightsOf } from './access-assignments.ts'
import { concernsMe } from './parties.ts'
import { membership } from './team-rights.ts'

/** A marketplace as those see it who are invited. */
type Invited = OwnerColumns & { ID: string; Name: string }

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
  summary: 'Lists the marketplaces the caller is invited to.',
  run: async (call) => {
    const read = await call.read({
      rows: plain<Invited>(sql`select distinct m.ID, m.Name, ${owner} from portal_access a
        join marketplaces m on m.ID = a.Organization and m.Active = 1 left join portal_accounts w on w.Key = m.Owner
        where ${concernsMe(call, 'a')} and a.Accepted = 0 order by m.ID ${sql.limit(MOST)}`),
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
  summary: 'Lists the teams the caller is invited to.',
  run: async (call) => {
    const read = await call.read({
      rows: plain<TeamColumns>(sql`select distinct t.ID, t.Name, t.ExcludeFromSearch, ${owner} from portal_team_members a
        join portal_teams t on t.ID = a.Team left join portal_accounts w on w.Key = t.Owner
        where ${concernsMe(call, 'a')} and a.Accepted = 0 order by t.ID ${sql.limit(MOST)}`),
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
  summary: 'Lists the marketplaces that teams the caller administers are invited to.',
  run: async (call) => {
    const read = await call.read({
      rows: plain<
        Invited & RightsColumns & { TeamID: string; TeamName: string; ExcludeFromSearch: number }
      >(sql`select m.ID, m.Name, ${owner}, t.ID TeamID, t.Name TeamName, t.ExcludeFromSearch,
          a.Roles, a.IsAdmin, a.Accepted
        from portal_team_members k join portal_teams t on t.ID = k.Team
        join portal_access a on a.Kind = 'Team' and a.Party = k.Team and a.Accepted = 0
        join marketplaces m on m.ID = a.Organization and m.Active = 1 left join portal_accounts w on w.Key = m.Owner
        where k.Kind = 'User' and k.Party = ${call.accountKey} and k.Accepted = 1 and k.IsAdmin = 1
        order by t.ID, m.ID ${sql.limit(MOST)}`),
    })
    return read.rows.map((row) =>
      present(orgTeamInvite, {
        Team: showTeam({
          ID: row.TeamID,
          Name: row.TeamName,
          ExcludeFromSearch: row.ExcludeFromSearch,
        }),
        Org: showOrganization(call.env, call.input.baseUrl, row),
        ...rightsOf(row),
      }),
    )
  },
})

/** What an account can be invited to by itself: the rights it gets are rows of this table, named by this column. */
const invitations = {
  marketplace: {
    table: portalAccess,
    column: 'Organization',
    path: '/me/orginvites/{organizationID}',
    param: 'organizationID',
    there: (id: string) => sql`exists (select 1 from marketplaces where ID = ${id} and Active = 1)`,
  },
  team: {
    table: portalTeamMembers,
    column: 'Team',
    path: '/me/teaminvites/{teamID}',
    param: 'teamID',
    there: (id: string) => sql`exists (select 1 from portal_teams where ID = ${id})`,
  },
} as const
type InvitedTo = keyof typeof invitations

/** Rights as both tables have them. */
interface Rights {
  /** The marketplace or team, under its own name for the column. */
  place: Where
  Kind: string
  Party: string
  Roles?: string[]
  IsAdmin: boolean
  Accepted: boolean
  Version: number
}

/** Rows that speak of the caller, by account or by address. */
const invitedBy = (
  call: Call,
  { table, column, there }: (typeof invitations)[InvitedTo],
  id: string,
): Query<Rights> => ({
  sql: sql`select ${columns(table, 'a')} from ${sql.identifier(table.name)} a
    where ${concernsMe(call, 'a')} and a.${sql.identifier(column)} = ${id} and ${there(id)}`,
  decode: (row) => ({
    ...decodeRow<typeof portalAccess | typeof portalTeamMembers>(table, row),
    place: { [column]: row[column] },
  }),
})

/** Deletes a row as it was read. */
const removal = (t: Table, key: Where, Version: number): Write => ({
  ...remove(t, '', { ...key, Version }),
  expect: 1,
})

/**
 * One row of the caller's own in place of all that speak of them: an invitation by name and one by address come to the
 * union of both.
 */
function accepted(call: Call, table: Table, { place }: Rights, rows: Rights[]): Written[] {
  const own = rows.find((r) => r.Kind === 'User')
  const values = {
    Roles: [...new Set(rows.flatMap((r) => r.Roles ?? []))],
    IsAdmin: rows.some((r) => r.IsAdmin),
    Accepted: true,
  }
  const key = { ...place, Kind: 'User', Party: call.accountKey }
  return [
    ...declined(
      table,
      rows.filter((r) => r !== own),
    ),
    own
      ? update(table, '', key, own.Version, values)
      : insert(table, '', { ...key, ...values, DateCreated: call.now }),
  ]
}

const declined = (table: Table, rows: Rights[]) =>
  rows.map(({ place, Kind, Party, Version }) => removal(table, { ...place, Kind, Party }, Version))

/** Accepts or declines what the caller is invited to. */
const answering = (id: string, what: 'accept' | 'decline', to: InvitedTo, summary: string) => {
  const invited = invitations[to]
  return portalOperation({
    id,
    method: 'POST',
    path: `${invited.path}/${what}`,
    summary,
    run: async (call) => {
      const name = call.params[invited.param]!
      const { rows } = await call.read({ rows: invitedBy(call, invited, name) })
      const pending = rows.filter((r) => !r.Accepted)
      const [first] = pending
      if (!first) throw notFound('Invitation', name)
      await commit(call, [
        { guard: invited.there(name) },
        ...(what === 'accept'
          ? accepted(call, invited.table, first, rows)
          : declined(invited.table, pending)),
      ])
    },
  })
}

const openMarketplace = invitations.marketplace.there

/** The invitation of the team of the path to the marketplace of the path. */
const answeringForTeam = (id: string, what: 'accept' | 'decline', summary: string) =>
  portalOperation({
    id,
    method: 'POST',
    path: `/teams/{teamID}/orginvites/{organizationID}/${what}`,
    summary,
    run: async (call) => {
      const organizationID = call.params.organizationID!
      const read = await call.read({
        team: membership(call, 'Admin'),
        // What is written of it needs its version.
        row: needed(
          rowsFrom(
            portalAccess,
            'a',
            sql`portal_access a where a.Organization = ${organizationID}
              and a.Kind = 'Team' and a.Party = ${call.params.teamID} and a.Accepted = 0 and ${openMarketplace(organizationID)}`,
          ),
          notFound('Invitation', organizationID),
        ),
      })
      rely(call, read.team)
      const row = the(read.row)
      const { Organization, Kind, Party } = row
      const key = { Organization, Kind, Party }
      await commit(call, [
        { guard: openMarketplace(organizationID) },
        what === 'accept'
          ? update(portalAccess, '', key, row.Version, { Accepted: true })
          : removal(portalAccess, key, row.Version),
      ])
    },
  })

export const operations = [
  listOrganizations,
  listTeams,
  listTeamOrganizations,
  answering('PortalMe.AcceptOrgInvite', 'accept', 'marketplace', 'Accepts access to a marketplace.'),
  answering('PortalMe.DeclineOrgInvite', 'decline', 'marketplace', 'Declines access to a marketplace.'),
  answering('PortalMe.AcceptTeamInvite', 'accept', 'team', 'Joins a team.'),
  answering('PortalMe.DeclineTeamInvite', 'decline', 'team', 'Declines to join a team.'),
  answeringForTeam('PortalMe.AcceptOrgTeamInvite', 'accept', 'Accepts access to a marketplace for a team.'),
  answeringForTeam(
    'PortalMe.DeclineOrgTeamInvite',
    'decline',
    'Declines access to a marketplace for a team.',
  ),
]
