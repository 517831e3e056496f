import { type SQL, sql } from 'drizzle-orm'
import { storedFields } from '../api/table.ts'
import { selectList } from '../store/rows.ts'
import { priceSchedules } from './price-schedules.ts'
import { reachesShopper, sold, type View } from './view.ts'

/**
 * Something of the schedule `a` that applies to the product `p`, null where none does: the seller's assigned to a group
 * of the shopper, else to the buyer (of several the cheapest, then by ID); where the marketplace owner sells and has
 * none assigned, the product owner's likewise; then a supplier's own default for the product, then the product's. A
 * child product that yields nothing takes its parent's (`pp`). Only schedules in the shopper's currency count.
 */
function chosen(v: View, what: SQL): SQL {
  const m = v.marketplace
  const schedule = sql`(select ${what} from (
    select pa.PriceScheduleID as ID, pa.ProductID <> p.ID as Above, 0 as Level, pa.SellerID <> ${v.seller} as Owners, pa.UserGroupID is null as Wide
      from product_assignments pa where pa.Marketplace = ${m} and pa.BuyerID = x.Buyer and pa.ProductID in (p.ID, p.ParentID)
        and (pa.SellerID = ${v.seller} or (${v.seller} = ${m} and pa.SellerID = p.OwnerID)) and ${reachesShopper(m)}
    union all select sd.DefaultPriceScheduleID, sd.ProductID <> p.ID, 1, 0, 0 from product_suppliers sd
      where ${v.seller} <> ${m} and sd.Marketplace = ${m} and sd.ProductID in (p.ID, p.ParentID) and sd.SupplierID = ${v.seller}
    union all select p.DefaultPriceScheduleID, 0, 2, 0, 0
    union all select pp.DefaultPriceScheduleID, 1, 2, 0, 0 where pp.ID is not null) choice
    cross join price_schedules a on a.Marketplace = ${m} and a.ID = choice.ID and a.Currency is x.Currency
    order by Above, Level, Owners, Wide, a.FirstPrice, a.ID limit 1)`
  return v.onlySold ? sql`iif(${sold(v)}, ${schedule}, null)` : schedule
}

/** The ID of the schedule that applies. */
export const chosenScheduleID = (v: View): SQL => chosen(v, sql`a.ID`)

/** The schedule that applies, as JSON of its stored columns. */
export const chosenSchedule = (v: View): SQL => chosen(v, wholeSchedule())

const wholeSchedule = selectList(
  () =>
    sql`json_object(${sql.join(
      Object.keys(storedFields(priceSchedules)).map((c) => sql`${sql.raw(`'${c}'`)}, a.${sql.identifier(c)}`),
      sql`, `,
    )})`,
)
