const SECOND = 1000
const MINUTE = 60 * SECOND
/** What passes in one test at most, in milliseconds: less than any limit of the server. */
const LONGEST = 5 * SECOND

/**
 * A clock by which a test never takes longer than five seconds, however busy the machine is, and whose minute does not
 * end in a test: attempts are counted by the minute, what is kept grows old, waiting has a limit.
 * @param real what the time is, in milliseconds since 1970
 */
export function clock(real: () => number) {
  let start = real()
  let began = start
  const now = () => start + Math.min(real() - began, LONGEST)
  return {
    now,
    /** A test begins. */
    begin() {
      const last = now()
      const left = MINUTE - (last % MINUTE)
      start = left > 2 * LONGEST ? last : last + left + SECOND
      began = real()
    },
  }
}
