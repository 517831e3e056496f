import { Name, SQL, StringChunk } from 'drizzle-orm'

export type { SQL }

/**
 * Parts of statements, as drizzle has them and `compile` writes them out. drizzle's own template makes every text anew
 * and looks through prototypes for tables in what it is given, which takes longer than SQLite does for the statement;
 * so this one makes the texts of a template once and takes pieces as they are.
 * @param values names, parts of statements, and plain values, which are bound
 */
export function sql(template: TemplateStringsArray, ...values: unknown[]): SQL {
  let texts = textsOf.get(template)
  if (!texts) {
    texts = template.map((text) => new StringChunk(text))
    textsOf.set(template, texts)
  }
  const chunks: unknown[] = []
  const made = new SQL(chunks as [])
  chunks.push(texts[0])
  for (let i = 0; i < values.length; i++) chunks.push(values[i], texts[i + 1])
  return made
}

/** A template is one object, however often its function runs. */
const textsOf = new WeakMap<TemplateStringsArray, StringChunk[]>()

/** Text that is taken as it is. */
sql.raw = (text: string): SQL => new SQL([new StringChunk(text)])

/**
 * A limit. Of a parameter that is one by itself SQLite looks at the value, and plans the statement anew each time that a
 * value is bound.
 */
sql.limit = (most: number): SQL => sql`limit (${most} + 0)`

/** A name of a table, a column or an alias. */
sql.identifier = (name: string): Name => new Name(name)

/** Parts with something between each two. */
sql.join = (parts: (SQL | Name)[], between: SQL): SQL => {
  const chunks: unknown[] = []
  const made = new SQL(chunks as [])
  parts.forEach((part, i) => {
    if (i > 0) chunks.push(between)
    chunks.push(part)
  })
  return made
}

/** Parts with commas between them. */
sql.list = (parts: (SQL | Name)[]): SQL => sql.join(parts, COMMA)

const COMMA = sql`, `
