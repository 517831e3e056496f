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
 * @param whose condition on the records, by their alias
 */
export const sumOfRecords = (count: SQL, whose: (record: string) => SQL, party?: RecordParty): SQL =>
  sql`iif(${count} = 0, null, (select sum(${
    party ? sql`iif(${recordReaches('ir', party)}, ir.QuantityAvailable, 0)` : sql`ir.QuantityAvailable`
  }) from inventory_records ir where ${whose('ir')}))`

/**
 * Whether a record is of a product.
 * @param alias of a row of the same marketplace
 * @param product its ID
 */
export const ofProduct = (alias: string, product: SQL) => (record: string) =>
  sql`${at(record, 'Marketplace')} = ${at(alias, 'Marketplace')} and ${at(record, 'ProductID')} = ${product}`

/** What the records of a product hold together, by the product's alias: all of them, or those a party sees. */
export const recorded = (alias: string, party?: RecordParty) =>
  sumOfRecords(at(alias, 'RecordCount'), ofProduct(alias, at(alias, 'ID')), party)

/** What all the records of a product hold together, whoever asks. */
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

/** Columns of an alias with their names, as `jsonObject` takes them. */
export const columnsAt = (alias: string, names: readonly string[]) =>
  names.map((name): [string, SQL] => [name, at(alias, name)])

/** All that a child product takes of its parent, with what the parent has in stock. */
export const parentOf =
  (stock: OfProduct): OfProduct =>
  (alias) =>
    parentJson(alias, passedOn, stock)

/** What the inventory records of a variant hold together; null where it has none. */
export function recordedOfVariant(alias: string, party?: RecordParty): SQL {
  const ofItsProduct = ofProduct(alias, at(alias, 'ProductID'))
  return sumOfRecords(
    at(alias, 'RecordCount'),
    (record) => sql`${ofItsProduct(record)} and ${at(record, 'VariantID')} = ${at(alias, 'ID')}`,
    party,
  )
}
