import { at } from '../columns.ts'
import { type SQL, sql } from '../sql.ts'
import { liveStatuses } from './statuses.ts'

/** Whether the order of an alias is not open yet, nor the one it was split off. */
export const isLiveAt = (alias: string): SQL =>
  sql`${at(alias, 'SourceKey')} is null and ${at(alias, 'Status')} in (${sql.raw(liveStatuses.map((s) => `'${s}'`).join())})`
