import { cents } from './cents.ts'
import type { Answer } from './checkout-events.ts'
import type { LineItem, OrderWorksheet, ShipEstimateResponse } from './models.ts'

/** Ways to ship, with their price for a shipment and for each pound of it. */
const methods = [
  { ID: 'ground', Name: 'Ground', EstimatedTransitDays: 5, PerShipment: 8, PerPound: 0.45 },
  { ID: 'two-day', Name: 'Two-day air', EstimatedTransitDays: 2, PerShipment: 16, PerPound: 1.2 },
  { ID: 'overnight', Name: 'Overnight', EstimatedTransitDays: 1, PerShipment: 32, PerPound: 2.6 },
]

/** Everything in one shipment, by what it weighs. */
export function shippingRates({ LineItems }: OrderWorksheet): Answer<ShipEstimateResponse> {
  const pounds = LineItems.reduce((sum, line) => sum + weightOf(line) * line.Quantity, 0)
  return {
    ShipEstimates: [
      {
        ID: 'all',
        ShipEstimateItems: LineItems.map(({ ID, Quantity }) => ({ LineItemID: ID, Quantity })),
        ShipMethods: methods.map(({ PerShipment, PerPound, ...method }) => ({
          ...method,
          Cost: cents(PerShipment + PerPound * pounds),
        })),
      },
    ],
  }
}

/** Pounds of one piece: a variant may have a weight of its own. */
const weightOf = ({ Product, Variant }: LineItem) => Variant?.ShipWeight ?? Product?.ShipWeight ?? 0
