import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderStatuses } from '../orders/states.ts'
import { isFullyShipped, type ShippedItem, shippedOf, shippingTrigger } from './completion.ts'

const line = (ID: string, Quantity: number, IsBundle = false) => ({ ID, Quantity, IsBundle })
const item = (LineItemID: string, QuantityShipped: number, dated = true): ShippedItem => ({
  LineItemID,
  QuantityShipped,
  DateShipped: dated ? '2024-05-02T00:00:00.000+00:00' : null,
})
const open = { Status: 'Open', CompletedByHand: false } as const
const completed = { Status: 'Completed', CompletedByHand: false } as const

describe('an order is fully shipped', () => {
  it('when dated shipments cover every line together', () => {
    const lines = [line('A', 3), line('B', 1)]
    expect(isFullyShipped(lines, [item('A', 2), item('A', 1), item('B', 1)])).toBe(true)
    expect(isFullyShipped(lines, [item('A', 2), item('B', 1)])).toBe(false)
    expect(isFullyShipped(lines, [item('A', 2), item('A', 1, false), item('B', 1)])).toBe(false)
  })

  it('whatever becomes of the heading lines of bundles', () => {
    expect(isFullyShipped([line('kit', 1, true), line('A', 1)], [item('A', 1)])).toBe(true)
  })

  it('never without anything to ship', () => {
    expect(isFullyShipped([], [])).toBe(false)
    expect(isFullyShipped([line('kit', 1, true)], [])).toBe(false)
  })
})

describe('shipping', () => {
  it('counts what is packed and what has gone alike', () => {
    expect(shippedOf({ ID: 'a' }, [item('A', 2), item('A', 1, false), item('B', 5)])).toBe(3)
  })

  it('completes an open order and opens it again', () => {
    expect(shippingTrigger(open, [line('A', 1)], [item('A', 1)])).toBe('shipped')
    expect(shippingTrigger(completed, [line('A', 1)], [item('A', 1, false)])).toBe('unshipped')
    expect(shippingTrigger(completed, [line('A', 1)], [item('A', 1)])).toBeUndefined()
    expect(shippingTrigger(open, [line('A', 1)], [])).toBeUndefined()
  })

  it('leaves an order that was completed by hand', () => {
    expect(shippingTrigger({ ...completed, CompletedByHand: true }, [line('A', 1)], [])).toBeUndefined()
  })

  it('moves open and completed orders only', () => {
    const items = fc.array(
      fc.record({
        LineItemID: fc.constantFrom('A', 'B'),
        QuantityShipped: fc.nat(3),
        DateShipped: fc.option(fc.constant('2024')),
      }),
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...orderStatuses),
        fc.boolean(),
        items,
        (Status, CompletedByHand, shipped) => {
          const trigger = shippingTrigger({ Status, CompletedByHand }, [line('A', 2), line('B', 1)], shipped)
          const full = isFullyShipped([line('A', 2), line('B', 1)], shipped)
          expect(trigger).toBe(
            Status === 'Open' && full
              ? 'shipped'
              : Status === 'Completed' && !full && !CompletedByHand
                ? 'unshipped'
                : undefined,
          )
        },
      ),
    )
  })
})
