import { ApiError, fail, notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import { sellsTo } from '../../organizations/supplier-relations.ts'
import { type Fact, type Results, rely, relyOnAll } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { currencyOf, userParty } from '../../tables/organizations/party-locale.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { checkoutEvent } from '../checkout/checkout-event.ts'
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
import { next } from '../state/states.ts'
import { totals } from '../state/totals.ts'
import { isVoid } from '../state/voiding.ts'
import { shortages } from '../stock/counters.ts'
import { recordRows } from '../stock/stock-rows.ts'
import { relyOnCatalogue } from './same-catalogue.ts'
import { valuedAnew, valueReads } from './valued-anew.ts'

/** What submit looks at beside the order and its lines. */
export const submitReads = ({ caller }: Asked, order: NamedOrder) => {
  const { marketplace, key } = order
  return {
    ...valueReads(order),
    records: recordRows(order),
    contents: contentsOf(marketplace, bundlesOn(marketplace, key)),
    event: checkoutEvent(marketplace, caller),
    owner: ownerOf(marketplace, key),
    seller: sellerOf(marketplace, key),
    accounts: accountsOf(
      order,
      sql`select p.SpendingAccountID from payments p where p.Marketplace = ${marketplace} and p.OrderKey = ${key}`,
    ),
  }
}

export type SubmitRead = Results<ReturnType<typeof submitReads>>

interface Owner {
  UserActive: number
  CompanyActive: number
  Currency: string | null
}

/**
 * The order's user, who must be active, and stay so: the seller may submit for them. Their state refuses the order, not
 * the caller's token: 403 where the caller's own would be 401.
 */
function ownerOf(marketplace: string, key: SQL): Fact<Owner> {
  const found = sql`from orders o join users u on u.Marketplace = o.Marketplace and u.Key = o.FromUserKey
    join companies c on c.Marketplace = u.Marketplace and c.Kind = u.Kind and c.ID = u.Company where o.Marketplace = ${marketplace} and o.Key = ${key}`
  const forbidden = (code: 'Auth.UserNotActive' | 'Auth.CompanyNotActive', message: string) =>
    new ApiError(403, fail(code, message).errors)
  const inactive = forbidden('Auth.UserNotActive', 'The user of this order is not active.')
  return {
    ...plain<Owner>(
      sql`select u.Active UserActive, c.Active CompanyActive, ${currencyOf(userParty('u'))} Currency ${found}`,
    ),
    missing: inactive,
    refusal: ({ UserActive, CompanyActive }) =>
      !UserActive
        ? inactive
        : !CompanyActive
          ? forbidden('Auth.CompanyNotActive', 'The organization of this order is not active.')
          : undefined,
    holds: () => sql`exists (select 1 ${found} and u.Active = 1 and c.Active = 1)`,
  }
}

/** Who the order goes to: they sell to whom it is from, and do so still. */
function sellerOf(marketplace: string, key: SQL): Fact<{ ToCompanyID: string | null; Sells: 0 | 1 }> {
  const sells = sql`exists (select 1 from companies c where c.Marketplace = ${marketplace} and c.Kind in ('Seller', 'Supplier')
    and c.ID = o.ToCompanyID and (c.Kind = 'Supplier' and o.Leg = 'Seller' or ${sellsTo('c', marketplace, sql`o.FromCompanyID`)}))`
  const order = sql`orders o where o.Marketplace = ${marketplace} and o.Key = ${key}`
  return {
    ...plain(sql`select o.ToCompanyID, ${sells} Sells from ${order}`),
    refusal: ({ ToCompanyID, Sells }) => (Sells ? undefined : notFound('Supplier', ToCompanyID)),
    holds: () => sql`exists (select 1 from ${order} and ${sells})`,
  }
}

type Checkable = WholeOrder<'lines' | 'payments'>

/** An order checked for submit: its lines and promotions valued anew, and what refuses them. */
export interface Checked {
  order: Checkable
  errors: ApiError[]
}

/**
 * The checks of submit, hard ones thrown, soft ones collected; prices are calculated anew on the way. What was looked at
 * is relied on.
 * @throws ApiError the first hard refusal
 */
export function check(call: Asked, order: Checkable, read: SubmitRead): Checked {
  const { header, lines, payments } = order
  if (!next(header.Status, 'submit', ['Owner', 'Admin']))
    throw fail('Order.CannotSubmitBadStatus', `An order that is ${header.Status} cannot be submitted.`)
  if (lines.length === 0) throw fail('Order.CannotSubmitWithNoLineItems', 'The order has no line items.')
  const owner = rely(call, read.owner)
  rely(call, read.seller)
  relyOnCatalogue(call, read)
  if (lines.some((l) => l.IsBundle)) relyOnAll(call, read.contents)

  const errors = [
    ...currencyErrors(header, owner.Currency),
    ...unacceptedErrors(payments),
    ...productErrors(header, lines, read),
  ]
  const isDone = isCalculated(order)
  const valued = valuedAnew(call, order, read, isDone)
  errors.push(...valued.refusals)
  const needsCalculation = relyOnAll(call, read.event).length > 0
  if (needsCalculation && (!isDone || isVoid(order, valued.order))) errors.unshift(uncalculated())
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
  promotions: read.promotions.rows,
})

const uncalculated = () =>
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
    const row = read.stock.rows.find((p) => sameIgnoringCase(p.ID, ProductID))
    const visible = read.products.rows.find((p) => sameIgnoringCase(p.ID, ProductID))
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
