import type { Issue } from './errors.ts'
import { type Fields, objectSchema, type ValuesOf } from './field.ts'

/** A named shape of the wire: a component of the published document, a request body, a response. */
export interface Model<F extends Fields = Fields> {
  readonly name: string
  readonly fields: F
  /** Rules over several properties, such as "State is required in US and CA". */
  readonly check?: (value: Record<string, unknown>) => Issue[]
}

/** Declares a model. */
export const model = <F extends Fields>(name: string, fields: F, check?: Model['check']): Model<F> => ({
  name,
  fields,
  check,
})

/** A body of a model, checked and filled. */
export type BodyOf<M extends Model> = ValuesOf<M['fields']>

const shownCache = new WeakMap<Fields, [name: string, field: Fields[string]][]>()

/** The fields of a model that the wire shows. */
function shownFields(fields: Fields): [name: string, field: Fields[string]][] {
  let shown = shownCache.get(fields)
  if (!shown) {
    shown = Object.entries(fields).filter(([, f]) => !f.hidden)
    shownCache.set(fields, shown)
  }
  return shown
}

/** The properties of an object that the wire shows, in the model's order; absent ones are null. */
export function present(
  m: { readonly name?: string; readonly fields: Fields },
  values: Record<string, unknown>,
): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [name, f] of shownFields(m.fields)) {
    const value = f.writeOnly
      ? null
      : (values[name] ?? (f.nullable || f.computed ? (f.initial ?? null) : f.initial))
    out[name] =
      f.kind === 'object' && value ? present({ fields: f.fields! }, value as Record<string, unknown>) : value
  }
  return out
}

/** The request schema of a model; see `objectSchema`. */
export const requestSchema = (m: Model) => objectSchema(m.fields)
