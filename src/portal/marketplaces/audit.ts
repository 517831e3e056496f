import { model, present } from '../../api/model.ts'
import { listPage } from '../../store/list.ts'
import { byIndex } from '../../store/lists/finders.ts'
import { wholeRows } from '../../store/rows.ts'
import { audit } from '../../tables/audit.ts'
import { sql } from '../../tables/sql.ts'
import { admission } from '../access/rights.ts'
import { portalOperation } from '../declare.ts'

const auditEntry = model('PortalAuditEntry', audit.fields)

const list = portalOperation({
  id: 'PortalOrganizations.ListAudit',
  method: 'GET',
  path: '/organizations/{organizationID}/audit',
  list: { search: [], sort: ['DateCreated'], order: ['DateCreated'] },
  response: auditEntry,
  summary: 'Lists who wrote what in a marketplace, newest first, for 90 days.',
  run: (call) => {
    const where = sql`t.Marketplace = ${call.params.organizationID}`
    return listPage(call, {
      ...wholeRows(audit, 't'),
      where,
      order: [sql`t.DateCreated`, sql`t.ID`].map((value) => ({ value, down: true })),
      finders: [byIndex((order) => audit.index(order))],
      total: () => sql`select count(*) as total from (select 1 from audit t where ${where} limit 1e5) page`,
      show: (row) => present(auditEntry, row),
      above: [admission(call, 'admin')],
    })
  },
})

export const operations = [list]
