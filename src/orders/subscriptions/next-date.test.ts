import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toWire } from '../../api/time.ts'
import { intervals } from '../../tables/orders/subscriptions.ts'
import { dateAfterNext, dayOfMonth, type Schedule } from './next-date.ts'

const DAY = 86_400_000
const from = (NextOrderDate: string, more: Partial<Schedule> = {}): Schedule => ({
  Frequency: 1,
  Interval: 'Months',
  NextOrderDate,
  DayOfMonth: dayOfMonth(NextOrderDate),
  ...more,
})
const moments = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
  .map(toWire)

describe('the date after the next one', () => {
  it('is the last day of a shorter month, and after it the day that was said again', () => {
    const dates = [from('2024-01-31T06:00:00.000+00:00')]
    for (let i = 0; i < 3; i++) dates.push({ ...dates[0]!, NextOrderDate: dateAfterNext(dates[i]!) })
    expect(dates.map((d) => d.NextOrderDate.slice(0, 10))).toEqual([
      '2024-01-31',
      '2024-02-29',
      '2024-03-31',
      '2024-04-30',
    ])
  })

  it('is as many days or weeks later as are said', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 500 }), (date, Frequency) => {
        const later = (Interval: 'Days' | 'Weeks') =>
          Date.parse(dateAfterNext(from(date, { Frequency, Interval }))) - Date.parse(date)
        expect([later('Days'), later('Weeks')]).toEqual([Frequency * DAY, Frequency * 7 * DAY])
      }),
    )
  })

  it('is as many months later, at the same time of day, on the day that was said or the last one there is', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 500 }), (date, Frequency) => {
        const [before, after] = [new Date(date), new Date(dateAfterNext(from(date, { Frequency })))]
        const months = (d: Date) => d.getUTCFullYear() * 12 + d.getUTCMonth()
        expect(months(after) - months(before)).toBe(Frequency)
        expect(after.getTime() % DAY).toBe(before.getTime() % DAY)
        const isLast = new Date(after.getTime() + DAY).getUTCDate() === 1
        expect(after.getUTCDate() === before.getUTCDate() || (isLast && before.getUTCDate() > 28)).toBe(true)
      }),
    )
  })

  it('is a moment that the wire has, however rarely it is ordered', () => {
    fc.assert(
      fc.property(
        moments,
        fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        fc.constantFrom(...intervals),
        (date, Frequency, Interval) => {
          const next = dateAfterNext(from(date, { Frequency, Interval }))
          expect(next).toMatch(/^\d{4}-/)
          expect(next > date).toBe(true)
        },
      ),
    )
  })
})
