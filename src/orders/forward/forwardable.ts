import type { Schedule } from '../../catalog/prices/price.ts'
import { joinParent, parent } from '../../catalog/products/shown-columns.ts'
import { type Fact, type Found, type Relying, relyOnAll } from '../../store/fact.ts'
import { asJson } from '../../store/rows.ts'
import { as } from '../../tables/alias.ts'
import { priceSchedules, productSuppliers } from '../../tables/catalog/prices.ts'
import { products } from '../../tables/catalog/products.ts'
import { forwarding } from '../../tables/organizations/companies.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { decodeRow } from '../../tables/table.ts'
import type { NamedOrder } from '../operation/named-order.ts'
import { decodeNewOwner, type NewOwner, newOwnerColumns } from '../order/create-order.ts'

/** A line that can go to a supplier, and what its order there is begun with. */
export interface Forwardable {
  LineItemID: string
  SupplierID: string
  /** What it is priced by; none where nobody has said a price. */
  Schedule: Schedule | null
  Owner: NewOwner
}

/** Whose orders to suppliers are. */
interface Forwarder {
  /** The key of a user of the marketplace owner. */
  user: SQL
  /** Only lines of products that say so. */
  automatic: boolean
}

const p = as(products, 'p')
const own = as(productSuppliers, 'own')
const a = as(priceSchedules, 'a')

/**
 * Lines of an order to the marketplace owner that stand on no order to a supplier yet, and have one: at the supplier's own
 * default price for the product, else at the product's. What was agreed with the buyer plays no part.
 */
export const forwardable = (
  { marketplace, lines, header }: NamedOrder,
  { user, automatic }: Forwarder,
): Fact<Forwardable> => ({
  sql: sql`select l.ID as LineItemID, s.ID as SupplierID, ${newOwnerColumns()},
      (select ${asJson(priceSchedules, 'a')} from ${a.from} where ${a.here(marketplace)} and ${a.ID} = coalesce(
        (select ${own.DefaultPriceScheduleID} from ${own.from} where ${own.here(marketplace)} and ${own.SupplierID} = s.ID
          and ${own.ProductID} in (${p.ID}, ${p.ParentID}) order by ${own.ProductID} <> ${p.ID} limit 1),
        ${p.DefaultPriceScheduleID}, ${parent.DefaultPriceScheduleID})) as Schedule
    from users u cross join line_items l
    cross join companies s on s.Marketplace = ${marketplace} and s.Kind = 'Supplier' and s.ID = l.SupplierID
    left join ${p.from} on ${p.here(marketplace)} and ${p.ID} = l.ProductID ${joinParent('p')}
    where u.Marketplace = ${marketplace} and u.Key = ${user} and u.Kind = 'Seller' and ${header('ToCompanyID')} = ${marketplace}
      and l.Marketplace = ${marketplace} and l.OrderKey = ${lines} and l.OutgoingKey is null and l.IsBundle = 0
      ${automatic ? sql`and coalesce(${p.AutoForward}, 0) = 1` : sql``}`,
  decode: (row) => ({
    LineItemID: String(row.LineItemID),
    SupplierID: String(row.SupplierID),
    Schedule: typeof row.Schedule === 'string' ? decodeRow(priceSchedules, JSON.parse(row.Schedule)) : null,
    Owner: decodeNewOwner(row),
  }),
  // Orders hold no foreign key to their user, nor to whom they go.
  holds: (rows) => {
    const [first] = rows
    const to = JSON.stringify([...new Set(rows.map((l) => l.SupplierID))])
    return sql`(exists (select 1 from users u where u.Marketplace = ${marketplace} and u.Key = ${first!.Owner.Key} and u.ID = ${first!.Owner.ID})
      and not exists (select 1 from json_each(${to}) j left join companies s on s.Marketplace = ${marketplace} and s.Kind = 'Supplier'
        and s.ID = j.value where s.ID is null))`
  },
})

/** The lines that are forwarded, if any: the user and the suppliers must be there still. */
export const relyOnForwarder = (on: Relying, found: Found<Forwardable>): readonly Forwardable[] =>
  found.rows.length > 0 ? relyOnAll(on, found) : []

/** The lines that are forwarded of themselves. */
export const forwardedAtOnce = (order: NamedOrder): Fact<Forwardable> =>
  forwardable(order, {
    user: sql`(select fu.Key from ${forwarding(sql`${order.marketplace}`)})`,
    automatic: true,
  })
