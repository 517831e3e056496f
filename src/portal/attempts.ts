import {
  attemptsQuery as attemptsOf,
  countAttempt as count,
  refuseFlood,
  subjectsOf,
  withinLimit,
} from '../auth/attempts.ts'
import type { Call } from '../store/call.ts'
import type { Guard, Write } from '../store/rows.ts'

/** The portal has no clients: what counts is the address alone. */
const subjects = (call: Call<unknown>) => subjectsOf(call, 'portal')

/** How often the caller's address has failed in this minute. */
export const attemptsQuery = (call: Call<unknown>) => attemptsOf(call, subjects(call))

/** @throws ApiError 429 with `Retry-After` when it was too often */
export const refuseTooMany = refuseFlood

/** The same at the commit: attempts made at once are all read before the first is counted. */
export const fewAttempts = (call: Call<unknown>): Guard => withinLimit(call, subjects(call))

/** One more. */
export const countAttempt = (call: Call<unknown>): Write[] => count(call, subjects(call))
