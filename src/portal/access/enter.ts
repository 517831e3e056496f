import { Call } from '../../store/call.ts'
import { type Changes, commit } from '../../store/commit.ts'
import { type Fact, type Found, rely, relyOnThese } from '../../store/fact.ts'
import { Session } from '../../store/session.ts'
import { databaseNamed, databases } from '../../store/shard.ts'
import type { Written } from '../../tables/statements.ts'
import type { Wanted } from './levels.ts'
import { admission, type Organization, type OrganizationRow } from './rights.ts'

/** The way into a marketplace, for whom it admits. */
export interface Entry {
  /** The call in the marketplace's own database: the call itself, where that is the control database. */
  home: Call
  /** What is still to be read there, with whatever else is: nothing where `known` is. */
  above: Fact<Organization>[]
  known?: Organization
}

/** The call of the portal in a marketplace's own database. */
export function homeOf(call: Call, { ID, Place }: OrganizationRow): Call {
  if (!Place) return call
  const input = { ...call.input, account: null, home: ID }
  const session = new Session(databaseNamed(call.env, Place), call.operation.id)
  return new Call(call.operation, input, call.env, call.numbers, session)
}

/**
 * Lets the caller into the marketplace of the path. Accounts and their rights are in the control database alone: where there
 * is another, these are read before anything else is.
 * @throws ApiError 404 or 403 for whom it does not admit
 */
export async function enter(call: Call, wanted: Wanted): Promise<Entry> {
  const organization = admission(call, wanted)
  if (databases(call.env).length === 1) return { home: call, above: [organization] }
  // Asked each time: what an isolate remembers may be old, and no later read would tell.
  const known = rely(call, (await call.read({ organization })).organization)
  return { known, home: homeOf(call, known), above: [] }
}

/** The marketplace that was entered, once what was still to be read is. */
export const entered = ({ home, known }: Entry, above: readonly Found<Organization>[]): Organization =>
  relyOnThese(home, above)[0] ?? known!

/**
 * Writes what is the portal's and what is the marketplace's own: at once in one database. Of two, the portal's is written
 * first: nothing is done for somebody who was shut out since.
 * @param own of the portal; the audit tells of it there
 */
export async function commitAtHome(call: Call, home: Call, own: Written[], changes: Changes): Promise<void> {
  if (home === call) await commit(call, { ...changes, statements: [...own, ...changes.statements] })
  else {
    await commit(call, { statements: own, answer: changes.answer })
    await commit(home, changes)
    call.later.push(...home.later)
  }
}
