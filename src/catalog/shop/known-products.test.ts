import { expect, it } from 'vitest'
import type { Call } from '../../store/call.ts'
import { learnAudience } from './known-audiences.ts'
import { Acquainted, meet, written } from './known-products.ts'

it('keeps of an audience what was shown last, as far as it goes', () => {
  const state = { since: 's', accessVersion: 1, catalogVersion: 1, shopVersion: 1, stockVersion: 1 }
  // Of a call, nothing else is looked at.
  const call = {
    marketplace: 'm',
    input: { now: 1 },
    query: {},
    caller: { key: 'k' },
    state,
  } as unknown as Call
  learnAudience(call, 'a')
  const shown = (name: string, n: number, size: number) =>
    Array.from({ length: n }, (_, i) => ({
      ID: `${name}${i}`,
      shown: {},
      json: 'x'.repeat(size),
      until: Number.POSITIVE_INFINITY,
    }))
  const knows = (...ids: string[]) => ids.map((id) => new Acquainted(call).product(id) !== undefined)
  meet(call, 'a', shown('p', 100, 6000))
  expect(knows('p0', 'p99')).toEqual([true, true])
  // Both are more than one audience may have.
  meet(call, 'a', shown('q', 100, 6000))
  expect(knows('p0', 'p99', 'q0', 'q99')).toEqual([false, true, true, true])
  meet(call, 'a', shown('r', 300, 10))
  expect(knows('q99', 'r0', 'r99', 'r100', 'r299')).toEqual([false, false, false, true, true])
})

it('writes a page of products as it would be written as a whole', () => {
  const product = (ID: string) => {
    const shown = { ID, Name: 'Räder "M"', xp: null }
    return { ID, shown, json: JSON.stringify(shown), until: 0 }
  }
  const [a, b] = [product('a'), product('b')]
  const page = (...Items: unknown[]) => ({ Meta: { Page: 1, Facets: [] }, Items })
  for (const answer of [page(), page(a.shown), page(a.shown, b.shown), page(a.shown, { ID: 'c' }), a.shown])
    expect(written(answer, [a, b])).toBe(JSON.stringify(answer))
})
