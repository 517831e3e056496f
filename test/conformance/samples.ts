import type { Field, Fields } from '../../src/api/field.ts'

type Values = Record<string, unknown>

/** One thing that is wrong with a body: what the answer must say about it. */
export interface Wrong {
  property: string
  rule: string
}

let made = 0
const MOMENT = '2031-02-03T04:05:06.789+00:00'

/** The fields a request may set. */
export const writable = (fields: Fields) =>
  Object.entries(fields).filter(([, f]) => !f.readOnly && !f.hidden) as [string, Field][]

/**
 * A body that sets what can be set without naming other objects, and what must be set.
 * @param idOf the ID of an existing object of a model
 */
export function sampleBody(fields: Fields, idOf: (model: string) => string): Values {
  return Object.fromEntries(
    writable(fields)
      .filter(([name, f]) => f.required || !(f.reference || f.writeOnly || name === 'ID'))
      .map(([name, f]) => [name, sampleOf(name, f, idOf)]),
  )
}

function sampleOf(name: string, f: Field, idOf: (model: string) => string): unknown {
  if (f.reference) return idOf(f.reference)
  switch (f.kind) {
    case 'text':
      return `${name}${++made}`.slice(0, f.max)
    case 'oneOf':
      return f.values![0]
    case 'flag':
      return true
    case 'int':
      return Math.min(Math.max(f.min ?? 2, 2), f.max ?? 2)
    case 'number':
    case 'price':
      return 2.5
    case 'amount':
      return 0
    case 'timestamp':
      return MOMENT
    case 'xp':
    case 'json':
      return { Color: 'Blue', Sizes: [1, 2], Deep: { Key: null } }
    case 'object':
      return sampleBody(f.fields!, idOf)
    case 'list':
      return [sampleOf(name, f.of!, idOf)]
  }
}

/** Values that no request may set, and a property that nobody has: they must be ignored. */
export const ignored = (fields: Fields): Values => ({
  Nonsense: 'ignored',
  ...Object.fromEntries(
    Object.entries(fields)
      .filter(([, f]) => f.readOnly && !f.hidden)
      .map(([name]) => [name, JUNK]),
  ),
})
export const JUNK = 'read-only junk'

/** A body every property of which has a value of another type. */
export function wrongTypes(fields: Fields): [Values, Wrong[]] {
  return collect(fields, (f) => {
    switch (f.kind) {
      case 'json':
        return undefined
      case 'text':
        return [12, 'Type']
      case 'oneOf':
        return [12, 'Enum']
      case 'list':
        return [{ no: 'list' }, 'Type']
      default:
        return ['no number, date, flag or object', 'Type']
    }
  })
}

/** A body every property of which that has a limit is beyond it. */
export function beyondLimits(fields: Fields): [Values, Wrong[]] {
  return collect(fields, (f) => {
    switch (f.kind) {
      case 'text':
        // Every text has a limit: what it is, is not the sender's choice.
        return ['x'.repeat((f.max ?? 1_000_000) + 1), 'MaxLength']
      case 'oneOf':
        return ['no such name', 'Enum']
      case 'int':
        return f.min === undefined ? [2 ** 31, 'Range'] : [f.min - 1, 'Range']
      case 'number':
        return [1e16, 'Range']
      case 'price':
        return f.min === undefined ? [8_000_000_001, 'Range'] : [f.min - 0.01, 'Range']
      case 'amount':
        return [f.min === undefined ? 70_000_000_000_001 : f.min - 0.01, 'Range']
      case 'timestamp':
        return ['2031-02-30', 'Type']
      case 'xp':
        return [{ long: 'x'.repeat(8000) }, 'MaxLength']
      case 'json':
        return [['x'.repeat(100_000)], 'MaxLength']
      default:
        return undefined
    }
  })
}

/** Applies a kind of wrong to every property, also to those of nested models and list elements. */
function collect(fields: Fields, wrongOf: (f: Field) => [unknown, string] | undefined): [Values, Wrong[]] {
  const body: Values = {}
  const wrongs: Wrong[] = []
  for (const [name, f] of writable(fields)) {
    const element = f.kind === 'list' ? f.of! : f
    if (element.kind === 'object') {
      const [below, belowWrongs] = collect(element.fields!, wrongOf)
      if (belowWrongs.length === 0) continue
      body[name] = f.kind === 'list' ? [below] : below
      const prefix = f.kind === 'list' ? `${name}.0` : name
      wrongs.push(...belowWrongs.map((w) => ({ ...w, property: `${prefix}.${w.property}` })))
      continue
    }
    const wrong = wrongOf(f)
    if (!wrong) continue
    body[name] = wrong[0]
    wrongs.push({ property: name, rule: wrong[1] })
  }
  return [body, wrongs]
}

/** Every list in a body: its path, its field, and a body that has one of so many entries there. */
export function listsOf(fields: Fields): { property: string; f: Field; body: (entries: number) => Values }[] {
  return writable(fields).flatMap(([name, f]) => {
    const own =
      f.kind === 'list'
        ? [{ property: name, f, body: (n: number) => ({ [name]: Array.from({ length: n }, () => ({})) }) }]
        : []
    const element = f.kind === 'list' ? f.of! : f
    if (element.kind !== 'object') return own
    const below = listsOf(element.fields!).map((inner) => ({
      property: f.kind === 'list' ? `${name}.0.${inner.property}` : `${name}.${inner.property}`,
      f: inner.f,
      body: (n: number) => ({ [name]: f.kind === 'list' ? [inner.body(n)] : inner.body(n) }),
    }))
    return [...own, ...below]
  })
}

/** Every place of a body that takes free JSON or a number, and a body that has a value there. */
export function numbersOf(fields: Fields): { property: string; body: (value: unknown) => Values }[] {
  return writable(fields).flatMap(([name, f]) => {
    const at = (value: unknown) => ({ [name]: value })
    if (['int', 'number', 'price', 'amount'].includes(f.kind)) return [{ property: name, body: at }]
    if (f.kind === 'xp' || f.kind === 'json')
      return [
        { property: `${name}.Key`, body: (value: unknown) => at({ Key: value }) },
        { property: `${name}.a.1.b`, body: (value: unknown) => at({ a: [0, { b: value }] }) },
      ]
    const element = f.kind === 'list' ? f.of! : f
    if (element.kind !== 'object') return []
    return numbersOf(element.fields!).map((inner) => ({
      property: f.kind === 'list' ? `${name}.0.${inner.property}` : `${name}.${inner.property}`,
      body: (value: unknown) => at(f.kind === 'list' ? [inner.body(value)] : inner.body(value)),
    }))
  })
}

/** The properties a whole body must have. */
export const missing = (fields: Fields): Wrong[] =>
  writable(fields)
    .filter(([, f]) => f.required)
    .map(([property]) => ({ property, rule: 'Required' }))
