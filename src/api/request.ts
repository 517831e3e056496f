import type { Account, Caller } from './caller.ts'
import type { ListRequest } from './lists/list.ts'

/** How much of a database somebody has seen. */
export interface Seen {
  /** The database's binding. */
  place: string
  /** D1's name for its state: whoever starts from it sees that or a later one. */
  bookmark: string
  /** When the primary was asked last, in milliseconds since 1970. */
  asked: number
}

/** A request as plain data: what travels from the edge to the object that runs an operation alone. */
export interface Input {
  operation: string
  /** Path and query as they were sent, if they were. */
  uri?: string
  params: Record<string, string>
  query: Record<string, unknown>
  list: ListRequest | null
  /** Checked body. */
  body: unknown
  /** The body as it was sent, for webhooks; whether it has a property, `Call.sent` knows. */
  sent: unknown
  caller: Caller | null
  /** The account of the portal that calls, for its operations; they have no caller. */
  account?: Account | null
  /** The marketplace of a request without a caller, where that had to be found out to know its database. */
  home?: string
  /** Version of the before-hooks that were run for this request. */
  hookVersion: number
  idempotencyKey: string | null
  requestID: string
  baseUrl: string
  now: number
  /** The request's headers an operation may ask for. */
  headers: Record<string, string>
  /** What a replica must have to answer it; the primary does where nothing is said. */
  seen?: Seen
  /** What the operation's `ask` brought back from a customer's server. */
  asked?: unknown
}

/** The caller's state as the database has it now. */
export interface CallerState {
  hookVersion: number
  accessVersion: number
  catalogVersion: number
  shopVersion: number | null
  stockVersion: number | null
  callerVersion: number | null
  /** When the marketplace was created: another may bear its ID later. */
  since: string | null
  /** Of a shopper: who sees the same, as of a version of access. */
  audience: string | null
  audienceVersion: number | null
  /** Changes may be told to a synchronization. */
  tells: boolean
  /** Tracking events of the client. */
  tracked: readonly string[]
  company: string
  user: string
  /** Whether a webhook hears of this request when it is done. */
  heard: boolean
}

/** What came of an operation: plain data, so that it can come back from a Durable Object. */
export interface Outcome {
  status: number
  body: unknown
  headers: Record<string, string>
  usage: Usage
  /** Deliveries that are to be made, if they can, before it is answered. */
  due?: string[]
  /** The request must start again with the before-hooks of this version. */
  hookVersion?: number
  /** The request must start again as who the user is now. */
  moved?: CallerState
  /** What was seen of the database. */
  seen?: Omit<Seen, 'asked'>
  /** The request must start again: what a customer's server was asked about is otherwise by now. */
  outdated?: true
}

/** What a request did to the database: told in `Server-Timing`, asserted by tests. */
export interface Usage {
  roundTrips: number
  rowsRead: number
  rowsWritten: number
  milliseconds: number
}

/**
 * A request that nobody sent: of the server's own, in the name of a caller.
 * @param operation its ID
 */
export const ownRequest = (
  operation: string,
  caller: Caller,
  more: Pick<Input, 'baseUrl' | 'now'> & Partial<Pick<Input, 'params' | 'query' | 'list'>>,
): Input => ({
  operation,
  params: {},
  query: {},
  list: null,
  body: null,
  sent: null,
  caller,
  hookVersion: 0,
  idempotencyKey: null,
  requestID: crypto.randomUUID(),
  headers: {},
  ...more,
})

/**
 * An answer that is written out as JSON already, as who asks is shown it, and may be had again.
 * Its `etag` (RFC 9110, 8.8.3) is the same wherever the same is written.
 */
export class Rendered {
  readonly json: Uint8Array
  readonly etag: string

  private constructor(json: Uint8Array, etag: string) {
    this.json = json
    this.etag = etag
  }

  /** @param text the answer as JSON */
  static async of(text: string): Promise<Rendered> {
    const json = new TextEncoder().encode(text)
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', json), 0, 18)
    return new Rendered(json, `"${btoa(String.fromCharCode(...digest))}"`)
  }
}

/** Whether a client has it already, by the `If-None-Match` it sent (RFC 9110, 13.1.2). */
export const isKnownAs = (etag: string, sent: string | null): boolean =>
  (sent ?? '').split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')))
