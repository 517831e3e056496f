import { pathParams } from '../api/operation.ts'
import { audit } from '../tables/audit.ts'
import { users } from '../tables/organizations/users.ts'
import type { SQL } from '../tables/sql.ts'
import type { ColumnValues, Told, Written } from '../tables/statements.ts'
import { storedFields, type Table, tableNamed } from '../tables/table.ts'
import type { Call } from './call.ts'
import { REDACTED, redact } from './outbox/redact.ts'
import { TOO_LARGE } from './outbox/row-json.ts'
import { insert, isSql } from './rows.ts'

/** Characters of one value that are told, and of all that a request changes: a row holds two million bytes. */
const MOST_OF_VALUE = 1000
const MOST_OF_CHANGES = 16_000

/**
 * The row that tells of a write: who made it, when, where from, and what it changes.
 * @returns null where it is of no marketplace; of what needs no token only changes of users are told, not sign-ins
 */
export function auditRow(call: Call<unknown>, statements: Written[], answer: unknown): SQL | null {
  const { operation, input } = call
  const { caller, account } = input
  const told = statements.flatMap((s) => ('told' in s && s.told) || [])
  const known = caller ?? told.find((t) => t.table === users.name)
  const marketplace = account ? input.params.organizationID : known?.marketplace
  if (!marketplace) return null
  // A path that needs no token has what is as good as one: a code, an invitation.
  const params = operation.roles === 'anonymous' ? {} : input.params
  const query = Object.entries(input.query).filter(([, value]) => value !== null)
  const made = answer instanceof Object && 'ID' in answer && answer.ID
  const bearers = bearersOf(told)
  const open = (value: unknown) => (bearers.has(value) ? REDACTED : value)
  const named = Object.entries({ ...Object.fromEntries(query), ...params })
  return insert(audit, marketplace, {
    DateCreated: call.now,
    ID: call.newID(),
    LogID: input.requestID,
    OperationID: operation.id,
    Params: redact(Object.fromEntries(named.map(([name, value]) => [name, open(value)]))),
    ObjectID: open(made || params[pathParams(operation.path).at(-1) ?? '']),
    Kind: caller?.kind ?? (account && 'Portal'),
    CompanyID: caller?.company,
    UserID: caller?.user,
    Username: caller?.username ?? (account && call.account.Username),
    ImpersonatorKey: caller?.impersonator,
    ClientID: caller?.client,
    IP: input.headers.ip || null,
    Changes: redact(changesOf(told)),
  }).sql
}

/** IDs of rows that whoever holds them may use, as they are told of or were asked for: in any letter case. */
function bearersOf(told: readonly Told[]): { has: (value: unknown) => boolean } {
  const rows = told
    .filter(({ table }) => tableNamed(table).bearer)
    .flatMap(({ key, before, after }): ColumnValues[] => [{ ...key }, { ...before }, { ...after }])
  const ids = new Set(rows.map(({ ID }) => (typeof ID === 'string' ? ID.toLowerCase() : null)))
  return { has: (value) => typeof value === 'string' && ids.has(value.toLowerCase()) }
}

/** Whether a column has the ID of a row that whoever holds it may use. */
const isBearer = (t: Table, name: string) =>
  (t.bearer && name === 'ID') ||
  t.references.some((r) => tableNamed(r.to).bearer && r.columns.at(-1) === name)

/** What is changed, row by row, as far as it fits. */
function changesOf(told: readonly Told[]): unknown[] {
  const changes: unknown[] = []
  for (const { did: Did, table: Table, key, before, after } of told) {
    const t = tableNamed(Table)
    const names = Object.keys(after ?? before ?? {})
    const Key = shown(t, { ...after, ...before, ...key }, ['ID', ...t.keys])
    changes.push({ Table, Did, Key, Before: shown(t, before, names), After: shown(t, after, names) })
    if (JSON.stringify(changes).length > MOST_OF_CHANGES) return [...changes.slice(0, -1), TOO_LARGE]
  }
  return changes
}

/** Columns of a row that the wire knows and that are not empty; of what is secret or long, that it is. */
function shown(t: Table, row: object | undefined, names: readonly string[]): object | undefined {
  const values: ColumnValues = { ...row }
  const told = names.flatMap((name): [string, unknown][] => {
    const field = storedFields(t)[name]
    const value = values[name] ?? null
    if (!field || value === null || isSql(value) || /^(Marketplace|Version)$/.test(name)) return []
    if (field.kind.isSecret || field.writeOnly || isBearer(t, name)) return [[name, REDACTED]]
    return field.hidden ? [] : [[name, JSON.stringify(value).length > MOST_OF_VALUE ? TOO_LARGE : value]]
  })
  return row && Object.fromEntries(told)
}
