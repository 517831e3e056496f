import { type SQL, sql } from '../tables/sql.ts'
import type { Call } from './call.ts'

/**
 * Whatever changes what shoppers may see (configuration and assignments of catalogues and categories, active flags of
 * organisations, groups; not products) moves `AccessVersion` in the same commit: audiences are rebuilt on next use.
 */
export const bumpAccess = (call: Call<never> | Call<unknown> | Pick<Call, 'marketplace'>): SQL =>
  sql`update marketplaces set AccessVersion = AccessVersion + 1 where ID = ${call.marketplace}`
