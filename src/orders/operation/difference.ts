import { type ApiError, idExists } from '../../api/errors.ts'
import { alter, initials, insert, update } from '../../store/rows.ts'
import { lineItems } from '../../tables/orders/line-items.ts'
import { orders } from '../../tables/orders/orders.ts'
import { sql } from '../../tables/sql.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import { encodeRow, type Row, storedFields, type Table } from '../../tables/table.ts'
import { goneFrom, type LineRow, type OrderRow, type OrderState, storedAs } from '../state/order-state.ts'
import { stockStatements } from '../stock/stock-statements.ts'

/** Where and when an order is written. */
interface Writing {
  marketplace: string
  now: string
}

/**
 * What has to be written for an order to become another: the header under its version, which guards all that was read
 * of the order; lines that are new, that differ, and that have gone; and stock.
 * @param before null for an order that is new
 * @param after null for one that is deleted
 */
export function difference(
  { marketplace, now }: Writing,
  before: OrderState | null,
  after: OrderState | null,
): (Write | Guard)[] {
  return [
    ...(after ? [headerWrite(marketplace, before?.header ?? null, after.header)] : []),
    ...(after?.lines ? lineWrites(marketplace, before?.lines ?? [], after.lines) : []),
    ...stockStatements(marketplace, now, before, after),
    ...(before && !after ? orderRemoval(marketplace, before.header) : []),
  ]
}

/** What it means when a key is taken that the difference writes. */
export function conflictOf(
  before: OrderState | null,
  after: OrderState,
): { table: string; error: ApiError } | undefined {
  // Of an order that is new, only the ID can be taken: it has no line of another request.
  const line = before && after.lines?.find((l) => l.StoredID !== l.ID)
  if (line) return { table: lineItems.name, error: idExists('LineItem', line.ID) }
  if (before?.header.ID === after.header.ID) return undefined
  return { table: orders.name, error: idExists('Order', after.header.ID) }
}

const headerWrite = (marketplace: string, before: OrderRow | null, after: OrderRow): Write =>
  before
    ? update(orders, marketplace, { Key: before.Key }, before.Version, changed(orders, before, after))
    : insert(orders, marketplace, after)

/** Columns that no operation changes: they say which row it is. */
const FIXED = ['Marketplace', 'Key', 'OrderKey', 'RowKey', 'Version']

/** The columns in which a row differs, with what they are to be. */
function changed<R extends object>(t: Table, before: R, after: R): Partial<R> {
  // Rows have the columns of their table.
  const names = Object.keys(storedFields(t)) as (keyof R & string)[]
  const columns: Partial<R> = {}
  for (const name of names)
    if (!FIXED.includes(name) && JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null))
      columns[name] = after[name]
  return columns
}

function lineWrites(marketplace: string, before: LineRow[], after: LineRow[]): Write[] {
  const storedOf = storedAs(before)
  const changes = after.flatMap((line): LineChange[] => {
    const stored = storedOf(line)
    const columns = stored ? changed(lineItems, stored, line) : {}
    return stored && Object.keys(columns).length > 0 ? [{ stored, columns }] : []
  })
  return [
    ...lineInserts(
      marketplace,
      after.filter((l) => l.StoredID === null),
    ),
    // Lines that come to differ in the same columns are one statement.
    ...[...Map.groupBy(changes, (c) => Object.keys(c.columns).join()).values()].flatMap((group) =>
      lineUpdates(marketplace, group),
    ),
    ...changes.flatMap(({ stored, columns }) =>
      columns.ID === undefined ? [] : [itemsRenamed(marketplace, stored, columns.ID)],
    ),
    ...lineRemovals(marketplace, goneFrom(before, after)),
  ]
}

interface LineChange {
  stored: LineRow
  columns: Partial<Row<typeof lineItems>>
}

/** Characters of rows that one statement is given: D1 takes texts of two million bytes. */
const MOST_CHARACTERS = 250_000

