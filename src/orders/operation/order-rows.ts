import type { ShopperView } from '../../catalog/visibility/shopper-view.ts'
import { asJson, columns, selectList } from '../../store/rows.ts'
import type { Query, StoredRow } from '../../store/sql/sql.ts'
import { orderApprovals } from '../../tables/approvals/order-approvals.ts'
import { inherit, passedOn } from '../../tables/catalog/families.ts'
import { products } from '../../tables/catalog/products.ts'
import { columnsAt, parentJson } from '../../tables/catalog/recorded-stock.ts'
import { variants } from '../../tables/catalog/variants.ts'
import { at, jsonObject } from '../../tables/columns.ts'
import { orderReturns } from '../../tables/fulfillment/order-returns.ts'
import { carries, lineItems, lineProductFields, lineVariantFields } from '../../tables/orders/line-items.ts'
import { orderPromotions } from '../../tables/orders/order-promotions.ts'
import { orders } from '../../tables/orders/orders.ts'
import { payments } from '../../tables/orders/payments.ts'
import { worksheets } from '../../tables/orders/worksheets.ts'
import { addresses, addressFields } from '../../tables/organizations/addresses.ts'
import { users } from '../../tables/organizations/users.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { decodeRow, type Row, type Table } from '../../tables/table.ts'
import {
  type ApprovalRow,
  type LineRow,
  type OrderRow,
  ownerColumns,
  type PaymentRow,
  type WholeOrder,
} from '../state/order-state.ts'
import { asOutgoing } from '../state/shared-lines.ts'
import type { NamedOrder } from './named-order.ts'

const namesOf = <F extends object>(fields: F) => Object.keys(fields) as (keyof F & string)[]

/** Some columns of a row that a statement joins under an alias: one column of JSON, since D1 takes a hundred at most. */
function joined<T extends Table, N extends keyof Row<T> & string>(t: T, alias: string, names: readonly N[]) {
  const column = `${alias}_row`
  return {
    columns: sql`iif(${at(alias, 'ID')} is null, null, ${jsonObject(columnsAt(alias, names))}) as ${sql.identifier(column)}`,
    decode: ({ [column]: row }: StoredRow): Pick<Row<T>, N> | null =>
      typeof row === 'string' ? decodeRow(t, JSON.parse(row)) : null,
  }
}

/** What is shown of a user `u`. */
export const owner = joined(users, 'u', ownerColumns)
const addressNames = namesOf(addressFields)
const billing = joined(addresses, 'ba', addressNames)
const shipping = joined(addresses, 'sa', addressNames)
const shipFrom = joined(addresses, 'fa', addressNames)
const productNames = namesOf(lineProductFields)
const product = joined(products, 'p', productNames)
const variant = joined(variants, 'v', namesOf(lineVariantFields))

/** What a line's product shows of its parent. */
const ofParent = passedOn.filter((n) => productNames.some((p) => p === n))

/** Columns of an order for its header; `from` is `orderFrom`. */
export const orderColumns = selectList(
  () => sql`${columns(orders, 'o', true)}, ${owner.columns}, ${billing.columns}`,
)

/** An order with its user and its saved billing address. */
export const orderFrom = (
  marketplace: string,
  hint: SQL = sql``,
  driver: SQL = sql``,
) => sql`${driver}orders o${hint}
  left join users u on u.Marketplace = ${marketplace} and u.Key = o.FromUserKey
  left join addresses ba on ba.Marketplace = ${marketplace} and ba.Kind = 'Buyer' and ba.Company = o.FromCompanyID and ba.ID = o.BillingAddressID`

export const decodeOrder = (row: StoredRow): OrderRow => ({
  ...decodeRow(orders, row),
  Owner: owner.decode(row),
  LiveBilling: billing.decode(row),
})

/** An order that carries lines of another, or whose lines another carries: what it shows of live rows is not read. */
const decodeKin = (row: StoredRow): OrderRow => ({
  ...decodeRow(orders, row),
  Owner: null,
  LiveBilling: null,
})

/** Orders whose key meets a condition: `= (…)`, `in (…)`. */
export const ordersQuery = (marketplace: string, key: SQL, more?: SQL): Query<OrderRow> => ({
  sql: sql`select ${orderColumns()}${more ? sql`, ${more}` : sql``} from ${orderFrom(marketplace)} where o.Marketplace = ${marketplace} and o.Key ${key}`,
  decode: decodeOrder,
})

