import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  AMOUNT_PLACES,
  decimal,
  MAX_AMOUNT,
  MAX_PRICE,
  PRICE_PLACES,
  round,
  scale,
  toAmount,
  toPrice,
  unscale,
} from './money.ts'

describe('rounding', () => {
  it.each([
    [1.005, 1.01],
    [-1.005, -1.01],
    [2.675, 2.68],
    [0.125, 0.13],
    [-0.125, -0.13],
    [1.004999, 1],
    [0, 0],
    [1e-7, 0],
  ])('an amount of %d comes to %d: half away from zero, by its decimal text', (value, rounded) => {
    expect(toAmount(value)).toBe(rounded)
  })

  it.each([
    [19.4166666666, 19.416667],
    [0.0000005, 0.000001],
    [-0.0000005, -0.000001],
  ])('a unit price of %d comes to %d', (value, rounded) => {
    expect(toPrice(value)).toBe(rounded)
  })

  it('never moves a value that has the places already', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (cents) => {
        const value = Number(`${cents}e-2`)
        expect(toAmount(value)).toBe(value)
      }),
    )
  })

  it('is off by half a unit at most', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.constantFrom(2, 6), (value, places) => {
        const off = round(value, places).minus(decimal(value)).abs()
        expect(off.times(10 ** places).toNumber()).toBeLessThanOrEqual(0.5)
      }),
    )
  })
})

describe('the stored integer', () => {
  it.each([
    [12.5, 2, 1250],
    [0.1, 2, 10],
    [1.1, 2, 110],
    [1.005, 2, 101],
    [-0.015, 2, -2],
    [19.416667, 6, 19416667],
  ])('of %d with %d places is %d', (value, places, stored) => {
    expect(scale(value, places)).toBe(stored)
  })

  const limits = (most: number, places: number) => {
    const largest = most * 10 ** places
    const near = fc.integer({ min: 0, max: 1_000_000 }).map((n) => largest - n)
    return fc
      .tuple(fc.oneof(near, fc.integer({ min: 0, max: largest })), fc.boolean())
      .map(([n, negative]) => (negative ? -n : n) || 0)
  }

  it.each([
    ['price', MAX_PRICE, PRICE_PLACES],
    ['amount', MAX_AMOUNT, AMOUNT_PLACES],
  ])('of a %s goes out as a JSON number and comes back the same, up to the limit', (_, most, places) => {
    fc.assert(
      fc.property(limits(most, places), (stored) => {
        const wire = JSON.parse(JSON.stringify(unscale(stored, places))) as number
        expect(scale(wire, places) || 0).toBe(stored)
      }),
    )
  })

  it.each([
    ['price', MAX_PRICE, PRICE_PLACES],
    ['amount', MAX_AMOUNT, AMOUNT_PLACES],
  ])('of two neighbouring %ss is told apart on the wire', (_, most, places) => {
    fc.assert(
      fc.property(limits(most, places), (stored) => {
        expect(unscale(stored, places)).not.toBe(unscale(stored + 1, places))
      }),
    )
  })
})
