import type { ApiError } from '../../src/api/errors.ts'
import type {
  Applied,
  PromotableLine,
  PromotableOrder,
  Promotion,
} from '../../src/orders/promotions/promotable-order.ts'

export const MARKETPLACE = 'market'
export const NOW = '2026-05-20T12:00:00.000+00:00'

/** A promotion of the marketplace owner's, on the whole order, of which everything can be said otherwise. */
export const promotion = (ID: string, more: Partial<Promotion> = {}): Promotion => ({
  Marketplace: MARKETPLACE,
  Version: 1,
  ID,
  Code: ID.toUpperCase(),
  Name: null,
  Description: null,
  FinePrint: null,
  LineItemLevel: false,
  EligibleExpression: 'true',
  ValueExpression: '10',
  GeneratedCodeCount: 0,
  GeneratedCodeLength: 16,
  GeneratedCodePrefix: null,
  RedemptionLimit: null,
  RedemptionLimitPerUser: null,
  RedemptionCount: 0,
  QuantityLimitPerOrder: null,
  ItemLimitPerOrder: null,
  ItemSortBy: null,
  StartDate: null,
  ExpirationDate: null,
  CanCombine: true,
  AllowAllBuyers: true,
  OwnerID: MARKETPLACE,
  AutoApply: false,
  Active: true,
  UseIntegration: false,
  Priority: null,
  xp: null,
  ForUser: true,
  ...more,
})

/** A line of so many pieces of a product, at a price in units of currency. */
export const line = (
  ID: string,
  ProductID: string,
  Quantity: number,
  UnitPrice: number,
  more: Record<string, unknown> = {},
): PromotableLine => ({
  ID,
  ProductID,
  Quantity,
  UnitPrice,
  LineSubtotal: Math.round(Quantity * UnitPrice * 100) / 100,
  IsBundle: false,
  DateAdded: `2026-05-0${ID.at(-1)}T00:00:00.000+00:00`,
  Product: { ID: ProductID, ParentID: null, xp: null },
  xp: null,
  ...more,
})

/** An order to the marketplace owner with these lines. */
export const order = (
  lines: PromotableLine[],
  { header, ...more }: Partial<Omit<PromotableOrder, 'lines'>> = {},
): PromotableOrder => ({
  marketplace: MARKETPLACE,
  now: NOW,
  header: {
    ID: 'o1',
    ToCompanyID: MARKETPLACE,
    ShippingCost: 0,
    TaxCost: 0,
    Gratuity: 0,
    Fees: 0,
    xp: null,
    ...header,
  },
  lines,
  ...more,
})

/** A promotion that an order has, with an amount off the order or off each of these lines. */
export const applied = (
  of: Promotion,
  amounts: number | Record<string, number>,
  more: Partial<Applied> = {},
): Applied => ({
  promotion: of,
  DateApplied: '2026-05-19T12:00:00.000+00:00',
  discounts:
    typeof amounts === 'number'
      ? [{ LineItemID: null, Amount: amounts, AmountOverridden: false }]
      : Object.entries(amounts).map(([LineItemID, Amount]) => ({
          LineItemID,
          Amount,
          AmountOverridden: false,
        })),
  ...more,
})

/** Promotions as the scenarios have them: ten off, one for each piece, one that stands alone, an automatic one, one for one order. */
export const tenOff = promotion('tenoff', { EligibleExpression: 'order.Subtotal >= 50' })
export const line1 = promotion('line1', {
  LineItemLevel: true,
  EligibleExpression: "item.ProductID = 'P10'",
  ValueExpression: 'item.Quantity * 1',
})
export const solo = promotion('solo', { CanCombine: false, ValueExpression: '5' })
export const auto5 = promotion('auto5', {
  AutoApply: true,
  EligibleExpression: 'order.Subtotal > 100',
  ValueExpression: '5',
})
export const once = promotion('once', { RedemptionLimit: 1, ValueExpression: '1' })

/** An order that is worth so much. */
export const worth = (subtotal: number) => order([line('L1', 'P10', 1, subtotal)])

/** The code of a refusal, if there is one. */
export const codeOf = (error: ApiError | undefined) => error?.errors[0]?.ErrorCode
