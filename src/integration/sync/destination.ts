import type { ErrorCode } from '../../api/error-codes/error-codes.ts'
import { type ApiError, fail } from '../../api/errors.ts'
import type { Fact } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { sql } from '../../tables/sql.ts'

/** Said of what is told no more, since what said where is gone. */
export const NOWHERE = 'Nothing says any more where it is to be delivered.'

/** What says where something is told, and that it is switched on. */
export function destination(
  marketplace: string,
  source: string,
  missing: ApiError,
  disabled: ErrorCode = 'DeliveryConfig.ConfigurationDisabled',
): Fact<{ Enabled: number | null }> {
  const found = sql`from synchronizations s join delivery_configs k on k.Marketplace = s.Marketplace and k.ID = s.DeliveryConfigID
    where s.Marketplace = ${marketplace} and s.Source = ${source}`
  return {
    ...plain<{ Enabled: number | null }>(sql`select k.Enabled ${found}`),
    missing,
    refusal: ({ Enabled }) =>
      Enabled === 1 ? undefined : fail(disabled, 'The delivery configuration is not enabled.'),
    holds: () => sql`exists (select 1 ${found} and k.Enabled = 1)`,
  }
}
