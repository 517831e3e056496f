import { ownColumns, type Reference } from './reference.ts'

/** An index of a table. */
export interface Index {
  name: string
  columns: readonly string[]
  /** It has only rows in which this column is not null. */
  notNull?: string
}

/** The name of the index over these columns, the marketplace's left out. */
export const indexName = (table: string, columns: readonly string[]) =>
  `${table}_${columns.join('_').replaceAll(' ', '')}`

/**
 * The indexes of a table: those it is asked for, and those of its references.
 * @param tenant `Marketplace`, or nothing
 * @param key the whole key; with a `rowid` its index is a unique one beside that
 */
export function indexesOf(
  table: string,
  {
    tenant,
    key,
    rowid,
    references,
  }: { tenant: readonly string[]; key: readonly string[]; rowid?: string; references: readonly Reference[] },
) {
  const wanted = new Map<string, Index>()
  const begins = (all: readonly string[], columns: readonly string[]) => columns.every((c, i) => c === all[i])

  /** Asks for an index over columns behind the tenant's. @returns its name */
  function want(own: readonly string[], notNull?: string): string {
    const columns = [...tenant, ...own]
    // What the key begins with is served by its own index.
    if (begins(key, columns)) return rowid ? `${table}_key` : `sqlite_autoindex_${table}_1`
    const name = indexName(table, columns)
    if (!wanted.has(name)) wanted.set(name, { name, columns, notNull })
    return name
  }

  /** Asked for when every list has had its wishes: any index that begins with a reference's columns serves it. */
  function all(): Index[] {
    const referring = references
      .map(({ columns, sparse }) => ({ columns: ownColumns(columns), sparse }))
      .sort((a, b) => b.columns.length - a.columns.length)
    for (const { columns, sparse } of referring) {
      const served = [...wanted.values()].some((index) => begins(index.columns, [...tenant, ...columns]))
      if (!served) want(columns, sparse ? columns[0] : undefined)
    }
    return [...wanted.values()]
  }

  return { want, all }
}
