import { createMiddleware } from 'hono/factory'
import type { Bindings } from './mount.ts'

/**
 * What every answer tells browsers: it is no page to run or to frame, is what it says it is, and its address (which may
 * hold a code or a token) is nobody else's. Pages and other assets have theirs from `public/_headers`.
 */
const OF_ALL = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
}

/** RFC 6750, 3: who sent no token is told how; who sent one, that it is good for nothing. */
const challengeOf = (request: Request) =>
  request.headers.has('Authorization')
    ? 'Bearer realm="wharf", error="invalid_token"'
    : 'Bearer realm="wharf"'

/**
 * The headers of every answer, whichever operation, refusal or error makes it. What an answer does not allow to be kept
 * is kept by nobody: it may hold a token or a secret, and is one caller's.
 */
export const answerHeaders = createMiddleware<Bindings>(async (c, next) => {
  await next()
  const { headers, status } = c.res
  for (const [name, value] of Object.entries(OF_ALL)) headers.set(name, value)
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store')
  if (status === 401) headers.set('WWW-Authenticate', challengeOf(c.req.raw))
  headers.set('X-oc-logid', c.get('requestID'))
})
