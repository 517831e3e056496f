import { fail, invalid } from '../../api/errors.ts'
import type { CallOf, Writing } from '../../resource/rules.ts'
import { type Fact, needed, rely } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { at } from '../../tables/columns.ts'
import { lineItems } from '../../tables/orders/line-items.ts'
import { orders } from '../../tables/orders/orders.ts'
import { payments } from '../../tables/orders/payments.ts'
import { notificationDate, type subscriptions } from '../../tables/orders/subscriptions.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'
import type { Table } from '../../tables/table.ts'
import { difference } from '../operation/difference.ts'
import { type NamedOrder, orderOfKey } from '../operation/named-order.ts'
import { linesQuery, orderQuery, paymentsQuery } from '../operation/order-rows.ts'
import { changedOrder, shownHeader } from '../order/change-order.ts'
import { newHeader, ownerOf, type Parties, sellerOf } from '../order/create-order.ts'
import { ownerAddresses, userOfOrder } from '../order/usable-by-owner.ts'
import { paidFrom, paidFromReads } from '../payments/paid-from.ts'
import { acceptedAtFirst } from '../payments/payment-rules.ts'
import { blankRow } from '../state/new-rows.ts'
import type { OrderWith, PaymentRow } from '../state/order-state.ts'
import { settle } from '../state/settle.ts'
import type { subscriptionModel } from './subscription-model.ts'

/** A template as it is written, and ordered from. */
export type Template = OrderWith<'promotions' | 'worksheet' | 'lines' | 'payments'>

/** A write of a subscription as its request has it. */
export type SubscriptionCall = CallOf<typeof subscriptionModel>

/** Key of the template of a subscription, as a sub-select. */
export const templateKey = (marketplace: string, id: string | null | undefined, and: SQL = sql``): SQL =>
  sql`(select s.TemplateKey from subscriptions s where s.Marketplace = ${marketplace} and s.ID = ${id ?? null} ${and})`

/** The template of a subscription as other statements name it: where there is none yet, it reads as the one to come. */
function templateNamed(marketplace: string, key: SQL, parties: Parties | null): NamedOrder {
  const stored = orderOfKey(marketplace, key)
  return {
    ...stored,
    header: (column) =>
      column === 'FromCompanyID' || column === 'FromUserID'
        ? sql`coalesce(${stored.header(column)}, ${parties?.[column] ?? null})`
        : stored.header(column),
  }
}

/** What the rows of a table name of others that keep no key: no version tells when that is renamed. */
const keptNames = (t: Table, alias: string): SQL =>
  sql`json_array(${sql.list(t.references.filter((r) => r.kept).map((r) => at(alias, r.columns.at(-1)!)))})`

/** A template as it was read, and whatever it names: whoever copies its rows needs both to be the same still. */
export function asItWasRead(marketplace: string, key: SQL): Fact<{ Text: string }> {
  const named = (t: Table, alias: string) =>
    sql`(select json_group_array(${keptNames(t, alias)}) from ${sql.identifier(t.name)} ${sql.identifier(alias)}
      where ${at(alias, 'Marketplace')} = ${marketplace} and ${at(alias, 'OrderKey')} = o.Key)`
  const text = sql`(select json_array(o.Version, ${keptNames(orders, 'o')}, ${named(lineItems, 'l')}, ${named(payments, 'p')})
    from orders o where o.Marketplace = ${marketplace} and o.Key = ${key})`
  return { ...plain(sql`select ${text} as Text`), holds: ([read]) => sql`${text} = ${read!.Text}` }
}

