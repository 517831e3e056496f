import { decodeRow, type Row, storedFields, type Table } from '../../tables/table.ts'

/** A row that says nothing yet: each column as it is where nothing is said. */
export const blankRow = <T extends Table>(t: T): Row<T> =>
  decodeRow(
    t,
    Object.fromEntries(
      Object.keys(storedFields(t))
        .filter((name) => name !== t.rowid)
        .map((name) => [name, null]),
    ),
  )
