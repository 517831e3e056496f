import { oncePer } from '../../api/memory.ts'
import { type Decimal, decimal, MAX_AMOUNT, toAmount } from '../../api/money.ts'
import { lineTotal } from '../../catalog/prices/line-price.ts'
import type { Steps } from '../../rules/evaluate.ts'
import type { Facts, Json } from '../../rules/facts.ts'
import type { promotions } from '../../tables/orders/promotions.ts'
import type { Row } from '../../tables/table.ts'
import { type Costs, totals } from '../state/totals.ts'

/** A promotion as it is stored, under the code the order has it by, and whether it is for the order's user. */
export type Promotion = Row<typeof promotions> & { readonly ForUser: boolean; readonly CodeIsSpent?: boolean }

/** An order's header in the wire's shape, with all that rules may name. */
export type PromotableHeader = Json &
  Omit<Costs, 'PromotionDiscount'> & { readonly ToCompanyID: string | null }

/** A line in the wire's shape, with all that rules may name; amounts in units of currency. */
export type PromotableLine = Json & {
  readonly ID: string
  readonly Quantity: number
  readonly LineSubtotal: number
  readonly IsBundle: boolean
  readonly DateAdded: string | null
}

/** An order as promotions see it: plain data. What they take off it does not stand here, but in `Applied`. */
export interface PromotableOrder {
  /** ID of the marketplace, and so of its owner. */
  readonly marketplace: string
  /** In the wire's form. */
  readonly now: string
  readonly header: PromotableHeader
  readonly lines: readonly PromotableLine[]
  /** As rules know them. */
  readonly categories?: Facts['categories']
  /** How many orders of the order's user that were opened have a promotion, by its ID; none where it is absent. */
  readonly redeemedByUser?: ReadonlyMap<string, number>
  /** What promotions are worth that do not say so themselves; nothing where it is absent. */
  readonly worth?: Worth
  /** What the rules of all promotions may take yet; each counts down. */
  readonly steps?: Steps
}

/**
 * What the customer's promotion engine takes off by a promotion that does not say its value itself; undefined where it
 * does not accept it.
 */
export type Worth = (promotion: Promotion) => readonly Discount[] | undefined

/** What a promotion takes off: off a line, or off the whole order. */
export interface Discount {
  readonly LineItemID: string | null
  /** In units of currency, to two places, and never below zero. */
  readonly Amount: number
  /** Said by a calculation of the customer's: no rule changes it. */
  readonly AmountOverridden: boolean
}

/** A promotion that an order has, with its discounts: one on the order, or one for each line it is for. */
export interface Applied {
  readonly promotion: Promotion
  /** In the wire's form. */
  readonly DateApplied: string
  readonly discounts: readonly Discount[]
}

/** Discounts on the order may exceed it: each is an amount, and together they need not be one. */
const amountOf = (sum: Decimal) => (sum.gt(MAX_AMOUNT) ? MAX_AMOUNT : toAmount(sum))

/** What promotions come to: all together for the header, and those on lines for each line that has some, by its ID. */
export function discountsOf(applied: readonly Pick<Applied, 'discounts'>[]): {
  order: number
  byLine: ReadonlyMap<string, number>
} {
  let all = decimal(0)
  const lines = new Map<string, Decimal>()
  for (const { discounts } of applied)
    for (const { LineItemID, Amount } of discounts) {
      all = all.plus(decimal(Amount))
      if (LineItemID !== null)
        lines.set(LineItemID, decimal(Amount).plus(lines.get(LineItemID) ?? decimal(0)))
    }
  return { order: amountOf(all), byLine: new Map([...lines].map(([id, sum]) => [id, amountOf(sum)])) }
}

/** A line with what promotions on lines take off it. */
export type DiscountedLine = PromotableLine & { readonly PromotionDiscount: number }

/** Facts in which lines can be told apart. */
export interface PromotionFacts extends Facts {
  readonly items: readonly DiscountedLine[]
}

/**
 * What rules are asked about: the order as these promotions leave it. Headings of bundles are no items. It is made once
 * for all promotions that are held against the order with these: neither the order nor the list may be changed after.
 */
export const factsOf = (order: PromotableOrder, applied: readonly Applied[]): PromotionFacts =>
  factsOn(order)(applied)

const factsOn = oncePer((order: PromotableOrder) =>
  oncePer((applied: readonly Applied[]) => factsBeside(order, applied)),
)

function factsBeside(
  { now, header, lines, categories }: PromotableOrder,
  applied: readonly Applied[],
): PromotionFacts {
  const { order, byLine } = discountsOf(applied)
  return {
    now: Date.parse(now),
    order: {
      ...header,
      PromotionDiscount: order,
      ...totals([...lines], { ...header, PromotionDiscount: order }),
    },
    items: lines
      .filter(({ IsBundle }) => !IsBundle)
      .map((line) => {
        const PromotionDiscount = byLine.get(line.ID) ?? 0
        const LineTotal = lineTotal(line.LineSubtotal, PromotionDiscount)
        return { ...line, PromotionDiscount, LineTotal }
      }),
    categories,
  }
}