/** The row of an alias hangs on the order `o`. */
const own = (alias: string) => sql`${at(alias, 'OrderKey')} = o.Key`

/** Rows of a table that the order `o` is shown or changed with, as a value of its row. */
const rowsOf = (t: Table, marketplace: string, alias: string, which: SQL) =>
  sql`(select json_group_array(json(${asJson(t, alias)})) from ${sql.identifier(t.name)} ${sql.identifier(alias)}
    where ${at(alias, 'Marketplace')} = ${marketplace} and ${which})`

/** The approvals of the order `o`: `decodeApprovals` takes them. */
export const approvalsOf = (marketplace: string) =>
  sql`${rowsOf(orderApprovals, marketplace, 'oa', own('oa'))} as Approvals`

/** Keys of a buyer's order and of those it was forwarded as: they share their lines. `source` is the buyer's. */
export const kinOf = (marketplace: string, source: SQL): SQL =>
  sql`select kin.Key from orders kin where kin.Marketplace = ${marketplace} and (kin.Key = ${source} or kin.SourceKey = ${source})`

/**
 * What hangs on the order `o`, as values of its row: most orders have none of it, and a statement of its own would cost
 * each of them more than these.
 */
export const attachedColumns = (marketplace: string): SQL =>
  sql`${rowsOf(orderPromotions, marketplace, 'op', own('op'))} as Promotions, ${approvalsOf(marketplace)},
    ${rowsOf(orderReturns, marketplace, 'r', sql`r.OrderKey in (${kinOf(marketplace, sql`coalesce(o.SourceKey, o.Key)`)})`)} as Returns,
    (select ${asJson(worksheets, 'w')} from worksheets w where w.Marketplace = ${marketplace} and ${own('w')}) as Worksheet,
    ${rowsOf(orders, marketplace, 'k', sql`(k.SourceKey = o.Key or k.Key = o.SourceKey)`)} as Kin`

const storedRows = (value: unknown) => JSON.parse(String(value ?? '[]')) as StoredRow[]

/** A row that is stored, under the ID it has. */
const stored = <R extends { ID: string }>(row: R) => ({ ...row, StoredID: row.ID })

export const decodeApproval = (row: StoredRow): ApprovalRow => stored(decodeRow(orderApprovals, row))

/** As they were asked for. */
export const decodeApprovals = ({ Approvals }: StoredRow) =>
  storedRows(Approvals)
    .map(decodeApproval)
    .sort((a, b) => Number(a.ID) - Number(b.ID))

/** An order with what hangs on it. */
export const decodeAttached = (row: StoredRow): WholeOrder<never> => {
  const header = decodeOrder(row)
  const kin = storedRows(row.Kin).map(decodeKin)
  const source = kin.find((k) => k.Key === header.SourceKey)
  return {
    header,
    ...(source ? { source: { header: source, lines: [] } } : { outgoing: kin }),
    promotions: storedRows(row.Promotions).map((r) => stored(decodeRow(orderPromotions, r))),
    approvals: decodeApprovals(row),
    returns: storedRows(row.Returns).map((r) => stored(decodeRow(orderReturns, r))),
    worksheet: typeof row.Worksheet === 'string' ? decodeRow(worksheets, JSON.parse(row.Worksheet)) : null,
  }
}

/** One order by its key, with what hangs on it. */
export const orderQuery = (marketplace: string, key: SQL): Query<WholeOrder<never>> => ({
  sql: sql`select ${orderColumns()}, ${attachedColumns(marketplace)} from ${orderFrom(marketplace)}
    where o.Marketplace = ${marketplace} and o.Key = ${key}`,
  decode: decodeAttached,
})

/** Columns of a line; `from` is `carriedLines` or `lineFrom`. */
export const lineColumns = selectList(
  () => sql`${columns(lineItems, 'l', true)}, o.SourceKey is not null as IsOutgoing, ${product.columns}, ${parentJson('p', ofParent)} as p_Parent,
      ${variant.columns}, ${shipping.columns}, ${shipFrom.columns}`,
)

