import { notFound } from '../../api/errors.ts'
import { present } from '../../api/model.ts'
import { listPage } from '../../store/list.ts'
import { select } from '../../store/rows.ts'
import { as } from '../../tables/alias.ts'
import { portalAccounts } from '../../tables/portal/accounts.ts'
import { sql } from '../../tables/sql.ts'
import { portalOperation } from '../declare.ts'
import { userSearchResult } from '../models.ts'

/** Accounts as strangers see them, who want to invite somebody: nothing but names. */
const list = portalOperation({
  id: 'PortalUsers.List',
  method: 'GET',
  path: '/portalusers',
  list: { search: ['Username'], sort: ['Username'], order: ['Username'] },
  response: userSearchResult,
  summary: 'Lists accounts of the portal, by username.',
  run: (call) =>
    listPage(call, {
      columns: sql`t.Username, t.Name`,
      decode: (row) => row,
      where: sql`t.Active = 1`,
      row: as(portalAccounts, 't'),
      key: 'Username',
      show: (row) => present(userSearchResult, row),
    }),
})

const get = portalOperation({
  id: 'PortalUsers.Get',
  method: 'GET',
  path: '/portalusers/{username}',
  response: userSearchResult,
  summary: 'Gets an account of the portal by its username.',
  run: async (call) => {
    const { username } = call.params as { username: string }
    const read = await call.read({ row: select(portalAccounts, '', { Username: username, Active: true }) })
    if (!read.row[0]) throw notFound('User', username)
    return present(userSearchResult, read.row[0])
  },
})

export const operations = [list, get]
