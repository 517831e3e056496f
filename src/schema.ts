// Every module that declares a table: those behind operations, and those that no operation imports.
import './operations.ts'
import './auth/tables.ts'
import './integration/delivery-log.ts'
import './orders/tables.ts'
import './portal/attempts.ts'
import './portal/marketplaces.ts'
import './portal/tables.ts'
import './store/journal.ts'
import { tables } from './api/table.ts'

/** Every table of the store, by name: what migrations bring a database to. */
export const schema = Object.fromEntries(tables().map((t) => [t.name, t.drizzle]))
