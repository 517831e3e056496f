import { isOfPortal, PORTAL } from '../../src/api/operation.ts'
import { operations } from '../../src/operations.ts'
import type { Operation } from '../../src/resource/operation.ts'
import { catalogs } from '../../src/tables/catalog/catalogs.ts'
import { deliveryConfigs } from '../../src/tables/integration/delivery-configs.ts'
import { synchronizations } from '../../src/tables/integration/synchronizations.ts'
import { apiClients } from '../../src/tables/organizations/api-clients.ts'
import { portalAccess, portalTeamMembers, portalTeams } from '../../src/tables/portal/accounts.ts'
import { PASSWORD, write } from '../support/marketplace.ts'
import { type Account, account, organization, portal } from '../support/portal.ts'

export const roles = ['stranger', 'contributor', 'admin', 'owner'] as const
export type Role = (typeof roles)[number]

/**
 * A marketplace and a team of the same ID. Its owner owns both; the administrator is one of both, the contributor a
 * plain member; a guest has access of their own, and a second team was invited to the marketplace. The stranger has
 * a marketplace and a team elsewhere.
 */
export async function world() {
  const [owner, admin, contributor, stranger, guest, newcomer] = await Promise.all(
    Array.from({ length: 6 }, () => account()),
  )
  const id = await organization(owner!)
  const other = `${id}-2`
  // A stranger here, and an owner elsewhere.
  await organization(stranger!, `${id}-3`)
  await stranger!.must('PUT', `/teams/${id}-3`, { Name: 'Crew' })
  const rights = { Organization: id, Kind: 'User', Roles: ['ProductReader'], Accepted: true }
  const member = { Team: id, Kind: 'User', Accepted: true }
  await write('', [
    [portalTeams, { ID: id, Name: 'Crew', Owner: owner!.Key }],
    [portalTeams, { ID: other, Name: 'Crew', Owner: owner!.Key }],
    [portalTeamMembers, { ...member, Party: owner!.Key, IsAdmin: true }],
    [portalTeamMembers, { ...member, Party: admin!.Key, IsAdmin: true }],
    [portalTeamMembers, { ...member, Party: contributor!.Key }],
    [portalTeamMembers, { ...member, Party: guest!.Key }],
    [portalAccess, { ...rights, Party: admin!.Key, IsAdmin: true }],
    [portalAccess, { ...rights, Party: contributor!.Key }],
    [portalAccess, { ...rights, Party: guest!.Key }],
    [portalAccess, { ...rights, Kind: 'Team', Party: id, Accepted: false }],
    [portalAccess, { ...rights, Kind: 'Team', Party: other, Accepted: false }],
  ])
  const client = crypto.randomUUID()
  const told = {
    DeliveryConfigID: 'erp',
    SyncEntityChanged: true,
    SyncEntityDeleted: true,
    SyncProductChanged: true,
    SyncProductDeleted: true,
  }
  await write(id, [
    [apiClients, { ID: client, AppName: 'Own', Active: true, AccessTokenDuration: 60 }],
    [catalogs, { ID: 'c', OwnerID: id, Name: 'All', Active: true, Key: 'c' }],
    [
      deliveryConfigs,
      { ID: 'erp', Name: 'ERP', Enabled: true, DeliveryTargets: { Mailchimp: { ApiKey: 'x' } } },
    ],
    [synchronizations, { Source: 'products', ...told }],
    [synchronizations, { Source: 'orders', ...told }],
  ])
  const people = { owner, admin, contributor, stranger, guest, newcomer } as Record<
    Role | 'guest' | 'newcomer',
    Account
  >
  return { id, other, client, ...people }
}
export type World = Awaited<ReturnType<typeof world>>

/** Who may: everybody with an account, whoever has access or is a member, administrators, the owner. */
export type Who = 'everybody' | 'members' | 'admins' | 'owner'
export interface Rule {
  who: Who
  /** Whom the path names, where it names somebody. */
  username?: 'guest' | 'newcomer'
  body?: (w: World) => unknown
  params?: (w: World) => Record<string, string>
  /** What a stranger is told, where it is not 404. */
  stranger?: number
  /** What who may is told, where there is nothing to do for them. */
  status?: number
}

const everybody: Rule = { who: 'everybody' }
const members: Rule = { who: 'members' }

