import * as z from 'zod'
import type { Field, Fields } from './field.ts'
import { oncePer } from './memory.ts'

/** The schema of one value, without `null`; built at first use, since building all of them costs start-up time. */
export const schemaOf: (f: Field) => z.ZodType = oncePer((f) =>
  f.kind.schema(f, () => (f.of ? schemaOf(f.of) : objectSchema(f.fields!))),
)

/** The schema of a whole body: required properties demanded, read-only ones absent. */
export const objectSchema = oncePer((fields: Fields) =>
  shapeOf(fields, (f) => (f.required ? schemaOf(f) : schemaOf(f).nullish())),
)

/** The schema of a PATCH body: every property may be missing or null; the merged object is checked as a whole. */
export const partialSchema: (fields: Fields) => z.ZodObject = oncePer((fields) =>
  shapeOf(fields, (f) =>
    (f.fields ? partialSchema(f.fields) : schemaOf(f.required ? { ...f, required: false } : f)).nullish(),
  ),
)

function shapeOf(fields: Fields, of: (f: Field) => z.ZodType): z.ZodObject {
  const shape: Record<string, z.ZodType> = {}
  for (const [name, f] of Object.entries(fields)) if (!f.readOnly && !f.hidden) shape[name] = of(f)
  return z.object(shape)
}
