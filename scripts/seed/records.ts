import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { parse } from 'csv-parse'
import type { Item } from './file.ts'

/** One object of a stream, or what a line holds in place of one. */
export interface Streamed {
  /** The line it stands on (of a record of several lines, the last), from 1. */
  line: number
  /** Bytes of the file that have been read, about. */
  bytes: number
  resource: string
  item: Item
  /** Why it is none. */
  problem?: string
}

/**
 * Property paths of a column to the type of its values: `number`, `integer`, `boolean`, `array`, `object`, or text.
 * @throws Error for a column that is no property
 */
export type TypeOf = (resource: string, path: string) => string | undefined

/**
 * Reads a file of one JSON object a line, each with its `Resource`. What begins with `$` (why it failed the last time) is
 * no property of it.
 */
export async function* readJsonLines(path: string): AsyncGenerator<Streamed> {
  let [line, bytes] = [0, 0]
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    line++
    bytes += Buffer.byteLength(text) + 1
    if (text.trim() === '') continue
    yield { line, bytes, ...objectIn(text) }
  }
}

function objectIn(text: string): Pick<Streamed, 'resource' | 'item' | 'problem'> {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const { Resource, ...item } = value as Item
      const own = Object.fromEntries(Object.entries(item).filter(([name]) => !name.startsWith('$')))
      return { resource: String(Resource ?? ''), item: own }
    }
  } catch {
    // As below: what it is, it does not say.
  }
  return { resource: '', item: { $Text: text }, problem: 'The line is no JSON object.' }
}

/**
 * Reads a CSV file of one resource. Its first line names the columns: paths of properties, such as
 * `Inventory.QuantityAvailable`, `PriceBreaks.0.Price` or `xp.Color`. Values are of the type that the property has; of xp,
 * text, unless the column says otherwise (`xp.Weight:number`, `:boolean`, `:json`). An empty cell says nothing.
 * @throws Error naming the line, where a quote is never closed, or closed before the value ends
 */
export async function* readCsv(path: string, resource: string, typeOf: TypeOf): AsyncGenerator<Streamed> {
  const rows = createReadStream(path).pipe(parse({ bom: true, info: true, relax_column_count: true }))
  let columns: Column[] | undefined
  for await (const { record, info } of rows as AsyncIterable<{
    record: string[]
    info: { lines: number; bytes: number }
  }>) {
    if (!columns) {
      columns = record.map((name) => columnOf(name.trim(), resource, typeOf))
      continue
    }
    const item: Item = {}
    record.forEach((cell, i) => {
      if (cell !== '' && columns![i]) set(item, columns![i].path, typed(cell, columns![i].type))
    })
    const isWhole = record.length === columns.length
    const problem = isWhole
      ? {}
      : { problem: `The line has ${record.length} values, the first one ${columns.length}.` }
    yield { line: info.lines, bytes: info.bytes, resource, item, ...problem }
  }
}

interface Column {
  path: string[]
  type: string | undefined
}

function columnOf(name: string, resource: string, typeOf: TypeOf): Column {
  const [path = '', said] = name.split(':')
  const type = typeOf(resource, path)
  return { path: path.split('.'), type: said === 'json' ? 'object' : (said ?? type) }
}

/** What cannot be read as its type stays text: the server says what is wrong with it. */
function typed(cell: string, type: string | undefined): unknown {
  if ((type === 'number' || type === 'integer') && cell.trim() !== '' && !Number.isNaN(Number(cell)))
    return Number(cell)
  if (type === 'boolean' && /^(true|false)$/i.test(cell)) return cell.toLowerCase() === 'true'
  if (type !== 'array' && type !== 'object') return cell
  try {
    return JSON.parse(cell)
  } catch {
    return cell
  }
}

/** Puts a value where a path says; a number in it is a place in a list. */
function set(into: Item, [name, ...rest]: string[], value: unknown): void {
  if (name === undefined || name === '__proto__') return
  if (rest.length === 0) into[name] = value
  else {
    into[name] ??= /^\d+$/.test(rest[0]!) ? [] : {}
    set(into[name] as Item, rest, value)
  }
}
