import { type SQL, sql } from 'drizzle-orm'
import { MAX_PRICE, PRICE_PLACES, scale } from '../../api/money.ts'
import { selectList } from '../../store/rows.ts'
import { priceSchedules } from '../../tables/catalog/prices.ts'
import { at, jsonObject } from '../../tables/columns.ts'
import { currencyOf, userParty } from '../../tables/organizations/party-locale.ts'
import { storedFields } from '../../tables/table.ts'
import { family } from '../products/shown-columns.ts'
import { reachesShopper, sold, type View } from '../visibility/view.ts'

/**
 * The schedule that applies to the product `p`: the seller's assigned to a group of the shopper, else to the buyer (of
 * several the cheapest, then by ID); where the marketplace owner sells and has none assigned, the product owner's
 * likewise; then a supplier's own default for the product, then the product's. A child product that yields nothing
 * takes its parent's (`pp`). Only schedules in the shopper's currency count.
 * @param what of the schedule `a`
 * @returns a scalar, null where no schedule applies
 */
function chosen(v: View, what: SQL): SQL {
  const m = v.marketplace
  const seller = v.seller ?? sql`${m}`
  const owners = sql`${seller} = ${m} and pa.SellerID = p.OwnerID`
  const assigned = sql`select pa.PriceScheduleID as Candidate, Above, 0 as Level, pa.SellerID <> ${seller} as Owners, pa.UserGroupID is null as Wide
    from ${family('p')} cross join product_assignments pa where pa.Marketplace = ${m} and pa.BuyerID = x.Buyer and pa.ProductID = Relative
      and (pa.SellerID = ${seller} or ${v.seller ? owners : sql`pa.SellerID = p.OwnerID`}) and ${reachesShopper(m)}`
  const suppliers = sql`select sd.DefaultPriceScheduleID, Above, 1, 0, 0 from ${family('p')} cross join product_suppliers sd
    where ${seller} <> ${m} and sd.Marketplace = ${m} and sd.ProductID = Relative and sd.SupplierID = ${seller}`
  // What goes first is the smallest text of digits: of the product itself (Above 0), then assigned (Level 0) before a
  // supplier's default (1) and the product's (2), the seller's before the owner's, a group's before the buyer's. A
  // select with one min() takes its columns from the row that has it (SQLite says so): nothing is sorted.
  const schedule = sql`(select iif(min(Above || Level || Owners || Wide || ${PRICE} || lower(a.ID)) is null, null, ${what}) from (
    ${assigned} ${v.seller ? sql`union all ${suppliers}` : sql``}
    union all select p.DefaultPriceScheduleID, 0, 2, 0, 0
    union all select pp.DefaultPriceScheduleID, 1, 2, 0, 0 where pp.ID is not null)
    cross join price_schedules a on a.Marketplace = ${m} and a.ID = Candidate and a.Currency is ${currencyFor(v)})`
  return v.onlySold ? sql`iif(${sold(v)}, ${schedule}, null)` : schedule
}

/** Currency of the shopper. Of the user and not of `x`, so that it is looked for once and not for each product. */
const currencyFor = (v: View) =>
  sql`(select ${currencyOf(userParty('cu'))} from users cu where cu.Marketplace = ${v.marketplace} and cu.Key = ${v.shopper})`

/** The first price of `a` as text that sorts as the number does; none goes first. */
const PRICE = sql.raw(`printf('%017d', coalesce(a.FirstPrice + ${scale(MAX_PRICE, PRICE_PLACES) + 1}, 0))`)

/** The ID of the schedule that applies. */
export const chosenScheduleID = (v: View): SQL => chosen(v, sql`a.ID`)

/** The schedule that applies, as JSON of its stored columns. */
export const chosenSchedule = (v: View): SQL => chosen(v, wholeSchedule())

const wholeSchedule = selectList(() =>
  jsonObject(Object.keys(storedFields(priceSchedules)).map((c) => [c, at('a', c)])),
)
