import type { ErrorCode } from '../api/error-codes.ts'
import { fail, invalid } from '../api/errors.ts'
import type { Env } from '../env.ts'
import { urlProblem, urlProblems } from './safe-url.ts'

/**
 * Refuses a customer's URL that will not be called.
 * @param scheme the refusal of one that is not https, where it has a code of its own
 * @throws ApiError 400
 */
export function requireSafeUrl(property: string, url: string, env: Env, scheme?: ErrorCode): void {
  const problem = urlProblem(url, env.DEVELOPMENT === '1')
  if (!problem) return
  const message = `${property} ${urlProblems[problem]}.`
  if (problem === 'Scheme' && scheme) throw fail(scheme, message)
  throw invalid({ property, rule: 'Rule', message, detail: { Problem: problem } })
}
