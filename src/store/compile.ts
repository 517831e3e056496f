import { Name, SQL, StringChunk } from 'drizzle-orm'
import { fail } from '../api/errors.ts'

/** A statement ready to send. */
export interface Statement {
  sql: string
  params: unknown[]
  /** Equal ones of a batch need to be sent once. */
  once?: true
}

/** Values D1 binds to one statement at most. */
const MOST_PARAMETERS = 100
/** Characters of a statement D1 takes at most. */
const MOST_CHARACTERS = 100_000

/**
 * Writes a query out as text with numbered parameters. drizzle builds, it does not write: its own walk makes an object
 * for each piece and looks through prototypes to tell pieces apart, which took as long as SQLite takes to answer.
 * A value that occurs many times (the marketplace does) is bound once.
 * @throws ApiError 400 when a list asks for more than one statement can hold
 */
export function compile(query: SQL): Statement {
  const numbers = new Map<unknown, number>()
  const text = write(query, numbers)
  const params = [...numbers.keys()]
  const statement =
    params.length <= MOST_PARAMETERS
      ? { sql: text, params }
      : {
          // More values than can be bound (filters and searches of many words) travel as one JSON array.
          sql: text.replace(/\?(\d+)/g, (_, n: string) => `(?1 ->> ${Number(n) - 1})`),
          params: [JSON.stringify(params)],
        }
  if (statement.sql.length > MOST_CHARACTERS)
    throw fail('Search.InvalidQuery', 'This is more than can be asked for at once.')
  return statement
}

function write(query: SQL, numbers: Map<unknown, number>): string {
  let text = ''
  for (const chunk of query.queryChunks as unknown[])
    if (chunk instanceof StringChunk) text += chunk.value.length === 1 ? chunk.value[0] : chunk.value.join('')
    else if (chunk instanceof SQL) text += write(chunk, numbers)
    else if (chunk instanceof Name) text += `"${chunk.value.replaceAll('"', '""')}"`
    else if (chunk !== undefined) {
      if (typeof chunk === 'object' && chunk !== null)
        throw new Error('A statement is made of text, names, statements and plain values.')
      const number = numbers.get(chunk) ?? numbers.size + 1
      numbers.set(chunk, number)
      text += `?${number}`
    }
  return text
}
