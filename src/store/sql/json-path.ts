import { type SQL, sql } from '../../tables/sql.ts'
import { or } from './sql.ts'

/**
 * What stands in free JSON at the names a request gives. A path of SQLite's own finds it fast, but ends a name at a NUL,
 * in the path and in the document, and does not pass through arrays: there the document is walked, name by name.
 */

/** SQLite's path to a value: its names are written as strings of JSON are. */
export const jsonPath = (names: string[]) => `$${names.map((n) => `.${JSON.stringify(n)}`).join('')}`

const NUL = '\0'
/** Names of a path that are looked at one by one. */
const MOST_WRITTEN = 4

/**
 * An expression over a document that is calculated once for each row, whatever it takes to put it together.
 * @param of the expression, of the document's name
 */
const once = (json: SQL, of: (doc: SQL) => SQL): SQL =>
  sql`(select ${of(sql`doc.D`)} from (select ${json} as D) doc)`

/** Whether a path cannot be left to SQLite: a name of it or the document holds a NUL, or there is an array above its end. */
function mustWalk(json: SQL, names: string[]): SQL {
  if (names.some((n) => n.includes(NUL))) return sql`1`
  const above = names.map((_, i) => sql`json_type(${json}, ${jsonPath(names.slice(0, i))})`)
  // A hundred long paths would outgrow the statement.
  const throughArray =
    names.length > MOST_WRITTEN
      ? sql`(json_type(${json}, ${jsonPath(names)}) is null and instr(${json}, '[') > 0)`
      : names.length > 0
        ? sql`'array' in (${sql.list(above)})`
        : undefined
  const holdsNul = sql`instr(${json}, '\\u0000') > 0`
  return sql`coalesce(${or(throughArray, holdsNul)}, 0)`
}

/**
 * What stands at the end of names, as rows of `type` and `value`: through arrays of objects, and for an array there its
 * elements. (`Entered`: it is the element of an array, whose own elements do not count.)
 */
const walked = (json: SQL, names: string[]) => sql`(with recursive walk(Depth, Entered, type, value) as (
      select 0, 0, json_type(${json}), ${json}
      union all select Depth + (walk.type = 'object'), walk.type = 'array', step.type, step.value
        from walk cross join json_each(iif(walk.type in ('object', 'array'), walk.value, '{}')) step
        where case walk.type when 'object' then step.key = ${JSON.stringify(names)} ->> Depth else not Entered end)
    select type, value from walk where Depth = ${names.length} and (Entered or type <> 'array'))`

/** What stands at a path, as rows of `type` and `value`: an array's elements for it, and no object. */
function valuesAt(doc: SQL, names: string[]): SQL {
  const path = jsonPath(names)
  const walk = mustWalk(doc, names)
  // The members of an object would pass for elements.
  return sql`(select type, value from json_each(${doc}, ${path}) where json_type(${doc}, ${path}) <> 'object' and not ${walk}
    union all select type, value from ${walked(doc, names)} where ${walk})`
}

/** What a condition may ask of a document. */
export interface Found {
  /** Whether any value that is found meets a condition over `e`, its `type` and `value`: elements of arrays count each. */
  some: (condition: SQL) => SQL
  /** There is an object. */
  isObject: SQL
}

/** A condition over what stands at a path of a document. */
export const whereAt = (json: SQL, names: string[], condition: (found: Found) => SQL): SQL =>
  once(json, (doc) =>
    condition({
      some: (value) => sql`exists (select 1 from ${valuesAt(doc, names)} e where ${value})`,
      isObject: sql`(coalesce(json_type(${doc}, ${jsonPath(names)}), '') = 'object' and not ${mustWalk(doc, names)})`,
    }),
  )

/** Whether a document has a property of its own, be it null. */
export const hasName = (json: SQL, name: string): SQL =>
  sql`iif(${mustWalk(json, [name])}, exists (select 1 from json_each(${json}) own where own.key = ${name}),
    json_type(${json}, ${jsonPath([name])}) is not null)`

/** Values of a tree of JSON as words: booleans are 0 and 1 there. */
const WORDS = sql`group_concat(iif(j.type in ('true', 'false'), j.type, j.atom), ' ')`

/** All the values at and below a path as one text, without their names; null where there are none. */
export const textAt = (json: SQL, names: string[]): SQL =>
  once(json, (doc) => {
    const direct = sql`(select ${WORDS} from json_tree(${doc}, ${jsonPath(names)}) j)`
    if (names.length === 0) return direct
    const tree = sql`json_tree(case when f.type in ('object', 'array') then f.value
      when f.type in ('true', 'false') then json_array(f.type) else json_array(f.value) end)`
    return sql`iif(${mustWalk(doc, names)}, (select ${WORDS} from ${walked(doc, names)} f cross join ${tree} j), ${direct})`
  })

const rank = (type: SQL) =>
  sql`case ${type} when 'integer' then 1 when 'real' then 1 when 'text' then 2 when 'true' then 3 when 'false' then 3 else 0 end`

/**
 * What a document is sorted by at a path: the rank of its type (nothing, numbers, texts, booleans), and the value. Of
 * several values it is the one that comes first in this order.
 */
export function sortedAt(json: SQL, names: string[], down: boolean): SQL[] {
  const path = jsonPath(names)
  const direction = down ? sql`desc` : sql``
  const one = (ofMany: SQL, ofOne: (doc: SQL) => SQL) =>
    once(json, (doc) => {
      const several = or(sql`json_type(${doc}, ${path}) in ('array', 'object')`, mustWalk(doc, names))
      const first = sql`select ${ofMany} from ${valuesAt(doc, names)} e where e.type not in ('null', 'object', 'array')
        order by ${rank(sql`e.type`)} ${direction}, e.value collate nocase ${direction} limit 1`
      return sql`iif(${several}, (${first}), ${ofOne(doc)})`
    })
  return [
    sql`coalesce(${one(rank(sql`e.type`), (doc) => rank(sql`json_type(${doc}, ${path})`))}, 0)`,
    sql`${one(sql`e.value`, (doc) => sql`json_extract(${doc}, ${path})`)} collate nocase`,
  ]
}
