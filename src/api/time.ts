/** A moment in the wire's form: UTC, milliseconds, explicit offset. Of fixed width, so text order is time order. */
export const toWire = (moment: Date | number) => new Date(moment).toISOString().replace('Z', '+00:00')

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d:?(?:\d\d)?)?)?$/i
const MONTH_FIRST =
  /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s*(AM|PM)?\s*(Z|[+-]\d\d:?\d\d)?)?$/i

/**
 * Reads a moment; without a zone it is UTC, without a time midnight.
 * @param monthFirst also accept `1/31/2022` and `1-31-2022 4:05:06 PM +00:00`, which filters allow
 * @returns the wire form, or undefined when the text is no moment
 */
export function parseMoment(text: string, monthFirst = false): string | undefined {
  const iso = ISO.exec(text.trim())
  if (iso) {
    const [, y, mo, d, h = '0', mi = '0', s = '0', fraction = '0', zone] = iso
    return build(+y!, +mo!, +d!, +h, +mi, +s, Number(`0.${fraction}`) * 1000, zone)
  }
  const us = monthFirst ? MONTH_FIRST.exec(text.trim()) : null
  if (!us) return undefined
  const [, mo, d, y, h = '0', mi = '0', s = '0', half, zone] = us
  const hour = half ? (+h % 12) + (half.toUpperCase() === 'PM' ? 12 : 0) : +h
  return build(+y!, +mo!, +d!, hour, +mi, +s, 0, zone)
}

function build(
  y: number,
  mo: number,
  d: number,
  h: number,
  mi: number,
  s: number,
  ms: number,
  zone?: string,
) {
  if (mo < 1 || mo > 12 || d < 1 || h > 24 || mi > 59 || s > 59) return undefined
  const day = new Date(Date.UTC(y, mo - 1, d))
  if (day.getUTCMonth() !== mo - 1 || day.getUTCDate() !== d) return undefined
  const moment = new Date(Date.UTC(y, mo - 1, d, h, mi, s, Math.floor(ms)) - offset(zone))
  return Number.isNaN(moment.getTime()) || moment.getUTCFullYear() > 9999 || moment.getUTCFullYear() < 0
    ? undefined
    : toWire(moment)
}

function offset(zone: string | undefined) {
  if (!zone || zone.toUpperCase() === 'Z') return 0
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0')
  const minutes = +digits.slice(0, 2) * 60 + +digits.slice(2)
  return (zone[0] === '-' ? -1 : 1) * minutes * 60_000
}
