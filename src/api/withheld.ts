import type { Field, Fields } from './field.ts'
import { oncePer } from './memory.ts'
import type { CommerceRole, Endpoint } from './operation.ts'
import { Rendered } from './request.ts'

type Values = Record<string, unknown>

/** Whether a model, or one of those nested in it, has a field that some kind of user is not shown. */
const hasWithheld: (fields: Fields) => boolean = oncePer((fields) =>
  Object.values(fields).some((f) => {
    const nested = f.fields ?? f.of?.fields
    return f.withheldFrom || (nested && hasWithheld(nested))
  }),
)

/**
 * What a list may be asked about by a kind of user: nobody filters, sorts or searches by what they are not shown, since
 * the answer would tell it.
 */
export function fieldsFor(fields: Fields, kind: CommerceRole | undefined): Fields {
  if (!kind || !hasWithheld(fields)) return fields
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, f]) => !f.withheldFrom?.includes(kind))
      .map(([name, f]) => [name, f.fields ? { ...f, fields: fieldsFor(f.fields, kind) } : f]),
  )
}

/** An answer of an operation as a kind of user is shown it: what is withheld from them is null. */
export function shownTo(
  { response, page }: Pick<Endpoint, 'response' | 'page'>,
  kind: CommerceRole | undefined,
  answer: unknown,
): unknown {
  if (answer instanceof Rendered || !kind || !response || !answer || !hasWithheld(response.fields))
    return answer
  const { fields } = response
  if (page === 'array') return (answer as Values[]).map((item) => without(fields, kind, item))
  if (!page) return without(fields, kind, answer as Values)
  const whole = answer as { Items: Values[] }
  return { ...whole, Items: whole.Items.map((item) => without(fields, kind, item)) }
}

function without(fields: Fields, kind: CommerceRole, values: Values): Values {
  const shown = (name: string, value: unknown): unknown => {
    const { withheldFrom, fields: nested, of }: Partial<Field> = fields[name] ?? {}
    if (value === null) return null
    if (withheldFrom?.includes(kind)) return null
    if (nested) return without(nested, kind, value as Values)
    const entries = of?.fields
    return entries && hasWithheld(entries)
      ? (value as Values[]).map((entry) => without(entries, kind, entry))
      : value
  }
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shown(name, value)]))
}
