import { env } from 'cloudflare:workers'
import { toWire } from '../../src/api/time.ts'
import { hashCode } from '../../src/portal/accounts/codes.ts'
import {
  portalAccess,
  portalCodes,
  portalTeamMembers,
  portalTeams,
} from '../../src/tables/portal/accounts.ts'
import { PASSWORD, write } from '../support/marketplace.ts'
import { type Account, account, newIP, organization, outbox } from '../support/portal.ts'
import type { Particular } from './requests.ts'
import type { World } from './world.ts'

type Values = Record<string, unknown>

const TEAM = 'hands'

/** The owner of the world's marketplace and of a team, and a guest of both. */
export async function makePortal(marketplace: string) {
  // Keeps the mails from being printed.
  outbox()
  const [owner, guest] = [await account(), await account()]
  const team = `${TEAM}-${marketplace}`
  await env.DB.prepare('update marketplaces set Owner = ? where ID = ?').bind(owner.Key, marketplace).run()
  await write('', [[portalTeams, { ID: team, Name: 'Hands', Owner: owner.Key }]])
  for (const who of [owner, guest]) await member(team, who)
  await access(marketplace, 'User', guest.Key)
  await access(marketplace, 'Team', team)
  const ids = { organizationID: marketplace, teamID: team, username: guest.Username, table: 'products' }
  return { account: owner, guest, ids }
}

const access = (Organization: string, Kind: string, Party: string, Accepted = true) =>
  write('', [[portalAccess, { Organization, Kind, Party, Roles: ['ProductReader'], Accepted }]])

const member = (Team: string, { Key }: Account, Accepted = true) =>
  write('', [[portalTeamMembers, { Team, Kind: 'User', Party: Key, IsAdmin: true, Accepted }]])

/** Stores a code as if it had been mailed. */
async function mailed(Kind: string, Subject: string, Data: Values | null = null): Promise<string> {
  const Code = crypto.randomUUID()
  const Expires = toWire(Date.now() + 60_000)
  await write('', [[portalCodes, { Kind, Subject, Hash: hashCode(Code), Expires, Data }]])
  return Code
}

const newEmail = () => `${crypto.randomUUID()}@example.com`
const newName = () => `n${crypto.randomUUID()}`

/** A new account among the guests of the world's marketplace and team, or invited there. */
async function newGuest({ ids }: World, { accepted = true } = {}) {
  const who = await account()
  await access(ids.organizationID!, 'User', who.Key, accepted)
  await member(ids.teamID!, who, accepted)
  return who
}

const asNewAccount = async () => ({ as: (await account()).token })
const asInvited = async (world: World) => ({ as: (await newGuest(world, { accepted: false })).token })
const toNewGuest = async (world: World) => ({ params: { username: (await newGuest(world)).Username } })

/** A new team of the world's owner, which may have been invited to the world's marketplace. */
async function newTeam({ portal, ids }: World, invited?: 'accepted' | 'pending') {
  const ID = `t${crypto.randomUUID()}`
  await portal.account.must('PUT', `/teams/${ID}`, { Name: 'New' })
  if (invited) await access(ids.organizationID!, 'Team', ID, invited === 'accepted')
  return { params: { teamID: ID } }
}

const form = (values: Record<string, string>): Particular => ({
  body: new URLSearchParams(values).toString(),
  headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'CF-Connecting-IP': newIP() },
})

/** What the operations of the portal need beyond their declaration. */
export const portalParticulars: Record<string, (world: World) => Promise<Particular> | Particular> = {
  'PortalAuth.Login': ({ portal }) =>
    form({ grant_type: 'password', username: portal.guest.Username, password: PASSWORD }),
  'PortalAuth.Logout': () => form({ token: 'any' }),
  'PortalAccounts.Verify': async () => {
    const Email = newEmail()
    return { body: { Email, Code: await mailed('Register', Email), Username: newName(), Password: PASSWORD } }
  },
  'PortalAccounts.ResetPassword': async () => {
    const { Email } = await account()
    return { body: { Email, Code: await mailed('Reset', Email), Password: PASSWORD } }
  },
  'PortalAccounts.Unlock': async () => {
    const { Email } = await account()
    return { body: { Email, Code: await mailed('Unlock', Email) } }
  },
  'PortalAccounts.Confirm': async () => {
    const { Key, Email, token } = await account()
    return { as: token, body: { Code: await mailed('VerifyEmail', Key, { Email }) } }
  },
  'PortalMe.Save': async () => ({ ...(await asNewAccount()), body: { Username: newName() } }),
  'PortalMe.ChangePassword': async () => ({
    ...(await asNewAccount()),
    body: { CurrentPassword: PASSWORD, NewPassword: 'Another-Quay-2026' },
  }),
  'PortalMe.ChangeEmail': async () => ({
    ...(await asNewAccount()),
    body: { Email: newEmail(), Password: PASSWORD },
  }),
  'PortalMe.AcceptOrgInvite': asInvited,
  'PortalMe.AcceptTeamInvite': asInvited,
  'PortalMe.DeclineOrgInvite': asInvited,
  'PortalMe.DeclineTeamInvite': asInvited,
  'PortalMe.AcceptOrgTeamInvite': (world) => newTeam(world, 'pending'),
  'PortalMe.DeclineOrgTeamInvite': (world) => newTeam(world, 'pending'),
  'PortalOrganizations.DeleteUserAssignment': toNewGuest,
  'PortalOrganizations.DeleteTeamAssignment': (world) => newTeam(world, 'accepted'),
  'PortalOrganizations.Delete': () => ({}),
  'PortalOrganizations.Transfer': async () => {
    const [owner, heir] = [await account(), await account()]
    const id = await organization(owner)
    await access(id, 'User', heir.Key)
    return { as: owner.token, params: { organizationID: id }, body: { Username: heir.Username } }
  },
  'PortalTeams.Delete': (world) => newTeam(world, 'accepted'),
  'PortalTeams.DeleteMember': toNewGuest,
  'PortalTeams.InviteMember': async () => ({ body: { Username: (await account()).Username } }),
  'PortalTeams.Transfer': async (world) => {
    const { params } = await newTeam(world)
    await member(params.teamID, world.portal.guest)
    return { params, body: { Username: world.portal.guest.Username } }
  },
}

/** What the bodies of the portal need beyond what their fields say, by model. */
export const portalBodies: Record<string, (world: World) => Values> = {
  PortalImport: () => ({ Table: 'locales', Rows: '[]' }),
  PortalRegistration: () => ({ Email: newEmail() }),
  PortalForgottenPassword: () => ({ Email: newEmail() }),
  PortalOrganization: () => ({ AutoForwardingUserID: null }),
}
