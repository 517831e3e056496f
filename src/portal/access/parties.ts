import { notFound } from '../../api/errors.ts'
import type { Call } from '../../store/call.ts'
import { type Fact, needed } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { isEmail } from '../accounts/usernames.ts'

/** Somebody named by a path: an account, or an address whose owner may have none. */
export interface Party {
  Kind: 'User' | 'Email'
  Party: string
  /** Where they are told that they were invited. */
  Email: string
  Username: string | null
}

/**
 * Who a name stands for. An email address stands for itself, also where an account has it: to find that out by inviting
 * somebody would tell a stranger who has an account.
 */
export const partyNamed = (name: string): Fact<Party> => needed(plain(partySql(name)), notFound('User', name))

const partySql = (name: string): SQL =>
  isEmail(name)
    ? sql`select 'Email' Kind, ${name.toLowerCase()} Party, ${name} Email, null Username`
    : sql`select 'User' Kind, Key Party, Email, Username from portal_accounts where Username = ${name} and Active = 1`

/** Whether a row of an alias is of the party that a name stands for. */
export const isNamed = (alias: string, name: string): SQL => {
  const a = sql.identifier(alias)
  return sql`(${a}.Kind, ${a}.Party) in (select Kind, Party from (${partySql(name)}))`
}

/** Rows of `alias` that concern the caller: by account, or by an address that was verified. */
export const concernsMe = (call: Call, alias: string): SQL => {
  const a = sql.identifier(alias)
  return sql`(${a}.Kind, ${a}.Party) in (select 'User', ${call.accountKey}
    union all select 'Email', p.Email from portal_accounts p where p.Key = ${call.accountKey} and p.Verified = 1)`
}

/** What is shown of a party `t` whose account is `u`: an address only to those who share something with it by now. */
export const personColumns = sql`t.Kind, t.Party, t.IsAdmin, t.Accepted, u.Username, u.Name, ${shownEmail()} Email`

/** The address of a party `t`: that of an account only once it has accepted. */
export function shownEmail(): SQL {
  return sql`case when t.Kind = 'Email' then t.Party when t.Accepted = 1 then u.Email end`
}
