import { beforeEach, describe, expect, it } from 'vitest'
import {
  type Account,
  account,
  administered,
  core,
  join,
  joinTeam,
  organization,
  outbox,
} from '../support/portal.ts'

let mail: ReturnType<typeof outbox>
beforeEach(() => {
  mail = outbox()
})

const statuses = (answers: { status: number }[]) => answers.map((a) => a.status).sort()
const ids = (list: { Id: string }[]) => list.map((o) => o.Id)
const usernames = (list: { Items: { Username?: string; User?: { Username: string } }[] }) =>
  list.Items.map((i) => i.Username ?? i.User!.Username).sort()

describe('an invitation to a marketplace', () => {
  it('gives nothing until it is accepted, and is told by mail', async () => {
    const [owner, who] = [await account(), await account()]
    const id = await organization(owner)
    await owner.must('PUT', `/organizations/${id}/access/users/${who.Username}`, { Roles: ['ProductReader'] })
    expect((await mail.last(who.Email, 'OrganizationInvitation')).Data).toMatchObject({
      Id: id,
      InvitedBy: owner.Username,
    })
    expect((await who.api('GET', `/organizations/${id}`)).status).toBe(404)
    const [invite] = await who.must('GET', '/me/orginvites')
    expect(invite).toMatchObject({ Id: id, Owner: { Username: owner.Username, Email: null } })
    await who.must('POST', `/me/orginvites/${id}/accept`)
    expect(await who.must('GET', '/me/orginvites')).toEqual([])
    expect(await who.must('GET', `/organizations/${id}`)).toMatchObject({ Owner: { Email: owner.Email } })
  })

  it('is accepted once by two who accept it at the same time', async () => {
    const [owner, who] = [await account(), await account()]
    const id = await organization(owner)
    await owner.must('PUT', `/organizations/${id}/access/users/${who.Username}`, {})
    const accept = () => who.api('POST', `/me/orginvites/${id}/accept`)
    expect(statuses(await Promise.all([accept(), accept()]))).toEqual([204, 404])
    expect(usernames(await owner.must('GET', `/organizations/${id}/access/users`))).toEqual([who.Username])
  })

  it('is accepted or declined, and not both', async () => {
    const [owner, who] = [await account(), await account()]
    const id = await organization(owner)
    await owner.must('PUT', `/organizations/${id}/access/users/${who.Username}`, {})
    const answers = await Promise.all(
      ['accept', 'decline'].map((what) => who.api('POST', `/me/orginvites/${id}/${what}`)),
    )
    expect(statuses(answers)).toEqual([204, 404])
    const there = (await who.api('GET', `/organizations/${id}`)).status
    expect(there).toBe(answers[0]!.status === 204 ? 200 : 404)
  })

  it('cannot be accepted by somebody else, or once it was taken back', async () => {
    const [owner, who, other] = [await account(), await account(), await account()]
    const id = await organization(owner)
    await owner.must('PUT', `/organizations/${id}/access/users/${who.Username}`, {})
    expect((await other.api('POST', `/me/orginvites/${id}/accept`)).status).toBe(404)
    await owner.must('DELETE', `/organizations/${id}/access/users/${who.Username}`)
    expect((await who.api('POST', `/me/orginvites/${id}/accept`)).status).toBe(404)
  })

  it('does not show the address of who was invited by name', async () => {
    const [owner, who] = [await account(), await account()]
    const id = await organization(owner)
    await owner.must('PUT', `/organizations/${id}/access/users/${who.Username}`, {})
    const list = () => owner.must('GET', `/organizations/${id}/access/users`)
    expect((await list()).Items).toMatchObject([
      { Accepted: false, User: { Username: who.Username, Email: null } },
    ])
    await who.must('POST', `/me/orginvites/${id}/accept`)
    expect((await list()).Items).toMatchObject([{ Accepted: true, User: { Email: who.Email } }])
  })

  it('by address reaches its owner only when the address was verified', async () => {
    const [owner, who, liar] = [await account(), await account(), await account({ Verified: false })]
    const id = await organization(owner)
    for (const { Email } of [who, liar])
      await owner.must('PUT', `/organizations/${id}/access/users/${Email}`, { Roles: ['ProductReader'] })
    expect(usernames(await owner.must('GET', `/organizations/${id}/access/users`))).toEqual(
      [who.Email, liar.Email].sort(),
    )
    expect(await liar.must('GET', '/me/orginvites')).toEqual([])
    expect((await liar.api('POST', `/me/orginvites/${id}/accept`)).status).toBe(404)
    expect(ids(await who.must('GET', '/me/orginvites'))).toEqual([id])
    await who.must('POST', `/me/orginvites/${id}/accept`)
    expect(usernames(await owner.must('GET', `/organizations/${id}/access/users`))).toEqual(
      [who.Username, liar.Email].sort(),
    )
    await owner.must('DELETE', `/organizations/${id}/access/users/${liar.Email}`)
  })

  it('by name and by address comes to the rights of both', async () => {
    const [owner, who] = [await account(), await account()]
    const id = await organization(owner)
    await owner.must('PUT', `/organizations/${id}/access/users/${who.Username}`, { Roles: ['ProductReader'] })
    await owner.must('PUT', `/organizations/${id}/access/users/${who.Email}`, { Roles: ['BuyerReader'] })
    await who.must('POST', `/me/orginvites/${id}/accept`)
    const { Items } = await owner.must('GET', `/organizations/${id}/access/users`)
    expect(Items).toHaveLength(1)
    expect(Items[0].Roles.sort()).toEqual(['BuyerReader', 'ProductReader'])
  })

  it('is for roles there are, and not for the owner', async () => {
    const [owner, who] = [await account(), await account()]
    const id = await organization(owner)
    const save = (name: string, Roles: string[]) =>
      owner.api('PUT', `/organizations/${id}/access/users/${name}`, { Roles })
    expect((await save(who.Username, ['NoRole'])).status).toBe(400)
    expect((await save(owner.Username, [])).status).toBe(400)
    expect((await save('nobody-at-all', [])).status).toBe(404)
  })
})

