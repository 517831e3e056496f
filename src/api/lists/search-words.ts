import { lower } from '../names.ts'

/** The words of a search phrase. */
export const words = (text: string) =>
  lower(text)
    .split(/[^\p{L}\p{N}\p{M}_-]+/u)
    .filter(Boolean)

/** Words of a search, so that its statement stays within the database's limits. */
export const MOST_WORDS = 50
/** Properties a search looks at, for the same reason. */
export const MOST_SEARCHED = 10
