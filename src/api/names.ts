/** ASCII lower case, as SQLite's `lower()` and NOCASE have it. */
export const lower = (text: string) => text.replace(/[A-Z]/g, (c) => c.toLowerCase())

/**
 * Whether two IDs or codes are the same: letter case does not tell them apart, as far as keys of the database ignore it,
 * and none is the same as none.
 */
export const sameIgnoringCase = (a: unknown, b: unknown): boolean =>
  lower(String(a ?? '')) === lower(String(b ?? ''))

/** Whether a text can be the ID of an object. */
export const isID = (text: string) => /^[A-Za-z0-9_-]{1,100}$/.test(text)