describe('a contributor', () => {
  it('is shown with what comes from where', async () => {
    const [owner, who] = [await account(), await account()]
    const id = await organization(owner)
    await join(owner, id, who, { Roles: ['ProductReader', 'ImpersonateBuyer'] })
    await owner.must('PUT', `/teams/${id}`, { Name: 'Crew' })
    await joinTeam(owner, id, who)
    await owner.must('PUT', `/organizations/${id}/access/teams/${id}`, { Roles: ['OrderReader'] })
    await owner.must('POST', `/teams/${id}/orginvites/${id}/accept`)
    expect(await owner.must('GET', `/organizations/${id}/contributors/${who.Username}`)).toMatchObject({
      IsAdmin: false,
      ImpersonateBuyer: true,
      ImpersonateSeller: false,
      InheritedRoles: ['OrderReader'],
      UserAssignment: { Roles: ['ProductReader', 'ImpersonateBuyer'], Accepted: true },
      TeamAssignments: [{ User: { Id: id, Name: 'Crew' }, Roles: ['OrderReader'] }],
      User: { Username: who.Username, Email: who.Email },
    })
    const everybody = await owner.must('GET', `/organizations/${id}/contributors`)
    expect([usernames(everybody), everybody.Meta.TotalCount]).toEqual([
      [owner.Username, who.Username].sort(),
      2,
    ])
    expect((await owner.api('GET', `/organizations/${id}/contributors/nobody`)).status).toBe(404)
  })

  it('sees the secrets of API clients only with a role that shows them, and all roles that they open', async () => {
    const [owner, who] = [await account(), await account()]
    const id = await organization(owner)
    const client = await administered(owner, id)
    await join(owner, id, who, { Roles: ['ProductReader'] })
    const secrets = async (of: Account) =>
      (await of.must('GET', `/organizations/${id}/apiclients`)).Items.map(
        (c: { ClientSecret: unknown }) => c.ClientSecret,
      )
    expect(await secrets(owner)).toEqual([expect.any(String)])
    expect(await secrets(who)).toEqual([null])
    await owner.must('PUT', `/organizations/${id}/access/users/${who.Username}`, {
      Roles: ['ApiClientReader'],
    })
    expect(await secrets(who)).toEqual([null])
    const { access_token } = await owner.must('GET', `/organizations/${id}/token`)
    await core(access_token, 'PATCH', `/apiclients/${client}`, { DefaultContextUserName: null })
    expect(await secrets(who)).toEqual([expect.any(String)])
  })

  it('sees the users it may act as', async () => {
    const [owner, who] = [await account(), await account()]
    const id = await organization(owner)
    await join(owner, id, who, { Roles: ['ImpersonateBuyer'] })
    const client = await administered(owner, id)
    const users = async (of: Account) =>
      usernames(await of.must('GET', `/organizations/${id}/apiclients/${client}/users`))
    expect([await users(owner), await users(who)]).toEqual([['admin'], []])
    await owner.must('PUT', `/organizations/${id}/access/users/${who.Username}`, {
      Roles: ['ImpersonateSeller'],
    })
    expect(await users(who)).toEqual(['admin'])
    const other = await organization(owner)
    expect((await owner.api('GET', `/organizations/${other}/apiclients/${client}/users`)).status).toBe(404)
  })

  it('who is an administrator may lose that between the question and the answer', async () => {
    const [owner, admin, who] = [await account(), await account(), await account()]
    const id = await organization(owner)
    await join(owner, id, admin, { IsAdmin: true })
    const [, invited] = await Promise.all([
      owner.api('DELETE', `/organizations/${id}/access/users/${admin.Username}`),
      admin.api('PUT', `/organizations/${id}/access/users/${who.Username}`, { IsAdmin: true }),
    ])
    expect([204, 404]).toContain(invited.status)
    expect((await admin.api('PUT', `/organizations/${id}/access/users/${who.Username}`, {})).status).toBe(404)
  })
})

