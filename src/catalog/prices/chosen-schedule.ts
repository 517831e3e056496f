import { MAX_PRICE, PRICE_PLACES, scale } from '../../api/money.ts'
import { asJson } from '../../store/rows.ts'
import { type Alias, as } from '../../tables/alias.ts'
import { priceSchedules, productAssignments, productSuppliers } from '../../tables/catalog/prices.ts'
import type { products } from '../../tables/catalog/products.ts'
import { currencyOf, userParty } from '../../tables/organizations/party-locale.ts'
import { users } from '../../tables/organizations/users.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { family } from '../products/shown-columns.ts'
import type { Shopper } from '../visibility/audiences.ts'
import { isAssigned, type ShopperView, sold } from '../visibility/shopper-view.ts'

/** The tables of a product that is priced: the shopper, the product, and its parent beside it. */
export interface Priced {
  shopper: Shopper
  product: Alias<typeof products>
  parent: Alias<typeof products>
}

const pa = as(productAssignments, 'pa')
const sd = as(productSuppliers, 'sd')
const a = as(priceSchedules, 'a')
const cu = as(users, 'cu')

/**
 * The schedule that applies to a product: the seller's assigned to a group of the shopper, else to the buyer (of several
 * the cheapest, then by ID); where the marketplace owner sells and has none assigned, the product owner's likewise; then
 * a supplier's own default for the product, then the product's. A child product that yields nothing takes its parent's.
 * Only schedules in the shopper's currency count.
 * @param what of the schedule `a`
 * @returns a scalar, null where no schedule applies
 */
function chosen(view: ShopperView, { shopper, product: p, parent }: Priced, what: SQL): SQL {
  const { marketplace } = view
  const seller = view.seller ?? sql`${marketplace}`
  const owners = sql`${pa.SellerID} = ${p.OwnerID}`
  const assigned = sql`select ${pa.PriceScheduleID} as Candidate, Above, 0 as Level, ${pa.SellerID} <> ${seller} as Owners, ${pa.UserGroupID} is null as Wide
    from ${family(p.alias)} cross join ${pa.from} where ${pa.ProductID} = Relative
      and (${pa.SellerID} = ${seller} or ${view.seller ? sql`${seller} = ${marketplace} and ${owners}` : owners}) and ${isAssigned(pa, marketplace, shopper)}`
  const suppliers = sql`select ${sd.DefaultPriceScheduleID}, Above, 1, 0, 0 from ${family(p.alias)} cross join ${sd.from}
    where ${seller} <> ${marketplace} and ${sd.here(marketplace)} and ${sd.ProductID} = Relative and ${sd.SupplierID} = ${seller}`
  // What goes first is the smallest text of digits: of the product itself (Above 0), then assigned (Level 0) before a
  // supplier's default (1) and the product's (2), the seller's before the owner's, a group's before the buyer's. A
  // select with one min() takes its columns from the row that has it (SQLite says so): nothing is sorted.
  const schedule = sql`(select iif(min(Above || Level || Owners || Wide || ${PRICE} || lower(${a.ID})) is null, null, ${what}) from (
    ${assigned} ${view.seller ? sql`union all ${suppliers}` : sql``}
    union all select ${p.DefaultPriceScheduleID}, 0, 2, 0, 0
    union all select ${parent.DefaultPriceScheduleID}, 1, 2, 0, 0 where ${parent.ID} is not null)
    cross join ${a.from} on ${a.here(marketplace)} and ${a.ID} = Candidate and ${a.Currency} is ${currencyFor(view)})`
  return view.onlySold ? sql`iif(${sold(view, p, shopper)}, ${schedule}, null)` : schedule
}

/** Currency of the shopper. By the user's key, so that it is looked for once and not for each product. */
const currencyFor = ({ marketplace, shopper }: ShopperView) =>
  sql`(select ${currencyOf(userParty(cu.alias))} from ${cu.from} where ${cu.here(marketplace)} and ${cu.Key} = ${shopper})`

/** The first price of a schedule as text that sorts as the number does; none goes first. */
const PRICE = sql`printf('%017d', coalesce(${a.FirstPrice} + ${sql.raw(String(scale(MAX_PRICE, PRICE_PLACES) + 1))}, 0))`

/** The ID of the schedule that applies. */
export const chosenScheduleID = (view: ShopperView, priced: Priced): SQL => chosen(view, priced, a.ID)

/** The schedule that applies, as JSON of its stored columns. */
export const chosenSchedule = (view: ShopperView, priced: Priced): SQL =>
  chosen(view, priced, asJson(priceSchedules, a.alias))
