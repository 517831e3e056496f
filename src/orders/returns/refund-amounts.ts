import { toAmount } from '../../api/money.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import type { PaymentRow, ReturnRow } from '../state/order-state.ts'
import { rowsBy } from '../state/rows-by.ts'

/** What a return says of money. */
export type Refund = Pick<ReturnRow, 'RefundAmount' | 'RefundOverridden' | 'ItemsToReturn'>
type Item = ReturnRow['ItemsToReturn'][number]
/** What is sent of one. */
export interface Wanted extends Pick<Refund, 'RefundAmount'> {
  ItemsToReturn: readonly Omit<Item, 'AmountOverridden'>[]
}

/** What a customer's server has calculated, in units of currency. */
export interface Calculation {
  RefundAmount: number | null
  ItemsToReturnCalcs: readonly { LineItemID: string; RefundAmount: number | null }[]
}

/** What has an entry for each line has one for this. */
export const entryOf = <E extends { LineItemID: string }>(entries: readonly E[], LineItemID: string) =>
  ofLine(entries, LineItemID)[0]

const ofLine = rowsBy('LineItemID')

/** What items come to; null where none says anything. */
export const sumOf = (items: readonly Pick<Item, 'RefundAmount'>[]): number | null =>
  items.reduce<number | null>(
    (sum, { RefundAmount }) => (RefundAmount === null ? sum : toAmount((sum ?? 0) + RefundAmount)),
    null,
  )

const moneyOf = (items: readonly Item[]) =>
  JSON.stringify(items.map(({ LineItemID, Quantity, RefundAmount }) => [LineItemID, Quantity, RefundAmount]))

/**
 * A return's money as a write makes it. Only an administrator says amounts, and says none by repeating what there is; that
 * of an item holds for as much as it was said of. The whole is the sum of its items as long as nobody has said another.
 */
export function saidAmounts(stored: Refund, wanted: Wanted, isAdmin: boolean): Refund {
  const ItemsToReturn = wanted.ItemsToReturn.map((item): Item => {
    const was = entryOf(stored.ItemsToReturn, item.LineItemID)
    const kept = was?.Quantity === item.Quantity ? was : undefined
    if (!isAdmin)
      return {
        ...item,
        RefundAmount: kept?.RefundAmount ?? null,
        AmountOverridden: kept?.AmountOverridden ?? false,
      }
    const isRepeated = item.RefundAmount === (was?.RefundAmount ?? null)
    const AmountOverridden = item.RefundAmount !== null && (!isRepeated || (was?.AmountOverridden ?? false))
    return { ...item, AmountOverridden }
  })
  const { RefundAmount } = isAdmin ? wanted : stored
  const isRepeated = RefundAmount === stored.RefundAmount
  if (RefundAmount !== null && (!isRepeated || stored.RefundOverridden))
    return { ItemsToReturn, RefundAmount, RefundOverridden: true }
  const isSame = isRepeated && moneyOf(ItemsToReturn) === moneyOf(stored.ItemsToReturn)
  return {
    ItemsToReturn,
    RefundAmount: isSame ? RefundAmount : sumOf(ItemsToReturn),
    RefundOverridden: false,
  }
}

/** Whether an administrator has said all there is to say: each item's amount, or the whole's where there are none. */
export const isSaid = ({ ItemsToReturn, RefundOverridden }: Refund): boolean =>
  ItemsToReturn.length > 0 ? ItemsToReturn.every((i) => i.AmountOverridden) : RefundOverridden

/** A return's money as a customer's server has calculated it, but for what an administrator has said. */
export function calculatedAmounts(said: Refund, calculation: Calculation): Refund {
  const ItemsToReturn = said.ItemsToReturn.map((item) =>
    item.AmountOverridden
      ? item
      : {
          ...item,
          RefundAmount: entryOf(calculation.ItemsToReturnCalcs, item.LineItemID)?.RefundAmount ?? null,
        },
  )
  const RefundAmount = said.RefundOverridden
    ? said.RefundAmount
    : (calculation.RefundAmount ?? sumOf(ItemsToReturn))
  return { ...said, ItemsToReturn, RefundAmount }
}

/** Payments that give something back for a return. */
export const refundsOf = <P extends Pick<PaymentRow, 'OrderReturnID'>>(
  payments: readonly P[],
  { StoredID }: Pick<ReturnRow, 'StoredID'>,
): P[] => payments.filter((p) => StoredID !== null && sameIgnoringCase(p.OrderReturnID, StoredID))

/** What payments give back, in units of currency. */
export const refunded = (payments: readonly Pick<PaymentRow, 'OrderReturnID' | 'Amount'>[]): number =>
  payments.reduce((sum, p) => (p.OrderReturnID === null ? sum : toAmount(sum - (p.Amount ?? 0))), 0)

/**
 * What follows for returns from payments: one whose refunds come to its amount is completed, and what they have completed
 * is open again where they do so no more.
 */
export const settledReturns = (
  before: readonly PaymentRow[],
  payments: readonly PaymentRow[],
  returns: readonly ReturnRow[],
  now: string,
): ReturnRow[] =>
  returns.map((row): ReturnRow => {
    const [was, is] = [before, payments].map((some) => refunded(refundsOf(some, row)))
    if (was === is) return row
    if (row.Status === 'Open' && is === row.RefundAmount)
      return { ...row, Status: 'Completed', DateCompleted: now, LastUpdated: now }
    return row.Status === 'Completed' && was === row.RefundAmount
      ? { ...row, Status: 'Open', DateCompleted: null, LastUpdated: now }
      : row
  })
