import { type ApiError, idExists, invalid } from '../../api/errors.ts'
import { required, text } from '../../api/field.ts'
import type { Property } from '../../api/lists/filter.ts'
import { model } from '../../api/model.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { rely, rowFact, the } from '../../store/fact.ts'
import { listPage } from '../../store/list.ts'
import { alter, remove, update } from '../../store/rows.ts'
import { isKnownElsewhere } from '../../store/shard.ts'
import { asItIs, plain } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { companies } from '../../tables/organizations/companies.ts'
import { users } from '../../tables/organizations/users.ts'
import { portalAccess } from '../../tables/portal/accounts.ts'
import { marketplaces } from '../../tables/portal/marketplaces.ts'
import { sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'
import { commitAtHome, homeOf } from '../access/enter.ts'
import { revokeOne } from '../access/revocation.ts'
import {
  admission,
  contributorsOf,
  forwardingUserID,
  type OrganizationRow,
  organizationColumns,
  organizationsOf,
} from '../access/rights.ts'
import { mailing } from '../accounts/attempts.ts'
import { mailCode } from '../accounts/codes.ts'
import type { Mail } from '../accounts/mail.ts'
import { portalOperation } from '../declare.ts'
import { refuseID } from '../ids.ts'
import { organization } from '../models.ts'
import { showOrganization } from '../presenting.ts'
import { newMarketplace } from './setup.ts'

/** Where properties of the owner stand beside those of the marketplace. */
export const atOwner = (p: Property) =>
  p.name.startsWith('Owner.') ? sql`w.${sql.identifier(p.name.slice('Owner.'.length))}` : undefined

const list = portalOperation({
  id: 'PortalOrganizations.List',
  method: 'GET',
  path: '/organizations',
  list: {
    search: ['Id', 'Name', 'Owner.Email', 'Owner.Username', 'Owner.Name'],
    sort: ['Id', 'Name', 'Owner.Email', 'Owner.Username'],
    order: ['Name'],
  },
  response: organization,
  summary: 'Lists the marketplaces the caller has access to.',
  run: (call) =>
    listPage(call, {
      columns: organizationColumns,
      decode: asItIs<OrganizationRow>,
      from: () => sql`marketplaces m left join portal_accounts w on w.Key = m.Owner`,
      where: sql`m.Active = 1 and m.ID in ${organizationsOf(call.accountKey)}`,
      row: as(marketplaces, 'm'),
      key: 'Id',
      locate: (p) => (p.name === 'AutoForwardingUserID' ? forwardingUserID : atOwner(p)),
      show: (row) => showOrganization(call.env, call.input.baseUrl, row),
    }),
})

const get = portalOperation({
  id: 'PortalOrganizations.Get',
  method: 'GET',
  path: '/organizations/{organizationID}',
  response: organization,
  summary: 'Gets a marketplace.',
  run: async (call) => {
    const read = await call.read({ organization: admission(call, 'contributor') })
    const row = the(read.organization)
    const AutoForwardingUserID = await forwarderOf(call, row)
    return showOrganization(call.env, call.input.baseUrl, { ...row, AutoForwardingUserID })
  },
})

const save = portalOperation({
  id: 'PortalOrganizations.Save',
  method: 'PUT',
  path: '/organizations/{organizationID}',
  body: { model: organization },
  response: organization,
  summary: 'Makes a marketplace, which is empty, or renames it.',
  run: async (call) => {
    const id = call.params.organizationID!
    refuseID(call.operation, 'organizationID', id)
    const { Name, AutoForwardingUserID: user } = call.body
    const wanted = { forwarder: user ? forwarder(id, user) : undefined }
    const read = await call.read({
      organization: admission(call, 'admin'),
      ...wanted,
    })
    const [present] = read.organization.rows
    if (!present) return create(call, id, Name)
    // IDs are unique over the installation: that one is taken cannot be hidden from who asks for it.
    if (!present.level) throw idExists('Organization', id)
    const row = rely(call, read.organization)
    const home = homeOf(call, row)
    const found = home === call || !user ? read.forwarder : (await home.read(wanted)).forwarder
    const named = found ? rely(home, found) : null
    // Clients of the portal that do not know it leave it out.
    const forwarding = call.sent('AutoForwardingUserID')
    const AutoForwardingUserID = forwarding ? (named?.ID ?? null) : await forwarderOf(call, row)
    const answer = showOrganization(call.env, call.input.baseUrl, { ...row, Name, AutoForwardingUserID })
    const owner = { Name, ...(forwarding ? { ForwardingUserKey: named?.Key ?? null } : {}) }
    await commitAtHome(call, home, [update(marketplaces, '', { ID: row.ID }, row.Version, { Name })], {
      statements: [alter(companies, row.ID, { Kind: 'Seller', ID: row.ID }, owner)],
      answer,
    })
    return answer
  },
})

/** As whom a marketplace has orders forwarded: it is asked where that is at home. */
async function forwarderOf(call: Call, row: OrganizationRow): Promise<string | null> {
  const home = homeOf(call, row)
  if (home === call) return row.AutoForwardingUserID
  const found = plain<{ ID: string }>(
    sql`select ${forwardingUserID} ID from marketplaces m where m.ID = ${row.ID}`,
  )
  return (await home.read({ found })).found[0]?.ID ?? null
}

/** A user of the marketplace owner, as whom orders are forwarded to suppliers of themselves. */
const forwarder = (marketplace: string, id: string) =>
  rowFact(users, marketplace, { Kind: 'Seller', Company: marketplace, ID: id }, { type: 'User', id })

async function create(call: Call, ID: string, Name: string) {
  const { Key, Email, Username, Name: person } = call.account
  const owner = { OwnerUsername: Username, OwnerName: person, OwnerEmail: Email }
  const answer = showOrganization(call.env, call.input.baseUrl, { ID, Name, ...owner })
  // Rows of one that was deleted would be those of this one.
  if (await isKnownElsewhere(call.env, ID)) throw idExists('Organization', ID)
  await commit(call, {
    statements: newMarketplace({ ID, Name, Owner: Key }, call.now),
    answer,
    // Somebody was faster: the operation runs again, and renames it where that was the caller.
    conflict: { table: marketplaces.name, error: idExists('Organization', ID), retry: true },
  })
  return answer
}

const deletion = portalOperation({
  id: 'PortalOrganizations.Delete',
  method: 'DELETE',
  path: '/organizations/{organizationID}',
  summary: 'Sends the owner a code; the marketplace is deleted when it is confirmed.',
  run: async (call) => {
    const read = await call.read({ organization: admission(call, 'owner') })
    const row = rely(call, read.organization)
    const { Key, Email, Username } = call.account
    const issued = { kind: 'DeleteOrganization', subject: Key, data: { Id: row.ID } } as const
    const mail = (Code: string): Mail => ({
      To: Email,
      Subject: `Your code to delete the marketplace ${row.ID}`,
      Kind: 'DeleteOrganization',
      Data: { Username, Id: row.ID, Name: row.Name, Code },
    })
    await mailCode(call, issued, mail, mailing(call, Email))
  },
})

/**
 * What the confirmed deletion of a marketplace writes: it is shut at once, and its rows go by night.
 * @param refusal of who does not own it any more
 */
export const shutting = (call: Call, id: string, refusal: ApiError): Written[] => [
  {
    ...alter(
      marketplaces,
      '',
      { ID: id, Owner: call.accountKey, Active: true },
      { Active: false, DateDeleted: call.now, Version: sql`Version + 1` },
    ),
    expect: 1,
    else: refusal,
  },
  remove(portalAccess, '', { Organization: id }),
]

const transfer = portalOperation({
  id: 'PortalOrganizations.Transfer',
  method: 'POST',
  path: '/organizations/{organizationID}/transfer',
  body: { model: model('PortalOrganizationTransfer', { Username: required(text(100)) }) },
  summary: 'Gives a marketplace to one of its contributors. Its owner becomes an administrator.',
  run: async (call) => {
    const id = call.params.organizationID!
    const among = contributorsOf(id)
    const read = await call.read({
      organization: admission(call, 'owner'),
      heir: plain<{ Key: string }>(
        sql`select Key from portal_accounts where Username = ${call.body.Username} and Active = 1 and Key in ${among}`,
      ),
    })
    const row = rely(call, read.organization)
    const heir = read.heir[0]?.Key
    if (!heir || heir === call.accountKey)
      throw invalid('Username', 'Rule', 'Username must be that of another contributor.')
    await commit(call, [
      { guard: sql`${heir} in ${among}` },
      update(marketplaces, '', { ID: row.ID }, row.Version, { Owner: heir }),
      remove(portalAccess, '', { Organization: row.ID, Kind: 'User', Party: heir }),
      sql`insert into portal_access (Organization, Kind, Party, Roles, IsAdmin, Accepted, DateCreated, Version)
          values (${row.ID}, 'User', ${call.accountKey}, '[]', 1, 1, ${call.now}, 1)
          on conflict (Organization, Kind, Party) do update set IsAdmin = 1, Accepted = 1, Version = Version + 1`,
      revokeOne(row.ID, call.accountKey),
    ])
  },
})

export const operations = [list, get, save, deletion, transfer]
