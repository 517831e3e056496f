import { lower } from '../../api/names.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { and } from './sql.ts'

/** Values that are written out: the planner sees how few they are, and finds rows by them. */
const MOST_WRITTEN = 100

/** `= ?`, or `in` a list, which travels as one parameter where it is long. */
export function among(values: (string | number)[]): SQL {
  if (values.length === 1) return sql`= ${values[0]}`
  if (values.length > MOST_WRITTEN) return sql`in (select value from json_each(${JSON.stringify(values)}))`
  const list = values.map((v) => sql`${v}`)
  return sql`in (${sql.list(list)})`
}

/** Comparisons and their opposites. */
export const OPPOSITE = { gt: 'lte', gte: 'lt', lt: 'gte', lte: 'gt' } as const
export type Comparison = keyof typeof OPPOSITE
export const SIGNS = { gt: sql`>`, gte: sql`>=`, lt: sql`<`, lte: sql`<=` } as const

/** A wildcard match without LIKE, whose patterns D1 limits to 50 bytes: each piece as early as possible, the last at the end. */
export function wildSql(pieces: string[], at: SQL): SQL {
  const [first = '', ...others] = pieces.map(lower)
  const last = others.pop() ?? ''
  const middle = others.filter(Boolean)
  const value = sql`lower(${at})`
  const begins = first ? sql`substr(${value}, 1, ${length(first)}) = ${first}` : undefined
  const behind = first ? sql`substr(${value}, ${length(first) + 1})` : value
  const ends = (rest: SQL) =>
    last
      ? sql`(length(${rest}) >= ${length(last)} and substr(${rest}, ${-length(last)}) = ${last})`
      : undefined
  if (middle.length === 0) return and(begins, ends(behind))
  if (middle.length === 1 && !last) return and(begins, sql`instr(${behind}, ${middle[0]}) > 0`)
  const found = sql`exists (with recursive found(Pieces, Rest) as (
      select 0, ${behind}
      union all select Pieces + 1, substr(Rest, instr(Rest, piece.value) + length(piece.value))
        from found join json_each(${JSON.stringify(middle)}) piece on piece.key = Pieces where instr(Rest, piece.value) > 0)
    select 1 from found where ${and(sql`Pieces = ${middle.length}`, ends(sql`Rest`))})`
  return and(begins, found)
}

/** Length in characters as SQLite counts them. */
const length = (text: string) => [...text].length
