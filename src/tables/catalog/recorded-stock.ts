import { at, jsonObject } from '../columns.ts'
import { type SQL, sql } from '../sql.ts'
import { passedOn } from './families.ts'

/** Calculates something of a product, by the alias of its row. */
export type OfProduct = (alias: string) => SQL

/** A buyer's user, as each statement knows them. */
export interface RecordParty {
  buyer: SQL
  user: SQL
}

/**
 * Whether an assignment to the party's buyer is to the whole of it, or to a group of the user. (A row of five values,
 * since expressions may be nested 100 deep only, and this one stands within others.)
 */
export const reaches = (alias: string, marketplace: SQL, { buyer, user }: RecordParty): SQL =>
  sql`(${at(alias, 'UserGroupID')} is null or exists (select 1 from group_members g
    where (g.Marketplace, g.Kind, g.Company, g.UserGroupID, g.UserID) = (${marketplace}, 'Buyer', ${buyer}, ${at(alias, 'UserGroupID')}, ${user})))`

/** Whether a buyer's user sees an inventory record: it is for all buyers, or assigned to theirs or a group of theirs. */
export const recordReaches = (alias: string, party: RecordParty): SQL =>
  sql`(${at(alias, 'AllowAllBuyers')} = 1 or exists (select 1 from inventory_record_assignments ra
    where ra.Marketplace = ${at(alias, 'Marketplace')} and ra.ProductID = ${at(alias, 'ProductID')}
      and ra.InventoryRecordID = ${at(alias, 'ID')} and ra.BuyerID = ${party.buyer}
      and ${reaches('ra', at(alias, 'Marketplace'), party)}))`

/**
 * What inventory records hold together: all, or those a buyer's user sees; null where there are none.
 * @param count how many there are
 * @param whose condition on the records `ir`
 */
export const sumOfRecords = (count: SQL, whose: SQL, party?: RecordParty): SQL =>
  sql`iif(${count} = 0, null, (select sum(${
    party ? sql`iif(${recordReaches('ir', party)}, ir.QuantityAvailable, 0)` : sql`ir.QuantityAvailable`
  }) from inventory_records ir where ${whose}))`

export const ofProduct = (alias: string, product: SQL) =>
  sql`ir.Marketplace = ${at(alias, 'Marketplace')} and ir.ProductID = ${product}`

export const recorded = (alias: string, party?: RecordParty) =>
  sumOfRecords(at(alias, 'RecordCount'), ofProduct(alias, at(alias, 'ID')), party)

/** What the inventory records of a product hold together; null where it has none. */
export const recordedOf: OfProduct = (alias) => recorded(alias)

/**
 * Columns of the product that stands above another as one JSON value; null where none does.
 * @param names columns of it, as they are stored
 */
export function parentJson(alias: string, names: readonly string[], stock?: OfProduct): SQL {
  const values = columnsAt('pj', names)
  if (stock) values.push(['Recorded', stock('pj')])
  return sql`(select ${jsonObject(values)} from products pj
    where pj.Marketplace = ${at(alias, 'Marketplace')} and pj.ID = ${at(alias, 'ParentID')})`
}

export const columnsAt = (alias: string, names: readonly string[]) =>
  names.map((n): [string, SQL] => [n, at(alias, n)])

/** All that a child product takes of its parent. */
export const parentOf =
  (stock: OfProduct): OfProduct =>
  (alias) =>
    parentJson(alias, passedOn, stock)

/** The same of a variant. */
export const recordedOfVariant = (alias: string, party?: RecordParty): SQL =>
  sumOfRecords(
    at(alias, 'RecordCount'),
    sql`${ofProduct(alias, at(alias, 'ProductID'))} and ir.VariantID = ${at(alias, 'ID')}`,
    party,
  )
