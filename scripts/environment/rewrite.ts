import { createHash, randomBytes } from 'node:crypto'
import '../../src/tables/every-table.ts'
import { namedAlone } from '../../src/store/shard.ts'
import { type Table, tableNamed } from '../../src/tables/table.ts'
import type { ExportedRow } from './export-marketplace.ts'

type Row = ExportedRow[1]

/** What becomes of rows on their way to another marketplace. */
export interface Rewriting {
  from: string
  to: string
  /** IDs that are unique over an installation (API clients, invitations to orders) are made anew. */
  newIDs: boolean
  /** Addresses and secrets of customers' servers go: a copy must not call what the original does. */
  scrub: boolean
}

/** A row as it is imported; none where it stays behind. */
export function rewrite([table, row]: ExportedRow, how: Rewriting): Row | null {
  const t = tableNamed(table)
  const scrubbed = how.scrub ? scrub(t, row) : row
  if (!scrubbed) return null
  const out = { ...scrubbed }
  if (how.from !== how.to)
    for (const column of sellerColumns(t, out)) if (isSame(out[column], how.from)) out[column] = how.to
  if (how.newIDs) renew(t, out, how.to)
  return out
}

const isSame = (value: unknown, id: string) =>
  typeof value === 'string' && value.toLowerCase() === id.toLowerCase()

/** Columns that name an organisation which may be the seller, whose ID is the marketplace's. */
function sellerColumns(t: Table, row: Row): string[] {
  if (t.name === 'companies') return row.Kind === 'Seller' ? ['ID'] : []
  const inCompany = (to: string) => to === 'companies' || tableNamed(to).keys[1] === 'Company'
  // Of a buyer's order it is the buyer: one may be called like the marketplace.
  const isBuyers = t.name === 'orders' && row.Leg === 'Buyer'
  return t.references
    .filter((r) => inCompany(r.to))
    .flatMap(({ columns: [kind, company] }) => {
      const is = kind!.startsWith("'") ? kind!.slice(1, -1) : row[kind!]
      return is === 'Buyer' || (isBuyers && company === 'FromCompanyID') ? [] : [company!]
    })
}

const UNIQUE: readonly string[] = namedAlone

function renew(t: Table, row: Row, to: string) {
  const columns = t.references.filter((r) => UNIQUE.includes(r.to)).map((r) => r.columns.at(-1)!)
  // The client that an invitation was made with is named by no reference.
  for (const column of [...columns, ...(UNIQUE.includes(t.name) ? ['ID', 'ClientID'] : [])])
    if (typeof row[column] === 'string') row[column] = renewed(row[column], to)
  if (typeof row.ApiClientIDs === 'string')
    row.ApiClientIDs = JSON.stringify((JSON.parse(row.ApiClientIDs) as string[]).map((id) => renewed(id, to)))
}

/** The same for the same, so that an import can be gone on with; a GUID, as those of clients are. */
function renewed(id: string, to: string): string {
  const hex = createHash('sha256').update(`${to.toLowerCase()}/${id.toLowerCase()}`).digest('hex')
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** Tables whose rows say who is sent something. */
const DROPPED = ['message_sender_assignments', 'message_cc_listeners', 'webhook_routes']

/** What is cleared, wherever a table has such a column. */
const CLEARED = [
  'Url',
  'URL',
  'CustomImplementationUrl',
  'CustomAuthHeaderValue',
  'OrderCheckoutIntegrationEventID',
  'OrderReturnIntegrationEventID',
  'AddToCartIntegrationEventID',
]

/** What is made anew where there was one: without a secret, a client would be open to anybody. */
const RENEWED = ['HashKey', 'SharedKey', 'ClientSecret', 'ConnectClientSecret']

function scrub(t: Table, row: Row): Row | null {
  if (DROPPED.includes(t.name)) return null
  const out = { ...row }
  for (const column of CLEARED) if (column in out) out[column] = null
  for (const column of RENEWED) if (out[column]) out[column] = randomBytes(18).toString('hex')
  if (t.name === 'api_client_secrets') out.Hash = randomBytes(32).toString('hex')
  if ('ApiClientIDs' in out) out.ApiClientIDs = '[]'
  if ('DeliveryTargets' in out) Object.assign(out, { DeliveryTargets: '{}', Enabled: 0 })
  return out
}
