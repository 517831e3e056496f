import fc from 'fast-check'
import {
  amount,
  flag,
  int,
  list,
  number,
  object,
  oneOf,
  price,
  text,
  timestamp,
  xp,
} from '../../src/api/field.ts'
import { parseMoment } from '../../src/api/time.ts'
import { table } from '../../src/tables/table.ts'

/** A table with a property of every kind. */
export const things = table('things', {
  keys: ['ID'],
  fields: {
    Name: text(100),
    Quantity: int(),
    Weight: number(),
    UnitPrice: price(),
    Total: amount(),
    Active: flag(),
    Status: oneOf(['Open', 'Closed', 'Lost']),
    Since: timestamp(),
    Address: object('Address', { City: text(), Floor: int(), xp: xp() }),
    Tags: list(text()),
    Items: list(object('Item', { Sku: text(), Count: int() })),
    xp: xp(),
  },
})
export type Row = Record<string, unknown> & { ID: string }

// ---- Rows ------------------------------------------------------------------------------------------------------------

const words = [
  '',
  'abc',
  'ABC',
  'abd',
  'b',
  'a*c',
  'a|b',
  'x_y',
  'Zoë',
  'a b',
  '50%',
  '!no',
  '>5',
  '5',
  'true',
]
const dates = [
  '2024-01-01',
  '2024-01-01T11:00:00+01:00',
  '2024-01-01T10:00:00.000+00:00',
  '2023-12-31T23:59:59.999Z',
]
const mixed = [
  null,
  0,
  5,
  5.5,
  -3,
  true,
  false,
  '',
  '5',
  'abc',
  'ABC',
  'true',
  'soon',
  '2024-13-45',
  ...dates,
]
const scalar = fc.constantFrom(...mixed)
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 3 })
const freeXp = fc.record(
  {
    v: fc.oneof(
      { weight: 4, arbitrary: scalar },
      { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.constantFrom({}, { inner: 5 }, [{ inner: 5 }], [[5]]) },
    ),
    deep: fc.oneof(
      fc.record({ k: fc.oneof(scalar, fc.array(scalar, { maxLength: 2 })) }, { requiredKeys: [] }),
      fc.array(fc.oneof(fc.record({ k: fc.oneof(scalar, fc.array(scalar, { maxLength: 2 })) }), scalar), {
        maxLength: 3,
      }),
      scalar,
    ),
    far: fc.array(fc.record({ list: fc.array(fc.record({ k: scalar }), { maxLength: 2 }) }), {
      maxLength: 2,
    }),
    rank: fc.constantFrom(null, 1, 2.5, -1, 'a', 'B', 'c', true, false),
    'odd key': scalar,
  },
  { requiredKeys: [], noNullPrototype: true },
)
const row = fc.record({
  Name: maybe(fc.constantFrom(...words)),
  Quantity: maybe(fc.constantFrom(-1, 0, 1, 5, 100)),
  Weight: maybe(fc.constantFrom(0, 0.1, 0.5, 2.25, 1e12)),
  UnitPrice: maybe(fc.constantFrom(0, 0.000001, 1.005, 19.416667, 7_999_999_999.999999)),
  Total: fc.constantFrom(0, 0.01, 1, 1.01, 19.99, -5, 69_999_999_999_999.99),
  Active: fc.boolean(),
  Status: maybe(fc.constantFrom('Open', 'Closed', 'Lost')),
  Since: maybe(fc.constantFrom(...dates.map((d) => parseMoment(d)!))),
  Address: maybe(
    fc.record({
      City: maybe(fc.constantFrom('Bern', 'BERN', 'Basel', '')),
      Floor: maybe(fc.nat(3)),
      xp: maybe(freeXp),
    }),
  ),
  Tags: fc.array(fc.constantFrom('abc', 'ABC', '', '5'), { maxLength: 2 }),
  Items: fc.array(fc.record({ Sku: maybe(fc.constantFrom('abc', 'b')), Count: maybe(fc.nat(6)) }), {
    maxLength: 2,
  }),
  xp: maybe(freeXp),
})
export const rows: Row[] = fc
  .sample(row, { numRuns: 60, seed: 2026 })
  .map((values, i) => ({ ID: `${i % 2 ? 'T' : 't'}${String(i).padStart(2, '0')}`, ...values }))

// ---- The rules, over rows in memory ------------------------------------------------------------------------------------

interface Term {
  negate: boolean
  op: '' | '>' | '<' | '>=' | '<='
  /** Literal pieces between wildcards. */
  pieces: string[]
}