export const rules: Record<string, Rule> = {
  'PortalAccounts.Confirm': { ...everybody, body: () => ({ Code: 'x' }), status: 400 },
  'PortalApiClients.GetToken': members,
  'PortalApiClients.List': members,
  'PortalApiClients.ListUsers': members,
  'PortalMe.AcceptOrgInvite': { ...everybody, status: 404 },
  'PortalMe.AcceptOrgTeamInvite': { who: 'admins' },
  'PortalMe.AcceptTeamInvite': { ...everybody, status: 404 },
  'PortalMe.AcceptTerms': everybody,
  'PortalMe.ChangeEmail': {
    ...everybody,
    body: () => ({ Email: 'a@example.com', Password: 'wrong' }),
    status: 401,
  },
  'PortalMe.ChangePassword': {
    ...everybody,
    body: () => ({ CurrentPassword: 'wrong', NewPassword: PASSWORD }),
    status: 401,
  },
  'PortalMe.DeclineOrgInvite': { ...everybody, status: 404 },
  'PortalMe.DeclineOrgTeamInvite': { who: 'admins' },
  'PortalMe.DeclineTeamInvite': { ...everybody, status: 404 },
  'PortalMe.Get': everybody,
  'PortalMe.ListOrgInvites': everybody,
  'PortalMe.ListOrgTeamInvites': everybody,
  'PortalMe.ListRegions': everybody,
  'PortalMe.ListTeamInvites': everybody,
  'PortalMe.Save': { ...everybody, body: () => ({ Username: `s${crypto.randomUUID()}` }) },
  'PortalMe.VerifyEmail': { ...everybody, body: () => ({}) },
  'PortalOrganizations.Delete': { who: 'owner' },
  'PortalOrganizations.DeleteTeamAssignment': { who: 'admins' },
  'PortalOrganizations.DeleteUserAssignment': { who: 'admins', username: 'guest' },
  'PortalOrganizations.Export': { who: 'owner' },
  'PortalOrganizations.Get': members,
  'PortalOrganizations.GetContributor': { ...members, username: 'guest' },
  'PortalOrganizations.Import': { who: 'owner', body: () => ({ Table: 'locales', Rows: '[]' }) },
  'PortalOrganizations.List': everybody,
  'PortalOrganizations.ListAudit': { who: 'admins' },
  'PortalOrganizations.ListContributors': members,
  'PortalOrganizations.ListSynchronizations': { who: 'admins' },
  'PortalOrganizations.ListTeamAssignments': members,
  'PortalOrganizations.ListUserAssignments': members,
  'PortalOrganizations.Save': { who: 'admins', body: () => ({ Name: 'Renamed' }), stranger: 409 },
  'PortalOrganizations.SaveTeamAssignment': { who: 'admins', body: () => ({ Roles: [] }) },
  'PortalOrganizations.SaveUserAssignment': {
    who: 'admins',
    username: 'newcomer',
    body: () => ({ Roles: [] }),
  },
  // Nothing says where it would be delivered.
  'PortalOrganizations.SyncCatalog': { who: 'admins', body: () => ({ CatalogID: 'c' }) },
  'PortalOrganizations.SyncOrders': { who: 'admins', body: () => ({}) },
  'PortalOrganizations.Transfer': { who: 'owner', body: (w) => ({ Username: w.guest.Username }) },
  'PortalTeams.Delete': { who: 'owner' },
  'PortalTeams.DeleteMember': { who: 'admins', username: 'guest' },
  'PortalTeams.Get': members,
  'PortalTeams.GetMember': { ...members, username: 'guest' },
  'PortalTeams.InviteMember': { who: 'admins', body: (w) => ({ Username: w.newcomer.Username }) },
  'PortalTeams.List': everybody,
  'PortalTeams.ListMembers': members,
  'PortalTeams.ListOrganizations': members,
  'PortalTeams.Save': { who: 'admins', body: () => ({ Name: 'Renamed' }), stranger: 409 },
  'PortalTeams.SaveMember': { who: 'admins', username: 'guest', body: () => ({ IsAdmin: true }) },
  'PortalTeams.Search': everybody,
  'PortalTeams.Transfer': { who: 'owner', body: (w) => ({ Username: w.guest.Username }) },
  'PortalUsers.Get': { ...everybody, username: 'guest' },
  'PortalUsers.List': everybody,
}

export const ofPortal = operations.filter(isOfPortal)
export const guarded = ofPortal.filter((o) => o.roles === 'portal')

/** The path of an operation in a world, below the portal. */
export function pathOf(w: World, o: Operation): string {
  const ids: Record<string, string> = {
    organizationID: w.id,
    teamID: w.id,
    apiClientID: w.client,
    table: 'products',
    username: w[rules[o.id]!.username ?? 'guest'].Username,
  }
  return o.path.slice(PORTAL.length).replace(/\{(\w+)\}/g, (_, name: string) => ids[name]!)
}

/** Calls an operation in a world, with a token or as nobody. */
export const attempt = (w: World, o: Operation, token?: string) =>
  portal(o.method, pathOf(w, o), rules[o.id]!.body?.(w), token)

/** Who of a world may. */
export const places: Record<Who, Role[]> = {
  everybody: [...roles],
  members: ['contributor', 'admin', 'owner'],
  admins: ['admin', 'owner'],
  owner: ['owner'],
}
