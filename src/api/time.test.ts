import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMoment, toWire } from './time.ts'

describe('a moment', () => {
  it('is written in UTC with milliseconds and an explicit offset', () => {
    expect(toWire(new Date('2024-02-08T20:51:14.947Z'))).toBe('2024-02-08T20:51:14.947+00:00')
  })

  it.each([
    ['2024-02-08T20:51:14.947+00:00', '2024-02-08T20:51:14.947+00:00'],
    ['2024-02-08T20:51:14Z', '2024-02-08T20:51:14.000+00:00'],
    ['2024-02-08T20:51:14z', '2024-02-08T20:51:14.000+00:00'],
    ['2024-02-08T20:51', '2024-02-08T20:51:00.000+00:00'],
    ['2024-02-08 20:51:14', '2024-02-08T20:51:14.000+00:00'],
    ['2024-02-08', '2024-02-08T00:00:00.000+00:00'],
    ['  2024-02-08 ', '2024-02-08T00:00:00.000+00:00'],
    ['2024-02-08T20:51:14+02:00', '2024-02-08T18:51:14.000+00:00'],
    ['2024-02-08T20:51:14-0530', '2024-02-09T02:21:14.000+00:00'],
    ['2024-02-08T20:51:14+02', '2024-02-08T18:51:14.000+00:00'],
    ['2024-02-08T20:51:14,5Z', '2024-02-08T20:51:14.500+00:00'],
    // The seven places of .NET are cut, not rounded.
    ['2024-02-08T20:51:14.9479999Z', '2024-02-08T20:51:14.947+00:00'],
    ['2024-02-08T24:00:00Z', '2024-02-09T00:00:00.000+00:00'],
    ['2024-02-29', '2024-02-29T00:00:00.000+00:00'],
    ['0001-01-01T00:00:00', '0001-01-01T00:00:00.000+00:00'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999+00:00'],
  ])('%s is read as %s', (text, wire) => {
    expect(parseMoment(text)).toBe(wire)
  })

  it.each([
    '',
    'today',
    '2024',
    '2024-02',
    '2024-13-01',
    '2024-00-10',
    '2024-02-30',
    '2023-02-29',
    '2024-02-08T25:00',
    '2024-02-08T24:30',
    '2024-02-08T10:60',
    '2024-02-08T10:00:60',
    '2024-02-08T10:00+24:00',
    '2024-02-08T10:00+01:60',
    '2024-02-08T10',
    '1/31/2022',
    '9999-12-31T23:59:59-01:00',
    '0000-01-01T00:00:00+01:00',
    '2024-02-08T20:51:14.947+00:00 or so',
  ])('"%s" is none', (text) => {
    expect(parseMoment(text)).toBeUndefined()
  })

  it.each([
    ['1/31/2022', '2022-01-31T00:00:00.000+00:00'],
    ['01-31-2022', '2022-01-31T00:00:00.000+00:00'],
    ['1/1/2022 4:05:06 PM +00:00', '2022-01-01T16:05:06.000+00:00'],
    ['1/1/2022 12:00:00 AM +00:00', '2022-01-01T00:00:00.000+00:00'],
    ['1/1/2022 12:30 PM', '2022-01-01T12:30:00.000+00:00'],
    ['1/1/2022 16:05', '2022-01-01T16:05:00.000+00:00'],
    ['1/1/2022 1:00:00 AM +02:00', '2021-12-31T23:00:00.000+00:00'],
  ])('%s in a filter has the month first', (text, wire) => {
    expect(parseMoment(text, true)).toBe(wire)
  })

  it.each(['31/1/2022', '1/31/22', '1/31/2022 13:00 PM', '1/31/2022 0:30 AM', '2/30/2022'])(
    '"%s" is no month-first date',
    (text) => {
      expect(parseMoment(text, true)).toBeUndefined()
    },
  )

  const moments = fc.date({
    min: new Date('0001-01-02T00:00:00Z'),
    max: new Date('9999-12-30T00:00:00Z'),
    noInvalidDate: true,
  })

  it('comes back as it was written, whatever zone it is written in', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: -14 * 60, max: 14 * 60 }), (moment, ahead) => {
        const local = new Date(moment.getTime() + ahead * 60_000).toISOString().slice(0, -1)
        const sign = ahead < 0 ? '-' : '+'
        const two = (n: number) => String(n).padStart(2, '0')
        const zone = `${sign}${two(Math.floor(Math.abs(ahead) / 60))}:${two(Math.abs(ahead) % 60)}`
        expect(parseMoment(local + zone)).toBe(toWire(moment))
      }),
    )
  })

  it('has a text whose order is the order of time', () => {
    fc.assert(
      fc.property(moments, moments, (a, b) => {
        expect(toWire(a) < toWire(b)).toBe(a.getTime() < b.getTime())
      }),
    )
  })
})
