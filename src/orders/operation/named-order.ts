import { type SQL, sql } from '../../tables/sql.ts'

/** What other reads go by of an order that is read with them; of a guest's, `GuestsOrder` is its ID. */
export type HeaderColumn =
  | 'FromUserKey'
  | 'FromCompanyID'
  | 'FromUserID'
  | 'ToCompanyID'
  | 'ShippingAddressID'
  | 'GuestsOrder'

/** An order as statements name it before it is known. */
export interface NamedOrder {
  marketplace: string
  /** Its immutable key, as a sub-select: null where there is none, or the caller sees none. */
  key: SQL
  /** The key of the order whose rows its lines are: its own, or that of the one it was split off. */
  lines: SQL
  /** A column of its header, as a sub-select; where a place begins orders, of the one that would be begun. */
  header: (column: HeaderColumn) => SQL
}

/** An order that exists, by its key. */
export const orderOfKey = (marketplace: string, key: SQL): NamedOrder => ({
  marketplace,
  key,
  lines: sql`(select coalesce(SourceKey, Key) from orders where Marketplace = ${marketplace} and Key = ${key})`,
  header: (column) => {
    const shown = column === 'GuestsOrder' ? sql`iif(IsGuests, ID, null)` : sql.identifier(column)
    return sql`(select ${shown} from orders where Marketplace = ${marketplace} and Key = ${key})`
  },
})
