import type { Caller } from '../../api/caller.ts'
import { ApiError, fail, notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import { eventIDNamed } from '../../integration/events/event-call.ts'
import { sellsTo } from '../../organizations/supplier-relations.ts'
import { type Fact, type Results, rely, relyOnAll } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { currencyOf, userParty } from '../../tables/organizations/party-locale.ts'
import { sql } from '../../tables/sql.ts'
import { isCalculated } from '../checkout/standing.ts'
import { bundleErrors, bundlesOn, contentsOf } from '../lines/bundle-needs.ts'
import { sells } from '../lines/new-line.ts'
import type { NamedOrder } from '../operation/named-order.ts'
import type { Asked, Decided } from '../operation/on-order.ts'
import { accountErrors, unacceptedErrors } from '../payments/payment-errors.ts'
import { accountsOf } from '../payments/usable-accounts.ts'
import { discountOf } from '../promotions/applied/settled-promotions.ts'
import { insufficient } from '../state/line-prices.ts'
import type { LineRow, OrderRow, WholeOrder } from '../state/order-state.ts'
import { withID } from '../state/rows-by.ts'
import { shownPromotion } from '../state/shown-parts.ts'
import { totals } from '../state/totals.ts'
import { isVoid } from '../state/voiding.ts'
import { shortages } from '../stock/counters.ts'
import { recordRows } from '../stock/stock-rows.ts'
import { relyOnCatalogue } from './same-catalogue.ts'
import { valuedAnew, valueReads } from './valued-anew.ts'

/** What the checks of submit look at beside the order and its lines. */
export const submitReads = ({ caller }: Asked, order: NamedOrder) => {
  const { marketplace, key } = order
  return {
    ...valueReads(order),
    records: recordRows(order),
    contents: contentsOf(marketplace, bundlesOn(marketplace, key)),
    parties: partiesOf(order, caller),
    accounts: accountsOf(
      order,
      sql`select p.SpendingAccountID from payments p where p.Marketplace = ${marketplace} and p.OrderKey = ${key}`,
    ),
  }
}

export type SubmitRead = Results<ReturnType<typeof submitReads>>

/** Who an order is between, as submit asks about them. */
interface Parties {
  UserActive: 0 | 1 | null
  CompanyActive: 0 | 1 | null
  /** Of its user, by now. */
  Currency: string | null
  ToCompanyID: string | null
  Sells: 0 | 1
  /** The event that the caller's API client names for checkouts. */
  EventID: string | null
}

/**
 * The order's user and their organisation, who must be active, and whom it goes to, who must sell to them; all of it
 * must stay so. The user's state refuses the order, not the caller's token: 403 where the caller's own would be 401.
 * @param isOver they have submitted it: what has become of them since refuses nothing
 */
export function partiesOf(
  { marketplace, key }: NamedOrder,
  { client }: Caller,
  isOver = false,
): Fact<Parties> {
  const from = sql`from orders o left join users u on u.Marketplace = ${marketplace} and u.Key = o.FromUserKey
    left join companies c on c.Marketplace = ${marketplace} and c.Kind = u.Kind and c.ID = u.Company where o.Marketplace = ${marketplace} and o.Key = ${key}`
  const sells = sql`exists (select 1 from companies s where s.Marketplace = ${marketplace} and s.Kind in ('Seller', 'Supplier')
    and s.ID = o.ToCompanyID and (s.Kind = 'Supplier' and o.Leg = 'Seller' or ${sellsTo('s', marketplace, sql`o.FromCompanyID`)}))`
  const event = eventIDNamed(marketplace, client, 'OrderCheckout')
  const active = sql`u.Active = 1 and c.Active = 1 and ${sells}`
  return {
    ...plain<Parties>(
      sql`select u.Active UserActive, c.Active CompanyActive, ${currencyOf(userParty('u'))} Currency, o.ToCompanyID, ${sells} Sells, ${event} EventID ${from}`,
    ),
    refusal: ({ UserActive, CompanyActive, ToCompanyID, Sells }) =>
      isOver
        ? undefined
        : !UserActive
          ? forbidden('Auth.UserNotActive', 'The user of this order is not active.')
          : !CompanyActive
            ? forbidden('Auth.CompanyNotActive', 'The organization of this order is not active.')
            : Sells
              ? undefined
              : notFound('Supplier', ToCompanyID),
    holds: ([read]) =>
      sql`exists (select 1 ${from} and ${isOver ? sql`1` : active} and ${event} is ${read!.EventID})`,
  }
}

const forbidden = (code: 'Auth.UserNotActive' | 'Auth.CompanyNotActive', message: string) =>
  new ApiError(403, fail(code, message).errors)

/** The refusal of an order that has been submitted, or is over. */
export const badStatus = ({ Status }: OrderRow) =>
  fail('Order.CannotSubmitBadStatus', `An order that is ${Status} cannot be submitted.`)

type Checkable = WholeOrder<'lines' | 'payments'>

/** An order checked for submit: its lines and promotions valued anew, and what refuses them. */
export interface Checked {
  order: Checkable
  errors: ApiError[]
}

/**
 * The checks of submit, hard ones thrown, soft ones collected.
 * @throws ApiError the first hard refusal
 */
export function checkSubmission(call: Asked, order: Checkable, read: SubmitRead): Checked {
  const { header, lines } = order
  if (header.Status !== 'Unsubmitted')
    throw fail('Order.CannotSubmitBadStatus', `An order that is ${header.Status} cannot be submitted.`)
  if (lines.length === 0) throw fail('Order.CannotSubmitWithNoLineItems', 'The order has no line items.')
  return check(call, order, read)
}

/**
 * What is checked before an order opens: what refuses it is collected; prices are calculated anew on the way. What was
 * looked at is relied on.
 */
export function check(call: Asked, order: Checkable, read: SubmitRead): Checked {
  const { header, lines, payments } = order
  const { Currency, EventID } = rely(call, read.parties)
  relyOnCatalogue(call, read)
  if (lines.some((l) => l.IsBundle)) relyOnAll(call, read.contents)

  const errors = [
    ...currencyErrors(header, Currency),
    ...unacceptedErrors(payments),
    ...productErrors(header, lines, read),
  ]
  const isDone = isCalculated(order)
  const valued = valuedAnew(call, order, read, isDone)
  errors.push(...valued.refusals)
  if (EventID !== null && (!isDone || isVoid(order, valued.order))) errors.unshift(notCalculated())
  const short = shortages(valued.order.lines, countersOf(read))
  if (short.length > 0) errors.push(insufficient(short))
  const PromotionDiscount = discountOf(valued.order.promotions)
  const { Total } = totals(valued.order.lines, { ...header, PromotionDiscount })
  const refused = accountErrors(payments, read.accounts.rows, Total, call.now)
  errors.push(...refused)
  if (refused.length === 0) relyOnAll(call, read.accounts)
  return { order: valued.order, errors }
}

const countersOf = ({ stock, records, variants }: SubmitRead) => ({
  stock: stock.rows,
  records: records.rows,
  variants: variants.rows,
})

/** What settling makes of an order that was checked: its lines are priced already. */
export const asChecked = (read: SubmitRead): Pick<Decided, 'catalogue' | 'priced' | 'promotions'> => ({
  catalogue: { ...countersOf(read), products: read.products.rows },
  priced: true,
  promotions: read.promotions.rows.map((p) => ({ ID: p.ID, Agreed: shownPromotion(p) })),
})

const notCalculated = () =>
  fail('Order.CannotSubmitUncalculatedOrder', 'The order must be calculated as it is before it is submitted.')

/** An order stays in the currency it was begun in. */
const currencyErrors = (header: OrderRow, currency: string | null): ApiError[] =>
  sameIgnoringCase(header.Currency ?? '', currency ?? '')
    ? []
    : [
        fail('Order.CurrencyMismatch', 'The currency of the order is not that of its user any more.', {
          OrderCurrency: header.Currency,
          UserCurrency: currency,
        }),
      ]

/** Products that cannot be bought any more, and bundles not as they are: inactive wins over invisible. */
function productErrors(header: OrderRow, lines: LineRow[], read: SubmitRead): ApiError[] {
  const inactive = new Set<string>()
  const missing = new Set<string>()
  const out: ApiError[] = []
  for (const line of lines) {
    const { ProductID, IsBundle } = line
    const [row] = withID(read.stock.rows, ProductID)
    const [visible] = withID(read.products.rows, ProductID)
    if (row && !row.Active) inactive.add(ProductID)
    else if (!visible) missing.add(ProductID)
    else if (visible.IsParent)
      out.push(
        fail('Order.CannotSubmitWithParentProduct', 'A parent product cannot be bought.', { ProductID }),
      )
    else if (IsBundle) out.push(...bundleErrors(line, lines, read.contents.rows))
    else if (!sells(visible, header))
      out.push(
        fail('LineItem.ProductNotAvailableFromSeller', `${header.ToCompanyID} does not sell this product.`, {
          ProductID,
        }),
      )
  }
  if (missing.size > 0)
    out.unshift(
      fail('Order.ProductsNotFound', 'Products are not available any more.', { ProductIDs: [...missing] }),
    )
  if (inactive.size > 0)
    out.unshift(
      fail('Order.CannotSubmitWithInactiveProduct', 'Products are not active any more.', {
        ProductIDs: [...inactive],
      }),
    )
  return out
}

/** One 400 with every soft error, in the order of the checks. */
export const together = (errors: ApiError[]): ApiError | undefined =>
  errors.length === 0
    ? undefined
    : new ApiError(
        400,
        errors.flatMap((e) => e.errors),
      )
