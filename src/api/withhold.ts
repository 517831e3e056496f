import type { Field, Fields } from './field.ts'
import { oncePer } from './memory.ts'
import type { Model } from './model.ts'
import type { CommerceRole, Endpoint } from './operation.ts'

type Values = Record<string, unknown>

/** Fields of a model, or of the objects in it, that some kind of user is not shown. */
const hasWithheld: (fields: Fields) => boolean = oncePer((fields) =>
  Object.values(fields).some((f) => f.withheldFrom || (f.fields && hasWithheld(f.fields)) || !!below(f)),
)

const below = (f: Field): Fields | undefined =>
  f.of?.fields && hasWithheld(f.of.fields) ? f.of.fields : undefined

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
  if (!kind || !response || !answer || !hasWithheld(response.fields)) return answer
  if (page === 'array') return (answer as Values[]).map((item) => without(response, kind, item))
  if (!page) return without(response, kind, answer as Values)
  const whole = answer as { Items: Values[] }
  return { ...whole, Items: whole.Items.map((item) => without(response, kind, item)) }
}

function without({ fields }: Pick<Model, 'fields'>, kind: CommerceRole, values: Values): Values {
  const shown = (name: string, value: unknown): unknown => {
    const f = fields[name]
    if (!f || value === null) return value
    if (f.withheldFrom?.includes(kind)) return null
    if (f.fields) return without({ fields: f.fields }, kind, value as Values)
    const items = below(f)
    return items ? (value as Values[]).map((item) => without({ fields: items }, kind, item)) : value
  }
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shown(name, value)]))
}
