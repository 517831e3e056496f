import { notFound } from '../../api/errors.ts'
import { present } from '../../api/model.ts'
import { the } from '../../store/fact.ts'
import { listPage } from '../../store/list.ts'
import { asItIs, plain } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { portalAccounts } from '../../tables/portal/accounts.ts'
import { sql } from '../../tables/sql.ts'
import { portalOperation } from '../declare.ts'
import { contributor, portalUser, teamAssignment, userAssignment } from '../models.ts'
import { type PersonColumns, showPerson, showTeam, type TeamColumns } from '../presenting.ts'
import { type RightsColumns, rightsOf } from './access-assignments.ts'
import { levelOf } from './levels.ts'
import { admission, contributorsOf, grantsOf } from './rights.ts'

const shown = sql`t.Key, t.Username, t.Name, t.Email, t.Country, t.Region, t.SCAdmin, t.Verified, t.TermsAccepted`

const list = portalOperation({
  id: 'PortalOrganizations.ListContributors',
  method: 'GET',
  path: '/organizations/{organizationID}/contributors',
  list: {
    search: ['Name', 'Username', 'Email'],
    sort: ['Name', 'Username', 'Email'],
    order: ['Username'],
  },
  response: portalUser,
  summary: 'Lists who has access to a marketplace, by themselves or through a team.',
  run: (call) =>
    listPage(call, {
      columns: shown,
      decode: asItIs<PersonColumns>,
      where: sql`t.Key in ${contributorsOf(call.params.organizationID!)}`,
      row: as(portalAccounts, 't'),
      key: 'Username',
      show: showPerson,
      above: [admission(call, 'contributor')],
    }),
})

const get = portalOperation({
  id: 'PortalOrganizations.GetContributor',
  method: 'GET',
  path: '/organizations/{organizationID}/contributors/{username}',
  response: contributor,
  summary: 'Gets somebody who has access to a marketplace, and where it comes from.',
  run: async (call) => {
    const organizationID = call.params.organizationID!
    const username = call.params.username!
    const whose = sql`(select Key from portal_accounts where Username = ${username})`
    const read = await call.read({
      organization: admission(call, 'contributor'),
      person: plain<
        PersonColumns & { Grants: string }
      >(sql`select ${shown}, ${grantsOf(organizationID, whose)} Grants
        from portal_accounts t where t.Username = ${username} and t.Key in ${contributorsOf(organizationID)}`),
      own: plain<RightsColumns>(sql`select Roles, IsAdmin, Accepted from portal_access
        where Organization = ${organizationID} and Kind = 'User' and Party = ${whose} and Accepted = 1`),
      teams: plain<
        TeamColumns & RightsColumns
      >(sql`select a.Roles, a.IsAdmin, a.Accepted, g.ID, g.Name, g.ExcludeFromSearch
        from portal_team_members m join portal_access a on a.Organization = ${organizationID} and a.Kind = 'Team'
          and a.Party = m.Team and a.Accepted = 1
        join portal_teams g on g.ID = m.Team
        where m.Kind = 'User' and m.Party = ${whose} and m.Accepted = 1`),
    })
    the(read.organization)
    const row = read.person[0]
    const level = row ? levelOf(row.Grants) : null
    if (!row || !level) throw notFound('Contributor', username)
    const person = showPerson(row)
    const own = read.own[0]
    return present(contributor, {
      IsAdmin: level.admin,
      ImpersonateSeller: level.actsAs.includes('Seller'),
      ImpersonateSupplier: level.actsAs.includes('Supplier'),
      ImpersonateBuyer: level.actsAs.includes('Buyer'),
      InheritedRoles: [...new Set(read.teams.flatMap((t) => rightsOf(t).Roles))],
      UserAssignment: own ? present(userAssignment, { User: person, ...rightsOf(own) }) : null,
      TeamAssignments: read.teams.map((t) => present(teamAssignment, { User: showTeam(t), ...rightsOf(t) })),
      User: person,
    })
  },
})

export const operations = [list, get]
