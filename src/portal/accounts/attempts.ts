import { type Subject, spend, subject, subjectsOf } from '../../auth/attempts.ts'
import type { Call } from '../../store/call.ts'
import type { SQL } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'

/**
 * The portal has no clients: what counts is the address alone.
 * @param right where this holds, what is shown is no guess
 */
export const guessing = (call: Call, right?: SQL): Subject[] =>
  subjectsOf(call, 'portal', null, { ofAddress: right })

/** Mails of a minute that one account may have sent to addresses it names. */
const MOST_MAILS = 20
/** Mails of a minute to one address, whoever has them sent. */
const MOST_TO_ONE = 10

/** Counts a mail that the account that calls has sent to an address it names. */
export const mailing = (call: Call, to: string): Written[] =>
  spend(call, [
    subject(`mails of ${call.accountKey}`, { most: MOST_MAILS }),
    subject(`mails to ${to}`, { most: MOST_TO_ONE }),
  ])
