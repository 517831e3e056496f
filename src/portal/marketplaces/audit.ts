import { model, present } from '../../api/model.ts'
import type { Call } from '../../store/call.ts'
import { carriedColumns, put, take } from '../../store/carry/pages.ts'
import { listPage } from '../../store/list.ts'
import { byIndex } from '../../store/lists/finders.ts'
import { wholeRows } from '../../store/rows.ts'
import { audit } from '../../tables/audit.ts'
import { sql } from '../../tables/sql.ts'
import { enter } from '../access/enter.ts'
import { portalOperation } from '../declare.ts'

const auditEntry = model('PortalAuditEntry', audit.fields)

const list = portalOperation({
  id: 'PortalOrganizations.ListAudit',
  method: 'GET',
  path: '/organizations/{organizationID}/audit',
  list: { search: [], sort: ['DateCreated'], order: ['DateCreated'] },
  response: auditEntry,
  summary: 'Lists who wrote what in a marketplace, newest first, for 90 days.',
  run: async (call) => {
    const { home, above } = await enter(call, 'admin')
    if (home !== call) await bringNoted(call, home)
    const where = sql`t.Marketplace = ${call.params.organizationID}`
    return listPage(home, {
      ...wholeRows(audit, 't'),
      where,
      order: [sql`t.DateCreated`, sql`t.ID`].map((value) => ({ value, down: true })),
      finders: [byIndex((order) => audit.index(order))],
      total: () => sql`select count(*) as total from (select 1 from audit t where ${where} limit 1e5) page`,
      show: (row) => present(auditEntry, row),
      above,
    })
  },
})

/** Rows that are brought at a time: one has some 20 kB at most. */
const MOST_BROUGHT = 50

/**
 * What the portal does with a marketplace elsewhere is noted in the control database: it joins the rest when somebody looks.
 * Brought twice, a row is still one.
 */
async function bringNoted(call: Call, home: Call): Promise<void> {
  const id = call.params.organizationID!
  const names = sql.list(carriedColumns(audit).map(sql.identifier))
  for (;;) {
    const [rows = []] = await call.session.send(
      sql`select ${names} from audit where Marketplace = ${id} ${sql.limit(MOST_BROUGHT)}`,
    )
    if (rows.length === 0) return
    const text = JSON.stringify(rows)
    await home.session.send(...put(audit, id, text))
    await call.session.send(take(audit, id, text))
  }
}

export const operations = [list]
