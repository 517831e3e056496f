import { oncePer } from '../../api/memory.ts'
import { lower } from '../../api/names.ts'

/** IDs by which rows are found; none is found by none. */
type Named = string | null | undefined

const keyOf = (named: readonly Named[]) => named.map((n) => lower(n ?? '')).join('/')

/**
 * Finds rows by columns that are IDs, whatever the case of letters. A list is gone through once, however often it is asked,
 * and must not be changed after: an order may have any number of lines, and what goes through a list for each of them
 * takes the square of that.
 */
export function rowsBy<N extends string>(...names: N[]) {
  const placesIn = oncePer((rows: readonly { readonly [K in N]: Named }[]) =>
    Map.groupBy(rows.keys(), (place) => keyOf(names.map((name) => rows[place]![name]))),
  )
  return <R extends { readonly [K in N]: Named }>(rows: readonly R[], ...named: Named[]): R[] =>
    (placesIn(rows).get(keyOf(named)) ?? []).map((place) => rows[place]!)
}

/** Rows of an ID: several, where it tells apart those of one owner only. */
export const withID = rowsBy('ID')

/** Rows that are about a product. */
export const ofProduct = rowsBy('ProductID')

/** What a product has of an ID: a variant, an inventory record. */
export const ofProductWithID = rowsBy('ProductID', 'ID')
