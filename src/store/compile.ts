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
 * Text that occurs many times (the marketplace does) is bound once; numbers are not, which are equal by chance: the
 * database keeps the plan of a text, and a statement should have one.
 * @throws ApiError 400 when a list asks for more than one statement can hold
 */
export function compile(query: SQL): Statement {
  const numbers = new Numbers()
  const text = write(query, numbers)
  const { params } = numbers
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

/** The numbers of the values of a statement. */
class Numbers {
  readonly params: unknown[] = []
  readonly #texts = new Map<string, number>()

  of(value: unknown): number {
    const known = typeof value === 'string' ? this.#texts.get(value) : undefined
    const number = known ?? this.params.push(value)
    if (typeof value === 'string') this.#texts.set(value, number)
    return number
  }
}

function write(query: SQL, numbers: Numbers): string {
  let text = ''
  for (const chunk of query.queryChunks as unknown[])
    if (chunk instanceof StringChunk) text += chunk.value.length === 1 ? chunk.value[0] : chunk.value.join('')
    else if (chunk instanceof SQL) text += write(chunk, numbers)
    else if (chunk instanceof Name) text += `"${chunk.value.replaceAll('"', '""')}"`
    else if (chunk !== undefined) {
      if (typeof chunk === 'object' && chunk !== null)
        throw new Error('A statement is made of text, names, statements and plain values.')
      text += `?${numbers.of(chunk)}`
    }
  return text
}
