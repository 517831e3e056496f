import { lower } from '../field.ts'

/** The words of a search phrase. */
export const words = (text: string) =>
  lower(text)
    .split(/[^\p{L}\p{N}\p{M}_-]+/u)
    .filter(Boolean)

/** Words and properties a search looks at, so that its statement stays within the database's limits. */
export const MOST_WORDS = 50

export const MOST_SEARCHED = 10
