import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { findProperty } from '../lists/filter.ts'
import type { Kind, Limits } from './kind.ts'
import * as numbers from './numbers.ts'
import * as structures from './structures.ts'
import * as texts from './texts.ts'

const isKind = (value: unknown): value is Kind => typeof value === 'object' && 'column' in value!
const kinds = [texts, numbers, structures].flatMap((family) => Object.values(family).filter(isKind))
const named = kinds.map((kind) => [kind.name, kind] as const)

const limits: Limits = { values: ['Open', 'Closed'], max: 50 }
const entry = () => 'entry'
const schemaOf = (kind: Kind) => kind.schema(limits, () => z.literal('entry'))
const sampleOf = (kind: Kind) => kind.examples.taken(limits, 'unique', entry)

describe('the kinds', () => {
  it('have names of their own', () => expect(new Set(kinds.map((k) => k.name)).size).toBe(kinds.length))

  it('have more than one family', () => expect(kinds.length).toBeGreaterThan(12))
})

describe.each(named)('%s', (_, kind) => {
  it('says how it is stored, and reads what it has stored', () => {
    const { column } = kind
    const stored = column.encode(sampleOf(kind))
    expect(typeof stored).toBe(column.type === 'text' ? 'string' : 'number')
    expect(column.decode(stored)).toEqual(sampleOf(kind))
    expect(column.places !== undefined).toBe(column.form === 'scaled')
    expect(column.ignoresCase && column.type !== 'text').toBe(false)
    if (column.type === 'integer') expect(Number.isInteger(stored)).toBe(true)
    if (column.form === 'json') expect(() => JSON.parse(String(stored))).not.toThrow()
  })

  it('takes its example as it is', () => {
    expect(schemaOf(kind).safeParse(sampleOf(kind))).toEqual({ success: true, data: sampleOf(kind) })
  })

  it('refuses what is of another type, and what is beyond its limits', () => {
    for (const refused of [kind.examples.otherType, kind.examples.beyond(limits)])
      if (refused) expect([refused, schemaOf(kind).safeParse(refused[0]).success]).toEqual([refused, false])
    // Only any JSON is of any type.
    expect(kind.examples.otherType === null).toBe(kind.free === 'below')
  })

  it('has something that stands for nothing', () =>
    expect(kind.zero === null || typeof kind.zero === typeof sampleOf(kind)).toBe(true))

  it('tells what filters compare it with, and what they do not', () => {
    const { comparing, examples, column } = kind
    // Structures are compared by what is in them, and secrets not at all.
    expect(comparing === null).toBe(column.form === 'json' || kind.isSecret)
    if (!comparing) return
    const { fit, unfit } = examples.operands!(limits)
    const plain = fit.filter((operand) => /^\w/.test(operand) && !operand.includes('*'))
    expect(plain.length).toBeGreaterThan(0)
    for (const operand of plain)
      expect(typeof comparing.operand(operand, limits)).toBe(column.type === 'text' ? 'string' : 'number')
    if (unfit) expect(comparing.operand(unfit, limits)).toBeUndefined()
    expect(unfit === undefined).toBe(kind.isText)
  })

  it('reads parameters', () => {
    const sample = sampleOf(kind)
    if (kind.column.form === 'json') expect(kind.parameter('{}', limits)).toBeUndefined()
    else if (Number.isInteger(sample) || typeof sample !== 'number')
      expect(kind.parameter(String(sample), limits)).toEqual(sample)
    if (!kind.isText && !kind.isSecret) expect(kind.parameter('no such thing', limits)).toBeUndefined()
  })

  it('can be published', () => {
    const { schema, note } = kind.published
    const published = schema?.(limits) ?? schemaOf(kind)
    expect(() => z.toJSONSchema(published)).not.toThrow()
    expect(published.safeParse(sampleOf(kind)).success).toBe(true)
    expect(note?.(limits) ?? 'A sentence.').toMatch(/^[A-Z].*\.$/)
  })

  it('is found by queries, or is a secret', () => {
    const field = { kind, initial: null, nullable: true }
    expect(findProperty({ It: field }, 'it') !== undefined).toBe(!kind.isSecret && kind.free !== 'below')
    expect(findProperty({ It: field }, 'It.Below') !== undefined).toBe(kind.free !== null)
  })
})
