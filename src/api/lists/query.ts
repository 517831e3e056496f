import { refuseMissing } from '../body.ts'
import { type Issue, invalid, invalidAll } from '../errors.ts'
import type { Fields } from '../field.ts'

/** A query as it was sent: names in any letter case, some more than once. */
export type Query = readonly (readonly [name: string, value: string])[]

/** The values of a parameter, empty ones too, in the order sent. */
export const valuesOf = (query: Query, name: string): string[] =>
  query.filter(([n]) => n.toLowerCase() === name.toLowerCase()).map(([, value]) => value)

/**
 * 400 for a parameter of one value that was sent more than once, if only to say nothing: which one counts would be a
 * guess.
 */
export const repeated = (name: string) => invalid(name, 'Rule', `${name} may be sent no more than once.`)

/** The one value of a parameter; an empty one counts as none. */
export function oneValueOf(query: Query, name: string): string | undefined {
  const values = valuesOf(query, name)
  if (values.length > 1) throw repeated(name)
  return values[0] || undefined
}

/** The operation's own query parameters, typed; those of lists may be repeated. */
export function parametersOf(fields: Fields, query: Query): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  const issues: Issue[] = []
  for (const [name, f] of Object.entries(fields)) {
    if (f.of) {
      const values = valuesOf(query, name)
      if (values.length > f.max!) issues.push(tooMany(name, f.max!))
      out[name] = values
      continue
    }
    const sent = oneValueOf(query, name)
    refuseMissing(name, f, sent)
    if (sent === undefined) {
      if (f.required) issues.push({ property: name, rule: 'Required', message: `${name} is required.` })
      out[name] = f.required ? undefined : f.initial
      continue
    }
    const value = f.kind.parameter(sent, f)
    if (value === undefined)
      issues.push({
        property: name,
        rule: f.values ? 'Enum' : 'Type',
        message: `${name} has an invalid value.`,
        detail: f.values ? { Values: f.values } : undefined,
      })
    out[name] = value
  }
  if (issues.length > 0) throw invalidAll(issues)
  return out
}

/** The issue of a list with more entries than it takes. */
const tooMany = (name: string, most: number): Issue => ({
  property: name,
  rule: 'Range',
  message: `${name} takes at most ${most} entries.`,
  detail: { Maximum: most },
})
