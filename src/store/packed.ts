/** Characters of rows that one statement is given: D1 takes texts of two million bytes. */
const MOST_CHARACTERS = 250_000

/** Rows as JSON lists, so many to one that each is short enough. */
export function packed(rows: readonly unknown[]): string[] {
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
