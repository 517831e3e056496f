import { sameIgnoringCase } from '../../api/names.ts'
import type { ResponseOf } from '../../integration/events/stored-response.ts'

type Naming = ResponseOf<'ShipEstimateResponse'> | ResponseOf<'OrderCalculateResponse'>

/** A stored answer in which a line of the order has another ID. */
export function lineRenamed<R extends Naming>(response: R, from: string, to: string): R {
  const renamed = <N extends { LineItemID: string | null }>(named: N): N =>
    sameIgnoringCase(named.LineItemID, from) ? { ...named, LineItemID: to } : named
  return 'ShipEstimates' in response
    ? {
        ...response,
        ShipEstimates: response.ShipEstimates.map((e) => ({
          ...e,
          ShipEstimateItems: e.ShipEstimateItems.map(renamed),
        })),
      }
    : { ...response, LineItemOverrides: response.LineItemOverrides.map(renamed) }
}
