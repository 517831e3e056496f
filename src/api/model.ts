import type { Issue } from './errors.ts'
import type { Fields, ShownFields, ValuesOf } from './field.ts'
import { oncePer } from './memory.ts'

/** A named shape of the wire: a component of the published document, a request body, a response. */
export interface Model<F extends Fields = Fields> {
  readonly name: string
  readonly fields: F
  /** Rules over several properties, such as "State is required in US and CA". */
  check?(value: ValuesOf<F>): Issue[]
}

/** What a whole body of a model has. */
export type BodyOf<M extends Pick<Model, 'fields'>> = ValuesOf<M['fields']>

/** Declares a model; of a table's fields those that are hidden stay out of it. */
export const model = <F extends Fields>(
  name: string,
  fields: F,
  check?: Model<NoInfer<ShownFields<F>>>['check'],
): Model<ShownFields<F>> => ({
  name,
  // The type leaves out the same.
  fields: Object.fromEntries(Object.entries(fields).filter(([, f]) => !f.hidden)) as ShownFields<F>,
  check,
})

/** The fields of a model that the wire shows. */
const shownFields = oncePer((fields: Fields) => Object.entries(fields).filter(([, f]) => !f.hidden))

/** The properties of an object that the wire shows, in the model's order; absent ones are null. */
export function present(m: Pick<Model, 'fields'>, values: Record<string, unknown>): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [name, f] of shownFields(m.fields)) {
    const value = f.writeOnly
      ? null
      : (values[name] ?? (f.nullable || f.computed ? (f.initial ?? null) : f.initial))
    out[name] = f.fields && value ? present({ fields: f.fields }, value as Record<string, unknown>) : value
  }
  return out
}