/** What lines show live, joined to `line_items l` and `orders o`. */
export const lineJoins = (
  marketplace: string,
) => sql`left join products p on p.Marketplace = ${marketplace} and p.ID = l.ProductID
  left join variants v on v.Marketplace = ${marketplace} and v.ProductID = l.ProductID and v.ID = l.VariantID
  left join addresses sa on sa.Marketplace = ${marketplace} and sa.Kind = 'Buyer' and sa.Company = o.FromCompanyID and sa.ID = l.ShippingAddressID
  left join addresses fa on fa.Marketplace = ${marketplace} and fa.Kind = iif(l.ShipFromCompany = ${marketplace}, 'Seller', 'Supplier')
    and fa.Company = l.ShipFromCompany and fa.ID = l.ShipFromAddressID`

/** The lines that orders carry, with their live product and saved addresses. */
export const carriedLines = (marketplace: string) =>
  sql`orders o cross join line_items l on ${carries('o', 'l')} ${lineJoins(marketplace)}`

/** The lines that are orders' own, whoever else carries them. */
export const lineFrom = (marketplace: string) =>
  sql`line_items l join orders o on o.Marketplace = ${marketplace} and o.Key = l.OrderKey ${lineJoins(marketplace)}`

function liveProduct(row: StoredRow): LineRow['LiveProduct'] {
  const found = product.decode(row)
  const parent = typeof row.p_Parent === 'string' ? decodeRow(products, JSON.parse(row.p_Parent)) : null
  const shown = found && inherit(found, parent)
  return shown && { ...shown, QuantityMultiplier: shown.QuantityMultiplier ?? 1 }
}

export const decodeLine = (row: StoredRow): LineRow => {
  const shown = {
    ...stored(decodeRow(lineItems, row)),
    LiveProduct: liveProduct(row),
    LiveVariant: variant.decode(row),
    LiveShipping: shipping.decode(row),
    LiveShipFrom: shipFrom.decode(row),
    Dispatched: Number(row.Dispatched ?? 0),
  }
  return row.IsOutgoing === 1 ? asOutgoing(shown) : shown
}

/** What of a line `l` has gone out. Few lines are looked up: most have not been shipped, or are not worked on after. */
const dispatched = (
  marketplace: string,
): SQL => sql`iif(l.QuantityShipped = 0, 0, (select coalesce(sum(i.QuantityShipped), 0)
  from shipment_items i cross join shipments s on s.Marketplace = ${marketplace} and s.ID = i.ShipmentID and s.DateShipped is not null
  where i.Marketplace = ${marketplace} and i.OrderKey = l.OrderKey and i.LineItemID = l.ID))`

/** All lines that are own ones of orders whose key meets a condition, as each order had them added. */
export const linesOfOrders = (marketplace: string, key: SQL): Query<LineRow> => ({
  sql: sql`select ${lineColumns()}, ${dispatched(marketplace)} as Dispatched from ${lineFrom(marketplace)} where l.Marketplace = ${marketplace} and l.OrderKey ${key} order by l.OrderKey, l.DateAdded, l.ID`,
  decode: decodeLine,
})

/** The lines of an order as it shows them, in the order they were added. */
export const linesQuery = (marketplace: string, key: SQL): Query<LineRow> => ({
  sql: sql`select ${lineColumns()}, ${dispatched(marketplace)} as Dispatched from ${carriedLines(marketplace)}
    where o.Marketplace = ${marketplace} and o.Key = ${key} order by l.DateAdded, l.ID`,
  decode: decodeLine,
})

export const decodePayment = (row: StoredRow): PaymentRow => stored(decodeRow(payments, row))

/** The payments of an order, as they were made. */
export const paymentsQuery = (marketplace: string, key: SQL): Query<PaymentRow> => ({
  sql: sql`select ${columns(payments, 'p')} from payments p where p.Marketplace = ${marketplace} and p.OrderKey = ${key} order by p.DateCreated, p.ID`,
  decode: decodePayment,
})

/** The catalogue as an order's user sees it, with the prices of whom the order goes to. */
export const viewOfOrder = ({ marketplace, header }: NamedOrder): ShopperView => ({
  marketplace,
  shopper: header('FromUserKey'),
  seller: header('ToCompanyID'),
  withoutStock: true,
})
