import { fail, notFound } from '../../api/errors.ts'
import { decimal, toAmount } from '../../api/money.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import type { ResponseOf } from '../../integration/events/stored-response.ts'
import type { ShipMethodSelection } from './worksheet.ts'

type ShipEstimates = ResponseOf<'ShipEstimateResponse'>

/**
 * An estimate with the methods that were chosen of it; of the estimates that are not named, what was chosen stays.
 * @throws ApiError where there is nothing to choose from, and 404 for an estimate or a method that is not there
 */
export function selectShipMethods(
  response: ShipEstimates | null,
  selections: readonly ShipMethodSelection[],
): ShipEstimates {
  if (!response)
    throw fail('IntegrationEvent.MustCalculateShipping', 'Shipping must be estimated before it is chosen.')
  if (response.ShipEstimates.length === 0)
    throw fail('IntegrationEvent.MustHaveShipEstimates', 'There are no ship estimates to choose from.')
  const chosen = new Map(
    selections.map(({ ShipEstimateID, ShipMethodID }) => {
      const estimate = response.ShipEstimates.find((e) => sameIgnoringCase(e.ID, ShipEstimateID))
      if (!estimate) throw notFound('ShipEstimate', ShipEstimateID)
      const method = estimate.ShipMethods.find((m) => sameIgnoringCase(m.ID, ShipMethodID))
      if (!method) throw notFound('ShipMethod', ShipMethodID)
      return [estimate, method.ID]
    }),
  )
  return {
    ...response,
    ShipEstimates: response.ShipEstimates.map((e) => ({
      ...e,
      SelectedShipMethodID: chosen.get(e) ?? e.SelectedShipMethodID,
    })),
  }
}

/** What the methods that were chosen cost, in units of currency; null where none was. */
export function shippingCostOf({ ShipEstimates }: ShipEstimates): number | null {
  const costs = ShipEstimates.flatMap(({ ShipMethods, SelectedShipMethodID: chosen }) =>
    chosen === null ? [] : ShipMethods.filter((m) => m.ID === chosen).map((m) => m.Cost),
  )
  return costs.length === 0 ? null : toAmount(costs.reduce((sum, cost) => sum.plus(cost), decimal(0)))
}
