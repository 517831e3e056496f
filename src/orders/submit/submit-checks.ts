import { type SQL, sql } from 'drizzle-orm'
import { ApiError, fail, notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/field.ts'
import { priceLine, quantityRefusal } from '../../catalog/prices/line-price.ts'
import type { VisibleProduct } from '../../catalog/shop/visible-products.ts'
import { sellsTo } from '../../organizations/supplier-relations.ts'
import type { Call } from '../../store/call.ts'
import { plain } from '../../store/sql/sql.ts'
import { currencyOf, userParty } from '../../tables/organizations/party-locale.ts'
import type { Guard } from '../../tables/statements.ts'
import { bundleErrors, bundlesOn, contentsHold, contentsOf } from '../lines/bundle-needs.ts'
import { type Choice, choicesHold, chosenAnew, specReadsOfOrder } from '../lines/line-specs.ts'
import { insufficient, scheduleOf } from '../lines/line-writes.ts'
import { sells } from '../lines/new-line.ts'
import type { LineRow, Loaded, OrderRow } from '../order/load.ts'
import { next } from '../order/states.ts'
import { totals } from '../order/totals.ts'
import { shortages } from '../stock/counters.ts'
import { recordRows } from '../stock/stock-rows.ts'
import { catalogueReads, sameCatalogue } from './same-catalogue.ts'

type Values = Record<string, unknown>

/** What submit looks at beside the order and its lines. */
export const submitReads = (call: Call<unknown>) => (key: SQL) => {
  const m = call.marketplace
  const from = sql`(select FromCompanyID from orders where Marketplace = ${m} and Key = ${key})`
  return {
    ...catalogueReads(m, key),
    records: recordRows(m, key),
    ...specReadsOfOrder(m, key),
    contents: contentsOf(m, bundlesOn(m, key)),
    owner: plain<{
      UserActive: number
      CompanyActive: number
      Currency: string | null
    }>(sql`select u.Active UserActive, c.Active CompanyActive, ${currencyOf(userParty('u'))} Currency from orders o
      join users u on u.Marketplace = o.Marketplace and u.Key = o.FromUserKey
      join companies c on c.Marketplace = u.Marketplace and c.Kind = u.Kind and c.ID = u.Company where o.Marketplace = ${m} and o.Key = ${key}`),
    seller: plain<{
      found: number
    }>(sql`select exists (select 1 from companies c where c.Marketplace = ${m} and c.Kind in ('Seller', 'Supplier')
      and c.ID = (select ToCompanyID from orders where Marketplace = ${m} and Key = ${key})
      and (c.Kind = 'Supplier' and exists (select 1 from orders where Marketplace = ${m} and Key = ${key} and Leg = 'Seller') or ${sellsTo('c', m, from)})) found`),
  }
}

export type SubmitRead = Loaded<ReturnType<ReturnType<typeof submitReads>>>['read']

/** An order checked for submit and priced anew. */
export interface Checked {
  lines: LineRow[]
  header: Values
  errors: ApiError[]
  /** What its lines' answers come to now. */
  choices: { product: VisibleProduct; choice: Choice }[]
}

/**
 * The checks of submit, hard ones thrown, soft ones collected; prices are calculated anew on the way.
 * @throws ApiError the first hard refusal
 */
export function check(call: Call<unknown>, order: OrderRow, lines: LineRow[], read: SubmitRead): Checked {
  if (!next(order.Status, 'submit', ['Owner', 'Admin']))
    throw fail('Order.CannotSubmitBadStatus', `An order that is ${order.Status} cannot be submitted.`)
  if (lines.length === 0) throw fail('Order.CannotSubmitWithNoLineItems', 'The order has no line items.')
  const owner = read.owner[0]
  // The state of the order's user refuses the order, not the caller's token: 403 where the caller's own would be 401.
  if (!owner?.UserActive) throw refused('Auth.UserNotActive', 'The user of this order is not active.')
  if (!owner.CompanyActive)
    throw refused('Auth.CompanyNotActive', 'The organization of this order is not active.')
  if (!read.seller[0]?.found) throw notFound('Supplier', order.ToCompanyID)

  const errors = [...currencyErrors(order, owner.Currency), ...productErrors(order, lines, read)]
  const choices: Checked['choices'] = []
  const priced = lines.map((stored) => {
    const schedule = scheduleOf(stored, read.products)
    const product = read.products.find((p) => sameIgnoringCase(p.ID, stored.ProductID))
    const { line, choice, error } = chosenAnew(stored, product, read)
    if (product && choice) choices.push({ product, choice })
    if (error) errors.push(error)
    if (!product && !line.PriceOverridden) return line
    const price = priceLine(line as never, lines as never, schedule, order.SubscriptionID !== null, call.now)
    if (!price) {
      errors.push(
        fail('PriceSchedule.MissingOrConflicting', 'The product has no price for this order.', {
          ProductID: line.ProductID,
          LineItemID: line.ID,
        }),
      )
      return line
    }
    const refusal = schedule && quantityRefusal(line as never, lines as never, schedule, false)
    if (refusal) errors.push(refusal)
    return { ...line, ...price }
  })
  const short = shortages(priced, read)
  if (short.length > 0) errors.push(insufficient(short))
  return { lines: priced, header: { ...totals(priced, order) }, errors, choices }
}

const refused = (code: 'Auth.UserNotActive' | 'Auth.CompanyNotActive', message: string) =>
  new ApiError(403, fail(code, message).errors)

/** An order stays in the currency it was begun in. */
const currencyErrors = (order: OrderRow, currency: string | null): ApiError[] =>
  sameIgnoringCase(order.Currency ?? '', currency ?? '')
    ? []
    : [
        fail('Order.CurrencyMismatch', 'The currency of the order is not that of its user any more.', {
          OrderCurrency: order.Currency,
          UserCurrency: currency,
        }),
      ]

/** Products that cannot be bought any more, and bundles not as they are: inactive wins over invisible. */
function productErrors(order: OrderRow, lines: LineRow[], read: SubmitRead): ApiError[] {
  const inactive = new Set<string>()
  const missing = new Set<string>()
  const out: ApiError[] = []
  for (const line of lines) {
    const { ProductID, IsBundle } = line
    const row = read.stock.find((p) => sameIgnoringCase(p.ID, ProductID))
    const visible = read.products.find((p) => sameIgnoringCase(p.ID, ProductID))
    if (row && !row.Active) inactive.add(ProductID)
    else if (!visible) missing.add(ProductID)
    else if (visible.IsParent)
      out.push(
        fail('Order.CannotSubmitWithParentProduct', 'A parent product cannot be bought.', { ProductID }),
      )
    else if (IsBundle) out.push(...bundleErrors(line, lines, read.contents))
    else if (!sells(visible, order))
      out.push(
        fail('LineItem.ProductNotAvailableFromSeller', `${order.ToCompanyID} does not sell this product.`, {
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
export function refuseSoft(errors: ApiError[]): void {
  if (errors.length > 0)
    throw new ApiError(
      400,
      errors.flatMap((e) => e.errors),
    )
}

/** The order's user and organisation are active still: the seller may submit for them. */
const ownerActive = (m: string, order: OrderRow): Guard => ({
  guard: sql`exists (select 1 from users u join companies c on c.Marketplace = ${m} and c.Kind = u.Kind and c.ID = u.Company
    where u.Marketplace = ${m} and u.Key = ${order.FromUserKey} and u.Active = 1 and c.Active = 1)`,
})

/** What the checks looked at is still so when the order is written. */
export const checksHold = (
  call: Call<unknown>,
  order: OrderRow,
  checked: Checked,
  read: SubmitRead,
): Guard[] => [
  ownerActive(call.marketplace, order),
  ...sameCatalogue(call.marketplace, read),
  ...(checked.lines.some((l) => l.IsBundle)
    ? [contentsHold(call.marketplace, bundlesOn(call.marketplace, sql`${order.Key}`), read.contents)]
    : []),
  ...choicesHold(call.marketplace, checked.choices, read),
]
