import type { Field, Fields } from '../../src/api/field.ts'
import { oncePer } from '../../src/api/memory.ts'
import { schemaOf } from '../../src/api/schemas.ts'
import type { Operation } from '../../src/resource/operation.ts'

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where an answer differs from what the operation declares: every property present, null or of its kind, no other. */
export function mismatches(operation: Operation, answer: unknown): string[] {
  const fields = operation.response?.fields
  if (!fields) return answer === null ? [] : ['an answer where none is declared']
  if (operation.page === 'array')
    return (answer as unknown[]).flatMap((item, i) => objectMismatches(fields, item, String(i)))
  if (!operation.page) return objectMismatches(fields, answer, operation.id)
  const { Meta, Items } = answer as { Meta: Record<string, unknown>; Items: unknown[] }
  const { Page, PageSize, TotalCount, TotalPages, ItemRange, NextPageKey } = Meta
  const numbers = [Page, PageSize, TotalCount, TotalPages, ...(ItemRange as unknown[])]
  const first = ((Page as number) - 1) * (PageSize as number) + 1
  return [
    ...(numbers.every(Number.isInteger) ? [] : ['Meta: not all whole numbers']),
    ...(TotalPages === Math.ceil((TotalCount as number) / (PageSize as number)) ? [] : ['Meta.TotalPages']),
    ...(String(ItemRange) === String([first, first - 1 + Items.length]) ? [] : ['Meta.ItemRange']),
    ...(NextPageKey === null || typeof NextPageKey === 'string' ? [] : ['Meta.NextPageKey']),
    ...('Facets' in Meta === (operation.page === 'facets') ? [] : ['Meta.Facets']),
    ...Items.flatMap((item, i) => objectMismatches(fields, item, `Items.${i}`)),
  ]
}

/** A sign-in tells of a refresh token only where there is one. */
const OPTIONAL = new Set(['refresh_token'])

function objectMismatches(fields: Fields, value: unknown, at: string): string[] {
  if (!isObject(value)) return [`${at}: no object`]
  const shown = Object.entries(fields).filter(([, f]) => !f.hidden)
  const names = new Set(shown.map(([name]) => name))
  return [
    ...Object.keys(value)
      .filter((name) => !names.has(name))
      .map((name) => `${at}.${name}: not declared`),
    ...shown.flatMap(([name, f]) =>
      name in value
        ? valueMismatches(f, value[name], `${at}.${name}`)
        : OPTIONAL.has(name)
          ? []
          : [`${at}.${name}: missing`],
    ),
  ]
}

function valueMismatches(f: Field, value: unknown, at: string): string[] {
  if (f.writeOnly) return value === null ? [] : [`${at}: shows what is write-only`]
  if (value === null) return f.nullable ? [] : [`${at}: null`]
  const { of, fields } = f
  if (fields) return objectMismatches(fields, value, at)
  if (of && Array.isArray(value)) return value.flatMap((v, i) => valueMismatches(of, v, `${at}.${i}`))
  // What is answered is what would be taken as it is, but for limits: those are for requests.
  const { success, data } = answered(f).safeParse(value)
  return success && (data === value || f.kind.free)
    ? []
    : [`${at}: ${JSON.stringify(value)} is no ${f.kind.name}`]
}

const answered = oncePer((f: Field) => schemaOf({ ...f, required: false, min: undefined, max: undefined }))