describe('a team', () => {
  it('is found by strangers, by name only, unless it hides', async () => {
    const [owner, who] = [await account(), await account()]
    const [id, hidden] = [crypto.randomUUID(), crypto.randomUUID()]
    await owner.must('PUT', `/teams/${id}`, { Name: `Crew ${id}` })
    await owner.must('PUT', `/teams/${hidden}`, { Name: `Crew ${hidden}`, ExcludeFromSearch: true })
    const found = await who.must('GET', `/teams/globalsearch?search=${id}`)
    expect(found.Items).toMatchObject([{ Id: id, Owner: { Username: owner.Username, Email: null } }])
    expect((await who.must('GET', `/teams/globalsearch?search=${hidden}`)).Items).toEqual([])
    expect((await who.api('GET', `/teams/globalsearch?Owner.Email=${owner.Email}`)).status).toBe(400)
    expect((await who.must('GET', '/teams')).Items).toEqual([])
    expect(ids((await owner.must('GET', '/teams')).Items).sort()).toEqual([id, hidden].sort())
  })

  it('has an ID that no other has, and that is no part of a path', async () => {
    const [a, b] = [await account(), await account()]
    const id = crypto.randomUUID()
    const made = await Promise.all([a, b].map((p) => p!.api('PUT', `/teams/${id}`, { Id: id, Name: 'Crew' })))
    expect(statuses(made)).toEqual([200, 409])
    expect((await a.api('PUT', '/teams/GlobalSearch', { Name: 'Crew' })).status).toBe(400)
  })

  it('has members who accepted, and hides the addresses of those who did not yet', async () => {
    const [owner, who] = [await account(), await account()]
    const id = crypto.randomUUID()
    await owner.must('PUT', `/teams/${id}`, { Name: 'Crew' })
    const invited = await owner.must('POST', `/teams/${id}/members`, { Username: who.Username })
    expect(invited).toMatchObject({
      User: { Username: who.Username, Email: null },
      IsAdmin: false,
      Accepted: false,
    })
    expect((await owner.must('GET', `/teams/${id}/members?Email=${who.Email}`)).Items).toEqual([])
    expect((await who.api('GET', `/teams/${id}`)).status).toBe(404)
    expect(ids(await who.must('GET', '/me/teaminvites'))).toEqual([id])
    const accept = () => who.api('POST', `/me/teaminvites/${id}/accept`)
    expect(statuses(await Promise.all([accept(), accept()]))).toEqual([204, 404])
    expect(usernames(await who.must('GET', `/teams/${id}/members?Email=${who.Email}`))).toEqual([
      who.Username,
    ])
    expect(
      usernames(await who.must('GET', `/teams/${id}/members?searchOn=Username&search=person`)),
    ).toHaveLength(2)
  })

  it('stays with its owner until it is transferred to a member', async () => {
    const [owner, who, stranger] = [await account(), await account(), await account()]
    const id = crypto.randomUUID()
    await owner.must('PUT', `/teams/${id}`, { Name: 'Crew' })
    await joinTeam(owner, id, who, true)
    expect((await owner.api('DELETE', `/teams/${id}/members/${owner.Username}`)).status).toBe(400)
    expect((await who.api('PUT', `/teams/${id}/members/${owner.Username}`, { IsAdmin: false })).status).toBe(
      400,
    )
    expect((await owner.api('POST', `/teams/${id}/transfer`, { Username: stranger.Username })).status).toBe(
      400,
    )
    await owner.must('POST', `/teams/${id}/transfer`, { Username: who.Username })
    expect((await owner.api('DELETE', `/teams/${id}`)).status).toBe(403)
    await owner.must('DELETE', `/teams/${id}/members/${owner.Username}`)
    await who.must('DELETE', `/teams/${id}`)
    expect((await who.api('GET', `/teams/${id}`)).status).toBe(404)
  })

  it('is given access by the one side and accepts it by the other', async () => {
    const [owner, chief] = [await account(), await account()]
    const id = await organization(owner)
    const team = crypto.randomUUID()
    await chief.must('PUT', `/teams/${team}`, { Name: 'Agency' })
    await owner.must('PUT', `/organizations/${id}/access/teams/${team}`, { Roles: ['ProductAdmin'] })
    expect((await owner.must('GET', `/organizations/${id}/access/teams`)).Items).toMatchObject([
      {
        User: { Id: team, Name: 'Agency', Owner: { Email: null } },
        Roles: ['ProductAdmin'],
        Accepted: false,
      },
    ])
    expect(await chief.must('GET', '/me/orgteaminvites')).toMatchObject([
      { Org: { Id: id }, Team: { Id: team } },
    ])
    await chief.must('POST', `/teams/${team}/orginvites/${id}/accept`)
    expect((await chief.must('GET', `/teams/${team}/access?Org.Id=${id}`)).Items).toMatchObject([
      { Org: { Id: id }, Roles: ['ProductAdmin'], Accepted: true },
    ])
    expect(ids((await chief.must('GET', '/organizations')).Items)).toEqual([id])
    expect((await owner.api('PUT', `/organizations/${id}/access/teams/no-such-team`, {})).status).toBe(404)
    await chief.must('DELETE', `/teams/${team}`)
    expect((await owner.must('GET', `/organizations/${id}/access/teams`)).Items).toEqual([])
    expect((await chief.api('GET', `/organizations/${id}`)).status).toBe(404)
  })
})