export const lower = (s: string) => s.replace(/[A-Z]/g, (c) => c.toLowerCase())
const isNumber = (s: string) => s !== '' && !Number.isNaN(Number(s))
export const order = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0)
const holds = (op: Term['op'], sign: number) =>
  ({ '>': sign > 0, '<': sign < 0, '>=': sign >= 0, '<=': sign <= 0, '': sign === 0 })[op]
const opposite = { '>': '<=', '<': '>=', '>=': '<', '<=': '>', '': '' } as const
const isWild = (t: Term) => t.op === '' && t.pieces.length > 1
const isAny = (t: Term) => isWild(t) && t.pieces.every((p) => p === '')
const pattern = (t: Term) =>
  new RegExp(`^${t.pieces.map((p) => lower(p).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 's')

/** A property with a type: its value as something to compare with operands of that type. */
function typed(value: unknown, t: Term, read: (operand: string) => string | number): boolean {
  if (isAny(t)) return (value !== null) !== t.negate
  const operand = t.pieces.join('*')
  if (t.op === '' && operand === '') return (value === null || value === '') !== t.negate
  const known = value as string | number
  if (isWild(t)) return (value !== null && pattern(t).test(lower(String(known)))) !== t.negate
  if (t.op === '') return (value !== null && order(known, read(operand)) === 0) !== t.negate
  return value !== null && holds(t.negate ? opposite[t.op] : t.op, order(known, read(operand)))
}

/** Everything at a path of free JSON: arrays stand for their elements, on the way and at the end. */
export function valuesAt(value: unknown, path: string[]): unknown[] {
  if (Array.isArray(value)) {
    if (path.length === 0) return value
    return value.flatMap((v) => (isObject(v) ? valuesAt(v, path) : []))
  }
  if (path.length === 0) return [value]
  if (!isObject(value) || !(path[0]! in value)) return []
  return valuesAt(value[path[0]!], path.slice(1))
}
const isObject = (v: unknown): v is Record<string, unknown> =>
  typeof v === 'object' && v !== null && !Array.isArray(v)

const epoch = (s: string) =>
  /^\d{4}-\d\d-\d\d/.test(s) && !Number.isNaN(Date.parse(s)) ? Date.parse(s) : undefined
const operandEpoch = (s: string) => {
  const moment = parseMoment(s, true)
  return moment === undefined ? undefined : Date.parse(moment)
}

/** Free JSON compares by the type that is stored. */
export function free(values: unknown[], t: Term): boolean {
  const there = values.filter((v) => v !== null)
  if (isAny(t)) return there.length > 0 !== t.negate
  const operand = t.pieces.join('*')
  if (t.op === '' && operand === '') return there.every((v) => v === '') !== t.negate
  const scalars = there.filter((v) => typeof v !== 'object') as (string | number | boolean)[]
  if (isWild(t)) return scalars.some((v) => pattern(t).test(lower(String(v)))) !== t.negate
  const op = t.op !== '' && t.negate ? opposite[t.op] : t.op
  const some = scalars.some((v) => {
    if (typeof v === 'number') return isNumber(operand) && holds(op, order(v, Number(operand)))
    if (typeof v === 'boolean') return op === '' && lower(operand) === String(v)
    const [a, b] = [epoch(v), operandEpoch(operand)]
    const asText = holds(op, order(lower(v), lower(operand)))
    if (a === undefined || b === undefined) return asText
    return holds(op, order(a, b)) || (op === '' && asText)
  })
  return t.op === '' ? some !== t.negate : some
}

type Judge = (row: Row, term: Term) => boolean
const textual =
  (value: (r: Row) => unknown): Judge =>
  (r, t) => {
    const v = value(r) as string | null
    return typed(v === null ? null : lower(v), t, lower)
  }
const numeric =
  (value: (r: Row) => unknown): Judge =>
  (r, t) =>
    typed(value(r), t, Number)
const json =
  (column: string, ...path: string[]): Judge =>
  (r, t) =>
    free(valuesAt(r[column], path), t)
export const inAddress = (key: string) => (r: Row) => (r.Address as Row | null)?.[key] ?? null
const STATUSES = ['Open', 'Closed', 'Lost']

const textOperands = [...words, 'ab', 'A', 'zoë', 'abcabc']
const numberOperands = [
  '0',
  '1',
  '5',
  '+5',
  '-1',
  '.5',
  '5.',
  '1e2',
  '1.005',
  '1.0050000001',
  '0.0000005',
  '99999999999999999999',
]
const dateOperands = [...dates, '1/1/2024', '01-01-2024 11:00:00 AM +00:00', '2024-01-01T10:00']
const freeOperands = [...mixed.filter((v) => v !== null).map(String), '1/1/2024', '05', 'zz']

/** Every kind of property: its name, the operands that fit, whether wildcards and comparisons do, and the rule. */
const kinds: [name: string, operands: string[], wild: boolean, comparable: boolean, judge: Judge][] = [
  ['Name', textOperands, true, true, textual((r) => r.Name)],
  ['name', textOperands, true, true, textual((r) => r.Name)],
  ['ID', rows.map((r) => r.ID), true, true, textual((r) => r.ID)],
  ['Quantity', numberOperands, false, true, numeric((r) => r.Quantity)],
  ['Weight', numberOperands, false, true, numeric((r) => r.Weight)],
  ['UnitPrice', numberOperands, false, true, numeric((r) => r.UnitPrice)],
  ['Total', numberOperands, false, true, numeric((r) => r.Total)],
  [
    'Active',
    ['true', 'false', 'True', 'FALSE'],
    false,
    false,
    (r, t) => typed(r.Active, t, (o) => (o.toLowerCase() === 'true') as never),
  ],
  [
    'Status',
    ['open', 'Closed', '0', '2', 'LOST'],
    false,
    false,
    (r, t) => typed(r.Status && lower(r.Status as string), t, (o) => lower(STATUSES[Number(o)] ?? o)),
  ],
  [
    'Since',
    dateOperands,
    false,
    true,
    (r, t) => typed(r.Since && Date.parse(r.Since as string), t, (o) => operandEpoch(o)!),
  ],
  ['Address.City', ['bern', 'Basel', 'B', ''], true, true, textual(inAddress('City'))],
  ['Address.Floor', numberOperands, false, true, numeric(inAddress('Floor'))],
  ['Address.xp.v', freeOperands, true, true, json('Address', 'xp', 'v')],
  ['Tags', freeOperands, true, true, json('Tags')],
  ['Items.Sku', freeOperands, true, true, json('Items', 'Sku')],
  ['items.count', freeOperands, true, true, json('Items', 'Count')],
  ['xp', [], false, false, json('xp')],
  ['xp.v', freeOperands, true, true, json('xp', 'v')],
  ['xp.v.inner', freeOperands, true, true, json('xp', 'v', 'inner')],
  ['xp.deep.k', freeOperands, true, true, json('xp', 'deep', 'k')],
  ['xp.far.list.k', freeOperands, true, true, json('xp', 'far', 'list', 'k')],
  ['xp.odd key', freeOperands, true, true, json('xp', 'odd key')],
  ['xp.missing', freeOperands, true, true, json('xp', 'missing')],
]

const term = ([, operands, wild, comparable]: (typeof kinds)[number]): fc.Arbitrary<Term> => {
  const negate = fc.boolean()
  const bare = fc.constantFrom<Term[]>(
    { negate: false, op: '', pieces: ['', ''] },
    { negate: false, op: '', pieces: [''] },
  )
  const forms = [fc.tuple(bare, negate).map(([t, n]) => ({ ...t, negate: n }))]
  if (operands.length > 0) {
    const ops = comparable ? (['', '', '>', '<', '>=', '<='] as const) : ([''] as const)
    const one = fc.record({
      negate,
      op: fc.constantFrom(...ops),
      pieces: fc.constantFrom(...operands).map((o) => [o]),
    })
    // An empty operand of a comparison fits text only.
    forms.push(one, one, one)
  }
  if (wild) {
    const piece = fc.constantFrom('', '', 'a', 'b', 'c', 'AB', 'true', '5', '*', '-', 'ë')
    forms.push(
      fc.record({
        negate,
        op: fc.constant('' as const),
        pieces: fc.array(piece, { minLength: 2, maxLength: 6 }),
      }),
    )
  }
  return fc.oneof(...forms)
}

const escaped = (s: string) => s.replace(/[\\|*!<>=]/g, '\\$&')
const written = (t: Term) => (t.negate ? '!' : '') + t.op + t.pieces.map(escaped).join('*')

/** A filter parameter as it is sent, and what it means. */
export const filter = fc
  .uniqueArray(fc.constantFrom(...kinds), { minLength: 1, maxLength: 2, selector: ([name]) => name })
  .chain((properties) =>
    fc.record({
      properties: fc.constant(properties),
      // Several properties share terms, which then have to fit both.
      terms: fc.array(
        properties.length === 1 ? term(properties[0]!) : term(['', [], false, false, properties[0]![4]]),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  )
  .map(({ properties, terms }) => ({
    sent: [properties.map(([name]) => name).join('|'), terms.map(written).join('|')] as [string, string],
    meets: (r: Row) => properties.some(([, , , , judge]) => terms.some((t) => judge(r, t))),
  }))
