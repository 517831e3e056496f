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
    const [, y, mo, d, h = '0', mi = '0', s = '0', fraction = '', zone] = iso
    const ms = Number(fraction.slice(0, 3).padEnd(3, '0'))
    return build([+y!, +mo!, +d!], [+h, +mi, +s, ms], zone)
  }
  const us = monthFirst ? MONTH_FIRST.exec(text.trim()) : null
  if (!us) return undefined
  const [, mo, d, y, h = '0', mi = '0', s = '0', half, zone] = us
  if (half && (+h < 1 || +h > 12)) return undefined
  const hour = half ? (+h % 12) + (half.toUpperCase() === 'PM' ? 12 : 0) : +h
  return build([+y!, +mo!, +d!], [hour, +mi, +s, 0], zone)
}

type Day = [year: number, month: number, day: number]
type Time = [hours: number, minutes: number, seconds: number, milliseconds: number]

function build([y, mo, d]: Day, [h, mi, s, ms]: Time, zone?: string): string | undefined {
  const shift = offset(zone)
  if (shift === undefined || mi > 59 || s > 59) return undefined
  // Midnight may be written as the end of its day.
  if (h > 24 || (h === 24 && mi + s + ms > 0)) return undefined
  // Date.UTC would take the years 0 to 99 for the twentieth century's.
  const moment = new Date(0)
  moment.setUTCFullYear(y, mo - 1, d)
  if (moment.getUTCMonth() !== mo - 1 || moment.getUTCDate() !== d) return undefined
  moment.setUTCHours(h, mi, s, ms)
  moment.setTime(moment.getTime() - shift)
  // Text order is time order among years of four digits only.
  const year = moment.getUTCFullYear()
  return year < 0 || year > 9999 ? undefined : toWire(moment)
}

/** Milliseconds a zone is ahead of UTC, or undefined when there is no such zone. */
function offset(zone: string | undefined): number | undefined {
  if (!zone || zone.toUpperCase() === 'Z') return 0
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0')
  const [hours, minutes] = [+digits.slice(0, 2), +digits.slice(2)]
  if (hours > 23 || minutes > 59) return undefined
  return (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000
}