/** Rows as JSON lists, so many to one that each is short enough. */
function packed(rows: unknown[][]): string[] {
  const lists: { rows: string[]; length: number }[] = []
  for (const row of rows) {
    const text = JSON.stringify(row)
    const last = lists.at(-1)
    if (last && last.length + text.length <= MOST_CHARACTERS) {
      last.rows.push(text)
      last.length += text.length
    } else lists.push({ rows: [text], length: text.length })
  }
  return lists.map(({ rows }) => `[${rows.join()}]`)
}

const identifiers = (names: string[]) =>
  sql.join(
    names.map((n) => sql.identifier(n)),
    sql`, `,
  )
const place = (i: number) => sql`j.value ->> ${sql.raw(String(i))}`

function lineInserts(marketplace: string, lines: LineRow[]): Write[] {
  if (lines.length < 2) return lines.map((line) => insert(lineItems, marketplace, line))
  const rows = lines.map((line) =>
    encodeRow(lineItems, { ...initials(lineItems), ...line, Marketplace: marketplace, Version: 1 }),
  )
  const names = Object.keys(rows[0]!)
  return packed(rows.map((row) => names.map((n) => row[n] ?? null))).map((json) => ({
    sql: sql`insert into line_items (${identifiers(names)}) select ${sql.join(
      names.map((_, i) => place(i)),
      sql`, `,
    )} from json_each(${json}) j`,
  }))
}

/** Lines that differ in the same columns. */
function lineUpdates(marketplace: string, changes: LineChange[]): Write[] {
  const [first] = changes
  if (!first) return []
  const { OrderKey, ID } = first.stored
  if (changes.length === 1) return [alter(lineItems, marketplace, { OrderKey, ID }, first.columns)]
  const names = Object.keys(encodeRow(lineItems, first.columns))
  const rows = changes.map(({ stored, columns }) => {
    const row = encodeRow(lineItems, columns)
    return [stored.ID, ...names.map((n) => row[n] ?? null)]
  })
  const sets = sql.join(
    names.map((n, i) => sql`${sql.identifier(n)} = ${place(i + 1)}`),
    sql`, `,
  )
  // Whoever takes a line away moves the order's version.
  return packed(rows).map((json) => ({
    sql: sql`update line_items set ${sets} from json_each(${json}) j
      where line_items.Marketplace = ${marketplace} and line_items.OrderKey = ${OrderKey} and line_items.ID = j.value ->> 0`,
  }))
}

/** What a line has on shipments follows it, also where nothing but the case of its letters is another. */
const itemsRenamed = (marketplace: string, { OrderKey, ID }: LineRow, to: string): Write => ({
  sql: sql`update shipment_items set LineItemID = ${to} where Marketplace = ${marketplace} and OrderKey = ${OrderKey} and LineItemID = ${ID}`,
})

/** Lines leave an order, and what they have on shipments with them. */
function lineRemovals(marketplace: string, lines: LineRow[]): Write[] {
  const [first] = lines
  if (!first) return []
  const ids = sql`(select value from json_each(${JSON.stringify(lines.map((l) => l.ID))}))`
  const own = sql`Marketplace = ${marketplace} and OrderKey = ${first.OrderKey}`
  return [
    { sql: sql`delete from shipment_items where ${own} and LineItemID in ${ids}` },
    { sql: sql`delete from line_items where ${own} and ID in ${ids}` },
  ]
}

/** An order goes with all that belongs to it. */
function orderRemoval(marketplace: string, { Key, Version }: OrderRow): Write[] {
  const own = sql`Marketplace = ${marketplace} and OrderKey = ${Key}`
  return [
    { sql: sql`delete from shipment_items where ${own}` },
    { sql: sql`delete from line_items where ${own}` },
    {
      sql: sql`delete from orders where Marketplace = ${marketplace} and Key = ${Key} and Version = ${Version}`,
      expect: 1,
    },
  ]
}
