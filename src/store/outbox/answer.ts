/** What came of a call of a customer's server: an answer of any status, or none. */
export type Answer =
  | { status: number; text: string }
  /** `last`: it was not called, for what it did the last time. */
  | { status: null; problem: Problem; message: string; last?: Failure }

type Problem = 'Timeout' | 'Unreachable'
/** How a server fails that is down. */
export type Failure = Problem | 'HttpStatus'

/** Whether an answer says that it went well. Redirects do not: they are not followed. */
export const isSuccess = (status: number): boolean => status >= 200 && status < 300
