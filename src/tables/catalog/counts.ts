import { count, initially, int, json, required, text, timestamp, xp } from '../../api/field.ts'
import { table } from '../table.ts'

/**
 * Counts over products, by what was asked and for whom: exact, since they hold for one version of catalogue and access.
 * Counts over many products cost a second where a page costs a millisecond: so these are shown until `Expires` though
 * products have changed, and made anew behind that answer, unless access has changed, or facets have.
 */
export const facetCounts = table('facet_counts', {
  carried: 'never',
  keys: ['Audience', 'Question'],
  fields: {
    Answer: json<Facet[]>(),
    AccessVersion: count(),
    CatalogVersion: count(),
    Expires: required(timestamp()),
    Audience: required(text()),
  },
  indexes: [['Expires']],
})

/** A facet as `Meta.Facets` shows it. */
export interface Facet {
  Name: string
  XpPath: string
  Values: { Value: string; Count: number }[]
  xp: unknown
}

/**
 * Totals of a shopper's lists, by what was asked and for whom: exact, since they hold for one version of catalogue and
 * access. Counting costs a row for each shelf, or for each product that is looked at, where a page costs twenty: what cost
 * very many is told once more when products have changed.
 */
export const listTotals = table('list_totals', {
  carried: 'never',
  keys: ['Audience', 'Question'],
  fields: {
    Audience: required(text()),
    Question: required(text()),
    Total: count(),
    /** Rows that were read to count it. */
    RowsRead: count(),
    AccessVersion: count(),
    CatalogVersion: count(),
    DateCreated: timestamp(),
  },
  indexes: [['DateCreated']],
})

/** Extended properties of products whose values are counted in product lists, for shops to narrow them by. */
export const productFacets = table('product_facets', {
  keys: ['ID'],
  moves: [{ version: 'CatalogVersion' }],
  fields: {
    Name: required(text(100)),
    /** Below `xp`, dotted; the facet's own ID where none is sent. */
    XpPath: text(200),
    ListOrder: count(),
    MinCount: initially(int({ min: 0 }), 1),
    xp: xp(),
  },
})
