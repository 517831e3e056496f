/** Bytes of a text in a row: D1 allows two million, and the other columns are in it too. */
export const MOST_BYTES = 1_900_000

/** What stands in place of what a row cannot hold. */
export const TOO_LARGE = '[too large]'

/** A value as the JSON of a row: one that no row can hold is left out. */
export const rowJson = (value: unknown): string => {
  const json = JSON.stringify(value)
  return isWithin(json, MOST_BYTES) ? json : JSON.stringify(TOO_LARGE)
}

/**
 * What somebody is told of, as the JSON of a row. Of what no row can hold, the largest properties are null: the others
 * say by which ID they are asked for.
 */
export function toldJson(told: object): string {
  const json = JSON.stringify(told)
  if (isWithin(json, MOST_BYTES)) return json
  const sizes = Object.entries(told).map(
    ([name, value]) => [name, JSON.stringify(value ?? null).length] as const,
  )
  const [largest] = sizes.reduce((a, b) => (b[1] > a[1] ? b : a))
  return toldJson({ ...told, [largest]: null })
}

/** Whether a text has at most so many bytes in UTF-8, which has at most three for each of its characters. */
export const isWithin = (text: string, bytes: number) =>
  text.length * 3 <= bytes || new TextEncoder().encode(text).length <= bytes
