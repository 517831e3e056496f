import { type SQL, sql } from 'drizzle-orm'
import { notFound } from '../../api/errors.ts'
import { type VisibleProduct, visibleByID } from '../../catalog/shop/visible-products.ts'
import { readAsShopper } from '../../catalog/visibility/audiences.ts'
import type { ShopperView } from '../../catalog/visibility/shopper-view.ts'
import type { Call } from '../../store/call.ts'
import type { Results } from '../../store/fact.ts'
import { columns, selectList, update } from '../../store/rows.ts'
import type { Query } from '../../store/sql/sql.ts'
import { inherit, passedOn } from '../../tables/catalog/families.ts'
import { parentJson } from '../../tables/catalog/recorded-stock.ts'
import { lineItems, lineVariantFields } from '../../tables/orders/line-items.ts'
import { orders } from '../../tables/orders/orders.ts'
import { addressFields } from '../../tables/organizations/addresses.ts'
import type { Write } from '../../tables/statements.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import { directionOf, orderKey } from './access.ts'

/** An order row with the live rows its header shows. */
export type OrderRow = Row<typeof orders> & {
  Owner: Record<string, unknown> | null
  LiveBilling: Record<string, unknown> | null
}
/** A line row with the live rows it shows. */
export type LineRow = Row<typeof lineItems> & {
  LiveProduct: Record<string, unknown> | null
  LiveVariant: Record<string, unknown> | null
  LiveShipping: Record<string, unknown> | null
  LiveShipFrom: Record<string, unknown> | null
  /** How many have gone out, on shipments with a date; known where the order is read with all its lines. */
  Dispatched: number
}

/** Properties of the order's user that a header shows. */
const OWNER = [
  'ID',
  'Company',
  'Username',
  'FirstName',
  'LastName',
  'Email',
  'Phone',
  'TermsAccepted',
  'Active',
  'xp',
  'DateCreated',
  'LastActive',
  'PasswordLastSetDate',
]
const ADDRESS = Object.keys(addressFields)
const PRODUCT = [
  'ID',
  'Name',
  'Description',
  'Returnable',
  'QuantityMultiplier',
  'ShipWeight',
  'ShipHeight',
  'ShipWidth',
  'ShipLength',
  'DefaultSupplierID',
  'ParentID',
  'xp',
]

/** What a line's product shows of its parent. */
const ABOVE = passedOn.filter((n) => PRODUCT.includes(n))
const VARIANT = Object.keys(lineVariantFields)

const aliased = (alias: string, prefix: string, names: string[]) =>
  sql.join(
    names.map(
      (n) => sql`${sql.identifier(alias)}.${sql.identifier(n)} as ${sql.identifier(`${prefix}${n}`)}`,
    ),
    sql`, `,
  )

const pick = (row: Record<string, unknown>, prefix: string, names: string[]) =>
  row[`${prefix}ID`] === null || row[`${prefix}ID`] === undefined
    ? null
    : Object.fromEntries(names.map((n) => [n, row[`${prefix}${n}`]]))

const parsed = (values: Record<string, unknown> | null) =>
  values && {
    ...values,
    ...('xp' in values ? { xp: typeof values.xp === 'string' ? JSON.parse(values.xp) : null } : {}),
    ...('Active' in values ? { Active: values.Active === 1 } : {}),
    ...('Returnable' in values ? { Returnable: values.Returnable === 1 } : {}),
  }

/** Columns of an order for its header; `from` is `orderFrom`. */
export const orderColumns = selectList(
  () => sql`${columns(orders, 'o', true)}, ${aliased('u', 'u_', OWNER)}, ${aliased('ba', 'ba_', ADDRESS)}`,
)

/** An order with its user and its saved billing address. */
export const orderFrom = (m: string, hint: SQL = sql``, driver: SQL = sql``) => sql`${driver}orders o${hint}
  left join users u on u.Marketplace = ${m} and u.Key = o.FromUserKey
  left join addresses ba on ba.Marketplace = ${m} and ba.Kind = 'Buyer' and ba.Company = o.FromCompanyID and ba.ID = o.BillingAddressID`

export const decodeOrder = (row: Record<string, unknown>): OrderRow => ({
  ...decodeRow(orders, row),
  Owner: parsed(pick(row, 'u_', OWNER)),
  LiveBilling: parsed(pick(row, 'ba_', ADDRESS)),
})

/** One order by its key. */
export const orderQuery = (m: string, key: SQL): Query<OrderRow> => ({
  sql: sql`select ${orderColumns()} from ${orderFrom(m)} where o.Marketplace = ${m} and o.Key = ${key}`,
  decode: decodeOrder,
})

/** Columns of a line; `from` is `lineFrom`. */
export const lineColumns = selectList(
  () =>
    sql`${columns(lineItems, 'l', true)}, ${aliased('p', 'p_', PRODUCT)}, ${parentJson('p', ABOVE)} as p_Parent,
      ${aliased('v', 'v_', VARIANT)}, ${aliased('sa', 'sa_', ADDRESS)}, ${aliased('fa', 'fa_', ADDRESS)}`,
)

