/** What came of a call of a customer's server: an answer of any status, or none. */
export type Answer =
  | { status: number; text: string }
  | { status: null; problem: 'Timeout' | 'Unreachable'; message: string }

/** Whether an answer says that it went well. Redirects do not: they are not followed. */
export const isSuccess = (status: number): boolean => status >= 200 && status < 300
