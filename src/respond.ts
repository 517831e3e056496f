import type { Caller } from './api/caller.ts'
import { isKnownAs, type Outcome, Rendered } from './api/request.ts'

/**
 * An outcome as it goes over the wire.
 * @param started when the request came, in milliseconds since 1970
 */
export function respond(
  request: Request,
  { usage, status, body, headers: own }: Outcome,
  caller: Caller | null,
  started: number,
): Response {
  const timing = [
    `db;dur=${usage.milliseconds};desc="${usage.roundTrips} round trips"`,
    `total;dur=${Date.now() - started}`,
  ]
  // Row counts would tell a buyer how much there is that they may not see.
  if (caller?.kind === 'Seller')
    timing.push(`rows;desc="${usage.rowsRead} read, ${usage.rowsWritten} written"`)
  const headers = { ...own, 'Server-Timing': timing.join(', ') }
  if (body instanceof Rendered) return rendered(body, headers, request)
  return body === null || status === 204
    ? new Response(null, { status, headers })
    : Response.json(body, { status, headers })
}

/** What may be had again, browsers may keep if they ask each time whether it is still so, and whether it is theirs. */
function rendered({ json, etag }: Rendered, more: Record<string, string>, request: Request): Response {
  const headers = { ...more, ETag: etag, 'Cache-Control': 'private, no-cache', Vary: 'Authorization' }
  return isKnownAs(etag, request.headers.get('If-None-Match'))
    ? new Response(null, { status: 304, headers })
    : new Response(json, { headers: { ...headers, 'Content-Type': 'application/json' } })
}
