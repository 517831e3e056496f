import type { Caller } from '../../api/caller.ts'
import type { Field } from '../../api/field.ts'
import type { Property } from '../../api/lists/filter.ts'
import { joinParent, locateProduct, notRecorded } from '../../catalog/products/shown-columns.ts'
import { columnOf } from '../../store/lists/declaration.ts'
import { at, jsonModel, jsonOf } from '../../tables/columns.ts'
import { carries, lineProductFields, lineVariantFields } from '../../tables/orders/line-items.ts'
import { isLiveAt } from '../../tables/orders/live-orders.ts'
import { addressFields } from '../../tables/organizations/addresses.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { isHiddenOfLine, lineItemModel } from '../state/shown-order.ts'

const property = (name: string, field: Field): Property => ({
  name,
  field,
  path: [],
  free: field.kind.free === 'whole',
})

/** An address as it stands in the address book. */
const addressWhere = (which: SQL) =>
  sql`(select ${jsonModel(addressFields, 'la')} from addresses la where la.Marketplace = l.Marketplace and ${which})`

const liveProduct = () =>
  sql`(select ${jsonModel(lineProductFields, 'lp', (name, f) =>
    name === 'QuantityMultiplier'
      ? sql`coalesce(lp.QuantityMultiplier, pp.QuantityMultiplier, 1)`
      : locateProduct(property(name, f), 'lp', notRecorded),
  )} from products lp ${joinParent('lp')} where lp.Marketplace = l.Marketplace and lp.ID = l.ProductID)`

const liveVariant = () => sql`(select ${jsonModel(lineVariantFields, 'lv')} from variants lv
  where lv.Marketplace = l.Marketplace and lv.ProductID = l.ProductID and lv.ID = l.VariantID)`

/** What is shown live while an order may change, and else as it was copied. */
const copied = (copy: SQL, live: SQL) =>
  sql`iif(${isLiveAt('o')}, coalesce(${live}, ${copy}), coalesce(${copy}, ${live}))`

/** A copy under the ID by which the line names it now, as it is shown; a one-time address has none. */
const named = (copy: 'Product' | 'ShippingAddress' | 'ShipFromAddress') => {
  const json = at('l', copy)
  return sql`iif(json_extract(${json}, '$.ID') is null, ${json}, json_set(${json}, '$.ID', ${at('l', `${copy}ID`)}))`
}

/** The models a line `l` of an order `o` shows, as JSON. */
const models: Record<string, () => SQL> = {
  Product: () => copied(named('Product'), liveProduct()),
  Variant: () => copied(sql`l.Variant`, liveVariant()),
  ShippingAddress: () =>
    sql`coalesce(${named('ShippingAddress')}, ${addressWhere(
      sql`la.Kind = 'Buyer' and la.Company = o.FromCompanyID and la.ID = l.ShippingAddressID`,
    )})`,
  ShipFromAddress: () =>
    sql`coalesce(${named('ShipFromAddress')}, ${addressWhere(
      sql`la.Kind = iif(l.ShipFromCompany = l.Marketplace, 'Seller', 'Supplier') and la.Company = l.ShipFromCompany
        and la.ID = l.ShipFromAddressID`,
    )})`,
}

/** A column of the price there: it is stored as the line's own is. */
const priceAt = (name: string): SQL => sql`(l.OutgoingPrice ->> ${sql.raw(`'${name}'`)})`

/** Where a line has what it is worth on an order to its supplier. */
const outgoing: Record<string, SQL> = {
  ...Object.fromEntries(
    ['UnitPrice', 'LineSubtotal', 'PriceOverridden', 'IsOnSale', 'BaseDiscount', 'DiscountID'].map((name) => [
      name,
      priceAt(name),
    ]),
  ),
  LineTotal: priceAt('LineSubtotal'),
  PromotionDiscount: sql`0`,
  PriceScheduleID: sql`l.OutgoingScheduleID`,
}

/**
 * Where a property of a line stands, as the line shows it to the caller; `l` and `o` must be among the tables.
 * @param isOutgoing whether it is shown as the order to its supplier has it: where that is `o`, unless it is said
 */
export function locateInLine(p: Property, caller: Caller, isOutgoing = sql`o.SourceKey is not null`): SQL {
  const shown = models[p.name.split('.')[0]!]
  if (isHiddenOfLine(p.name, caller)) return sql`null`
  const there = outgoing[p.name]
  if (there) return sql`(iif(${isOutgoing}, ${there}, ${at('l', p.name)}) collate nocase)`
  return shown ? columnOf('l', { ...p, within: shown }) : columnOf('l', p)
}

/** All the lines of an order `o` as an array of JSON, with one of their properties. */
export function linesWith(name: string, caller: Caller): SQL {
  const field = lineItemModel.fields[name as keyof typeof lineItemModel.fields] as Field
  const value = jsonOf(field, locateInLine(property(name, field), caller))
  return sql`(select json_group_array(json_object(${sql.raw(`'${name}'`)}, ${value})) from line_items l
    where ${carries('o', 'l')})`
}
