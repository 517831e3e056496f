import { computed, count, flag, readOnly, text } from '../../api/field.ts'
import { model, present } from '../../api/model.ts'
import { shownClient } from '../../organizations/client-privilege.ts'
import { existence } from '../../store/fact.ts'
import { listPage } from '../../store/list.ts'
import { byIndex } from '../../store/lists/finders.ts'
import { columns, lateColumns } from '../../store/rows.ts'
import { as } from '../../tables/alias.ts'
import { at } from '../../tables/columns.ts'
import { apiClients } from '../../tables/organizations/api-clients.ts'
import { signsIn } from '../../tables/organizations/available-roles.ts'
import { users } from '../../tables/organizations/users.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { decodeRow } from '../../tables/table.ts'
import { enter } from '../access/enter.ts'
import type { Level } from '../access/levels.ts'
import { actsAs } from '../access/rights.ts'
import { portalOperation } from '../declare.ts'

const { ClientSecret, Active, AppName, AllowAnyBuyer, AllowAnySupplier, AllowSeller, IsAnonBuyer } =
  apiClients.fields

const portalClient = model('PortalApiClient', {
  Id: readOnly(text()),
  ClientSecret,
  Active,
  AppName,
  AllowAnyBuyer,
  AllowAnySupplier,
  AllowSeller,
  IsAnonBuyer,
  AssignedBuyerCount: apiClients.fields.AssignedBuyerCount,
  AssignedSupplierCount: apiClients.fields.AssignedSupplierCount,
  AssignedWebhookCount: computed(count(), webhookCount),
})

function webhookCount(alias: string): SQL {
  return sql`(select count(distinct h.WebhookID) from webhook_routes h
    where h.Marketplace = ${at(alias, 'Marketplace')} and h.ClientID = ${at(alias, 'ID')})`
}

/** Secrets are for those whose roles would show them in the marketplace too: by the operation, and of this client. */
const seesSecrets = ({ roles }: Level) =>
  ['FullAccess', 'ApiClientAdmin', 'ApiClientReader'].some((r) => roles.includes(r))

const list = portalOperation({
  id: 'PortalApiClients.List',
  method: 'GET',
  path: '/organizations/{organizationID}/apiclients',
  list: { search: ['Id', 'AppName'], sort: ['AppName', 'Id'], order: ['AppName'] },
  response: portalClient,
  summary: 'Lists the API clients of a marketplace.',
  run: async (call) => {
    const { home, above, known } = await enter(call, 'contributor')
    return listPage(home, {
      columns: sql`${columns(apiClients, 't', true)},
          ${webhookCount('t')} AssignedWebhookCount`,
      late: lateColumns(apiClients),
      decode: (row) => ({ ...decodeRow(apiClients, row), AssignedWebhookCount: row.AssignedWebhookCount }),
      where: sql`t.Marketplace = ${call.params.organizationID}`,
      row: as(apiClients, 't'),
      key: 'Id',
      finders: [
        byIndex((order) => (order.join() === 'AppName,Id' ? apiClients.index(['AppName', 'ID']) : undefined)),
      ],
      show: (row, [organization = known]) => {
        const { level } = organization!
        return {
          ...present(portalClient, { ...shownClient(row, level), Id: row.ID }),
          ...(seesSecrets(level) ? {} : { ClientSecret: null }),
        }
      },
      above,
    })
  },
})

const portalClientUser = model('PortalOrderCloudUser', {
  Username: text(),
  UserId: text(),
  FirstName: text(),
  LastName: text(),
  Email: text(),
  CommerceRole: text(),
  CompanyId: text(),
  CompanyName: text(),
  UserActive: flag(),
})

const listUsers = portalOperation({
  id: 'PortalApiClients.ListUsers',
  method: 'GET',
  path: '/organizations/{organizationID}/apiclients/{apiClientID}/users',
  list: {
    search: ['Username', 'FirstName', 'LastName', 'Email'],
    sort: ['Username', 'LastName', 'Email'],
    order: ['Username'],
  },
  response: portalClientUser,
  summary: 'Lists the users of a marketplace whom an API client signs in and the caller may act as.',
  run: async (call) => {
    const organizationID = call.params.organizationID!
    const apiClientID = call.params.apiClientID!
    const { home, above, known } = await enter(call, 'contributor')
    const kinds = known
      ? sql`(select value from json_each(${JSON.stringify(known.level.actsAs)}))`
      : actsAs(organizationID, call.accountKey)
    return listPage(home, {
      columns: sql`u.Username, u.ID UserId, u.FirstName, u.LastName, u.Email, u.Kind CommerceRole,
          u.Company CompanyId, o.Name CompanyName, u.Active UserActive`,
      decode: (row) => ({ ...row, UserActive: row.UserActive === 1 }),
      from: () => sql`api_clients c join users u on u.Marketplace = c.Marketplace
          join companies o on o.Marketplace = u.Marketplace and o.Kind = u.Kind and o.ID = u.Company`,
      where: sql`c.Marketplace = ${organizationID} and c.ID = ${apiClientID} and u.BuiltIn = 0 and ${signsIn('c', 'u')}
          and u.Kind in ${kinds}`,
      row: as(users, 'u'),
      key: 'Username',
      locate: ({ name }) =>
        ({
          UserId: sql`u.ID`,
          CommerceRole: sql`u.Kind`,
          CompanyId: sql`u.Company`,
          CompanyName: sql`o.Name`,
          UserActive: sql`u.Active`,
        })[name],
      show: (row) => present(portalClientUser, row),
      above: [
        ...above,
        existence(apiClients, organizationID, { ID: apiClientID }, { type: 'ApiClient', id: apiClientID }),
      ],
    })
  },
})

export const operations = [list, listUsers]
