import type { BodyOf } from '../../api/model.ts'
import { type VisibleProduct, visibleByID } from '../../catalog/shop/visible-products.ts'
import type { Fact, Results } from '../../store/fact.ts'
import { rowsFrom } from '../../store/rows.ts'
import { addresses } from '../../tables/organizations/addresses.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Row } from '../../tables/table.ts'
import type { NamedOrder } from '../operation/named-order.ts'
import { viewOfOrder } from '../operation/order-rows.ts'
import { ownerAddresses, remain, userOfOrder } from '../order/usable-by-owner.ts'
import type { Catalogue } from '../state/line-prices.ts'
import { withID } from '../state/rows-by.ts'
import type { lineItemModel } from '../state/shown-order.ts'
import { productRows, recordRows } from '../stock/stock-rows.ts'
import { type Answered, specReads } from './line-specs.ts'

/** A line as it is sent. */
export type LineBody = BodyOf<typeof lineItemModel>

/**
 * Products of an order's lines, as a select, and perhaps others. (To remove what is twice, `union` would read the lines
 * of all orders in the order of their products.)
 */
const productIDs = ({ marketplace, key }: NamedOrder, more?: SQL): SQL =>
  sql`select ProductID from line_items where Marketplace = ${marketplace} and OrderKey = ${key}${more ? sql` union all ${more}` : sql``}`

/** Products of an order's lines, and perhaps others, as its user sees them; what relies on some needs them to be there. */
export const pricedProducts = (order: NamedOrder, more?: SQL): Fact<VisibleProduct> => ({
  ...visibleByID(viewOfOrder(order), productIDs(order, more)),
  holds: (
    rows,
  ) => sql`not exists (select 1 from json_each(${JSON.stringify(rows.map((p) => p.ID))}) j where not exists
    (select 1 from products p where p.Marketplace = ${order.marketplace} and p.ID = j.value))`,
})

/** What is asked for by lines that are written. */
export interface LinesAsked extends Answered {
  /** Selects the inventory records they name, with their products. */
  records?: SQL
  /** Their bodies. */
  bodies: readonly Partial<Pick<LineBody, 'ShippingAddressID' | 'ShipFromAddressID'>>[]
  /** The order is begun with them: selects the addresses of another, beside which it may take its user's only one. */
  begunWith?: SQL
}

/** Everything a write to lines reads, beside the order and its lines: products, specs, stock, and addresses that are named. */
export const lineReads = (order: NamedOrder, asked: LinesAsked) => ({
  ...specReads(order.marketplace, order.key, asked),
  products: pricedProducts(order, asked.products),
  stock: productRows(order.marketplace, productIDs(order, asked.products)),
  records: recordRows(order, asked.records),
  addresses: ownerAddresses(
    userOfOrder(order),
    asked.bodies.map((b) => b.ShippingAddressID),
    asked.begunWith !== undefined,
    asked.begunWith ?? sql`select ${order.header('ShippingAddressID')}`,
  ),
  shipFrom: shipFromAddresses(order.marketplace, asked),
})

export type LineReads = Results<ReturnType<typeof lineReads>>

/** Addresses that lines come from, by themselves or by their products. */
const shipFromAddresses = (
  marketplace: string,
  { bodies, products }: LinesAsked,
): Fact<Row<typeof addresses>> => {
  const named = JSON.stringify(bodies.flatMap((b) => b.ShipFromAddressID ?? []))
  const all = sql`addresses a where a.Marketplace = ${marketplace}
    and a.ID in (select value from json_each(${named}) union all select coalesce(p.ShipFromAddressID, pp.ShipFromAddressID) from products p
      left join products pp on pp.Marketplace = ${marketplace} and pp.ID = p.ParentID
      where p.Marketplace = ${marketplace} and p.ID in (${products})) and +a.Kind <> 'Buyer'`
  return { ...rowsFrom(addresses, 'a', all), holds: (rows) => remain(marketplace, rows) }
}

/** What lines are priced and counted by. */
export const catalogueOf = ({ products, stock, records, variants }: LineReads): Catalogue => ({
  products: products.rows,
  stock,
  records: records.rows,
  variants: variants.rows,
})

/** The product of an ID, if the order's user sees it. */
export const seenProduct = (
  { products }: Pick<LineReads, 'products'>,
  id: string | null,
): VisibleProduct | undefined => withID(products.rows, id)[0]
