import { insufficientRoles, invalid, notFound } from '../../api/errors.ts'
import { required, text } from '../../api/field.ts'
import type { Property } from '../../api/lists/filter.ts'
import { model, present } from '../../api/model.ts'
import type { Call } from '../../store/call.ts'
import { answered, commit } from '../../store/commit.ts'
import { type Fact, needed, rely, the } from '../../store/fact.ts'
import { listPage } from '../../store/list.ts'
import { insert, remove, update } from '../../store/rows.ts'
import { asItIs, plain } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { portalTeamMembers } from '../../tables/portal/accounts.ts'
import { sql } from '../../tables/sql.ts'
import { mailing } from '../accounts/attempts.ts'
import { sendMail } from '../accounts/mail.ts'
import { portalOperation } from '../declare.ts'
import { portalUser, teamMember } from '../models.ts'
import { type PersonColumns, showPerson } from '../presenting.ts'
import { isNamed, partyNamed, personColumns, shownEmail } from './parties.ts'
import { revokeMember } from './revocation.ts'
import { membership } from './team-rights.ts'

interface Member extends PersonColumns {
  IsAdmin: number
  Accepted: number
}

interface MemberRow extends Member {
  Kind: string
  Party: string
  Version: number
}

const from = sql`portal_team_members t left join portal_accounts u on u.Key = t.Party and t.Kind = 'User'`

const show = (row: Member) =>
  present(teamMember, { User: showPerson(row), IsAdmin: row.IsAdmin === 1, Accepted: row.Accepted === 1 })

/** A member, or somebody invited, by username or email address. */
const memberNamed = (call: Call, name: string): Fact<MemberRow> =>
  // The version of the row guards what is written of it.
  needed(
    plain(sql`select ${personColumns}, t.Version from ${from}
      where t.Team = ${call.params.teamID} and ${isNamed('t', name)}`),
    notFound('TeamMember', name),
  )

const atPerson = (p: Property) =>
  p.name === 'Email' ? shownEmail() : p.name === 'IsAdmin' ? undefined : sql`u.${sql.identifier(p.name)}`

const { Username, Name, Email } = portalUser.fields

const list = portalOperation({
  id: 'PortalTeams.ListMembers',
  method: 'GET',
  path: '/teams/{teamID}/members',
  list: {
    search: ['Username', 'Name', 'Email'],
    sort: ['Username', 'Name', 'Email'],
    order: ['Username'],
  },
  listFields: { Username, Name, Email, IsAdmin: teamMember.fields.IsAdmin },
  response: teamMember,
  summary: 'Lists the members of a team, and who was invited.',
  run: (call) =>
    listPage(call, {
      columns: personColumns,
      decode: asItIs<Member>,
      from: () => from,
      where: sql`t.Team = ${call.params.teamID}`,
      row: as(portalTeamMembers, 't'),
      locate: atPerson,
      show,
      above: [membership(call, 'Member')],
    }),
})

const get = portalOperation({
  id: 'PortalTeams.GetMember',
  method: 'GET',
  path: '/teams/{teamID}/members/{username}',
  response: teamMember,
  summary: 'Gets a member of a team.',
  run: async (call) => {
    const name = call.params.username!
    const read = await call.read({ team: membership(call, 'Member'), member: memberNamed(call, name) })
    the(read.team)
    return show(the(read.member))
  },
})

const invite = portalOperation({
  id: 'PortalTeams.InviteMember',
  method: 'POST',
  path: '/teams/{teamID}/members',
  body: { model: model('PortalTeamInvitation', { Username: required(text(200)) }) },
  response: teamMember,
  status: 201,
  summary: 'Invites somebody to a team, by username or email address. Somebody invited already stays so.',
  run: async (call) => {
    const name = call.body.Username
    const read = await call.read({
      team: membership(call, 'Admin'),
      party: partyNamed(name),
      member: memberNamed(call, name),
    })
    const team = rely(call, read.team)
    const party = the(read.party)
    const [present] = read.member.rows
    if (present) return show(present)
    const { Kind, Party } = party
    const Email = Kind === 'Email' ? party.Email : null
    const shown = show({ ...party, Name: null, Email, IsAdmin: 0, Accepted: 0 })
    const answer = await answered(call, shown, [
      insert(portalTeamMembers, '', { Team: team.ID, Kind, Party, DateCreated: call.now }),
      ...mailing(call, party.Email),
    ])
    sendMail(call, {
      To: party.Email,
      Subject: `You are invited to the team ${team.Name}`,
      Kind: 'TeamInvitation',
      Data: {
        Id: team.ID,
        Name: team.Name,
        Username: party.Username,
        InvitedBy: call.account.Username,
      },
    })
    return answer
  },
})

const keyOf = (team: string, { Kind, Party }: MemberRow) => ({ Team: team, Kind, Party })

const save = portalOperation({
  id: 'PortalTeams.SaveMember',
  method: 'PUT',
  path: '/teams/{teamID}/members/{username}',
  body: { model: teamMember },
  response: teamMember,
  summary: 'Makes a member an administrator of the team, or one no more.',
  run: async (call) => {
    const name = call.params.username!
    const { IsAdmin } = call.body
    const read = await call.read({ team: membership(call, 'Admin'), member: memberNamed(call, name) })
    const team = rely(call, read.team)
    const row = the(read.member)
    if (row.Party === team.Owner && !IsAdmin) throw ownerStays()
    const answer = show({ ...row, IsAdmin: IsAdmin ? 1 : 0 })
    return answered(call, answer, [
      update(portalTeamMembers, '', keyOf(team.ID, row), row.Version, { IsAdmin }),
    ])
  },
})

const ownerStays = () =>
  invalid('username', 'Rule', 'The owner of a team stays its administrator until the team is transferred.')

const deletion = portalOperation({
  id: 'PortalTeams.DeleteMember',
  method: 'DELETE',
  path: '/teams/{teamID}/members/{username}',
  summary: 'Takes somebody out of a team. Everybody may leave.',
  run: async (call) => {
    const name = call.params.username!
    const read = await call.read({ team: membership(call, 'Member'), member: memberNamed(call, name) })
    const team = rely(call, read.team)
    if (read.member.rows[0]?.Party !== call.accountKey && team.Level === 'Member')
      throw insufficientRoles(['Owner', 'Admin'], ['Member'])
    const row = the(read.member)
    if (row.Party === team.Owner) throw ownerStays()
    await commit(call, [
      { ...remove(portalTeamMembers, '', { ...keyOf(team.ID, row), Version: row.Version }), expect: 1 },
      revokeMember(team.ID, row.Party),
    ])
  },
})

export const operations = [list, get, invite, save, deletion]
