import { computed, hidden, json, required, text, timestamp } from '../api/field.ts'
import { at } from './columns.ts'
import { sql } from './sql.ts'
import { table } from './table.ts'

const impersonator = (alias: string) => sql`(select u.Username from users u
  where u.Marketplace = ${at(alias, 'Marketplace')} and u.Key = ${at(alias, 'ImpersonatorKey')})`

/** Every write of a marketplace: who, when, where from, and what it changed. Its key has them by time. */
export const audit = table('audit', {
  carried: 'moved',
  keys: ['DateCreated', 'ID'],
  fields: {
    DateCreated: required(timestamp()),
    LogID: text(),
    OperationID: text(),
    Params: json(),
    /** Of what was made, or else the last that the path names. */
    ObjectID: text(),
    /** Buyer, Supplier or Seller; Portal, where an account of the portal did it; null of who needed no token. */
    Kind: text(),
    CompanyID: text(),
    UserID: text(),
    Username: text(),
    Impersonator: computed(text(), impersonator),
    ImpersonatorKey: hidden(text()),
    ClientID: text(),
    IP: text(),
    Changes: json(),
  },
})
