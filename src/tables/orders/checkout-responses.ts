import {
  amount,
  count,
  emptyIsNull,
  flag,
  initially,
  int,
  list,
  number,
  object,
  optionalAmount,
  price,
  required,
  text,
  xp,
} from '../../api/field.ts'

/** Shipments that an order is estimated as, at most. */
const MOST_ESTIMATES = 100
/** Ways to ship one of them. */
const MOST_METHODS = 100
/** Lines that an answer may name in one place. */
const MOST_LINES = 5000
/** Promotions of one line. */
const MOST_PROMOTIONS = 100
/** Units of currency that a shipment costs at most: of as many as there may be, the sum is still an amount. */
const MOST_COST = 100_000_000_000

/** What a customer's server made of a call, as its own answer says or else its status. */
const outcome = {
  HttpStatusCode: int({ min: 100, max: 599 }),
  /** Of an answer that is none: as it came. */
  UnhandledErrorBody: emptyIsNull(text()),
  xp: xp(),
  Succeeded: flag(),
}

const shipMethod = object('ShipMethod', {
  ID: text(100),
  Name: text(2000),
  Cost: amount({ min: 0, max: MOST_COST }),
  EstimatedTransitDays: count({ min: 0 }),
  xp: xp(),
})

const shipEstimate = object('ShipEstimate', {
  ID: text(100),
  xp: xp(),
  SelectedShipMethodID: emptyIsNull(text(100)),
  ShipEstimateItems: list(
    object('ShipEstimateItem', { LineItemID: text(100), Quantity: count({ min: 0 }) }),
    MOST_LINES,
  ),
  ShipMethods: list(shipMethod, MOST_METHODS),
})

const adHocProduct = object('AdHocProduct', {
  ID: text(100),
  Name: text(100),
  Description: text(2000),
  QuantityMultiplier: initially(int({ min: 1 }), 1),
  ShipWeight: number(),
  ShipHeight: number(),
  ShipWidth: number(),
  ShipLength: number(),
  DefaultSupplierID: text(100),
  Returnable: flag(),
  xp: xp(),
})

const lineItemOverride = object('LineItemOverride', {
  LineItemID: required(text(100)),
  UnitPrice: price({ min: 0 }),
  Product: adHocProduct,
  PromotionOverrides: list(
    object('PromotionOverride', {
      PromotionID: required(text(100)),
      Amount: amount({ min: 0, max: MOST_COST }),
    }),
    MOST_PROMOTIONS,
  ),
  InventoryRecordID: emptyIsNull(text(100)),
  Remove: flag(),
})

/** What a customer's server has calculated for a return. */
const calculatedItem = object('LineItemReturnCalculation', {
  LineItemID: required(text(100)),
  RefundAmount: optionalAmount({ min: 0, max: MOST_COST }),
})

/**
 * What is taken of the answer to each step that a customer's server was asked for or told of, by its name on the wire; of
 * a checkout it is kept.
 */
export const responseFields = {
  ShipEstimateResponse: { ShipEstimates: list(shipEstimate, MOST_ESTIMATES), ...outcome },
  OrderCalculateResponse: {
    LineItemOverrides: list(lineItemOverride, MOST_LINES),
    ShippingTotal: optionalAmount({ min: 0, max: MOST_COST }),
    TaxTotal: optionalAmount({ min: 0, max: MOST_COST }),
    FeeTotal: optionalAmount({ min: -MOST_COST, max: MOST_COST }),
    ...outcome,
  },
  OrderSubmitResponse: { ...outcome },
  OrderSubmitForApprovalResponse: { ...outcome },
  OrderApprovedResponse: { ...outcome },
  SubscriptionIntegrationResponse: { ...outcome },
  OrderReturnCalculateResponse: {
    RefundAmount: optionalAmount({ min: 0, max: MOST_COST }),
    ItemsToReturnCalcs: list(calculatedItem, MOST_LINES),
    ...outcome,
  },
}
