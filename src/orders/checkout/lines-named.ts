import { sameIgnoringCase } from '../../api/names.ts'
import type { ResponseOf } from '../../integration/events/stored-response.ts'
import type { LineRow, WorksheetRow } from '../state/order-state.ts'

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

/** A worksheet whose answers go on naming lines that are renamed. */
export function withLinesRenamed(worksheet: WorksheetRow, lines: readonly LineRow[]): WorksheetRow {
  const named = { ...worksheet }
  for (const { StoredID, ID } of lines) {
    if (StoredID === null || StoredID === ID) continue
    const { ShipEstimateResponse: estimate, OrderCalculateResponse: calculation } = named
    named.ShipEstimateResponse = estimate && lineRenamed(estimate, StoredID, ID)
    named.OrderCalculateResponse = calculation && lineRenamed(calculation, StoredID, ID)
  }
  return named
}
