import type { Field, Fields } from '../../src/api/field.ts'
import type { Refused } from '../../src/api/kinds/kind.ts'

type Values = Record<string, unknown>

/** One thing that is wrong with a body: what the answer must say about it. */
export interface Wrong {
  property: string
  rule: string
}

let made = 0

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
  return f.kind.examples.taken(f, `${name}${++made}`, () =>
    f.of ? sampleOf(name, f.of, idOf) : sampleBody(f.fields!, idOf),
  )
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
export const wrongTypes = (fields: Fields) => collect(fields, (f) => f.kind.examples.otherType)

/** A body every property of which that has a limit is beyond it: a text without one is longer than any body. */
export const beyondLimits = (fields: Fields) => collect(fields, (f) => f.kind.examples.beyond(f))

/** Applies a kind of wrong to every property, also to those of nested models and list elements. */
function collect(fields: Fields, wrongOf: (f: Field) => Refused | null): [Values, Wrong[]] {
  const body: Values = {}
  const wrongs: Wrong[] = []
  for (const [name, f] of writable(fields)) {
    const within = f.fields ?? f.of?.fields
    if (within) {
      const [below, belowWrongs] = collect(within, wrongOf)
      if (belowWrongs.length === 0) continue
      body[name] = f.of ? [below] : below
      wrongs.push(...belowWrongs.map((w) => ({ ...w, property: `${pathInto(name, f)}.${w.property}` })))
      continue
    }
    const wrong = wrongOf(f)
    if (!wrong) continue
    body[name] = wrong[0]
    wrongs.push({ property: name, rule: wrong[1] })
  }
  return [body, wrongs]
}

/** The path of the model that a property is or has in its list. */
const pathInto = (name: string, f: Field) => (f.of ? `${name}.0` : name)

/** Every list in a body: its path, its field, and a body that has one of so many entries there. */
export function listsOf(fields: Fields): { property: string; f: Field; body: (entries: number) => Values }[] {
  return writable(fields).flatMap(([name, f]) => {
    const own = f.of
      ? [{ property: name, f, body: (n: number) => ({ [name]: Array.from({ length: n }, () => ({})) }) }]
      : []
    const within = f.fields ?? f.of?.fields
    if (!within) return own
    const below = listsOf(within).map((inner) => ({
      property: `${pathInto(name, f)}.${inner.property}`,
      f: inner.f,
      body: (n: number) => ({ [name]: f.of ? [inner.body(n)] : inner.body(n) }),
    }))
    return [...own, ...below]
  })
}

/** Every place of a body that takes free JSON or a number, and a body that has a value there. */
export function numbersOf(fields: Fields): { property: string; body: (value: unknown) => Values }[] {
  return writable(fields).flatMap(([name, f]) => {
    const at = (value: unknown) => ({ [name]: value })
    if (f.kind.zero === 0) return [{ property: name, body: at }]
    if (f.kind.free)
      return [
        { property: `${name}.Key`, body: (value: unknown) => at({ Key: value }) },
        { property: `${name}.a.1.b`, body: (value: unknown) => at({ a: [0, { b: value }] }) },
      ]
    const within = f.fields ?? f.of?.fields
    if (!within) return []
    return numbersOf(within).map((inner) => ({
      property: `${pathInto(name, f)}.${inner.property}`,
      body: (value: unknown) => at(f.of ? [inner.body(value)] : inner.body(value)),
    }))
  })
}

/** The properties a whole body must have. */
export const missing = (fields: Fields): Wrong[] =>
  writable(fields)
    .filter(([, f]) => f.required)
    .map(([property]) => ({ property, rule: 'Required' }))