/** What a write of a subscription reads: its template, and what that is to name. */
export function templateReads(call: SubscriptionCall, id: string | null, parties: Parties | null) {
  const { marketplace, body } = call
  const key = templateKey(marketplace, id)
  const order = templateNamed(marketplace, key, parties)
  return {
    owner: parties ? ownerOf(marketplace, parties) : undefined,
    seller: parties ? sellerOf(marketplace, parties) : undefined,
    header: needed(orderQuery(marketplace, key)),
    lines: linesQuery(marketplace, key),
    payments: paymentsQuery(marketplace, key),
    addresses: ownerAddresses(userOfOrder(order), [body.BillingAddressID, body.ShippingAddressID], false),
    ...paidFromReads(call, order, body.Payment ?? {}),
    notified: plain<{ Date: string | null }>(
      sql`select ${notificationDate(sql`${body.NextOrderDate ?? null}`)} Date
        from subscription_integrations i where i.Marketplace = ${marketplace}`,
    ),
  }
}

export type SubscriptionWriting = Writing<
  typeof subscriptions,
  typeof subscriptionModel,
  ReturnType<typeof templateReads>
>

/**
 * The statements by which a template becomes what its subscription is to say of it; what the template says more exactly,
 * the subscription takes from there.
 * @throws ApiError what refuses the user, the seller, an address or the payment
 */
export async function templateWrites(writing: SubscriptionWriting): Promise<Written[]> {
  const { call, before, after, read } = writing
  const stored: Template | null = before && {
    ...rely(call, read.header),
    lines: read.lines,
    payments: read.payments,
  }
  const order = stored ?? begun(writing)
  const { BillingAddressID, ShippingAddressID } = after
  const wish = { ...shownHeader(order.header), BillingAddressID, ShippingAddressID }
  const addressed = { ...order, ...(await changedOrder(call, order, read.addresses, wish)) }
  const wanted = { ...addressed, payments: paid(writing, order) }
  const settled = settle(stored, wanted, { now: call.now, priced: true })
  const shown = shownHeader(settled.header)
  after.BillingAddressID = shown.BillingAddressID
  after.ShippingAddressID = shown.ShippingAddressID
  return difference(call, stored, settled)
}

/** A template of nothing yet; its subscription learns whose it is. */
function begun({ call, after, read }: SubscriptionWriting): Template {
  if (!read.owner || !read.seller)
    throw fail(
      'Subscription.CreateRequiresFromUser',
      'A subscription is of a buyer’s user: FromCompanyID and FromUserID are required.',
    )
  const { Key: FromUserKey, Currency, ...Owner } = rely(call, read.owner)
  const parties = {
    FromCompanyID: Owner.Company,
    FromUserID: Owner.ID,
    ToCompanyID: rely(call, read.seller).ID,
  }
  const header = newHeader(call, {
    ...parties,
    ID: call.newID(),
    Leg: 'Subscription',
    FromUserKey,
    Currency,
    SubscriptionID: after.ID,
    Owner,
    LiveBilling: null,
  })
  Object.assign(after, { ...parties, FromUserKey, TemplateKey: header.Key, ProjectedSubtotal: 0 })
  return { header, promotions: [], worksheet: null, lines: [], payments: [] }
}

const NOTHING = { Type: null, CreditCardID: null, SpendingAccountID: null }

/** What pays a template: one payment without an amount, or none. */
function paid(
  { call, after, read }: SubscriptionWriting,
  { header, payments: rows }: Template,
): PaymentRow[] {
  const wish = { ...NOTHING, ...after.Payment }
  const { Type, CreditCardID, SpendingAccountID } = { ...NOTHING, ...rows[0] }
  const said = JSON.stringify({ Type, CreditCardID, SpendingAccountID })
  if (JSON.stringify(wish) === JSON.stringify(NOTHING)) after.Payment = null
  if (JSON.stringify(wish) === said) return rows
  if (after.Payment === null) return []
  const { Type: type } = wish
  if (!type) throw invalid('Payment.Type', 'Required', 'Payment.Type is required.')
  const payment = { Type: type, ...paidFrom(call, { ...wish, Type: type, Amount: null }, read) }
  after.Payment = payment
  return [
    {
      ...blankRow(payments),
      ...payment,
      OrderKey: header.Key,
      ID: call.newID(),
      StoredID: null,
      DateCreated: call.now,
      Accepted: acceptedAtFirst(payment.Type),
    },
  ]
}
