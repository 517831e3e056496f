import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderStatuses } from '../../tables/orders/statuses.ts'
import { completionOf, isFullyShipped } from './completion.ts'

const now = '2024-05-02T00:00:00.000+00:00'
const line = (Quantity: number, Dispatched: number, IsBundle = false) => ({ Quantity, Dispatched, IsBundle })
const open = { Status: 'Open', CompletedByHand: false } as const
const completed = { Status: 'Completed', CompletedByHand: false } as const

describe('an order is fully shipped', () => {
  it('when all of every line has gone out', () => {
    expect(isFullyShipped([line(3, 3), line(1, 1)])).toBe(true)
    expect(isFullyShipped([line(3, 2), line(1, 1)])).toBe(false)
  })

  it('whatever becomes of the heading lines of bundles', () => {
    expect(isFullyShipped([line(1, 0, true), line(1, 1)])).toBe(true)
  })

  it('never without anything to ship', () => {
    expect(isFullyShipped([])).toBe(false)
    expect(isFullyShipped([line(1, 0, true)])).toBe(false)
  })
})

describe('what has been shipped', () => {
  it('completes an open order and opens it again', () => {
    expect(completionOf(open, [line(1, 1)], now)).toEqual({ Status: 'Completed', DateCompleted: now })
    expect(completionOf(completed, [line(1, 0)], now)).toEqual({ Status: 'Open', DateCompleted: null })
    expect(completionOf(completed, [line(1, 1)], now)).toEqual({})
    expect(completionOf(open, [line(1, 0)], now)).toEqual({})
  })

  it('leaves an order that was completed by hand', () => {
    expect(completionOf({ ...completed, CompletedByHand: true }, [line(1, 0)], now)).toEqual({})
  })

  it('moves open and completed orders only', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...orderStatuses),
        fc.boolean(),
        fc.nat(3),
        fc.nat(3),
        (Status, CompletedByHand, a, b) => {
          const full = a >= 2 && b >= 1
          const { Status: after } = completionOf({ Status, CompletedByHand }, [line(2, a), line(1, b)], now)
          expect(after).toBe(
            Status === 'Open' && full
              ? 'Completed'
              : Status === 'Completed' && !full && !CompletedByHand
                ? 'Open'
                : undefined,
          )
        },
      ),
    )
  })
})
