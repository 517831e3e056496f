import { isTooDeep } from '../../api/body.ts'
import { type Issue, invalidAll } from '../../api/errors.ts'
import type { Field } from '../../api/field.ts'
import { isObject } from '../../api/kinds/free-json.ts'
import { isID, sameIgnoringCase } from '../../api/names.ts'
import { schemaOf } from '../../api/schemas.ts'
import { type CarriedRow, carriedColumns, MOST_ROWS, type Stored } from '../../store/carry/pages.ts'
import { storedFields, type Table } from '../../tables/table.ts'

/** Characters of a text that has no limit of its own: the server makes none so long. */
const MOST_TEXT = 100_000

/** Kinds of organisation, in the keys of what belongs to one. */
const KINDS: readonly Stored[] = ['Buyer', 'Supplier', 'Seller']

/**
 * The rows of a page of an export: what else an owner sends would be read as if the API had written it, by requests and
 * by work that is everybody's.
 * @param sent what was sent, read as JSON
 * @throws ApiError 400 that names the first rows and columns that are wrong
 */
export function importedRows(t: Table, marketplace: string, sent: unknown): CarriedRow[] {
  if (!Array.isArray(sent) || sent.length > MOST_ROWS || !sent.every(isRow))
    throw invalidAll([issue(`Rows must be a JSON array of at most ${MOST_ROWS} exported rows of ${t.name}.`)])
  const issues = sent.flatMap((row, i) =>
    problemsOf(t, marketplace, row).map((problem) => issue(`Rows[${i}].${problem}.`)),
  )
  if (issues.length > 0) throw invalidAll(issues)
  return sent
}

const issue = (message: string): Issue => ({ property: 'Rows', rule: 'Rule', message })

/** Whether it is an object of values as they are stored. */
const isRow = (row: unknown): row is CarriedRow => isObject(row) && Object.values(row).every(isStored)

export const isStored = (value: unknown): value is Stored =>
  value === null || typeof value === 'string' || typeof value === 'number'

/** What is wrong with a row: each a column, and what is said of it. */
function problemsOf(t: Table, marketplace: string, row: CarriedRow): string[] {
  const columns = carriedColumns(t)
  const fields = storedFields(t)
  const unknown = Object.keys(row).filter((name) => !columns.includes(name))
  const wrong = columns.flatMap((name) => {
    const problem = problemOf(name, fields[name]!, row[name] ?? null, isNeeded(t, name))
    return problem ? [`${name} ${problem}`] : []
  })
  const [kind, company] = t.keys[0] === 'Kind' ? [row.Kind, row[t.keys[1]!]] : []
  return [
    ...unknown.map((name) => `${name} is no column that is exported`),
    ...wrong,
    ...(row.BuiltIn ? ['BuiltIn is of users that the server makes'] : []),
    ...(kind === undefined || KINDS.includes(kind ?? null) ? [] : ['Kind is none of an organization']),
    ...(kind === 'Seller' && !sameIgnoringCase(String(company), marketplace)
      ? [`${t.keys[1]} is not the marketplace, which is its only seller`]
      : []),
  ]
}

/** Whether a column cannot be empty: a row is found by it, or written under the version that was read. */
const isNeeded = (t: Table, name: string) =>
  name === 'Version' || [t.keys, ...t.uniques.map((u) => u.columns)].some((of) => of.includes(name))

/** What is wrong with a value as it is stored; nothing where a write of the API could have stored it. */
function problemOf(name: string, f: Field, stored: Stored, needed: boolean): string | undefined {
  const { column } = f.kind
  if (stored === null) return needed && !f.nullable ? 'must not be empty' : undefined
  if ((typeof stored === 'string') !== (column.type === 'text')) return `must be of type ${column.type}`
  if (typeof stored === 'string' && !stored.isWellFormed()) return 'has half a character'
  if (column.form === 'json') return jsonProblem(f, String(stored))
  if (name === 'ID' && !isID(String(stored)))
    return 'must have 1 to 100 letters, digits, hyphens and underscores'
  if (String(stored).length > (f.max ?? MOST_TEXT) && column.type === 'text') return 'is too long'
  // How large a number may be that no request sets, the server has said.
  const isOwn = (f.readOnly || f.hidden) && typeof stored === 'number'
  const value = column.decode(stored)
  const { success, data } = isOwn ? { success: true, data: value } : schemaOf(f).safeParse(value)
  const isKept = typeof stored === 'string' || column.type === 'real' || Number.isSafeInteger(stored)
  // What a schema makes another value of is not stored as it was sent.
  return success && isKept && column.encode(data) === stored ? undefined : UNFIT
}

const UNFIT = 'is no value of its kind, or beyond its limits'

function jsonProblem(f: Field, stored: string): string | undefined {
  let value: unknown
  try {
    value = JSON.parse(stored)
  } catch {
    return 'is no JSON'
  }
  if (isTooDeep(value)) return 'is nested too deep'
  return value !== null && fits(f, value) ? undefined : UNFIT
}

/** Whether a value is one of a field, also of those that no request sets: how long such a one is, the server has said. */
function fits(f: Field, value: unknown): boolean {
  const isOwn = f.readOnly || f.hidden
  if (f.of) {
    const { of } = f
    const entries = Array.isArray(value) ? value : null
    return (
      entries !== null &&
      (isOwn || entries.length <= f.max!) &&
      entries.every((v) => v !== null && fits(of, v))
    )
  }
  if (f.fields) {
    const fields = Object.entries(f.fields)
    const isWhole = ([name, own]: [string, Field]) => {
      const at = (value as CarriedRow)[name] as unknown
      return at === undefined || (at === null ? own.nullable : fits(own, at))
    }
    return isObject(value) && fields.every(isWhole)
  }
  return (isOwn && f.kind.free !== null) || schemaOf(f).safeParse(value).success
}
