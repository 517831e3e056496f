import { at } from '../columns.ts'
import { type SQL, sql } from '../sql.ts'
import { liveStatuses } from './statuses.ts'

/** Whether the order of an alias is not open yet. */
export const isLiveAt = (alias: string): SQL =>
  sql`${at(alias, 'Status')} in (${sql.raw(liveStatuses.map((s) => `'${s}'`).join())})`
