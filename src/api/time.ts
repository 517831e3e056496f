/** A moment in the wire's form: UTC, milliseconds, explicit offset. Of fixed width, so text order is time order. */
export const toWire = (moment: Date | number) => new Date(moment).toISOString().replace('Z', '+00:00')

/** Milliseconds. */
export const DAY = 86_400_000

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
    const [, year, month, day, hours = '0', minutes = '0', seconds = '0', fraction = '', zone] = iso
    const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'))
    return momentOf([+year!, +month!, +day!], [+hours, +minutes, +seconds, milliseconds], zone)
  }
  const american = monthFirst ? MONTH_FIRST.exec(text.trim()) : null
  if (!american) return undefined
  const [, month, day, year, hours = '0', minutes = '0', seconds = '0', half, zone] = american
  if (half && (+hours < 1 || +hours > 12)) return undefined
  const hour = half ? (+hours % 12) + (half.toUpperCase() === 'PM' ? 12 : 0) : +hours
  return momentOf([+year!, +month!, +day!], [hour, +minutes, +seconds, 0], zone)
}

type Day = [year: number, month: number, day: number]
type Time = [hours: number, minutes: number, seconds: number, milliseconds: number]

/** The wire form of a moment that there is; undefined of any other, such as the 30th of February. */
function momentOf(
  [year, month, day]: Day,
  [hours, minutes, seconds, milliseconds]: Time,
  zone: string | undefined,
): string | undefined {
  const ahead = millisecondsAhead(zone)
  if (ahead === undefined || minutes > 59 || seconds > 59) return undefined
  // Midnight may be written as the end of its day.
  if (hours > 24 || (hours === 24 && minutes + seconds + milliseconds > 0)) return undefined
  const moment = new Date(0)
  // Date.UTC would take the years 0 to 99 for the twentieth century's.
  moment.setUTCFullYear(year, month - 1, day)
  if (moment.getUTCMonth() !== month - 1 || moment.getUTCDate() !== day) return undefined
  moment.setUTCHours(hours, minutes, seconds, milliseconds)
  moment.setTime(moment.getTime() - ahead)
  // Text order is time order among years of four digits only.
  const inUtc = moment.getUTCFullYear()
  return inUtc < 0 || inUtc > 9999 ? undefined : toWire(moment)
}

/** Milliseconds a zone is ahead of UTC, or undefined when there is no such zone. */
function millisecondsAhead(zone: string | undefined): number | undefined {
  if (!zone || zone.toUpperCase() === 'Z') return 0
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0')
  const [hours, minutes] = [+digits.slice(0, 2), +digits.slice(2)]
  if (hours > 23 || minutes > 59) return undefined
  return (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000
}
