import { at } from '../columns.ts'
import { type SQL, sql } from '../sql.ts'

/** The statuses of an order, in the order of their ordinals. */
export const orderStatuses = [
  'Unsubmitted',
  'AwaitingApproval',
  'Declined',
  'Open',
  'Completed',
  'Canceled',
] as const

/** The status of an order. */
export type OrderStatus = (typeof orderStatuses)[number]

/** Not open yet. */
export const liveStatuses: readonly OrderStatus[] = ['Unsubmitted', 'AwaitingApproval', 'Declined']

/** The same of the order of an alias, as a condition. */
export const isLiveAt = (alias: string): SQL =>
  sql`${at(alias, 'Status')} in (${sql.raw(liveStatuses.map((s) => `'${s}'`).join())})`
