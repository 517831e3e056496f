import { expect, it } from 'vitest'
import type { Call } from '../../store/call.ts'
import { learnAudience } from './known-audiences.ts'
import { Acquainted, meet } from './known-products.ts'

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
  const shown = (name: string, n: number) =>
    Array.from({ length: n }, (_, i) => ({
      ID: `${name}${i}`,
      shown: {},
      until: Number.POSITIVE_INFINITY,
    }))
  const knows = (...ids: string[]) => ids.map((id) => new Acquainted(call).product(id) !== undefined)
  meet(call, 'a', shown('p', 100), 600_000)
  expect(knows('p0', 'p99')).toEqual([true, true])
  // Both are more than one audience may have.
  meet(call, 'a', shown('q', 100), 600_000)
  expect(knows('p0', 'p99', 'q0', 'q99')).toEqual([false, true, true, true])
  meet(call, 'a', shown('r', 300), 3000)
  expect(knows('q99', 'r0', 'r99', 'r100', 'r299')).toEqual([false, false, false, true, true])
})
