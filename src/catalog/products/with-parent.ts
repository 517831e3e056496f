import { inherit } from '../../tables/catalog/families.ts'
import { products } from '../../tables/catalog/products.ts'
import { decodeRow, type Row } from '../../tables/table.ts'

/** A row with its parent's values where it has none. */
export const withParent = <R extends Partial<Row<typeof products>>>(row: R): R =>
  inherit(row, row.Parent ? decodeRow(products, row.Parent) : null)