/** What lines show live, joined to `line_items l` and `orders o`. */
export const lineJoins = (
  m: string,
) => sql`left join products p on p.Marketplace = ${m} and p.ID = l.ProductID
  left join variants v on v.Marketplace = ${m} and v.ProductID = l.ProductID and v.ID = l.VariantID
  left join addresses sa on sa.Marketplace = ${m} and sa.Kind = 'Buyer' and sa.Company = o.FromCompanyID and sa.ID = l.ShippingAddressID
  left join addresses fa on fa.Marketplace = ${m} and fa.Kind = iif(l.ShipFromCompany = ${m}, 'Seller', 'Supplier')
    and fa.Company = l.ShipFromCompany and fa.ID = l.ShipFromAddressID`

/** Lines of orders with their live product and saved addresses. */
export const lineFrom = (m: string) =>
  sql`line_items l join orders o on o.Marketplace = ${m} and o.Key = l.OrderKey ${lineJoins(m)}`

function liveProduct(row: Record<string, unknown>) {
  const product = parsed(pick(row, 'p_', PRODUCT))
  const parent = row.p_Parent as string | null
  const shown: Record<string, unknown> | null =
    product && inherit(product, parent === null ? null : parsed(JSON.parse(parent)))
  return shown && { ...shown, QuantityMultiplier: shown.QuantityMultiplier ?? 1 }
}

export const decodeLine = (row: Record<string, unknown>): LineRow => ({
  ...decodeRow(lineItems, row),
  LiveProduct: liveProduct(row),
  LiveVariant: parsed(pick(row, 'v_', VARIANT)),
  LiveShipping: parsed(pick(row, 'sa_', ADDRESS)),
  LiveShipFrom: parsed(pick(row, 'fa_', ADDRESS)),
  Dispatched: Number(row.Dispatched ?? 0),
})

/** What of a line `l` has gone out. Few lines are looked up: most have not been shipped, or are not worked on after. */
const dispatched = (
  m: string,
): SQL => sql`iif(l.QuantityShipped = 0, 0, (select coalesce(sum(i.QuantityShipped), 0)
  from shipment_items i cross join shipments s on s.Marketplace = ${m} and s.ID = i.ShipmentID and s.DateShipped is not null
  where i.Marketplace = ${m} and i.OrderKey = l.OrderKey and i.LineItemID = l.ID))`

/** The lines of an order, in the order they were added. */
export const linesQuery = (m: string, key: SQL): Query<LineRow> => ({
  sql: sql`select ${lineColumns()}, ${dispatched(m)} as Dispatched from ${lineFrom(m)} where l.Marketplace = ${m} and l.OrderKey = ${key} order by l.DateAdded, l.ID`,
  decode: decodeLine,
})

/** An order as it is worked on: its header, its lines, and what was read beside them. */
export interface Loaded<Q extends Record<string, Query<unknown>>> {
  order: OrderRow
  lines: LineRow[]
  read: Results<Q>
}

/** The catalogue through the eyes of an order's user, with the prices of whom the order goes to. */
export const viewOfOrder = (m: string, key: SQL): ShopperView => ({
  marketplace: m,
  shopper: sql`(select FromUserKey from orders where Marketplace = ${m} and Key = ${key})`,
  seller: sql`(select ToCompanyID from orders where Marketplace = ${m} and Key = ${key})`,
  withoutStock: true,
})

/** Reads the order a path names with all its lines, in one round trip; `order` is null when the caller sees none. */
export async function findOrder<Q extends Record<string, Query<unknown>> = Record<string, never>>(
  call: Call<unknown>,
  more: (key: SQL) => Q = () => ({}) as Q,
  roles?: readonly string[],
): Promise<{ order: OrderRow | null; lines: LineRow[]; read: Results<Q> }> {
  const { direction, orderID } = call.params
  const key = orderKey(call.caller, directionOf(direction), orderID!, roles)
  const m = call.marketplace
  const read = await readAsShopper(call, viewOfOrder(m, key).shopper, {
    ...more(key),
    $order: orderQuery(m, key),
    $lines: linesQuery(m, key),
  })
  return {
    order: (read.$order as OrderRow[])[0] ?? null,
    lines: read.$lines as LineRow[],
    read: read as unknown as Results<Q>,
  }
}

/**
 * The same, where there must be one.
 * @throws ApiError 404 when there is none that the caller sees in this direction
 */
export async function loadOrder<Q extends Record<string, Query<unknown>> = Record<string, never>>(
  call: Call<unknown>,
  more?: (key: SQL) => Q,
  roles?: readonly string[],
): Promise<Loaded<Q>> {
  const found = await findOrder(call, more, roles)
  if (!found.order) throw notFound('Order', call.params.orderID)
  return found as Loaded<Q>
}

/**
 * Products of an order's lines, and perhaps one more, as its user sees them. (To remove what is twice, `union` would
 * read the lines of all orders in the order of their products.)
 */
export const pricedProducts = (m: string, key: SQL, productID?: string | null): Query<VisibleProduct> =>
  visibleByID(
    viewOfOrder(m, key),
    sql`select ProductID from line_items where Marketplace = ${m} and OrderKey = ${key}${productID ? sql` union all select ${productID}` : sql``}`,
  )

/** Writes an order's header: its version guards everything read with it, lines included. */
export const writeOrder = (
  call: Call<unknown>,
  order: Pick<OrderRow, 'Key' | 'Version'>,
  changes: Record<string, unknown>,
): Write =>
  update(orders, call.marketplace, { Key: order.Key }, order.Version, { ...changes, LastUpdated: call.now })
