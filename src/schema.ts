// The lists of resources ask for indexes.
import './operations.ts'
import { tables } from './tables/table.ts'

/** Every table of the store, by name: what migrations bring a database to. */
export const schema = Object.fromEntries(tables().map((t) => [t.name, t.drizzle]))
