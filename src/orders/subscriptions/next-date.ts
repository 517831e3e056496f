import { DAY, toWire } from '../../api/time.ts'
import type { subscriptions } from '../../tables/orders/subscriptions.ts'
import type { Row } from '../../tables/table.ts'

/** The wire has years of four digits. */
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** How often a subscription is ordered, from a date on. */
export type Schedule = Pick<
  Row<typeof subscriptions>,
  'Frequency' | 'Interval' | 'NextOrderDate' | 'DayOfMonth'
>

/** The date after the next one, at the same time of the (UTC) day; in a month that is too short on its last day. */
export function dateAfterNext({ Frequency, Interval, NextOrderDate, DayOfMonth }: Schedule): string {
  const date = new Date(NextOrderDate)
  if (Interval !== 'Months') {
    const days = Frequency * (Interval === 'Weeks' ? 7 : 1)
    return toWire(Math.min(date.getTime() + days * DAY, LAST))
  }
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + Frequency]
  const next = new Date(date)
  // The day before the first of the month behind it is its last.
  next.setUTCFullYear(year, month + 1, 0)
  next.setUTCDate(Math.min(DayOfMonth, next.getUTCDate()))
  const moment = next.getTime()
  return toWire(moment <= LAST ? moment : LAST)
}

/** The day of the month of a date. */
export const dayOfMonth = (date: string): number => new Date(date).getUTCDate()
